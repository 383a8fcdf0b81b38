//! A worker's process on Windows: in an AppContainer without any capability, which keeps it from the
//! account's files and from the network; with the two pipes and no other handle of the desk; in a job
//! that the desk holds, so that it ends when the desk does. Written by the documentation; under wine,
//! which has no AppContainer, only what is left of it has been tried.

use std::ffi::{OsStr, OsString, c_void};
use std::io;
use std::mem::size_of;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::path::Path;
use std::ptr::{null, null_mut};
use std::sync::Arc;

use tokio::process::{ChildStdin, ChildStdout};
use windows_sys::Win32::Foundation::{
    HANDLE, HANDLE_FLAG_INHERIT, SetHandleInformation, WAIT_TIMEOUT,
};
use windows_sys::Win32::Security::Isolation::{
    CreateAppContainerProfile, DeriveAppContainerSidFromAppContainerName,
};
use windows_sys::Win32::Security::{FreeSid, PSID, SECURITY_ATTRIBUTES, SECURITY_CAPABILITIES};
use windows_sys::Win32::System::JobObjects::AssignProcessToJobObject;
use windows_sys::Win32::System::Pipes::CreatePipe;
use windows_sys::Win32::System::Threading::{
    CREATE_NO_WINDOW, CREATE_SUSPENDED, CREATE_UNICODE_ENVIRONMENT, CreateProcessW,
    DeleteProcThreadAttributeList, EXTENDED_STARTUPINFO_PRESENT, InitializeProcThreadAttributeList,
    LPPROC_THREAD_ATTRIBUTE_LIST, PROC_THREAD_ATTRIBUTE_CHILD_PROCESS_POLICY,
    PROC_THREAD_ATTRIBUTE_HANDLE_LIST, PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY,
    PROC_THREAD_ATTRIBUTE_SECURITY_CAPABILITIES, PROCESS_INFORMATION, ResumeThread,
    STARTF_USESTDHANDLES, STARTUPINFOEXW, TerminateProcess, UpdateProcThreadAttribute,
    WaitForSingleObject,
};
use windows_sys::Win32::System::WindowsProgramming::PROCESS_CREATION_CHILD_PROCESS_RESTRICTED;

use super::{Hold, Started, surroundings};
use crate::confinement::{is_wine, job};

/// The AppContainer's name in the account's list of them.
const CONTAINER: &str = "tw.notebookdesk.documents";

/// How the worker ends when the desk ends it.
const ENDED: u32 = 75;

/// What holds from the first instruction on, as `winbase.h` numbers it: the heap ends a process whose
/// blocks are damaged; addresses are drawn by lot; no extension points; no libraries from the network or
/// written by low integrity, and the system's own first. The rest the worker sets for itself.
const MITIGATIONS: u64 =
    (1 << 12) | (1 << 16) | (1 << 20) | (1 << 32) | (1 << 52) | (1 << 56) | (1 << 60);

/// Dropping it closes the job, which ends the process.
pub(crate) struct Process {
    process: Arc<OwnedHandle>,
    id: u32,
    _job: OwnedHandle,
}

impl Process {
    #[allow(clippy::unnecessary_wraps, reason = "elsewhere a process that has ended has no id")]
    pub(crate) fn id(&self) -> Option<u32> {
        Some(self.id)
    }

    pub(crate) fn lives(&mut self) -> bool {
        // SAFETY: the handle lives; nothing is waited for.
        unsafe { WaitForSingleObject(self.process.as_raw_handle(), 0) == WAIT_TIMEOUT }
    }

    /// Ends the process and waits until it is gone.
    pub(crate) async fn end(self) -> io::Result<()> {
        const PATIENCE_MS: u32 = 5_000;
        // SAFETY: the handle lives. A process that has ended already says so, which is as good.
        unsafe { TerminateProcess(self.process.as_raw_handle(), ENDED) };
        let process = Arc::clone(&self.process);
        let waited = tokio::task::spawn_blocking(move || {
            // SAFETY: the handle lives as long as this closure.
            unsafe { WaitForSingleObject(process.as_raw_handle(), PATIENCE_MS) }
        });
        match waited.await {
            Ok(WAIT_TIMEOUT) => Err(io::ErrorKind::TimedOut.into()),
            _ => Ok(()),
        }
    }
}

