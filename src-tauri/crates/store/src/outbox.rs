//! 寄件匣: acts on their way to the portal. A row goes only when the portal has answered, or when
//! the person takes it back while it is certainly unsent.

use chrono::{DateTime, NaiveDate, Utc};
use domain::outbox::{Closing, ParkReason};
use domain::{CaseId, CaseState, Decision, DecisionId, DecisionRecord, FamilyId};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

pub use crate::act::Act;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant, instant_at, micros, named_at, optional_id_at,
    to_json,
};
use crate::decisions::{self, Fate};
use crate::{
    StoreError, acknowledged, audit, cases, erasure, escalations, feed, places, suspensions, tray,
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

/// What an accepted act led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// By the portal's clock.
    pub accepted_at: DateTime<Utc>,
    /// Of the case, or of the escalation or suspension.
    pub revision: u64,
    /// The case's, if it was a decision.
    pub state: Option<CaseState>,
}

/// Why an act cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    /// It was acknowledged, parked or recalled before.
    #[error("the act is not in the outbox any more")]
    NotQueued,
    /// It is on its way, or its answer got lost.
    #[error("the act may have reached the portal")]
    MayHaveArrived,
    #[error(transparent)]
    Store(#[from] StoreError),
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

/// The SQL for an `item` of the outbox that need not wait for another one: of each case only the
/// oldest act is due, and what answers or ends an act waits for that act.
const UNHINDERED: &str = "NOT EXISTS (SELECT 1 FROM outbox AS earlier
                           WHERE earlier.case_id = item.case_id AND earlier.seq < item.seq)
           AND NOT EXISTS (SELECT 1 FROM outbox AS begun
                           WHERE begun.act_id = item.act_id
                             AND begun.act = CASE item.act WHEN 'lift' THEN 'suspension'
                                                           WHEN 'settlement' THEN 'escalation' END)";

/// What may be sent now, in the order it was done. A row that a crash left as sending is due again
/// at once.
pub fn due(c: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<OutboxItem>, StoreError> {
    // In the table's own order, which is the one wanted: an index would find them all and sort.
    let mut statement = c.prepare_cached(&format!(
        "SELECT * FROM outbox AS item NOT INDEXED
         WHERE state = 'waiting' AND not_before <= ?1
           AND {UNHINDERED}
         ORDER BY seq LIMIT ?2"
    ))?;
    collect(&mut statement, params![micros(now), limit], read)
}

/// When the next waiting act is due. What waits for another act is not due: it becomes so when that
/// one goes, and asking for it again and again before would bring nothing.
pub fn next_due_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "SELECT min(not_before) FROM outbox AS item WHERE state = 'waiting' AND {UNHINDERED}"
    ))?;
    let at: Option<i64> = statement.query_row([], |row| row.get(0))?;
    at.map(instant).transpose()
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
    let mut statement = c.prepare_cached("SELECT case_id FROM outbox WHERE act = 'decision'")?;
    collect(&mut statement, [], |row| id_at(row, "case_id"))
}

/// Before sending: from here on the portal may have it.
pub fn mark_sending(tx: &Transaction<'_>, seqs: &[i64]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, may_have_arrived = 1
         WHERE seq = ?1",
    )?;
    for seq in seqs {
        statement.execute([seq])?;
    }
    Ok(())
}

/// What was marked and has not been sent after all is as it was before.
pub fn unmark_sending(tx: &Transaction<'_>, unsent: &[OutboxItem]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "UPDATE outbox SET state = 'waiting', attempts = ?2, may_have_arrived = ?3
         WHERE seq = ?1 AND state = 'sending'",
    )?;
    for item in unsent {
        statement.execute(params![item.seq, item.attempts, item.may_have_arrived])?;
    }
    Ok(())
}

/// At start: what a crash left as sending is simply due again.
pub fn release_interrupted(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'sending'", [])?)
}

/// It stays, and is due again at `at`.
pub fn reschedule(
    tx: &Transaction<'_>,
    seq: i64,
    at: DateTime<Utc>,
    trouble: &Trouble,
    may_have_arrived: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'waiting', not_before = ?2, trouble = ?3, may_have_arrived = ?4
         WHERE seq = ?1",
    )?
    .execute(params![seq, micros(at), to_json(trouble)?, may_have_arrived])?;
    Ok(())
}

/// It stays until its family is resumed, or until `retry_at`.
pub fn await_resumption(
    tx: &Transaction<'_>,
    seq: i64,
    until: Option<NaiveDate>,
    retry_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'awaiting_resumption', not_before = ?2, trouble = ?3,
                may_have_arrived = 0
         WHERE seq = ?1",
    )?
    .execute(params![seq, micros(retry_at), to_json(&Trouble::Suspended { until })?])?;
    Ok(())
}

/// The family may post again, or the suspension's last day is over.
pub fn resume(
    tx: &Transaction<'_>,
    family: Option<FamilyId>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'waiting', not_before = min(not_before, ?2)
             WHERE state = 'awaiting_resumption' AND (family_id = ?1 OR not_before <= ?2)",
        )?
        .execute(params![family.map(|family| *family.0.as_bytes()), micros(now)])?)
}

