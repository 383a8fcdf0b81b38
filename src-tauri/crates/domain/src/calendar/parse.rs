//! Reads 民國 dates as people write them: 112.12.05, 1121205, 一百十二年十二月五日, 元年, 民國前.

use chrono::NaiveDate;
use thiserror::Error;

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateError {
    /// Its parts cannot be told apart, or something else stands beside them.
    #[error("看不出是年、月、日")]
    NotADate,
    /// The parts are there, and the calendar has no such day (2 月 30 日).
    #[error("沒有這一天")]
    NoSuchDay,
}

/// Reads one date. Full-width digits do no harm, a space between two digits parts them as a point
/// would, a weekday at the end is passed over; a year of four digits from 1000 on is
/// 西元, any other is 民國.
///
/// # Errors
/// [`DateError::NotADate`] where the parts cannot be told, [`DateError::NoSuchDay`] where they can
/// and the calendar has no such day.
pub fn parse_roc(text: &str) -> Result<NaiveDate, DateError> {
    if text.chars().take(121).count() > 120 {
        return Err(DateError::NotADate);
    }
    let text = join_parts(text);
    if text.chars().count() > 40 {
        return Err(DateError::NotADate);
    }
    let (era, rest) = strip_era(strip_weekday(&text));
    if let Some(parts) = compact(rest) {
        return to_date(era, parts);
    }
    let (year, month, day) = split(rest).ok_or(DateError::NotADate)?;
    let year = if year == "元" { 1 } else { number(year).ok_or(DateError::NotADate)? };
    let month = if month == "元" { 1 } else { number(month).ok_or(DateError::NotADate)? };
    let day = number(day).ok_or(DateError::NotADate)?;
    // A two-digit year before 民國 needs no zero; a four-digit one is the common era's.
    to_date(era, (year, month, day))
}

/// One spelling for widths, dashes, points and characters (民国, 号). 112 1 5 has three parts; 112 . 1 . 5 and 112 年 too.
fn join_parts(text: &str) -> String {
    let mut joined = String::new();
    let mut apart = false;
    for c in text.chars().filter(|c| !crate::text::is_invisible(*c)) {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        };
        let c = match c {
            '。' | '·' | '‧' | '・' | '、' | ',' => '.',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
            c => crate::text::folded(c),
        };
        if c.is_whitespace() {
            apart = true;
            continue;
        }
        if apart && c.is_ascii_digit() && joined.ends_with(|last: char| last.is_ascii_digit()) {
            joined.push('.');
        }
        apart = false;
        joined.push(c);
    }
    joined
}

/// 星期二, (二), 週二 at the end.
fn strip_weekday(text: &str) -> &str {
    let bare = text.strip_suffix(')').unwrap_or(text);
    let Some(rest) = bare.strip_suffix(['一', '二', '三', '四', '五', '六', '日', '天'])
    else {
        return text;
    };
    let named = ["星期", "禮拜", "週", "周"]
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest);
    let rest = match bare.len() < text.len() {
        true => named.strip_suffix('('),
        false => Some(named).filter(|named| named.len() < rest.len()),
    };
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Unsaid,
    Roc,
    BeforeRoc,
    Common,
}

fn strip_era(text: &str) -> (Era, &str) {
    for (prefix, era) in [
        ("中華民國前", Era::BeforeRoc),
        ("民國前", Era::BeforeRoc),
        ("民前", Era::BeforeRoc),
        ("中華民國", Era::Roc),
        ("民國", Era::Roc),
        ("民", Era::Roc),
        ("西元", Era::Common),
        ("公元", Era::Common),
    ] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return (era, rest);
        }
    }
    (Era::Unsaid, text)
}

/// 1121205, 991031, 20231205.
fn compact(text: &str) -> Option<(u32, u32, u32)> {
    if !(6..=8).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at(text.len() - 4);
    let (month, day) = rest.split_at(2);
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

fn split(text: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix('日').or_else(|| rest.strip_suffix('號')).unwrap_or(rest);
        return Some((year, month, day));
    }
    for separator in ['/', '-', '.'] {
        let mut parts = text.split(separator);
        if let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            return Some((year, month, day));
        }
    }
    None
}

/// A number in ASCII digits, Chinese digits by place (一一二), or Chinese numerals (一百一十二,
/// 廿三, 卅一).
fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 8 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text.chars().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?));
    }
    numeral(text)
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' | '◯' | 'O' | 'o' => 0,
        '一' | '壹' => 1,
        '二' | '貳' | '兩' => 2,
        '三' | '參' | '叁' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        '0'..='9' => c as u32 - '0' as u32,
        _ => return None,
    })
}

