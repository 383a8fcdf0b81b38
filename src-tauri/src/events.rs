//! What the window listens to: something changed, look again; lock; a call was answered. What of it is the window's own
//! affair is done here.

use std::sync::atomic::{AtomicBool, Ordering};

use app::views::boot::DeskChangedView;
use app::views::calling::CallTo;
use app::views::lock::LockCause;
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

/// The system wants the desk locked. The window keeps what is half written, and locks.
pub fn want_locked(handle: &AppHandle, cause: LockCause) {
    if let Err(error) = handle.emit_to(crate::window::LABEL, "lock-wanted", cause) {
        tracing::debug!(%error, "no window to lock");
    }
}

/// Somebody answered a call: the window leads them there.
pub fn answer_call(handle: &AppHandle, to: CallTo) {
    if let Err(error) = handle.emit_to(crate::window::LABEL, "call-answered", to) {
        tracing::debug!(%error, "no window to lead to what called");
    }
}
