//! What is known from outside of a database that nobody can open, and how it makes room for a new
//! one: everything of it keeps its name and gets the instant beside it. And what lies beside a database of
//! what it was before, which goes when its time is over and not earlier.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::OpenError;
use crate::files::{self, beside};
use crate::key_file;
use crate::open::take_lock;

/// Beside the database: how much of it the portal has not acknowledged, and nobody's data.
const UNSENT: &str = ".unsent";
/// The same of one that was set aside, once the portal has been told.
const TOLD: &str = ".unsent-told";

/// How much lay unsent in a database when it was last counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Under which the portal is told of this database.
    pub id: Uuid,
    /// Acts that the portal had not acknowledged.
    pub unsent: u32,
    /// When the oldest of them was done, by the PC's clock; absent where there were none.
    pub oldest_at: Option<DateTime<Utc>>,
    /// When it was counted.
    pub at: DateTime<Utc>,
}

/// Notes it beside the database at `path`.
///
/// # Errors
/// A failing disk; the older note stands.
pub fn note_unsent(path: &Path, unsent: &Unsent) -> std::io::Result<()> {
    files::write(&beside(path, UNSENT), &serde_json::to_vec(unsent)?)
}

/// What was noted last. A note that cannot be read is none.
pub fn unsent(path: &Path) -> Option<Unsent> {
    read_note(&beside(path, UNSENT))
}

fn read_note(note: &Path) -> Option<Unsent> {
    serde_json::from_slice(&fs::read(note).ok()?).ok()
}

/// Whether the file of a database that was here is gone: something that belongs to it is there, and it is
/// not. Opening it now would begin a new one over what is left of it.
pub fn is_gone(path: &Path) -> bool {
    let documents = || {
        fs::read_dir(path.with_extension("documents")).is_ok_and(|mut files| files.next().is_some())
    };
    let belongs = |part: &str| beside(path, part).exists();
    // A damaged one that was set aside makes room for a new one, also where the computer ended on the way.
    let is_set_aside = || copies(path).iter().any(|copy| copy.kind == CopyKind::Damaged);
    let is_left = ["-wal", ".check", UNSENT].into_iter().any(belongs) || documents();
    !path.exists() && is_left && !is_set_aside()
}

/// Moves a database that no key opens aside, with its log, its documents and its notes, under a name
/// with the instant. Answers the new name.
///
/// # Errors
/// [`OpenError::InUse`], a failing disk. What was moved by then stays where it is, and doing it again
/// moves the rest.
pub fn set_aside(path: &Path, at: DateTime<Utc>) -> Result<PathBuf, OpenError> {
    let _lock = take_lock(path)?;
    let suffix = format!(".set-aside-{}", at.format("%Y%m%dT%H%M%S%3fZ"));
    let documents = path.with_extension("documents");
    if documents.exists() {
        files::rename(&documents, &beside(&documents, &suffix)).map_err(OpenError::from_io)?;
    }
    // The log before the database: a new database must never find the log of another. The note last:
    // as long as it is there, what it tells of is not forgotten.
    for part in ["-wal", "-shm", "", ".suspect", ".check", key_file::ENDING, UNSENT] {
        let from = beside(path, part);
        if from.exists() {
            files::rename(&from, &beside(path, &format!("{suffix}{part}")))
                .map_err(OpenError::from_io)?;
        }
    }
    Ok(beside(path, &suffix))
}

/// The notes of databases that were set aside from here and of which the portal does not know yet,
/// each with its file.
pub fn untold(path: &Path) -> Vec<(PathBuf, Unsent)> {
    let beginning = beside(path, ".set-aside-");
    let beginning = beginning.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_note = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&beginning) && name.ends_with(UNSENT)
    };
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let notes = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    notes.filter(is_note).filter_map(|file| read_note(&file).map(|note| (file, note))).collect()
}

/// The portal knows of it.
///
/// # Errors
/// A failing disk; it is told again then.
pub fn mark_told(note: &Path) -> std::io::Result<()> {
    let told = note.to_string_lossy().strip_suffix(UNSENT).map(|name| format!("{name}{TOLD}"));
    told.map_or(Ok(()), |told| files::rename(note, Path::new(&told)))
}

/// What lies beside a database of what it was before: copies from before a migration, damaged and
/// sealed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its own file's name.
    pub name: String,
    /// How it came there.
    pub kind: CopyKind,
    /// Its files and folders.
    files: Vec<PathBuf>,
}

/// How a copy came there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyKind {
    /// Everything in it was taken over by a migration.
    BeforeMigration,
    /// What could be read was taken over.
    Damaged,
    /// No key opened it.
    Sealed,
}

