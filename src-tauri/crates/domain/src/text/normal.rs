//! Normalises a text for scanning, one character to one character, and keeps the way back.
//!
//! Blanket NFKC would shift offsets and join what the family wrote apart; here each character is
//! kept, replaced by one other, or dropped, so that a hit is marked in the family's own text.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::characters::folded;
use super::count::{TextCount, count_text, stands_alone};
use super::digits::{decimal_digit, digit_of};
use super::is_invisible;

/// As many characters as may stand between two that belong to one word.
pub(super) const WIDEST_BREAK: usize = 6;

/// What a text contains, found on the way; says which patterns are worth running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// Digits of any kind: ASCII, full-width, Chinese numerals, radio numerals.
    pub digits: u32,
    pub letters: bool,
    pub at_sign: bool,
    pub invisible: bool,
    pub full_width: bool,
    pub bopomofo: bool,
    pub circled: bool,
    pub foreign_letters: bool,
    /// The longest run of one character.
    pub longest_run: u32,
    /// Characters that could not be read: U+FFFD, private use, noncharacters.
    pub unreadable: bool,
}

/// A text made ready for scanning.
pub struct Normal<'a> {
    original: &'a str,
    text: String,
    /// For each byte of `text` the byte offset of its character in the original; empty where the
    /// two are the same.
    origin: Vec<u32>,
    pub(super) traits: Traits,
    count: TextCount,
    /// The two characters on the sides of each gap that may part a word: 自 and 殺 of 自，殺.
    gaps: Vec<(char, char)>,
}

impl<'a> Normal<'a> {
    /// Folds `original` and notes its traits, in one pass over it.
    pub fn new(original: &'a str) -> Self {
        let table = classes();
        let mut traits = Traits::default();
        let mut seen = 0_u8;
        let (mut characters, mut spaces, mut run) = (0_u32, 0_u32, 0_u32);
        let mut previous = '\0';
        let (mut before, mut gap_after_chinese) = (0_u8, false);
        let mut gaps: Vec<(char, char)> = Vec::new();
        let (mut word, mut width) = (('\0', 0_u8), 0_usize);
        for character in original.chars() {
            let class = class_of(table, character);
            seen |= class;
            traits.digits += u32::from(class & DIGIT != 0);
            spaces += u32::from(class & SPACE != 0);
            characters += 1;
            run = if character == previous { run + 1 } else { 1 };
            traits.longest_run = traits.longest_run.max(run);
            previous = character;
            if class & GAP != 0 {
                gap_after_chinese |= before & CHINESE != 0;
            } else {
                // Only what stands apart between Chinese characters may be a word written apart.
                if gap_after_chinese && class & CHINESE != 0 {
                    seen |= REWRITTEN;
                }
                gap_after_chinese = false;
            }
            before = class;
            if class & (CHINESE | LETTER | DIGIT) == 0 {
                width += 1;
            } else {
                if width > 0 {
                    if width <= WIDEST_BREAK && (word.1 | class) & CHINESE != 0 && word.1 != 0 {
                        gaps.push((word.0, character));
                    }
                    width = 0;
                }
                word = (character, class);
            }
        }
        traits.letters = seen & LETTER != 0;
        if seen & RARE != 0 {
            let (digits, longest_run) = (traits.digits, traits.longest_run);
            for character in original.chars() {
                observe(character, &mut traits);
            }
            (traits.digits, traits.longest_run) = (digits.max(traits.digits - digits), longest_run);
        }
        let count = if seen & JOINS == 0 {
            TextCount { all: characters, without_space: characters - spaces }
        } else {
            count_text(original)
        };
        let (text, origin) =
            if seen & REWRITTEN == 0 { (String::new(), Vec::new()) } else { rewrite(original) };
        Self { original, text, origin, traits, count, gaps }
    }

