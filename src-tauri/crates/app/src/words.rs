//! The small words of the screen: sizes, ages, masked numbers, names of verdicts.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::calendar::{roc_short, taipei_clock, taipei_date};
use domain::{DocumentKind, Verdict};

pub use domain::identity::masked as masked_id;

pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "通過",
        Verdict::Return => "補件",
        Verdict::Reject => "退件",
        Verdict::Hold => "暫緩",
    }
}

pub fn document_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "身分證明文件",
        DocumentKind::Relationship => "關係證明文件",
        DocumentKind::Portrait => "正面照片",
        DocumentKind::Cohabitation => "同居證明",
        DocumentKind::OfficialLetter => "公文、機構函",
        DocumentKind::Photo => "照片",
        DocumentKind::Other => "其他文件",
    }
}

/// A name with all but its ends hidden: 李○真, 王○, 歐○○娜. Of a name in Latin letters only the first
/// stays.
pub fn masked_name(name: &str) -> String {
    let name: Vec<char> = name.trim().chars().collect();
    let keeps_last = name.len() > 2 && !name.iter().any(char::is_ascii);
    let last = name.len().saturating_sub(1);
    let shown = |at: usize| at == 0 || (keeps_last && at == last);
    name.iter().enumerate().map(|(at, one)| if shown(at) { *one } else { '○' }).collect()
}

/// `2.1 MB`, `340 KB`; in the units that offices use (1 MB = 1024 × 1024 bytes).
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    if bytes >= MB {
        format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB)
    } else {
        format!("{} KB", bytes.div_ceil(KB))
    }
}

/// `16:52` today, `115.11.21 16:52` on another day.
pub fn clock(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let time = taipei_clock(instant);
    if taipei_date(instant) == taipei_date(now) { time } else { format!("{} {time}", day(instant)) }
}

/// `11.25`: the day within the year, for a queue's narrow column.
pub fn short_day(day: NaiveDate) -> String {
    format!("{:02}.{:02}", day.month(), day.day())
}

/// `115 年 11 月`
pub fn month(first: NaiveDate) -> String {
    format!("{} 年 {} 月", domain::calendar::roc_year(first), first.month())
}

/// `115.11.18`
pub fn day(instant: DateTime<Utc>) -> String {
    roc_short(taipei_date(instant))
}

#[cfg(test)]
mod tests {
    use super::{clock, masked_id, size};

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, shown) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (340 * 1024, "340 KB"),
            (2_202_010, "2.1 MB"),
            (10 << 20, "10.0 MB"),
        ] {
            assert_eq!(size(bytes), shown);
        }
    }

    #[test]
    fn an_identity_number_is_masked_whatever_its_length() {
        assert_eq!(masked_id("A123456789"), "A123***789");
        assert_eq!(masked_id("A12345"), "＊＊＊＊＊＊");
        assert_eq!(masked_id(""), "");
    }

    #[test]
    fn another_days_clock_shows_its_day() {
        let then = "2026-11-21T08:52:08Z".parse().expect("instant");
        let same = "2026-11-21T12:00:00Z".parse().expect("instant");
        let later = "2026-11-23T08:52:08Z".parse().expect("instant");
        assert_eq!(clock(then, same), "16:52");
        assert_eq!(clock(then, later), "115.11.21 16:52");
    }
}
