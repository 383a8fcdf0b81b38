//! The table of decisions: those made here and those the portal tells of.

use chrono::{DateTime, Utc};
use domain::calendar::taipei_date;
use domain::{CaseId, CaseKind, Decision, DecisionId, FamilyId, StaffMember};
use rusqlite::{Connection, Transaction, named_params, params};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::act::forget_words;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant_at, micros, name, named_at, optional_id_at,
    optional_instant_at, to_json,
};

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// In the outbox.
    Unsent,
    /// The portal has it.
    Accepted,
    /// In the tray.
    Parked,
    /// Ended without effect: the family withdrew, or a colleague decided the same.
    Closed,
    /// Taken back before it was sent.
    Recalled,
}

/// A decision as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The UUID that it was sent under.
    pub id: DecisionId,
    /// What was sent to the portal, or what the portal told.
    pub decision: Decision,
    /// The account behind the case.
    pub family_id: FamilyId,
    /// Whoever decided: the person of this desk, or a colleague as the portal told.
    pub by: StaffMember,
    /// Whether it was made on this desk.
    pub ours: bool,
    /// What became of it.
    pub fate: Fate,
    /// By the portal's clock.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The revision that the case has since; absent until the portal has taken it.
    pub resulting_revision: Option<u64>,
    /// The later decision that replaced this one.
    pub overturned_by: Option<DecisionId>,
    /// 審核單位; empty until the portal has told it.
    pub unit: String,
}

pub(crate) fn insert(tx: &Transaction<'_>, new: &StoredDecision) -> Result<(), StoreError> {
    let decision = &new.decision;
    tx.prepare_cached(
        "INSERT INTO decisions (id, case_id, kind, family_id, verdict, strike, fate, ours,
                                decided_by, decided_at, accepted_at, resulting_revision,
                                overturned_by, body, unit, inmate_id, waited, snapshot)
         VALUES (:id, :case, :kind, :family, :verdict, :strike, :fate, :ours, :by, :decided_at,
                 :accepted_at, :resulting, :overturned_by, :body, :unit,
                 (SELECT inmate_id FROM cases WHERE cases.id = :case), :waited,
                 (SELECT snapshot FROM feed))
         ON CONFLICT (id) DO UPDATE SET
             fate = excluded.fate, ours = max(ours, excluded.ours),
             accepted_at = excluded.accepted_at,
             resulting_revision = excluded.resulting_revision,
             overturned_by = coalesce(excluded.overturned_by, overturned_by),
             unit = CASE excluded.unit WHEN '' THEN unit ELSE excluded.unit END,
             inmate_id = coalesce(inmate_id, excluded.inmate_id),
             waited = coalesce(waited, excluded.waited), snapshot = excluded.snapshot",
    )?
    .execute(named_params! {
        ":id": blob(&new.id.0),
        ":case": blob(&decision.case.id.0),
        ":kind": name(&decision.case.kind)?,
        ":family": blob(&new.family_id.0),
        ":verdict": name(&decision.verdict)?,
        ":strike": decision.is_strike(),
        ":fate": name(&new.fate)?,
        ":ours": new.ours,
        ":by": to_json(&new.by)?,
        ":decided_at": micros(decision.decided_at),
        ":accepted_at": new.accepted_at.map(micros),
        ":resulting": new.resulting_revision.map(|revision| revision as i64),
        ":overturned_by": new.overturned_by.map(|id| *id.0.as_bytes()),
        ":body": to_json(decision)?,
        ":unit": new.unit,
        ":waited": waited(tx, decision, new.accepted_at)?,
    })?;
    if new.fate == Fate::Accepted { overturn(tx, new.id, decision) } else { Ok(()) }
}

/// An accepted decision takes the place of the one that it names.
fn overturn(tx: &Transaction<'_>, id: DecisionId, decision: &Decision) -> Result<(), StoreError> {
    if let Some(overturned) = decision.overturns {
        tx.prepare_cached("UPDATE decisions SET overturned_by = ?2 WHERE id = ?1")?
            .execute(params![blob(&overturned.0), blob(&id.0)])?;
    }
    Ok(())
}

