//! What the second opinion reads of a post: short stretches of characters and of syllables, pairs,
//! words, concepts, and which kinds of characters stand side by side.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

use super::characters::{folded, is_bopomofo, syllable_of};
use super::digits::digit_of;
use super::lexicon::Lexicon;
use super::normal::{Normal, is_chinese, is_pictograph};
use crate::TextField;

/// Of a longer text only so many characters are read; the notice allows 150.
const MOST_CHARACTERS: usize = 400;
/// The places of a post: both texts, what parts them, and its two ends.
pub(super) const MOST_PLACES: usize = 2 * MOST_CHARACTERS + 3;
/// So many characters apart two may stand that are read as a pair.
const APART: usize = 5;

/// Something that a post holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature {
    /// Which one it is.
    pub hash: u32,
    /// The first of its characters among the places of the post.
    pub first: usize,
    /// The last, included.
    pub last: usize,
    /// Whether it is only the two characters at its ends.
    pub ends: bool,
}

/// What the model is trained with: the hashes of a post's features, each once and in order.
pub fn features(title: &str, body: &str) -> Vec<u32> {
    let mut hashes = Vec::new();
    Reading::new(title, body).each(|feature| hashes.push(feature.hash));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// A post as the model reads it.
pub(super) struct Reading<'t> {
    /// The title's characters and the body's, with a mark before, between and behind them.
    characters: Vec<char>,
    /// The kind of each.
    kinds: Vec<u8>,
    title: Normal<'t>,
    body: Normal<'t>,
}

const EDGE: char = '\u{2}';
const SYLLABLES: u32 = 1;
const PAIR: u32 = 2;
const CONCEPT: u32 = 3;
const CONCEPTS: u32 = 4;
const WORD: u32 = 5;
const WORDS: u32 = 6;
const KINDS: u32 = 7;

impl<'t> Reading<'t> {
    pub fn new(title: &'t str, body: &'t str) -> Self {
        let (title, body) = (Normal::new(title), Normal::new(body));
        let mut characters = Vec::with_capacity(title.text().len() / 2 + body.text().len() / 2 + 3);
        characters.push(EDGE);
        for normal in [&title, &body] {
            characters.extend(normal.text().chars().take(MOST_CHARACTERS).map(read_as));
            characters.push(EDGE);
        }
        let kinds = characters.iter().map(|it| kind_of(*it)).collect();
        Self { characters, kinds, title, body }
    }

    pub fn places(&self) -> Range<usize> {
        0..self.characters.len()
    }

    pub fn is_edge(&self, place: usize) -> bool {
        self.characters[place] == EDGE
    }

    /// What the family wrote from one place to another of the same text, in bytes of it.
    pub fn written(&self, first: usize, last: usize) -> Option<(TextField, usize, usize)> {
        let body = 2 + self.title.text().chars().take(MOST_CHARACTERS).count();
        let (field, normal, from) = match first.checked_sub(body) {
            Some(from) => (TextField::Body, &self.body, from),
            None => (TextField::Title, &self.title, first.checked_sub(1)?),
        };
        let mut characters = normal.text().char_indices().skip(from).take(last + 1 - first);
        let (start, one) = characters.next()?;
        let (at, last) = characters.last().unwrap_or((start, one));
        let (start, end) = normal.back(start, at + last.len_utf8());
        Some((field, start, end))
    }

    /// Tells of every feature; of one that stands in several places, of each.
    pub fn each(&self, mut tell: impl FnMut(Feature)) {
        let mut add = |hash, first, last, ends| tell(Feature { hash, first, last, ends });
        self.by_place(&mut add);
        self.without_marks(&mut add);
        self.words(&mut add);
        self.concepts(&mut add);
    }

    /// What stands side by side: single characters, two and three syllables, the kinds of three
    /// characters.
    fn by_place(&self, add: &mut impl FnMut(u32, usize, usize, bool)) {
        let (mut one, mut two, mut kinds) = (None, None, 0);
        for (at, &character) in self.characters.iter().enumerate() {
            add(mixed(0, u32::from(character)), at, at, false);
            let sound = match syllable_of(character) {
                Some(syllable) => 0x20_0000 + u32::from(syllable.0),
                None => u32::from(character),
            };
            let pair = one.map(|before| mixed(before, sound));
            if let Some(pair) = pair {
                add(pair, at - 1, at, false);
            }
            if let Some(before) = two {
                add(mixed(before, sound), at - 2, at, false);
            }
            (one, two) = (Some(mixed(SYLLABLES, sound)), pair);
            kinds = (kinds << 4 | u32::from(self.kinds[at])) & 0xFFF;
            if at >= 2 {
                add(mixed(KINDS, kinds), at - 2, at, false);
            }
        }
    }

