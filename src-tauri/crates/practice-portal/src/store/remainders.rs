//! What desks told that lies unsent on them.

use chrono::DateTime;
use domain::StaffMember;
use portal::wire::{Remainder, RemainderRecord};
use rusqlite::{Connection, Transaction, params};

use super::StoreResult;

/// The last word of a desk counts, and only its own person's; nothing unsent takes its row away.
pub(crate) fn put_remainder(tx: &Transaction<'_>, record: &RemainderRecord) -> StoreResult<()> {
    if record.remainder.unsent == 0 {
        tx.execute(
            "DELETE FROM remainder WHERE id = ?1 AND subject = ?2",
            [record.id.to_string(), record.person.subject.clone()],
        )?;
        return Ok(());
    }
    tx.execute(
        "INSERT INTO remainder (id, subject, display_name, unsent, oldest_ms, told_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name,
             unsent = excluded.unsent, oldest_ms = excluded.oldest_ms, told_ms = excluded.told_ms
         WHERE subject = excluded.subject",
        params![
            record.id.to_string(),
            record.person.subject,
            record.person.display_name,
            record.remainder.unsent,
            record.remainder.oldest_at.map(|at| at.timestamp_millis()),
            record.told_at.timestamp_millis(),
        ],
    )?;
    Ok(())
}

/// Oldest word first.
pub(crate) fn remainders(connection: &Connection) -> StoreResult<Vec<RemainderRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, subject, display_name, unsent, oldest_ms, told_ms FROM remainder
         ORDER BY told_ms, id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(RemainderRecord {
            id: row.get::<_, String>(0)?.parse().unwrap_or_default(),
            person: StaffMember { subject: row.get(1)?, display_name: row.get(2)? },
            remainder: Remainder {
                unsent: row.get(3)?,
                oldest_at: row.get::<_, Option<i64>>(4)?.and_then(DateTime::from_timestamp_millis),
            },
            told_at: DateTime::from_timestamp_millis(row.get(5)?).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
