//! What somebody else wrote, put among the desk's own words: it must not be able to look like
//! something that it is not. A direction mark turns what follows it round, an invisible character
//! makes two names of one, a letter of another alphabet looks like the one that is expected.

use super::is_invisible;

/// U+2068 and U+2069 (Unicode Bidirectional Algorithm, UAX 9): whatever stands between them does not
/// move what stands around them.
const ISOLATE: char = '\u{2068}';
const END_OF_ISOLATE: char = '\u{2069}';

/// Why a character does not stand for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disguise {
    /// It turns the direction in which the rest is read.
    Direction,
    /// It takes no place on the screen.
    Invisible,
    /// It belongs to no text.
    Control,
    /// A line break where there is one line.
    LineBreak,
}

impl Disguise {
    /// What stands in its place, between 〔 and 〕.
    pub fn word(self) -> &'static str {
        match self {
            Self::Direction => "方向字元",
            Self::Invisible => "看不見的字元",
            Self::Control => "控制字元",
            Self::LineBreak => "換行",
        }
    }
}

/// A text of several lines as it may be shown among others: what does not stand for itself is named
/// in its place, and a text that runs from right to left keeps to itself. Any other text is as it was.
pub fn shown(text: &str) -> String {
    isolated(named(text, true))
}

/// The same for what is one line: a name, a relation, an address, a title, a file's name.
pub fn shown_line(text: &str) -> String {
    isolated(named(text, false))
}

/// A piece of a text whose whole keeps to itself already: only what does not stand for itself is
/// named. The pieces around it say what it stands beside.
pub fn named_within(before: &str, piece: &str, after: &str) -> String {
    let before: Vec<char> = before.chars().rev().take(1).collect();
    let after: Vec<char> = after.chars().take(1).collect();
    let characters: Vec<char> = piece.chars().collect();
    name_each(before.first().copied(), &characters, after.first().copied(), true)
}

