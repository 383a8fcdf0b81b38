//! When somebody at this desk first looked at a revision of a case. No word of the case is in it, so
//! it stays until the case is erased.

use chrono::{DateTime, Utc};
use domain::CaseId;
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{blob, first, micros, optional_instant_at};

/// Somebody looks at this revision; only the first look is kept.
///
/// # Errors
/// A failing database.
pub fn note(
    tx: &Transaction<'_>,
    case: CaseId,
    revision: u64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO first_looks (case_id, revision, at) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![blob(&case.0), revision as i64, micros(at)])?;
    Ok(())
}

/// When the words of this revision were first looked at here; `None` while nobody has. A decision
/// raises the revision and leaves the words as they are, so the looks before it count too.
///
/// # Errors
/// A failing database.
pub fn first_of(
    c: &Connection,
    case: CaseId,
    revision: u64,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement = c.prepare_cached(
        "WITH RECURSIVE same (revision) AS (
             VALUES (?2)
             UNION
             SELECT decisions.body ->> '$.base_revision' FROM same
             JOIN decisions ON decisions.case_id = ?1
                           AND decisions.resulting_revision = same.revision
                           AND json_valid(decisions.body))
         SELECT min(at) AS at FROM first_looks
         WHERE case_id = ?1 AND revision IN (SELECT revision FROM same)",
    )?;
    let found = first(&mut statement, params![blob(&case.0), revision as i64], |row| {
        optional_instant_at(row, "at")
    })?;
    Ok(found.flatten())
}

pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM first_looks WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}
