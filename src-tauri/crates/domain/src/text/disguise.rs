//! Dangerous words in disguise: another character of the same sound, bopomofo in a character's place,
//! a particle put inside. Whatever is found so is a guess, and asks for attention only.

use super::characters::{Syllable, initial_of, is_bopomofo, spelt, syllable_of};
use super::entry::{LexiconEntry, LexiconMatch, Severity, Strength};
use super::hits::{MOST_HITS, Obscured, Raw};
use super::normal::{Normal, fold_word, is_chinese};
use super::words::WordFinder;

/// Words by how they sound.
pub(super) struct Disguises {
    /// Words of three syllables and more, as syllables.
    spoken: WordFinder,
    spoken_words: Vec<u32>,
    /// Words with a syllable of bopomofo in the place of a character, or of each.
    spelt: WordFinder,
    spelt_words: Vec<u32>,
    /// Words without the particles that some have of their own.
    solid: WordFinder,
    solid_words: Vec<u32>,
}

/// Words of so many syllables are too particular to sound like others by chance.
pub(super) const SPOKEN: usize = 3;

impl Disguises {
    pub fn of(entries: &[LexiconEntry]) -> Self {
        let (mut spoken, mut spoken_words) = (Vec::new(), Vec::new());
        let (mut variants, mut spelt_words) = (Vec::new(), Vec::new());
        let (mut solid, mut solid_words) = (Vec::new(), Vec::new());
        for (index, entry) in (0_u32..).zip(entries).filter(|(_, entry)| is_worth_hiding(entry)) {
            let word: Vec<char> = fold_word(&entry.term).chars().collect();
            let without: String = word.iter().filter(|c| !is_particle(**c)).collect();
            if without.chars().nth(1).is_some() {
                solid.push(without);
                solid_words.push(index);
            }
            let sounds: Option<Vec<Syllable>> = word.iter().map(|c| syllable_of(*c)).collect();
            let Some(sounds) = sounds.filter(|sounds| sounds.len() >= 2) else { continue };
            let all: String = sounds.iter().map(|sound| symbol(*sound)).collect();
            if sounds.len() >= SPOKEN {
                spoken.push(all.clone());
                spoken_words.push(index);
            }
            variants.push(all);
            spelt_words.push(index);
            for (at, sound) in sounds.iter().enumerate() {
                let initial = initial_of(*sound);
                // ㄉ, ㄌ and their like are written for 的 and 了 all day.
                let tells = word.len() > 2
                    || !matches!(initial, 'ㄅ' | 'ㄇ' | 'ㄉ' | 'ㄋ' | 'ㄌ' | 'ㄏ' | 'ㄎ');
                for letter in [symbol(*sound)].into_iter().chain(tells.then_some(initial)) {
                    let with = |(place, c): (usize, &char)| if place == at { letter } else { *c };
                    variants.push(word.iter().enumerate().map(with).collect());
                    spelt_words.push(index);
                }
            }
        }
        Self {
            spoken: WordFinder::new(spoken.iter().map(String::as_str)),
            spoken_words,
            spelt: WordFinder::new(variants.iter().map(String::as_str)),
            spelt_words,
            solid: WordFinder::new(solid.iter().map(String::as_str)),
            solid_words,
        }
    }

    /// Adds what a text hides.
    pub fn find(&self, normal: &Normal<'_>, raw: &mut Vec<Raw>) {
        let text = normal.text();
        let known = raw.len();
        let add = |raw: &mut Vec<Raw>, entry: u32, (start, end): (usize, usize), how: Obscured| {
            // What stands there openly is no disguise.
            let open = raw[..known]
                .iter()
                .any(|hit| hit.entry == entry && hit.start < end && start < hit.end);
            if !open && raw.len() < MOST_HITS {
                raw.push(Raw::guessed(entry, start, end, how));
            }
        };
        let sounds = Rewritten::as_syllables(text);
        self.spoken.find(&sounds.text, |found| {
            let entry = self.spoken_words[found.word as usize];
            add(raw, entry, sounds.back(found.start, found.end), Obscured::Homophone);
        });
        if normal.traits.bopomofo {
            let letters = Rewritten::with_bopomofo_read(text);
            self.spelt.find(&letters.text, |found| {
                let entry = self.spelt_words[found.word as usize];
                let (start, end) = letters.back(found.start, found.end);
                if text[start..end].contains(is_bopomofo) {
                    add(raw, entry, (start, end), Obscured::Bopomofo);
                }
            });
        }
        if text.contains(is_particle) {
            let closed = Rewritten::without_particles(text);
            self.solid.find(&closed.text, |found| {
                let entry = self.solid_words[found.word as usize];
                let (start, end) = closed.back(found.start, found.end);
                if text[start..end].contains(is_particle) {
                    add(raw, entry, (start, end), Obscured::Particle);
                }
            });
        }
    }
}

/// Whether somebody would hide a word; common ones that count only in combination are not worth it.
pub(super) fn is_worth_hiding(entry: &LexiconEntry) -> bool {
    matches!(entry.matches, LexiconMatch::Literal)
        && entry.strength == Strength::Strong
        && !matches!(entry.severity, Severity::Allow | Severity::Priority)
}

/// Characters that are put inside a word and change nothing.
pub(super) fn is_particle(c: char) -> bool {
    matches!(c, '的' | 'ㄉ' | 'ㄟ' | '啊' | '喔' | '呢' | '啦' | '吧' | '嘛' | '耶' | '捏')
}

/// A private character for a syllable; the table has far fewer than there are.
fn symbol(syllable: Syllable) -> char {
    char::from_u32(0xE000 + u32::from(syllable.0)).unwrap_or('\u{F8FF}')
}

/// A text rewritten for one search, and for each byte where its character stood.
#[derive(Default)]
struct Rewritten {
    text: String,
    origin: Vec<(usize, usize)>,
}

impl Rewritten {
    fn push(&mut self, character: char, from: usize, to: usize) {
        self.text.push(character);
        self.origin.resize(self.text.len(), (from, to));
    }

    /// Every Chinese character and every syllable of bopomofo as its syllable.
    fn as_syllables(text: &str) -> Self {
        let mut written = Self::default();
        for (at, character) in
            text.char_indices().filter(|(_, c)| is_chinese(*c) || c.is_alphanumeric())
        {
            let sound = syllable_of(character).map_or(character, symbol);
            written.push(sound, at, at + character.len_utf8());
        }
        written
    }

    /// Bopomofo as syllables, or as the initial that it is; all else as it stands.
    fn with_bopomofo_read(text: &str) -> Self {
        let mut written = Self::default();
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            match spelt(&text[at..]) {
                Some((syllable, first, length)) => {
                    written.push(syllable.map_or(first, symbol), at, at + length);
                    at += length;
                }
                None => {
                    if character != ' ' {
                        written.push(character, at, at + character.len_utf8());
                    }
                    at += character.len_utf8();
                }
            }
        }
        written
    }

    fn without_particles(text: &str) -> Self {
        let mut written = Self::default();
        for (at, character) in text.char_indices().filter(|(_, c)| !is_particle(*c)) {
            written.push(character, at, at + character.len_utf8());
        }
        written
    }

    fn back(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origin[start].0, self.origin[end - 1].1)
    }
}
