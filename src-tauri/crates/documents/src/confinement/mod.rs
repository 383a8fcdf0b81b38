//! What the worker gives up before it reads the first byte of a file, for good.
//!
//! | | Linux | Windows | elsewhere |
//! |---|---|---|---|
//! | memory, processor time | `RLIMIT_AS`, `RLIMIT_DATA`, `RLIMIT_CPU` | job object | no |
//! | new processes | seccomp: the worker is ended | job object: one process; child process policy | no |
//! | network | seccomp: ended; landlock | AppContainer without capabilities | no |
//! | files | seccomp and no free descriptor; landlock | AppContainer; without it low integrity: no writing | no |
//! | other system calls | seccomp: only those of computing | no filter; no privileges, process mitigations | no |
//! | the desk is gone | the pipe ends; `alarm` | the job ends with the desk; a watch of its own | the pipe ends |
//!
//! A wall that this system has and that does not stand keeps every file closed
//! ([`crate::Refusal::Unconfined`]); one that it has not, such as landlock on a kernel without it, is told.
//! On Windows the AppContainer is the starter's to make (`crate::process`); a program that lies below the
//! account's own folder gets none, and then shows no document. [`crate::Workshop::try_walls`] tries them.

#[cfg(target_os = "linux")]
mod linux;
mod walls;
#[cfg(windows)]
mod windows;

pub use walls::{Confinement, Wall, WallKind};
#[cfg(windows)]
pub(crate) use windows::{is_wine, job, write_registry};

/// Gives up everything that decoding does not need. There is no way back. A wall that the system has and
/// that could not be put up is [`Wall::Failed`]: the others are put up all the same, and no file is
/// handed in.
///
/// Called on the process's only thread, before the first byte of a file is read. `memory_bytes` is
/// what may be allocated from here on.
pub fn confine(memory_bytes: u64) -> Confinement {
    #[cfg(target_os = "linux")]
    return linux::confine(memory_bytes);
    #[cfg(windows)]
    return windows::confine(memory_bytes);
    #[cfg(not(any(target_os = "linux", windows)))]
    {
        let _ = memory_bytes;
        Confinement {
            memory: Wall::Absent,
            processes: Wall::Absent,
            system_calls: Wall::Absent,
            files_and_network: Wall::Absent,
        }
    }
}

/// Ends this process after so many seconds, whatever it is doing then; 0 takes that back. The
/// desk ends a slow worker itself: this is for a worker whose desk is gone.
pub(crate) fn end_after(seconds: u32) {
    #[cfg(target_os = "linux")]
    linux::end_after(seconds);
    #[cfg(windows)]
    windows::end_after(seconds);
    #[cfg(not(any(target_os = "linux", windows)))]
    let _ = seconds;
}

/// Closes what the desk may have left open for this process besides the standard three.
pub(crate) fn close_inherited_files() {
    #[cfg(target_os = "linux")]
    linux::close_inherited_files();
}