/// Working days that the case's present revision waited for this decision; not known of an older
/// revision, and nothing to do with a decision that takes another's place.
fn waited(
    tx: &Transaction<'_>,
    decision: &Decision,
    accepted_at: Option<DateTime<Utc>>,
) -> Result<Option<u32>, StoreError> {
    let Some(accepted_at) = accepted_at else { return Ok(None) };
    if decision.overturns.is_some() {
        return Ok(None);
    }
    let mut statement = tx.prepare_cached("SELECT arrived_at FROM cases WHERE id = ?1")?;
    let arrived =
        first(&mut statement, [blob(&decision.case.id.0)], |row| instant_at(row, "arrived_at"))?;
    let Some(arrived) = arrived.filter(|arrived| *arrived <= accepted_at) else { return Ok(None) };
    let calendar = crate::settings::office_calendar(tx)?;
    Ok(Some(calendar.working_days_since(taipei_date(arrived), taipei_date(accepted_at))))
}

/// Changes what became of a decision.
pub(crate) fn set_fate(tx: &Transaction<'_>, id: DecisionId, fate: Fate) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE decisions SET fate = ?2 WHERE id = ?1")?
        .execute(params![blob(&id.0), name(&fate)?])?;
    Ok(())
}

/// The portal has taken it.
pub(crate) fn accept(
    tx: &Transaction<'_>,
    id: DecisionId,
    decision: &Decision,
    accepted_at: DateTime<Utc>,
    resulting_revision: u64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE decisions SET fate = :fate, accepted_at = :at, resulting_revision = :revision,
                waited = coalesce(waited, :waited), snapshot = (SELECT snapshot FROM feed)
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": blob(&id.0),
        ":fate": name(&Fate::Accepted)?,
        ":at": micros(accepted_at),
        ":revision": resulting_revision as i64,
        ":waited": waited(tx, decision, Some(accepted_at))?,
    })?;
    overturn(tx, id, decision)
}

/// One decision, made here or told by the portal; also one that was recalled.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, id: DecisionId) -> Result<Option<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM decisions WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], read)
}

/// The history of a case, oldest first, without what was recalled.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE case_id = ?1 AND fate <> 'recalled' ORDER BY decided_at",
    )?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// The history of a family, newest first, without what was recalled.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_family(
    c: &Connection,
    family: FamilyId,
    limit: u32,
) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE family_id = ?1 AND fate <> 'recalled'
         ORDER BY decided_at DESC LIMIT ?2",
    )?;
    collect(&mut statement, params![blob(&family.0), limit], read)
}

/// The strikes of a family (貳.四), oldest first: posts rejected for their content that the portal
/// has accepted or that are on their way, and that no later decision overturned.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn strikes(c: &Connection, family: FamilyId) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE family_id = ?1 AND strike = 1
           AND fate IN ('accepted', 'unsent') AND overturned_by IS NULL
         ORDER BY coalesce(accepted_at, decided_at)",
    )?;
    collect(&mut statement, [blob(&family.0)], read)
}

/// The effective strikes of every family, for the supervisor's tally.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn all_strikes(c: &Connection) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE strike = 1 AND fate = 'accepted'
           AND overturned_by IS NULL ORDER BY family_id, accepted_at",
    )?;
    collect(&mut statement, [], read)
}

/// Our decisions that the portal acknowledged from an instant on: what a portal restored to it may
/// lack. The copy may have been taken before or after within the same millisecond. Those on erased
/// cases are left out: their words are gone, and a family shall not get a decision without them.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn ours_accepted_after(
    c: &Connection,
    instant: DateTime<Utc>,
) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE ours = 1 AND fate = 'accepted' AND accepted_at >= ?1
           AND NOT EXISTS (SELECT 1 FROM erased_cases
                           WHERE erased_cases.case_id = decisions.case_id)
         ORDER BY accepted_at",
    )?;
    collect(&mut statement, [micros(instant)], read)
}