    /// The characters on the sides of each gap, as the lexicon writes them.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (char, char)> {
        let plain = |c: char| match c {
            c if is_chinese(c) => folded(c),
            c if c.is_ascii() => c.to_ascii_lowercase(),
            c => single_nfkc(c).unwrap_or(c).to_ascii_lowercase(),
        };
        self.gaps.iter().map(move |&(before, after)| (plain(before), plain(after)))
    }

    /// How long the text is; counted on the way.
    pub fn count(&self) -> TextCount {
        self.count
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        if self.origin.is_empty() { self.original } else { &self.text }
    }

    /// The text as the family wrote it.
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// The stretch of the original behind a stretch of the normalised text. Both ends fall on
    /// character boundaries of the original.
    pub fn back(&self, start: usize, end: usize) -> (usize, usize) {
        if self.origin.is_empty() {
            return (start, end);
        }
        if start >= end {
            return (0, 0);
        }
        let place = |at: usize| self.origin.get(at).map_or(self.original.len(), |&o| o as usize);
        let mut last = end - 1;
        while last > start && !self.text.is_char_boundary(last) {
            last -= 1;
        }
        let last = place(last);
        let width = self.original[last..].chars().next().map_or(0, char::len_utf8);
        (place(start), last + width)
    }
}

/// Normalising changes or drops it.
const REWRITTEN: u8 = 1;
const DIGIT: u8 = 2;
const LETTER: u8 = 4;
const SPACE: u8 = 8;
/// It may join its neighbour into one cluster.
const JOINS: u8 = 16;
/// It has a trait worth a second look at the text.
const RARE: u8 = 32;
/// It may stand inside a word written apart.
const GAP: u8 = 64;
const CHINESE: u8 = 128;

fn class_of(table: &[u8], character: char) -> u8 {
    match table.get(character as usize) {
        Some(class) => *class,
        // Pictures are themselves; they only join.
        None if matches!(character, '\u{1F300}'..='\u{1FAFF}') => JOINS,
        None if matches!(character, '\u{20000}'..='\u{2A6DF}') => CHINESE | JOINS,
        None => RARE | REWRITTEN | JOINS,
    }
}

/// What each character of the basic plane is: one load for each that is read, where a chain of
/// comparisons costs ten times as much.
fn classes() -> &'static [u8] {
    static CLASSES: OnceLock<Vec<u8>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        (0..=0xFFFF)
            .map(|code| {
                let Some(character) = char::from_u32(code) else { return RARE };
                let mut traits = Traits::default();
                let plain = observe(character, &mut traits);
                let common =
                    Traits { digits: traits.digits, letters: traits.letters, ..Traits::default() };
                let flag = |yes: bool, bit: u8| if yes { bit } else { 0 };
                flag(!plain, REWRITTEN)
                    | flag(traits.digits > 0, DIGIT)
                    | flag(traits.letters, LETTER)
                    | flag(character.is_whitespace(), SPACE)
                    | flag(!stands_alone(character), JOINS)
                    | flag(traits != common, RARE)
                    | flag(is_gap(character), GAP)
                    | flag(is_chinese(character), CHINESE)
            })
            .collect()
    })
}

/// Notes what a character is; returns whether normalising leaves it as it stands.
fn observe(character: char, traits: &mut Traits) -> bool {
    // Most of what families write is Chinese, and most of Chinese is no numeral.
    match character {
        '\u{4E00}'..='\u{9FFF}' => {
            if !is_special(character) {
                return true;
            }
            traits.digits += u32::from(digit_of(character).is_some());
            folded(character) == character
        }
        '0'..='9' => {
            traits.digits += 1;
            true
        }
        'a'..='z' | 'A'..='Z' => {
            traits.letters = true;
            true
        }
        '@' => {
            traits.at_sign = true;
            true
        }
        '\n' | ' '..='\u{7e}' => true,
        '，' | '！' | '？' | '：' | '；' | '（' | '）' => true,
        _ => observe_rare(character, traits),
    }
}

/// Chinese characters that are a digit or are folded.
fn is_special(character: char) -> bool {
    static DIGIT_BITS: [u64; 1024] = bits_of(DIGITS.as_bytes());
    is_marked(&DIGIT_BITS, character) || folded(character) != character
}

