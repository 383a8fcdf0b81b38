//! What the second opinion reads of a post: short stretches of characters and of syllables, pairs,
//! words and concepts, each by its place among the weights.

use std::cell::RefCell;
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

use super::characters::{folded, is_bopomofo, syllable_of};
use super::lexicon::Lexicon;
use super::normal::{Normal, is_chinese};
use crate::TextField;

/// So many weights; a stretch of characters has the one that its hash names.
pub const WEIGHTS: usize = 1 << 18;
/// Of a longer text only so many characters are read; the notice allows 150.
const MOST_CHARACTERS: usize = 400;
/// A longer post is also read by windows of so many characters, each half over the one before.
const WINDOW: usize = 32;
const STEP: usize = WINDOW / 2;
/// A post of at most so many characters is read as a whole only.
const ONE_WINDOW: usize = WINDOW + STEP / 2;

/// A stretch of characters by the weight that it has, and where it stands among the characters of the
/// post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature {
    /// Its place among the weights.
    pub weight: u32,
    pub first: u16,
    pub last: u16,
    /// Whether it is only the two characters at its ends.
    pub ends: bool,
}

impl Feature {
    /// `first` and `last` are places, of which a post has fewer than a thousand.
    fn new(hash: u32, first: usize, last: usize, ends: bool) -> Self {
        let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let weight = hash % u32::try_from(WEIGHTS).unwrap_or(u32::MAX);
        Self { weight, first: place(first), last: place(last), ends }
    }
}

/// What the model is trained with: the places among the weights that a post's features have, each
/// once and in order; first of the whole post, then of each of its windows.
pub fn features(title: &str, body: &str) -> Vec<Vec<usize>> {
    let reading = Reading::new(title, body);
    let of = |part| {
        let mut features = Vec::new();
        each_once(reading.within(&part), |feature| features.push(feature.weight as usize));
        features.sort_unstable();
        features
    };
    std::iter::once(reading.whole()).chain(reading.windows()).map(of).collect()
}

thread_local! {
    /// A bit for each weight that a post has had; all clear between posts.
    static SEEN: RefCell<Vec<u64>> = RefCell::new(vec![0; WEIGHTS / 64]);
}

/// One character as the model reads it, and where the family wrote it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub character: char,
    pub field: TextField,
    pub start: usize,
    pub end: usize,
}

pub(super) struct Reading {
    pub places: Vec<Place>,
    /// In order of their first characters.
    features: Vec<Feature>,
}

pub(super) const EDGE: char = '\u{2}';
const SYLLABLES: u32 = 1;
const PAIR: u32 = 2;
const CONCEPT: u32 = 3;
const CONCEPTS: u32 = 4;
const WORD: u32 = 5;
const WORDS: u32 = 6;

impl Reading {
    pub fn new(title: &str, body: &str) -> Self {
        let mut places = vec![Place { character: EDGE, field: TextField::Title, start: 0, end: 0 }];
        for (field, text) in [(TextField::Title, title), (TextField::Body, body)] {
            let normal = Normal::new(text);
            for (at, character) in normal.text().char_indices().take(MOST_CHARACTERS) {
                let (start, end) = normal.back(at, at + character.len_utf8());
                places.push(Place { character: read_as(character), field, start, end });
            }
            // Parts title from body, and ends the post.
            places.push(Place { character: EDGE, field, start: text.len(), end: text.len() });
        }
        let mut features = Vec::with_capacity(16 * places.len());
        stretches(&places, &mut features);
        words(&places, &mut features);
        concepts(&places, &mut features);
        // Sorted runs, nearly: words and concepts go where they begin.
        features.sort_by_key(|feature| feature.first);
        Self { places, features }
    }

    pub fn whole(&self) -> Range<usize> {
        0..self.places.len()
    }

    /// The windows of a longer post.
    pub fn windows(&self) -> impl Iterator<Item = Range<usize>> {
        let all = self.places.len();
        let starts = if all > ONE_WINDOW { 0..all - STEP } else { 0..0 };
        starts.step_by(STEP).map(move |start| start..all.min(start + WINDOW))
    }

    /// The features that lie within some of the places.
    pub fn within(&self, part: &Range<usize>) -> impl Iterator<Item = Feature> {
        let Range { start, end } = *part;
        let first = self.features.partition_point(|it| usize::from(it.first) < start);
        let beyond = self.features.partition_point(|it| usize::from(it.first) < end);
        self.features[first..beyond].iter().copied().filter(move |it| usize::from(it.last) < end)
    }
}

/// Tells of every feature; of those with the same weight only of the first.
pub(super) fn each_once(features: impl Iterator<Item = Feature>, mut tell: impl FnMut(Feature)) {
    SEEN.with_borrow_mut(|seen| {
        let mut had: Vec<u32> = Vec::with_capacity(2048);
        for feature in features {
            let bit = 1_u64 << (feature.weight % 64);
            let word = &mut seen[feature.weight as usize / 64];
            if *word & bit == 0 {
                *word |= bit;
                had.push(feature.weight);
                tell(feature);
            }
        }
        for weight in had {
            seen[weight as usize / 64] = 0;
        }
    });
}