/// The network is back, or a person wants it now: what failed before is due at once. What may still
/// be undone is not, and what the portal asked to have later waits until then.
pub fn hurry(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET not_before = ?1
             WHERE state = 'waiting' AND attempts > 0 AND not_before > ?1
               AND coalesce(trouble ->> 'asked', 0) = 0",
        )?
        .execute([micros(now)])?)
}

/// The portal has taken it: the row goes, and what it was about is stamped.
pub fn acknowledge(
    tx: &Transaction<'_>,
    seq: i64,
    answer: &Acknowledgement,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(item) = take(tx, seq)? else { return Ok(()) };
    let Acknowledgement { accepted_at, revision, state } = *answer;
    match &item.act {
        Act::Decision { id, decision } => {
            decisions::accept(tx, *id, decision, accepted_at, revision)?;
            cases::unstage(tx, decision.case.id, state.map(|state| (revision, state)))?;
            queue_oldest(tx, decision.case.id, now)?;
        }
        Act::Escalation { id, escalation } => {
            escalations::set_fate(tx, *id, Fate::Accepted)?;
            places::settle(tx, escalation.case.id)?;
        }
        Act::Settlement { id, .. } => {
            if let Some(case) = escalations::mark_settled(tx, *id)? {
                places::settle(tx, case)?;
            }
        }
        Act::Suspension { id, .. } => suspensions::set_fate(tx, *id, Fate::Accepted)?,
        Act::Lift { id, .. } => suspensions::mark_lifted(tx, *id)?,
    }
    acknowledged::keep(tx, &item.act, accepted_at)?;
    if let Some(case) = item.act.case() {
        erasure::follow(tx, case)?;
    }
    feed::stamp_acknowledgement(tx, now)?;
    note(tx, &item.act, "accepted", json!({ "accepted_at": accepted_at }), now)
}

/// The portal could not take it as it is: it goes to the tray.
pub fn park(
    tx: &Transaction<'_>,
    seq: i64,
    reason: &ParkReason,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(item) = take(tx, seq)? else { return Ok(()) };
    set_fate(tx, &item.act, Fate::Parked)?;
    tray::add(tx, &item.act, &item.act.body()?, reason, now)?;
    if let Some(case) = item.act.case() {
        cases::unstage(tx, case, None)?;
        queue_oldest(tx, case, now)?;
        erasure::follow(tx, case)?;
        let stored = cases::get(tx, case)?;
        if stored.is_some_and(|stored| stored.case.state() == CaseState::Withdrawn) {
            // The family has withdrawn meanwhile: nobody has to look at it.
            tray::settle_case(tx, case, tray::Settlement::Void, now)?;
        }
    }
    note(tx, &item.act, "parked", json!({ "why": reason }), now)
}

/// It ends without effect and without a question. `answer` is the case's revision and state, as
/// far as the portal told them.
pub fn close(
    tx: &Transaction<'_>,
    seq: i64,
    closing: Closing,
    answer: Option<(u64, CaseState)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(item) = take(tx, seq)? else { return Ok(()) };
    set_fate(tx, &item.act, Fate::Closed)?;
    if let Some(case) = item.act.case() {
        cases::unstage(tx, case, answer)?;
        queue_oldest(tx, case, now)?;
        erasure::follow(tx, case)?;
        if closing == Closing::Withdrawn {
            tray::settle_case(tx, case, tray::Settlement::Void, now)?;
        }
    }
    note(tx, &item.act, "closed", json!({ "why": closing }), now)
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

/// 復原 and 收回: takes back a decision that the portal certainly does not have, and returns it,
/// so that the sheet can be filled in again.
///
/// # Errors
/// See [`RecallError`].
pub fn recall(
    tx: &Transaction<'_>,
    id: DecisionId,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Decision, RecallError> {
    let item = find(tx, "decision", &id.0)?.ok_or(RecallError::NotQueued)?;
    if item.may_have_arrived {
        return Err(RecallError::MayHaveArrived);
    }
    let Act::Decision { decision, .. } = &item.act else { return Err(RecallError::NotQueued) };
    delete(tx, item.seq)?;
    decisions::set_fate(tx, id, Fate::Recalled)?;
    cases::unstage(tx, decision.case.id, None)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor,
            action: "decision.recalled",
            subject: audit::case_subject(decision.case.id),
            detail: json!({ "decision": id, "attempts": item.attempts }),
        },
    )?;
    Ok(decision.clone())
}

/// The feed tells of a decision of ours that still waits here: its answer got lost.
pub(crate) fn confirm_decision(
    tx: &Transaction<'_>,
    record: &DecisionRecord,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(item) = find(tx, "decision", &record.id.0)? else { return Ok(()) };
    let answer = Acknowledgement {
        accepted_at: record.accepted_at,
        revision: record.resulting_revision,
        state: Some(state_after(record.decision.verdict)),
    };
    acknowledge(tx, item.seq, &answer, now)
}

