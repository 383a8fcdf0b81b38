//! A second opinion on a post's words: a linear model that can be read.
//!
//! It knows nothing but which short stretches of characters stood in the posts that people judged
//! (`tests/data/posts/training`), weighs those of a new post, and says 「請讀一遍」 where the sum is
//! high: of the whole post, or of a stretch of a longer one, so that one sentence does not get lost in
//! many. It never blocks, suggests no reason and is never urgent.
//!
//! `cargo xtask train` makes the weights, the same bits each time.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::char::decompose_canonical;

use super::characters::{folded, is_bopomofo, syllable_of};
use super::lexicon::Lexicon;
use super::normal::{Normal, is_chinese};
use super::scan::{Screening, TextScan};
use crate::TextField;

const SHIPPED: &[u8] = include_bytes!("../../../../../schema/rules/second_opinion.bin");
const MAGIC: &[u8; 4] = b"NDW3";
const HEADER: usize = 20;
/// So many weights; a stretch of characters has the one that its hash names.
pub const WEIGHTS: usize = 1 << 18;
/// Of a longer text only so many characters are read; the notice allows 150.
const MOST_CHARACTERS: usize = 400;
/// A longer post is also read by windows of so many characters, each half over the one before.
const WINDOW: usize = 32;
const STEP: usize = WINDOW / 2;
/// A post of at most so many characters is read as a whole only.
const ONE_WINDOW: usize = WINDOW + STEP / 2;
/// The longest stretch that is shown for an opinion, in characters.
const LONGEST_STRETCH: usize = 24;

/// What moved the model to ask for a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opinion {
    /// Above zero, as far beyond the point from which on it asks.
    pub margin: f32,
    /// The text that `start` and `end` count in.
    pub field: TextField,
    /// The stretch that weighs most, in bytes of the family's own text.
    pub start: usize,
    /// Where it ends, not included.
    pub end: usize,
}

/// The weights, and what they are held against.
pub struct SecondOpinion {
    weights: Vec<Weight>,
    scale: f32,
    bias: f32,
    thresholds: Thresholds,
}

/// What a feature says for a problem, and how rare it is: a text is as long as its features are rare.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    says: i8,
    rare: u8,
}

/// From which sum on a reading is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Of all of a post.
    pub whole: f32,
    /// Of one window of it.
    pub window: f32,
}

/// A stretch of characters by the weight that it has, and where it stands among the characters of the
/// post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Feature {
    /// Its place among the weights.
    weight: u32,
    first: u16,
    last: u16,
    /// Whether it is only the two characters at its ends.
    ends: bool,
}

impl Feature {
    /// `first` and `last` are places, of which a post has fewer than a thousand.
    fn new(hash: u32, first: usize, last: usize, ends: bool) -> Self {
        let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let weight = hash % u32::try_from(WEIGHTS).unwrap_or(u32::MAX);
        Self { weight, first: place(first), last: place(last), ends }
    }
}

