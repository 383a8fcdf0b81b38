//! 統一編號 and 統一證號: kind and checksum. A failing checksum is attention, never a rejection by
//! itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use crate::sex::Sex;
use crate::text::narrowed;

/// Fewer characters than this are no number, but 無 or a slip: two of those are not the same person.
const LEAST_TO_COMPARE: usize = 6;

/// Which number it is, or was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// 國民身分證: `[A-Z][12]` and eight digits.
    National,
    /// 新式統一證號, since 110: `[A-Z][89]` and eight digits.
    Resident,
    /// 舊式統一證號, until 119.12.31: `[A-Z][A-D]` and eight digits.
    OldResident,
    /// None of the three shapes.
    Unknown,
}

impl IdKind {
    /// As the screen names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::National => "國民身分證",
            Self::Resident => "新式統一證號",
            Self::OldResident => "舊式統一證號",
            Self::Unknown => "不明",
        }
    }
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdFault {
    /// There are not ten characters.
    Length,
    /// The first is no capital Latin letter.
    FirstLetter,
    /// The second is neither 1, 2, 8, 9 nor A to D.
    Second,
    /// One of the other eight is no digit.
    Digits,
    /// The weighted sum of all ten is no multiple of ten.
    Checksum,
}

impl IdFault {
    /// For the reviewer: what to look for on the card.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Length => "證號應為 10 碼，請看是否多打或漏打",
            Self::FirstLetter => "第 1 碼應為大寫英文字母",
            Self::Second => "第 2 碼應為 1、2（身分證）、8、9（新式證號）或 A 至 D（舊式證號）",
            Self::Digits => "第 3 碼起應全為數字，請看是否把 1 寫成 I、0 寫成 O",
            Self::Checksum => "檢查碼不符，請對照證件看是否打錯",
        }
    }
}

/// A number as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IdReading {
    /// By its shape; a number that fails its checksum has one all the same.
    pub kind: IdKind,
    /// The first thing wrong; `None` where the checksum holds too.
    pub fault: Option<IdFault>,
    /// As the second character tells: 1, 8, A, C male; 2, 9, B, D female.
    pub is_female: Option<bool>,
    /// How it was written otherwise than on the card.
    pub notation: Notation,
}

impl IdReading {
    /// Whether shape and checksum are right; says nothing of whose number it is.
    pub fn is_valid(&self) -> bool {
        self.fault.is_none()
    }
}

/// What was set aside before a number was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Notation {
    /// Full width, or another form of the same letter or digit.
    pub wide: bool,
    /// A small Latin letter for a capital one.
    pub small: bool,
    /// Spaces and line ends, at the ends too.
    pub spaced: bool,
    /// Dashes between the characters, of any form.
    pub dashed: bool,
    /// Characters that are not on the screen.
    pub unseen: bool,
}

impl Notation {
    fn of(number: &str) -> Self {
        let mut notation = Self::default();
        for c in number.chars() {
            // As it stands in a narrow keyboard's line.
            let narrow = narrowed(&format!("0{c}0"));
            match narrow.strip_prefix('0').and_then(|rest| rest.strip_suffix('0')) {
                Some("") => notation.unseen = true,
                Some(" ") => notation.spaced = true,
                Some(sign) if sign.chars().all(is_separator) => notation.dashed = true,
                Some(sign) => {
                    notation.wide |= !sign.chars().eq([c]);
                    notation.small |= sign.chars().any(|c| c.is_ascii_lowercase());
                }
                None => {}
            }
        }
        notation
    }

    /// `已將全形、小寫整理後檢查。`; nothing where the number stood as on a card.
    pub fn remark(self) -> Option<String> {
        let found: Vec<&str> = [
            (self.wide, "全形"),
            (self.small, "小寫"),
            (self.spaced, "空格"),
            (self.dashed, "連字號"),
            (self.unseen, "看不見的字元"),
        ]
        .into_iter()
        .filter_map(|(there, word)| there.then_some(word))
        .collect();
        (!found.is_empty()).then(|| format!("已將{}整理後檢查。", found.join("、")))
    }
}

/// What people type between the parts of a number.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{30FB}')
}

