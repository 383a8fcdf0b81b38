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
//! On Windows the AppContainer is the starter's to make (`crate::process`); where there is none, as for a
//! program that lies below the account's own folder, files can be read and the network reached.
//! [`Confinement::sentence`] says it on the screen, and [`crate::Workshop::try_walls`] tries it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

#[cfg(windows)]
pub(crate) use windows::{job, write_registry};

/// Whether one wall stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// The system holds all of it, for good.
    Stands,
    /// The kernel has a part of it.
    Partly,
    /// This system has no such thing.
    Missing,
}

/// What holds a worker in, as the worker found it when it confined itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// A cap on memory.
    pub memory: Wall,
    /// No new processes.
    pub processes: Wall,
    /// System calls for computing and the two pipes alone (seccomp); on Linux this wall is what
    /// the worker does not start without. On Windows, in part: no privileges, process mitigations.
    pub system_calls: Wall,
    /// No file or socket by the kernel's own rule as well (landlock), whatever the system call; on
    /// Windows an AppContainer, in part low integrity.
    pub files_and_network: Wall,
}

impl Confinement {
    /// For the settings' page and the self-test.
    pub fn sentence(&self) -> &'static str {
        match (self.system_calls, self.files_and_network, self.processes) {
            (Wall::Stands, Wall::Stands, _) => {
                "文件在隔離的程式裡開啟：不能讀檔、不能連網、不能啟動其他程式，記憶體有上限。"
            }
            (Wall::Stands, ..) => {
                "文件在隔離的程式裡開啟：系統呼叫與記憶體有限制。這台電腦的核心沒有（或只有部分）檔案隔離功能（landlock）。"
            }
            (_, Wall::Stands, Wall::Stands) => {
                "文件在隔離的程式裡開啟（AppContainer）：不能讀檔、不能連網、不能啟動其他程式，記憶體與時間有上限。"
            }
            (_, Wall::Partly, Wall::Stands) => {
                "文件在另一個程式裡開啟：不能寫檔、不能啟動其他程式，記憶體與時間有上限。這台電腦沒有把它與檔案讀取、網路隔開；請資訊人員把審核台安裝到 Program Files。"
            }
            (_, _, Wall::Stands) => {
                "文件在另一個程式裡開啟，記憶體與子程式有限制。這個作業系統上沒有隔離檔案與網路。"
            }
            _ => "文件在另一個程式裡開啟，但這個作業系統沒有把它隔離。",
        }
    }
}

/// The worker could not confine itself, and so must not start.
#[derive(Debug, Error)]
#[error("the worker cannot confine itself: {what}")]
pub struct ConfinementError {
    what: String,
}

/// Gives up everything that decoding does not need. There is no way back.
///
/// Called on the process's only thread, before the first byte of a file is read. `memory_bytes` is
/// what may be allocated from here on.
///
/// # Errors
/// Where the system has the walls that the table above asks for, and they cannot be put up.
pub fn confine(memory_bytes: u64) -> Result<Confinement, ConfinementError> {
    #[cfg(target_os = "linux")]
    return linux::confine(memory_bytes);
    #[cfg(windows)]
    return windows::confine(memory_bytes);
    #[cfg(not(any(target_os = "linux", windows)))]
    {
        let _ = memory_bytes;
        Ok(Confinement {
            memory: Wall::Missing,
            processes: Wall::Missing,
            system_calls: Wall::Missing,
            files_and_network: Wall::Missing,
        })
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
