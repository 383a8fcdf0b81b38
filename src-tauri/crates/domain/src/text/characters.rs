//! One form for every character that rules treat as the same, and how a character is read.
//!
//! A simplified character stands for one or more traditional ones (发: 發, 髮). All of them fold to
//! one, so that no sense has to be guessed; what a family wrote is never changed.

use std::sync::OnceLock;

use crate::TableError;
use crate::table::Table;

const SHIPPED: &str = include_str!("../../../../../schema/rules/characters.tsv");
const READINGS: &str = include_str!("../../../../../schema/rules/syllables.tsv");
const BASIC_PLANE: usize = 0x1_0000;

/// A syllable of Mandarin without its tone: its place in the table of syllables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Syllable(pub u16);

/// The character as all rules compare it: 杀 and 殺, 妳 and 你 are one.
pub fn folded(character: char) -> char {
    let folds = FOLDS.get_or_init(|| {
        read_folds("characters.tsv", SHIPPED).expect("the shipped characters are read by a test")
    });
    match folds.basic.get(character as usize) {
        Some(0) => character,
        Some(code) => char::from_u32(u32::from(*code)).unwrap_or(character),
        None => {
            let place = folds.beyond.binary_search_by_key(&character, |&(variant, _)| variant);
            place.map_or(character, |at| folds.beyond[at].1)
        }
    }
}

/// How a folded character is read, if it is Chinese and common enough to be in Big5.
pub(super) fn syllable_of(character: char) -> Option<Syllable> {
    let at = *syllables().of.get(character as usize)?;
    at.checked_sub(1).map(Syllable)
}

/// The longest syllable in bopomofo that a text begins with, and how many bytes it takes, the mark of
/// its tone included. An initial alone stands for every syllable that begins with it: `None`.
pub(super) fn spelt(text: &str) -> Option<(Option<Syllable>, char, usize)> {
    let first = text.chars().next().filter(|c| is_bopomofo(*c))?;
    let letters = text.char_indices().take_while(|(_, c)| is_bopomofo(*c)).take(3);
    let ends: Vec<usize> = letters.map(|(at, c)| at + c.len_utf8()).collect();
    let found = ends.iter().rev().find_map(|&end| Some((syllables().named(&text[..end])?, end)));
    let (syllable, end) = match found {
        // ㄓㄔㄕㄖㄗㄘㄙ are syllables and initials both; alone they stand for either.
        Some((_, end)) if end == first.len_utf8() && is_initial(first) => (None, end),
        Some((syllable, end)) => (Some(syllable), end),
        None => (None, first.len_utf8()),
    };
    let tone = text[end..].chars().next().filter(|c| matches!(c, 'ˊ' | 'ˇ' | 'ˋ' | '˙' | 'ˉ'));
    Some((syllable, first, end + tone.map_or(0, char::len_utf8)))
}

/// The bopomofo letter that a syllable begins with.
pub(super) fn initial_of(syllable: Syllable) -> char {
    syllables().names[syllable.0 as usize].chars().next().unwrap_or('\0')
}

pub(super) fn is_bopomofo(c: char) -> bool {
    matches!(c, '\u{3105}'..='\u{312F}')
}

fn is_initial(c: char) -> bool {
    matches!(c, 'ㄅ'..='ㄙ')
}

struct Folds {
    /// For each character of the basic plane what it folds to; 0 where it stays.
    basic: Vec<u16>,
    /// Those beyond it, in order.
    beyond: Vec<(char, char)>,
}

static FOLDS: OnceLock<Folds> = OnceLock::new();

fn read_folds(file: &str, source: &str) -> Result<Folds, TableError> {
    let mut folds = Folds { basic: vec![0; BASIC_PLANE], beyond: Vec::new() };
    for row in Table::read(file, source, &["variant", "standard"])?.rows() {
        let [variant, standard] = row.as_slice() else { continue };
        let (mut from, mut to) = (variant.text.chars(), standard.text.chars());
        match (from.next(), from.next(), to.next(), to.next()) {
            (Some(from), None, Some(to), None) => match folds.basic.get_mut(from as usize) {
                Some(place) => {
                    *place = u16::try_from(u32::from(to))
                        .map_err(|_| standard.error("要在基本平面內"))?;
                }
                None => folds.beyond.push((from, to)),
            },
            _ => return Err(variant.error("要剛好一個字對一個字")),
        }
    }
    folds.beyond.sort_unstable();
    Ok(folds)
}

struct Syllables {
    names: Vec<String>,
    /// For each character of the basic plane one more than its syllable's place; 0 for none.
    of: Vec<u16>,
}

impl Syllables {
    fn named(&self, name: &str) -> Option<Syllable> {
        let at = self.names.iter().position(|known| *known == name)?;
        u16::try_from(at).ok().map(Syllable)
    }
}

fn syllables() -> &'static Syllables {
    static SYLLABLES: OnceLock<Syllables> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        read_syllables("syllables.tsv", READINGS).expect("the shipped readings are read by a test")
    })
}

fn read_syllables(file: &str, source: &str) -> Result<Syllables, TableError> {
    let mut syllables = Syllables { names: Vec::new(), of: vec![0; BASIC_PLANE] };
    for (row, number) in Table::read(file, source, &["syllable", "characters"])?.rows().zip(1..) {
        let [name, characters] = row.as_slice() else { continue };
        if !name.text.chars().all(is_bopomofo) || name.text.is_empty() {
            return Err(name.error("讀音要用注音寫，不加聲調"));
        }
        syllables.names.push(name.text.to_owned());
        for character in characters.text.chars() {
            match syllables.of.get_mut(character as usize) {
                Some(place) if *place == 0 => *place = number,
                Some(_) => return Err(characters.error(format!("「{character}」有兩個讀音"))),
                None => return Err(characters.error("要在基本平面內")),
            }
        }
    }
    Ok(syllables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_two_ways_is_one_character() {
        for (written, standard) in [
            ("杀钱电话号码证监狱", "殺錢電話號碼證監獄"),
            ("发髮", "發發"),
            ("妳您她", "你你他"),
            ("着", "著"),
            ("毒品大麻安非他命", "毒品大麻安非他命"),
            ("裡裏里", "里里里"),
            ("什么", "什麼"),
        ] {
            let folded: String = written.chars().map(folded).collect();
            assert_eq!(folded, standard, "{written}");
        }
    }

    #[test]
    fn folding_ends_at_a_character_that_stays() {
        for code in 0..0x3_0000 {
            let Some(character) = char::from_u32(code) else { continue };
            let once = folded(character);
            assert_eq!(folded(once), once, "{character}");
        }
    }

    #[test]
    fn syllables_are_read_off_characters_and_off_bopomofo() {
        for (character, spelling) in
            [('殺', "ㄕㄚ"), ('接', "ㄐㄧㄝ"), ('毒', "ㄉㄨˊ"), ('品', "ㄆㄧㄣˇ")]
        {
            let (syllable, first, length) = spelt(spelling).expect("bopomofo");
            assert_eq!(syllable, syllable_of(character), "{spelling}");
            assert_eq!(length, spelling.len());
            assert_eq!(syllable.map(initial_of), Some(first));
        }
        assert_eq!(spelt("ㄗ殺"), Some((None, 'ㄗ', 3)));
        assert_eq!(spelt("ㄅㄅ"), Some((None, 'ㄅ', 3)));
        assert_eq!(spelt("殺"), None);
        assert_eq!(syllable_of('a'), None);
        assert_eq!(syllable_of('自'), syllable_of('字'));
    }
}
