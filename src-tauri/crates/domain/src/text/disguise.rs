//! Dangerous words in disguise: another character of the same sound, bopomofo in a character's place,
//! a particle put inside, another character after each one, the text from its end to its beginning.
//! Whatever is found so is a guess, and asks for attention only.

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

/// So many of the same between other characters are put there on purpose.
const FILLERS: usize = 3;
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
        if let Some(closed) = Rewritten::without_fillers(text) {
            self.solid.find(&closed.text, |found| {
                let entry = self.solid_words[found.word as usize];
                let (start, end) = closed.back(found.start, found.end);
                add(raw, entry, (start, end), Obscured::Interleaved);
            });
        }
        self.find_reversed(text, |entry, place| add(raw, entry, place, Obscured::Reversed));
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

    /// Two different words from the end to the beginning, or one of three characters and more; a
    /// single short one stands there by chance.
    fn find_reversed(&self, text: &str, mut tell: impl FnMut(u32, (usize, usize))) {
        let reversed = Rewritten::reversed(text);
        let mut found: Vec<(u32, usize, usize)> = Vec::new();
        self.solid.find(&reversed.text, |it| {
            found.push((self.solid_words[it.word as usize], it.start, it.end));
        });
        let long = |&(_, start, end): &_| reversed.text[start..end].chars().nth(2).is_some();
        let several = found.iter().any(|(word, ..)| *word != found[0].0);
        for &(entry, start, end) in found.iter().filter(|one| several || long(one)) {
            // The last character stands first in the family's own text.
            let (from, to) = (reversed.origin[end - 1].0, reversed.origin[start].1);
            tell(entry, (from, to));
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

    /// A text in which every second character is the same one, or a letter among Chinese ones
    /// (我x不x想x活), without those and particles: `None` where there is no such stretch.
    fn without_fillers(text: &str) -> Option<Self> {
        let all: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| *c != ' ').collect();
        // A filler, and whether it follows a Chinese character.
        let filler = |at: usize| {
            let (_, one) = *all.get(at)?;
            let (_, before) = *all.get(at.checked_sub(1)?)?;
            let alone = before != one && all.get(at + 1).is_none_or(|(_, next)| *next != one);
            (alone && before.is_alphanumeric()).then_some((one, is_chinese(before)))
        };
        let same = |(one, follows): (char, bool), (other, other_follows): (char, bool)| {
            let letters = one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric();
            one == other || (letters && follows && other_follows)
        };
        let mut fillers = vec![false; all.len()];
        for parity in 0..2 {
            let mut run: Vec<usize> = Vec::new();
            for at in (parity..all.len() + 2).step_by(2) {
                let next = filler(at);
                let last = run.last().and_then(|last| filler(*last));
                let goes_on = last.zip(next).is_some_and(|(one, other)| same(one, other));
                if !goes_on {
                    if run.len() >= FILLERS {
                        run.iter().for_each(|at| fillers[*at] = true);
                    }
                    run.clear();
                }
                if next.is_some() {
                    run.push(at);
                }
            }
        }
        if !fillers.contains(&true) {
            return None;
        }
        let mut written = Self::default();
        for (&(at, c), filler) in all.iter().zip(fillers) {
            if !filler && !is_particle(c) {
                written.push(c, at, at + c.len_utf8());
            }
        }
        Some(written)
    }

    /// Its characters from the last to the first, without particles and what parts them.
    fn reversed(text: &str) -> Self {
        let mut written = Self::default();
        for (at, character) in text.char_indices().rev() {
            let tells = is_chinese(character) || character.is_alphanumeric();
            if tells && !is_particle(character) {
                written.push(character, at, at + character.len_utf8());
            }
        }
        written
    }

    fn back(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origin[start].0, self.origin[end - 1].1)
    }
}
