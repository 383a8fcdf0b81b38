//! Phone numbers, however they are written: spaced out, in Chinese numerals, called out by radio.

use super::digits::digit_of;
use super::normal::is_pictograph;

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phone {
    /// 09 and eight digits.
    Mobile,
    /// +886 or 00886 and a mobile number.
    MobileAbroad,
    /// An area code 02 to 08 and seven or eight digits.
    Landline,
    /// A mobile number with at least one digit written as a word.
    Numerals,
}

pub(super) struct FoundPhone {
    pub kind: Phone,
    pub start: usize,
    pub end: usize,
}

/// Digits that stand together, without anything between them.
struct Group {
    start: usize,
    end: usize,
    digits: Vec<u8>,
    /// Whether a digit is written as a Chinese character.
    worded: bool,
}

/// All phone numbers of a normalised text. A number begins and ends with whole groups of digits,
/// so that the middle of a longer number is none.
pub(super) fn find_phones(text: &str) -> Vec<FoundPhone> {
    let mut found = Vec::new();
    for run in runs(text) {
        let mut at = 0;
        while at < run.len() {
            match phone_from(&run[at..], text) {
                Some((kind, count)) => {
                    found.push(FoundPhone {
                        kind,
                        start: run[at].start,
                        end: run[at + count - 1].end,
                    });
                    at += count;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Runs of groups with only separators between.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let mut gap: usize = usize::MAX;
    let mut fresh = true;
    for (at, character) in text.char_indices() {
        if let Some(digit) = digit_of(character) {
            let end = at + character.len_utf8();
            let worded = !character.is_ascii_digit();
            if fresh || gap > 3 {
                runs.push(Vec::new());
                gap = 1;
            }
            if let Some(run) = runs.last_mut() {
                match run.last_mut() {
                    Some(group) if gap == 0 => {
                        group.digits.push(digit);
                        group.end = end;
                        group.worded |= worded;
                    }
                    _ => run.push(Group { start: at, end, digits: vec![digit], worded }),
                }
            }
            (gap, fresh) = (0, false);
        } else if is_separator(character) {
            gap = gap.saturating_add(1);
        } else {
            fresh = true;
        }
    }
    runs
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        // A keycap's frame, and any picture.
        || c == '\u{20E3}'
        || is_pictograph(c)
        || matches!(
            c,
            '-' | '.'
                | '_'
                | '~'
                | '*'
                | '/'
                | '('
                | ')'
                | '（'
                | '）'
                | ','
                | '，'
                | '、'
                | '·'
                | '‧'
                | '・'
                | '–'
                | '—'
                | '+'
                | '。'
                | '…'
                | '⋯'
        )
}

/// The phone number that starts at the first group, and how many groups it takes.
fn phone_from(groups: &[Group], text: &str) -> Option<(Phone, usize)> {
    let mut digits: Vec<u8> = Vec::with_capacity(16);
    let mut worded = false;
    let mut landline = None;
    for (at, group) in groups.iter().enumerate() {
        if at > 0 && !is_tight(text, groups[at - 1].end, group.start) && landline.is_some() {
            break;
        }
        digits.extend_from_slice(&group.digits);
        worded |= group.worded;
        if digits.len() > 14 {
            break;
        }
        let kind = if worded { Phone::Numerals } else { Phone::Mobile };
        match digits.as_slice() {
            [0, 9, rest @ ..] if rest.len() == 8 => return Some((kind, at + 1)),
            [8, 8, 6, 9, rest @ ..]
            | [8, 8, 6, 0, 9, rest @ ..]
            | [0, 0, 8, 8, 6, 9, rest @ ..]
                if rest.len() == 8 =>
            {
                return Some((Phone::MobileAbroad, at + 1));
            }
            // Seven or eight digits after the area code. Dates look alike, so every gap has to be
            // the kind that telephone numbers have, and words for digits do not count.
            [0, 2..=8, rest @ ..]
                if (7..=8).contains(&rest.len())
                    && !worded
                    && has_landline_gaps(groups, at, text) =>
            {
                landline = Some((Phone::Landline, at + 1));
            }
            _ => {}
        }
    }
    landline
}

/// Between two groups stands at most a dash, a space, a bracket.
fn is_tight(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| {
        gap.chars().count() <= 2
            && gap.chars().all(|c| matches!(c, '-' | ' ' | '(' | ')' | '（' | '）' | '–' | '—'))
    })
}

fn has_landline_gaps(groups: &[Group], last: usize, text: &str) -> bool {
    let apart = groups[..=last].iter().all(|group| group.digits.len() == 1);
    (1..=last).all(|at| is_tight(text, groups[at - 1].end, groups[at].start))
        && (apart || groups[..=last].iter().skip(1).all(|group| group.digits.len() >= 3))
}

#[cfg(test)]
mod tests {
    use super::{Phone, find_phones};

    #[test]
    fn phone_numbers_are_found_however_they_are_written() {
        use Phone::{Landline, Mobile, MobileAbroad, Numerals};
        for (text, expected) in [
            ("打 0912-345-678 就找得到", vec![Mobile]),
            ("0 9 1 2 3 4 5 6 7 8", vec![Mobile]),
            ("09 12 34 56 78", vec![Mobile]),
            ("0912.345.678", vec![Mobile]),
            ("零九一二三四五六七八", vec![Numerals]),
            ("零九一二 三四五 六七八", vec![Numerals]),
            ("洞勾么兩三四五六拐八", vec![Numerals]),
            ("0九12三四5六七8", vec![Numerals]),
            ("+886 912 345 678", vec![MobileAbroad]),
            ("00886912345678", vec![MobileAbroad]),
            ("(02)2345-6789", vec![Landline]),
            ("05-5345678", vec![Landline]),
            ("049-2123456", vec![Landline]),
            ("0912345678 或 0987654321", vec![Mobile, Mobile]),
            ("0912🐶345🐶678", vec![Mobile]),
            ("0912…345…678", vec![Mobile]),
            (
                "0\u{20E3}9\u{20E3}1\u{20E3}2\u{20E3}3\u{20E3}4\u{20E3}5\u{20E3}6\u{20E3}7\u{20E3}8\u{20E3}",
                vec![Mobile],
            ),
            ("10912345678", vec![]),
            ("09123456789", vec![]),
            ("民國 115.11.23 早上 09:30", vec![]),
            ("2026-11-23 08:30", vec![]),
            ("05 12 2026 11", vec![]),
            ("一二三四五六七八九十", vec![]),
            ("考了 98 分，第 3 名", vec![]),
        ] {
            let kinds: Vec<Phone> = find_phones(text).iter().map(|found| found.kind).collect();
            assert_eq!(kinds, expected, "{text}");
        }
    }
}
