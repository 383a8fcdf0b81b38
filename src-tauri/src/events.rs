//! The one event that the window listens to: something changed, look again. What of it is the
//! window's own affair is done here.

use std::sync::atomic::{AtomicBool, Ordering};

use app::views::boot::DeskChangedView;
use tauri::{AppHandle, Emitter};

/// Whether the window may be captured as it stands.
static SHOWN: AtomicBool = AtomicBool::new(false);

pub fn tell(handle: &AppHandle, change: &DeskChangedView) {
    let shown = !change.capture_protected;
    if SHOWN.swap(shown, Ordering::SeqCst) != shown {
        crate::window::show_to_captures(handle, shown);
    }
    if let Err(error) = handle.emit_to(crate::window::LABEL, "desk-changed", change) {
        tracing::debug!(%error, "no window to tell");
    }
}
