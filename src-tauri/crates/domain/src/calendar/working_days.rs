//! Working days: Monday to Friday. Public holidays are announced year by year and are not known
//! here, so that a count is an upper bound of the facility's own.

use chrono::{Datelike, Days, NaiveDate};

/// The day by which a case that arrived on `arrived` is due: the `days`-th working day after it,
/// and the calendar's last day where there is none.
pub fn due_date(arrived: NaiveDate, days: u32) -> NaiveDate {
    if days == 0 {
        return arrived;
    }
    // A weekend's next working days are those of the Friday before it.
    let since_monday = u64::from(arrived.weekday().num_days_from_monday());
    let weekday = since_monday.min(4);
    let working = weekday + u64::from(days);
    let ahead = working / 5 * 7 + working % 5 - since_monday;
    arrived.checked_add_days(Days::new(ahead)).unwrap_or(NaiveDate::MAX)
}

/// Working days that have passed since `arrived`, the day of arrival not counted.
pub fn working_days_since(arrived: NaiveDate, today: NaiveDate) -> u32 {
    if today <= arrived {
        return 0;
    }
    u32::try_from(working_days_to(today) - working_days_to(arrived)).unwrap_or(u32::MAX)
}

/// Working days from some Monday long ago to the end of a day.
fn working_days_to(date: NaiveDate) -> i64 {
    // Day 1 of the calendar's count is a Monday.
    let days = i64::from(date.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{due_date, working_days_since};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a real date")
    }

    #[test]
    fn a_weekend_is_no_waiting_time() {
        // 2026-11-20 is a Friday.
        assert_eq!(due_date(day(11, 20), 1), day(11, 23));
        assert_eq!(due_date(day(11, 20), 5), day(11, 27));
        assert_eq!(due_date(day(11, 21), 5), day(11, 27));
        assert_eq!(working_days_since(day(11, 20), day(11, 23)), 1);
        assert_eq!(working_days_since(day(11, 23), day(11, 23)), 0);
    }
}
