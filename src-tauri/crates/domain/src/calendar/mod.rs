//! Calendar dates as the facility counts them: Asia/Taipei, printed and read as 民國 years.

mod interval;
mod office;
mod parse;
mod period;
mod roc;
mod working_days;

pub use interval::{interval_arithmetic, next_post_date};
pub(crate) use office::COLUMNS as OFFICE_COLUMNS;
pub use office::{OfficeCalendar, OfficeDay};
pub use parse::{DateError, parse_roc};
pub use period::SuspensionPeriod;
pub use roc::{roc_long, roc_short, roc_year};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// The calendar date in Asia/Taipei at an instant. Taiwan has kept UTC+8 without summer time since
/// 1980, so that a fixed offset is exact for every instant this software meets.
pub fn taipei_date(instant: DateTime<Utc>) -> NaiveDate {
    in_taipei(instant).date()
}

/// The instant at which a day begins in Asia/Taipei; nothing for the first day of the calendar.
pub fn taipei_midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let utc = day.and_time(NaiveTime::MIN).checked_sub_signed(TimeDelta::hours(8))?;
    Some(utc.and_utc())
}

/// The time of the day in Asia/Taipei at an instant.
pub fn taipei_time(instant: DateTime<Utc>) -> NaiveTime {
    in_taipei(instant).time()
}

/// The hour and minute in Asia/Taipei at an instant, such as `16:52`.
pub fn taipei_clock(instant: DateTime<Utc>) -> String {
    taipei_time(instant).format("%H:%M").to_string()
}

/// Date and time of day in Asia/Taipei to the second: `2026-11-30 12:36:56`.
pub fn taipei_stamp(instant: DateTime<Utc>) -> String {
    in_taipei(instant).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The last hours of the calendar have no later ones in Taipei: an instant there stands still.
fn in_taipei(instant: DateTime<Utc>) -> NaiveDateTime {
    let utc = instant.naive_utc();
    utc.checked_add_signed(TimeDelta::hours(8)).unwrap_or(utc)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeZone, Utc};

    use super::{taipei_clock, taipei_date, taipei_midnight};

    #[test]
    fn the_day_changes_at_sixteen_hours_utc() {
        let before = Utc.with_ymd_and_hms(2026, 11, 23, 15, 59, 59).single().expect("a real time");
        let after = Utc.with_ymd_and_hms(2026, 11, 23, 16, 0, 0).single().expect("a real time");
        assert_eq!(taipei_date(before), NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date"));
        assert_eq!(taipei_date(after), NaiveDate::from_ymd_opt(2026, 11, 24).expect("a date"));
        assert_eq!(taipei_clock(after), "00:00");
        assert_eq!(taipei_midnight(taipei_date(after)), Some(after));
        assert_eq!(taipei_midnight(NaiveDate::MIN), None);
    }
}
