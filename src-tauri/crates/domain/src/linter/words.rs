//! What the linter knows: terms with their advice, and the words that tell one use of a term from
//! another.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::surnames::surnames;
use crate::table::{Cell, Table};
use crate::text::fold_word;
use crate::{FindingLevel, TableError};

const TERMS: &str = include_str!("../../../../../schema/rules/linter.tsv");
const TERM_COLUMNS: [&str; 5] = ["rule", "term", "level", "when", "advice"];
const WORDS: &str = include_str!("../../../../../schema/rules/linter_words.tsv");
const WORD_COLUMNS: [&str; 3] = ["list", "words", "note"];

/// In which company a term is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// Unless the family told it themselves, or it is said of somebody on their side.
    Told,
    /// Only of the inmate.
    OfInmate,
    /// Unless it is part of one of these.
    Unless(Vec<String>),
}

pub(super) struct Term {
    pub rule: String,
    /// Folded, as texts are.
    pub term: String,
    pub level: FindingLevel,
    pub when: When,
    pub advice: String,
}

pub(super) fn terms() -> &'static [Term] {
    static READ: OnceLock<Vec<Term>> = OnceLock::new();
    READ.get_or_init(|| {
        read_terms("linter.tsv", TERMS).expect("the shipped terms are read by a test")
    })
}

fn read_terms(file: &str, source: &str) -> Result<Vec<Term>, TableError> {
    let table = Table::read(file, source, &TERM_COLUMNS)?;
    let mut terms = Vec::new();
    for row in table.rows() {
        let [rule, term, level, when, advice] = row.as_slice() else { continue };
        terms.push(Term {
            rule: rule.required("規則")?.to_owned(),
            term: fold_word(term.required("詞")?),
            level: match level.text {
                "fail" => FindingLevel::Fail,
                "attention" => FindingLevel::Attention,
                other => return Err(level.error(format!("「{other}」應為 fail 或 attention"))),
            },
            when: read_when(when)?,
            advice: advice.required("建議")?.to_owned(),
        });
    }
    Ok(terms)
}

fn read_when(cell: &Cell<'_>) -> Result<When, TableError> {
    match cell.text.split_once(' ') {
        None => match cell.text {
            "" => Ok(When::Always),
            "told" => Ok(When::Told),
            "inmate" => Ok(When::OfInmate),
            other => Err(cell.error(format!("不認得的「{other}」，可用 told、inmate、unless"))),
        },
        Some(("unless", words)) => Ok(When::Unless(words.split('|').map(fold_word).collect())),
        Some((other, _)) => {
            Err(cell.error(format!("不認得的「{other}」，可用 told、inmate、unless")))
        }
    }
}

/// The surnames, and the lists of `linter_words.tsv`, each folded as texts are, the longest words first.
pub(super) fn list(name: &str) -> &'static [String] {
    if name == "surname" {
        return surnames();
    }
    static READ: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let lists = READ.get_or_init(|| {
        read_lists("linter_words.tsv", WORDS).expect("the shipped lists are read by a test")
    });
    lists.get(name).map_or(&[], Vec::as_slice)
}

fn read_lists(file: &str, source: &str) -> Result<BTreeMap<String, Vec<String>>, TableError> {
    let table = Table::read(file, source, &WORD_COLUMNS)?;
    let mut lists = BTreeMap::new();
    for row in table.rows() {
        let [list, words, _] = row.as_slice() else { continue };
        let mut folded: Vec<String> = words
            .required("詞")?
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(fold_word)
            .collect();
        folded.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        folded.dedup();
        if lists.insert(list.required("種類")?.to_owned(), folded).is_some() {
            return Err(list.error(format!("「{}」重複了", list.text)));
        }
    }
    Ok(lists)
}

/// The longest word of a list that a text begins with.
pub(super) fn prefix<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let word = list(name).iter().find(|word| text.starts_with(word.as_str()))?;
    text.get(..word.len())
}

/// The longest word of a list that a text ends with.
pub(super) fn suffix<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let word = list(name).iter().find(|word| text.ends_with(word.as_str()))?;
    text.get(text.len() - word.len()..)
}

/// Whether a text has a word of a list.
pub(super) fn has(text: &str, name: &str) -> bool {
    list(name).iter().any(|word| text.contains(word.as_str()))
}

/// Every place of every word of a list, in no order.
pub(super) fn places(text: &str, name: &str) -> Vec<(usize, usize)> {
    list(name)
        .iter()
        .flat_map(|word| text.match_indices(word.as_str()))
        .map(|(at, word)| (at, at + word.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{WORDS, list, read_lists, read_terms, terms};

    #[test]
    fn every_list_that_is_asked_for_is_shipped() {
        for name in [
            "surname",
            "title",
            "nickname",
            "unit",
            "role",
            "self",
            "introduces",
            "not_name",
            "inmate_word",
            "inmate_after",
            "counted",
            "placeholder",
            "placeholder_start",
            "open_word",
            "menu",
            "mention",
            "sympathy",
            "closed_words",
            "inmate_subject",
            "kin",
            "applicant_subject",
            "courtesy",
            "step",
            "trouble",
            "other_number",
            "not_little",
            "word_end",
            "act",
        ] {
            assert!(!list(name).is_empty(), "{name}");
        }
        assert_eq!(read_lists("", WORDS).expect("good").len(), 27);
        assert!(terms().len() > 300);
    }

    #[test]
    fn a_bad_row_is_refused_with_its_place() {
        let header = "rule\tterm\tlevel\twhen\tadvice";
        let problem = |row: &str| {
            let error = read_terms("詞.tsv", &format!("{header}\n{row}\n"))
                .map(|_| ())
                .expect_err("the row is bad");
            (error.line, error.column)
        };
        assert_eq!(problem("status\t\tfail\t\t請改寫。"), (2, 8));
        assert_eq!(problem("status\t禁見\tbad\t\t請改寫。"), (2, 11));
        assert_eq!(problem("status\t禁見\tfail\tnever\t請改寫。"), (2, 16));
        assert!(read_lists("詞.tsv", "list\twords\tnote\na\tx\t\na\ty\t\n").is_err());
    }
}
