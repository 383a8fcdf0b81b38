//! 呼號 in any spelling: full width, spaced, in Chinese digits.
//!
//! All texts here are folded.

use super::words::{prefix, suffix};
use crate::text::digit_of;

/// A digit or Latin letter of a text, and where it stands.
struct Sign {
    value: char,
    start: usize,
    end: usize,
}

/// Four digits by themselves that nothing calls anything else: they may be somebody's number.
pub(super) fn unnamed(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for run in runs(text) {
        let [first, .., last] = run.as_slice() else { continue };
        let (start, end) = (first.start, last.end);
        let ascii =
            text.get(start..end).is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
        let before = text[..start].trim_end_matches([' ', ':', '：', '「', '(', '（']);
        let named = suffix(before, "other_number").is_some()
            || prefix(text[end..].trim_start(), "counted").is_some()
            || before.ends_with(['-', '~', '～', '+', '$']);
        if run.len() == 4 && ascii && !named {
            found.push((start, end));
        }
    }
    found
}

/// Byte ranges of the numbers that are known, and of what is written as one.
pub(super) fn numbers(text: &str, known: &[&str]) -> Vec<(usize, usize)> {
    let runs = runs(text);
    let mut found = Vec::new();
    for number in known {
        let wanted: Vec<char> = number.chars().filter_map(value).collect();
        // One digit alone is no number that anybody could be known by.
        if wanted.len() >= 2 {
            found.extend(runs.iter().flat_map(|run| places_of(text, run, &wanted)));
        }
    }
    for run in &runs {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        // J042 is one as well.
        let digits = run.iter().skip(1).all(|sign| sign.value.is_ascii_digit());
        if (3..=6).contains(&run.len()) && digits && is_called(text, first.start, last.end) {
            found.push((first.start, last.end));
        }
    }
    found
}

fn value(c: char) -> Option<char> {
    if c.is_ascii_alphabetic() {
        return Some(c.to_ascii_uppercase());
    }
    digit_of(c).and_then(|digit| char::from_digit(u32::from(digit), 10))
}

/// Signs that stand together, at most one space or point between two of them.
fn runs(text: &str) -> Vec<Vec<Sign>> {
    let mut runs: Vec<Vec<Sign>> = Vec::new();
    let mut apart = usize::MAX;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        match value(c) {
            Some(value) => {
                let sign = Sign { value, start, end };
                match runs.last_mut() {
                    Some(run) if apart <= 1 => run.push(sign),
                    _ => runs.push(vec![sign]),
                }
                apart = 0;
            }
            None if matches!(c, ' ' | '-' | '.' | '·' | '_' | '/') => {
                apart = apart.saturating_add(1)
            }
            None => apart = usize::MAX,
        }
    }
    runs
}

/// The number as a whole: signs that touch it, or hyphens, make another number of it.
fn places_of(text: &str, run: &[Sign], wanted: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, window) in run.windows(wanted.len()).enumerate() {
        if !window.iter().map(|sign| sign.value).eq(wanted.iter().copied()) {
            continue;
        }
        let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
        let before = at.checked_sub(1).and_then(|before| run.get(before));
        let after = run.get(at + wanted.len());
        let apart = |from: usize, to: usize| text.get(from..to) == Some(" ");
        let whole = before.is_none_or(|sign| apart(sign.end, first.start))
            && after.is_none_or(|sign| apart(last.end, sign.start));
        let extension =
            ["分機", "#"].iter().any(|word| text[..first.start].trim_end().ends_with(word));
        let counted = prefix(text[last.end..].trim_start(), "counted").is_some();
        if whole && !extension && !counted {
            found.push((first.start, last.end));
        }
    }
    found
}

/// Whether the words beside a number call it somebody's.
fn is_called(text: &str, start: usize, end: usize) -> bool {
    let quotes = [' ', '「', '」', '"', '“', '”', '(', ')', '（', '）', '\'', '#', '＃'];
    let before = text[..start].trim_end_matches(quotes);
    let before = before.trim_end_matches(['是', '為', ':', '：', '的', ' ']);
    let after = text[end..].trim_start_matches(quotes);
    if prefix(after, "counted").is_some() {
        return false;
    }
    let called_after = prefix(after, "inmate_after").is_some_and(|word| {
        // 2817號 alone may be a house.
        word != "號" || suffix(before, "inmate_word").is_some()
    });
    called_after || suffix(before, "inmate_word").is_some()
}