/// The copies beside the database at `path`, by name.
pub fn copies(path: &Path) -> Vec<Copy> {
    let own = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kinds = [
        (".before-", CopyKind::BeforeMigration),
        (".damaged-", CopyKind::Damaged),
        (".set-aside-", CopyKind::Sealed),
    ];
    let (database, documents) = (own(path), own(&path.with_extension("documents")));
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut copies: Vec<Copy> = Vec::new();
    for file in entries.into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = own(&file);
        let found = kinds.iter().find_map(|(infix, kind)| {
            [&database, &documents].into_iter().find_map(|base| {
                let rest = name.strip_prefix(base.as_str())?.strip_prefix(infix)?;
                // What belongs to a copy has its name and an ending.
                let stamp: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
                (!stamp.is_empty()).then(|| (format!("{database}{infix}{stamp}"), *kind))
            })
        });
        let Some((name, kind)) = found else { continue };
        match copies.iter_mut().find(|copy| copy.name == name) {
            Some(copy) => copy.files.push(file),
            None => copies.push(Copy { name, kind, files: vec![file] }),
        }
    }
    copies.sort_by(|one, other| one.name.cmp(&other.name));
    copies
}

/// Erases a copy with everything that belongs to it.
///
/// # Errors
/// A failing disk; what is left is found again.
pub fn erase_copy(copy: &Copy) -> std::io::Result<()> {
    for file in &copy.files {
        files::delete(file)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, Store};

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).expect("an instant")
    }

    fn of(unsent: u32) -> Unsent {
        Unsent { id: Uuid::from_u128(7), unsent, oldest_at: Some(at(-60)), at: at(0) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("readable")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn everything_of_a_database_is_set_aside_under_one_name_and_a_new_one_finds_nothing_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        drop(Store::open(&path, &Key::from_bytes([1; 32]), at(0)).expect("a store"));
        for part in ["-wal", "-shm"] {
            fs::write(beside(&path, part), part).expect("written");
        }
        note_unsent(&path, &of(3)).expect("noted");
        let bytes = fs::read(&path).expect("readable");
        let aside = set_aside(&path, at(1)).expect("moved");
        assert_eq!(fs::read(&aside).expect("readable"), bytes, "moved, not touched");
        let own: Vec<String> = names(folder.path());
        assert!(own.iter().all(|name| name.contains(".set-aside-")), "{own:?}");
        for part in ["-wal", "-shm", ".check", ".unsent"] {
            assert!(beside(&aside, part).exists(), "{part}");
        }
        Store::open(&path, &Key::from_bytes([2; 32]), at(2)).expect("a new one");
    }

    #[test]
    fn what_was_set_aside_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        assert_eq!(untold(&path), []);
        note_unsent(&path, &of(3)).expect("noted");
        assert_eq!((unsent(&path), untold(&path)), (Some(of(3)), vec![]), "not aside");
        set_aside(&path, at(1)).expect("moved");
        let [(note, told)] = &untold(&path)[..] else { panic!("one note") };
        assert_eq!(*told, of(3));
        mark_told(note).expect("marked");
        assert_eq!(untold(&path), []);
        assert_eq!(names(folder.path()).len(), 1, "kept all the same");
    }

    #[test]
    fn a_copy_goes_with_all_that_belongs_to_it_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        drop(Store::open(&path, &Key::from_bytes([1; 32]), at(0)).expect("a store"));
        set_aside(&path, at(1)).expect("moved");
        drop(Store::open(&path, &Key::from_bytes([2; 32]), at(2)).expect("a new one"));
        let own = names(folder.path()).into_iter().filter(|name| !name.contains(".set-aside-"));
        let own: Vec<String> = own.collect();
        for name in [
            "desk.sqlite.before-8",
            "desk.sqlite.damaged-20261123T0000Z-wal",
            "other.sqlite.before-8",
        ] {
            fs::write(folder.path().join(name), name).expect("written");
        }
        let all = copies(&path);
        let kinds: Vec<CopyKind> = all.iter().map(|copy| copy.kind).collect();
        assert_eq!(kinds, [CopyKind::BeforeMigration, CopyKind::Damaged, CopyKind::Sealed]);
        all.iter().for_each(|copy| erase_copy(copy).expect("erased"));
        assert_eq!(copies(&path), []);
        let left: Vec<String> = names(folder.path());
        let kept = |name: &String| own.contains(name) || name == "other.sqlite.before-8";
        assert!(left.iter().all(kept) && left.len() == own.len() + 1, "{left:?}");
    }

    #[test]
    fn a_database_is_gone_if_what_belongs_to_it_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        assert!(!is_gone(&path), "it was never here");
        drop(Store::open(&path, &Key::from_bytes([1; 32]), at(0)).expect("a store"));
        assert!(!is_gone(&path));
        fs::remove_file(&path).expect("deleted");
        assert!(is_gone(&path));
        set_aside(&path, at(1)).expect("moved");
        assert!(!is_gone(&path), "what was left is aside");
    }

    #[test]
    fn a_garbled_note_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        for garbled in [&b""[..], &[0; 90], b"{\"unsent\":3}"] {
            fs::write(beside(&path, UNSENT), garbled).expect("written");
            assert_eq!(unsent(&path), None);
        }
    }
}
