//! What the window listens to: something changed, look again; and lock.

use app::views::boot::DeskChangedView;
use app::views::lock::LockCause;
use tauri::{AppHandle, Emitter};

pub fn tell(handle: &AppHandle, change: &DeskChangedView) {
    if let Err(error) = handle.emit_to(crate::window::LABEL, "desk-changed", change) {
        tracing::debug!(%error, "no window to tell");
    }
}

/// The system wants the desk locked. The window keeps what is half written, and locks.
pub fn want_locked(handle: &AppHandle, cause: LockCause) {
    if let Err(error) = handle.emit_to(crate::window::LABEL, "lock-wanted", cause) {
        tracing::debug!(%error, "no window to lock");
    }
}
