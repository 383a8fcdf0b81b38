//! Prints dates in 民國 years.

use chrono::{Datelike, NaiveDate};

/// The 民國 year of a date: 1 for 1912. Years before are negative without a year zero, so that
/// 1911 is −1 (民國前一年).
pub fn roc_year(date: NaiveDate) -> i32 {
    let year = date.year() - 1911;
    if year > 0 { year } else { year - 1 }
}

/// `115.11.23`; before 1912 `民前1.10.10`. What the desk shows in rows and findings.
pub fn roc_short(date: NaiveDate) -> String {
    let year = roc_year(date);
    let prefix = if year < 0 { "民前" } else { "" };
    format!("{prefix}{}.{:02}.{:02}", year.abs(), date.month(), date.day())
}

/// `115 年 11 月 23 日`; before 1912 `民國前 1 年 10 月 10 日`. What a family reads.
pub fn roc_long(date: NaiveDate) -> String {
    let year = roc_year(date);
    let prefix = if year < 0 { "民國前 " } else { "" };
    format!("{prefix}{} 年 {} 月 {} 日", year.abs(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{roc_long, roc_short};

    #[test]
    fn dates_are_printed_in_roc_years() {
        for (year, month, day, short, long) in [
            (2026, 11, 23, "115.11.23", "115 年 11 月 23 日"),
            (2023, 12, 5, "112.12.05", "112 年 12 月 5 日"),
            (1912, 1, 1, "1.01.01", "1 年 1 月 1 日"),
            (1911, 10, 10, "民前1.10.10", "民國前 1 年 10 月 10 日"),
            (1907, 3, 1, "民前5.03.01", "民國前 5 年 3 月 1 日"),
        ] {
            let date = NaiveDate::from_ymd_opt(year, month, day).expect("a real date");
            assert_eq!(roc_short(date), short);
            assert_eq!(roc_long(date), long);
        }
    }
}
