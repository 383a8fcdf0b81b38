//! `--verify-audit`: checks an exported 查詢紀錄 and ends, without a window and without a desk.

use std::io::Write as _;
use std::path::Path;

use crate::console;

/// Says what was found, and answers how the program ends.
pub fn run(file: &Path) -> i32 {
    let (code, words) = match app::verify_audit_file(file) {
        Ok(checked) => (i32::from(!checked.intact), checked.sentence),
        Err(why) => (2, why),
    };
    console::find();
    let mut out = std::io::stdout().lock();
    // Nobody listens: the code says it too.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
    code
}
