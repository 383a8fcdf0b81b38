//! 「每 10 日 1 次」 (貳.三): when a family may publish again.

use chrono::{Datelike, Days, NaiveDate};

use crate::IntervalMode;
use crate::calendar::roc_short;

/// The first day on which the next post may be published, after one was published on `last`.
///
/// `days` is the policy's interval (10, for juveniles 2). A block of [`IntervalMode::CalendarBlock`]
/// is 旬 for ten days; for other intervals a month has `30 / days` blocks, the last of which runs to
/// the end of the month.
pub fn next_post_date(last: NaiveDate, days: u32, mode: IntervalMode) -> NaiveDate {
    let later =
        |more: u32| last.checked_add_days(Days::new(u64::from(more))).unwrap_or(NaiveDate::MAX);
    match mode {
        IntervalMode::RollingWindow => later(days),
        IntervalMode::FirstDayExcluded => later(days.saturating_add(1)),
        IntervalMode::CalendarBlock => {
            let days = days.max(1);
            let blocks = (30 / days).max(1);
            let block = ((last.day() - 1) / days).min(blocks - 1);
            if block + 1 < blocks {
                last.with_day((block + 1) * days + 1).unwrap_or(NaiveDate::MAX)
            } else {
                first_of_next_month(last)
            }
        }
    }
}

/// The sum behind [`next_post_date`], such as `115.11.06 ＋ 10 日 ＝ 115.11.16`.
pub fn interval_arithmetic(last: NaiveDate, days: u32, mode: IntervalMode) -> String {
    let next = roc_short(next_post_date(last, days, mode));
    let last = roc_short(last);
    match mode {
        IntervalMode::RollingWindow => format!("{last} ＋ {days} 日 ＝ {next}"),
        IntervalMode::FirstDayExcluded => {
            format!("{last} ＋ {days} 日（始日不算）＋ 1 日 ＝ {next}")
        }
        IntervalMode::CalendarBlock if days == 10 => format!("{last} 所在的旬 → 下一旬自 {next}"),
        IntervalMode::CalendarBlock => format!("{last} 所在的 {days} 日期 → 下一期自 {next}"),
    }
}

pub(super) fn first_of_next_month(date: NaiveDate) -> NaiveDate {
    let (year, month) =
        if date.month() == 12 { (date.year() + 1, 1) } else { (date.year(), date.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX)
}
