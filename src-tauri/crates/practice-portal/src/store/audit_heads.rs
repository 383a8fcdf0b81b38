//! How desks told that their audit logs end: all of it is kept, and nothing replaced.

use chrono::DateTime;
use domain::StaffMember;
use portal::wire::{AuditHead, AuditHeadRecord};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::StoreResult;

/// A head that was kept under this id, if there is one.
pub(crate) fn audit_head(
    connection: &Connection,
    id: Uuid,
) -> StoreResult<Option<AuditHeadRecord>> {
    Ok(connection
        .prepare_cached("SELECT * FROM audit_head WHERE id = ?1")?
        .query_row([id.to_string()], read)
        .optional()?)
}

/// Keeps it, with whether it goes behind what the same desk had told.
pub(crate) fn keep_audit_head(tx: &Transaction<'_>, record: &AuditHeadRecord) -> StoreResult<()> {
    let AuditHead { desk, entries, head, from, to } = &record.told;
    tx.prepare_cached(
        "INSERT INTO audit_head (id, desk, subject, display_name, entries, head, from_us, to_us,
                                 told_us, goes_back)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                 EXISTS (SELECT 1 FROM audit_head WHERE desk = ?2 AND subject = ?3
                           AND entries >= ?5 AND head <> ?6))",
    )?
    .execute(params![
        record.id.to_string(),
        desk.to_string(),
        record.person.subject,
        record.person.display_name,
        entries,
        head,
        from.timestamp_micros(),
        to.timestamp_micros(),
        record.told_at.timestamp_micros(),
    ])?;
    Ok(())
}

/// The newest head of each desk, those of one person or of all.
pub(crate) fn newest_audit_heads(
    connection: &Connection,
    subject: Option<&str>,
) -> StoreResult<Vec<AuditHeadRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM audit_head WHERE seq IN (SELECT max(seq) FROM audit_head GROUP BY desk, subject)
           AND (?1 IS NULL OR subject = ?1)
         ORDER BY seq",
    )?;
    let rows = statement.query_map([subject], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What one desk told after a head, in its order; those of one person or of all.
pub(crate) fn audit_heads_of(
    connection: &Connection,
    desk: Uuid,
    subject: Option<&str>,
    after: Option<Uuid>,
    limit: usize,
) -> StoreResult<Vec<AuditHeadRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM audit_head
         WHERE desk = ?1 AND (?2 IS NULL OR subject = ?2)
           AND seq > coalesce((SELECT seq FROM audit_head WHERE id = ?3), 0)
         ORDER BY seq LIMIT ?4",
    )?;
    let after = after.map(|after| after.to_string());
    let rows = statement.query_map(
        params![desk.to_string(), subject, after, i64::try_from(limit).unwrap_or(i64::MAX)],
        read,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The number of the head that was told last; 0 before any.
pub(crate) fn last_audit_head(connection: &Connection) -> StoreResult<i64> {
    Ok(connection
        .query_row("SELECT coalesce(max(seq), 0) FROM audit_head", [], |row| row.get(0))?)
}

/// Forgets every head that was told after that one.
pub(crate) fn forget_audit_heads(tx: &Transaction<'_>, after: i64) -> StoreResult<()> {
    tx.execute("DELETE FROM audit_head WHERE seq > ?1", [after])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditHeadRecord> {
    let instant = |column: &str| {
        let micros: i64 = row.get(column)?;
        Ok::<_, rusqlite::Error>(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    };
    let id = |column: &str| {
        Ok::<_, rusqlite::Error>(row.get::<_, String>(column)?.parse().unwrap_or_default())
    };
    Ok(AuditHeadRecord {
        told: AuditHead {
            desk: id("desk")?,
            entries: row.get("entries")?,
            head: row.get("head")?,
            from: instant("from_us")?,
            to: instant("to_us")?,
        },
        id: id("id")?,
        person: StaffMember {
            subject: row.get("subject")?,
            display_name: row.get("display_name")?,
        },
        told_at: instant("told_us")?,
        goes_back: row.get("goes_back")?,
    })
}