impl SecondOpinion {
    /// The weights that come with the desk.
    pub fn shipped() -> &'static Self {
        static OPINION: OnceLock<SecondOpinion> = OnceLock::new();
        OPINION.get_or_init(|| {
            Self::from_bytes(SHIPPED).expect("the shipped weights are read by a test")
        })
    }

    /// Reads weights as [`SecondOpinion::to_bytes`] writes them; `None` where they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != HEADER + 2 * WEIGHTS || !bytes.starts_with(MAGIC) {
            return None;
        }
        let number = |at: usize| Some(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        Some(Self {
            scale: number(4)?,
            bias: number(8)?,
            thresholds: Thresholds { whole: number(12)?, window: number(16)? },
            weights: bytes[HEADER..]
                .as_chunks()
                .0
                .iter()
                .map(|&[says, rare]| Weight { says: says.cast_signed(), rare })
                .collect(),
        })
    }

    /// Rounds trained weights to a byte each. `rare` is by [`rarity`].
    ///
    /// # Panics
    /// Where there are not [`WEIGHTS`] of both.
    pub fn trained(weights: &[f64], rare: &[u8], bias: f64, thresholds: Thresholds) -> Self {
        assert_eq!((weights.len(), rare.len()), (WEIGHTS, WEIGHTS));
        let largest = weights.iter().fold(f64::MIN_POSITIVE, |all, weight| all.max(weight.abs()));
        let scale = largest / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "rounded to what fits on purpose")]
        Self {
            weights: weights
                .iter()
                .zip(rare)
                .map(|(weight, &rare)| Weight { says: (weight / scale).round() as i8, rare })
                .collect(),
            scale: scale as f32,
            bias: bias as f32,
            thresholds,
        }
    }

    /// The form that [`SecondOpinion::from_bytes`] reads: its mark, four little-endian numbers, and
    /// two bytes a weight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let Thresholds { whole, window } = self.thresholds;
        for number in [self.scale, self.bias, whole, window] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.weights.iter().flat_map(|it| [it.says.cast_unsigned(), it.rare]));
        bytes
    }

    /// What it thinks of a post whose words ask for no attention by themselves.
    pub fn beside(&self, scan: &TextScan, title: &str, body: &str) -> Option<Opinion> {
        if scan.screening == Screening::Ok { self.of(title, body) } else { None }
    }

    /// What it thinks of a post, if it asks for a reading.
    pub fn of(&self, title: &str, body: &str) -> Option<Opinion> {
        let reading = Reading::new(title, body);
        let whole = reading.whole();
        let margin = self.weighed(reading.within(&whole)) - self.thresholds.whole;
        let (margin, part) = if margin > 0.0 {
            (margin, whole)
        } else {
            let margin = |part: &_| self.weighed(reading.within(part)) - self.thresholds.window;
            let windows = reading.windows().map(|part| (margin(&part), part));
            windows.max_by(|one, other| one.0.total_cmp(&other.0))?
        };
        if margin <= 0.0 {
            return None;
        }
        let (field, start, end) = reading.heaviest(&part, &self.weights)?;
        Some(Opinion { margin, field, start, end })
    }

    /// What features weigh together, each weight once: as much in a short text as in a long one.
    fn weighed(&self, features: impl Iterator<Item = Feature>) -> f32 {
        let (mut sum, mut size) = (0_i32, 0_u32);
        each_once(features, |feature| {
            let Weight { says, rare } = self.weights[feature.weight as usize];
            sum += i32::from(says);
            size += u32::from(rare) * u32::from(rare);
        });
        #[expect(clippy::cast_precision_loss, reason = "some thousand small numbers")]
        let (sum, norm) = (sum as f32, (size.max(1) as f32).sqrt());
        sum * self.scale / norm + self.bias
    }
}

/// How much a feature counts that stands in so many of all posts: the logarithm of its rarity
/// (Spärck Jones 1972), in twenty-fifths.
pub fn rarity(posts: u32, all: u32) -> u8 {
    let rare = (f64::from(all + 1) / f64::from(posts + 1)).ln() * 25.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let rounded = rare.round().clamp(1.0, 255.0) as u8;
    rounded
}

impl std::fmt::Debug for SecondOpinion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondOpinion({} weights)", self.weights.len())
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
struct Place {
    character: char,
    field: TextField,
    start: usize,
    end: usize,
}

struct Reading {
    places: Vec<Place>,
    /// In order of their first characters.
    features: Vec<Feature>,
}

const EDGE: char = '\u{2}';
const SYLLABLES: u32 = 1;
const PAIR: u32 = 2;
const CONCEPT: u32 = 3;
const CONCEPTS: u32 = 4;
const WORD: u32 = 5;
const WORDS: u32 = 6;

