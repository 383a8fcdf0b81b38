//! The one event that the window listens to: something changed, look again.

use app::views::boot::DeskChangedView;
use tauri::{AppHandle, Emitter};

pub fn tell(handle: &AppHandle, change: &DeskChangedView) {
    if let Err(error) = handle.emit_to(crate::window::LABEL, "desk-changed", change) {
        tracing::debug!(%error, "no window to tell");
    }
}
