//! What the charts are drawn from: open cases by age, decisions by day, waiting times by month. The
//! counts of decisions are kept by the schema's triggers.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{CaseKind, Verdict};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::columns::{collect, instant_at, named_at};

/// Accepted decisions of one day in Asia/Taipei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    pub day: NaiveDate,
    pub kind: CaseKind,
    pub verdict: Verdict,
    pub decided: u32,
    /// Counting rejections that nobody has overturned.
    pub strikes: u32,
}

/// How many decisions came after so many working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitCount {
    pub kind: CaseKind,
    /// Working days.
    pub waited: u32,
    pub decided: u32,
}

/// Accepted decisions by day, kind and verdict, from a day on.
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
pub fn open_arrivals(c: &Connection) -> Result<Vec<(CaseKind, DateTime<Utc>)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT kind, arrived_at FROM cases
         WHERE place IN ('waiting', 'resubmitted', 'escalated') AND place <> 'closed'",
    )?;
    collect(&mut statement, [], |row| Ok((named_at(row, "kind")?, instant_at(row, "arrived_at")?)))
}
