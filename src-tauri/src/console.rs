//! The console that the program was started from, if any.

/// On Windows a program with windows has no console of its own: from here on it speaks in the one that it
/// was started from. Where the output goes into a file, there is none to find, and none is needed.
/// Answers whether what is printed reaches anybody.
#[cfg(windows)]
pub fn find() -> bool {
    use windows_sys::Win32::System::Console::{
        ATTACH_PARENT_PROCESS, AttachConsole, GetStdHandle, STD_ERROR_HANDLE,
    };
    // SAFETY: both take a number and touch nothing of ours.
    unsafe {
        AttachConsole(ATTACH_PARENT_PROCESS) != 0 || !GetStdHandle(STD_ERROR_HANDLE).is_null()
    }
}

/// Elsewhere the standard streams are there from the beginning.
#[cfg(not(windows))]
pub const fn find() -> bool {
    true
}
