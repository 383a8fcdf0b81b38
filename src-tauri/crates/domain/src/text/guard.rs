//! A facility's own words on top of the shipped ones, and what no facility may take away: words of
//! despair and of violence have to be reported within hours (自殺防治法 11、家庭暴力防治法 50), so nobody
//! switches them off, weakens them, or covers them with a word that is allowed.

use super::entry::{LexiconEntry, LexiconMatch, is_guarded, lets_pass};
use super::lexicon::Lexicon;
use super::lexicon_file::{self, COLUMNS};
use super::scan::TextScan;
use crate::TableError;
use crate::table::{Cell, Table};

/// So many rows are named in one complaint; of the others only how many there are.
const NAMED: usize = 12;

impl Lexicon {
    /// This lexicon with a facility's file on top. An id known already is replaced, and switched
    /// off by the severity `off`; a new one is added.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong, and every row that takes away a word of
    /// despair or violence; nothing of a bad file is taken.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut entries = self.entries().to_vec();
        let mut concepts = self.concepts.clone();
        let own = lexicon_file::read(file, source, Some(self.entries()), &mut concepts)?;
        refuse(self, file, source, &own)?;
        for entry in own {
            match entries.iter_mut().find(|known| known.id == entry.id) {
                Some(known) => *known = entry,
                None => entries.push(entry),
            }
        }
        for id in lexicon_file::switched_off(file, source)? {
            entries.retain(|entry| entry.id != id);
        }
        Ok(Self::build(entries, concepts))
    }
}

/// Refuses a facility's file that takes one of these words away. `read` is what its rows are, those
/// that are switched off left out.
fn refuse(
    shipped: &Lexicon,
    file: &str,
    source: &str,
    read: &[LexiconEntry],
) -> Result<(), TableError> {
    let table = Table::read(file, source, &COLUMNS)?;
    let mut first: Option<TableError> = None;
    let mut named: Vec<String> = Vec::new();
    let mut note = |row: &[Cell<'_>], taken: &str| {
        let Some(id) = row.first() else { return };
        named.push(format!("{}「{taken}」", id.text));
        first.get_or_insert_with(|| id.error(""));
    };
    for row in table.rows() {
        let id = row.first().map_or("", |cell| cell.text);
        let own = read.iter().find(|entry| entry.id == id);
        let replaced = shipped.entries().iter().find(|known| known.id == id && is_guarded(known));
        if let Some(known) = replaced.filter(|known| !own.is_some_and(|own| keeps(own, known))) {
            note(&row, &known.term);
        } else if let Some(covered) = own.and_then(|own| covers(shipped, own)) {
            note(&row, &covered);
        }
    }
    let Some(first) = first else { return Ok(()) };
    let more = named.len().saturating_sub(NAMED);
    named.truncate(NAMED);
    let more = if more > 0 { format!("等，還有 {more} 列") } else { String::new() };
    let problem = format!(
        "輕生與受暴的詞依法要在 24 小時內通報（自殺防治法 11、家暴法 50），不能停用、改弱，也不能用 allow 蓋過；這些列不行：{}{more}",
        named.join("、")
    );
    Err(TableError { problem, ..first })
}

/// Whether a facility's row finds at least what the shipped one beneath it finds.
fn keeps(own: &LexiconEntry, shipped: &LexiconEntry) -> bool {
    let literal = |entry: &LexiconEntry| matches!(entry.matches, LexiconMatch::Literal);
    own.category == shipped.category
        && own.term == shipped.term
        && literal(own)
        && literal(shipped)
        && own.severity >= shipped.severity
        && own.strength >= shipped.strength
        && !own.digit_edges
        && !own.letter_edges
}

