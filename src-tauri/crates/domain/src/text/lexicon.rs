//! 詞彙: the words and patterns that somebody should look at, and what a hit on each means.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::concepts::{Concepts, Mention, Mentions, Pattern};
use super::disguise::Disguises;
use super::entry::{LexiconEntry, LexiconMatch};
use super::lexicon_file;
use super::normal::fold_word;
use super::words::{Bits, WordFinder};

const ORDINARY: &str = include_str!("../../../../../schema/rules/ordinary_words.tsv");
const SHIPPED: &str = include_str!("../../../../../schema/rules/lexicon.tsv");

/// Pairs of characters; most questions end at the first one's bit.
#[derive(Default)]
struct Pairs {
    first: Bits,
    all: HashSet<(char, char)>,
}

impl Pairs {
    fn insert(&mut self, before: char, after: char) {
        self.first.insert(before.into());
        self.all.insert((before, after));
    }

    fn contains(&self, before: char, after: char) -> bool {
        self.first.contains(before.into()) && self.all.contains(&(before, after))
    }
}

/// Words that are another word's letters and not its meaning: 工作證 is no 作證.
fn ordinary() -> impl Iterator<Item = &'static str> {
    let lines = ORDINARY.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(str::trim).filter(|word| !word.is_empty())
}

/// What a word of the finder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A literal entry.
    Entry(u32),
    /// A word without which an entry's pattern need not be run.
    Trigger(u32),
    Concept(u8),
    /// A word in which shorter ones do not count.
    Ordinary,
}

/// All entries, ready to scan with: every word in one pass.
pub struct Lexicon {
    entries: Vec<LexiconEntry>,
    pub(super) finder: WordFinder,
    /// What each word of the finder stands for.
    pub(super) words: Vec<Target>,
    pub(super) concepts: Concepts,
    /// Entries that are patterns over concepts.
    pub(super) patterns: Vec<(u32, Pattern)>,
    pub(super) disguises: Disguises,
    /// Entries that are not literals, in order, each with the traits of which a text needs one.
    pub(super) others: Vec<(u32, u16)>,
    /// Any two characters that stand side by side in a word.
    neighbours: Pairs,
    /// All of those traits: a text with none of them has nothing for the patterns.
    pub(super) needs: u16,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} entries)", self.entries.len())
    }
}

impl Lexicon {
    /// The lexicon that comes with the desk.
    pub fn shipped() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            let mut concepts =
                Concepts::shipped().expect("the shipped concepts are read by a test");
            let entries = lexicon_file::read("lexicon.tsv", SHIPPED, None, &mut concepts);
            Self::build(entries.expect("the shipped lexicon is read by a test"), concepts)
        })
    }

    /// In the order that [`Hit::entry`](crate::text::Hit::entry) counts in.
    pub fn entries(&self) -> &[LexiconEntry] {
        &self.entries
    }

    /// By its index; `None` beyond the last.
    pub fn entry(&self, index: u32) -> Option<&LexiconEntry> {
        self.entries.get(index as usize)
    }

    /// Whether the two characters on the sides of a gap may belong to one word.
    pub(super) fn may_span(&self, (before, after): (char, char)) -> bool {
        self.neighbours.contains(before, after)
    }

    /// All concepts that a normalised text mentions.
    pub(super) fn mentions<'t>(&self, text: &'t str) -> Mentions<'t> {
        let mut all = Vec::new();
        self.finder.find(text, |found| {
            if let Target::Concept(concept) = self.words[found.word as usize] {
                all.push(Mention { concept, start: found.start, end: found.end });
            }
        });
        Mentions::new(text, all)
    }

    pub(super) fn build(entries: Vec<LexiconEntry>, concepts: Concepts) -> Self {
        let mut terms: Vec<String> = Vec::new();
        let mut words = Vec::new();
        let mut others: Vec<(u32, u16)> = Vec::new();
        let mut patterns = Vec::new();
        for (index, entry) in (0_u32..).zip(&entries) {
            match &entry.matches {
                LexiconMatch::Literal => {
                    terms.push(fold_word(&entry.term));
                    words.push(Target::Entry(index));
                }
                LexiconMatch::Concepts(pattern) => patterns.push((index, pattern.clone())),
                LexiconMatch::Words => {}
                LexiconMatch::Regex(_) | LexiconMatch::Phone(_) | LexiconMatch::Repeat(_) => {
                    others.push((index, entry.needs()));
                }
            }
            for trigger in &entry.triggers {
                terms.push(trigger.clone());
                words.push(Target::Trigger(index));
            }
        }
        for (word, concept) in &concepts.words {
            terms.push(word.clone());
            words.push(Target::Concept(*concept));
        }
        for word in ordinary() {
            terms.push(fold_word(word));
            words.push(Target::Ordinary);
        }
        let finder = WordFinder::new(terms.iter().map(String::as_str));
        let mut neighbours = Pairs::default();
        let literals = terms.iter().zip(&words).filter(|(_, to)| matches!(to, Target::Entry(_)));
        for (term, _) in literals {
            let term = term.to_ascii_lowercase();
            for (before, after) in term.chars().zip(term.chars().skip(1)) {
                neighbours.insert(before, after);
            }
        }
        let needs = others.iter().fold(0, |all, (_, needs)| all | needs);
        let disguises = Disguises::of(&entries);
        Self { entries, finder, words, concepts, patterns, disguises, others, neighbours, needs }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Severity;
    use super::Lexicon;

    #[test]
    fn the_shipped_lexicon_is_read() {
        let lexicon = Lexicon::shipped();
        assert!(lexicon.entries().len() >= 295);
        assert!(lexicon.entries().iter().any(|entry| entry.severity == Severity::Escalate));
    }

    #[test]
    fn a_facilitys_bad_file_is_refused_with_line_and_column() {
        let header = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";
        let problem = |row: &str| {
            let error = Lexicon::shipped()
                .with_facility("本機關詞彙.tsv", &format!("{header}{row}\n"))
                .expect_err("the row is bad");
            (error.line, error.column)
        };
        assert_eq!(problem("F1\tOFFICIAL\t(接見\tregex\tflag\tstrong\t\t\t\t\t\t"), (2, 13));
        assert_eq!(problem("F1\tOFFICIAL\t接見\tliteral\tflags\tstrong\t\t\t\t\t\t"), (2, 24));
        assert_eq!(problem("F1\tOFFICIAL\t\tliteral\tflag\tstrong\t\t\t\t\t\t"), (2, 13));
    }

    #[test]
    fn a_facility_adds_replaces_and_switches_off() {
        let header = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";
        let shipped = Lexicon::shipped();
        let own = shipped
            .with_facility(
                "本機關詞彙.tsv",
                &format!("{header}F1\tOFFICIAL\t電話接見預約\tliteral\tflag\tstrong\tP01\t貳.二\t\t\t\t\nL192\tESCAPE\t圍牆\tliteral\toff\tstrong\t\t\t\t\t\t\n"),
            )
            .expect("the file is good");
        assert!(own.entries().iter().any(|entry| entry.id == "F1" && entry.from_facility));
        assert!(own.entries().iter().all(|entry| entry.id != "L192"));
        assert_eq!(own.entries().len(), shipped.entries().len());
    }
}
