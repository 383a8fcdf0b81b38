//! The other programs. `cargo xtask test` installs them; without one, a test that needs it says so
//! and fails.

use std::path::Path;
use std::process::Command;

/// Lets LibreOffice convert files into others of this kind, beside the originals.
pub fn libreoffice(folder: &Path, files: &[&str], kind: &str) {
    libreoffice_with(folder, files, kind, &[]);
}

/// The same, with more arguments.
pub fn libreoffice_with(folder: &Path, files: &[&str], kind: &str, more: &[&str]) {
    let profile = folder.join("profile");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .arg("--headless")
        .args(more)
        .args(["--convert-to", kind, "--outdir"])
        .arg(folder)
        .args(files.iter().map(|file| folder.join(file)))
        .output()
        .expect("LibreOffice is not here: `cargo xtask test` installs libreoffice-calc-nogui");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The text of a PDF in the order in which it was set, without any white space: where a line is
/// broken is not what was written.
pub fn text(pdf: &[u8]) -> String {
    text_of(pdf, &[]).split_whitespace().collect()
}

/// One page's text, from 1.
pub fn page_text(pdf: &[u8], page: usize) -> String {
    let page = page.to_string();
    text_of(pdf, &["-f", &page, "-l", &page]).split_whitespace().collect()
}

fn text_of(pdf: &[u8], arguments: &[&str]) -> String {
    poppler("pdftotext", pdf, &[arguments, &["-raw", "-enc", "UTF-8"]].concat(), &["-"])
}

/// What a program of poppler says of a PDF.
pub fn poppler(program: &str, pdf: &[u8], before: &[&str], after: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).expect("written");
    let output = Command::new(program)
        .args(before)
        .arg(&file)
        .args(after)
        .output()
        .expect("poppler is not here: `cargo xtask test` installs poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    // Poppler 22 takes the boolean that ISO 32000-1, table 321, asks for to be a wrong type.
    let complains =
        |line: &str| !line.is_empty() && !line.contains("Suspects object is wrong type");
    assert!(!complaints.lines().any(complains), "{complaints}");
    // A heading's own title is shown as its bytes are, in UTF-16.
    String::from_utf8_lossy(&output.stdout).into_owned()
}
