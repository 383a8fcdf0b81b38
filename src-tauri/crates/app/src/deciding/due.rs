//! How long a case has waited, and by when the facility wants it decided.

use chrono::{DateTime, Days, Utc};
use domain::calendar::{OfficeCalendar, taipei_date, taipei_midnight};

use crate::views::queue::{DueBand, DueView};
use crate::words::short_day;

/// Calendar days that a case has waited, Asia/Taipei.
pub fn age_days(arrived: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    let days = taipei_date(now).signed_duration_since(taipei_date(arrived)).num_days();
    u32::try_from(days).unwrap_or(0)
}

/// The section of the queue that an open case belongs to today.
pub fn due(
    arrived: DateTime<Utc>,
    now: DateTime<Utc>,
    working_days: u32,
    calendar: &OfficeCalendar,
) -> DueView {
    let from = taipei_date(arrived);
    let last = calendar.due_date(from, working_days);
    let today = taipei_date(now);
    let band = if last < today {
        DueBand::Overdue
    } else if last == today {
        DueBand::Today
    } else if Some(last) == today.succ_opt() {
        DueBand::Tomorrow
    } else {
        DueBand::Later
    };
    DueView { band, day: short_day(last), caveat: calendar.caveat(from, last) }
}

/// What arrived before this instant is due today or overdue.
pub fn due_now(now: DateTime<Utc>, working_days: u32, calendar: &OfficeCalendar) -> DateTime<Utc> {
    let today = taipei_date(now);
    // The day after the last one whose term ends by today; terms end in the order in which they begin.
    let first_later = (0..).map_while(|days| today.checked_sub_days(Days::new(days)));
    let first_later = first_later
        .take_while(|&arrived| calendar.due_date(arrived, working_days) > today)
        .last()
        .or_else(|| today.succ_opt());
    first_later.and_then(taipei_midnight).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_now_is_what_its_section_says() {
        let now: DateTime<Utc> = "2026-11-23T15:59:59Z".parse().expect("instant");
        let calendar = OfficeCalendar::shipped();
        for days in [0, 1, 5, 10] {
            let before = due_now(now, days, calendar);
            for hours in 0..24 * 40 {
                let arrived = now - chrono::TimeDelta::hours(hours);
                let band = due(arrived, now, days, calendar).band;
                let is_due = matches!(band, DueBand::Today | DueBand::Overdue);
                assert_eq!(arrived < before, is_due, "{arrived} within {days} days");
            }
        }
    }

    #[test]
    fn the_day_changes_at_midnight_in_taipei() {
        let arrived: DateTime<Utc> = "2026-11-16T15:59:59Z".parse().expect("instant");
        let before: DateTime<Utc> = "2026-11-23T15:59:59Z".parse().expect("instant");
        let after: DateTime<Utc> = "2026-11-23T16:00:00Z".parse().expect("instant");
        let calendar = OfficeCalendar::shipped();
        assert_eq!(due(arrived, before, 5, calendar).band, DueBand::Today);
        assert_eq!(due(arrived, after, 5, calendar).band, DueBand::Overdue);
        assert_eq!(age_days(arrived, before), 7);
        assert_eq!(age_days(arrived, after), 8);
    }

    #[test]
    fn a_deadline_passes_over_holidays_and_tells_of_a_year_without_a_calendar() {
        let due = |arrived: &str| {
            let arrived: DateTime<Utc> = arrived.parse().expect("instant");
            due(arrived, arrived, 5, OfficeCalendar::shipped())
        };
        // The new year's nine days of 115.
        let over_new_year = due("2026-02-12T02:00:00Z");
        assert_eq!((over_new_year.day.as_str(), over_new_year.caveat), ("02.26", None));
        let unknown = due("2030-02-12T02:00:00Z");
        assert_eq!(unknown.day, "02.19");
        assert_eq!(unknown.caveat.as_deref(), Some("無該年度辦公日曆，僅扣週末（119 年）"));
    }
}
