//! Concepts and patterns over them: what is asked for, and of what, within one sentence.
//!
//! A concept is a list of words that mean the same to a rule (請託: 幫我, 拜託, 麻煩 …). A pattern says
//! which concepts stand together: `請託+接見` in any order, `轉告>同房` in this one, `請託+接見/返家`
//! with either, `打+身體-球類` not where the last is in the sentence too, `~20` within so many
//! characters of each other.

use std::collections::HashSet;

use crate::TableError;
use crate::table::{Cell, Table};

use super::normal::fold_word;

const SHIPPED: &str = include_str!("../../../../../schema/rules/concepts.tsv");
/// So many fit the bits of a text.
const MOST_CONCEPTS: usize = 128;
/// As many characters may stand between two concepts where a pattern says nothing else.
const WITHIN: usize = 8;

/// Every concept by name, with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Concepts {
    names: Vec<String>,
    /// Word and concept.
    pub words: Vec<(String, u8)>,
}

impl Concepts {
    /// The concepts that come with the desk.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong.
    pub fn shipped() -> Result<Self, TableError> {
        Self::read("concepts.tsv", SHIPPED)
    }

    fn read(file: &str, source: &str) -> Result<Self, TableError> {
        let mut concepts = Self::default();
        for row in Table::read(file, source, &["concept", "words"])?.rows() {
            let [name, words] = row.as_slice() else { continue };
            concepts.add(name, words)?;
        }
        Ok(concepts)
    }

    /// Adds words, separated by `|`, to a concept; a new name begins a new one.
    pub fn add(&mut self, name: &Cell<'_>, words: &Cell<'_>) -> Result<(), TableError> {
        let text = name.required("概念")?;
        if text.contains(['+', '>', '/', '-', '~', '|']) {
            return Err(name.error("概念的名稱不可有 + > / - ~ |"));
        }
        let at = match self.place(text) {
            Some(at) => at,
            None if self.names.len() >= MOST_CONCEPTS => {
                return Err(name.error(format!("概念最多 {MOST_CONCEPTS} 個")));
            }
            None => {
                self.names.push(text.to_owned());
                self.names.len() - 1
            }
        };
        let at = u8::try_from(at).unwrap_or(u8::MAX);
        for word in words.required("詞")?.split('|').filter(|word| !word.is_empty()) {
            let word = (fold_word(word), at);
            if !self.words.contains(&word) {
                self.words.push(word);
            }
        }
        Ok(())
    }

    /// The words that one of the two has in a concept and the other has not.
    pub fn difference<'c>(&'c self, other: &'c Self) -> Vec<&'c str> {
        let only = |one: &'c Self, other: &'c Self| {
            let known: HashSet<(&str, &str)> = other.named_words().collect();
            one.named_words().filter(move |word| !known.contains(word)).map(|(_, word)| word)
        };
        only(self, other).chain(only(other, self)).collect()
    }

    /// Every word with its concept's name.
    fn named_words(&self) -> impl Iterator<Item = (&str, &str)> {
        let name = |at: &u8| self.names.get(usize::from(*at)).map_or("", String::as_str);
        self.words.iter().map(move |(word, at)| (name(at), word.as_str()))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

/// Which concepts have to stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// For each part the concepts of which one has to be there, a bit each.
    parts: Vec<u128>,
    ordered: bool,
    /// Concepts of which none may be in the sentence.
    without: u128,
    within: usize,
}

impl Pattern {
    /// Reads a pattern as the module describes it.
    pub(super) fn read(cell: &Cell<'_>, concepts: &Concepts) -> Result<Self, TableError> {
        let (text, within) = match cell.text.split_once('~') {
            None => (cell.text, WITHIN),
            Some((text, number)) => match number.parse() {
                Ok(within) if within <= 150 => (text, within),
                _ => return Err(cell.error("~ 之後要是 0 到 150 的字數")),
            },
        };
        let mut excluded = text.split('-');
        let wanted = excluded.next().unwrap_or_default();
        let ordered = wanted.contains('>');
        if ordered && wanted.contains('+') {
            return Err(cell.error("一個樣式只能都用 +，或都用 >"));
        }
        let bits = |names: &str| -> Result<u128, TableError> {
            names.split('/').try_fold(0, |all, name| match concepts.place(name) {
                Some(at) => Ok(all | 1 << at),
                None => Err(cell.error(format!("沒有「{name}」這個概念"))),
            })
        };
        let parts = wanted.split(['+', '>']).map(bits).collect::<Result<Vec<_>, _>>()?;
        let without = excluded.try_fold(0, |all, names| Ok(all | bits(names)?))?;
        if parts.len() > 3 || (parts.len() == 1 && without == 0) {
            return Err(cell.error("樣式要有兩個或三個概念；只有一個時要有不可同在的"));
        }
        Ok(Self { parts, ordered, without, within })
    }

    /// The same, whatever else the sentence mentions.
    pub(super) fn without_exceptions(&self) -> Self {
        Self { without: 0, ..self.clone() }
    }
}

/// A word of a concept in a normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    pub concept: u8,
    pub start: usize,
    pub end: usize,
}

/// All mentions of a text, by sentence.
pub(super) struct Mentions<'t> {
    text: &'t str,
    all: Vec<Mention>,
    /// A bit for each concept that is mentioned.
    present: u128,
}

impl<'t> Mentions<'t> {
    pub fn new(text: &'t str, mut all: Vec<Mention>) -> Self {
        all.sort_by_key(|it| (it.start, it.end));
        let present = all.iter().fold(0_u128, |present, it| present | 1 << it.concept);
        Self { text, all, present }
    }

