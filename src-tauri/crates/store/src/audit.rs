//! 稽核紀錄: who did what, append-only and chained, so that an edit is found.
//!
//! How the rows are chained, and what was done to a log whose chain does not hold, is told in
//! [`crate::chain`]. Details hold codes and ids, never a family's words.

use chrono::{DateTime, Utc};
use domain::CaseId;
use rusqlite::{Connection, Transaction, named_params};
use serde_json::Value;

use crate::StoreError;
pub use crate::action::Action;
use crate::chain::{self, Entry, Examined, Place, Walk, Witness, link};
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

/// How the log ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many rows there are.
    pub entries: i64,
    /// The newest row's hash in 64 hexadecimal digits, which stands for all before it.
    pub head: String,
    /// When the newest row was written, by the PC's clock.
    pub at: DateTime<Utc>,
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
    // For the system's own log. What is rolled back after this is told as well.
    tracing::info!(target: "store::audit", seq, action, "written down");
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

/// How the log ends; nothing if it is empty.
///
/// # Errors
/// A failing database.
pub fn end(c: &Connection) -> Result<Option<Head>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    first(&mut statement, [], |row| {
        Ok(Head {
            entries: row.get("seq")?,
            head: hex::encode(row.get::<_, [u8; 32]>("hash")?),
            at: instant_at(row, "at")?,
        })
    })
}

/// When the row of this number was written, by the PC's clock.
///
/// # Errors
/// A failing database.
pub fn written_at(c: &Connection, seq: i64) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement = c.prepare_cached("SELECT at FROM audit WHERE seq = ?1")?;
    first(&mut statement, [seq], |row| instant_at(row, "at"))
}

/// Walks the whole chain, and holds it against what was told elsewhere.
///
/// # Errors
/// A failing database; a broken chain is an answer and no error.
pub fn examine(c: &Connection, witnesses: &[Witness]) -> Result<Examined, StoreError> {
    let written: Option<i64> = first(
        &mut c.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?,
        [],
        |row| Ok(row.get(0)?),
    )?;
    let written = written.unwrap_or_default();
    let after = Place::BEGINNING;
    let mut walk = Walk::new(after, witnesses);
    let mut statement = c.prepare("SELECT * FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        if !walk.step(&entry(row)?) {
            // Only what does not hold is read into memory as a whole.
            let all = entries(c, 1, i64::MAX)?;
            return Ok(chain::finish(&walk, after, &all, Some(count), written));
        }
        count += 1;
    }
    Ok(chain::finish(&walk, after, &[], None, written))
}

/// The rows with these numbers as they lie in the chain, oldest first.
///
/// # Errors
/// A failing database.
pub fn entries(c: &Connection, from: i64, to: i64) -> Result<Vec<Entry>, StoreError> {
    let mut statement =
        c.prepare("SELECT * FROM audit WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq")?;
    collect(&mut statement, [from, to], entry)
}

/// The rows that were written from `from` until before `until` (by the PC's clock), with all between
/// them, and the place that they follow. A month in which nothing was written is an empty part at the
/// log's end.
///
/// # Errors
/// A failing database.
pub fn part(
    c: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(Place, Vec<Entry>), StoreError> {
    let mut statement =
        c.prepare("SELECT min(seq), max(seq) FROM audit WHERE at >= ?1 AND at < ?2")?;
    let span = first(&mut statement, [micros(from), micros(until)], |row| {
        Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?))
    })?;
    let (begin, end) = match span.flatten() {
        Some(span) => span,
        None => (self::end(c)?.map_or(0, |end| end.entries) + 1, 0),
    };
    let before = entries(c, begin - 1, begin - 1)?;
    let after =
        before.first().map_or(Place::BEGINNING, |one| Place { seq: one.seq, hash: one.hash });
    Ok((after, entries(c, begin, end)?))
}

fn entry(row: &rusqlite::Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: row.get("detail")?,
        // Another length than that of a hash is an edit, and no hash at all.
        hash: row.get::<_, Vec<u8>>("hash")?.try_into().unwrap_or([0; 32]),
    })
}

/// The hash of the row of this number, if there is one.
///
/// # Errors
/// A failing database.
pub fn hash_of(c: &Connection, seq: i64) -> Result<Option<[u8; 32]>, StoreError> {
    let mut statement = c.prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
    first(&mut statement, [seq], |row| Ok(row.get("hash")?))
}

/// Whether what was told elsewhere is not what is here: the rows of these numbers have other hashes,
/// or are missing. Reads those rows alone.
///
/// # Errors
/// A failing database.
pub fn differs(c: &Connection, witnesses: &[Witness]) -> Result<bool, StoreError> {
    let mut statement = c.prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
    for witness in witnesses {
        let here = first(&mut statement, [witness.entries], |row| Ok(row.get::<_, Vec<u8>>(0)?))?;
        if here.as_deref() != Some(&witness.head[..]) {
            return Ok(true);
        }
    }
    Ok(false)
}
