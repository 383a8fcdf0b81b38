//! Reads what was printed.

use std::path::Path;
use std::process::Command;

/// The words of a PDF without its spaces and line ends, which depend on where a line is broken.
///
/// # Panics
/// When poppler is not installed, or the file is no PDF.
pub fn text(path: &Path) -> String {
    let output = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output()
        .expect("poppler is not here: `cargo xtask test` installs poppler-utils");
    assert!(output.status.success(), "{} is no PDF", path.display());
    String::from_utf8(output.stdout).expect("UTF-8").split_whitespace().collect()
}
