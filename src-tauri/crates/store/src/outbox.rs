//! 寄件匣: acts on their way to the portal. A row goes only when the portal has answered, or when
//! the person takes it back while it is certainly unsent.

use chrono::{DateTime, NaiveDate, Utc};
use domain::outbox::{Closing, ParkReason};
use domain::{
    CaseId, CaseState, Decision, DecisionId, DecisionRecord, Escalation, EscalationId, FamilyId,
    Private, Suspension, SuspensionId,
};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::columns::{
    blob, collect, first, from_json, id_at, instant, instant_at, micros, named_at, optional_id_at,
    to_json,
};
use crate::decisions::{self, Fate};
use crate::{StoreError, audit, cases, escalations, feed, places, suspensions, tray};

/// Something that staff did and the portal has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Decision {
        id: DecisionId,
        decision: Decision,
    },
    Escalation {
        id: EscalationId,
        escalation: Escalation,
    },
    /// A supervisor answers a question.
    Settlement {
        id: EscalationId,
        answer: Private,
    },
    Suspension {
        id: SuspensionId,
        suspension: Suspension,
    },
    /// A supervisor ends a suspension early.
    Lift {
        id: SuspensionId,
        grounds: Private,
    },
}

impl Act {
    /// Its name in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Decision { .. } => "decision",
            Self::Escalation { .. } => "escalation",
            Self::Settlement { .. } => "settlement",
            Self::Suspension { .. } => "suspension",
            Self::Lift { .. } => "lift",
        }
    }

    pub fn id(&self) -> Uuid {
        match self {
            Self::Decision { id, .. } => id.0,
            Self::Escalation { id, .. } | Self::Settlement { id, .. } => id.0,
            Self::Suspension { id, .. } | Self::Lift { id, .. } => id.0,
        }
    }

    /// The case that it is about, where it is about one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Decision { decision, .. } => Some(decision.case.id),
            Self::Escalation { escalation, .. } => Some(escalation.case.id),
            _ => None,
        }
    }

    /// The revision that its author saw, where it is about a case.
    pub fn base_revision(&self) -> Option<u64> {
        match self {
            Self::Decision { decision, .. } => Some(decision.base_revision),
            Self::Escalation { escalation, .. } => Some(escalation.base_revision),
            _ => None,
        }
    }

    fn body(&self) -> Result<String, StoreError> {
        match self {
            Self::Decision { decision, .. } => to_json(decision),
            Self::Escalation { escalation, .. } => to_json(escalation),
            Self::Settlement { answer: text, .. } | Self::Lift { grounds: text, .. } => {
                to_json(text)
            }
            Self::Suspension { suspension, .. } => to_json(suspension),
        }
    }

    pub(crate) fn read(kind: &str, id: Uuid, body: &str) -> Result<Self, StoreError> {
        Ok(match kind {
            "decision" => Self::Decision { id: id.into(), decision: from_json(body, "act")? },
            "escalation" => Self::Escalation { id: id.into(), escalation: from_json(body, "act")? },
            "settlement" => Self::Settlement { id: id.into(), answer: from_json(body, "act")? },
            "suspension" => Self::Suspension { id: id.into(), suspension: from_json(body, "act")? },
            "lift" => Self::Lift { id: id.into(), grounds: from_json(body, "act")? },
            _ => return Err(StoreError::Unreadable("act")),
        })
    }
}

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

/// What may be sent now, in the order it was done. Of each case only the oldest act is due, and a
/// row that a crash left as sending is due again at once.
pub fn due(c: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<OutboxItem>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM outbox AS item
         WHERE state = 'waiting' AND not_before <= ?1
           AND NOT EXISTS (SELECT 1 FROM outbox AS earlier
                           WHERE earlier.case_id = item.case_id AND earlier.seq < item.seq)
         ORDER BY seq LIMIT ?2",
    )?;
    collect(&mut statement, params![micros(now), limit], read)
}

/// When the next waiting act is due.
pub fn next_due_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<i64> = c
        .prepare_cached("SELECT min(not_before) FROM outbox WHERE state = 'waiting'")?
        .query_row([], |row| row.get(0))?;
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
            decisions::accept(tx, *id, accepted_at, revision)?;
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
    }
    note(tx, &item.act, "closed", json!({ "why": closing }), now)
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
    enqueue(tx, &act, Some(oldest.family_id), now, now)?;
    tx.prepare_cached(
        "UPDATE outbox SET may_have_arrived = 1 WHERE act = 'decision' AND act_id = ?1",
    )?
    .execute([blob(&oldest.id.0)])?;
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
