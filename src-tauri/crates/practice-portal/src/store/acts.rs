//! What was asked under a client-made id, and what was answered: kept for good.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreResult;

/// An accepted request and its answer, word for word.
pub(crate) struct StoredAct {
    pub subject: String,
    pub body_sha256: String,
    pub answer: String,
    /// How the desk's audit log ended when it asked.
    pub audit_head: Option<String>,
}

pub(crate) fn find_act(connection: &Connection, key: &str) -> StoreResult<Option<StoredAct>> {
    Ok(connection
        .prepare_cached("SELECT subject, body_sha256, answer, audit_head FROM act WHERE key = ?1")?
        .query_row([key], |row| {
            Ok(StoredAct {
                subject: row.get(0)?,
                body_sha256: row.get(1)?,
                answer: row.get(2)?,
                audit_head: row.get(3)?,
            })
        })
        .optional()?)
}

pub(crate) fn keep_act(tx: &Transaction<'_>, key: &str, act: &StoredAct) -> StoreResult<()> {
    tx.prepare_cached(
        "INSERT INTO act (key, subject, body_sha256, answer, audit_head)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![key, act.subject, act.body_sha256, act.answer, act.audit_head])?;
    Ok(())
}
