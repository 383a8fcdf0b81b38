//! One entry of the lexicon: what is looked for, and what a hit on it means.

use regex::Regex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::concepts::Pattern;
use super::normal::Traits;
use super::numbers::Phone;
use crate::FindingLevel;

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
    /// May be harmless: weighs only beside others.
    Weak,
    /// Weighs by itself.
    Strong,
}

/// How an entry is looked for.
#[derive(Debug, Clone)]
pub enum LexiconMatch {
    /// The term, word for word in the normalised text.
    Literal,
    /// A pattern over the normalised text.
    Regex(Regex),
    /// A telephone number, however it is written.
    Phone(PhonePattern),
    /// The same character so many times.
    Repeat(u32),
    /// Concepts that stand together in one sentence.
    Concepts(Pattern),
    /// Only adds words to a concept, the entry's category.
    Words,
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

/// The category of characters that hide or disguise; looked for in the family's own text.
pub(super) const OBFUSCATION: &str = "OBFUSCATION";

/// One entry.
#[derive(Debug, Clone)]
pub struct LexiconEntry {
    /// Such as `L095`; unique. A facility's own start with `F`.
    pub id: String,
    /// Such as `OFFICIAL`.
    pub category: String,
    /// The word or the pattern.
    pub term: String,
    /// How `term` is looked for.
    pub matches: LexiconMatch,
    /// What a hit asks for.
    pub severity: Severity,
    /// Whether a hit weighs by itself.
    pub strength: Strength,
    /// The reason of the catalogue that would fit; may be empty.
    pub reason: String,
    /// The notice's clause or the law; may be empty.
    pub clause: String,
    /// Why it is looked for, for staff; may be empty.
    pub note: String,
    /// Whether digits may not adjoin the match.
    pub digit_edges: bool,
    /// Whether Latin letters may not adjoin the match.
    pub letter_edges: bool,
    /// Words that make a weak entry strong where they stand within ten characters.
    pub companions: Vec<String>,
    /// Whether the facility added it, rather than the shipped list.
    pub from_facility: bool,
    pub(super) when: When,
    pub(super) triggers: Vec<String>,
    /// Of these too one has to be in the text, if there are any.
    pub(super) also: Vec<String>,
}

impl LexiconEntry {
    /// Of a pattern: its parts as they are written, such as 請託 and 返家／接見. Of anything else none.
    pub fn concepts(&self) -> Vec<String> {
        if !matches!(self.matches, LexiconMatch::Concepts(_)) {
            return Vec::new();
        }
        let wanted = self.term.split(['-', '~']).next().unwrap_or_default();
        wanted.split(['+', '>']).map(|part| part.replace('/', "／")).collect()
    }

    /// What to call a hit: the word itself, or for a pattern what it looks for.
    pub fn name(&self) -> &str {
        match self.matches {
            LexiconMatch::Literal => &self.term,
            _ => self.note.split(['，', '；', '→', '(', '（']).next().unwrap_or(&self.note),
        }
    }

    /// The level of the finding that a single hit gives.
    pub fn level(&self) -> FindingLevel {
        match self.severity {
            Severity::Allow | Severity::Priority => FindingLevel::Pass,
            Severity::Flag | Severity::Escalate => FindingLevel::Attention,
            Severity::Block => FindingLevel::Fail,
        }
    }

    /// The traits of which a text needs one for this pattern to be worth running, a bit each.
    pub(super) fn needs(&self) -> u16 {
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
    pub(crate) fn combines(&self) -> bool {
        matches!(self.category.as_str(), "CASE" | "DRUG" | "GANG_CODE")
    }

    /// Whether it looks for characters that hide words, in the text as the family wrote it.
    pub(crate) fn is_obfuscation(&self) -> bool {
        self.category == OBFUSCATION
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
        "RELAY" => ("代人傳話", "傳話"),
        "VICTIM" => ("接觸被害人", "被害"),
        "INSULT" => ("羞辱或仇恨", "羞辱"),
        "SEXUAL" => ("性的內容", "性"),
        "PRIVACY" => ("他人隱私", "隱私"),
        "GANG_CODE" => ("幫派或代號", "代號"),
        "OBFUSCATION" => ("隱藏或改寫的字元", "隱字"),
        "TIME_BIRTHDAY" => ("生日", "時效"),
        "TIME_EXAM" => ("考試或畢業", "時效"),
        "TIME_BEREAVEMENT" => ("重病或喪事", "時效"),
        other => (other, "詞彙"),
    }
}

/// Whether an entry is one of the words of despair and of violence, which have to be reported within
/// hours.
pub(super) fn is_guarded(entry: &LexiconEntry) -> bool {
    matches!(entry.category.as_str(), "SELFHARM" | "VIOLENCE")
}

/// Whether an entry lets texts pass that it covers.
pub(super) fn lets_pass(entry: &LexiconEntry) -> bool {
    entry.severity == Severity::Allow && entry.strength == Strength::Strong
}
