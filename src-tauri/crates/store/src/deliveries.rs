//! 送達: approved posts on their way to the inmates, and those that were handed over.

use chrono::{DateTime, Utc};
use domain::{Case, CaseId, DecisionId, Inmate, Post, StaffMember};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

use crate::columns::{
    blob, collect, first, from_json, id_at, instant_at, micros, optional_instant_at, to_json,
};
use crate::{StoreError, audit};

/// An approved post, for handing over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedPost {
    /// As the portal last told it.
    pub post: Post,
    /// `None` until the portal has told of them.
    pub inmate: Option<Inmate>,
    /// The approval in force.
    pub decision: DecisionId,
    /// By the portal's clock.
    pub accepted_at: DateTime<Utc>,
    /// Absent until somebody has noted it for this approval.
    pub handed: Option<Handover>,
}

/// Who noted that a post was handed over, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// By the PC's clock.
    pub at: DateTime<Utc>,
    /// The person who was signed in.
    pub by: StaffMember,
}

/// Posts whose approval in force was accepted from `from` on and before `until`, oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn approved(
    c: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<ApprovedPost>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT cases.body AS case_body, inmates.body AS inmate_body, decisions.id AS decision_id,
                decisions.accepted_at, deliveries.handed_at, deliveries.handed_by
         FROM decisions
         JOIN cases ON cases.id = decisions.case_id
         LEFT JOIN inmates ON inmates.id = cases.inmate_id
         LEFT JOIN deliveries ON deliveries.case_id = cases.id
                             AND deliveries.decision_id = decisions.id
         WHERE decisions.kind = 'post' AND decisions.verdict = 'approve'
           AND decisions.accepted_at >= ?1 AND decisions.accepted_at < ?2
           AND decisions.fate = 'accepted' AND decisions.overturned_by IS NULL
           AND cases.state = 'approved'
         ORDER BY decisions.accepted_at, decisions.id LIMIT ?3",
    )?;
    let rows = collect(&mut statement, params![micros(from), micros(until), limit], |row| {
        let case: Case = from_json(&row.get::<_, String>("case_body")?, "case")?;
        let Case::Post(post) = case else { return Ok(None) };
        let inmate = row
            .get::<_, Option<String>>("inmate_body")?
            .map(|text| from_json(&text, "inmate"))
            .transpose()?;
        let handed_by: Option<String> = row.get("handed_by")?;
        let handed = match (optional_instant_at(row, "handed_at")?, handed_by) {
            (Some(at), Some(by)) => Some(Handover { at, by: from_json(&by, "handed_by")? }),
            _ => None,
        };
        Ok(Some(ApprovedPost {
            post,
            inmate,
            decision: id_at(row, "decision_id")?,
            accepted_at: instant_at(row, "accepted_at")?,
            handed,
        }))
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// The approval in force of a post, if it has one that the portal accepted.
fn approval(c: &Connection, case: CaseId) -> Result<Option<DecisionId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT decisions.id FROM decisions JOIN cases ON cases.id = decisions.case_id
         WHERE case_id = ?1 AND decisions.kind = 'post' AND verdict = 'approve'
           AND fate = 'accepted' AND overturned_by IS NULL AND cases.state = 'approved'
         ORDER BY accepted_at DESC LIMIT 1",
    )?;
    first(&mut statement, [blob(&case.0)], |row| id_at(row, "id"))
}

/// Notes that a post was handed over, with its audit row. `false`, and nothing noted: the post is
/// not approved, or it is noted already.
///
/// # Errors
/// A failing database.
pub fn mark(
    tx: &Transaction<'_>,
    case: CaseId,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(decision) = approval(tx, case)? else { return Ok(false) };
    let marked = tx
        .prepare_cached(
            "INSERT INTO deliveries (case_id, decision_id, handed_at, handed_by)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (case_id) DO UPDATE SET
                 decision_id = excluded.decision_id, handed_at = excluded.handed_at,
                 handed_by = excluded.handed_by
             WHERE decision_id <> excluded.decision_id",
        )?
        .execute(params![blob(&case.0), blob(&decision.0), micros(now), to_json(by)?])?;
    if marked > 0 {
        note(tx, audit::Action::DeliveryMarked, case, Some(decision), by, now)?;
    }
    Ok(marked > 0)
}

/// Takes a mark back that was made by mistake. `false`: there was none.
///
/// # Errors
/// A failing database.
pub fn unmark(
    tx: &Transaction<'_>,
    case: CaseId,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let gone =
        tx.prepare_cached("DELETE FROM deliveries WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    if gone > 0 {
        note(tx, audit::Action::DeliveryUnmarked, case, None, by, now)?;
    }
    Ok(gone > 0)
}

fn note(
    tx: &Transaction<'_>,
    action: audit::Action,
    case: CaseId,
    decision: Option<DecisionId>,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &by.subject,
            action,
            subject: audit::case_subject(case),
            detail: json!({ "decision": decision }),
        },
    )
}
