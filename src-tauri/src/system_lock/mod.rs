//! The system's own locks: its session is locked or given to somebody else, or the computer goes to
//! sleep. Then the desk is locked too.
//!
//! On Linux from logind and from the screen savers' bus; on Windows from the terminal services, which
//! was written by the documentation and has not been tried on a real Windows yet. Where nobody tells, the
//! desk still locks when it is left alone.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

use std::time::{Duration, Instant};

use app::Desk;
use app::views::lock::{LockCause, LockRequest};
use tauri::{AppHandle, Manager};

use crate::events;

/// So long the window may take to keep what is half written and to lock by itself.
const WINDOW: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(20);

/// Listens from here on, on threads of its own.
pub fn listen(handle: &AppHandle) {
    let handle = handle.clone();
    let lock_up = move |cause| lock_up(&handle, cause);
    #[cfg(target_os = "linux")]
    linux::listen(lock_up);
    #[cfg(windows)]
    windows::listen(lock_up);
    #[cfg(not(any(target_os = "linux", windows)))]
    drop(lock_up);
}

/// Has the window lock, and locks where it does not answer. Returns when the desk is locked; before a
/// computer sleeps, when its data is closed.
fn lock_up(handle: &AppHandle, cause: LockCause) {
    let desk = handle.state::<Desk>();
    events::want_locked(handle, cause);
    let began = Instant::now();
    while !desk.is_locked() && began.elapsed() < WINDOW {
        std::thread::sleep(LOOK);
    }
    tauri::async_runtime::block_on(async {
        // Nobody signed in: nothing to lock.
        if let Err(error) = desk.lock(LockRequest { cause }).await {
            tracing::error!(code = ?error.code, "the desk could not be locked for the system");
        }
        if cause == LockCause::Sleep {
            desk.until_closed().await;
        }
    });
}