fn state_after(verdict: domain::Verdict) -> CaseState {
    match verdict {
        domain::Verdict::Approve => CaseState::Approved,
        domain::Verdict::Return => CaseState::Returned,
        domain::Verdict::Reject => CaseState::Rejected,
        domain::Verdict::Hold => CaseState::Held,
    }
}

/// Sends an acknowledged decision again, to a portal that was restored to a time before it.
///
/// # Errors
/// A failing database.
pub fn send_again(
    tx: &Transaction<'_>,
    id: DecisionId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(stored) = decisions::get(tx, id)? else { return Ok(()) };
    decisions::set_fate(tx, id, Fate::Unsent)?;
    queue_oldest(tx, stored.decision.case.id, now)?;
    places::settle(tx, stored.decision.case.id)?;
    let act = Act::Decision { id, decision: stored.decision };
    note(tx, &act, "sent_again", json!({}), now)
}

/// Of a case one decision is on its way at a time, the oldest first: a later one builds on the
/// revision that it leads to. The others wait with the fate `unsent` until their turn comes.
fn queue_oldest(tx: &Transaction<'_>, case: CaseId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(oldest) = decisions::unsent(tx, case)?.into_iter().next() else { return Ok(()) };
    match decision_of_case(tx, case)? {
        Some(queued) if queued.act.id() == oldest.id.0 => return Ok(()),
        // If it is being sent right now, its answer is told again when its turn comes.
        Some(queued) => delete(tx, queued.seq)?,
        None => {}
    }
    let act = Act::Decision { id: oldest.id, decision: oldest.decision };
    enqueue_again(tx, &act, Some(oldest.family_id), now)
}

/// An act that the portal may know already is on its way once more.
pub(crate) fn enqueue_again(
    tx: &Transaction<'_>,
    act: &Act,
    family: Option<FamilyId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    enqueue(tx, act, family, now, now)?;
    tx.prepare_cached("UPDATE outbox SET may_have_arrived = 1 WHERE act = ?1 AND act_id = ?2")?
        .execute(params![act.kind(), blob(&act.id())])?;
    Ok(())
}

/// What was made here and has no answer yet is on its way, whatever became of its row: a damaged
/// outbox loses nothing that its own table still knows.
pub(crate) fn queue_unqueued(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut statement = tx.prepare(
        "SELECT case_id, max(decided_at) AS at FROM decisions
         WHERE ours = 1 AND fate = 'unsent'
           AND NOT EXISTS (SELECT 1 FROM outbox
                           WHERE outbox.case_id = decisions.case_id AND act = 'decision')
         GROUP BY case_id ORDER BY at",
    )?;
    let decided = collect(&mut statement, [], |row| {
        Ok((id_at::<CaseId>(row, "case_id")?, instant_at(row, "at")?))
    })?;
    for (case, at) in decided {
        queue_oldest(tx, case, at)?;
    }
    for (act, at) in escalations::unsent(tx)?.into_iter().chain(suspensions::unsent(tx)?) {
        if find(tx, act.kind(), &act.id())?.is_none() {
            enqueue_again(tx, &act, None, at)?;
        }
    }
    Ok(())
}

fn set_fate(tx: &Transaction<'_>, act: &Act, fate: Fate) -> Result<(), StoreError> {
    match act {
        Act::Decision { id, .. } => decisions::set_fate(tx, *id, fate),
        Act::Escalation { id, .. } => escalations::set_fate(tx, *id, fate),
        Act::Suspension { id, .. } => suspensions::set_fate(tx, *id, fate),
        Act::Settlement { .. } | Act::Lift { .. } => Ok(()),
    }
}

fn note(
    tx: &Transaction<'_>,
    act: &Act,
    what: &str,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let subject = match act.case() {
        Some(case) => audit::case_subject(case),
        None => format!("{}:{}", act.kind(), act.id()),
    };
    let mut detail = detail;
    detail[act.kind()] = json!(act.id());
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: audit::DESK,
            action: &format!("{}.{what}", act.kind()),
            subject,
            detail,
        },
    )
}

/// Reads a row and deletes it.
fn take(tx: &Transaction<'_>, seq: i64) -> Result<Option<OutboxItem>, StoreError> {
    let mut statement = tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1 RETURNING *")?;
    let found = collect(&mut statement, [seq], read)?;
    Ok(found.into_iter().next())
}

fn delete(tx: &Transaction<'_>, seq: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([seq])?;
    Ok(())
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

/// The family whom an act is about, if it waits for their return.
pub fn families_awaited(c: &Connection) -> Result<Vec<FamilyId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT DISTINCT family_id FROM outbox
         WHERE state = 'awaiting_resumption' AND family_id IS NOT NULL",
    )?;
    let found = collect(&mut statement, [], |row| optional_id_at(row, "family_id"))?;
    Ok(found.into_iter().flatten().collect())
}
