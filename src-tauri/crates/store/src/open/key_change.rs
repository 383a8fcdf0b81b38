//! Changing the key of an open database.

use std::path::Path;
use std::sync::PoisonError;

use super::{
    Store, Writer, connect, lock, open_writer, read_everything_vital, take_lock, write_check_mark,
};
use crate::{Key, OpenError, StoreError};

impl Store {
    /// Changes the key: every page is written anew, under `next`, while reading and writing wait. Takes about
    /// two seconds per 100 MB. Whatever becomes of the computer meanwhile, the file opens with one of the
    /// two keys and has everything.
    ///
    /// # Errors
    /// A failing or full disk; then the key is the one before, or the store is closed and whoever opens it
    /// anew finds everything under one of the two.
    pub fn change_key(&self, next: &Key) -> Result<(), StoreError> {
        let mut slot = lock(&self.writer);
        let Writer { connection, key } = slot.take().ok_or(StoreError::Closed)?;
        let mut readers = lock(&self.readers);
        readers.paused = true;
        while readers.idle.len() < readers.open {
            readers = self.returned.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        readers.idle.clear();
        readers.open = 0;
        drop(connection);
        let changed = rekey(&self.path, &key, next);
        // By a connection of its own: the one that failed half-way may hold either key. The key before
        // comes first, since a journal that was left is of it.
        let keys = if changed.is_ok() { [next, &key] } else { [&key, next] };
        let reopened = keys.into_iter().find_map(|key| {
            let connection = open_writer(&self.path, key).ok()?;
            Some(Writer { connection, key: key.clone() })
        });
        readers.key = reopened.as_ref().map(|writer| writer.key.clone());
        readers.paused = false;
        self.returned.notify_all();
        drop(readers);
        *slot = reopened;
        drop(slot);
        if !self.is_under(next) {
            return Err(changed.err().unwrap_or(StoreError::Closed));
        }
        if write_check_mark(&self.path, next).is_err() {
            // It alone says nothing against a key that opens; the next start writes it.
            tracing::warn!("the mark of the new key could not be written");
        }
        Ok(())
    }

    /// Whether the database is open under this key.
    pub fn is_under(&self, key: &Key) -> bool {
        lock(&self.writer).as_ref().is_some_and(|writer| writer.key.as_bytes() == key.as_bytes())
    }

    /// Whether this key opens the database at `path`, which is not open. What a computer that ended in the
    /// middle left half done is brought back on the way: of two keys the one before a change comes first.
    ///
    /// # Errors
    /// [`OpenError::InUse`], a disk that cannot be read.
    pub fn is_opened_by(path: &Path, key: &Key) -> Result<bool, OpenError> {
        let _lock = take_lock(path)?;
        match connect(path, key).and_then(|connection| read_everything_vital(&connection)) {
            Ok(()) => Ok(true),
            Err(StoreError::Damaged) => Ok(false),
            Err(error) => Err(OpenError::Store(error)),
        }
    }
}

/// Not in the log, whose pages would be of two keys: by a journal, which brings every page back if it ends
/// in the middle.
fn rekey(path: &Path, key: &Key, next: &Key) -> Result<(), StoreError> {
    let connection = connect(path, key)?;
    let mode: String =
        connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("delete") {
        return Err(StoreError::Busy);
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    next.rekey(&connection)?;
    drop(connection);
    // Nothing is believed that was not opened once.
    read_everything_vital(&connect(path, next)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc;

    use chrono::DateTime;

    use super::*;

    fn store(path: &Path, key: &Key) -> Store {
        Store::open(path, key, DateTime::from_timestamp(1_795_000_000, 0).expect("an instant"))
            .expect("a store")
    }

    fn rows(store: &Store) -> i64 {
        store
            .read::<_, StoreError>(|c| {
                Ok(c.query_row("SELECT count(*) FROM settings", [], |row| row.get(0))?)
            })
            .expect("readable")
    }

    fn set(store: &Store, name: &str) {
        store.write(|tx| crate::settings::put(tx, name, &"kept")).expect("written");
    }

    #[test]
    fn another_key_opens_it_from_then_on_and_everything_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        let (old, new) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        let store = store(&path, &old);
        set(&store, "before");
        let before = rows(&store);
        store.change_key(&new).expect("changed");
        set(&store, "after");
        assert_eq!(rows(&store), before + 1, "with readers of the new key");
        drop(store);
        assert!(Store::is_opened_by(&path, &new).expect("readable"));
        assert!(!Store::is_opened_by(&path, &old).expect("readable"));
        assert_eq!(rows(&super::tests::store(&path, &new)), before + 1);
        for part in ["", "-wal", ".check"] {
            let bytes = std::fs::read(crate::files::beside(&path, part)).unwrap_or_default();
            assert!(!bytes.windows(16).any(|window| window == old.check_mark().as_bytes()));
        }
    }

    #[test]
    fn whoever_reads_meanwhile_ends_before_and_whoever_comes_waits() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        let store = Arc::new(store(&path, &Key::from_bytes([1; 32])));
        set(&store, "one");
        let before = rows(&store);
        let (reads, is_reading) = mpsc::channel();
        let (go_on, may_end) = mpsc::channel::<()>();
        let reader = {
            let store = store.clone();
            std::thread::spawn(move || {
                store.read::<_, StoreError>(|c| {
                    reads.send(()).expect("heard");
                    may_end.recv().expect("told");
                    let rows: i64 =
                        c.query_row("SELECT count(*) FROM settings", [], |row| row.get(0))?;
                    Ok(rows)
                })
            })
        };
        is_reading.recv().expect("reading");
        let changer = {
            let store = store.clone();
            std::thread::spawn(move || store.change_key(&Key::from_bytes([2; 32])))
        };
        while !lock(&store.readers).paused {
            std::thread::yield_now();
        }
        let comer = {
            let store = store.clone();
            std::thread::spawn(move || rows(&store))
        };
        go_on.send(()).expect("told");
        assert_eq!(reader.join().expect("no panic").expect("read"), before);
        changer.join().expect("no panic").expect("changed");
        assert_eq!(comer.join().expect("no panic"), before);
    }

    #[test]
    fn a_closed_store_changes_no_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        let store = store(&path, &Key::from_bytes([1; 32]));
        store.close();
        let changed = store.change_key(&Key::from_bytes([2; 32]));
        assert!(matches!(changed, Err(StoreError::Closed)));
        drop(store);
        assert!(Store::is_opened_by(&path, &Key::from_bytes([1; 32])).expect("readable"));
    }
}