    /// Two and three characters, whatever signs part them, and pairs a little further apart.
    fn without_marks(&self, add: &mut impl FnMut(u32, usize, usize, bool)) {
        #[derive(Clone, Copy)]
        struct Before {
            place: usize,
            /// The hash of this character, of it as the first of a pair, and of the two it ends.
            one: u32,
            apart: u32,
            two: u32,
        }
        let mut before: [Option<Before>; APART] = [None; APART];
        let mut count = APART;
        for (at, &character) in self.characters.iter().enumerate() {
            if !(CHINESE..=LETTER).contains(&self.kinds[at]) {
                continue;
            }
            let code = u32::from(character);
            let (one, apart) = (mixed(0, code), mixed(PAIR, code));
            let mut two = 0;
            if let Some(last) = before[(count - 1) % APART] {
                two = mixed(last.one, code);
                add(two, last.place, at, false);
                if let Some(last_but_one) = before[(count - 2) % APART] {
                    add(mixed(last.two, code), last_but_one.place, at, false);
                }
            }
            for back in 2..=APART {
                if let Some(first) = before[(count - back) % APART] {
                    add(mixed(first.apart, code), first.place, at, true);
                }
            }
            before[count % APART] = Some(Before { place: at, one, apart, two });
            count += 1;
        }
    }

    /// Words of languages that are written with letters, and which two follow each other.
    fn words(&self, add: &mut impl FnMut(u32, usize, usize, bool)) {
        let mut before: Option<(u32, usize)> = None;
        let mut at = 0;
        while at < self.characters.len() {
            let is_of_a_word = |kind: &u8| matches!(*kind, LATIN | LETTER);
            let length = self.kinds[at..].iter().take_while(|kind| is_of_a_word(kind)).count();
            if length == 0 {
                if self.characters[at] != ' ' {
                    before = None;
                }
                at += 1;
                continue;
            }
            let last = at + length - 1;
            let word = self.characters[at..=last].iter();
            let hash = word.fold(WORD, |hash, it| mixed(hash, u32::from(*it)));
            add(hash, at, last, false);
            if let Some((other, first)) = before {
                add(mixed(mixed(WORDS, other), hash), first, last, false);
            }
            before = Some((hash, at));
            at = last + 1;
        }
    }

    /// Concepts that are mentioned, and which two in one sentence.
    fn concepts(&self, add: &mut impl FnMut(u32, usize, usize, bool)) {
        let mut text = String::with_capacity(3 * self.characters.len());
        let mut place = Vec::with_capacity(3 * self.characters.len());
        for (index, &character) in self.characters.iter().enumerate() {
            text.push(if character == EDGE { '\n' } else { character });
            place.resize(text.len(), index);
        }
        let mentions = Lexicon::shipped().mentions(&text);
        for sentence in mentions.sentences() {
            for (at, one) in sentence.iter().enumerate() {
                let (first, last) = (place[one.start], place[one.end - 1]);
                add(mixed(CONCEPT, u32::from(one.concept)), first, last, false);
                for other in &sentence[at + 1..] {
                    let (start, end) = (place[other.start], place[other.end - 1]);
                    if start > last + 20 {
                        break;
                    }
                    let (low, high) =
                        (one.concept.min(other.concept), one.concept.max(other.concept));
                    if low != high {
                        let pair = mixed(mixed(CONCEPTS, u32::from(low)), u32::from(high));
                        add(pair, first, end.max(last), true);
                    }
                }
            }
        }
    }
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

const CHINESE: u8 = 1;
const NUMERAL: u8 = 2;
const BOPOMOFO: u8 = 3;
const DIGIT: u8 = 4;
const LATIN: u8 = 5;
const LETTER: u8 = 6;

/// Of what kind a character is; who hides a word mixes kinds. First those that are no letters: to
/// ask Unicode of each is slow.
fn kind_of(character: char) -> u8 {
    match character {
        c if is_chinese(c) => match digit_of(c) {
            None if !"十百千萬".contains(c) => CHINESE,
            _ => NUMERAL,
        },
        c if is_bopomofo(c) => BOPOMOFO,
        '0'..='9' => DIGIT,
        'a'..='z' | 'A'..='Z' => LATIN,
        EDGE => 0,
        ' ' => 7,
        c if is_pictograph(c) => 8,
        '\0'..='\u{7F}' | '、'..='〄' | '〈'..='〠' | '！'..='／' | '：'..='＠' => 9,
        c if c.is_alphabetic() => LETTER,
        _ => 9,
    }
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
