//! Closed cases whose words were kept long enough (see [`crate::retention`]): what the portal tells of
//! them again comes in without its words.

use domain::{Case, CaseId};
use rusqlite::{Connection, Transaction};

use crate::StoreError;
use crate::columns::blob;

/// From here on it has no words.
pub(crate) fn mark(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR IGNORE INTO words_gone (case_id) VALUES (?1)")?
        .execute([blob(&case.0)])?;
    Ok(())
}

pub(crate) fn is_marked(c: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT EXISTS (SELECT 1 FROM words_gone WHERE case_id = ?1)")?;
    Ok(statement.query_row([blob(&case.0)], |row| row.get(0))?)
}

/// What is to be kept of a case that the portal tells, where that is less than it tells. One that is
/// open again has words again.
pub(crate) fn as_kept(tx: &Transaction<'_>, case: &Case) -> Result<Option<Case>, StoreError> {
    let id = case.reference().id;
    if !is_marked(tx, id)? {
        return Ok(None);
    }
    if case.state().is_open() {
        tx.prepare_cached("DELETE FROM words_gone WHERE case_id = ?1")?.execute([blob(&id.0)])?;
        return Ok(None);
    }
    Ok(Some(case.clone().without_words()))
}
