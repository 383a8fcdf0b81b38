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

use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, KEY_WRITE, REG_OPTION_VOLATILE, RegCloseKey, RegCreateKeyExW,
    RegDeleteKeyW,
};
use windows_sys::Win32::System::Threading::{
    PROCESS_MITIGATION_POLICY, ProcessChildProcessPolicy, ProcessDynamicCodePolicy,
    ProcessExtensionPointDisablePolicy, ProcessFontDisablePolicy, ProcessImageLoadPolicy,
    ProcessStrictHandleCheckPolicy, SetProcessMitigationPolicy,
};

use crate::argument::NOTHING;

use super::{Confinement, ConfinementError, Wall};

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

fn failed(what: &'static str) -> impl Fn(io::Error) -> ConfinementError {
    move |error| ConfinementError { what: format!("{what}: {error}") }
}

pub(super) fn confine(memory_bytes: u64) -> Result<Confinement, ConfinementError> {
    job::hold_this_process(memory_bytes).map_err(failed("the job"))?;
    let token = token::Token::own().map_err(failed("the token"))?;
    token.drop_privileges().map_err(failed("the privileges"))?;
    let contained = token.is_empty_container();
    if !contained {
        token.lower_integrity().map_err(failed("the integrity"))?;
    }
    // Each is set, also after one that could not be.
    let mitigated = MITIGATIONS.iter().filter(|&&mitigation| mitigate(mitigation)).count();
    Ok(Confinement {
        memory: Wall::Stands,
        processes: if starts_a_program() { Wall::Missing } else { Wall::Stands },
        // Windows has no filter for them; what there is, is listed in `MITIGATIONS`.
        system_calls: if mitigated == MITIGATIONS.len() { Wall::Partly } else { Wall::Missing },
        files_and_network: match (contained, write_registry()) {
            (true, Err(_)) => Wall::Stands,
            (false, Err(_)) => Wall::Partly,
            (_, Ok(())) => Wall::Missing,
        },
    })
}

fn mitigate((policy, flags): (PROCESS_MITIGATION_POLICY, u32)) -> bool {
    // SAFETY: every one of these policies is a structure of one 32-bit field of flags.
    unsafe {
        let flags = (&raw const flags).cast::<c_void>();
        SetProcessMitigationPolicy(policy, flags, size_of::<u32>()) != 0
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
