//! The table of the outbox: its rows, and their times and states.

mod attempts;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, FamilyId, Private};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use attempts::{
    await_resumption, due, families_awaited, hurry, mark_sending, next_due_at, put_off,
    release_interrupted, reschedule, resume, take_all, undoable, unmark_sending, wait_no_longer,
};

use crate::StoreError;
use crate::act::Act;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant, instant_at, micros, named_at,
};

/// What an act in the outbox waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// 待送出
    Waiting,
    /// 傳送中; after a crash simply due again.
    Sending,
    /// The family is suspended; goes on when they are resumed.
    AwaitingResumption,
}

/// Why an act is still here after an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    /// The portal cannot be reached.
    NotReached,
    /// The answer got lost or was no answer; the portal may have taken it.
    Unclear,
    /// The portal said: not now.
    Deferred {
        /// The HTTP status.
        status: u16,
        /// Whether it also said when to come again (`Retry-After`).
        #[serde(default)]
        asked: bool,
    },
    /// 401: the sign-in is over.
    SignedOut,
    /// The portal serves this version of the desk no longer.
    ClientTooOld,
    /// 403: the person's right to act has ended.
    Revoked,
    /// Somebody else is signed in than the store belongs to.
    OtherPerson,
    /// The family is suspended.
    Suspended {
        /// The last day, where the portal named it.
        until: Option<NaiveDate>,
    },
    /// The desk's own database failed.
    StoreFailed,
}

/// One act on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// Rises with every act: the order in which they were done, and in which they become due.
    pub seq: i64,
    /// What `body` was read as.
    pub act: Act,
    /// The request's body, word for word what is sent every time.
    pub body: Private,
    /// What it waits for.
    pub state: OutboxState,
    /// Not sent before; while undoing is possible, when that ends.
    pub not_before: DateTime<Utc>,
    /// How often it has been sent, interrupted attempts included.
    pub attempts: u32,
    /// Whether the portal may have taken it already; such an act cannot be recalled.
    pub may_have_arrived: bool,
    /// Why the last attempt did not end it; `None` before the first.
    pub trouble: Option<Trouble>,
    /// When the act was done, by the PC's clock.
    pub created_at: DateTime<Utc>,
}

/// What the status bar counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// All that the portal has not acknowledged: sending included, and what cannot be read.
    pub queued: u32,
    /// Acts that are on their way in this moment.
    pub sending: u32,
    /// Acts that wait for the end of a suspension.
    pub awaiting_resumption: u32,
}

pub(crate) fn enqueue(
    tx: &Transaction<'_>,
    act: &Act,
    family: Option<FamilyId>,
    not_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    put(tx, act, &act.body()?, family, not_before, now)
}

/// Queues an act with the body that was written down for it.
fn put(
    tx: &Transaction<'_>,
    act: &Act,
    body: &str,
    family: Option<FamilyId>,
    not_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO outbox (act, act_id, case_id, family_id, body, state, not_before, created_at)
         VALUES (:act, :id, :case, :family, :body, 'waiting', :not_before, :now)
         ON CONFLICT (act, act_id) DO NOTHING",
    )?
    .execute(named_params! {
        ":act": act.kind(),
        ":id": blob(&act.id()),
        ":case": act.case().map(|case| *case.0.as_bytes()),
        ":family": family.map(|family| *family.0.as_bytes()),
        ":body": body,
        ":not_before": micros(not_before),
        ":now": micros(now),
    })?;
    Ok(())
}

/// Everything that can be read, in the order it was done: the screen's list. What cannot be read
/// is set aside by [`set_unread_aside`](crate::outbox::set_unread_aside).
///
/// # Errors
/// A failing database. A row that cannot be read is left out.
pub fn list(c: &Connection) -> Result<Vec<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM outbox ORDER BY seq")?;
    let rows = collect(&mut statement, [], |row| unless_unread(read(row)))?;
    Ok(rows.into_iter().flatten().collect())
}