/// Units have to descend, and each stands once: 一百十二, 百二十, 廿三, 一百零三.
fn numeral(text: &str) -> Option<u32> {
    let mut total = 0_u32;
    let mut pending: Option<u32> = None;
    let mut unit_left = 10_000;
    let mut zero = false;
    for c in text.chars() {
        let (unit, times) = match c {
            '千' | '仟' => (1000, None),
            '百' | '佰' => (100, None),
            '十' | '拾' => (10, None),
            '廿' | '卄' => (10, Some(2)),
            '卅' => (10, Some(3)),
            '卌' => (10, Some(4)),
            _ => {
                let value = digit(c)?;
                if value == 0 {
                    if pending.is_some() || zero {
                        return None;
                    }
                    zero = true;
                } else if pending.replace(value).is_some() {
                    return None;
                } else {
                    zero = false;
                }
                continue;
            }
        };
        if unit >= unit_left || (times.is_some() && pending.is_some()) || zero {
            return None;
        }
        total += unit * times.or(pending.take()).unwrap_or(1);
        unit_left = unit;
    }
    if zero || (pending.is_some() && unit_left == 1) {
        return None;
    }
    Some(total + pending.unwrap_or(0))
}

fn to_date(era: Era, (year, month, day): (u32, u32, u32)) -> Result<NaiveDate, DateError> {
    let year = i32::try_from(year).map_err(|_| DateError::NotADate)?;
    let year = match era {
        Era::Common => year,
        Era::Unsaid if year >= 1000 => year,
        Era::BeforeRoc if (1..=1911).contains(&year) => 1912 - year,
        Era::Roc | Era::Unsaid if (1..1000).contains(&year) => year + 1911,
        _ => return Err(DateError::NoSuchDay),
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::parse_roc;
    use crate::calendar::{roc_long, roc_short};

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("民國元年一月一日", Some((1912, 1, 1))),
            ("中華民國元年十月十日", Some((1912, 10, 10))),
            ("民國一百零五年二月二十九日", Some((2016, 2, 29))),
            ("民國一百年一月卅一日", Some((2011, 1, 31))),
            ("一百十二年十二月五日", Some((2023, 12, 5))),
            ("一百一十二年廿月五日", None),
            ("民國前一年十月十日", Some((1911, 10, 10))),
            ("民前5.03.01", Some((1907, 3, 1))),
            ("991031", Some((2010, 10, 31))),
            ("0990101", Some((2010, 1, 1))),
            ("20231205", Some((2023, 12, 5))),
            ("2023-12-05", Some((2023, 12, 5))),
            ("西元2023年12月5號", Some((2023, 12, 5))),
            ("１１２年１２月５日", Some((2023, 12, 5))),
            ("112 . 12 . 05", Some((2023, 12, 5))),
            ("111 2 03", Some((2022, 2, 3))),
            ("101 1 11", Some((2012, 1, 11))),
            ("112 1 5", Some((2023, 1, 5))),
            ("１１２　１　５", Some((2023, 1, 5))),
            ("民國 112 年 1 月 5 日", Some((2023, 1, 5))),
            ("111 1 1 1", None),
            ("112 1205", None),
            ("民國112年元月5日", Some((2023, 1, 5))),
            ("113–12–05", Some((2024, 12, 5))),
            ("113—12—05", Some((2024, 12, 5))),
            ("一O三年一月五日", Some((2014, 1, 5))),
            ("112年12月5日星期二", Some((2023, 12, 5))),
            ("112.12.05(二)", Some((2023, 12, 5))),
            ("112.12.05（週二）", Some((2023, 12, 5))),
            ("112.12.05 週二", Some((2023, 12, 5))),
            ("一百十二年十二月二", Some((2023, 12, 2))),
            ("113,02,29", Some((2024, 2, 29))),
            ("民国112年12月5号", Some((2023, 12, 5))),
            ("中华民国一百一十二年十二月五日", Some((2023, 12, 5))),
            ("民国元年１月１日", Some((1912, 1, 1))),
            ("民国贰拾叁年陆月柒日（礼拜四）", Some((1934, 6, 7))),
            ("星期二", None),
            ("民國112年12月32日", None),
            ("民國0年1月1日", None),
            ("一百年二月二十九日", None),
            ("十二月五日", None),
            ("112.12", None),
            ("112.12.05.06", None),
            ("99999999999.1.1", None),
            ("一百百年一月一日", None),
            ("十百年一月一日", None),
            ("昨天", None),
            ("", None),
            ("年月日", None),
        ] {
            let expected = expected.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
            assert_eq!(parse_roc(text).ok(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_can_be_read_back(day in 0_u64..69_035) {
            // 1912-01-01 to 2100-12-31.
            let date = NaiveDate::from_ymd_opt(1912, 1, 1).expect("a real date")
                + chrono::Days::new(day);
            prop_assert_eq!(parse_roc(&roc_short(date)), Ok(date));
            prop_assert_eq!(parse_roc(&roc_long(date)), Ok(date));
            prop_assert_eq!(parse_roc(&format!("民國{}", roc_long(date))), Ok(date));
        }

        #[test]
        fn any_text_is_a_date_or_a_clear_error(text in "\\PC{0,20}|[民國前年月日元廿卅一二十百零0-9./-]{0,16}") {
            let _ = parse_roc(&text);
        }
    }
}
