//! Folders of a desk, copied as somebody copies them.

use std::path::Path;

/// Copies what lies in a folder, which may not be there, into another.
///
/// # Panics
/// If it cannot be read or written.
pub fn copy_all(from: &Path, to: &Path) {
    let Ok(entries) = std::fs::read_dir(from) else { return };
    std::fs::create_dir_all(to).expect("a folder");
    for entry in entries {
        let entry = entry.expect("readable");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}
