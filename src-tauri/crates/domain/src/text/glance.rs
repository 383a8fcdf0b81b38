//! Whether a text can hold any of a few words at all, told from the characters in it alone: nothing
//! is written anew, and nearly every text ends here, most of its characters at one bit.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::characters::{is_bopomofo, syllable_of};
use super::disguise::{SPOKEN, is_particle, is_worth_hiding};
use super::entry::{LexiconEntry, LexiconMatch};
use super::normal::{Normal, fold_word};
use super::words::Bits;

/// As many characters of a word are asked for as a mask has bits.
const MOST: usize = 32;

/// The characters of some words. However a word is parted or disguised, each of its characters
/// stands in the text, or one that sounds the same, or bopomofo.
#[derive(Default)]
pub(super) struct Glance {
    /// For each character, the words that it is in and where in them.
    alike: HashMap<char, Vec<(usize, u32)>>,
    /// The same for syllables, of words that are looked for by their sound.
    sounds: HashMap<u16, Vec<(usize, u32)>>,
    /// All places of each word.
    whole: Vec<u32>,
    /// The characters, as families write them, that are in any word.
    wanted: Bits,
}

impl Glance {
    /// Of the literals among some entries.
    pub fn of(entries: &[LexiconEntry]) -> Self {
        let mut glance = Self::default();
        let literal = |entry: &&LexiconEntry| matches!(entry.matches, LexiconMatch::Literal);
        for entry in entries.iter().filter(literal) {
            let term = fold_word(&entry.term);
            let spoken = term.chars().nth(SPOKEN - 1).is_some() && is_worth_hiding(entry);
            let word: Vec<char> = term
                .chars()
                .filter(|c| !is_particle(*c))
                .map(|c| c.to_ascii_lowercase())
                .take(MOST)
                .collect();
            let at = glance.whole.len();
            for (place, character) in word.iter().enumerate() {
                match syllable_of(*character).filter(|_| spoken) {
                    Some(sound) => {
                        glance.sounds.entry(sound.0).or_default().push((at, 1 << place));
                    }
                    None => glance.alike.entry(*character).or_default().push((at, 1 << place)),
                }
            }
            glance.whole.push(u32::MAX.checked_shr(MOST as u32 - word.len() as u32).unwrap_or(0));
        }
        for (code, &plain) in (0_u32..).zip(plain_forms()) {
            let sound = syllable_of(plain).is_some_and(|it| glance.sounds.contains_key(&it.0));
            if sound || glance.alike.contains_key(&plain) {
                glance.wanted.insert(code);
            }
        }
        glance
    }

    /// `false`: none of the words is in the text, in whatever disguise. The text is the family's own.
    pub fn may_hold(&self, text: &str) -> bool {
        if self.whole.is_empty() {
            return false;
        }
        let mut seen: Vec<u32> = Vec::new();
        for character in text.chars() {
            // A syllable of bopomofo may stand for any character.
            if is_bopomofo(character) {
                return true;
            }
            // Those beyond the basic plane count as wanted.
            if !self.wanted.contains(character.into()) {
                continue;
            }
            let plain = match (plain_forms().get(character as usize), character) {
                (Some(&plain), _) => plain,
                // Pictures are themselves.
                (None, '\u{1F300}'..='\u{1FAFF}') => character,
                (None, _) => return true,
            };
            seen.resize(self.whole.len(), 0);
            let alike = self.alike.get(&plain);
            let sounds = syllable_of(plain).and_then(|sound| self.sounds.get(&sound.0));
            for &(word, bit) in alike.into_iter().chain(sounds).flatten() {
                seen[word] |= bit;
                if seen[word] == self.whole[word] {
                    return true;
                }
            }
        }
        self.whole.contains(&0)
    }
}

/// Each character of the basic plane as normalised texts have it, in small letters; NUL where it is
/// dropped.
fn plain_forms() -> &'static [char] {
    static FORMS: OnceLock<Vec<char>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let plain = |code: u32| {
            let character = char::from_u32(code)?;
            let normal = Normal::new(character.encode_utf8(&mut [0; 4])).text().chars().next()?;
            Some(normal.to_ascii_lowercase())
        };
        (0..=0xFFFF).map(|code| plain(code).unwrap_or('\0')).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::Glance;
    use crate::text::Lexicon;

    fn glance(rows: &[&str]) -> Glance {
        let header = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";
        let own = Lexicon::shipped()
            .with_facility("本機關詞彙.tsv", &format!("{header}{}\n", rows.join("\n")))
            .expect("good rows");
        let own: Vec<_> = own.entries().iter().filter(|it| it.from_facility).cloned().collect();
        Glance::of(&own)
    }

    #[test]
    fn a_word_may_stand_where_all_its_characters_do_in_whatever_form() {
        let words = glance(&[
            "F1\tCASE\t老樹下\tliteral\tflag\tstrong",
            "F2\tCASE\tLINE群\tliteral\tflag\tweak",
            "F3\tCASE\t橋墩\tliteral\tflag\tstrong",
            "F4\tDRUG\t🍬到\tliteral\tflag\tstrong",
            "F5\tDRUG\tK5\tliteral\tflag\tstrong",
        ]);
        for (text, may) in [
            ("週五老樹下見", true),
            ("下，樹 老", true),
            ("老\u{200b}树下", true),
            ("老的樹的下", true),
            ("老書夏", true),
            ("ㄌ樹下", true),
            ("橋敦", false),
            ("橋 墩", true),
            ("加ＬｉｎＥ群", true),
            ("加LIN群", false),
            ("𝐋ine", true),
            ("🍬到了", true),
            ("🍭到了", false),
            ("Ⓚ⑤", true),
            ("🄺五", true),
            ("老樹😀👨‍👩‍👧", false),
            ("家裡都好", false),
            ("", false),
        ] {
            assert_eq!(words.may_hold(text), may, "{text:?}");
        }
        assert!(!glance(&["F1\tCASE\t老.下\tregex\tflag"]).may_hold("老樹下"));
        assert!(glance(&["F1\tCASE\t的\tliteral\tflag"]).may_hold("老樹下"));
    }
}
