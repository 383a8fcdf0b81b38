//! Keeps what the desk holds in memory (keys, names, papers) out of core dumps and error reports.

/// From here on the system writes no core dump of this process and of those that it starts, and no
/// other program of the same account reads its memory.
///
/// A desk that is driven by WebDriver stays readable: its tests and benchmarks measure it. That opens
/// no way of its own, since whoever sets a variable in the environment of a program that they start
/// can as well read it from its first moment on.
#[cfg(target_os = "linux")]
pub fn exclude() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a live structure, which is only read.
    let limited = unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) } == 0;
    let hidden = crate::window::is_driven() || {
        // SAFETY: this option takes a number and has no other condition.
        unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 }
    };
    if !(limited && hidden) {
        tracing::error!("a crash of the desk may leave its memory on the disk");
    }
}

/// Windows Error Reporting leaves this program out, for this account, and keeps no copy of its heap.
/// Untried: no Windows was at hand.
#[cfg(windows)]
pub fn exclude() {
    use std::os::windows::ffi::OsStrExt as _;
    use windows_sys::Win32::System::ErrorReporting::{
        WER_FAULT_REPORTING_FLAG_NOHEAP, WerAddExcludedApplication, WerSetFlags,
    };

    let excluded = std::env::current_exe().is_ok_and(|program| {
        let Some(name) = program.file_name() else { return false };
        let name: Vec<u16> = name.encode_wide().chain([0]).collect();
        // SAFETY: the name ends with a zero and lives until the call is over.
        unsafe { WerAddExcludedApplication(name.as_ptr(), 0) >= 0 }
    });
    // SAFETY: takes a number and has no other condition.
    let without_heap = unsafe { WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP) >= 0 };
    if !(excluded && without_heap) {
        tracing::error!("a crash of the desk may leave its memory on the disk");
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
pub fn exclude() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn nothing_of_the_process_is_dumped_or_read() {
        super::exclude();
        let mut limit = libc::rlimit { rlim_cur: 1, rlim_max: 1 };
        // SAFETY: the pointer is to a live structure, which is written; the option takes no argument.
        let (told, readable) = unsafe {
            (
                libc::getrlimit(libc::RLIMIT_CORE, &raw mut limit),
                libc::prctl(libc::PR_GET_DUMPABLE, 0, 0, 0, 0),
            )
        };
        assert_eq!((told, limit.rlim_cur, limit.rlim_max, readable), (0, 0, 0, 0));
    }
}
