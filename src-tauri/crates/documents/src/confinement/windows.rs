//! The walls on Windows: a job object with a cap on memory and no second process.

use std::ffi::c_void;
use std::mem::size_of;
use std::ptr::null;

use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_PROCESS_MEMORY,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

use super::{Confinement, ConfinementError, Wall};

/// What the program itself and its stack take, on top of what a file may cost.
const OWN_BYTES: u64 = 256 * 1024 * 1024;

pub(super) fn confine(memory_bytes: u64) -> Result<Confinement, ConfinementError> {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY
        | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
        | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    limits.ProcessMemoryLimit =
        usize::try_from(memory_bytes.saturating_add(OWN_BYTES)).unwrap_or(usize::MAX);
    // SAFETY: the pointers are to a live structure of the stated size, which is only read; a null
    // name and null attributes are allowed. The handle is never closed: the job lasts as long as
    // the process that it holds.
    let confined = unsafe {
        let job = CreateJobObjectW(null(), null());
        !job.is_null()
            && SetInformationJobObject(
                job,
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast::<c_void>(),
                size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
            ) != 0
            && AssignProcessToJobObject(job, GetCurrentProcess()) != 0
    };
    if !confined {
        return Err(ConfinementError { what: std::io::Error::last_os_error().to_string() });
    }
    Ok(Confinement {
        memory: Wall::Stands,
        processes: Wall::Stands,
        system_calls: Wall::Missing,
        files_and_network: Wall::Missing,
    })
}
