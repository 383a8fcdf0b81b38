//! Working days: Monday to Friday. Public holidays are announced year by year and are not known
//! here, so that a count is an upper bound of the facility's own.

use chrono::{Datelike, Days, NaiveDate, Weekday};

fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day by which a case that arrived on `arrived` is due: the `days`-th working day after it.
pub fn due_date(arrived: NaiveDate, days: u32) -> NaiveDate {
    let mut date = arrived;
    let mut left = days;
    while left > 0 {
        let Some(next) = date.checked_add_days(Days::new(1)) else { return date };
        date = next;
        left -= u32::from(is_working_day(date));
    }
    date
}

/// Working days that have passed since `arrived`, the day of arrival not counted.
pub fn working_days_since(arrived: NaiveDate, today: NaiveDate) -> u32 {
    let mut count = 0;
    let mut date = arrived;
    while date < today {
        let Some(next) = date.checked_add_days(Days::new(1)) else { return count };
        date = next;
        count += u32::from(is_working_day(date));
    }
    count
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
