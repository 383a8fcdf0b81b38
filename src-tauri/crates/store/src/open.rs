//! Opening a database: the key, the lock against a second desk, the settings of each connection,
//! one writer and a few readers.

mod key_change;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::columns::collect;
use crate::files::beside;
use crate::vault::Vault;
use crate::{Key, OpenError, StoreError, cipher, files, migrate, search};

/// Beside the database once a damaged page was met: the next start reads all of it.
const SUSPECT: &str = ".suspect";
/// Beside the database: tells a wrong key from a damaged first page.
const CHECK: &str = ".check";
/// Readers that may be open at once; more wait.
const READERS: usize = 4;

/// An open database with its documents.
pub struct Store {
    path: PathBuf,
    /// Nothing once the store is closed: the key is wiped then.
    writer: Mutex<Option<Writer>>,
    readers: Mutex<Readers>,
    returned: Condvar,
    pub(crate) vault: Vault,
    /// Held as long as the store is open.
    _lock: File,
}

struct Writer {
    connection: Connection,
    key: Key,
}

struct Readers {
    idle: Vec<Connection>,
    open: usize,
    /// What another reader is opened with; nothing once the store is closed.
    key: Option<Key>,
    /// The key is being changed: whoever comes to read waits.
    paused: bool,
}

impl Store {
    /// Opens the database at `path`, creating it and its documents' folder (`path` with the
    /// extension `documents`) where there is none. `opened_at` names a damaged file that is set
    /// aside.
    ///
    /// # Errors
    /// See [`OpenError`]; none of them destroys anything.
    pub fn open(path: &Path, key: &Key, opened_at: DateTime<Utc>) -> Result<Self, OpenError> {
        if let Some(folder) = path.parent() {
            files::make_folder(folder).map_err(OpenError::from_io)?;
        }
        let lock = take_lock(path)?;
        // A second handle on the same lock: a damaged file is moved while nobody else can open it.
        let held = lock.try_clone().map_err(OpenError::from_io)?;
        match Self::open_locked(path, key, held) {
            Err(OpenError::Store(StoreError::Damaged)) => {
                Err(OpenError::Damaged { set_aside: set_aside(path, opened_at)? })
            }
            opened => opened,
        }
    }

    fn open_locked(path: &Path, key: &Key, lock: File) -> Result<Self, OpenError> {
        let writer = open_writer(path, key)?;
        write_check_mark(path, key)?;
        let vault = Vault::open(path.with_extension("documents")).map_err(OpenError::from_io)?;
        let store = Self {
            path: path.to_owned(),
            writer: Mutex::new(Some(Writer { connection: writer, key: key.clone() })),
            readers: Mutex::new(Readers {
                idle: Vec::new(),
                open: 0,
                key: Some(key.clone()),
                paused: false,
            }),
            returned: Condvar::new(),
            vault,
            _lock: lock,
        };
        let suspect = beside(path, SUSPECT);
        if suspect.exists() {
            store.check()?;
            files::delete(&suspect).map_err(OpenError::from_io)?;
        }
        store.sweep_documents()?;
        Ok(store)
    }

