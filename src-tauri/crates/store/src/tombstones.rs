//! Cases that the portal does not name any more. Absence is not deletion: for seven days they are
//! kept whole, with note, draft, documents and what was decided, shown nowhere and counted nowhere;
//! they are back when the portal names them again, and erased for good when the time is over.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Case, CaseId};
use rusqlite::{Connection, Transaction, params};

use crate::columns::{blob, collect, first, from_json, id_at, micros};
use crate::queue::priority_of;
use crate::{StoreError, cases, claims, pack, search};

/// So long a case is kept that the portal has not said to be withdrawn or erased.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// Puts a case away that the portal does not name any more. `gone_at` is by the portal's clock; of
/// one that a full snapshot named and took away again, the first time counts.
///
/// Documents that are not here are not fetched any more; those here stay, and so does their key.
///
/// # Errors
/// A failing database.
pub fn put_away(
    tx: &Transaction<'_>,
    id: CaseId,
    gone_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO tombstones (case_id, family_id, inmate_id, rank, place, body, staged, gone_at)
         SELECT id, family_id, inmate_id, rank, place, body, staged, ?2 FROM cases WHERE id = ?1
         ON CONFLICT (case_id) DO UPDATE SET
             family_id = excluded.family_id, inmate_id = excluded.inmate_id,
             rank = excluded.rank, place = excluded.place, body = excluded.body,
             staged = excluded.staged, named = 0",
    )?
    .execute(params![blob(&id.0), micros(gone_at)])?;
    search::forget(tx, id)?;
    claims::forget(tx, id)?;
    pack::forget(tx, id)?;
    tx.prepare_cached("DELETE FROM documents WHERE case_id = ?1 AND state = 'wanted'")?
        .execute([blob(&id.0)])?;
    tx.prepare_cached("DELETE FROM cases WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

/// The portal names it again: it is as it was. `snapshot` is the number of the latest full
/// snapshot, and `restarting` whether it is under way, so that it may yet say that the case is
/// gone. Answers whether there was anything to bring back.
///
/// # Errors
/// A failing database.
pub fn bring_back(
    tx: &Transaction<'_>,
    id: CaseId,
    snapshot: i64,
    restarting: bool,
) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT rank, body, staged FROM tombstones WHERE case_id = ?1 AND named = 0",
    )?;
    let found = first(&mut statement, [blob(&id.0)], |row| {
        let case: Case = from_json(&row.get::<_, String>("body")?, "body")?;
        let staged: Option<String> = row.get("staged")?;
        Ok((case, priority_of(row.get("rank")?), staged))
    })?;
    let Some((case, priority, staged)) = found else { return Ok(false) };
    cases::upsert(tx, &case, priority, snapshot)?;
    if staged.is_some() {
        tx.prepare_cached("UPDATE cases SET staged = ?2 WHERE id = ?1")?
            .execute(params![blob(&id.0), staged])?;
    }
    let done = match restarting {
        true => "UPDATE tombstones SET named = 1 WHERE case_id = ?1",
        false => "DELETE FROM tombstones WHERE case_id = ?1",
    };
    tx.prepare_cached(done)?.execute([blob(&id.0)])?;
    Ok(true)
}

/// A full snapshot has come to its end: what it named and did not take away again is back for good.
///
/// # Errors
/// A failing database.
pub fn settle_named(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tombstones WHERE named = 1", [])?;
    Ok(())
}

/// Whether a case is put away.
///
/// # Errors
/// A failing database.
pub fn holds(c: &Connection, id: CaseId) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM tombstones WHERE case_id = ?1 AND named = 0)",
    )?
    .query_row([blob(&id.0)], |row| row.get(0))?)
}

/// Whether the last that the portal told of a case that is put away is that its family withdrew it.
pub(crate) fn is_withdrawn(c: &Connection, id: CaseId) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM tombstones WHERE case_id = ?1 AND named = 0
                          AND coalesce(staged, body) ->> '$.state' = 'withdrawn')",
    )?
    .query_row([blob(&id.0)], |row| row.get(0))?)
}

/// How many cases are put away.
///
/// # Errors
/// A failing database.
pub fn count(c: &Connection) -> Result<u32, StoreError> {
    Ok(c.prepare_cached("SELECT count(*) FROM tombstones WHERE named = 0")?
        .query_row([], |row| row.get(0))?)
}

/// Erases for good what has been away for [`KEPT`]. `portal_now` is the portal's clock: a PC whose
/// clock was set a year ahead erases nothing early. Answers how many cases were erased.
///
/// # Errors
/// A failing database.
pub fn erase_past(tx: &Transaction<'_>, portal_now: DateTime<Utc>) -> Result<usize, StoreError> {
    let Some(before) = portal_now.checked_sub_signed(KEPT) else { return Ok(0) };
    let mut statement =
        tx.prepare_cached("SELECT case_id FROM tombstones WHERE gone_at <= ?1 AND named = 0")?;
    let past: Vec<CaseId> = collect(&mut statement, [micros(before)], |row| id_at(row, "case_id"))?;
    for case in &past {
        cases::purge(tx, *case)?;
    }
    Ok(past.len())
}
