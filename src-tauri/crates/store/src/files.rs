//! Every small file of the desk, safe against a power cut: it is written beside, brought to the
//! disk, given its name, and the folder that holds the name is brought to the disk too. What a cut
//! leaves is the old file or the new one, never half of either. `tests/tidy` holds that no other
//! place of the desk writes, copies or renames files. What another program holds for a moment, as
//! scanners do on Windows, is waited for.
//!
//! Whoever reads one of them takes a malformed one for none: older versions wrote them less safely.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::held::{is_held, wait_while_held};

/// What is being written has this ending until it is whole; a cut may leave it behind.
const DRAFT: &str = ".new";

/// Puts this file in the place of whatever is there, readable by this account alone.
///
/// # Errors
/// A failing disk or a folder that cannot be written to; then the old file stands.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = beside(path, DRAFT);
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = wait_while_held(|| options.open(&draft))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // Windows does not rename what is open.
    drop(file);
    rename(&draft, path)
}

/// Makes a file that must not be there yet, readable by this account alone.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], a failing disk, a folder that cannot be written to; then
/// nothing is left of it.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if written.is_err() {
        // Half of it would look like all of it.
        let _ = delete(path);
    }
    written?;
    sync_folder_of(path)
}

/// Opens a file that lines are added to, readable by this account alone; made where there is none. What
/// a power cut leaves of it is what was written before.
///
/// # Errors
/// A failing disk or a folder that cannot be written to.
pub fn append_to(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Copies a file to the place of whatever is there.
///
/// # Errors
/// As [`write()`].
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let draft = beside(to, DRAFT);
    wait_while_held(|| fs::copy(from, &draft))?;
    // Windows brings to the disk only what is open for writing.
    wait_while_held(|| File::options().write(true).open(&draft))?.sync_all()?;
    rename(&draft, to)
}

/// Gives a file or a folder another name, in the place of whatever file bears it. A file that another
/// program holds is waited for, about five seconds long.
///
/// # Errors
/// A failing disk or a folder that cannot be written to; on Windows a file that stays held.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    wait_while_held(|| fs::rename(from, to))?;
    sync_folder_of(to)
}

/// As [`rename`], but without waiting: false where another program holds the file.
pub(crate) fn rename_unless_held(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::rename(from, to) {
        Err(error) if is_held(&error) => Ok(false),
        renamed => renamed.and_then(|()| sync_folder_of(to)).map(|()| true),
    }
}

/// Deletes a file, or a folder with all that is in it, and waits for whoever holds it as [`rename`] does.
///
/// # Errors
/// As [`rename`].
pub fn delete(path: &Path) -> io::Result<()> {
    wait_while_held(|| if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) })
}

/// Makes a folder, with those above it that are missing, each to last; what it makes is this
/// account's alone.
///
/// # Errors
/// A failing disk, or a folder that cannot be written to.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folder(above)?;
    }
    #[cfg_attr(not(unix), allow(unused_mut, reason = "its mode is set there alone"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Somebody else made it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.and_then(|()| sync_folder_of(folder)),
    }
}

/// Makes the desk's own folder, and closes one that is there to every other account of the
/// computer. On Windows a folder below a person's own is closed to others already.
///
/// # Errors
/// As [`make_folder`], and when the folder belongs to another account.
pub fn make_own_folder(folder: &Path) -> io::Result<()> {
    make_folder(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    Ok(())
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// Brings the names in a folder to the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network drives cannot, and keep their names by themselves.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

/// Windows has no such call for a folder: NTFS keeps a journal of its names.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// The path of a file that stands beside another and is called like it, with an ending more.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_old_one_or_the_new_one_and_what_a_cut_left_behind_is_no_hindrance() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("preferences.json");
        fs::write(beside(&path, DRAFT), b"half of what a cut left").expect("written");
        write(&path, b"old").expect("written");
        write(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert!(!beside(&path, DRAFT).exists());
        // What cannot be written beside leaves the old file alone.
        fs::create_dir(beside(&path, DRAFT)).expect("in the way");
        assert!(write(&path, b"newer").is_err());
        assert_eq!(fs::read(&path).expect("read"), b"new");
    }

    #[test]
    fn a_copy_bears_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("desk.db"), folder.path().join("desk.db.before-1"));
        fs::write(&from, b"whole").expect("written");
        copy(&from, &to).expect("copied");
        assert_eq!(fs::read(&to).expect("read"), b"whole");
        assert!(copy(&folder.path().join("nothing"), &to).is_err());
        assert_eq!(fs::read(&to).expect("read"), b"whole");
    }

    #[cfg(unix)]
    #[test]
    fn another_account_of_the_computer_reads_neither_the_folder_nor_an_exported_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        let above = tempfile::tempdir().expect("a folder");
        let (own, older) = (above.path().join("desk"), above.path().join("older"));
        make_own_folder(&own).expect("made");
        // As a version of the desk that did not look to it left it.
        fs::create_dir(&older).expect("made");
        fs::set_permissions(&older, fs::Permissions::from_mode(0o755)).expect("opened to all");
        make_own_folder(&older).expect("closed");
        let (exported, kept) = (own.join("查詢紀錄.ods"), own.join("preferences.json"));
        write_new(&exported, b"names").expect("written");
        write(&kept, b"{}").expect("written");
        assert_eq!([&own, &older].map(|folder| mode(folder)), [0o700; 2]);
        assert_eq!([&exported, &kept].map(|file| mode(file)), [0o600; 2]);
    }

    #[test]
    fn a_new_file_is_never_written_over_an_older_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("退件統計.csv");
        write_new(&path, b"one").expect("written");
        let again = write_new(&path, b"two").expect_err("it is there");
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).expect("read"), b"one");
    }
}
