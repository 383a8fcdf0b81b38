//! Words of which some characters are written as they sound: 老ㄆㄛˊ.

use super::characters::{initial_of, is_bopomofo, spelt, syllable_of};

/// Whether a text has a character in bopomofo.
pub(crate) fn has_bopomofo(text: &str) -> bool {
    text.chars().any(is_bopomofo)
}

/// Whether a word can be what is written, a syllable in bopomofo standing for any character that is
/// read so whatever its tone. What is written in characters has to be the same.
pub(crate) fn reads_as(written: &str, word: &str) -> bool {
    let mut rest = written;
    for character in word.chars() {
        if let Some(after) = rest.strip_prefix(character) {
            rest = after;
            continue;
        }
        let Some((syllable, initial, length)) = spelt(rest) else { return false };
        let Some(read) = syllable_of(character) else { return false };
        if syllable.map_or(initial_of(read) != initial, |syllable| syllable != read) {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::reads_as;

    #[test]
    fn a_syllable_stands_for_the_characters_that_are_read_so() {
        for (written, word, same) in [
            ("老ㄆㄛˊ", "老婆", true),
            ("ㄇㄚㄇㄚ", "媽媽", true),
            ("ㄅㄚˋ爸", "爸爸", true),
            ("老ㄆ", "老婆", true),
            ("老ㄍㄨㄥ", "老婆", false),
            ("老ㄆㄛˊ的", "老婆", false),
            ("老", "老婆", false),
            ("", "", true),
        ] {
            assert_eq!(reads_as(written, word), same, "{written}");
        }
    }
}
