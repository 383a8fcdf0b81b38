//! What is due, and what becomes of an act that has to be tried again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::FamilyId;
use rusqlite::{Connection, Transaction, params};

use super::{OutboxItem, Trouble, read};
use crate::StoreError;
use crate::columns::{collect, instant, micros, optional_id_at, to_json};

/// The SQL for an `item` of the outbox that need not wait for another one: of each case only the
/// oldest act is due, and what answers or ends an act waits for that act.
const UNHINDERED: &str = "NOT EXISTS (SELECT 1 FROM outbox AS earlier
                           WHERE earlier.case_id = item.case_id AND earlier.seq < item.seq)
           AND NOT EXISTS (SELECT 1 FROM outbox AS begun
                           WHERE begun.act_id = item.act_id
                             AND begun.act = CASE item.act WHEN 'lift' THEN 'suspension'
                                                           WHEN 'settlement' THEN 'escalation' END)";

/// What may be sent now, in the order it was done. A row that a crash left as sending is due again
/// at once.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn due(c: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<OutboxItem>, StoreError> {
    // In the table's own order, which is the one wanted: an index would find them all and sort.
    let mut statement = c.prepare_cached(&format!(
        "SELECT * FROM outbox AS item NOT INDEXED
         WHERE state = 'waiting' AND not_before <= ?1
           AND {UNHINDERED}
         ORDER BY seq LIMIT ?2"
    ))?;
    collect(&mut statement, params![micros(now), limit], read)
}

/// When the next waiting act is due. What waits for another act is not due: it becomes so when that
/// one goes, and asking for it again and again before would bring nothing.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn next_due_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "SELECT min(not_before) FROM outbox AS item WHERE state = 'waiting' AND {UNHINDERED}"
    ))?;
    let at: Option<i64> = statement.query_row([], |row| row.get(0))?;
    at.map(instant).transpose()
}

/// Before sending: from here on the portal may have it.
///
/// # Errors
/// A failing database.
pub fn mark_sending(tx: &Transaction<'_>, seqs: &[i64]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, may_have_arrived = 1
         WHERE seq = ?1",
    )?;
    for seq in seqs {
        statement.execute([seq])?;
    }
    Ok(())
}

/// What was marked and has not been sent after all is as it was before.
///
/// # Errors
/// A failing database.
pub fn unmark_sending(tx: &Transaction<'_>, unsent: &[OutboxItem]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "UPDATE outbox SET state = 'waiting', attempts = ?2, may_have_arrived = ?3
         WHERE seq = ?1 AND state = 'sending'",
    )?;
    for item in unsent {
        statement.execute(params![item.seq, item.attempts, item.may_have_arrived])?;
    }
    Ok(())
}

/// At start: what a crash left as sending is simply due again.
///
/// # Errors
/// A failing database.
pub fn release_interrupted(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'sending'", [])?)
}

/// It stays, and is due again at `at`.
///
/// # Errors
/// A failing database.
pub fn reschedule(
    tx: &Transaction<'_>,
    seq: i64,
    at: DateTime<Utc>,
    trouble: &Trouble,
    may_have_arrived: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'waiting', not_before = ?2, trouble = ?3, may_have_arrived = ?4
         WHERE seq = ?1",
    )?
    .execute(params![seq, micros(at), to_json(trouble)?, may_have_arrived])?;
    Ok(())
}

/// It stays until its family is resumed, or until `retry_at`.
///
/// # Errors
/// A failing database.
pub fn await_resumption(
    tx: &Transaction<'_>,
    seq: i64,
    until: Option<NaiveDate>,
    retry_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'awaiting_resumption', not_before = ?2, trouble = ?3,
                may_have_arrived = 0
         WHERE seq = ?1",
    )?
    .execute(params![seq, micros(retry_at), to_json(&Trouble::Suspended { until })?])?;
    Ok(())
}

/// The family may post again, or the suspension's last day is over.
///
/// # Errors
/// A failing database.
pub fn resume(
    tx: &Transaction<'_>,
    family: Option<FamilyId>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'waiting', not_before = min(not_before, ?2)
             WHERE state = 'awaiting_resumption' AND (family_id = ?1 OR not_before <= ?2)",
        )?
        .execute(params![family.map(|family| *family.0.as_bytes()), micros(now)])?)
}

/// The network is back, or a person wants it now: what failed before is due at once. What may still
/// be undone is not, and what the portal asked to have later waits until then.
///
/// # Errors
/// A failing database.
pub fn hurry(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET not_before = ?1
             WHERE state = 'waiting' AND attempts > 0 AND not_before > ?1
               AND coalesce(trouble ->> 'asked', 0) = 0",
        )?
        .execute([micros(now)])?)
}

/// 立即同步: a person wants it now. Everything that waits is due at once, what could still be undone
/// too, but for what the portal asked to have later.
///
/// # Errors
/// A failing database.
pub fn take_all(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET not_before = ?1
             WHERE state = 'waiting' AND not_before > ?1
               AND coalesce(trouble ->> 'asked', 0) = 0",
        )?
        .execute([micros(now)])?)
}

/// Acts that have never been sent and are not due by the PC's clock: their rows and when they are.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn undoable(
    c: &Connection,
    now: DateTime<Utc>,
) -> Result<Vec<(i64, DateTime<Utc>)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT seq, not_before FROM outbox
         WHERE state = 'waiting' AND attempts = 0 AND not_before > ?1",
    )?;
    collect(&mut statement, [micros(now)], |row| {
        Ok((row.get("seq")?, instant(row.get("not_before")?)?))
    })
}

/// A never-sent act is due at `at`, whatever its row said: the PC's clock has been set.
///
/// # Errors
/// A failing database.
pub fn put_off(tx: &Transaction<'_>, seq: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET not_before = ?2
         WHERE seq = ?1 AND state = 'waiting' AND attempts = 0",
    )?
    .execute(params![seq, micros(at)])?;
    Ok(())
}

/// No wait of an act that has failed reaches further than `latest`: the PC's clock was ahead.
///
/// # Errors
/// A failing database.
pub fn wait_no_longer(
    tx: &Transaction<'_>,
    latest: DateTime<Utc>,
    latest_asked: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET not_before = CASE coalesce(trouble ->> 'asked', 0)
                                        WHEN 0 THEN ?1 ELSE ?2 END
         WHERE state = 'waiting' AND attempts > 0
           AND not_before > CASE coalesce(trouble ->> 'asked', 0) WHEN 0 THEN ?1 ELSE ?2 END",
    )?
    .execute([micros(latest), micros(latest_asked)])?;
    Ok(())
}

/// The family whom an act is about, if it waits for their return.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn families_awaited(c: &Connection) -> Result<Vec<FamilyId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT DISTINCT family_id FROM outbox
         WHERE state = 'awaiting_resumption' AND family_id IS NOT NULL",
    )?;
    let found = collect(&mut statement, [], |row| optional_id_at(row, "family_id"))?;
    Ok(found.into_iter().flatten().collect())
}
