//! The words for relatives and what they stand for, from `schema/rules/kinship_*.tsv`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::action::{KinshipAction, KinshipFlag};
use super::path::{KinClass, Path};
use super::spelling::fold;
use crate::TableError;
use crate::table::Table;
use crate::text::{has_bopomofo, reads_as};

const RELATIONS: &str = include_str!("../../../../../schema/rules/kinship_relations.tsv");
const TERMS: &str = include_str!("../../../../../schema/rules/kinship_terms.tsv");
const RELATION_COLUMNS: [&str; 8] =
    ["relation", "paths", "class", "action", "flags", "reciprocal", "docs", "note"];
const TERM_COLUMNS: [&str; 3] = ["term", "relation", "register"];

/// One relation: 伯父, 妯娌, 前配偶.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub name: String,
    /// Its senses; none where the law knows no path.
    pub paths: Vec<Path>,
    /// For relations without a path.
    pub class: KinClass,
    /// What the paths do not say by themselves.
    pub action: Option<KinshipAction>,
    pub flags: Vec<KinshipFlag>,
    pub docs: String,
    pub note: String,
}

/// All words for relatives.
#[derive(Debug)]
pub struct KinshipTable {
    pub(super) relations: Vec<Relation>,
    /// Folded spelling → relation.
    terms: HashMap<String, usize>,
    /// Which proofs show a path, for paths that a relation stands for.
    docs: HashMap<Path, usize>,
}

impl KinshipTable {
    /// The words that come with the desk.
    pub fn shipped() -> &'static Self {
        static TABLE: OnceLock<KinshipTable> = OnceLock::new();
        TABLE.get_or_init(|| {
            Self::read(("kinship_relations.tsv", RELATIONS), ("kinship_terms.tsv", TERMS))
                .expect("the shipped words are read by a test")
        })
    }

    /// Reads both files, each a name and its content.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong.
    pub fn read(
        (relations_file, relations): (&str, &str),
        (terms_file, terms): (&str, &str),
    ) -> Result<Self, TableError> {
        let mut table = Self { relations: Vec::new(), terms: HashMap::new(), docs: HashMap::new() };
        for row in Table::read(relations_file, relations, &RELATION_COLUMNS)?.rows() {
            let [name, paths, class, action, flags, _reciprocal, docs, note] = row.as_slice()
            else {
                continue;
            };
            let mut senses = Vec::new();
            for text in paths.text.split('|').filter(|text| !text.is_empty()) {
                senses.push(text.parse().map_err(|_| paths.error("路徑只能由 U、D、S 組成"))?);
            }
            if let [only] = senses.as_slice()
                && !docs.text.is_empty()
            {
                table.docs.entry(Path::clone(only)).or_insert(table.relations.len());
            }
            table.relations.push(Relation {
                name: name.required("關係")?.to_owned(),
                paths: senses,
                class: match class.text {
                    "" | "無" => KinClass::None,
                    "同居家屬" => KinClass::Household,
                    other => return Err(class.error(format!("不認得的類別「{other}」"))),
                },
                action: match action.text {
                    "" => None,
                    text => Some(
                        text.parse()
                            .map_err(|()| action.error(format!("不認得的處理「{text}」")))?,
                    ),
                },
                flags: flags
                    .text
                    .split_whitespace()
                    .map(|flag| {
                        flag.parse().map_err(|()| flags.error(format!("不認得的「{flag}」")))
                    })
                    .collect::<Result<_, _>>()?,
                docs: docs.text.to_owned(),
                note: note.text.to_owned(),
            });
        }
        let names: HashMap<String, usize> = table
            .relations
            .iter()
            .enumerate()
            .map(|(at, relation)| (relation.name.clone(), at))
            .collect();
        for row in Table::read(terms_file, terms, &TERM_COLUMNS)?.rows() {
            let [term, relation, _register] = row.as_slice() else { continue };
            let word = fold(term.required("稱謂")?);
            let at = names
                .get(relation.text)
                .ok_or_else(|| relation.error(format!("沒有關係「{}」", relation.text)))?;
            // Of two spellings of one word the first stands.
            table.terms.entry(word).or_insert(*at);
        }
        Ok(table)
    }

    /// How many spellings are known by heart; more are derived by rule.
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// A word known by heart, folded already.
    pub(super) fn known(&self, folded: &str) -> Option<&Relation> {
        self.terms.get(folded).and_then(|&at| self.relations.get(at))
    }

    /// The one relation whose words a text in bopomofo can be; none where it can be several.
    pub(super) fn sounding(&self, folded: &str) -> Option<&Relation> {
        if !has_bopomofo(folded) {
            return None;
        }
        let mut found = self.terms.iter().filter(|(term, _)| reads_as(folded, term));
        let (_, &first) = found.next()?;
        found.all(|(_, &other)| other == first).then(|| self.relations.get(first)).flatten()
    }

    pub(super) fn named(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.name == name)
    }

    /// The relation that one path stands for by itself, and with it the proofs that show it.
    pub(super) fn of_path(&self, path: &Path) -> Option<&Relation> {
        self.docs.get(path).and_then(|&at| self.relations.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::KinshipTable;

    #[test]
    fn the_shipped_words_are_read() {
        assert!(KinshipTable::shipped().term_count() > 2_000);
    }

    #[test]
    fn a_bad_file_is_refused_with_line_and_column() {
        let header = "relation\tpaths\tclass\taction\tflags\treciprocal\tdocs\tnote\n";
        let relations = format!("{header}父\tUX\t\t\t\t\t\t\n");
        let error =
            KinshipTable::read(("關係", &relations), ("稱謂", "term\trelation\tregister\n"))
                .expect_err("X is no step");
        assert_eq!((error.line, error.column), (2, 3));
        let relations = format!("{header}父\tU\t\t\t\t\t\t\n");
        let error = KinshipTable::read(
            ("關係", &relations),
            ("稱謂", "term\trelation\tregister\n爸\t母\t\n"),
        )
        .expect_err("no such relation");
        assert_eq!((error.line, error.column), (2, 3));
    }
}