pub(super) fn start(
    program: &Path,
    args: &[OsString],
    hold: Hold,
    memory_bytes: u64,
) -> io::Result<Started> {
    let job = job::of_the_desk(memory_bytes)?;
    let (asks_read, asks_write) = pipe(End::Write)?;
    let (answers_read, answers_write) = pipe(End::Read)?;
    let container = match hold {
        Hold::Container => Some(Container::of_this_account()?),
        Hold::Job => None,
    };

    let capabilities = container.as_ref().map(|container| SECURITY_CAPABILITIES {
        AppContainerSid: container.0,
        ..SECURITY_CAPABILITIES::default()
    });
    let handles = [asks_read.as_raw_handle(), answers_write.as_raw_handle()];
    let children = PROCESS_CREATION_CHILD_PROCESS_RESTRICTED;
    let mut attributes = Attributes::with_room_for(4)?;
    attributes.add(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &handles)?;
    if let Some(capabilities) = &capabilities {
        attributes.add(PROC_THREAD_ATTRIBUTE_SECURITY_CAPABILITIES, capabilities)?;
        attributes.add(PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY, &MITIGATIONS)?;
        attributes.add(PROC_THREAD_ATTRIBUTE_CHILD_PROCESS_POLICY, &children)?;
    }

    let mut info = STARTUPINFOEXW::default();
    info.StartupInfo.cb = size_of::<STARTUPINFOEXW>() as u32;
    info.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    info.StartupInfo.hStdInput = handles[0];
    info.StartupInfo.hStdOutput = handles[1];
    info.lpAttributeList = attributes.list();

    let application = wide(program.as_os_str());
    let mut command = wide(&command_line(program.as_os_str(), args));
    let environment = environment_block(surroundings());
    // Not the desk's own folder, which the container may not be let into.
    let folder = std::env::var_os("SystemRoot").map(|root| wide(&root));
    let mut made = PROCESS_INFORMATION::default();
    // SAFETY: every text ends with a zero and every pointer is to a value of this function, the values
    // of the attributes among them; the command line may be written to.
    let started = unsafe {
        CreateProcessW(
            application.as_ptr(),
            command.as_mut_ptr(),
            null(),
            null(),
            1,
            CREATE_NO_WINDOW
                | CREATE_SUSPENDED
                | CREATE_UNICODE_ENVIRONMENT
                | EXTENDED_STARTUPINFO_PRESENT,
            environment.as_ptr().cast(),
            folder.as_ref().map_or_else(null, |folder| folder.as_ptr()),
            (&raw const info.StartupInfo).cast(),
            &raw mut made,
        )
    };
    if started == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: both handles were just made and are nobody else's.
    let (process, thread) = unsafe {
        (OwnedHandle::from_raw_handle(made.hProcess), OwnedHandle::from_raw_handle(made.hThread))
    };
    // It has not run yet: from its first instruction on it is in the job.
    // SAFETY: the three handles live.
    let runs = unsafe {
        AssignProcessToJobObject(job.as_raw_handle(), process.as_raw_handle()) != 0
            && ResumeThread(thread.as_raw_handle()) != u32::MAX
    };
    if !runs {
        let error = io::Error::last_os_error();
        // SAFETY: the handle lives.
        unsafe { TerminateProcess(process.as_raw_handle(), ENDED) };
        return Err(error);
    }
    // The worker's ends are closed here when they are dropped, so that its end is the pipe's end.
    Ok(Started {
        process: Process { process: Arc::new(process), id: made.dwProcessId, _job: job },
        asks: ChildStdin::from_std(asks_write.into())?,
        answers: ChildStdout::from_std(answers_read.into())?,
    })
}

/// Which end of a pipe the desk keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Read,
    Write,
}