impl Reading {
    fn new(title: &str, body: &str) -> Self {
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

    fn whole(&self) -> Range<usize> {
        0..self.places.len()
    }

    /// The windows of a longer post.
    fn windows(&self) -> impl Iterator<Item = Range<usize>> {
        let all = self.places.len();
        let starts = if all > ONE_WINDOW { 0..all - STEP } else { 0..0 };
        starts.step_by(STEP).map(move |start| start..all.min(start + WINDOW))
    }

    /// The features that lie within some of the places.
    fn within(&self, part: &Range<usize>) -> impl Iterator<Item = Feature> {
        let Range { start, end } = *part;
        let first = self.features.partition_point(|it| usize::from(it.first) < start);
        let beyond = self.features.partition_point(|it| usize::from(it.first) < end);
        self.features[first..beyond].iter().copied().filter(move |it| usize::from(it.last) < end)
    }

    /// The stretch of one field whose characters weigh most together, within some of the places.
    fn heaviest(
        &self,
        part: &Range<usize>,
        trained: &[Weight],
    ) -> Option<(TextField, usize, usize)> {
        let mut weights = vec![0_i32; self.places.len()];
        each_once(self.within(part), |feature| {
            let (first, last) = (usize::from(feature.first), usize::from(feature.last));
            // Twelve parts are shared out evenly among one to four characters.
            let parts = i32::from(trained[feature.weight as usize].says) * 12;
            if feature.ends {
                weights[first] += parts / 2;
                weights[last] += parts / 2;
            } else {
                let count = i32::try_from(last - first + 1).unwrap_or(1);
                weights[first..=last].iter_mut().for_each(|place| *place += parts / count);
            }
        });
        let mut best: Option<(i32, usize, usize)> = None;
        let (mut sum, mut from) = (0, part.start);
        for (at, place) in self.places.iter().enumerate().take(part.end).skip(part.start) {
            let breaks = place.character == EDGE || at - from >= LONGEST_STRETCH;
            if sum <= 0 || breaks {
                (sum, from) = (0, at);
            }
            if place.character == EDGE {
                continue;
            }
            if self.places[from].character == EDGE {
                from = at;
            }
            sum += weights[at];
            if best.is_none_or(|(most, ..)| sum > most) {
                best = Some((sum, from, at));
            }
        }
        let (_, from, to) = best?;
        Some((self.places[from].field, self.places[from].start, self.places[to].end))
    }
}

/// Tells of every feature; of those with the same weight only of the first.
fn each_once(features: impl Iterator<Item = Feature>, mut tell: impl FnMut(Feature)) {
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
fn mixed(hash: u32, character: u32) -> u32 {
    let mut hash = (hash ^ character.wrapping_mul(0xCC9E_2D51).rotate_left(15))
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xE654_6B64);
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85EB_CA6B);
    hash ^ hash >> 13
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Asks for a reading of whatever holds 這裡, and of nothing else.
    fn opinion() -> SecondOpinion {
        let mut weights = vec![0.0; WEIGHTS];
        let wanted = mixed(mixed(0, u32::from('這')), u32::from(folded('裡')));
        weights[wanted as usize % WEIGHTS] = 1.0;
        SecondOpinion::trained(
            &weights,
            &[1; WEIGHTS],
            0.0,
            Thresholds { whole: 0.01, window: 0.01 },
        )
    }

    #[test]
    fn the_stretch_that_weighs_is_shown_in_the_familys_own_text() {
        let (title, body) = ("晚安", "今天很好。這\u{200b}裡下雨。");
        let said = opinion().of(title, body).expect("it is asked for");
        assert_eq!(said.field, TextField::Body);
        assert_eq!(&body[said.start..said.end], "這\u{200b}裡");
        assert_eq!(opinion().of(title, "今天很好。"), None);
        assert_eq!(opinion().of("這裡", "好").map(|said| said.field), Some(TextField::Title));
    }

    #[test]
    fn weights_are_read_as_they_were_written() {
        let written = opinion().to_bytes();
        let read = SecondOpinion::from_bytes(&written).expect("its own bytes");
        assert_eq!(read.to_bytes(), written);
        assert!(SecondOpinion::from_bytes(&written[1..]).is_none());
        assert!(SecondOpinion::from_bytes(b"").is_none());
        assert_eq!(SecondOpinion::shipped().weights.len(), WEIGHTS);
    }

    proptest! {
        #[test]
        fn any_text_is_read(title in "\\PC{0,20}", body in "\\PC{0,80}|[這裡\u{200b} \n，]{0,600}") {
            if let Some(said) = opinion().of(&title, &body) {
                let text = if said.field == TextField::Title { &title } else { &body };
                prop_assert!(said.start < said.end && text.get(said.start..said.end).is_some());
            }
        }
    }
}