/// Leaves out a row that cannot be read; a failing database stays an error.
pub(crate) fn unless_unread<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.ends_everything() => Err(error),
        Err(_) => Ok(None),
    }
}

/// All three in one statement, so that they fit together.
///
/// # Errors
/// A failing database.
pub fn counts(c: &Connection) -> Result<OutboxCounts, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT count(*) + (SELECT count(*) FROM outbox_unread),
                count(*) FILTER (WHERE state = 'sending'),
                count(*) FILTER (WHERE state = 'awaiting_resumption') FROM outbox",
    )?;
    Ok(statement.query_row([], |row| {
        Ok(OutboxCounts {
            queued: row.get(0)?,
            sending: row.get(1)?,
            awaiting_resumption: row.get(2)?,
        })
    })?)
}

/// When the oldest of what is here was done.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn oldest_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<i64> = c
        .prepare_cached(
            "SELECT min(created_at) FROM (SELECT created_at FROM outbox
                                          UNION ALL SELECT created_at FROM outbox_unread)",
        )?
        .query_row([], |row| row.get(0))?;
    at.map(instant).transpose()
}

/// The cases whose decision waits here.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn decided_cases(c: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT case_id FROM outbox WHERE act = 'decision' ORDER BY seq")?;
    collect(&mut statement, [], |row| id_at(row, "case_id"))
}

/// What waits here about a case beside a decision: questions to the supervisor.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn questions_of_case(c: &Connection, case: CaseId) -> Result<Vec<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM outbox WHERE case_id = ?1 AND act = 'escalation' ORDER BY seq",
    )?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// The unsent decision of a case, if there is one.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn decision_of_case(c: &Connection, case: CaseId) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM outbox WHERE case_id = ?1 AND act = 'decision'")?;
    first(&mut statement, [blob(&case.0)], read)
}

pub(crate) fn find(c: &Connection, act: &str, id: &Uuid) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM outbox WHERE act = ?1 AND act_id = ?2")?;
    first(&mut statement, params![act, blob(id)], read)
}

pub(crate) fn read(row: &Row<'_>) -> Result<OutboxItem, StoreError> {
    let kind: String = row.get("act")?;
    let body: String = row.get("body")?;
    Ok(OutboxItem {
        seq: row.get("seq")?,
        act: Act::read(&kind, id_at(row, "act_id")?, &body)?,
        body: Private::from(body),
        state: named_at(row, "state")?,
        not_before: instant_at(row, "not_before")?,
        attempts: row.get("attempts")?,
        may_have_arrived: row.get("may_have_arrived")?,
        trouble: row
            .get::<_, Option<String>>("trouble")?
            .map(|text| from_json(&text, "trouble"))
            .transpose()?,
        created_at: instant_at(row, "created_at")?,
    })
}

/// An act that the portal may know already is on its way once more, with the body that it had.
pub(crate) fn enqueue_again(
    tx: &Transaction<'_>,
    act: &Act,
    body: &str,
    family: Option<FamilyId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    put(tx, act, body, family, now, now)?;
    tx.prepare_cached("UPDATE outbox SET may_have_arrived = 1 WHERE act = ?1 AND act_id = ?2")?
        .execute(params![act.kind(), blob(&act.id())])?;
    Ok(())
}

/// Reads a row and deletes it.
pub(crate) fn take(tx: &Transaction<'_>, seq: i64) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement = tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1 RETURNING *")?;
    let found = collect(&mut statement, [seq], read)?;
    Ok(found.into_iter().next())
}

pub(crate) fn delete(tx: &Transaction<'_>, seq: i64) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([seq])? > 0)
}

/// The portal has erased the case: nobody will send what was said of it.
pub(crate) fn forget_unread(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM outbox_unread WHERE case_id = ?1
            OR (act = 'settlement'
                AND act_id IN (SELECT id FROM escalations WHERE case_id = ?1))",
    )?
    .execute([case.0.as_bytes()])?;
    Ok(())
}
