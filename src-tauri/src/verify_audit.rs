//! `--verify-audit`: checks an exported 查詢紀錄 and ends, without a window and without a desk.

use std::io::Write as _;
use std::path::Path;

/// Says what was found, and answers how the program ends.
pub fn run(file: &Path) -> i32 {
    let (code, words) = match app::verify_audit_file(file) {
        Ok(checked) => (i32::from(!checked.intact), checked.sentence),
        Err(why) => (2, why),
    };
    find_console();
    let mut out = std::io::stdout().lock();
    // Nobody listens: the code says it too.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
    code
}

/// A program with windows has no console of its own on Windows: it speaks in the one that it was started
/// from. Where the output goes into a file, there is none to find, and none is needed.
#[cfg(windows)]
fn find_console() {
    use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};
    // SAFETY: takes a number and touches nothing of ours.
    unsafe { AttachConsole(ATTACH_PARENT_PROCESS) };
}

#[cfg(not(windows))]
const fn find_console() {}
