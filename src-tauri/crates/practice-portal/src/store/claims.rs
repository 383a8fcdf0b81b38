//! Leases on cases and the fences they hand out.

use chrono::{DateTime, Utc};
use domain::{CaseId, CaseKind, CaseRef, StaffMember};
use portal::wire::Claim;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::StoreResult;

const COLUMNS: &str =
    "id, case_kind, case_id, subject, display_name, fence, claimed_ms, expires_ms";

fn claim(row: &Row<'_>) -> rusqlite::Result<Claim> {
    let kind = match row.get_ref(1)?.as_str()? {
        "application" => CaseKind::Application,
        _ => CaseKind::Post,
    };
    Ok(Claim {
        id: row.get::<_, String>(0)?.parse().unwrap_or_default(),
        case: CaseRef { kind, id: CaseId(row.get::<_, String>(2)?.parse().unwrap_or_default()) },
        holder: StaffMember { subject: row.get(3)?, display_name: row.get(4)? },
        fence: row.get::<_, i64>(5)?.unsigned_abs(),
        claimed_at: DateTime::from_timestamp_millis(row.get(6)?).unwrap_or_default(),
        expires_at: DateTime::from_timestamp_millis(row.get(7)?).unwrap_or_default(),
    })
}

/// The claim on a case that was given last, expired or not; a released one is gone.
pub(crate) fn newest_claim(connection: &Connection, case: CaseRef) -> StoreResult<Option<Claim>> {
    let sql = format!("SELECT {COLUMNS} FROM claim WHERE case_id = ?1 ORDER BY fence DESC LIMIT 1");
    Ok(connection.prepare_cached(&sql)?.query_row([case.id.to_string()], claim).optional()?)
}

pub(crate) fn claim_by_id(connection: &Connection, id: Uuid) -> StoreResult<Option<Claim>> {
    let sql = format!("SELECT {COLUMNS} FROM claim WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id.to_string()], claim).optional()?)
}

/// The newest claims of all cases that have not run out.
pub(crate) fn claims_in_force(
    connection: &Connection,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Claim>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM claim WHERE expires_ms > ?1
           AND NOT EXISTS (SELECT 1 FROM claim AS newer
                           WHERE newer.case_id = claim.case_id AND newer.fence > claim.fence)
         ORDER BY claimed_ms, id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([now.timestamp_millis()], claim)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A number that no claim of this case had before.
pub(crate) fn next_fence(tx: &Transaction<'_>, case: CaseRef) -> StoreResult<u64> {
    let fence: i64 = tx.query_row(
        "INSERT INTO fence (case_id, last) VALUES (?1, 1)
         ON CONFLICT (case_id) DO UPDATE SET last = last + 1 RETURNING last",
        [case.id.to_string()],
        |row| row.get(0),
    )?;
    Ok(fence.unsigned_abs())
}

pub(crate) fn put_claim(tx: &Transaction<'_>, claim: &Claim) -> StoreResult<()> {
    let kind = match claim.case.kind {
        CaseKind::Application => "application",
        CaseKind::Post => "post",
    };
    tx.execute(
        "INSERT INTO claim (id, case_kind, case_id, subject, display_name, fence, claimed_ms,
                            expires_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            claim.id.to_string(),
            kind,
            claim.case.id.to_string(),
            claim.holder.subject,
            claim.holder.display_name,
            claim.fence as i64,
            claim.claimed_at.timestamp_millis(),
            claim.expires_at.timestamp_millis()
        ],
    )?;
    Ok(())
}

pub(crate) fn extend_claim(
    tx: &Transaction<'_>,
    id: Uuid,
    until: DateTime<Utc>,
) -> StoreResult<()> {
    tx.execute(
        "UPDATE claim SET expires_ms = ?2 WHERE id = ?1",
        params![id.to_string(), until.timestamp_millis()],
    )?;
    Ok(())
}

pub(crate) fn drop_claim(tx: &Transaction<'_>, id: Uuid) -> StoreResult<()> {
    tx.execute("DELETE FROM claim WHERE id = ?1", [id.to_string()])?;
    Ok(())
}
