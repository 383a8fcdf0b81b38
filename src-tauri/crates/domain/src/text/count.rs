//! 150 字 (貳.三) as people count them: one for what the eye sees as one character.

use unicode_segmentation::UnicodeSegmentation;

use super::is_invisible;

/// How long a text is, in grapheme clusters. Invisible characters do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextCount {
    /// With spaces and line breaks: 「含空白」.
    pub all: u32,
    /// Without them. Over the limit even so, the text is too long; between the two counts a person
    /// decides.
    pub without_space: u32,
}

/// Counts a text.
pub fn count_text(text: &str) -> TextCount {
    let mut count = TextCount::default();
    if text.chars().all(stands_alone) {
        for character in text.chars() {
            count.add(!character.is_whitespace());
        }
        return count;
    }
    for cluster in text.graphemes(true) {
        let mut visible = cluster.chars().filter(|c| !is_invisible(*c)).peekable();
        if visible.peek().is_some() {
            count.add(!visible.all(char::is_whitespace));
        }
    }
    count
}

impl TextCount {
    fn add(&mut self, solid: bool) {
        self.all = self.all.saturating_add(1);
        self.without_space = self.without_space.saturating_add(u32::from(solid));
    }
}

/// Characters that never join their neighbour into one cluster: for a text of these alone,
/// counting characters is counting clusters, and an order of magnitude faster.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~'
        | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}' | '\u{3105}'..='\u{312F}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

#[cfg(test)]
mod tests {
    use super::count_text;

    #[test]
    fn what_the_eye_sees_as_one_counts_as_one() {
        for (text, all, without_space) in [
            ("", 0, 0),
            ("你好", 2, 2),
            ("你 好\n", 4, 2),
            ("你\r\n好", 3, 2),
            ("晚\u{200b}餐\u{200b}", 2, 2),
            ("👨‍👩‍👧‍👦", 1, 1),
            ("👍🏽❤️", 2, 2),
            ("🇹🇼", 1, 1),
            ("e\u{301}", 1, 1),
            ("𠮷野家", 3, 3),
            ("葛\u{E0100}城", 2, 2),
            ("\u{202e}\u{2066}\u{feff}", 0, 0),
            ("\u{3000}\u{3000}好", 3, 1),
        ] {
            let count = count_text(text);
            assert_eq!((count.all, count.without_space), (all, without_space), "{text:?}");
        }
    }
}
