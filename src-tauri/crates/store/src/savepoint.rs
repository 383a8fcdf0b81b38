//! One piece of a transaction that may fail by itself: what it changed is undone, and the rest of
//! the transaction goes on as if it had never been tried.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Transaction;

use crate::StoreError;

/// Why a piece of a transaction was undone. Neither holds a word of what it was about.
#[derive(Debug)]
pub enum Undone {
    /// A rule did not survive it. What the panic said is not kept: it may quote a family.
    Panicked,
    /// The database would not have it, or something stored could not be read.
    Refused(StoreError),
}

impl Undone {
    /// The cause, for IT: codes and names of this program's own, and nothing of the content.
    pub fn cause(&self) -> String {
        match self {
            Self::Panicked => "panic".to_owned(),
            Self::Refused(StoreError::Unreadable(what)) => format!("unreadable: {what}"),
            Self::Refused(StoreError::Sql(error)) => match error.sqlite_error() {
                Some(code) => format!("sqlite {}", code.extended_code),
                None => "statement".to_owned(),
            },
            Self::Refused(_) => "store".to_owned(),
        }
    }
}

/// Does `work` in a savepoint of its own.
///
/// # Errors
/// Only those after which the whole transaction cannot go on: a failing disk, a damaged file.
pub fn apart<T>(
    tx: &Transaction<'_>,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<Result<T, Undone>, StoreError> {
    tx.prepare_cached("SAVEPOINT apart")?.execute([])?;
    // Whatever `work` had changed in the database is undone below.
    let undone = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => {
            tx.prepare_cached("RELEASE apart")?.execute([])?;
            return Ok(Ok(done));
        }
        Ok(Err(error)) if error.ends_everything() || tx.is_autocommit() => return Err(error),
        Ok(Err(error)) => Undone::Refused(error),
        Err(_) => Undone::Panicked,
    };
    tx.prepare_cached("ROLLBACK TO apart")?.execute([])?;
    tx.prepare_cached("RELEASE apart")?.execute([])?;
    Ok(Err(undone))
}
