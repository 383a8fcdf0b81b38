//! The charts' numbers: what waits and for how long, what was decided, why it was rejected.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::calendar::{roc_year, taipei_date, taipei_midnight};
use domain::{CaseKind, Verdict};
use store::statistics::{DayCount, WaitCount};
use store::tally::{By, month_number};

use crate::error::ApiError;
use crate::labels::reason_label;
use crate::reports::next_tries::next_tries;
use crate::state::Desk;
use crate::views::statistics::{
    AgeBarView, ChartsView, MonthBarView, ReasonBarView, WaitingView, WeekBarView,
};
use crate::words::short_day;

const WEEKS: u64 = 26;
const MONTHS: u32 = 6;
const MOST_REASONS: u32 = 12;

impl Desk {
    pub async fn charts(&self) -> Result<ChartsView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let (today, policy) = (taipei_date(session.now()), session.policy_today());
        let rules = session.own_words.book();
        session
            .read(move |c| {
                let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
                let first_week = monday - Days::new(7 * (WEEKS - 1));
                let first_month = months(today).first().copied().unwrap_or(today);
                let days = store::statistics::decided_by_day(c, first_week.min(first_month))?;
                let arrivals = store::statistics::open_arrivals(c)?;
                let from = month_number(first_month);
                let since = taipei_midnight(first_month).unwrap_or_default();
                let deadline = policy.due_working_days;
                let calendar = &rules.office_calendar;
                let counted_from = arrivals.iter().map(|(_, at)| taipei_date(*at)).min();
                Ok(ChartsView {
                    pending: pending(
                        arrivals.iter().map(|(kind, at)| {
                            (*kind, calendar.working_days_since(taipei_date(*at), today))
                        }),
                        deadline,
                    ),
                    weeks: weeks(&days, first_week),
                    months: month_bars(&days, today),
                    reasons: store::tally::by(c, By::Reason, Some(from), MOST_REASONS)?
                        .into_iter()
                        .filter(|row| row.strikes > 0)
                        .map(|row| ReasonBarView {
                            label: reason_label(&row.key, &rules.reasons),
                            code: row.key,
                            count: row.strikes,
                        })
                        .collect(),
                    waiting: waiting(&store::statistics::waiting(c, from)?, deadline),
                    next_tries: next_tries(&store::next_tries::since(c, since)?, &rules.reasons),
                    span: span(first_month, today),
                    caveat: calendar.caveat(
                        counted_from.map_or(first_month, |day| day.min(first_month)),
                        today,
                    ),
                })
            })
            .await
    }
}

/// The first days of the last six months, oldest first.
fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..MONTHS).rev().filter_map(|back| first.checked_sub_months(Months::new(back))).collect()
}

/// `115 年 6 至 11 月`, or with both years.
fn span(first: NaiveDate, last: NaiveDate) -> String {
    if first.year() == last.year() {
        format!("{} 年 {} 至 {} 月", roc_year(first), first.month(), last.month())
    } else {
        let month = |day: NaiveDate| format!("{} 年 {} 月", roc_year(day), day.month());
        format!("{} 至 {}", month(first), month(last))
    }
}

fn pending(ages: impl Iterator<Item = (CaseKind, u32)>, deadline: u32) -> Vec<AgeBarView> {
    let mut bars: Vec<AgeBarView> = (0..=deadline + 1)
        .map(|days| AgeBarView {
            label: match days {
                0 => "當日".to_owned(),
                days if days > deadline => format!("{days} 日以上"),
                days => format!("{days} 日"),
            },
            applications: 0,
            posts: 0,
            late: days > deadline,
        })
        .collect();
    for (kind, age) in ages {
        let Some(bar) = bars.get_mut(age.min(deadline + 1) as usize) else { continue };
        match kind {
            CaseKind::Application => bar.applications += 1,
            CaseKind::Post => bar.posts += 1,
        }
    }
    bars
}

fn weeks(days: &[DayCount], first: NaiveDate) -> Vec<WeekBarView> {
    let mut bars: Vec<WeekBarView> = (0..WEEKS)
        .map(|week| WeekBarView {
            label: short_day(first + Days::new(7 * week)),
            approve: 0,
            returned: 0,
            hold: 0,
            reject: 0,
        })
        .collect();
    for count in days {
        let Ok(week) = usize::try_from((count.day - first).num_days().div_euclid(7)) else {
            continue;
        };
        let Some(bar) = bars.get_mut(week) else { continue };
        *match count.verdict {
            Verdict::Approve => &mut bar.approve,
            Verdict::Return => &mut bar.returned,
            Verdict::Hold => &mut bar.hold,
            Verdict::Reject => &mut bar.reject,
        } += count.decided;
    }
    bars
}