/// What of a text does not stand for itself, each kind once.
pub fn disguises(text: &str, lines: bool) -> Vec<Disguise> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<Disguise> = (0..characters.len())
        .filter_map(|at| {
            let after = characters.get(at + 1).copied();
            disguise(before_in(&characters, at, None), characters[at], after, lines)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A word whose letters are of more than one of the alphabets that look alike, if there is one: such
/// as `Аnna` with a Cyrillic А.
pub fn mixed_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphabetic()).find(|word| {
        let mut alphabets: Vec<Alphabet> = word.chars().filter_map(alphabet).collect();
        alphabets.sort_unstable();
        alphabets.dedup();
        alphabets.len() > 1
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
}

fn alphabet(c: char) -> Option<Alphabet> {
    match c {
        'A'..='Z'
        | 'a'..='z'
        | '\u{00C0}'..='\u{024F}'
        | '\u{1E00}'..='\u{1EFF}'
        | '\u{FF21}'..='\u{FF3A}'
        | '\u{FF41}'..='\u{FF5A}' => Some(Alphabet::Latin),
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Some(Alphabet::Greek),
        '\u{0400}'..='\u{052F}'
        | '\u{1C80}'..='\u{1C8F}'
        | '\u{2DE0}'..='\u{2DFF}'
        | '\u{A640}'..='\u{A69F}' => Some(Alphabet::Cyrillic),
        _ => None,
    }
}

fn named(text: &str, lines: bool) -> String {
    let suspicious = |c: char| is_invisible(c) || (!lines && is_break(c));
    if !text.chars().any(suspicious) {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    name_each(None, &characters, None, lines)
}

fn name_each(before: Option<char>, text: &[char], after: Option<char>, lines: bool) -> String {
    let mut named = String::with_capacity(text.len() * 3);
    for (at, c) in text.iter().enumerate() {
        let next = text.get(at + 1).copied().or(after);
        match disguise(before_in(text, at, before), *c, next, lines) {
            Some(disguise) => {
                named.push('〔');
                named.push_str(disguise.word());
                named.push('〕');
            }
            None => named.push(*c),
        }
    }
    named
}

/// The character before, those left out that belong to it.
fn before_in(text: &[char], at: usize, before: Option<char>) -> Option<char> {
    text[..at].iter().rev().copied().find(|c| !is_selector(*c)).or(before)
}

fn disguise(before: Option<char>, c: char, after: Option<char>, lines: bool) -> Option<Disguise> {
    if is_break(c) {
        return (!lines).then_some(Disguise::LineBreak);
    }
    if !is_invisible(c) {
        return None;
    }
    Some(match c {
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => Disguise::Direction,
        // How a pictogram or a variant of a Chinese character is written; a flag's letters.
        c if is_selector(c) && before.is_some_and(|b| is_pictogram(b) || is_han(b)) => return None,
        '\u{E0020}'..='\u{E007F}' if before.is_some_and(|b| is_pictogram(b) || is_tag(b)) => {
            return None;
        }
        // What joins pictograms, and what Persian and the scripts of India are written with.
        '\u{200C}' | '\u{200D}' if joins(before, after) => return None,
        c if c.is_control() => Disguise::Control,
        _ => Disguise::Invisible,
    })
}

fn joins(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let script =
        |c| is_right_to_left(c) || matches!(c, '\u{0900}'..='\u{0DFF}' | '\u{1000}'..='\u{109F}');
    (is_pictogram(before) && is_pictogram(after)) || (script(before) && script(after))
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{0085}' | '\u{2028}' | '\u{2029}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

fn is_pictogram(c: char) -> bool {
    matches!(c,
        '#' | '*' | '0'..='9' | '\u{00A9}' | '\u{00AE}' | '\u{203C}' | '\u{2049}'
        | '\u{2100}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
        | '\u{1F000}'..='\u{1FAFF}')
}

fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

fn isolated(text: String) -> String {
    if text.chars().any(is_right_to_left) {
        format!("{ISOLATE}{text}{END_OF_ISOLATE}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_stand_for_itself_is_named_and_the_rest_is_as_it_was() {
        for same in [
            "陳怡君",
            "爸，妹妹會騎車了。\n我們都好 👨‍👩‍👧 ❤️ 1️⃣ 🏴\u{E0067}\u{E0062}\u{E007F}",
            "葛\u{E0100}城",
            "Nguyễn Thị Ánh",
            "क्\u{200D}ष",
            "",
        ] {
            assert_eq!(shown(same), same);
        }
        for (written, told) in [
            // 「配偶」 that reads as something else from there on.
            ("配偶\u{202E}偶非", "配偶〔方向字元〕偶非"),
            ("陳\u{200B}怡君", "陳〔看不見的字元〕怡君"),
            ("陳\u{200D}怡君", "陳〔看不見的字元〕怡君"),
            ("a\u{FE0F}b", "a〔看不見的字元〕b"),
            ("身分證\u{0}.jpg", "身分證〔控制字元〕.jpg"),
            ("\u{2067}gpj.exe\u{2069}", "〔方向字元〕gpj.exe〔方向字元〕"),
        ] {
            assert_eq!(shown_line(written), told);
            assert!(!disguises(written, false).is_empty(), "{told}");
        }
        assert_eq!(shown_line("陳怡君\n已通過"), "陳怡君〔換行〕已通過");
        assert_eq!(shown("第一行\n第二行"), "第一行\n第二行");
    }

    #[test]
    fn a_text_from_right_to_left_does_not_move_the_words_around_it() {
        assert_eq!(shown_line("שרה"), "\u{2068}שרה\u{2069}");
        assert_eq!(shown_line("فاطمه می\u{200C}روم"), "\u{2068}فاطمه می\u{200C}روم\u{2069}");
        // A text that would end the isolation before its time.
        assert_eq!(shown_line("שרה\u{2069}123"), "\u{2068}שרה〔方向字元〕123\u{2069}");
    }

    #[test]
    fn letters_of_two_alphabets_in_one_word_are_found() {
        assert_eq!(mixed_word("Maria Аnna"), Some("Аnna"));
        assert_eq!(mixed_word("Αlex"), Some("Αlex"));
        for plain in ["Maria Anna", "Анна Иванова", "Мария Anna", "Nguyễn Thị Ánh", "陳 Anna", ""]
        {
            assert_eq!(mixed_word(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_piece_is_named_with_what_stands_beside_it_in_mind() {
        assert_eq!(named_within("❤", "\u{FE0F}", "了"), "\u{FE0F}");
        assert_eq!(named_within("愛", "\u{202E}", "了"), "〔方向字元〕");
    }
}
