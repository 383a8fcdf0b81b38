//! What a process has held in RAM at most, as the kernel counts it.
#![allow(dead_code, reason = "each measurement uses some of this")]

/// In words, such as `212 MiB`; `unknown` where the system does not tell.
pub fn memory(process: u32) -> String {
    match kibibytes(process) {
        Some(kib) => format!("{} MiB", kib / 1024),
        None => "unknown".to_owned(),
    }
}

pub fn kibibytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.split_whitespace().next()?.parse().ok()
}

/// The most that any child held which has ended by now.
#[cfg(target_os = "linux")]
pub fn of_ended_children_kibibytes() -> Option<u64> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is to a live `rusage`, all of whose bit patterns are numbers.
    let usage = unsafe {
        if libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr()) != 0 {
            return None;
        }
        usage.assume_init()
    };
    u64::try_from(usage.ru_maxrss).ok()
}

#[cfg(not(target_os = "linux"))]
pub fn of_ended_children_kibibytes() -> Option<u64> {
    None
}
