//! When what the portal has was last compared, and when it is to be again.

use chrono::{DateTime, TimeDelta, Utc};

/// How often, beside each sign-in and whatever shows that the portal went back.
const COMPARE_EVERY: TimeDelta = TimeDelta::hours(24);
/// After a comparison that failed.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(10);

/// When the last comparison was, by the portal's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Compared {
    pub tried: Option<DateTime<Utc>>,
    pub done: Option<DateTime<Utc>>,
}

impl Compared {
    pub(crate) fn is_due(self, now: DateTime<Utc>) -> bool {
        let over =
            |at: Option<DateTime<Utc>>, wait| at.is_none_or(|at| now - at >= wait || now < at);
        over(self.done, COMPARE_EVERY) && over(self.tried, RETRY_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_is_due_at_first_daily_and_when_the_portals_clock_went_back() {
        let at = |hours: i64| DateTime::from_timestamp(1_795_000_000 + hours * 3600, 0);
        let compared = |tried, done| Compared { tried: at(tried), done: at(done) };
        let due = |compared: Compared, hours| compared.is_due(at(hours).expect("an instant"));
        assert!(due(Compared::default(), 0));
        assert!(!due(compared(0, 0), 23) && due(compared(0, 0), 24));
        assert!(due(compared(0, 0), -1));
        let failed = Compared { tried: at(0), done: None };
        assert!(!due(failed, 0) && due(failed, 1));
    }
}