/// Digits count as one digit, letters without their marks (Vietnamese is typed with and without
/// them); all else as it folds.
fn read_as(character: char) -> char {
    match folded(character) {
        c if c.is_ascii_digit() => '0',
        '\n' | '\r' | '\t' => ' ',
        'đ' | 'Đ' => 'd',
        c @ '\u{C0}'..='\u{24F}' | c @ '\u{1E00}'..='\u{1EFF}' => {
            let mut letter = c;
            decompose_canonical(c, |part| {
                if part.is_ascii_alphabetic() {
                    letter = part;
                }
            });
            letter.to_ascii_lowercase()
        }
        c => c.to_ascii_lowercase(),
    }
}

/// Stretches of one to four characters, of two and three syllables, and pairs of Chinese characters
/// up to five apart in one clause.
fn stretches(places: &[Place], features: &mut Vec<Feature>) {
    let mut add = |hash, first, last, ends| features.push(Feature::new(hash, first, last, ends));
    let sounds: Vec<u32> = places
        .iter()
        .map(|place| match syllable_of(place.character) {
            Some(syllable) => 0x20_0000 + u32::from(syllable.0),
            None => u32::from(place.character),
        })
        .collect();
    for first in 0..places.len() {
        let (mut letters, mut spoken) = (0, SYLLABLES);
        for last in first..places.len().min(first + 4) {
            letters = mixed(letters, u32::from(places[last].character));
            add(letters, first, last, false);
            if last < first + 3 {
                spoken = mixed(spoken, sounds[last]);
                if last > first {
                    add(spoken, first, last, false);
                }
            }
        }
        if !is_chinese(places[first].character) {
            continue;
        }
        let mut apart = 0;
        for last in first + 1..places.len() {
            let character = places[last].character;
            if ends_clause(character) {
                break;
            }
            if is_chinese(character) {
                apart += 1;
                if apart > 5 {
                    break;
                }
                if apart > 1 {
                    let pair = mixed(PAIR, u32::from(places[first].character));
                    add(mixed(pair, u32::from(character)), first, last, true);
                }
            }
        }
    }
}

/// Words of languages that are written with letters, and which two follow each other.
fn words(places: &[Place], features: &mut Vec<Feature>) {
    let mut before: Option<(u32, usize)> = None;
    let mut at = 0;
    while at < places.len() {
        let word = places[at..].iter().take_while(|place| is_of_a_word(place.character));
        let (hash, length) =
            word.fold((WORD, 0), |(hash, n), it| (mixed(hash, u32::from(it.character)), n + 1));
        if length == 0 {
            if places[at].character != ' ' {
                before = None;
            }
            at += 1;
            continue;
        }
        let last = at + length - 1;
        features.push(Feature::new(hash, at, last, false));
        if let Some((other, first)) = before {
            features.push(Feature::new(mixed(mixed(WORDS, other), hash), first, last, false));
        }
        before = Some((hash, at));
        at = last + 1;
    }
}

fn is_of_a_word(character: char) -> bool {
    !is_chinese(character) && !is_bopomofo(character) && character.is_alphabetic()
}

/// Concepts that are mentioned, and which two in one sentence.
fn concepts(places: &[Place], features: &mut Vec<Feature>) {
    let lexicon = Lexicon::shipped();
    let mut text = String::new();
    let mut at = Vec::new();
    for (index, place) in places.iter().enumerate() {
        text.push(if place.character == EDGE { '\n' } else { place.character });
        at.resize(text.len(), index);
    }
    let mentions = lexicon.mentions(&text);
    let mut add = |hash, first, last, ends| features.push(Feature::new(hash, first, last, ends));
    for sentence in mentions.sentences() {
        for (place, one) in sentence.iter().enumerate() {
            let (first, last) = (at[one.start], at[one.end - 1]);
            add(mixed(CONCEPT, u32::from(one.concept)), first, last, false);
            for other in &sentence[place + 1..] {
                let (low, high) = (one.concept.min(other.concept), one.concept.max(other.concept));
                let (start, end) = (at[other.start], at[other.end - 1]);
                if low != high && start <= last + 20 {
                    let pair = mixed(mixed(CONCEPTS, u32::from(low)), u32::from(high));
                    add(pair, first, end.max(last), true);
                }
            }
        }
    }
}

fn ends_clause(character: char) -> bool {
    matches!(
        character,
        EDGE | ' ' | '，' | '。' | '！' | '？' | '；' | '…' | '～' | ',' | '!' | '?' | ';' | '~'
    )
}

/// Takes one more character into a hash (the mixing of MurmurHash3).
pub(super) fn mixed(hash: u32, character: u32) -> u32 {
    let mut hash = (hash ^ character.wrapping_mul(0xCC9E_2D51).rotate_left(15))
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xE654_6B64);
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85EB_CA6B);
    hash ^ hash >> 13
}
