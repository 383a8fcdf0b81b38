//! Decisions: those made here, from the moment they are made, and those the portal tells of.

use chrono::{DateTime, Utc};
use domain::merge::Local;
use domain::{Decision, DecisionId, DecisionRecord, GivenReason, StaffMember};
use rusqlite::Transaction;
use serde_json::json;

use crate::act::{Act, forget_words};
use crate::decision_table::insert;
pub use crate::decision_table::{
    Fate, StoredDecision, accepted_since, acknowledged_since, all_strikes, get, not_named_since,
    of_case, of_family, ours_accepted_after, reason_use, strikes, unlearn,
};
use crate::{
    StoreError, audit, cases, notes, outbox, outbox_table, places, settings, tray, wordless,
};

/// A decision about to be made.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// A fresh UUIDv7.
    pub id: DecisionId,
    /// What is sent to the portal once it is due.
    pub decision: Decision,
    /// Which pages were on the screen: for this desk's audit log, whatever the portal takes.
    pub pages_seen: Vec<domain::PagesSeen>,
    /// Whoever decides: the person signed in.
    pub by: StaffMember,
    /// Until then it can be undone; it is not sent before.
    pub not_before: DateTime<Utc>,
}

/// A decision that was not recorded; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The case was purged or put away while the reviewer looked at it.
    #[error("the case is not here")]
    NoSuchCase,
    /// The reviewer saw another revision than the one that is here now.
    #[error("the case has changed to revision {current}")]
    Stale {
        /// The revision that is here now.
        current: u64,
    },
    /// Somebody has decided it; only a decision that overturns may follow.
    #[error("the case is not open")]
    NotOpen,
    /// Another decision on it is still unsent.
    #[error("a decision on this case is still unsent")]
    AlreadyQueued,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for RecordError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Makes a decision: the decision, its outbox row and its audit row, all or none. What lay in the
/// tray for the case is settled by it, and the draft goes.
///
/// # Errors
/// See [`RecordError`].
pub fn record(
    tx: &Transaction<'_>,
    new: &NewDecision,
    now: DateTime<Utc>,
) -> Result<(), RecordError> {
    let decision = &new.decision;
    let case_id = decision.case.id;
    let current = match cases::standing(tx, case_id)? {
        Local::Unknown => return Err(RecordError::NoSuchCase),
        Local::Unsent { .. } => return Err(RecordError::AlreadyQueued),
        Local::Clean { revision } | Local::Parked { revision } => revision,
    };
    if current != decision.base_revision {
        return Err(RecordError::Stale { current });
    }
    let Some(stored) = cases::get(tx, case_id)? else { return Err(RecordError::NoSuchCase) };
    if !stored.case.state().is_open() && decision.overturns.is_none() {
        return Err(RecordError::NotOpen);
    }
    insert(
        tx,
        &StoredDecision {
            id: new.id,
            decision: decision.clone(),
            family_id: stored.case.family_id(),
            by: new.by.clone(),
            ours: true,
            fate: Fate::Unsent,
            accepted_at: None,
            resulting_revision: None,
            overturned_by: None,
            unit: String::new(),
        },
    )?;
    let act = Act::Decision { id: new.id, decision: decision.clone() };
    outbox_table::enqueue(tx, &act, Some(stored.case.family_id()), new.not_before, now)?;
    tray::settle_case(tx, case_id, tray::Settlement::DecidedAnew, now)?;
    notes::drop_draft(tx, case_id)?;
    places::settle(tx, case_id)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &new.by.subject,
            action: audit::Action::DecisionRecorded,
            subject: audit::case_subject(case_id),
            detail: json!({
                "decision": new.id,
                "verdict": decision.verdict,
                "revision": decision.base_revision,
                "reasons": codes(&decision.reasons),
                "strike": decision.is_strike(),
                "policy": decision.policy_version,
                "overturns": decision.overturns,
                "pages_seen": new.pages_seen,
            }),
        },
    )?;
    Ok(())
}

fn codes(reasons: &[GivenReason]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.code.as_str()).collect()
}

/// What the feed says of a decision. Ours, whose answer may have got lost, are acknowledged by it.
///
/// # Errors
/// A failing database.
pub fn take_record(
    tx: &Transaction<'_>,
    record: &DecisionRecord,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = get(tx, record.id)?;
    let mut decision = record.decision.clone();
    if wordless::is_marked(tx, decision.case.id)? {
        forget_words(&mut decision);
    }
    insert(
        tx,
        &StoredDecision {
            id: record.id,
            decision,
            family_id: record.family_id,
            by: record.decided_by.clone(),
            // Its row may have been lost with a damaged database; it is ours all the same.
            ours: known.as_ref().is_some_and(|known| known.ours)
                || settings::owner(tx)?.is_some_and(|owner| owner == record.decided_by.subject),
            fate: Fate::Accepted,
            accepted_at: Some(record.accepted_at),
            resulting_revision: Some(record.resulting_revision),
            overturned_by: record.overturned_by,
            unit: record.unit.clone(),
        },
    )?;
    outbox::confirm_decision(tx, record, now)?;
    tray::confirm_decision(tx, record, now)
}
