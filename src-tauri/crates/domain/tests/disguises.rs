//! Every strong word of the lexicon, disguised in every way that families were seen to use, still asks
//! for a reading.

use std::collections::HashMap;

use domain::text::{Lexicon, LexiconEntry, LexiconMatch, Screening, Severity, Strength, TextScan};

const CHARACTERS: &str = include_str!("../../../../schema/rules/characters.tsv");
const SYLLABLES: &str = include_str!("../../../../schema/rules/syllables.tsv");

/// Literal words that weigh by themselves.
fn strong() -> impl Iterator<Item = &'static LexiconEntry> {
    Lexicon::shipped().entries().iter().filter(|entry| {
        matches!(entry.matches, LexiconMatch::Literal)
            && entry.strength == Strength::Strong
            && !matches!(entry.severity, Severity::Allow | Severity::Priority)
    })
}

fn rows(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    source.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|l| l.split_once('\t'))
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn asks(title: &str, body: &str) -> bool {
    TextScan::new(Lexicon::shipped(), title, body).screening > Screening::Ok
}

/// Every disguise of every word; the words of which one slips through. Words that cannot be disguised
/// so have none.
fn slipping(disguise: impl Fn(&str) -> Vec<String>) -> (usize, Vec<String>) {
    let (mut tried, mut slipped) = (0, Vec::new());
    for entry in strong() {
        for word in disguise(&entry.term) {
            tried += 1;
            if !asks("", &format!("昨天{word}。")) {
                slipped.push(format!("{} {} → {word}", entry.id, entry.term));
            }
        }
    }
    (tried, slipped)
}

/// At least so many per mille of so many disguises are found.
fn assert_found(name: &str, least: usize, disguise: impl Fn(&str) -> Vec<String>) {
    let (tried, slipped) = slipping(disguise);
    assert!(tried > 100, "{name}: only {tried} were tried");
    let found = (tried - slipped.len()) * 1000 / tried;
    assert!(
        found >= least,
        "{name}: {found} ‰ of {tried}; among them {}",
        slipped.iter().take(20).cloned().collect::<Vec<_>>().join("、")
    );
}

fn joined(word: &str, between: &str) -> Vec<String> {
    let apart: Vec<String> = word.chars().map(String::from).collect();
    if word.chars().all(is_chinese) { vec![apart.join(between)] } else { Vec::new() }
}

#[test]
fn words_written_as_they_are_ask_in_title_and_body() {
    for entry in strong() {
        assert!(asks("", &format!("昨天{}。", entry.term)), "{} {}", entry.id, entry.term);
        assert!(asks(&entry.term, "昨天下雨。"), "{} {}", entry.id, entry.term);
    }
}

#[test]
fn words_taken_apart_ask() {
    for between in [" ", ".", "*", "，", "😀", "\u{200b}", "\u{2060}", "-"] {
        assert_found(between, 1000, |word| joined(word, between));
    }
}

#[test]
fn words_in_simplified_characters_ask() {
    let mut simplified: HashMap<char, char> = HashMap::new();
    for (variant, standard) in rows(CHARACTERS) {
        if let (Some(variant), Some(standard)) = (variant.chars().next(), standard.chars().next()) {
            simplified.entry(standard).or_insert(variant);
        }
    }
    assert_found("簡體", 1000, |word| {
        let other: String = word.chars().map(|c| *simplified.get(&c).unwrap_or(&c)).collect();
        if other == word { Vec::new() } else { vec![other] }
    });
}

/// For each character the syllable, and those that are read the same.
fn readings() -> HashMap<char, (&'static str, &'static str)> {
    rows(SYLLABLES)
        .flat_map(|(syllable, characters)| {
            characters.chars().map(move |c| (c, (syllable, characters)))
        })
        .collect()
}

/// The word with another text in the place of each of its characters in turn.
fn with_one(word: &str, other: impl Fn(char) -> Option<String>) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    (0..characters.len())
        .filter_map(|at| {
            let other = other(characters[at])?;
            let before: String = characters[..at].iter().collect();
            let after: String = characters[at + 1..].iter().collect();
            Some(format!("{before}{other}{after}"))
        })
        .collect()
}

#[test]
fn words_of_three_syllables_with_one_homophone_ask() {
    let readings = readings();
    assert_found("同音", 990, |word| {
        if word.chars().count() < 3 || !word.chars().all(is_chinese) {
            return Vec::new();
        }
        with_one(word, |c| {
            let (_, same) = readings.get(&domain::text::folded(c))?;
            same.chars().find(|other| *other != domain::text::folded(c)).map(String::from)
        })
    });
}

#[test]
fn words_with_one_character_in_bopomofo_ask() {
    let readings = readings();
    assert_found("注音", 980, |word| {
        if word.chars().count() < 2 || !word.chars().all(is_chinese) {
            return Vec::new();
        }
        with_one(word, |c| {
            let (syllable, _) = readings.get(&domain::text::folded(c))?;
            // One letter alone may be any syllable that begins so.
            (syllable.chars().count() > 1).then(|| format!("{syllable}ˋ"))
        })
    });
}

#[test]
fn words_with_a_particle_inside_ask() {
    for particle in ["的", "啊", "ㄉ"] {
        assert_found(particle, 990, |word| {
            let characters: Vec<char> = word.chars().collect();
            if !word.chars().all(is_chinese) {
                return Vec::new();
            }
            (1..characters.len())
                .map(|at| {
                    let before: String = characters[..at].iter().collect();
                    let after: String = characters[at..].iter().collect();
                    format!("{before}{particle}{after}")
                })
                .collect()
        });
    }
}

#[test]
fn words_with_another_character_after_each_one_ask() {
    let interleaved = |word: &str, filler: char| -> String {
        format!("昨天{word}他們").chars().flat_map(|c| [c, filler]).collect()
    };
    assert_found("a character after each", 980, |word| vec![interleaved(word, '花')]);
    assert_found("a letter after each", 980, |word| vec![interleaved(word, 'x')]);
    assert!(!asks("", "好想好想好想你，天天天天開心"), "what is said again is no disguise");
}

#[test]
fn words_from_the_end_to_the_beginning_ask() {
    assert_found("reversed", 990, |word| {
        let long = word.chars().nth(2).is_some();
        long.then(|| word.chars().rev().collect()).into_iter().collect()
    });
}
