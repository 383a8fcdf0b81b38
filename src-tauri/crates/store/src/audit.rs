//! 稽核紀錄: who did what, append-only and chained, so that an edit is found.
//!
//! Each row's hash is SHA-256 over the previous row's hash and its own fields, each preceded by
//! its length. Details hold codes and ids, never a family's words.

use chrono::{DateTime, Utc};
use domain::CaseId;
use rusqlite::{Connection, Transaction, named_params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::StoreError;
pub use crate::action::Action;
use crate::columns::{collect, first, from_json, instant_at, micros, to_json};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// By the PC's clock.
    pub at: DateTime<Utc>,
    /// The OpenID Connect subject of whoever did it, or `desk` for the desk itself.
    pub actor: &'a str,
    /// What was done.
    pub action: Action,
    /// Such as `case:0193…`; see [`case_subject`].
    pub subject: String,
    /// Codes and ids.
    pub detail: Value,
}

/// An event as it was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// From 1, without gaps.
    pub seq: i64,
    /// By the PC's clock.
    pub at: DateTime<Utc>,
    /// The OpenID Connect subject of whoever did it, or [`DESK`].
    pub actor: String,
    /// Such as `decision.recorded`; another version may have written what [`Action::read`] does not
    /// know.
    pub action: String,
    /// What it was done to, such as `case:0193…`.
    pub subject: String,
    /// Codes and ids.
    pub detail: Value,
}

/// The first row that does not fit the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row fits the one before it, to the end.
    Whole {
        /// How many there are.
        rows: u64,
    },
    /// This row was edited, or one before it was removed or added.
    Broken {
        /// The first that does not fit.
        seq: i64,
    },
    /// Rows at the end are missing.
    Cut {
        /// The last that is there.
        last: i64,
    },
}

/// The actor of what nobody did by hand.
pub const DESK: &str = "desk";

/// The `subject` of every event about a case.
pub fn case_subject(case: CaseId) -> String {
    format!("case:{case}")
}

/// Adds a row at the end, chained to the one before it. The transaction that did the thing writes
/// it.
///
/// # Errors
/// A failing database.
pub fn append(tx: &Transaction<'_>, event: &Event<'_>) -> Result<(), StoreError> {
    let (last, previous) = first(
        &mut *tx.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?,
        [],
        |row| Ok((row.get::<_, i64>("seq")?, row.get::<_, [u8; 32]>("hash")?)),
    )?
    .unwrap_or((0, [0; 32]));
    let at = micros(event.at);
    let detail = to_json(&event.detail)?;
    let seq = last + 1;
    let action = event.action.text();
    let hash = link(&previous, seq, at, [event.actor, action, &event.subject, &detail]);
    tx.prepare_cached(
        "INSERT INTO audit (seq, at, actor, action, subject, detail, hash)
         VALUES (:seq, :at, :actor, :action, :subject, :detail, :hash)",
    )?
    .execute(named_params! {
        ":seq": seq,
        ":at": at,
        ":actor": event.actor,
        ":action": action,
        ":subject": event.subject,
        ":detail": detail,
        ":hash": hash,
    })?;
    Ok(())
}

/// How the log ends: the newest row's hash in 64 hexadecimal digits, which stands for all before it.
///
/// # Errors
/// A failing database.
pub fn head(c: &Connection) -> Result<Option<String>, StoreError> {
    let mut statement = c.prepare_cached("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    first(&mut statement, [], |row| Ok(hex::encode(row.get::<_, [u8; 32]>("hash")?)))
}

/// The row that had this head, if the log ever ended so.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn row_of_head(c: &Connection, head: &str) -> Result<Option<AuditRow>, StoreError> {
    let Ok(hash) = hex::decode(head) else { return Ok(None) };
    first(&mut c.prepare("SELECT * FROM audit WHERE hash = ?1")?, [hash], read)
}

/// What is looked for in the log; by default everything.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only these actions.
    pub actions: Option<Vec<Action>>,
    /// Only what was done to these cases.
    pub cases: Option<Vec<CaseId>>,
}

/// Newest first, older than `before` if given.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn page(
    c: &Connection,
    wanted: &Wanted,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let actions = wanted
        .actions
        .as_ref()
        .map(|actions| actions.iter().map(|action| action.text()).collect::<Vec<_>>());
    let subjects = wanted
        .cases
        .as_ref()
        .map(|cases| cases.iter().map(|case| case_subject(*case)).collect::<Vec<_>>());
    collect(
        &mut *c.prepare_cached(
            "SELECT * FROM audit
             WHERE seq < :before
               AND (:any_action OR action IN (SELECT value FROM json_each(:actions)))
               AND (:any_subject OR subject IN (SELECT value FROM json_each(:subjects)))
             ORDER BY seq DESC LIMIT :limit",
        )?,
        named_params! {
            ":before": before.unwrap_or(i64::MAX),
            ":any_action": wanted.actions.is_none(),
            ":actions": to_json(&actions)?,
            ":any_subject": subjects.is_none(),
            ":subjects": to_json(&subjects)?,
            ":limit": limit,
        },
        read,
    )
}

fn read(row: &rusqlite::Row<'_>) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        seq: row.get("seq")?,
        at: instant_at(row, "at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: from_json(&row.get::<_, String>("detail")?, "detail")?,
    })
}

/// Walks the whole chain.
///
/// # Errors
/// A failing database; a broken chain is an answer and no error.
pub fn verify(c: &Connection) -> Result<Chain, StoreError> {
    let mut statement = c.prepare("SELECT * FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut previous = [0; 32];
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get("seq")?;
        let text = |column: &str| row.get::<_, String>(column);
        let (actor, action) = (text("actor")?, text("action")?);
        let (subject, detail) = (text("subject")?, text("detail")?);
        let expected = link(&previous, seq, row.get("at")?, [&actor, &action, &subject, &detail]);
        count += 1;
        if expected != row.get::<_, [u8; 32]>("hash")? || seq != count {
            return Ok(Chain::Broken { seq });
        }
        previous = expected;
    }
    let written: Option<i64> = first(
        &mut c.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?,
        [],
        |row| Ok(row.get(0)?),
    )?;
    if written.unwrap_or_default() != count {
        return Ok(Chain::Cut { last: count });
    }
    Ok(Chain::Whole { rows: count.unsigned_abs() })
}

fn link(previous: &[u8; 32], seq: i64, at: i64, fields: [&str; 4]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(at.to_be_bytes());
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().into()
}