/// The word that a row would let pass, if there is one. A literal covers what is found within it; a
/// pattern, what it matches whole (in a scan no pattern of a facility covers such a word at all).
fn covers(shipped: &Lexicon, own: &LexiconEntry) -> Option<String> {
    if !lets_pass(own) {
        return None;
    }
    match &own.matches {
        LexiconMatch::Literal => {
            let scan = TextScan::new(shipped, "", &own.term);
            let found = scan.hits.iter().filter_map(|hit| shipped.entry(hit.entry));
            found.into_iter().find(|entry| is_guarded(entry)).map(|entry| entry.term.clone())
        }
        LexiconMatch::Regex(pattern) => {
            let guarded = shipped.entries().iter().filter(|entry| is_guarded(entry));
            let mut guarded = guarded.map(|entry| entry.term.as_str());
            guarded
                .find(|term| {
                    ["", "我", "我想", "我想要"].iter().any(|before| {
                        let text = format!("{before}{term}了");
                        let (from, to) = (before.len(), before.len() + term.len());
                        pattern.find_iter(&text).any(|it| it.start() <= from && to <= it.end())
                    })
                })
                .map(str::to_owned)
        }
        LexiconMatch::Phone(_)
        | LexiconMatch::Repeat(_)
        | LexiconMatch::Concepts(_)
        | LexiconMatch::Words => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Severity;
    use super::*;

    fn file(rows: &[String]) -> String {
        format!("{}\n{}\n", COLUMNS.join("\t"), rows.join("\n"))
    }

    fn taken(rows: &[String]) -> Result<Lexicon, TableError> {
        Lexicon::shipped().with_facility("他所.tsv", &file(rows))
    }

    fn row(id: &str, category: &str, term: &str, kind: &str, severity: &str) -> String {
        format!("{id}\t{category}\t{term}\t{kind}\t{severity}\tstrong\t\t\t\t\t\t")
    }

    fn urgent(lexicon: &Lexicon, text: &str) -> bool {
        let scan = TextScan::new(lexicon, "", text);
        scan.hits.iter().any(|hit| {
            lexicon
                .entry(hit.entry)
                .is_some_and(|entry| is_guarded(entry) && entry.severity == Severity::Escalate)
        })
    }

    #[test]
    fn a_file_that_switches_all_such_words_off_is_refused_and_names_its_rows() {
        let shipped = Lexicon::shipped().entries();
        let rows: Vec<String> = shipped
            .iter()
            .filter(|entry| is_guarded(entry))
            .map(|entry| row(&entry.id, &entry.category, &entry.term, "literal", "off"))
            .collect();
        assert!(rows.len() > 70);
        let error = taken(&rows).expect_err("refused");
        assert_eq!((error.file.as_str(), error.line, error.column), ("他所.tsv", 2, 1));
        for named in ["不能停用", "L120「不想活」", "L122「想死」"] {
            assert!(error.problem.contains(named), "{}", error.problem);
        }
        assert!(error.problem.contains(&format!("還有 {} 列", rows.len() - NAMED)));
    }

    #[test]
    fn one_such_word_may_not_be_switched_off_weakened_renamed_or_covered() {
        for (bad, word) in [
            (row("L124", "SELFHARM", "自殺", "literal", "off"), "自殺"),
            (row("L124", "", "x", "", "off"), "自殺"),
            (row("L124", "SELFHARM", "自殺", "literal", "flag"), "自殺"),
            (row("L124", "CASE", "自殺", "literal", "escalate"), "自殺"),
            (row("L124", "SELFHARM", "自殺防治專線", "literal", "escalate"), "自殺"),
            (row("L124", "ALLOW", "自殺", "literal", "allow"), "自殺"),
            (row("L158", "VIOLENCE", "被家暴", "literal", "priority"), "被家暴"),
            (row("F003", "ALLOW", "我想死", "literal", "allow"), "想死"),
            (row("F001", "ALLOW", "自殺", "literal", "allow"), "自殺"),
            (row("F001", "ALLOW", "我要 自殺 了", "literal", "allow"), "自殺"),
            (row("F001", "OFFICIAL", "被家暴的事", "literal", "allow"), "被家暴"),
            (row("F001", "ALLOW", "自.", "regex", "allow"), "自殺"),
            (row("F001", "ALLOW", ".*", "regex", "allow"), "不想活"),
            (row("F001", "ALLOW", "我想要.{2}", "regex", "allow"), "想死"),
        ] {
            let error = taken(std::slice::from_ref(&bad)).expect_err(&bad);
            assert!(error.problem.contains(&format!("「{word}」")), "{bad}: {}", error.problem);
        }
        let weak = "L124\tSELFHARM\t自殺\tliteral\tescalate\tweak\t\t\t\t\t\t".to_owned();
        assert!(taken(&[weak]).is_err());
    }

    #[test]
    fn what_takes_nothing_away_is_taken() {
        for good in [
            row("L124", "SELFHARM", "自殺", "literal", "escalate"),
            row("F001", "SELFHARM", "人間不值得", "literal", "escalate"),
            // Both are allowed in the shipped lexicon already.
            row("F002", "ALLOW", "跳樓大拍賣", "literal", "allow"),
            row("F001", "ALLOW", "想死你了喔", "literal", "allow"),
            row("L192", "ESCAPE", "圍牆", "literal", "off"),
            row("F001", "ALLOW", "花開了.{0,4}", "regex", "allow"),
            "F001\tALLOW\t自殺防治宣導\tliteral\tallow\tweak\t\t\t\t\t\t".to_owned(),
        ] {
            let own = taken(std::slice::from_ref(&good));
            let own = own.unwrap_or_else(|error| panic!("{good}: {error}"));
            assert!(urgent(&own, "我不想活了，我要自殺"), "{good}");
        }
    }

    #[test]
    fn a_pattern_that_slips_through_covers_no_such_word_all_the_same() {
        let sly = row("F001", "ALLOW", "昨天夜裡.{0,20}", "regex", "allow");
        let own = taken(&[sly]).expect("no word of it is known to cover one");
        assert!(urgent(&own, "昨天夜裡我又想自殺"));
        assert!(!urgent(&own, "昨天夜裡下雨"));
    }
}
