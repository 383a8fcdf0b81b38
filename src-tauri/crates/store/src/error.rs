//! What can go wrong with a store, in the kinds that somebody acts on differently.

use std::cell::Cell;
use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// A store that did not open. Nothing was destroyed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The keyring's key is not the one that this file was written with.
    #[error("the key does not open this database")]
    WrongKey,
    /// A newer version of the desk wrote it.
    #[error("the database has version {found}, this desk knows up to {known}")]
    Newer {
        /// The version in the file.
        found: u32,
        /// The newest that this desk knows.
        known: u32,
    },
    /// It could not be read and was moved aside; opening again starts a new one.
    #[error("the database was damaged and has been set aside")]
    Damaged {
        /// Where it lies now.
        set_aside: PathBuf,
    },
    /// It was here and is not any more, while what belongs to it is.
    #[error("the database's file is gone")]
    Gone,
    /// Another desk has it open.
    #[error("the database is open in another desk")]
    InUse,
    /// The disk has no room for it.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or a file in it does not let itself be written.
    #[error("the folder cannot be written to")]
    ReadOnly,
    /// The disk failed in another way.
    #[error("the database cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// The database failed while it was being made ready.
    #[error(transparent)]
    Store(StoreError),
}

/// A read or write that failed; a failed write has changed nothing.
///
/// Where a function of this crate says "a failing database", it means all of them but
/// [`Unreadable`](Self::Unreadable).
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk has no room for what was to be written.
    #[error("the disk is full")]
    DiskFull,
    /// The file does not let itself be written.
    #[error("the database cannot be written to")]
    ReadOnly,
    /// A page that fails its check.
    #[error("the database is damaged")]
    Damaged,
    /// Another connection has held it for longer than ten seconds.
    #[error("the database is busy")]
    Busy,
    /// The desk is ending.
    #[error("the database is closed")]
    Closed,
    /// The disk failed in another way.
    #[error("the disk failed: {0}")]
    Io(#[from] io::Error),
    /// A stored value of this column that this version cannot read.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(&'static str),
    /// Anything else that SQLite says; its text names columns and no values.
    #[error("a database statement failed: {0}")]
    Sql(rusqlite::Error),
}

impl StoreError {
    /// Whether nothing more can be written now, whatever it is: the disk, the file, memory. Any
    /// other error is about the one thing that was being written.
    pub fn ends_everything(&self) -> bool {
        match self {
            Self::DiskFull
            | Self::ReadOnly
            | Self::Damaged
            | Self::Busy
            | Self::Closed
            | Self::Io(_) => true,
            Self::Unreadable(_) => false,
            Self::Sql(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::OutOfMemory
                        | ErrorCode::CannotOpen
                        | ErrorCode::FileLockingProtocolFailed
                        | ErrorCode::OperationInterrupted
                        | ErrorCode::OperationAborted
                        | ErrorCode::NoLargeFileSupport
                )
            ),
        }
    }
}

thread_local! {
    /// Whether a damaged page was met on this thread since it was last asked: the closures that
    /// work on a store turn its errors into their own, and the store would not learn of it.
    static DAMAGE_MET: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn take_damage_met() -> bool {
    DAMAGE_MET.take()
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                DAMAGE_MET.set(true);
                Self::Damaged
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure) => Self::Io(io::Error::other("SQLite")),
            _ => Self::Sql(error),
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Io(error) => Self::from_io(error),
            other => Self::Store(other),
        }
    }
}

impl OpenError {
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}
