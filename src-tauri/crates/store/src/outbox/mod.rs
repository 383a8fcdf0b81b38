//! 寄件匣: acts on their way to the portal. A row goes only when the portal has answered, or when
//! the person takes it back while it is certainly unsent.

mod answers;
mod attempts;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, FamilyId};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use crate::act::Act;
pub use answers::{Acknowledgement, RecallError, acknowledge, close, park, recall, send_again};
pub(crate) use answers::{confirm_decision, enqueue_again, queue_unqueued};
pub use attempts::{
    await_resumption, due, families_awaited, hurry, mark_sending, next_due_at, put_off,
    release_interrupted, reschedule, resume, take_all, undoable, unmark_sending, wait_no_longer,
};

use crate::StoreError;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant, instant_at, micros, named_at,
};

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
        status: u16,
        /// Whether it also said when to come again (`Retry-After`).
        #[serde(default)]
        asked: bool,
    },
    SignedOut,
    ClientTooOld,
    Revoked,
    OtherPerson,
    Suspended {
        until: Option<NaiveDate>,
    },
    /// The desk's own database failed.
    StoreFailed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    pub seq: i64,
    pub act: Act,
    pub state: OutboxState,
    /// Not sent before; while undoing is possible, when that ends.
    pub not_before: DateTime<Utc>,
    pub attempts: u32,
    /// Whether the portal may have taken it already; such an act cannot be recalled.
    pub may_have_arrived: bool,
    pub trouble: Option<Trouble>,
    pub created_at: DateTime<Utc>,
}

/// What the status bar counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// All that the portal has not acknowledged, sending included.
    pub queued: u32,
    pub sending: u32,
    pub awaiting_resumption: u32,
}

pub(crate) fn enqueue(
    tx: &Transaction<'_>,
    act: &Act,
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
        ":body": act.body()?,
        ":not_before": micros(not_before),
        ":now": micros(now),
    })?;
    Ok(())
}

/// Everything, in the order it was done: the screen's list.
pub fn list(c: &Connection) -> Result<Vec<OutboxItem>, StoreError> {
    collect(&mut *c.prepare_cached("SELECT * FROM outbox ORDER BY seq")?, [], read)
}

pub fn counts(c: &Connection) -> Result<OutboxCounts, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE state = 'sending'),
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
pub fn oldest_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<i64> =
        c.prepare_cached("SELECT min(created_at) FROM outbox")?.query_row([], |row| row.get(0))?;
    at.map(instant).transpose()
}

/// The cases whose decision waits here.
pub fn decided_cases(c: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT case_id FROM outbox WHERE act = 'decision' ORDER BY seq")?;
    collect(&mut statement, [], |row| id_at(row, "case_id"))
}

/// What waits here about a case beside a decision: questions to the supervisor.
pub fn questions_of_case(c: &Connection, case: CaseId) -> Result<Vec<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM outbox WHERE case_id = ?1 AND act = 'escalation' ORDER BY seq",
    )?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// The unsent decision of a case, if there is one.
pub fn decision_of_case(c: &Connection, case: CaseId) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM outbox WHERE case_id = ?1 AND act = 'decision'")?;
    first(&mut statement, [blob(&case.0)], read)
}

fn find(c: &Connection, act: &str, id: &Uuid) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM outbox WHERE act = ?1 AND act_id = ?2")?;
    first(&mut statement, params![act, blob(id)], read)
}

fn read(row: &Row<'_>) -> Result<OutboxItem, StoreError> {
    let kind: String = row.get("act")?;
    Ok(OutboxItem {
        seq: row.get("seq")?,
        act: Act::read(&kind, id_at(row, "act_id")?, &row.get::<_, String>("body")?)?,
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