    /// Reads a consistent snapshot; never waits for a writer.
    ///
    /// # Errors
    /// Those of `read`, and a database that cannot be read.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = self.take_reader()?;
        let Some(connection) = &reader.connection else { return Err(StoreError::Busy.into()) };
        let done = connection
            .unchecked_transaction()
            .map_err(|error| StoreError::from(error).into())
            .and_then(|snapshot| read(&snapshot));
        self.note_damage();
        done
    }

    /// Writes in one transaction: either all of it is on the disk when this returns, or nothing.
    ///
    /// # Errors
    /// Those of `write`, after which nothing has changed, and a failing disk.
    pub fn write<T, E: From<StoreError>>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let writer = &mut writer.as_mut().ok_or(StoreError::Closed)?.connection;
        let done = transact(writer, write);
        // What is committed is done, whatever becomes of the files whose rows it deleted: their
        // keys are gone already, and the next write tries again.
        if done.is_ok()
            && let Err(error) = self.erase_files(writer)
        {
            tracing::warn!(%error, "erased documents' files are still to be unlinked");
        }
        self.note_damage();
        done
    }

    pub(crate) fn with_writer<T>(
        &self,
        work: impl FnOnce(&mut Connection, &Key) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        let Writer { connection, key } = writer.as_mut().ok_or(StoreError::Closed)?;
        work(connection, key)
    }

    /// Waits until what is being read and written is done, closes the file and wipes its key: from here
    /// on every call is refused with [`StoreError::Closed`], and nothing of what was committed is lost.
    ///
    /// A program that ends calls this first. While it is taken down, its cryptography is too, and a
    /// connection that another thread still uses, or only drops, would bring it down with a fault.
    pub fn close(&self) {
        drop(lock(&self.writer).take());
        let mut readers = lock(&self.readers);
        readers.key = None;
        self.returned.notify_all();
        while readers.idle.len() < readers.open {
            readers = self.returned.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        readers.idle.clear();
        readers.open = 0;
    }

    /// A page that failed its check on this thread's way makes the whole file suspect.
    fn note_damage(&self) {
        if crate::error::take_damage_met() {
            // On a failing disk the next start finds out by itself, or the next damaged page does.
            let _ = files::write(&beside(&self.path, SUSPECT), b"");
        }
    }

    /// Moves everything from the write-ahead log into the database and empties the log, so that
    /// what was erased is gone from there too.
    ///
    /// # Errors
    /// A failing disk.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        self.with_writer(|writer, _| {
            Ok(writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })
    }

    /// Reads every page and checks it. Takes about a second per 100 MB.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if one fails.
    pub fn check(&self) -> Result<(), StoreError> {
        self.read(|connection| {
            let faults =
                collect(&mut connection.prepare("PRAGMA cipher_integrity_check")?, [], |_| Ok(()))?;
            let verdict: String =
                connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if faults.is_empty() && verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged) }
        })
    }

    /// The database's own file; the others lie beside it under names that begin with it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn take_reader(&self) -> Result<Reader<'_>, StoreError> {
        let mut readers = lock(&self.readers);
        let key = loop {
            if readers.key.is_none() {
                return Err(StoreError::Closed);
            }
            if !readers.paused
                && let Some(connection) = readers.idle.pop()
            {
                return Ok(Reader { store: self, connection: Some(connection) });
            }
            if !readers.paused
                && readers.open < READERS
                && let Some(key) = readers.key.clone()
            {
                readers.open += 1;
                break key;
            }
            readers = self.returned.wait(readers).unwrap_or_else(PoisonError::into_inner);
        };
        drop(readers);
        match open_reader(&self.path, &key) {
            Ok(connection) => Ok(Reader { store: self, connection: Some(connection) }),
            Err(error) => {
                lock(&self.readers).open -= 1;
                self.returned.notify_all();
                Err(error)
            }
        }
    }

    /// Unlinks the files whose rows are gone.
    pub(crate) fn erase_files(&self, connection: &Connection) -> Result<(), StoreError> {
        let files =
            collect(&mut *connection.prepare_cached("SELECT file FROM erasures")?, [], |row| {
                Ok(row.get::<_, String>(0)?)
            })?;
        for file in files {
            // A file that cannot be unlinked now is tried again with the next write; its key is
            // gone already.
            if self.vault.unlink(&file).is_ok() {
                connection
                    .prepare_cached("DELETE FROM erasures WHERE file = ?1")?
                    .execute([&file])?;
            }
        }
        Ok(())
    }

    /// Removes files that no row knows: a crash between writing a file and remembering it.
    pub(crate) fn sweep_documents(&self) -> Result<(), StoreError> {
        let known = self.read::<_, StoreError>(|c| {
            let mut statement = c.prepare(
                "SELECT file FROM documents WHERE file IS NOT NULL
                 UNION ALL SELECT file FROM note_crops",
            )?;
            let files = collect(&mut statement, [], |row| Ok(row.get::<_, String>(0)?))?;
            Ok(files.into_iter().collect::<std::collections::HashSet<_>>())
        })?;
        for file in self.vault.files()? {
            if !known.contains(&file) {
                self.vault.unlink(&file)?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(…)")
    }
}

/// A reader on loan; goes back when dropped.
struct Reader<'a> {
    store: &'a Store,
    /// Present until it goes back.
    connection: Option<Connection>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut readers = lock(&self.store.readers);
        match self.connection.take() {
            Some(connection) => readers.idle.push(connection),
            None => readers.open -= 1,
        }
        self.store.returned.notify_all();
    }
}

