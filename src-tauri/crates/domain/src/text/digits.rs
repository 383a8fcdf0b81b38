//! Digits in all the ways they are written: as words, by radio, in other scripts.

/// The value of a digit in any of the ways a phone number is written: ASCII, Chinese numerals,
/// formal numerals, and the numerals called out by radio (洞么兩…勾拐).
pub(crate) fn digit_of(character: char) -> Option<u8> {
    Some(match character {
        '0'..='9' => character as u8 - b'0',
        '零' | '〇' | '○' | '◯' | '洞' => 0,
        '一' | '壹' | '么' | '幺' => 1,
        '二' | '貳' | '兩' => 2,
        '三' | '參' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陸' => 6,
        '七' | '柒' | '拐' => 7,
        '八' | '捌' => 8,
        '九' | '玖' | '勾' => 9,
        _ => return None,
    })
}

/// The zeros of the decimal digits of other scripts; the nine others follow each.
const ZEROS: [u32; 38] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0x104A0, 0x11066, 0x1FBF0,
];

/// The ASCII digit that a decimal digit of another script stands for: ٠٩, ०९.
pub(super) fn decimal_digit(character: char) -> Option<char> {
    let code = character as u32;
    let at = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    char::from_digit(code - ZEROS[at], 10)
}