    /// The smallest stretch of each sentence in which a pattern's concepts stand together.
    pub fn find(&self, pattern: &Pattern, mut found: impl FnMut(usize, usize)) {
        if self.all.len() < pattern.parts.len() || !self.may_hold(pattern) {
            return;
        }
        for sentence in self.sentences() {
            if sentence.iter().any(|it| pattern.without >> it.concept & 1 == 1) {
                continue;
            }
            if let Some((start, end)) = self.smallest(pattern, sentence) {
                found(start, end);
            }
        }
    }

    fn may_hold(&self, pattern: &Pattern) -> bool {
        pattern.parts.iter().all(|part| part & self.present != 0)
    }

    /// Mentions without the end of a sentence between.
    pub fn sentences(&self) -> impl Iterator<Item = &[Mention]> {
        self.all
            .chunk_by(|a, b| b.start <= a.end || !self.text[a.end..b.start].contains(ends_sentence))
    }

    /// The smallest stretch in which each part has its mention, near the one before.
    fn smallest(&self, pattern: &Pattern, sentence: &[Mention]) -> Option<(usize, usize)> {
        let all = (1_u8 << pattern.parts.len()) - 1;
        let mut best: Option<(usize, usize)> = None;
        for (at, first) in sentence.iter().enumerate() {
            self.extend(pattern, &sentence[at..], all, None, &mut |last: &Mention| {
                let (start, end) = (first.start, last.end);
                if best.is_none_or(|(from, to)| end - start < to - from) {
                    best = Some((start, end));
                }
            });
        }
        best
    }

    /// Gives the first of `rest` to each open part that it can stand for, and goes on to those that
    /// follow it nearby; `before` is the mention taken last.
    fn extend(
        &self,
        pattern: &Pattern,
        rest: &[Mention],
        open: u8,
        before: Option<&Mention>,
        done: &mut impl FnMut(&Mention),
    ) {
        let Some((it, after)) = rest.split_first() else { return };
        debug_assert!(before.is_none_or(|before| before.end <= it.start));
        for (place, wanted) in pattern.parts.iter().enumerate() {
            let bit = 1_u8 << place;
            let earlier_is_open = open & (bit - 1) != 0;
            if open & bit == 0
                || wanted >> it.concept & 1 == 0
                || (pattern.ordered && earlier_is_open)
            {
                continue;
            }
            if open == bit {
                done(it);
                continue;
            }
            for (skipped, next) in after.iter().enumerate() {
                if next.start < it.end {
                    continue;
                }
                if !self.is_near(it.end, next.start, pattern) {
                    break;
                }
                self.extend(pattern, &after[skipped..], open & !bit, Some(it), done);
            }
        }
    }

    fn is_near(&self, from: usize, to: usize, pattern: &Pattern) -> bool {
        self.text[from..to].chars().nth(pattern.within).is_none()
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts() -> Concepts {
        let source = "concept\twords\n請\t幫我|麻煩\n事\t接見|會客\n人\t主管\n球\t籃球\n";
        Concepts::read("概念.tsv", source).expect("readable")
    }

    fn pattern(text: &str) -> Result<Pattern, TableError> {
        let source = format!("term\n{text}\n");
        let table = Table::read("樣式.tsv", &source, &["term"]).expect("a table");
        let row = table.rows().next().expect("a row");
        Pattern::read(&row[0], &concepts())
    }

    fn found(pattern_text: &str, text: &str) -> Vec<String> {
        let concepts = concepts();
        let mut all = Vec::new();
        for (word, concept) in &concepts.words {
            let mentions = text.match_indices(word.as_str());
            all.extend(mentions.map(|(start, word)| Mention {
                concept: *concept,
                start,
                end: start + word.len(),
            }));
        }
        let mut stretches = Vec::new();
        let pattern = pattern(pattern_text).expect("a pattern");
        Mentions::new(text, all)
            .find(&pattern, |start, end| stretches.push(text[start..end].to_owned()));
        stretches
    }

    #[test]
    fn concepts_meet_within_a_sentence() {
        for (pattern, text, expected) in [
            ("請+事", "麻煩安排會客", vec!["麻煩安排會客"]),
            ("請+事", "會客麻煩你", vec!["會客麻煩"]),
            ("請>事", "會客麻煩你", vec![]),
            ("請+事", "麻煩你。會客見", vec![]),
            ("請+事", "麻煩一二三四五六七八會客", vec!["麻煩一二三四五六七八會客"]),
            ("請+事", "麻煩一二三四五六七八九會客", vec![]),
            ("請+事~9", "麻煩一二三四五六七八九會客", vec!["麻煩一二三四五六七八九會客"]),
            ("請+事-球", "麻煩會客帶籃球", vec![]),
            ("請+事+人", "麻煩主管排會客", vec!["麻煩主管排會客"]),
            ("請+事/人", "麻煩主管", vec!["麻煩主管"]),
            ("請+事", "麻煩先幫我接見。會客也麻煩", vec!["幫我接見", "會客也麻煩"]),
        ] {
            assert_eq!(found(pattern, text), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_bad_pattern_is_refused() {
        for bad in ["請", "請+無此", "請+事>人", "請+事+人+球", "請+事~x", "請+事~151", "請+事-無"]
        {
            assert!(pattern(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bad_file_is_refused_and_the_shipped_one_is_read() {
        for bad in ["\t詞", "甲\t", "甲+乙\t詞"] {
            let source = format!("concept\twords\n{bad}\n");
            assert!(Concepts::read("概念.tsv", &source).is_err(), "{bad}");
        }
        let shipped = Concepts::shipped().expect("readable");
        assert!(shipped.names.len() >= 30);
    }
}