/// A pipe's two ends, to read from and to write to; the one that the desk keeps is not inherited.
fn pipe(kept: End) -> io::Result<(OwnedHandle, OwnedHandle)> {
    /// Bytes: a picture has megabytes, and each turn between the two costs.
    const ROOM: u32 = 64 * 1024;

    let inherited = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: null_mut(),
        bInheritHandle: 1,
    };
    let (mut read, mut write): (HANDLE, HANDLE) = (null_mut(), null_mut());
    // SAFETY: the pointers are to live values; the handles that come are nobody else's.
    let (read, write) = unsafe {
        if CreatePipe(&raw mut read, &raw mut write, &raw const inherited, ROOM) == 0 {
            return Err(io::Error::last_os_error());
        }
        (OwnedHandle::from_raw_handle(read), OwnedHandle::from_raw_handle(write))
    };
    let own = if kept == End::Read { &read } else { &write };
    // SAFETY: the handle lives.
    if unsafe { SetHandleInformation(own.as_raw_handle(), HANDLE_FLAG_INHERIT, 0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok((read, write))
}

/// The identity of the AppContainer that this account's workers run in.
struct Container(PSID);

impl Container {
    fn of_this_account() -> io::Result<Self> {
        if is_wine() {
            // It ends a program that asks.
            return Err(io::ErrorKind::Unsupported.into());
        }
        let name = wide(OsStr::new(CONTAINER));
        let mut sid: PSID = null_mut();
        // SAFETY: the texts end with a zero; no capabilities; the pointer is to a live value.
        let found = unsafe {
            let (text, to) = (name.as_ptr(), &raw mut sid);
            let made = CreateAppContainerProfile(text, text, text, null(), 0, to);
            // It is there from an earlier start.
            if made < 0 { DeriveAppContainerSidFromAppContainerName(text, to) } else { made }
        };
        if found < 0 || sid.is_null() {
            return Err(io::Error::other(format!("no AppContainer: {found:#x}")));
        }
        Ok(Self(sid))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // SAFETY: it came from the call above and is freed once.
        unsafe { FreeSid(self.0) };
    }
}

/// What a process is started with beside its command line. The values that are added must outlive it.
struct Attributes {
    /// Aligned for whatever Windows lays there.
    room: Vec<u64>,
}

impl Attributes {
    fn with_room_for(count: u32) -> io::Result<Self> {
        let mut bytes = 0;
        // SAFETY: asked without room first, which tells the size.
        unsafe { InitializeProcThreadAttributeList(null_mut(), count, 0, &raw mut bytes) };
        let mut room = vec![0_u64; bytes.div_ceil(size_of::<u64>()).max(1)];
        // SAFETY: the room is as large as was asked for.
        let made = unsafe {
            InitializeProcThreadAttributeList(room.as_mut_ptr().cast(), count, 0, &raw mut bytes)
        };
        if made == 0 { Err(io::Error::last_os_error()) } else { Ok(Self { room }) }
    }

    fn list(&mut self) -> LPPROC_THREAD_ATTRIBUTE_LIST {
        self.room.as_mut_ptr().cast()
    }

    fn add<T>(&mut self, attribute: u32, value: &T) -> io::Result<()> {
        // SAFETY: the list is initialised, and the value is of the size that is told and outlives it.
        let added = unsafe {
            UpdateProcThreadAttribute(
                self.list(),
                0,
                attribute as usize,
                std::ptr::from_ref(value).cast::<c_void>(),
                size_of::<T>(),
                null_mut(),
                null(),
            )
        };
        if added == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: it was initialised and is deleted once.
        unsafe { DeleteProcThreadAttributeList(self.list()) };
    }
}

fn wide(text: &OsStr) -> Vec<u16> {
    text.encode_wide().chain([0]).collect()
}

/// The program and its arguments as `CommandLineToArgvW` takes them apart.
fn command_line(program: &OsStr, args: &[OsString]) -> OsString {
    let mut line = OsString::from("\"");
    // A path holds no quotation mark.
    line.push(program);
    line.push("\"");
    for argument in args {
        line.push(" ");
        line.push(quoted(&argument.to_string_lossy()));
    }
    line
}

fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '"']) {
        return argument.to_owned();
    }
    let mut text = String::from("\"");
    let mut backslashes = 0;
    for letter in argument.chars() {
        match letter {
            '\\' => backslashes += 1,
            '"' => text.push_str(&"\\".repeat(backslashes + 1)),
            _ => {}
        }
        if letter != '\\' {
            backslashes = 0;
        }
        text.push(letter);
    }
    text.push_str(&"\\".repeat(backslashes));
    text.push('"');
    text
}

/// Name after name, each with its value, ended by zeros.
fn environment_block(of: impl Iterator<Item = (&'static str, OsString)>) -> Vec<u16> {
    let mut block = Vec::new();
    for (name, value) in of {
        block.extend(name.encode_utf16());
        block.push(u16::from(b'='));
        block.extend(wide(&value));
    }
    // Empty, it still has two zeros.
    if block.is_empty() {
        block.push(0);
    }
    block.push(0);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_arrives_as_it_was_given() {
        for (given, shown) in [
            ("1073741824", "1073741824"),
            ("", "\"\""),
            (r"C:\王小明\a b", "\"C:\\王小明\\a b\""),
            (r#"a "b""#, r#""a \"b\"""#),
            (r"a b\", r#""a b\\""#),
        ] {
            assert_eq!(quoted(given), shown, "{given}");
        }
    }

    #[test]
    fn an_environment_ends_with_two_zeros_even_when_it_is_empty() {
        let block = environment_block([("A", OsString::from("b"))].into_iter());
        assert_eq!(block, [65, 61, 98, 0, 0]);
        assert_eq!(environment_block(std::iter::empty()), [0, 0]);
    }
}
