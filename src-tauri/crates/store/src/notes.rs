//! What never leaves this PC: the staff-only note of a case, and the unfinished sheet.

use chrono::{DateTime, Utc};
use domain::{CaseId, Private};
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::columns::{blob, first, from_json, micros, to_json};

/// A sheet that somebody has begun, for the revision that they saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<T> {
    /// The one on the screen when it was begun.
    pub revision: u64,
    /// What the window put into it; the store does not read it.
    pub sheet: T,
}

/// Writes the staff-only note of a case; an empty one removes it.
///
/// # Errors
/// A failing database.
pub fn put_note(
    tx: &Transaction<'_>,
    case: CaseId,
    text: &Private,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if text.is_empty() {
        tx.prepare_cached("DELETE FROM notes WHERE case_id = ?1")?.execute([blob(&case.0)])?;
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO notes (case_id, text, changed_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (case_id) DO UPDATE SET text = excluded.text,
             changed_at = excluded.changed_at",
    )?
    .execute(params![blob(&case.0), text.as_str(), micros(now)])?;
    Ok(())
}

/// The staff-only note of a case; `None` if nobody has written one.
///
/// # Errors
/// A failing database.
pub fn note(c: &Connection, case: CaseId) -> Result<Option<Private>, StoreError> {
    let mut statement = c.prepare_cached("SELECT text FROM notes WHERE case_id = ?1")?;
    first(&mut statement, [blob(&case.0)], |row| Ok(Private::from(row.get::<_, String>(0)?)))
}

/// Keeps the unfinished sheet of a case in place of the one before.
///
/// # Errors
/// A failing database.
pub fn put_draft<T: Serialize>(
    tx: &Transaction<'_>,
    case: CaseId,
    draft: &Draft<T>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO drafts (case_id, revision, body, changed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision, body = excluded.body,
             changed_at = excluded.changed_at",
    )?
    .execute(params![
        blob(&case.0),
        draft.revision as i64,
        to_json(&draft.sheet)?,
        micros(now)
    ])?;
    Ok(())
}

/// The unfinished sheet of a case, for whatever revision it was begun.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn draft<T: DeserializeOwned>(
    c: &Connection,
    case: CaseId,
) -> Result<Option<Draft<T>>, StoreError> {
    let mut statement = c.prepare_cached("SELECT revision, body FROM drafts WHERE case_id = ?1")?;
    first(&mut statement, [blob(&case.0)], |row| {
        Ok(Draft {
            revision: row.get::<_, i64>(0)? as u64,
            sheet: from_json(&row.get::<_, String>(1)?, "draft")?,
        })
    })
}

/// Throws the unfinished sheet away; without one nothing happens.
///
/// # Errors
/// A failing database.
pub fn drop_draft(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM drafts WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}