fn is_marked(bits: &[u64; 1024], character: char) -> bool {
    let at = character as usize;
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

const DIGITS: &str = "零〇洞一壹么幺二貳兩三參叁四肆五伍六陸七柒拐八捌九玖勾";

/// Marks every character; all of them take three bytes.
const fn bits_of(bytes: &[u8]) -> [u64; 1024] {
    let mut bits = [0_u64; 1024];
    let mut at = 0;
    while at + 2 < bytes.len() {
        let code = ((bytes[at] as usize & 0x0F) << 12)
            | ((bytes[at + 1] as usize & 0x3F) << 6)
            | (bytes[at + 2] as usize & 0x3F);
        bits[code / 64] |= 1 << (code % 64);
        at += 3;
    }
    bits
}

/// A word as texts are folded, so that the lexicon and the text always meet.
pub(crate) fn fold_word(word: &str) -> String {
    word.chars().map(folded).collect()
}

fn observe_rare(character: char, traits: &mut Traits) -> bool {
    match character {
        '\u{3105}'..='\u{312F}' => traits.bopomofo = true,
        '\u{FF10}'..='\u{FF19}' => {
            traits.full_width = true;
            traits.digits += 1;
            return false;
        }
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            traits.full_width = true;
            traits.letters = true;
            return false;
        }
        '＠' => {
            traits.at_sign = true;
            return false;
        }
        '\u{0370}'..='\u{03FF}' | '\u{0400}'..='\u{04FF}' => traits.foreign_letters = true,
        '\u{2460}'..='\u{24FF}' | '\u{3220}'..='\u{3229}' | '\u{2776}'..='\u{2793}' => {
            traits.circled = true;
            traits.digits += 1;
            return false;
        }
        '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => {
            traits.unreadable = true;
        }
        '○' | '〇' | '◯' => traits.digits += 1,
        c if decimal_digit(c).is_some() => {
            traits.digits += 1;
            return false;
        }
        _ => {}
    }
    if is_invisible(character) {
        traits.invisible = true;
        return false;
    }
    if stands_alone(character)
        && character != '\u{3000}'
        && !('\u{FF01}'..='\u{FF5E}').contains(&character)
    {
        return true;
    }
    if let Some(single) = single_nfkc(character) {
        traits.digits += u32::from(single.is_ascii_digit());
        traits.letters |= single.is_ascii_alphabetic();
        return single == character;
    }
    true
}

/// The one character that compatibility normalisation makes of `character`, if it is one.
fn single_nfkc(character: char) -> Option<char> {
    // Letters in a black circle or square, and those that flags are made of.
    let letter = |first: u32| char::from_u32(u32::from('A') + character as u32 - first);
    match character {
        '\u{1F150}'..='\u{1F169}' => return letter(0x1F150),
        '\u{1F170}'..='\u{1F189}' => return letter(0x1F170),
        '\u{1F1E6}'..='\u{1F1FF}' => return letter(0x1F1E6),
        _ => {}
    }
    let mut forms = std::iter::once(character).nfkc();
    let first = forms.next()?;
    if forms.next().is_some() {
        // (一) and ⑴ become three characters; the one that is a digit is what was meant.
        let digits: Vec<char> =
            std::iter::once(character).nfkc().filter(|c| digit_of(*c).is_some()).collect();
        return (digits.len() == 1).then(|| digits[0]);
    }
    Some(first)
}

fn rewrite(original: &str) -> (String, Vec<u32>) {
    let mut text = String::with_capacity(original.len());
    let mut origin = Vec::with_capacity(original.len() + 1);
    let mut characters = original.char_indices().peekable();
    let mut before = None;
    let mut gaps = false;
    while let Some((at, character)) = characters.next() {
        let kept = match character {
            c if is_chinese(c) => Some(folded(c)),
            '\u{3000}' => Some(' '),
            '\u{200D}' => {
                // The joiner of an emoji family stays; anywhere else it only hides.
                let next = characters.peek().map(|&(_, c)| c);
                (before.is_some_and(is_pictograph) && next.is_some_and(is_pictograph))
                    .then_some(character)
            }
            c if is_invisible(c) => None,
            // Chinese punctuation has its own full width and means the same.
            c @ ('，' | '！' | '？' | '：' | '；' | '（' | '）') => Some(c),
            c @ '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0),
            c if decimal_digit(c).is_some() => decimal_digit(c),
            c if stands_alone(c) => Some(c),
            c => Some(single_nfkc(c).unwrap_or(c)),
        };
        if let Some(kept) = kept {
            gaps |= is_gap(kept);
            text.push(kept);
            // Texts beyond 4 GiB do not exist here: the portal's limit is megabytes.
            origin.resize(text.len(), u32::try_from(at).unwrap_or(u32::MAX));
            before = Some(character);
        }
    }
    if gaps { close_gaps(text, origin) } else { (text, origin) }
}

