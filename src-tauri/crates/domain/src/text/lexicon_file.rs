//! Reads the lexicon's file, shipped or a facility's own.

use regex::RegexBuilder;

use super::concepts::{Concepts, Pattern};
use super::entry::{
    LexiconEntry, LexiconMatch, OBFUSCATION, PhonePattern, Severity, Strength, When,
};
use super::normal::fold_word;
use super::numbers::Phone;
use crate::TableError;
use crate::table::{Cell, Table};

pub(crate) const COLUMNS: [&str; 12] = [
    "id",
    "category",
    "term",
    "match",
    "severity",
    "strength",
    "reason",
    "clause",
    "when",
    "edges",
    "companions",
    "note",
];

/// Reads every entry that is not switched off. `shipped`: what a facility's file lies on top of;
/// an entry that is none of those is the facility's own, and says so by an F.
pub(super) fn read(
    file: &str,
    source: &str,
    shipped: Option<&[LexiconEntry]>,
    concepts: &mut Concepts,
) -> Result<Vec<LexiconEntry>, TableError> {
    let table = Table::read(file, source, &COLUMNS)?;
    for row in table.rows() {
        if let [_, category, term, kind, ..] = row.as_slice()
            && kind.text == "concept"
        {
            concepts.add(category, term)?;
        }
    }
    let mut entries: Vec<LexiconEntry> = Vec::new();
    for row in table.rows() {
        let [
            id,
            category,
            term,
            kind,
            severity,
            strength,
            reason,
            clause,
            when,
            edges,
            companions,
            note,
        ] = row.as_slice()
        else {
            continue;
        };
        let id_text = id.required("編號")?;
        if entries.iter().any(|known| known.id == id_text) {
            return Err(id.error(format!("編號 {id_text} 重複了")));
        }
        let is_new = |shipped: &[LexiconEntry]| shipped.iter().all(|known| known.id != id_text);
        if shipped.is_some_and(is_new) && !id_text.starts_with('F') {
            return Err(id.error("新增的編號要以 F 開頭，才不會和日後隨附的詞相撞"));
        }
        let word = term.required("詞或樣式")?;
        if word.chars().count() > 400 {
            return Err(term.error("詞或樣式太長，最多 400 字"));
        }
        let Some(severity) = read_severity(severity)? else { continue };
        let (when, triggers, also) = read_when(when)?;
        entries.push(LexiconEntry {
            id: id_text.to_owned(),
            category: category.required("類別")?.to_owned(),
            term: word.to_owned(),
            matches: read_match(kind, term, category.text, concepts)?,
            severity,
            strength: match strength.text {
                "strong" | "" => Strength::Strong,
                "weak" => Strength::Weak,
                other => {
                    return Err(
                        strength.error(format!("不認得的強弱「{other}」，可用 strong、weak"))
                    );
                }
            },
            reason: reason.text.to_owned(),
            clause: clause.text.to_owned(),
            note: note.text.to_owned(),
            digit_edges: edges.text == "digit",
            letter_edges: match edges.text {
                "" | "digit" => false,
                "letter" => true,
                other => {
                    return Err(edges.error(format!("不認得的邊界「{other}」，可用 digit、letter")));
                }
            },
            companions: split(companions).iter().map(|word| fold_word(word)).collect(),
            from_facility: shipped.is_some(),
            when,
            triggers,
            also,
        });
    }
    Ok(entries)
}

/// The ids that a file switches off.
pub(super) fn switched_off(file: &str, source: &str) -> Result<Vec<String>, TableError> {
    let table = Table::read(file, source, &COLUMNS)?;
    Ok(table
        .rows()
        .filter(|row| row.get(4).is_some_and(|severity| severity.text == "off"))
        .filter_map(|row| row.first().map(|id| id.text.to_owned()))
        .collect())
}

fn split(cell: &Cell<'_>) -> Vec<String> {
    cell.text.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn read_severity(cell: &Cell<'_>) -> Result<Option<Severity>, TableError> {
    Ok(Some(match cell.text {
        "allow" => Severity::Allow,
        "priority" => Severity::Priority,
        "flag" => Severity::Flag,
        "block" => Severity::Block,
        "escalate" => Severity::Escalate,
        "off" => return Ok(None),
        other => {
            return Err(cell.error(format!(
                "不認得的處理「{other}」，可用 allow、priority、flag、block、escalate、off"
            )));
        }
    }))
}

fn read_match(
    kind: &Cell<'_>,
    term: &Cell<'_>,
    category: &str,
    concepts: &Concepts,
) -> Result<LexiconMatch, TableError> {
    // Patterns are matched against folded text; what hides is looked for in the family's own.
    let pattern = if category == OBFUSCATION { term.text.to_owned() } else { fold_word(term.text) };
    Ok(match kind.text {
        "literal" => LexiconMatch::Literal,
        "regex" => LexiconMatch::Regex(
            RegexBuilder::new(&pattern)
                .size_limit(1 << 20)
                .build()
                .map_err(|_| term.error("樣式寫錯了；不支援前後查找與反向參照"))?,
        ),
        "phone" => LexiconMatch::Phone(PhonePattern(match term.text {
            "mobile" => Phone::Mobile,
            "mobile_abroad" => Phone::MobileAbroad,
            "landline" => Phone::Landline,
            "numerals" => Phone::Numerals,
            other => return Err(term.error(format!("不認得的電話「{other}」"))),
        })),
        "concepts" => LexiconMatch::Concepts(Pattern::read(term, concepts)?),
        "concept" => LexiconMatch::Words,
        "repeat" => match term.text.parse() {
            Ok(times) if times >= 3 => LexiconMatch::Repeat(times),
            _ => return Err(term.error("重複次數必須是 3 以上的整數")),
        },
        other => {
            return Err(kind.error(format!(
                "不認得的比對「{other}」，可用 literal、regex、phone、repeat、concepts、concept"
            )));
        }
    })
}

/// `words:假釋|移監&請|幫`: one of the first, found on the way, and one of the second.
fn read_when(cell: &Cell<'_>) -> Result<(When, Vec<String>, Vec<String>), TableError> {
    let when = match cell.text {
        "" | "always" => When::Always,
        "digits" => When::Digits,
        "letters" => When::Letters,
        "at" => When::AtSign,
        "invisible" => When::Invisible,
        "full_width" => When::FullWidth,
        "bopomofo" => When::Bopomofo,
        "circled" => When::Circled,
        "foreign_letters" => When::ForeignLetters,
        text => {
            let Some(groups) = text.strip_prefix("words:") else {
                return Err(cell.error(format!("不認得的條件「{text}」")));
            };
            let (first, second) = groups.split_once('&').unwrap_or((groups, ""));
            let words = |group: &str| -> Vec<String> {
                group.split('|').filter(|word| !word.is_empty()).map(fold_word).collect()
            };
            if words(first).is_empty() {
                return Err(cell.error("words: 之後要有至少一個詞"));
            }
            return Ok((When::Trigger, words(first), words(second)));
        }
    };
    Ok((when, Vec::new(), Vec::new()))
}
