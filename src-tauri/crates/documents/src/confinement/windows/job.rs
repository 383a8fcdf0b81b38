//! The job that holds a worker: a cap on memory and on processor time, one process, and nothing of the
//! person's screen. The desk makes it and keeps it; a worker that was started otherwise makes its own.

use std::ffi::c_void;
use std::io;
use std::mem::size_of;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr::{null, null_mut};

use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME, JOB_OBJECT_UILIMIT_DESKTOP,
    JOB_OBJECT_UILIMIT_DISPLAYSETTINGS, JOB_OBJECT_UILIMIT_EXITWINDOWS,
    JOB_OBJECT_UILIMIT_GLOBALATOMS, JOB_OBJECT_UILIMIT_HANDLES, JOB_OBJECT_UILIMIT_READCLIPBOARD,
    JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS, JOB_OBJECT_UILIMIT_WRITECLIPBOARD,
    JOBOBJECT_BASIC_UI_RESTRICTIONS, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectBasicUIRestrictions, JobObjectExtendedLimitInformation, QueryInformationJobObject,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// What the program itself and its stack take, on top of what a file may cost.
const OWN_BYTES: u64 = 256 * 1024 * 1024;

/// A worker that computes for longer than this in its whole life has lost its desk.
const CPU_SECONDS: i64 = 30 * 60;

const LIMITS: JOB_OBJECT_LIMIT = JOB_OBJECT_LIMIT_PROCESS_MEMORY
    | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
    | JOB_OBJECT_LIMIT_PROCESS_TIME
    | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;

/// The desk's job for one worker: when its last handle is closed, which the desk's own end does too, the
/// worker ends.
pub(crate) fn of_the_desk(memory_bytes: u64) -> io::Result<OwnedHandle> {
    made(memory_bytes, LIMITS | JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)
}

/// Puts this process into a job of its own, unless it is in such a one already.
pub(super) fn hold_this_process(memory_bytes: u64) -> io::Result<()> {
    if holds_this_process()? {
        return Ok(());
    }
    let job = made(memory_bytes, LIMITS)?;
    // SAFETY: both handles live. The job's is never closed: it lasts as long as the process.
    if unsafe { AssignProcessToJobObject(job.as_raw_handle(), GetCurrentProcess()) } == 0 {
        return Err(io::Error::last_os_error());
    }
    std::mem::forget(job);
    Ok(())
}

/// Whether the job that this process is in has all these limits.
fn holds_this_process() -> io::Result<bool> {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    // SAFETY: without a job the one of this process is asked; the structure is of the stated size.
    let asked = unsafe {
        QueryInformationJobObject(
            null_mut(),
            JobObjectExtendedLimitInformation,
            (&raw mut limits).cast::<c_void>(),
            size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
            null_mut(),
        )
    };
    let flags = limits.BasicLimitInformation.LimitFlags;
    Ok(asked != 0
        && flags & LIMITS == LIMITS
        && limits.BasicLimitInformation.ActiveProcessLimit == 1)
}

fn made(memory_bytes: u64, flags: JOB_OBJECT_LIMIT) -> io::Result<OwnedHandle> {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = flags;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    limits.BasicLimitInformation.PerProcessUserTimeLimit = CPU_SECONDS * 10_000_000;
    limits.ProcessMemoryLimit =
        usize::try_from(memory_bytes.saturating_add(OWN_BYTES)).unwrap_or(usize::MAX);
    let screen = JOBOBJECT_BASIC_UI_RESTRICTIONS {
        UIRestrictionsClass: JOB_OBJECT_UILIMIT_DESKTOP
            | JOB_OBJECT_UILIMIT_DISPLAYSETTINGS
            | JOB_OBJECT_UILIMIT_EXITWINDOWS
            | JOB_OBJECT_UILIMIT_GLOBALATOMS
            | JOB_OBJECT_UILIMIT_HANDLES
            | JOB_OBJECT_UILIMIT_READCLIPBOARD
            | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS
            | JOB_OBJECT_UILIMIT_WRITECLIPBOARD,
    };
    // SAFETY: the pointers are to live structures of the stated sizes, which are only read; a null name
    // and null attributes are allowed; the handle that comes is nobody else's.
    unsafe {
        let job = CreateJobObjectW(null(), null());
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        let job = OwnedHandle::from_raw_handle(job);
        let set = SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast::<c_void>(),
            size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
        ) != 0
            && SetInformationJobObject(
                job.as_raw_handle(),
                JobObjectBasicUIRestrictions,
                (&raw const screen).cast::<c_void>(),
                size_of::<JOBOBJECT_BASIC_UI_RESTRICTIONS>() as u32,
            ) != 0;
        if set { Ok(job) } else { Err(io::Error::last_os_error()) }
    }
}
