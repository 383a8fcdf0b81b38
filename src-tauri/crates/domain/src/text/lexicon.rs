//! 詞彙: the words and patterns that somebody should look at, and what a hit on each means.

use std::collections::HashSet;
use std::sync::OnceLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::guard;
use super::lexicon_file;
use super::normal::{Traits, fold_word};
use super::numbers::Phone;
use super::words::{Bits, WordFinder};
use crate::{FindingLevel, TableError};

const SHIPPED: &str = include_str!("../../../../../schema/rules/lexicon.tsv");

/// What a hit asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Harmless: takes away the hits inside it.
    Allow,
    /// Time-sensitive: raises priority, says nothing else.
    Priority,
    /// A person looks.
    Flag,
    /// Asks for what the notice excludes (貳.二).
    Block,
    /// A person looks at once.
    Escalate,
}

/// How much a hit weighs. Weak homographs (冰糖, 咖啡包) count only in combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    Weak,
    Strong,
}

/// How an entry is looked for.
#[derive(Debug, Clone)]
pub enum LexiconMatch {
    Literal,
    Regex(Regex),
    Phone(PhonePattern),
    /// The same character so many times.
    Repeat(u32),
}

/// Which phone numbers an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhonePattern(pub(super) Phone);

/// What has to be in a text before a pattern is worth running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    Digits,
    Letters,
    AtSign,
    Invisible,
    FullWidth,
    Bopomofo,
    Circled,
    ForeignLetters,
    /// One of the entry's trigger words is in the text.
    Trigger,
}

impl When {
    const ALWAYS: u16 = 1;
    const REPEATS: u16 = 1 << 9;
    pub(super) const TRIGGERED: u16 = 1 << 10;

    /// What a text has, a bit for each trait that a pattern may need.
    pub(super) fn offered(traits: &Traits) -> u16 {
        let bit = |at: u16, yes: bool| u16::from(yes) << at;
        Self::ALWAYS
            // The shortest number that is looked for has eight digits.
            | bit(1, traits.digits >= 8)
            | bit(2, traits.letters)
            | bit(3, traits.at_sign)
            | bit(4, traits.invisible)
            | bit(5, traits.full_width)
            | bit(6, traits.bopomofo)
            | bit(7, traits.circled)
            | bit(8, traits.foreign_letters)
            | bit(9, traits.longest_run >= 3)
    }
}

/// One entry.
#[derive(Debug, Clone)]
pub struct LexiconEntry {
    /// Such as `L095`; unique. A facility's own start with `F`.
    pub id: String,
    /// Such as `OFFICIAL`.
    pub category: String,
    /// The word or the pattern.
    pub term: String,
    pub matches: LexiconMatch,
    pub severity: Severity,
    pub strength: Strength,
    /// The reason of the catalogue that would fit; may be empty.
    pub reason: String,
    pub clause: String,
    pub note: String,
    /// Whether digits may not adjoin the match.
    pub digit_edges: bool,
    /// Whether Latin letters may not adjoin the match.
    pub letter_edges: bool,
    /// Words that make a weak entry strong where they stand within ten characters.
    pub companions: Vec<String>,
    pub from_facility: bool,
    pub(super) when: When,
    pub(super) triggers: Vec<String>,
    /// Of these too one has to be in the text, if there are any.
    pub(super) also: Vec<String>,
}

impl LexiconEntry {
    /// What to call a hit: the word itself, or for a pattern what it looks for.
    pub fn name(&self) -> &str {
        match self.matches {
            LexiconMatch::Literal => &self.term,
            _ => self.note.split(['，', '；', '→', '(', '（']).next().unwrap_or(&self.note),
        }
    }

    pub fn level(&self) -> FindingLevel {
        match self.severity {
            Severity::Allow | Severity::Priority => FindingLevel::Pass,
            Severity::Flag | Severity::Escalate => FindingLevel::Attention,
            Severity::Block => FindingLevel::Fail,
        }
    }

    /// The traits of which a text needs one for this pattern to be worth running, a bit each.
    fn needs(&self) -> u16 {
        if let LexiconMatch::Repeat(_) = self.matches {
            return When::REPEATS;
        }
        match self.when {
            When::Always => When::ALWAYS,
            When::Digits => 1 << 1,
            When::Letters => 1 << 2,
            When::AtSign => 1 << 3,
            When::Invisible => 1 << 4,
            When::FullWidth => 1 << 5,
            When::Bopomofo => 1 << 6,
            When::Circled => 1 << 7,
            When::ForeignLetters => 1 << 8,
            When::Trigger => When::TRIGGERED,
        }
    }

