//! What time it is on the portal: the system's clock, or one that a test moves by hand.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, SubsecRound, TimeZone, Utc};

/// The portal's clock. Cloning a manual clock gives another hand on the same one.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    Real,
    Manual(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands still at `at` until [`Clock::advance`] or [`Clock::set`].
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(Mutex::new(at)))
    }

    /// Now, to the millisecond: what the portal writes beside everything it accepts.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Real => Utc::now().trunc_subsecs(3),
            Self::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock; the real one does not move.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(at) = self {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at += by;
        }
    }

    /// Sets a manual clock; the real one stays what it is.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Manual(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// Taiwan has had no summer time since 1979, so a fixed offset is the whole of Asia/Taipei here.
const TAIPEI_OFFSET: Duration = Duration::hours(8);

/// The calendar day in Asia/Taipei.
pub(crate) fn taipei_day(at: DateTime<Utc>) -> NaiveDate {
    (at + TAIPEI_OFFSET).date_naive()
}

/// The instant at which a day begins in Asia/Taipei.
pub(crate) fn taipei_midnight(day: NaiveDate) -> DateTime<Utc> {
    Utc.from_utc_datetime(&day.and_time(NaiveTime::MIN)) - TAIPEI_OFFSET
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_taipei_begins_eight_hours_before_utc() {
        let evening =
            Utc.with_ymd_and_hms(2026, 11, 22, 16, 0, 0).single().expect("a real instant");
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a real day");
        assert_eq!(taipei_day(evening), day);
        assert_eq!(taipei_midnight(day), evening);
    }
}