/// A panic inside a transaction has rolled it back; the connection is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn transact<T, E: From<StoreError>>(
    writer: &mut Connection,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = writer
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let done = write(&tx)?;
    search::renew_due(&tx)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(done)
}

pub(crate) fn take_lock(path: &Path) -> Result<File, OpenError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(path, ".lock"))
        .map_err(OpenError::from_io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(OpenError::from_io(error)),
    }
}

/// The mark beside the database: of the key that opened it last. SQLCipher answers a wrong key and a damaged
/// first page alike, and the mark tells them apart. It lies open, and alone says nothing against a key that
/// opens. What a power cut made of it, nothing or any bytes, is no mark.
fn read_check_mark(path: &Path) -> Result<Option<String>, OpenError> {
    let bytes = match fs::read(beside(path, CHECK)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(OpenError::from_io(error)),
    };
    let text = String::from_utf8(bytes).unwrap_or_default();
    Ok(Some(text.trim().to_owned()).filter(|mark| Key::is_check_mark(mark)))
}

fn write_check_mark(path: &Path, key: &Key) -> Result<(), OpenError> {
    if read_check_mark(path)? == Some(key.check_mark()) {
        return Ok(());
    }
    files::write(&beside(path, CHECK), key.check_mark().as_bytes()).map_err(OpenError::from_io)
}

fn open_writer(path: &Path, key: &Key) -> Result<Connection, OpenError> {
    let marked = read_check_mark(path)? == Some(key.check_mark());
    let opened = connect(path, key).and_then(|connection| {
        read_everything_vital(&connection)?;
        Ok(connection)
    });
    let mut connection = match opened {
        // Without this key's mark it may be another's, and a wrong key is the harmless reading: nothing
        // is moved.
        Err(StoreError::Damaged) if !marked => return Err(OpenError::WrongKey),
        opened => opened?,
    };
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(StoreError::from)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(StoreError::from)?;
    // A pull writes whole pages of the feed at a time: they fit, and are not spilled half-way. The
    // log is moved into the database every 32 MB instead of every 4.
    connection
        .execute_batch("PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 8000;")
        .map_err(StoreError::from)?;
    migrate::migrate(&mut connection, path)?;
    Ok(connection)
}

fn open_reader(path: &Path, key: &Key) -> Result<Connection, StoreError> {
    let connection = connect(path, key)?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

pub(crate) fn connect(path: &Path, key: &Key) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    cipher::ready()?;
    let connection = Connection::open_with_flags(path, flags)?;
    // Its own log would go to stderr, past ours.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    key.give_to(&connection)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -16000;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    // What SQLite frees is wiped; on Linux the desk has the C library do that with all that is freed.
    #[cfg(windows)]
    connection.execute_batch("PRAGMA cipher_memory_security = ON;")?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// What must be whole before anybody works with it: the schema, the outbox, the tray, the feed.
fn read_everything_vital(connection: &Connection) -> Result<(), StoreError> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(());
    }
    for vital in [
        "SELECT count(length(body)) FROM outbox",
        "SELECT count(length(body)) FROM tray",
        "SELECT count(length(cursor)) FROM feed",
    ] {
        match connection.query_row(vital, [], |_| Ok(())).map_err(StoreError::from) {
            // Another version's schema; the version check will say so.
            Err(StoreError::Sql(_)) => {}
            read => read?,
        }
    }
    Ok(())
}

/// Moves the database, its log and its documents aside, under a name with the instant.
fn set_aside(path: &Path, opened_at: DateTime<Utc>) -> Result<PathBuf, OpenError> {
    let suffix = format!(".damaged-{}", opened_at.format("%Y%m%dT%H%M%S%3fZ"));
    for part in ["", "-wal", "-shm", SUSPECT] {
        let from = beside(path, part);
        if from.exists() {
            files::rename(&from, &beside(path, &format!("{suffix}{part}")))
                .map_err(OpenError::from_io)?;
        }
    }
    let documents = path.with_extension("documents");
    if documents.exists() {
        files::rename(&documents, &beside(&documents, &suffix)).map_err(OpenError::from_io)?;
    }
    Ok(beside(path, &suffix))
}