/// A number as it was meant: narrow, in capitals, without the spaces, dashes and unseen characters
/// that people type into it. Numbers are checked and held against each other in this form. Letters of
/// other scripts stay what they are: a Greek Ν is no N.
pub fn normal_number(number: &str) -> String {
    narrowed(number)
        .chars()
        .filter(|c| *c != ' ' && !is_separator(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// What a number is looked up by: [`normal_number`], if it is long enough to be one.
pub fn number_key(number: &str) -> Option<String> {
    Some(normal_number(number)).filter(|key| key.chars().count() >= LEAST_TO_COMPARE)
}

/// What the second character tells of a number that is built like one, whether or not its check
/// digit holds: 1, 8, A, C male; 2, 9, B, D female.
pub(crate) fn sex_of(number: &str) -> Option<Sex> {
    let characters: Vec<char> = normal_number(number).chars().collect();
    if !matches!(fault(&characters), None | Some(IdFault::Checksum)) {
        return None;
    }
    match characters.get(1)? {
        '1' | '8' | 'A' | 'C' => Some(Sex::Male),
        '2' | '9' | 'B' | 'D' => Some(Sex::Female),
        _ => None,
    }
}

/// Whether the number is a woman's and the relation a man's, or the other way round. Where one of
/// the two says nothing there is no contradiction.
pub fn sex_contradicts(number: &str, relation: &str) -> bool {
    match (sex_of(number), crate::relation_sex(relation)) {
        (Some(by_number), Some(by_relation)) => by_number != by_relation,
        _ => false,
    }
}

/// `A123***789`: enough to compare with a card, too little to use; of a number too short for that,
/// nothing.
pub fn masked(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    if chars.len() < 8 {
        return "＊".repeat(chars.len());
    }
    let head: String = chars[..4].iter().collect();
    let tail: String = chars[chars.len() - 3..].iter().collect();
    format!("{head}{}{tail}", "*".repeat(chars.len() - 7))
}

/// Whether a 統一證號 is a foreigner's: of the new ones the third character says so (0 to 6; 7 is a
/// national without household registration, 8 Hong Kong and Macao, 9 the mainland), of the old ones
/// the second (C, D).
pub fn is_foreigners(number: &str) -> bool {
    let characters: Vec<char> = normal_number(number).chars().collect();
    match read_id(number).kind {
        IdKind::Resident => matches!(characters.get(2), Some('0'..='6')),
        IdKind::OldResident => matches!(characters.get(1), Some('C' | 'D')),
        IdKind::National | IdKind::Unknown => false,
    }
}

/// Reads a number in its [normal form](normal_number); how it was written is no fault, but is told.
pub fn read_id(number: &str) -> IdReading {
    let characters: Vec<char> = normal_number(number).chars().collect();
    let kind = match characters.get(1) {
        Some('8' | '9') => IdKind::Resident,
        // Any other digit there is a slip in a national number: two digits changed places.
        Some(c) if c.is_ascii_digit() => IdKind::National,
        Some(c) if c.is_ascii_alphabetic() => IdKind::OldResident,
        _ => IdKind::Unknown,
    };
    let is_female = match characters.get(1) {
        Some('1' | '8' | 'A' | 'C') => Some(false),
        Some('2' | '9' | 'B' | 'D') => Some(true),
        _ => None,
    };
    let fault = fault(&characters);
    IdReading {
        kind,
        fault,
        is_female: is_female.filter(|_| fault.is_none()),
        notation: Notation::of(number),
    }
}

fn fault(characters: &[char]) -> Option<IdFault> {
    let [first, second, rest @ ..] = characters else { return Some(IdFault::Length) };
    if rest.len() != 8 {
        return Some(IdFault::Length);
    }
    let Some(first) = letter_value(*first) else { return Some(IdFault::FirstLetter) };
    let second = match second {
        '1' | '2' | '8' | '9' => *second as u32 - '0' as u32,
        // An old resident number counts with its second letter's units digit.
        'A'..='D' => letter_value(*second).map_or(0, |value| value % 10),
        _ => return Some(IdFault::Second),
    };
    let mut sum = first / 10 + first % 10 * 9 + second * 8;
    for (digit, weight) in rest.iter().zip([7, 6, 5, 4, 3, 2, 1, 1]) {
        let Some(digit) = digit.is_ascii_digit().then(|| *digit as u32 - '0' as u32) else {
            return Some(IdFault::Digits);
        };
        sum += digit * weight;
    }
    (sum % 10 != 0).then_some(IdFault::Checksum)
}

/// The letters' values are those of the first registration districts, hence their odd order.
fn letter_value(letter: char) -> Option<u32> {
    const ORDER: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    ORDER.chars().position(|c| c == letter).and_then(|at| u32::try_from(at).ok()).map(|at| at + 10)
}

/// `A12•••••89`: enough to compare with a document, too little to copy.
pub fn mask_id(number: &str) -> String {
    let characters: Vec<char> = number.chars().collect();
    if characters.len() < 6 {
        return "•".repeat(characters.len());
    }
    let (head, tail) = (3, 2);
    characters
        .iter()
        .enumerate()
        .map(|(at, c)| if at < head || at + tail >= characters.len() { *c } else { '•' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        IdFault, IdKind, Sex, letter_value, mask_id, normal_number, number_key, read_id,
        sex_contradicts, sex_of,
    };

    #[test]
    fn one_number_has_one_form_however_it_is_typed() {
        for typed in [
            "A123456789",
            "a123456789",
            "Ａ１２３４５６７８９",
            "A123-456-789",
            " A1234\u{3000}56789\u{200b}",
            "A123–456−789",
        ] {
            assert_eq!(normal_number(typed), "A123456789", "{typed}");
        }
        assert_eq!(number_key("無"), None);
        assert_eq!(number_key("－－－－－－－－"), None);
        assert_eq!(number_key("ZA09900001").as_deref(), Some("ZA09900001"));
    }

    #[test]
    fn every_kind_of_number_tells_the_sex_by_its_second_character() {
        for (number, sex) in [
            ("A123456789", Some(Sex::Male)),
            ("Z259000014", Some(Sex::Female)),
            ("Y806000035", Some(Sex::Male)),
            ("W978000117", Some(Sex::Female)),
            ("ZA09900001", Some(Sex::Male)),
            ("ZB09900003", Some(Sex::Female)),
            ("XC07700120", Some(Sex::Male)),
            ("YD06666668", Some(Sex::Female)),
            // A slip in the check digit says nothing of the second character.
            ("Z159000004", Some(Sex::Male)),
            ("ｚ２５９００００１４", Some(Sex::Female)),
            ("W528888808", None),
            ("ZE09900003", None),
            ("W80800010", None),
            ("", None),
        ] {
            assert_eq!(sex_of(number), sex, "{number}");
        }
    }

    #[test]
    fn a_daughter_with_a_mans_number_contradicts() {
        for (number, relation, contradicts) in [
            ("A123456789", "女兒", true),
            ("Z259000014", "女兒", false),
            ("W978000117", "先生", true),
            ("ZA09900001", "太太", true),
            ("A123456789", "配偶", false),
            ("A123456789", "社工", false),
            ("12345", "女兒", false),
        ] {
            assert_eq!(sex_contradicts(number, relation), contradicts, "{number} {relation}");
        }
    }

    #[test]
    fn letters_have_the_values_of_the_registration_districts() {
        for (letter, value) in [
            ('A', 10),
            ('H', 17),
            ('I', 34),
            ('J', 18),
            ('O', 35),
            ('V', 29),
            ('W', 32),
            ('X', 30),
            ('Y', 31),
            ('Z', 33),
        ] {
            assert_eq!(letter_value(letter), Some(value), "{letter}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (number, fault) in [
            ("A123456789", None),
            ("а123456789", Some(IdFault::FirstLetter)),
            ("Α123456789", Some(IdFault::FirstLetter)),
            ("ı123456789", Some(IdFault::FirstLetter)),
            ("K12-01234", Some(IdFault::Length)),
            ("A12345678O", Some(IdFault::Digits)),
            ("A323456789", Some(IdFault::Second)),
            ("A123456780", Some(IdFault::Checksum)),
            ("A12345678", Some(IdFault::Length)),
            ("", Some(IdFault::Length)),
            ("身分證字號是這個喔喔", Some(IdFault::FirstLetter)),
        ] {
            assert_eq!(read_id(number).fault, fault, "{number}");
        }
    }

    #[test]
    fn how_a_number_was_written_is_told_and_is_no_fault() {
        for (number, remark) in [
            ("A123456789", None),
            ("a123456789", Some("已將小寫整理後檢查。")),
            ("Ａ１２３４５６７８９", Some("已將全形整理後檢查。")),
            ("ａ１２３４５６７８９", Some("已將全形、小寫整理後檢查。")),
            ("\u{3000}A123456789", Some("已將空格整理後檢查。")),
            ("A123 456\u{3000}789\n", Some("已將空格整理後檢查。")),
            ("A123－456–789", Some("已將連字號整理後檢查。")),
            ("A12345\u{200b}6789", Some("已將看不見的字元整理後檢查。")),
        ] {
            let reading = read_id(number);
            assert_eq!(reading.fault, None, "{number}");
            assert_eq!(reading.notation.remark().as_deref(), remark, "{number}");
        }
        let wrong = read_id("ａ１２３４５６７８０");
        assert_eq!((wrong.fault, wrong.kind), (Some(IdFault::Checksum), IdKind::National));
        assert!(wrong.notation.wide && wrong.notation.small);
    }

    #[test]
    fn a_masked_number_shows_head_and_tail() {
        assert_eq!(mask_id("A123456789"), "A12•••••89");
        assert_eq!(mask_id("A12"), "•••");
    }

    #[test]
    fn a_resident_of_hong_kong_or_the_mainland_is_no_foreigner() {
        for (number, foreigner) in [
            ("A800000014", true),
            ("a9 00000014", true),
            ("AC01234567", true),
            ("AB01234567", false),
            ("A870000014", false),
            ("A980000014", false),
            ("A890000014", false),
            ("A123456789", false),
            ("護照", false),
        ] {
            assert_eq!(super::is_foreigners(number), foreigner, "{number}");
        }
    }
}
