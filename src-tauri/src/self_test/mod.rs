//! `--self-test`: what this computer gives the desk, tried and told in words, without a window. For
//! whoever installs it: the report names no person, no account and no folder of one.

mod checks;
mod report;

use std::path::{Path, PathBuf};

use crate::console;

/// Beside the desk's data, where no other place is named.
const FILE: &str = "self-test.txt";

/// Tries everything, prints it, writes the report, and answers how the program ends: 0 if everything
/// that the desk needs is there, else 1.
pub fn run(data_folder: &Path, file: Option<PathBuf>) -> i32 {
    console::find();
    let lines = tauri::async_runtime::block_on(checks::all(data_folder));
    let report = report::Report::new(lines);
    let text = report.text();
    let file = file.unwrap_or_else(|| data_folder.join(FILE));
    let written = app::files::write(&file, text.as_bytes());
    let place = match &written {
        Ok(()) => format!("報告已存在：{}", file.display()),
        Err(error) => format!("報告沒有存成（{}）：{error}", file.display()),
    };
    say(&format!("{text}\n{place}"));
    i32::from(!report.is_good() || written.is_err())
}

fn say(words: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    // Nobody listens: the code and the file say it too.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}
