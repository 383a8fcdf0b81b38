//! 政府行政機關辦公日曆表: which days the offices of the state work, announced year by year by the
//! 行政院人事行政總處.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};

use super::{parse_roc, roc_short, roc_year, working_days};
use crate::TableError;
use crate::table::Table;

const SHIPPED: &str = include_str!("../../../../../schema/rules/office_days.tsv");
pub(crate) const COLUMNS: [&str; 3] = ["date", "day", "name"];

/// Which days are worked. A day that no row names is worked from Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeCalendar {
    days: BTreeMap<NaiveDate, OfficeDay>,
    /// After each day that is not as its weekday: how many more working days there have been than
    /// Mondays to Fridays.
    shifts: Vec<(NaiveDate, i64)>,
    /// The years, common era, whose calendar is here.
    years: BTreeSet<i32>,
}

/// What a row says of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeDay {
    /// Whether the offices work on it: a 補行上班日, or one of the facility's own.
    pub worked: bool,
    /// Such as 和平紀念日補假.
    pub name: String,
}

impl OfficeCalendar {
    /// The years that come with the desk.
    pub fn shipped() -> &'static Self {
        static CALENDAR: OnceLock<OfficeCalendar> = OnceLock::new();
        CALENDAR.get_or_init(|| {
            Self::default()
                .with_facility("office_days.tsv", SHIPPED)
                .expect("the shipped calendar is read by a test")
        })
    }

    /// This calendar with a facility's days on top: a year more, or another answer for a day. Of two
    /// rows for one day the facility's stands.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut days = BTreeMap::new();
        for row in Table::read(file, source, &COLUMNS)?.rows() {
            let [date, day, name] = row.as_slice() else { continue };
            let known = parse_roc(date.required("日期")?).ok();
            // One spelling for one day, so that a row can be found by its name.
            let known = known.filter(|known| roc_short(*known) == date.text);
            let Some(known) = known else {
                return Err(date.error("日期要寫成 115.01.01，且要有這一天"));
            };
            let worked = match day.text {
                "work" => true,
                "off" => false,
                other => {
                    return Err(
                        day.error(format!("不認得的「{other}」，放假用 off，補行上班用 work"))
                    );
                }
            };
            let row = OfficeDay { worked, name: name.text.to_owned() };
            if days.insert(known, row).is_some() {
                return Err(date.error(format!("{} 重複了", date.text)));
            }
        }
        let mut all = self.days.clone();
        all.extend(days);
        Ok(Self::of(all))
    }

    fn of(days: BTreeMap<NaiveDate, OfficeDay>) -> Self {
        let (mut shifts, mut shift) = (Vec::new(), 0);
        for (date, day) in &days {
            shift += match (day.worked, working_days::is_weekend(*date)) {
                (true, true) => 1,
                (false, false) => -1,
                _ => continue,
            };
            shifts.push((*date, shift));
        }
        let years = days.keys().filter(|date| date.ordinal() == 1).map(Datelike::year).collect();
        Self { days, shifts, years }
    }

    /// The days that rows name, in their order.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, &OfficeDay)> {
        self.days.iter().map(|(date, day)| (*date, day))
    }

    /// By the announced day where there is one, else from Monday to Friday.
    pub fn is_worked(&self, date: NaiveDate) -> bool {
        self.days.get(&date).map_or_else(|| !working_days::is_weekend(date), |day| day.worked)
    }

    /// Working days that have passed since `arrived`, the day of arrival not counted.
    pub fn working_days_since(&self, arrived: NaiveDate, today: NaiveDate) -> u32 {
        if today <= arrived {
            return 0;
        }
        let days = working_days::weekdays_to(today) - working_days::weekdays_to(arrived)
            + self.shift_to(today)
            - self.shift_to(arrived);
        u32::try_from(days.max(0)).unwrap_or(u32::MAX)
    }

    /// The day by which a case that arrived on `arrived` is due: the `days`-th working day after it,
    /// and the calendar's last day where there is none.
    pub fn due_date(&self, arrived: NaiveDate, days: u32) -> NaiveDate {
        if days == 0 {
            return arrived;
        }
        // The days by which so many have passed are in order: halve them until one is left.
        let (mut before, mut by) = (arrived.num_days_from_ce(), NaiveDate::MAX.num_days_from_ce());
        while before + 1 < by {
            let middle = before + (by - before) / 2;
            let date = NaiveDate::from_num_days_from_ce_opt(middle).unwrap_or(NaiveDate::MAX);
            if self.working_days_since(arrived, date) >= days {
                by = middle;
            } else {
                before = middle;
            }
        }
        NaiveDate::from_num_days_from_ce_opt(by).unwrap_or(NaiveDate::MAX)
    }

    /// What is to be said where a count from one day to another goes through years whose calendar is
    /// not here: only weekends were taken off.
    pub fn caveat(&self, from: NaiveDate, to: NaiveDate) -> Option<String> {
        let missing = (from.year()..=to.year()).find(|year| !self.years.contains(year))?;
        let year = roc_year(NaiveDate::from_ymd_opt(missing, 1, 1).unwrap_or(from));
        Some(format!("無該年度辦公日曆，僅扣週末（{year} 年）"))
    }

    /// Changes whenever a count could.
    pub fn fingerprint(&self) -> String {
        self.shifts
            .iter()
            .map(|(date, shift)| format!("{}{shift:+}", date.num_days_from_ce()))
            .collect()
    }

    fn shift_to(&self, date: NaiveDate) -> i64 {
        let at = self.shifts.partition_point(|(shifted, _)| *shifted <= date);
        at.checked_sub(1).map_or(0, |at| self.shifts[at].1)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

    use super::OfficeCalendar;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a real date")
    }

    #[test]
    fn a_year_has_as_many_days_off_as_was_announced() {
        let calendar = OfficeCalendar::shipped();
        for (year, off) in [(2024, 115), (2025, 118), (2026, 120)] {
            let days = day(year, 1, 1).iter_days().take_while(|date| date.year() == year);
            assert_eq!(days.filter(|date| !calendar.is_worked(*date)).count(), off, "{year}");
        }
    }

    #[test]
    fn holidays_are_no_waiting_time_and_worked_saturdays_are() {
        let calendar = OfficeCalendar::shipped();
        for (arrived, days, due) in [
            // 春節 115: off from 02.14 to 02.22.
            (day(2026, 2, 13), 1, day(2026, 2, 23)),
            (day(2026, 2, 17), 5, day(2026, 3, 2)),
            // 和平紀念日 115 on a Saturday, off on the Friday before.
            (day(2026, 2, 26), 1, day(2026, 3, 2)),
            // 114.02.08 is a Saturday that is worked.
            (day(2025, 2, 7), 1, day(2025, 2, 8)),
            (day(2025, 2, 7), 2, day(2025, 2, 10)),
            // Over the end of a year.
            (day(2026, 12, 24), 5, day(2027, 1, 4)),
            (day(2026, 11, 20), 5, day(2026, 11, 27)),
            (day(2026, 11, 21), 0, day(2026, 11, 21)),
        ] {
            assert_eq!(calendar.due_date(arrived, days), due, "{arrived} {days}");
            assert_eq!(calendar.working_days_since(arrived, due), days, "{arrived} {days}");
        }
        assert_eq!(calendar.working_days_since(day(2026, 2, 13), day(2026, 2, 22)), 0);
        assert_eq!(calendar.working_days_since(day(2025, 1, 1), day(2025, 12, 31)), 365 - 118);
    }

    #[test]
    fn a_year_without_a_calendar_is_told() {
        let calendar = OfficeCalendar::shipped();
        assert_eq!(calendar.caveat(day(2025, 12, 30), day(2026, 1, 5)), None);
        for (from, to, year) in [
            (day(2023, 12, 29), day(2024, 1, 5), "112"),
            (day(2027, 12, 30), day(2028, 1, 5), "117"),
        ] {
            let caveat = calendar.caveat(from, to).expect("a year is missing");
            assert_eq!(caveat, format!("無該年度辦公日曆，僅扣週末（{year} 年）"));
        }
        // Weekends alone: 117.01.03 is a Monday.
        assert_eq!(calendar.working_days_since(day(2028, 1, 1), day(2028, 1, 3)), 1);
    }

    #[test]
    fn a_facility_adds_a_year_and_answers_otherwise_for_a_day() {
        let shipped = OfficeCalendar::shipped();
        let own = "date\tday\tname\n117.01.01\toff\t開國紀念日\n117.01.03\toff\t試行\n115.12.25\twork\t本機關上班\n";
        let calendar = shipped.with_facility("本機關辦公日曆.tsv", own).expect("good");
        assert_eq!(calendar.caveat(day(2027, 12, 30), day(2028, 1, 5)), None);
        assert_eq!(calendar.working_days_since(day(2028, 1, 1), day(2028, 1, 3)), 0);
        assert!(calendar.is_worked(day(2026, 12, 25)) && !shipped.is_worked(day(2026, 12, 25)));
        assert!(!calendar.is_worked(day(2026, 10, 26)), "the other days stay");
        assert_ne!(calendar.fingerprint(), shipped.fingerprint());
        // A single day makes no calendar of its year.
        let storm = "date\tday\tname\n117.07.20\toff\t颱風停班\n";
        let calendar = shipped.with_facility("本機關辦公日曆.tsv", storm).expect("good");
        assert!(!calendar.is_worked(day(2028, 7, 20)));
        assert!(calendar.caveat(day(2028, 7, 19), day(2028, 7, 21)).is_some());
    }

    #[test]
    fn a_bad_row_is_refused_with_its_place() {
        let problem = |rows: &str| {
            let source = format!("date\tday\tname\n{rows}\n");
            let error = OfficeCalendar::shipped()
                .with_facility("本機關辦公日曆.tsv", &source)
                .expect_err("the row is bad");
            (error.line, error.column)
        };
        assert_eq!(problem("115.02.29\toff\t"), (2, 1));
        assert_eq!(problem("2026-02-28\toff\t"), (2, 1));
        assert_eq!(problem("115.2.28\toff\t"), (2, 1));
        assert_eq!(problem("\toff\t"), (2, 1));
        assert_eq!(problem("115.02.28\t放假\t"), (2, 11));
        assert_eq!(problem("115.02.28\toff\t\n115.02.28\twork\t"), (3, 1));
    }
}
