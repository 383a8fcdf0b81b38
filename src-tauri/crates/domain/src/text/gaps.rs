//! Words that something parts: 自，殺, 保護 令, K 他命.

use super::hits::{MOST_HITS, Raw};
use super::lexicon::{Lexicon, Target};
use super::normal::{Normal, WIDEST_BREAK, is_chinese};

/// Words that a space, a line break, a mark or a picture parts: 自，殺, 保護 令. Most texts have no
/// such gap beside two characters of one word and do not come here.
pub(super) fn find_across_gaps(
    lexicon: &Lexicon,
    normal: &Normal<'_>,
    raw: &mut Vec<Raw>,
    ordinary: &mut Vec<(usize, usize)>,
) {
    let closed = Closed::of(normal);
    lexicon.finder.find(&closed.text, |found| {
        let target = lexicon.words[found.word as usize];
        if target == Target::Ordinary {
            ordinary.extend(closed.across_gap(found.start, found.end));
        }
        let Target::Entry(entry) = target else { return };
        if raw.len() >= MOST_HITS {
            return;
        }
        let Some((start, end)) = closed.across_gap(found.start, found.end) else { return };
        let text = normal.text();
        let goes_on = text[end..].chars().next().is_some_and(is_within_a_word);
        if goes_on && text[start..end].contains(ends_a_clause) {
            return;
        }
        raw.push(Raw { apart: true, ..Raw::new(entry, start, end) });
    });
}

/// Marks that also part what belongs to two sentences: 我們一起，走路去. A word across one counts
/// where nothing but a particle goes on after it.
fn ends_a_clause(c: char) -> bool {
    matches!(
        c,
        '，' | ',' | '。' | '！' | '!' | '？' | '?' | '；' | ';' | '：' | ':' | '、' | '\n' | '\r'
    )
}

fn is_within_a_word(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(
            c,
            '了' | '吧'
                | '的'
                | '嗎'
                | '啊'
                | '呀'
                | '喔'
                | '哦'
                | '呢'
                | '掉'
                | '好'
                | '算'
                | '啦'
                | '囉'
                | '嘛'
                | '我'
                | '你'
                | '他'
                | '她'
        )
}

/// A text with its gaps closed.
struct Closed {
    text: String,
    origin: Vec<usize>,
}

impl Closed {
    /// The normalised text without any gap between Chinese and what stands beyond, and for each
    /// byte the place in the normalised text that its character has.
    fn of(normal: &Normal<'_>) -> Self {
        let text = normal.text();
        let mut closed = Self { text: String::with_capacity(text.len()), origin: Vec::new() };
        let mut gap: Vec<(usize, char)> = Vec::new();
        let mut before: Option<char> = None;
        for (at, character) in text.char_indices() {
            if !is_word(character) {
                gap.push((at, character));
                continue;
            }
            let parts_a_word = gap.len() <= WIDEST_BREAK
                && before.is_some_and(|before| is_chinese(before) || is_chinese(character));
            if !parts_a_word {
                for &(at, character) in &gap {
                    closed.push(at, character);
                }
            }
            gap.clear();
            closed.push(at, character);
            before = Some(character);
        }
        closed
    }

    fn push(&mut self, at: usize, character: char) {
        self.text.push(character);
        self.origin.resize(self.text.len(), at);
    }

    /// The stretch of the normalised text behind a stretch of this one, if a gap lies in it.
    fn across_gap(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let from = *self.origin.get(start)?;
        let last = self.text[..end].chars().next_back()?;
        let to = self.origin.get(end - last.len_utf8())? + last.len_utf8();
        (to - from > end - start).then_some((from, to))
    }
}

fn is_word(c: char) -> bool {
    is_chinese(c) || c.is_ascii_alphanumeric()
}
