//! The walls on Windows. The desk starts a worker in an AppContainer without capabilities, where that can
//! be had (`crate::process`); what a process can do for itself is done here: a job, no privileges, low
//! integrity, and the mitigations of Windows 10. Then it is looked at what stands.

pub(crate) mod job;
mod token;

use std::ffi::c_void;
use std::io;
use std::mem::size_of;
use std::process::Command;
use std::ptr::{null, null_mut};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleA, GetProcAddress};
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, KEY_WRITE, REG_OPTION_VOLATILE, RegCloseKey, RegCreateKeyExW,
    RegDeleteKeyW,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetProcessMitigationPolicy, PROCESS_MITIGATION_POLICY,
    ProcessChildProcessPolicy, ProcessDynamicCodePolicy, ProcessExtensionPointDisablePolicy,
    ProcessFontDisablePolicy, ProcessImageLoadPolicy, ProcessStrictHandleCheckPolicy,
    SetProcessMitigationPolicy,
};

use crate::argument::NOTHING;

use super::{Confinement, Wall};

/// The flags of each mitigation, as `winnt.h` numbers its bits: none of them is undone afterwards.
const MITIGATIONS: &[(PROCESS_MITIGATION_POLICY, u32)] = &[
    // ProhibitDynamicCode
    (ProcessDynamicCodePolicy, 0b1),
    // NoChildProcessCreation
    (ProcessChildProcessPolicy, 0b1),
    // DisableExtensionPoints
    (ProcessExtensionPointDisablePolicy, 0b1),
    // DisableNonSystemFonts
    (ProcessFontDisablePolicy, 0b1),
    // NoRemoteImages, NoLowMandatoryLabelImages, PreferSystem32Images
    (ProcessImageLoadPolicy, 0b111),
    // RaiseExceptionOnInvalidHandleReference, HandleExceptionsPermanentlyEnabled
    (ProcessStrictHandleCheckPolicy, 0b11),
];

/// How a wall stands that could not be put up. Windows has all of them; wine, on which the tests run, has
/// few.
fn missing() -> Wall {
    if is_wine() { Wall::Absent } else { Wall::Failed }
}

pub(super) fn confine(memory_bytes: u64) -> Confinement {
    let held = job::hold_this_process(memory_bytes).is_ok();
    let token = token::Token::own();
    let contained = token.as_ref().is_ok_and(token::Token::is_empty_container);
    let unprivileged = token.as_ref().is_ok_and(|token| {
        // Outside a container at least nothing of the account's can be written.
        token.drop_privileges().is_ok() && (contained || token.lower_integrity().is_ok())
    });
    // Each is set, also after one that could not be.
    let mitigated = MITIGATIONS.iter().filter(|&&mitigation| mitigate(mitigation)).count();
    let no_program = !starts_a_program();
    Confinement {
        memory: if held { Wall::Stands } else { missing() },
        processes: if no_program { Wall::Stands } else { missing() },
        // Windows has no filter for them; what there is, is listed in `MITIGATIONS`.
        system_calls: if unprivileged && mitigated == MITIGATIONS.len() {
            Wall::Partly
        } else {
            missing()
        },
        files_and_network: if contained && write_registry().is_err() {
            Wall::Stands
        } else {
            missing()
        },
    }
}

/// Whether this holds from here on: because it was set now or at the start, or because this Windows is too
/// old to know it.
fn mitigate((policy, flags): (PROCESS_MITIGATION_POLICY, u32)) -> bool {
    let mut in_force = 0_u32;
    // SAFETY: every one of these policies is a structure of one 32-bit field of flags, which is read in
    // the first call and written in the second.
    let (set, refused, read) = unsafe {
        let set = SetProcessMitigationPolicy(
            policy,
            (&raw const flags).cast::<c_void>(),
            size_of::<u32>(),
        ) != 0;
        let refused = io::Error::last_os_error().raw_os_error();
        let read = GetProcessMitigationPolicy(
            GetCurrentProcess(),
            policy,
            (&raw mut in_force).cast::<c_void>(),
            size_of::<u32>(),
        ) != 0;
        (set, refused, read)
    };
    let unknown = refused
        .and_then(|code| u32::try_from(code).ok())
        .is_some_and(|code| matches!(code, ERROR_INVALID_PARAMETER | ERROR_NOT_SUPPORTED));
    set || (read && in_force & flags == flags) || (!read && unknown)
}

/// Whether this is no Windows, but wine.
pub(crate) fn is_wine() -> bool {
    // SAFETY: both names end with a zero; the library is part of every process.
    unsafe {
        let library = GetModuleHandleA(c"ntdll.dll".as_ptr().cast());
        !library.is_null() && GetProcAddress(library, c"wine_get_version".as_ptr().cast()).is_some()
    }
}

/// Tries to start the own program, which ends at once.
fn starts_a_program() -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    // The standard streams are inherited: opening others may be refused first.
    Command::new(program).arg(NOTHING).spawn().is_ok_and(|mut child| {
        let _ = child.kill();
        let _ = child.wait();
        true
    })
}

/// Tries to make a key in the account's part of the registry, which would be gone after the next start of
/// the computer; what is made is deleted again.
pub(crate) fn write_registry() -> io::Result<()> {
    let name: Vec<u16> = "Software\\NotebookDeskTried\0".encode_utf16().collect();
    let mut key: HKEY = null_mut();
    // SAFETY: the name ends with a zero, the pointers are to live values or null where that is allowed.
    let code = unsafe {
        let code = RegCreateKeyExW(
            HKEY_CURRENT_USER,
            name.as_ptr(),
            0,
            null(),
            REG_OPTION_VOLATILE,
            KEY_WRITE,
            null(),
            &raw mut key,
            null_mut(),
        );
        if code == 0 {
            RegCloseKey(key);
            RegDeleteKeyW(HKEY_CURRENT_USER, name.as_ptr());
        }
        code
    };
    if code == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(code.cast_signed())) }
}

/// Ends this process after so many seconds; 0 takes that back. The last word counts.
pub(super) fn end_after(seconds: u32) {
    /// When, in milliseconds since the first word; none.
    static DEADLINE: AtomicU64 = AtomicU64::new(u64::MAX);
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    /// As a worker that the desk's own clock ends.
    const TOO_LONG: i32 = 75;
    const LOOK: Duration = Duration::from_millis(250);

    let is_first = BEGAN.get().is_none();
    let began = *BEGAN.get_or_init(Instant::now);
    let now = move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let deadline = match seconds {
        0 => u64::MAX,
        seconds => now().saturating_add(u64::from(seconds) * 1_000),
    };
    DEADLINE.store(deadline, Ordering::SeqCst);
    if is_first {
        std::thread::spawn(move || {
            while now() < DEADLINE.load(Ordering::SeqCst) {
                std::thread::sleep(LOOK);
            }
            std::process::exit(TOO_LONG);
        });
    }
}