    /// Whether the category counts in combination: two hits with one strong go to a person.
    pub fn combines(&self) -> bool {
        matches!(self.category.as_str(), "CASE" | "DRUG" | "GANG_CODE")
    }

    pub fn is_obfuscation(&self) -> bool {
        self.category == "OBFUSCATION"
    }
}

/// What a category is called, and the two characters beside a mark.
pub fn category_names(category: &str) -> (&str, &str) {
    match category {
        "OFFICIAL" => ("公務事項", "公務"),
        "OFFICIAL_REQ" => ("公務請求", "公務"),
        "CONTACT" => ("聯絡方式", "聯絡"),
        "SELFHARM" => ("關懷優先", "關懷"),
        "VIOLENCE" => ("威脅或受暴", "安全"),
        "CASE" => ("案情或證人", "案情"),
        "ESCAPE" => ("戒護安全", "戒護"),
        "MONEY" => ("財物往來", "財物"),
        "DRUG" => ("毒品", "毒品"),
        "CONTRABAND" => ("違禁物品", "違禁"),
        "GANG_CODE" => ("幫派或代號", "代號"),
        "OBFUSCATION" => ("隱藏或改寫的字元", "隱字"),
        "TIME_BIRTHDAY" => ("生日", "時效"),
        "TIME_EXAM" => ("考試或畢業", "時效"),
        "TIME_BEREAVEMENT" => ("重病或喪事", "時效"),
        other => (other, "詞彙"),
    }
}

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

/// All entries, ready to scan with: every word in one pass.
pub struct Lexicon {
    entries: Vec<LexiconEntry>,
    pub(super) finder: WordFinder,
    /// For each word of the finder the entry, and whether it only triggers it.
    pub(super) words: Vec<(u32, bool)>,
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
            let entries = lexicon_file::read("lexicon.tsv", SHIPPED, None);
            Self::build(entries.expect("the shipped lexicon is read by a test"))
        })
    }

    /// This lexicon with a facility's file on top. An id known already is replaced, and switched
    /// off by the severity `off`; a new one is added.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong, and every row that takes away a word of
    /// despair or violence; nothing of a bad file is taken.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut entries = self.entries.clone();
        let own = lexicon_file::read(file, source, Some(&self.entries))?;
        guard::refuse(self, file, source, &own)?;
        for entry in own {
            match entries.iter_mut().find(|known| known.id == entry.id) {
                Some(known) => *known = entry,
                None => entries.push(entry),
            }
        }
        for id in lexicon_file::switched_off(file, source)? {
            entries.retain(|entry| entry.id != id);
        }
        Ok(Self::build(entries))
    }

    pub fn entries(&self) -> &[LexiconEntry] {
        &self.entries
    }

    pub fn entry(&self, index: u32) -> Option<&LexiconEntry> {
        self.entries.get(index as usize)
    }

    /// Whether the two characters on the sides of a gap may belong to one word.
    pub(super) fn may_span(&self, (before, after): (char, char)) -> bool {
        self.neighbours.contains(before, after)
    }

    fn build(entries: Vec<LexiconEntry>) -> Self {
        let mut terms: Vec<String> = Vec::new();
        let mut words = Vec::new();
        let mut others: Vec<(u32, u16)> = Vec::new();
        for (index, entry) in (0_u32..).zip(&entries) {
            if matches!(entry.matches, LexiconMatch::Literal) {
                terms.push(fold_word(&entry.term));
                words.push((index, false));
            } else {
                others.push((index, entry.needs()));
            }
            for trigger in &entry.triggers {
                terms.push(trigger.clone());
                words.push((index, true));
            }
        }
        let finder = WordFinder::new(terms.iter().map(String::as_str));
        let mut neighbours = Pairs::default();
        for (term, _) in terms.iter().zip(&words).filter(|(_, (_, is_trigger))| !is_trigger) {
            let term = term.to_ascii_lowercase();
            for (before, after) in term.chars().zip(term.chars().skip(1)) {
                neighbours.insert(before, after);
            }
        }
        let needs = others.iter().fold(0, |all, (_, needs)| all | needs);
        Self { entries, finder, words, others, neighbours, needs }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, Severity};

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
