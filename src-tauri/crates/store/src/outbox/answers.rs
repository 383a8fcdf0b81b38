//! How an act ends: acknowledged, parked, closed, taken back; and how it comes to be sent once more.

use chrono::{DateTime, Utc};
use domain::outbox::{Closing, ParkReason};
use domain::{CaseId, CaseState, Decision, DecisionId, DecisionRecord};
use rusqlite::Transaction;
use serde_json::json;

use crate::act::Act;
use crate::audit::Action;
use crate::columns::{collect, id_at, instant_at};
use crate::decision_table::{self, Fate};
use crate::outbox_table::{OutboxItem, decision_of_case, delete, enqueue_again, find, take};
use crate::{
    StoreError, acknowledged, audit, cases, erasure, escalations, feed, places, suspensions,
    tombstones, tray,
};

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
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The portal has taken it: the row goes, and what it was about is stamped. Where the row has gone
/// before, nothing changes.
///
/// # Errors
/// A failing database.
pub fn acknowledge(
    tx: &Transaction<'_>,
    item: &OutboxItem,
    answer: &Acknowledgement,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !delete(tx, item.seq)? {
        return Ok(());
    }
    let Acknowledgement { accepted_at, revision, state } = *answer;
    match &item.act {
        Act::Decision { id, decision } => {
            decision_table::accept(tx, *id, decision, accepted_at, revision)?;
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
    acknowledged::keep(tx, item, accepted_at)?;
    if let Some(case) = item.act.case() {
        erasure::follow(tx, case)?;
    }
    feed::stamp_acknowledgement(tx, now)?;
    note(tx, &item.act, Came::Accepted, json!({ "accepted_at": accepted_at }), now)
}

/// The portal could not take it as it is: it goes to the tray.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn park(
    tx: &Transaction<'_>,
    seq: i64,
    reason: &ParkReason,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(item) = take(tx, seq)? else { return Ok(()) };
    set_fate(tx, &item.act, Fate::Parked)?;
    tray::add(tx, &item.act, item.body.as_str(), reason, now)?;
    if let Some(case) = item.act.case() {
        cases::unstage(tx, case, None)?;
        queue_oldest(tx, case, now)?;
        erasure::follow(tx, case)?;
        let stored = cases::get(tx, case)?;
        let withdrawn = |stored: cases::StoredCase| stored.case.state() == CaseState::Withdrawn;
        if stored.is_some_and(withdrawn) || tombstones::is_withdrawn(tx, case)? {
            // The family has withdrawn meanwhile: nobody has to look at it.
            tray::settle_case(tx, case, tray::Settlement::Void, now)?;
        }
    }
    note(tx, &item.act, Came::Parked, json!({ "why": reason }), now)
}

/// It ends without effect and without a question. `answer` is the case's revision and state, as
/// far as the portal told them.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
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
    note(tx, &item.act, Came::Closed, json!({ "why": closing }), now)
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
    decision_table::set_fate(tx, id, Fate::Recalled)?;
    cases::unstage(tx, decision.case.id, None)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor,
            action: Action::DecisionRecalled,
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
        state: Some(record.decision.verdict.leads_to()),
    };
    acknowledge(tx, &item, &answer, now)
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
    let Some(stored) = decision_table::get(tx, id)? else { return Ok(()) };
    decision_table::set_fate(tx, id, Fate::Unsent)?;
    queue_oldest(tx, stored.decision.case.id, now)?;
    places::settle(tx, stored.decision.case.id)?;
    let event = audit::Event {
        at: now,
        actor: audit::DESK,
        action: Action::DecisionSentAgain,
        subject: audit::case_subject(stored.decision.case.id),
        detail: json!({ "decision": id }),
    };
    audit::append(tx, &event)
}

/// Of a case one decision is on its way at a time, the oldest first: a later one builds on the
/// revision that it leads to. The others wait with the fate `unsent` until their turn comes.
pub(super) fn queue_oldest(
    tx: &Transaction<'_>,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((oldest, body)) = decision_table::oldest_unsent(tx, case)? else { return Ok(()) };
    match decision_of_case(tx, case)? {
        Some(queued) if queued.act.id() == oldest.id.0 => return Ok(()),
        // If it is being sent right now, its answer is told again when its turn comes.
        Some(queued) => {
            delete(tx, queued.seq)?;
        }
        None => {}
    }
    let act = Act::Decision { id: oldest.id, decision: oldest.decision };
    enqueue_again(tx, &act, &body, Some(oldest.family_id), now)
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
            enqueue_again(tx, &act, &act.body()?, None, at)?;
        }
    }
    Ok(())
}

pub(super) fn set_fate(tx: &Transaction<'_>, act: &Act, fate: Fate) -> Result<(), StoreError> {
    match act {
        Act::Decision { id, .. } => decision_table::set_fate(tx, *id, fate),
        Act::Escalation { id, .. } => escalations::set_fate(tx, *id, fate),
        Act::Suspension { id, .. } => suspensions::set_fate(tx, *id, fate),
        Act::Settlement { .. } | Act::Lift { .. } => Ok(()),
    }
}

/// What an act has come to.
#[derive(Clone, Copy)]
enum Came {
    Accepted,
    Parked,
    Closed,
}

fn action(act: &Act, came: Came) -> Action {
    match (act, came) {
        (Act::Decision { .. }, Came::Accepted) => Action::DecisionAccepted,
        (Act::Decision { .. }, Came::Parked) => Action::DecisionParked,
        (Act::Decision { .. }, Came::Closed) => Action::DecisionClosed,
        (Act::Escalation { .. }, Came::Accepted) => Action::EscalationAccepted,
        (Act::Escalation { .. }, Came::Parked) => Action::EscalationParked,
        (Act::Escalation { .. }, Came::Closed) => Action::EscalationClosed,
        (Act::Settlement { .. }, Came::Accepted) => Action::SettlementAccepted,
        (Act::Settlement { .. }, Came::Parked) => Action::SettlementParked,
        (Act::Settlement { .. }, Came::Closed) => Action::SettlementClosed,
        (Act::Suspension { .. }, Came::Accepted) => Action::SuspensionAccepted,
        (Act::Suspension { .. }, Came::Parked) => Action::SuspensionParked,
        (Act::Suspension { .. }, Came::Closed) => Action::SuspensionClosed,
        (Act::Lift { .. }, Came::Accepted) => Action::LiftAccepted,
        (Act::Lift { .. }, Came::Parked) => Action::LiftParked,
        (Act::Lift { .. }, Came::Closed) => Action::LiftClosed,
    }
}

fn note(
    tx: &Transaction<'_>,
    act: &Act,
    came: Came,
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
        &audit::Event { at: now, actor: audit::DESK, action: action(act, came), subject, detail },
    )
}
