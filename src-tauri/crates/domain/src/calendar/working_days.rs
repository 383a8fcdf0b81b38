//! Mondays to Fridays, counted at once however far apart two days are.

use chrono::{Datelike, NaiveDate};

pub(super) fn is_weekend(date: NaiveDate) -> bool {
    date.weekday().num_days_from_monday() >= 5
}

/// Mondays to Fridays from some Monday long ago to the end of a day.
pub(super) fn weekdays_to(date: NaiveDate) -> i64 {
    // Day 1 of the calendar's count is a Monday.
    let days = i64::from(date.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{is_weekend, weekdays_to};

    #[test]
    fn a_weekend_adds_nothing() {
        let days = NaiveDate::from_ymd_opt(-3, 12, 20).expect("a real date").iter_days();
        for (day, next) in days.zip(days.skip(1)).take(40) {
            let added = weekdays_to(next) - weekdays_to(day);
            assert_eq!(added, i64::from(!is_weekend(next)), "{next}");
        }
    }
}