fn month_bars(days: &[DayCount], today: NaiveDate) -> Vec<MonthBarView> {
    months(today)
        .into_iter()
        .map(|first| {
            let of_month = days.iter().filter(|count| {
                count.kind == CaseKind::Post && month_number(count.day) == month_number(first)
            });
            let (decided, rejected) = of_month.fold((0, 0), |(decided, rejected), count| {
                (decided + count.decided, rejected + count.strikes)
            });
            MonthBarView { label: format!("{}月", first.month()), decided, rejected }
        })
        .collect()
}

fn waiting(counts: &[WaitCount], deadline: u32) -> Vec<WaitingView> {
    let mut by_kind: BTreeMap<CaseKind, Vec<(u32, u32)>> = BTreeMap::new();
    for count in counts {
        by_kind.entry(count.kind).or_default().push((count.waited, count.decided));
    }
    by_kind
        .into_iter()
        .map(|(kind, mut waits)| {
            waits.sort_unstable();
            let decided = waits.iter().map(|(_, decided)| decided).sum();
            WaitingView {
                kind,
                half: percentile(&waits, decided, 50),
                nine_tenths: percentile(&waits, decided, 90),
                longest: waits.last().map_or(0, |(waited, _)| *waited),
                deadline,
                decided,
            }
        })
        .collect()
}

/// The smallest wait within which so many percent were decided.
fn percentile(waits: &[(u32, u32)], decided: u32, percent: u64) -> u32 {
    let wanted = (u64::from(decided) * percent).div_ceil(100);
    let mut so_far = 0;
    for (waited, count) in waits {
        so_far += u64::from(*count);
        if so_far >= wanted {
            return *waited;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn percentiles_are_waits_that_somebody_had() {
        let waits = [(0, 5), (1, 4), (9, 1)];
        assert_eq!(percentile(&waits, 10, 50), 0);
        assert_eq!(percentile(&waits, 10, 90), 1);
        assert_eq!(percentile(&waits, 10, 100), 9);
        assert_eq!(percentile(&[], 0, 50), 0);
    }

    #[test]
    fn a_case_past_the_deadline_is_in_the_last_bar() {
        let ages = [(CaseKind::Post, 0), (CaseKind::Post, 6), (CaseKind::Application, 40)];
        let bars = pending(ages.into_iter(), 5);
        let shown: Vec<_> =
            bars.iter().map(|bar| (bar.applications, bar.posts, bar.late)).collect();
        assert_eq!(shown[0], (0, 1, false));
        assert_eq!(shown[6], (1, 1, true));
        assert_eq!(bars[6].label, "6 日以上");
        assert_eq!(bars.len(), 7);
    }

    #[test]
    fn a_week_begins_on_monday_and_a_month_on_its_first() {
        let count = |day, verdict, decided, strikes| DayCount {
            day,
            kind: CaseKind::Post,
            verdict,
            decided,
            strikes,
        };
        let days = [
            count(day(2026, 11, 22), Verdict::Approve, 3, 0),
            count(day(2026, 11, 23), Verdict::Reject, 2, 1),
            count(day(2026, 10, 31), Verdict::Approve, 7, 0),
        ];
        let bars = weeks(&days, day(2026, 6, 1));
        // 2026-11-23 is the Monday of the 26th week.
        assert_eq!((bars[24].approve, bars[25].reject), (3, 2));
        assert_eq!(bars[25].label, "11.23");
        let bars = month_bars(&days, day(2026, 11, 24));
        let shown: Vec<_> = bars.iter().map(|bar| (bar.decided, bar.rejected)).collect();
        assert_eq!(shown[4..], [(7, 0), (5, 1)]);
        assert_eq!(span(day(2026, 6, 1), day(2026, 11, 24)), "115 年 6 至 11 月");
        assert_eq!(span(day(2025, 10, 1), day(2026, 3, 1)), "114 年 10 月 至 115 年 3 月");
    }
}
