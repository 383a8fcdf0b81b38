//! Where everything for Windows is kept, and the few things that are done with files there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Outcome};
use crate::workspace;

/// The folder that may be deleted to begin anew.
pub fn folder() -> PathBuf {
    workspace::target().join("windows")
}

/// An empty folder there, whatever was there before.
pub fn fresh_folder(folder: &Path) -> Outcome<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|error| told(folder, &error))
}

/// Writes one small file.
pub fn written(file: &Path, text: &str) -> Outcome<()> {
    fs::write(file, text).map_err(|error| told(file, &error))
}

/// What lies in a folder.
pub fn files_of(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| told(folder, &error))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

/// A failure over a file, with what to do.
pub fn told(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", path.display()),
        "look whether the disk is full; to begin anew delete target/windows",
    )
}
