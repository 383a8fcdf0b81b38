//! When suspensions begin and end.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{DecisionId, FamilyId, SuspensionId, SuspensionRecord};
use rusqlite::{Connection, Transaction, params};

use super::StoreResult;

pub(crate) fn index_suspension(tx: &Transaction<'_>, record: &SuspensionRecord) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO suspension_index (id, family_id, first_day, last_day, phase) VALUES (?1, ?2, ?3, ?4, 0)",
        params![
            record.id.to_string(),
            record.suspension.family_id.to_string(),
            record.suspension.first_day.to_string(),
            record.suspension.last_day.to_string()
        ],
    )?;
    Ok(())
}

fn due(connection: &Connection, sql: &str, today: NaiveDate) -> StoreResult<Vec<SuspensionId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([today.to_string()], |row| row.get::<_, String>(0))?;
    let mut ids = Vec::new();
    for id in rows {
        ids.push(SuspensionId(id?.parse().unwrap_or_default()));
    }
    Ok(ids)
}

/// Suspensions whose first day has come.
pub(crate) fn due_to_begin(
    connection: &Connection,
    today: NaiveDate,
) -> StoreResult<Vec<SuspensionId>> {
    due(connection, "SELECT id FROM suspension_index WHERE phase = 0 AND first_day <= ?1", today)
}

/// Suspensions whose last day is over.
pub(crate) fn due_to_end(
    connection: &Connection,
    today: NaiveDate,
) -> StoreResult<Vec<SuspensionId>> {
    due(connection, "SELECT id FROM suspension_index WHERE phase = 1 AND last_day < ?1", today)
}

pub(crate) fn set_in_force(tx: &Transaction<'_>, id: SuspensionId) -> StoreResult<()> {
    tx.execute("UPDATE suspension_index SET phase = 1 WHERE id = ?1", [id.to_string()])?;
    Ok(())
}

pub(crate) fn end_suspension(
    tx: &Transaction<'_>,
    id: SuspensionId,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    tx.execute(
        "UPDATE suspension_index SET phase = 2, ended_ms = ?2 WHERE id = ?1",
        params![id.to_string(), at.timestamp_millis()],
    )?;
    Ok(())
}

/// Whether a suspension rests on this rejection already, whatever became of it.
pub(crate) fn is_rested_on(connection: &Connection, strike: DecisionId) -> StoreResult<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM entity e, json_each(e.data, '$.strikes') rested
                        WHERE e.kind = 'suspension' AND rested.value = ?1)",
        [strike.to_string()],
        |row| row.get(0),
    )?)
}

/// Whether the family has a suspension that is not over on `first_day`.
pub(crate) fn has_suspension_from(
    connection: &Connection,
    family: FamilyId,
    first_day: NaiveDate,
) -> StoreResult<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM suspension_index WHERE family_id = ?1 AND phase < 2 AND last_day >= ?2)",
        params![family.to_string(), first_day.to_string()],
        |row| row.get(0),
    )?)
}
