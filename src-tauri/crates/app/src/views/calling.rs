//! What calls somebody who looks elsewhere: told to the shell, which has the system's ways for it.

use chrono::NaiveTime;
use domain::CaseRef;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What waits and cannot wait long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calling {
    /// For the task bar: urgent cases, acts in the tray, and whether the way out is stuck.
    pub waiting: u32,
    /// Something of it is new.
    pub call: Option<Call>,
}

/// One call. Its words name nobody and nothing of a case: they stand on a screen that anybody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub sentence: String,
    /// Where whoever answers is led.
    pub to: CallTo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum CallTo {
    Case { case: CaseRef },
    Conflicts,
    Outbox,
}

/// Whether this person is called, and when not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CallsView {
    pub off: bool,
    /// No call from here until there, over midnight too, by Taipei's clock.
    pub quiet: Option<QuietView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietView {
    /// `17:30`
    pub from: String,
    /// `08:00`
    pub until: String,
}

impl CallsView {
    /// Whether nobody is to be called at this time of the day. Hours that cannot be read keep nobody from
    /// being called.
    pub(crate) fn keeps_quiet(&self, now: NaiveTime) -> bool {
        let Some((from, until)) = self.quiet.as_ref().and_then(QuietView::hours) else {
            return self.off;
        };
        let quiet =
            if from <= until { (from..until).contains(&now) } else { now >= from || now < until };
        self.off || quiet
    }
}

impl QuietView {
    /// From when until when; nothing if one of the two is no time of a day.
    pub(crate) fn hours(&self) -> Option<(NaiveTime, NaiveTime)> {
        let read = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        Some((read(&self.from)?, read(&self.until)?))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::{CallsView, QuietView};

    #[test]
    fn the_quiet_hours_go_over_midnight_and_the_end_is_not_among_them() {
        let quiet = |from: &str, until: &str| CallsView {
            off: false,
            quiet: Some(QuietView { from: from.to_owned(), until: until.to_owned() }),
        };
        for (calls, hour, minute, kept) in [
            (quiet("17:30", "08:00"), 17, 29, false),
            (quiet("17:30", "08:00"), 17, 30, true),
            (quiet("17:30", "08:00"), 23, 59, true),
            (quiet("17:30", "08:00"), 0, 0, true),
            (quiet("17:30", "08:00"), 8, 0, false),
            (quiet("12:00", "13:30"), 12, 0, true),
            (quiet("12:00", "13:30"), 13, 30, false),
            (quiet("12:00", "13:30"), 3, 0, false),
            // Nothing between the two: no quiet hour.
            (quiet("09:00", "09:00"), 9, 0, false),
            // Nothing that can be read: a call too many, never one too few.
            (quiet("中午", "13:00"), 12, 30, false),
            (quiet("24:00", "08:00"), 7, 0, false),
            (CallsView::default(), 3, 0, false),
            (CallsView { off: true, quiet: None }, 12, 0, true),
        ] {
            let now = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
            assert_eq!(calls.keeps_quiet(now), kept, "{calls:?} at {now}");
        }
    }
}
