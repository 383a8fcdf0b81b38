//! Runs the lexicon's patterns, each only where the text has what it needs.

use super::entry::{LexiconEntry, LexiconMatch, When};
use super::hits::{MOST_HITS, Raw};
use super::is_invisible;
use super::lexicon::Lexicon;
use super::normal::{Normal, is_pictograph};
use super::numbers::{FoundPhone, Phone, find_phones};

/// Runs every pattern that is worth running on a text.
pub(super) fn run_patterns(
    lexicon: &Lexicon,
    normal: &Normal<'_>,
    triggered: &[u32],
    raw: &mut Vec<Raw>,
) {
    let mut phones: Option<Vec<FoundPhone>> = None;
    let mut offered = When::offered(&normal.traits);
    if !triggered.is_empty() {
        offered |= When::TRIGGERED;
    }
    if lexicon.needs & offered == 0 {
        return;
    }
    for &(index, needs) in &lexicon.others {
        if needs & offered == 0 || (needs == When::TRIGGERED && !triggered.contains(&index)) {
            continue;
        }
        let entry = &lexicon.entries()[index as usize];
        let text = normal.text();
        if !entry.also.is_empty() && !entry.also.iter().any(|word| text.contains(word.as_str())) {
            continue;
        }
        let in_original = entry.is_obfuscation();
        let text = if in_original { normal.original() } else { normal.text() };
        let mut add = |start: usize, end: usize, numerals: bool| {
            if raw.len() < 2 * MOST_HITS {
                raw.push(Raw { in_original, numerals, ..Raw::new(index, start, end) });
            }
        };
        match &entry.matches {
            LexiconMatch::Literal | LexiconMatch::Concepts(_) | LexiconMatch::Words => {}
            LexiconMatch::Regex(regex) if entry.digit_edges || entry.letter_edges => {
                // A match with a digit or letter beside it is none, but one may begin inside it.
                let mut from = 0;
                while let Some(found) = regex.find_at(text, from) {
                    let (start, end) = (found.start(), found.end());
                    if start < end && edges_are_free(entry, text, start, end) {
                        add(start, end, false);
                        from = end;
                    } else {
                        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
                    }
                    if from > text.len() {
                        break;
                    }
                }
            }
            LexiconMatch::Regex(regex) => {
                for found in regex.find_iter(text).filter(|found| !found.is_empty()) {
                    if !(in_original && joins_emoji(text, found.start(), found.end())) {
                        add(found.start(), found.end(), false);
                    }
                }
            }
            LexiconMatch::Phone(pattern) => {
                let found = phones.get_or_insert_with(|| find_phones(normal.text()));
                for phone in found.iter().filter(|phone| phone.kind == pattern.0) {
                    add(phone.start, phone.end, phone.kind == Phone::Numerals);
                }
            }
            LexiconMatch::Repeat(times) => {
                for (start, end) in repeats(text, *times) {
                    add(start, end, false);
                }
            }
        }
    }
}

fn edges_are_free(entry: &LexiconEntry, text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let blocked = |c: Option<char>| {
        c.is_some_and(|c| {
            (entry.digit_edges && c.is_ascii_digit())
                || (entry.letter_edges && c.is_ascii_alphabetic())
        })
    };
    !blocked(before) && !blocked(after)
}

/// The joiner inside an emoji family hides nothing.
fn joins_emoji(text: &str, start: usize, end: usize) -> bool {
    text[start..end].chars().all(|c| c == '\u{200D}')
        && text[..start].chars().next_back().is_some_and(is_pictograph)
        && text[end..].chars().next().is_some_and(is_pictograph)
}

/// Stretches of one character repeated at least so often; spaces and line breaks are no words.
fn repeats(text: &str, times: u32) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut previous = '\0';
    let mut run = 0;
    let mut close = |start: usize, end: usize, run: u32, character: char| {
        if run >= times && !character.is_whitespace() && !is_invisible(character) {
            found.push((start, end));
        }
    };
    for (at, character) in text.char_indices() {
        if character == previous {
            run += 1;
        } else {
            close(start, at, run, previous);
            (start, run, previous) = (at, 1, character);
        }
    }
    close(start, text.len(), run, previous);
    found
}
