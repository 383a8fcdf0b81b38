//! How long a case has waited, and by when the facility wants it decided.

use chrono::{DateTime, Utc};
use domain::calendar::{due_date, taipei_date};

use crate::views::queue::{DueBand, DueView};
use crate::words::short_day;

/// Calendar days that a case has waited, Asia/Taipei.
pub fn age_days(arrived: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    let days = taipei_date(now).signed_duration_since(taipei_date(arrived)).num_days();
    u32::try_from(days).unwrap_or(0)
}

/// The section of the queue that an open case belongs to today.
pub fn due(arrived: DateTime<Utc>, now: DateTime<Utc>, working_days: u32) -> DueView {
    let last = due_date(taipei_date(arrived), working_days);
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
    DueView { band, day: short_day(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_taipei() {
        let arrived: DateTime<Utc> = "2026-11-16T15:59:59Z".parse().expect("instant");
        let before: DateTime<Utc> = "2026-11-23T15:59:59Z".parse().expect("instant");
        let after: DateTime<Utc> = "2026-11-23T16:00:00Z".parse().expect("instant");
        assert_eq!(due(arrived, before, 5).band, DueBand::Today);
        assert_eq!(due(arrived, after, 5).band, DueBand::Overdue);
        assert_eq!(age_days(arrived, before), 7);
        assert_eq!(age_days(arrived, after), 8);
    }
}
