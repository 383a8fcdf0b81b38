//! 「一個月」 (貳.四): how long a suspension lasts, by either law.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::interval::first_of_next_month;
use crate::SuspensionMode;
use crate::calendar::roc_short;

/// One month of suspension, counted by one law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuspensionPeriod {
    /// The law that it was counted by.
    pub mode: SuspensionMode,
    /// 起算日, the first day of the period.
    #[ts(type = "string")]
    pub first_day: NaiveDate,
    /// The last day, still suspended.
    #[ts(type = "string")]
    pub last_day: NaiveDate,
    /// The day on which the family may use the notebook again.
    #[ts(type = "string")]
    pub resumes_on: NaiveDate,
}

impl SuspensionPeriod {
    /// The month that follows from an event (the day on which the order takes effect) on `event`.
    ///
    /// 民法 121 II: a month that does not begin on its first day ends the day before the day that
    /// answers to the first; where the last month has no such day, with that month's last day. One
    /// that begins on the 1st is that whole month. Adding a month to a date is therefore wrong.
    pub fn one_month(event: NaiveDate, mode: SuspensionMode) -> Self {
        let first_day = match mode {
            SuspensionMode::Apa48vFirstDayCounted => event,
            SuspensionMode::CivilFirstDayExcluded => event.succ_opt().unwrap_or(event),
        };
        let next_month = first_of_next_month(first_day);
        let last_day = if first_day.day() == 1 {
            next_month.pred_opt().unwrap_or(next_month)
        } else {
            match next_month.with_day(first_day.day()) {
                Some(answering) => answering.pred_opt().unwrap_or(answering),
                None => {
                    let after = first_of_next_month(next_month);
                    after.pred_opt().unwrap_or(after)
                }
            }
        };
        let resumes_on = last_day.checked_add_days(Days::new(1)).unwrap_or(last_day);
        Self { mode, first_day, last_day, resumes_on }
    }

    /// Both ways of counting, the policy's first: the supervisor sees both and confirms one.
    pub fn both(event: NaiveDate, policy: SuspensionMode) -> [Self; 2] {
        let other = match policy {
            SuspensionMode::Apa48vFirstDayCounted => SuspensionMode::CivilFirstDayExcluded,
            SuspensionMode::CivilFirstDayExcluded => SuspensionMode::Apa48vFirstDayCounted,
        };
        [Self::one_month(event, policy), Self::one_month(event, other)]
    }

    /// Calendar days from the first to the last, both included.
    pub fn days(&self) -> i64 {
        (self.last_day - self.first_day).num_days() + 1
    }

    /// The law, for the screen. 行政程序法 48 V counts the first day; by its proviso the ordinary way
    /// of counting holds where it is better for the family. The supervisor sees both.
    pub fn basis(&self) -> &'static str {
        match self.mode {
            SuspensionMode::Apa48vFirstDayCounted => "首日計入，行政程序法 48 V",
            SuspensionMode::CivilFirstDayExcluded => {
                "首日不計，民法 120、121；對家屬有利時依行政程序法 48 V 但書"
            }
        }
    }

    /// The sum, such as `115.11.24 起一個月（首日計入，行政程序法 48 V）至 115.12.23，共 30 日，115.12.24 恢復`.
    pub fn arithmetic(&self) -> String {
        format!(
            "{} 起一個月（{}）至 {}，共 {} 日，{} 恢復",
            roc_short(self.first_day),
            self.basis(),
            roc_short(self.last_day),
            self.days(),
            roc_short(self.resumes_on)
        )
    }
}
