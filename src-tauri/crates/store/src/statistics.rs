//! What the charts are drawn from: open cases by age, decisions by day, waiting times by month. The
//! counts of decisions are kept by the schema's triggers.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::{OfficeCalendar, taipei_date};
use domain::{CaseKind, Verdict};
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{collect, instant_at, named_at};
use crate::settings;

/// By which calendar the waiting times were counted.
const COUNTED_BY: &str = "statistics.office_calendar";

/// Accepted decisions of one day in Asia/Taipei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// Taipei date of acceptance.
    pub day: NaiveDate,
    /// Applications or posts.
    pub kind: CaseKind,
    /// What was decided.
    pub verdict: Verdict,
    /// How many, overturned ones included.
    pub decided: u32,
    /// Counting rejections that nobody has overturned.
    pub strikes: u32,
}

/// How many decisions came after so many working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitCount {
    /// Applications or posts.
    pub kind: CaseKind,
    /// Working days.
    pub waited: u32,
    /// How many waited so long.
    pub decided: u32,
}

/// Accepted decisions by day, kind and verdict, from a day on.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn decided_by_day(c: &Connection, from: NaiveDate) -> Result<Vec<DayCount>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM verdict_days WHERE day >= ?1 AND decided > 0 ORDER BY day",
    )?;
    collect(&mut statement, [(from - epoch()).num_days()], |row| {
        Ok(DayCount {
            day: epoch() + TimeDelta::days(row.get("day")?),
            kind: named_at(row, "kind")?,
            verdict: named_at(row, "verdict")?,
            decided: row.get("decided")?,
            strikes: row.get("strikes")?,
        })
    })
}

fn epoch() -> NaiveDate {
    DateTime::<Utc>::UNIX_EPOCH.date_naive()
}

/// Waiting times of the decisions accepted from a month (202611) on.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn waiting(c: &Connection, from: i64) -> Result<Vec<WaitCount>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT kind, waited, sum(decided) AS decided FROM waiting_days
         WHERE month >= ?1 GROUP BY kind, waited HAVING sum(decided) > 0 ORDER BY kind, waited",
    )?;
    collect(&mut statement, params![from], |row| {
        Ok(WaitCount {
            kind: named_at(row, "kind")?,
            waited: row.get("waited")?,
            decided: row.get("decided")?,
        })
    })
}

/// When each case that somebody still has to decide came in. Held ones do not count their days.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn open_arrivals(c: &Connection) -> Result<Vec<(CaseKind, DateTime<Utc>)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT kind, arrived_at FROM cases
         WHERE place IN ('waiting', 'resubmitted', 'escalated') AND place <> 'closed'",
    )?;
    collect(&mut statement, [], |row| Ok((named_at(row, "kind")?, instant_at(row, "arrived_at")?)))
}

/// Counts the waiting times anew if the days that are worked have changed since: those of the
/// decisions whose case is still here at the revision that was decided; of the others it is no longer
/// known when they came in. Answers how many are another number now.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn recount_waits(tx: &Transaction<'_>, calendar: &OfficeCalendar) -> Result<u32, StoreError> {
    let fingerprint = calendar.fingerprint();
    if settings::get::<String>(tx, COUNTED_BY)?.as_ref() == Some(&fingerprint) {
        return Ok(0);
    }
    let mut statement = tx.prepare_cached(
        "SELECT decisions.id AS id, waited, accepted_at, arrived_at
         FROM decisions JOIN cases ON cases.id = decisions.case_id
         WHERE waited IS NOT NULL AND accepted_at >= arrived_at",
    )?;
    let rows = collect(&mut statement, [], |row| {
        let (id, before): (Vec<u8>, u32) = (row.get("id")?, row.get("waited")?);
        let days = calendar.working_days_since(
            taipei_date(instant_at(row, "arrived_at")?),
            taipei_date(instant_at(row, "accepted_at")?),
        );
        Ok((id, before, days))
    })?;
    let mut changed = 0;
    let mut update = tx.prepare_cached("UPDATE decisions SET waited = ?2 WHERE id = ?1")?;
    for (id, _, days) in rows.into_iter().filter(|(_, before, days)| before != days) {
        update.execute(params![id, days])?;
        changed += 1;
    }
    settings::put(tx, COUNTED_BY, &fingerprint)?;
    Ok(changed)
}