/// As many separators as may stand between two characters of a word written apart.
const WIDEST_GAP: usize = 3;

/// Drops the separators between characters written apart (自 殺, 接.見, one to a line): a gap goes
/// if Chinese stands on both sides and one of the sides is a character by itself.
fn close_gaps(text: String, origin: Vec<u32>) -> (String, Vec<u32>) {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let chinese = |at: usize| characters.get(at).is_some_and(|&(_, c)| is_chinese(c));
    let edge =
        |at: Option<usize>| at.and_then(|at| characters.get(at)).is_none_or(|&(_, c)| is_gap(c));
    let mut closed = String::with_capacity(text.len());
    let mut closed_origin = Vec::with_capacity(origin.len());
    let mut at = 0;
    while let Some(&(start, character)) = characters.get(at) {
        let width = characters[at..].iter().take_while(|(_, c)| is_gap(*c)).count();
        let (before, after) = (at.checked_sub(1), at + width);
        let dropped = (1..=WIDEST_GAP).contains(&width)
            && before.is_some_and(chinese)
            && chinese(after)
            && (edge(at.checked_sub(2)) || edge(Some(after + 1)));
        if dropped {
            at = after;
            continue;
        }
        // A gap that stays, stays whole.
        let end = at + width.max(1);
        let bytes = start..characters.get(end).map_or(text.len(), |&(next, _)| next);
        if width == 0 {
            closed.push(character);
        } else {
            closed.push_str(&text[bytes.clone()]);
        }
        closed_origin.extend_from_slice(&origin[bytes]);
        at = end;
    }
    (closed, closed_origin)
}

fn is_gap(c: char) -> bool {
    matches!(
        c,
        ' ' | '\n' | '\r' | '\t' | '.' | '-' | '_' | '*' | '/' | '|' | '~' | '·' | '‧' | '・'
    )
}

pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Normal;

    fn normal(text: &str) -> String {
        Normal::new(text).text().to_owned()
    }

    #[test]
    fn what_hides_is_dropped_and_what_is_wide_is_narrowed() {
        for (text, expected) in [
            ("想你", "想你"),
            ("自\u{200b}殺", "自殺"),
            ("０９１２－３４５", "0912-345"),
            ("自 殺", "自殺"),
            ("申 請 接 見", "申請接見"),
            ("我 很好", "我很好"),
            ("今天很好 明天也是", "今天很好 明天也是"),
            ("①②③", "123"),
            ("𝟎𝟗𝟏𝟐", "0912"),
            ("🅛🄸🇳🇪", "LINE"),
            ("👨‍👩‍👧", "👨‍👩‍👧"),
            ("打 0912", "打 0912"),
            ("我杀了妳", "我殺了你"),
            ("自·殺", "自殺"),
            ("自\n殺", "自殺"),
            ("自 - 殺", "自殺"),
            ("自    殺", "自    殺"),
            ("想\r\n你\r\n了", "想你了"),
            ("今天很好。\n\n明天也是", "今天很好。\n\n明天也是"),
            ("𠮷 野", "𠮷野"),
            ("", ""),
        ] {
            assert_eq!(normal(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_hit_is_marked_in_the_familys_own_text() {
        let text = "我想自\u{200b}\u{200b}殺\u{200b}。";
        let normal = Normal::new(text);
        let at = normal.text().find("自殺").expect("the zero widths are gone");
        let (start, end) = normal.back(at, at + "自殺".len());
        assert_eq!(&text[start..end], "自\u{200b}\u{200b}殺");
    }

    proptest! {
        #[test]
        fn the_way_back_always_falls_on_character_boundaries(text in "\\PC{0,40}|[\u{200b}-\u{200f}自殺 .０-９ 👨👩\u{200d}\u{301}①\u{2028}]{0,40}") {
            let normal = Normal::new(&text);
            let places: Vec<usize> = normal.text().char_indices().map(|(at, _)| at).chain([normal.text().len()]).collect();
            for (at, &start) in places.iter().enumerate() {
                for &end in &places[at + 1..] {
                    let (from, to) = normal.back(start, end);
                    prop_assert!(from < to && text.get(from..to).is_some());
                }
            }
        }
    }
}