/// Our decisions that the portal acknowledged from an instant on, but for those on erased cases: it
/// is to have all of them.
///
/// # Errors
/// A failing database.
pub fn acknowledged_since(
    c: &Connection,
    instant: DateTime<Utc>,
) -> Result<Vec<DecisionId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id FROM decisions WHERE ours = 1 AND fate = 'accepted' AND accepted_at >= ?1
           AND NOT EXISTS (SELECT 1 FROM erased_cases
                           WHERE erased_cases.case_id = decisions.case_id)
         ORDER BY accepted_at",
    )?;
    collect(&mut statement, [micros(instant)], |row| id_at(row, "id"))
}

/// Those of them that the latest full snapshot should have named, with its cases, and has not.
///
/// # Errors
/// A failing database.
pub fn not_named_since(
    c: &Connection,
    instant: DateTime<Utc>,
) -> Result<Vec<DecisionId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT decisions.id FROM decisions
         JOIN feed ON decisions.snapshot < feed.snapshot
         JOIN cases ON cases.id = decisions.case_id AND cases.snapshot = feed.snapshot
         WHERE ours = 1 AND fate = 'accepted' AND accepted_at >= ?1
           AND NOT EXISTS (SELECT 1 FROM erased_cases
                           WHERE erased_cases.case_id = decisions.case_id)
         ORDER BY accepted_at",
    )?;
    collect(&mut statement, [micros(instant)], |row| id_at(row, "id"))
}

/// The first made of our decisions on a case that the portal still has to be told of, and its body
/// as it was written down when it was made.
pub(crate) fn oldest_unsent(
    c: &Connection,
    case: CaseId,
) -> Result<Option<(StoredDecision, String)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE case_id = ?1 AND ours = 1 AND fate = 'unsent'
         ORDER BY decided_at, id LIMIT 1",
    )?;
    first(&mut statement, [blob(&case.0)], |row| Ok((read(row)?, row.get("body")?)))
}

/// The portal was restored from a backup: it will tell again what it still knows of others'
/// decisions, and of which of ours were overturned; what it does not know counts no longer.
///
/// # Errors
/// A failing database.
pub fn unlearn(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM decisions WHERE ours = 0", [])?;
    tx.execute("UPDATE decisions SET overturned_by = NULL", [])?;
    Ok(())
}

/// Our decisions acknowledged since an instant, newest first: 今天已送達.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn accepted_since(
    c: &Connection,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<StoredDecision>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM decisions WHERE ours = 1 AND fate = 'accepted' AND accepted_at >= ?1
         ORDER BY accepted_at DESC LIMIT ?2",
    )?;
    collect(&mut statement, params![micros(since), limit], read)
}

/// How often each reason code was given on this kind of case, most used first.
///
/// # Errors
/// A failing database.
pub fn reason_use(c: &Connection, kind: CaseKind) -> Result<Vec<(String, u32)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT json_extract(reason.value, '$.code') AS code, count(*) AS uses
         FROM decisions, json_each(decisions.body, '$.reasons') AS reason
         WHERE decisions.kind = ?1 AND fate IN ('accepted', 'unsent')
         GROUP BY code ORDER BY uses DESC",
    )?;
    collect(&mut statement, [name(&kind)?], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Removes the words from a case's decisions; see [`crate::erasure`].
pub(crate) fn erase_words(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    for stored in of_case(tx, case)? {
        if stored.fate == Fate::Unsent {
            continue;
        }
        let mut decision = stored.decision;
        forget_words(&mut decision);
        tx.prepare_cached("UPDATE decisions SET body = ?2 WHERE id = ?1")?
            .execute(params![blob(&stored.id.0), to_json(&decision)?])?;
    }
    Ok(())
}

pub(crate) fn read(row: &rusqlite::Row<'_>) -> Result<StoredDecision, StoreError> {
    Ok(StoredDecision {
        id: id_at(row, "id")?,
        decision: from_json(&row.get::<_, String>("body")?, "decision")?,
        family_id: id_at(row, "family_id")?,
        by: from_json(&row.get::<_, String>("decided_by")?, "decided_by")?,
        ours: row.get("ours")?,
        fate: named_at(row, "fate")?,
        accepted_at: optional_instant_at(row, "accepted_at")?,
        resulting_revision: row
            .get::<_, Option<i64>>("resulting_revision")?
            .map(|revision| revision as u64),
        overturned_by: optional_id_at(row, "overturned_by")?,
        unit: row.get("unit")?,
    })
}
