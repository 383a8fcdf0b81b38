//! Words that a spreadsheet would take for something else when it opens a file or a pasted cell: for a
//! formula, which in a family's text could send a worksheet's content away or start a program, or
//! for a number or a day, which loses what was written.

use domain::text::search_fold;

/// No number, day or hour is written longer.
const LONGEST_NUMBER: usize = 40;
/// Letters that stand in a number, a day or an hour; each also by its first three.
const MONTHS_AND_DAYS: [&str; 19] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Beside digits: exponents, halves of the day, zones, currencies.
const BESIDE_DIGITS: [&str; 21] = [
    "e", "a", "p", "am", "pm", "t", "z", "tz", "utc", "gmt", "nt", "ntd", "twd", "us", "usd",
    "eur", "jpy", "rmb", "cny", "hkd", "h",
];
/// Chinese words of days, hours and sums.
const CHINESE: &str = "民國年月日號上下午時点點分秒星期週周一二三四五六元圓円角";

/// Whether a spreadsheet may reckon with these words. The full-width signs count too: programs with
/// a Chinese or Japanese surface read them as the narrow ones.
pub(crate) fn looks_like_formula(words: &str) -> bool {
    matches!(
        words.chars().next(),
        Some(
            '=' | '+'
                | '-'
                | '@'
                | '\t'
                | '\r'
                | '\n'
                | '＝'
                | '＋'
                | '－'
                | '＠'
                | '﹢'
                | '﹦'
                | '﹫'
                | '−'
        )
    )
}

/// Whether a spreadsheet, whatever its language, may turn these words into a number, a day, an hour or
/// a truth value. In doubt it is a yes: a guarded word loses nothing.
pub(crate) fn looks_like_number(words: &str) -> bool {
    if words.chars().count() > LONGEST_NUMBER {
        return false;
    }
    let folded = search_fold(words);
    let folded = folded.trim();
    if matches!(folded, "true" | "false") {
        return true;
    }
    if !folded.contains(|c: char| c.is_numeric()) {
        return false;
    }
    let is_sign = |c: char| c.is_whitespace() || ".,:;/-()%$+'_¥€£⁄".contains(c);
    let begins_with_a_digit =
        folded.trim_start_matches(is_sign).starts_with(|c: char| c.is_numeric());
    let mut runs =
        folded.split(|c: char| c.is_numeric() || is_sign(c)).filter(|run| !run.is_empty());
    runs.all(|run| {
        let named = |name: &&str| *name == run || (run.len() >= 3 && name.starts_with(run));
        MONTHS_AND_DAYS.iter().any(named)
            || run.chars().all(|c| CHINESE.contains(c))
            || (BESIDE_DIGITS.contains(&run) && (begins_with_a_digit || run.len() > 1))
    })
}

#[cfg(test)]
mod tests {
    use super::{looks_like_formula, looks_like_number};

    #[test]
    fn what_could_become_a_number_or_a_day_is_known() {
        for words in [
            "0091",
            "2E07",
            "3/4",
            "10-11",
            "3071",
            "TRUE",
            "false",
            "12%",
            "3:04",
            "1,234",
            "(5)",
            "115.11.23",
            "2026-11-23",
            "1 1/2",
            "Nov 26",
            "3-Mar",
            "3月4日",
            "$5",
            "NT$300",
            "5-",
            ".5",
            "1e9",
            "12345678901234567890",
            "下午 3:00",
            "115年11月23日",
            "民國115年11月23日",
            "１２３",
            "３／４",
            " 007",
            "５％",
            "3 PM",
            "3 p",
            "2026-11-23T10:00:00Z",
            "May 2026",
            "٣",
            "1/2/3",
            "0.",
            "0",
            "100元",
            "½",
        ] {
            assert!(looks_like_number(words), "{words:?}");
        }
        for words in [
            "",
            "想你",
            "三教區",
            "申115-0001",
            "A123***789",
            "A123456789",
            "E123456789",
            "J042",
            "我今年3歲",
            "王小明",
            "May",
            "真",
            "--",
            "3教區",
            "7F會客室",
            "VN-2048 號",
            "0912345678，請打給我",
        ] {
            assert!(!looks_like_number(words), "{words:?}");
        }
    }

    #[test]
    fn what_could_be_reckoned_with_is_known_by_its_first_sign() {
        for words in [
            "=1+1",
            "+886912345678",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1:A9)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝HYPERLINK(\"http://a.example\")",
            "＋1",
            "－1",
            "＠a",
        ] {
            assert!(looks_like_formula(words), "{words:?}");
        }
        for words in ["", "想你", "0912", "'=1", "A=B", " 想"] {
            assert!(!looks_like_formula(words), "{words:?}");
        }
    }
}
