//! What staff did beside deciding and the portal has acknowledged: questions, answers, suspensions
//! and their lifting, word for word as they were sent. A portal that went back to a backup gets
//! them again; decisions are kept in their own table.

use chrono::{DateTime, TimeDelta, Utc};
use domain::CaseId;
use domain::calendar::taipei_date;
use rusqlite::{Connection, Transaction, named_params, params};
use uuid::Uuid;

use crate::act::Act;
use crate::columns::{blob, collect, id_at, micros};
use crate::outbox_table::{self, OutboxItem};
use crate::{StoreError, cases, escalations, suspensions};

/// So long the portal keeps ids (the contract's own span); no backup that it goes back to is older.
pub const KEPT: TimeDelta = TimeDelta::days(90);

pub(crate) fn keep(
    tx: &Transaction<'_>,
    item: &OutboxItem,
    accepted_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let act = &item.act;
    if matches!(act, Act::Decision { .. }) {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT OR REPLACE INTO acknowledged (act, act_id, case_id, body, accepted_at)
         VALUES (:act, :id, :case, :body, :at)",
    )?
    .execute(named_params! {
        ":act": act.kind(),
        ":id": blob(&act.id()),
        ":case": act.case().map(|case| *case.0.as_bytes()),
        ":body": item.body.as_str(),
        ":at": micros(accepted_at),
    })?;
    tx.prepare_cached("DELETE FROM acknowledged WHERE accepted_at < ?1")?
        .execute([micros(accepted_at - KEPT)])?;
    Ok(())
}

/// The portal was restored to an instant: what it acknowledged from then on is on its way again,
/// unchanged and under the same ids, in the order in which it was acknowledged. Answers how much.
///
/// # Errors
/// A failing database.
pub fn send_again(
    tx: &Transaction<'_>,
    restored_to: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let lost = since(tx, restored_to)?;
    again(tx, &lost, now)?;
    Ok(lost.len())
}

/// The same for acts that the portal turned out not to have, by their names and ids.
///
/// # Errors
/// A failing database.
pub fn send_again_these(
    tx: &Transaction<'_>,
    missing: &[(String, Uuid)],
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut lost = since(tx, DateTime::<Utc>::UNIX_EPOCH)?;
    lost.retain(|(act, _)| missing.iter().any(|(kind, id)| kind == act.kind() && *id == act.id()));
    again(tx, &lost, now)?;
    Ok(lost.len())
}

fn again(
    tx: &Transaction<'_>,
    lost: &[(Act, String)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for (act, body) in lost {
        match act {
            Act::Escalation { id, .. } => escalations::ask_again(tx, *id)?,
            Act::Suspension { id, .. } => suspensions::order_again(tx, *id)?,
            Act::Decision { .. } | Act::Settlement { .. } | Act::Lift { .. } => {}
        }
        let family = match act.case() {
            Some(case) => cases::get(tx, case)?.map(|stored| stored.case.family_id()),
            None => None,
        };
        outbox_table::enqueue_again(tx, act, body, family, now)?;
        tx.prepare_cached("DELETE FROM acknowledged WHERE act = ?1 AND act_id = ?2")?
            .execute(params![act.kind(), blob(&act.id())])?;
    }
    Ok(())
}

/// What the portal acknowledged from an instant on, by names and ids, in that order.
///
/// # Errors
/// A failing database.
pub fn names_since(
    c: &Connection,
    instant: DateTime<Utc>,
) -> Result<Vec<(String, Uuid)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT act, act_id FROM acknowledged WHERE accepted_at >= ?1 ORDER BY accepted_at",
    )?;
    collect(&mut statement, [micros(instant)], |row| Ok((row.get("act")?, id_at(row, "act_id")?)))
}

/// What colleagues did from an instant on, as the feed told it, by names and ids: the portal is to
/// have that as well. Not what was on cases that are erased here.
///
/// # Errors
/// A failing database.
pub fn told_since(
    c: &Connection,
    instant: DateTime<Utc>,
) -> Result<Vec<(String, Uuid)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT 'decision' AS act, id FROM decisions
           WHERE ours = 0 AND fate = 'accepted' AND accepted_at >= ?1
             AND case_id NOT IN (SELECT case_id FROM erased_cases)
         UNION ALL
         SELECT 'escalation', id FROM escalations
           WHERE fate = 'accepted' AND asked_at >= ?1
             AND case_id NOT IN (SELECT case_id FROM erased_cases)
             AND id NOT IN (SELECT act_id FROM acknowledged WHERE act = 'escalation')
         UNION ALL
         SELECT 'suspension', id FROM suspensions
           WHERE fate = 'accepted' AND first_day >= ?2
             AND id NOT IN (SELECT act_id FROM acknowledged WHERE act = 'suspension')",
    )?;
    let day = taipei_date(instant).to_string();
    collect(&mut statement, params![micros(instant), day], |row| {
        Ok((row.get("act")?, id_at(row, "id")?))
    })
}

fn since(c: &Connection, instant: DateTime<Utc>) -> Result<Vec<(Act, String)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT act, act_id, body FROM acknowledged WHERE accepted_at >= ?1 ORDER BY accepted_at",
    )?;
    collect(&mut statement, [micros(instant)], |row| {
        let kind: String = row.get("act")?;
        let body: String = row.get("body")?;
        Ok((Act::read(&kind, id_at(row, "act_id")?, &body)?, body))
    })
}

/// The portal has erased the case, and with it what was asked and answered about it.
pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM acknowledged WHERE case_id = ?1
            OR (act = 'settlement'
                AND act_id IN (SELECT id FROM escalations WHERE case_id = ?1))",
    )?
    .execute(params![blob(&case.0)])?;
    Ok(())
}
