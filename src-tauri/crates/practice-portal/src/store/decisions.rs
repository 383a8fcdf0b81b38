//! What the rules ask about past decisions: the one in force, the last publication, the tally.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseId, CaseKind, DecisionId, DecisionRecord, FamilyId, Verdict};
use portal::wire::FamilyRejections;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{StoreResult, entity};
use crate::clock::taipei_day;

pub(crate) fn index_decision(tx: &Transaction<'_>, record: &DecisionRecord) -> StoreResult<()> {
    let decision = &record.decision;
    let published = decision.case.kind == CaseKind::Post && decision.verdict == Verdict::Approve;
    tx.prepare_cached(
        "INSERT INTO decision_index
             (id, case_id, family_id, published, strike, overturned, accepted_ms, resulting_revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        record.id.to_string(),
        decision.case.id.to_string(),
        record.family_id.to_string(),
        published,
        decision.is_strike(),
        record.overturned_by.is_some(),
        record.accepted_at.timestamp_millis(),
        record.resulting_revision as i64,
    ])?;
    Ok(())
}

pub(crate) fn mark_overturned(tx: &Transaction<'_>, id: DecisionId) -> StoreResult<()> {
    tx.execute("UPDATE decision_index SET overturned = 1 WHERE id = ?1", [id.to_string()])?;
    Ok(())
}

/// The last decision on a case that no later one replaced.
pub(crate) fn decision_in_force(
    connection: &Connection,
    case: CaseId,
) -> StoreResult<Option<DecisionRecord>> {
    let id: Option<String> = connection
        .prepare_cached(
            "SELECT id FROM decision_index WHERE case_id = ?1 AND overturned = 0
             ORDER BY resulting_revision DESC LIMIT 1",
        )?
        .query_row([case.to_string()], |row| row.get(0))
        .optional()?;
    match id {
        Some(id) => entity(connection, id.parse().unwrap_or_default()),
        None => Ok(None),
    }
}

/// The day on which this family's last post reached its inmate.
pub(crate) fn last_published(
    connection: &Connection,
    family: FamilyId,
) -> StoreResult<Option<NaiveDate>> {
    let at: Option<i64> = connection
        .prepare_cached(
            "SELECT max(accepted_ms) FROM decision_index
             WHERE family_id = ?1 AND published = 1 AND overturned = 0",
        )?
        .query_row([family.to_string()], |row| row.get(0))?;
    Ok(at.and_then(DateTime::<Utc>::from_timestamp_millis).map(taipei_day))
}

/// Counting rejections in force since each family's last suspension ended (貳.四), and since
/// `window` where the policy has one. One that an ended suspension rested on never counts again.
pub(crate) fn rejections(
    connection: &Connection,
    window: Option<DateTime<Utc>>,
) -> StoreResult<Vec<FamilyRejections>> {
    let mut statement = connection.prepare_cached(
        "SELECT d.family_id, count(*), max(d.accepted_ms) FROM decision_index d
         JOIN entity f ON f.kind = 'family' AND f.id = d.family_id AND f.in_scope = 1
         WHERE d.strike = 1 AND d.overturned = 0 AND d.accepted_ms >= ?1
           AND d.accepted_ms >= coalesce(
             (SELECT max(s.ended_ms) FROM suspension_index s WHERE s.family_id = d.family_id), 0)
           AND NOT EXISTS (
             SELECT 1 FROM suspension_index s
             JOIN entity e ON e.kind = 'suspension' AND e.id = s.id,
                  json_each(e.data, '$.strikes') rested
             WHERE s.family_id = d.family_id AND s.ended_ms IS NOT NULL AND rested.value = d.id)
         GROUP BY d.family_id ORDER BY 2 DESC, 3 DESC, 1",
    )?;
    let window = window.map_or(0, |from| from.timestamp_millis());
    let rows = statement.query_map([window], |row| {
        Ok(FamilyRejections {
            family_id: FamilyId(row.get::<_, String>(0)?.parse().unwrap_or_default()),
            strikes: row.get(1)?,
            last_on: DateTime::<Utc>::from_timestamp_millis(row.get(2)?).map(taipei_day),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
