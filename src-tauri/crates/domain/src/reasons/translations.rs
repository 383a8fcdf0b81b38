//! The families' texts in their own languages: the shipped ones from `schema/rules/translations.tsv`,
//! and a facility's own on top of them. None is sent before the facility has adopted it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::catalogue::{check_braces, slot_names};
use super::{FamilyLanguage, ReasonCatalogue, Wording};
use crate::TableError;
use crate::linter::{TranslationFacts, lint_translation};
use crate::table::{Cell, Table};

const SHIPPED: &str = include_str!("../../../../../schema/rules/translations.tsv");
const SHIPPED_COLUMNS: [&str; 3] = ["name", "language", "words"];
pub(crate) const COLUMNS: [&str; 4] = ["name", "chinese", "words", "adopted"];

/// Where a translation stands with the facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 已核定: it may be sent.
    Adopted,
    /// 須經機關核定: it can be looked at and not sent.
    Awaiting,
    /// It translates a Chinese text that has been reworded since.
    Outdated,
}

/// One text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// With the `{slots}` of the Chinese text.
    pub words: String,
    /// Only what is adopted is sent.
    pub standing: Standing,
    /// `115.11.30`, if it was adopted; also of an outdated one.
    pub adopted_on: String,
    /// Whether a facility's row says so, rather than the shipped file.
    pub own: bool,
}

/// All translations of the reasons and of the sentences around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translations {
    /// By the reason's code or the sentence's key.
    entries: BTreeMap<(String, FamilyLanguage), Translation>,
    /// What a translation is wanted of: reasons in the catalogue's order, then sentences, each with
    /// its present Chinese text.
    names: Vec<(String, String)>,
}

impl Translations {
    /// The shipped ones for the shipped Chinese texts: all await adoption.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Translations> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::of(ReasonCatalogue::shipped(), Wording::shipped()))
    }

    /// The shipped ones for these Chinese texts. One of a text that the facility has reworded is
    /// outdated.
    pub fn of(reasons: &ReasonCatalogue, wording: &Wording) -> Self {
        let shipped = shipped();
        let sentence = |key: &str| {
            wording.sentences().find(|(known, _)| *known == key).map(|(_, said)| said.to_owned())
        };
        let reasons_named =
            reasons.entries().iter().map(|entry| (entry.code.clone(), entry.message.clone()));
        let mut keys: Vec<&str> = shipped.keys().map(|(name, _)| name.as_str()).collect();
        keys.dedup();
        let sentences = keys
            .into_iter()
            .filter(|name| name.contains('.'))
            .filter_map(|key| Some((key.to_owned(), sentence(key)?)));
        let names: Vec<(String, String)> = reasons_named.chain(sentences).collect();
        let mut entries = BTreeMap::new();
        for (name, chinese) in &names {
            let as_shipped = shipped_chinese(name).as_deref() == Some(chinese.as_str());
            for language in FamilyLanguage::ALL {
                let key = (name.clone(), language);
                if let Some(words) = shipped.get(&key) {
                    let standing = if as_shipped { Standing::Awaiting } else { Standing::Outdated };
                    let (words, adopted_on) = (words.clone(), String::new());
                    entries.insert(key, Translation { words, standing, adopted_on, own: false });
                }
            }
        }
        Self { entries, names }
    }

    /// These with a facility's rows on top. A row is for the Chinese text that stands in it: when
    /// that is reworded, the row holds no longer until it is adopted anew.
    ///
    /// # Errors
    /// Names line and column of an unknown name, and of words that lack what the Chinese text has.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut merged = self.clone();
        let mut seen = Vec::new();
        for row in Table::read(file, source, &COLUMNS)?.rows() {
            let [name, chinese, words, adopted] = row.as_slice() else { continue };
            let (of, language) = read_name(name)?;
            if seen.contains(&(of, language)) {
                return Err(name.error(format!("「{}」重複了", name.text)));
            }
            seen.push((of, language));
            let meant = chinese.required("中文")?;
            check_braces(words)?;
            let said = words.required("譯文")?;
            if let Some(lint) = lint_words(meant, language, said).into_iter().next() {
                return Err(words.error(lint));
            }
            let Some(present) = self.chinese(of) else {
                // A reason of the facility's own may have been removed; its translation waits.
                if of.starts_with('F') {
                    continue;
                }
                return Err(name.error(format!("沒有理由或句子「{of}」")));
            };
            let standing = match (present == meant, adopted.text.is_empty()) {
                (false, _) => Standing::Outdated,
                (true, true) => Standing::Awaiting,
                (true, false) => Standing::Adopted,
            };
            let translation = Translation {
                words: said.to_owned(),
                standing,
                adopted_on: adopted.text.to_owned(),
                own: true,
            };
            merged.entries.insert((of.to_owned(), language), translation);
        }
        Ok(merged)
    }

    /// By a reason's code or a sentence's key; `None` where nobody has translated it.
    pub fn entry(&self, name: &str, language: FamilyLanguage) -> Option<&Translation> {
        self.entries.get(&(name.to_owned(), language))
    }

    /// What a translation is wanted of, with its present Chinese text.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(name, chinese)| (name.as_str(), chinese.as_str()))
    }

    /// The present Chinese text of a name.
    pub fn chinese(&self, name: &str) -> Option<&str> {
        self.names().find(|(known, _)| *known == name).map(|(_, chinese)| chinese)
    }
}

/// What has to be mended in the translation of a Chinese text, as sentences.
pub fn lint_words(chinese: &str, language: FamilyLanguage, words: &str) -> Vec<String> {
    let (slots, words_slots) = (slot_names(chinese), slot_names(words));
    let facts = TranslationFacts {
        chinese,
        slots: &slots,
        language: language.code(),
        words,
        words_slots: &words_slots,
    };
    lint_translation(&facts).into_iter().map(|lint| lint.advice).collect()
}

/// The name of a facility's row: `P01.vi`, `next_step.return_post.th`.
pub fn translation_row(name: &str, language: FamilyLanguage) -> String {
    format!("{name}.{}", language.code())
}

fn read_name<'c>(cell: &Cell<'c>) -> Result<(&'c str, FamilyLanguage), TableError> {
    let text = cell.required("名稱")?;
    text.rsplit_once('.')
        .and_then(|(name, code)| Some((name, FamilyLanguage::of_code(code)?)))
        .ok_or_else(|| {
            cell.error(format!("「{text}」應為理由或句子加上語言，例如 P01.vi（vi、id、en、th）"))
        })
}

fn shipped_chinese(name: &str) -> Option<String> {
    let reason = ReasonCatalogue::shipped().entry(name).map(|entry| entry.message.clone());
    reason.or_else(|| {
        let mut sentences = Wording::shipped().sentences();
        sentences.find(|(key, _)| *key == name).map(|(_, sentence)| sentence.to_owned())
    })
}

type Shipped = BTreeMap<(String, FamilyLanguage), String>;

fn shipped() -> &'static Shipped {
    static READ: OnceLock<Shipped> = OnceLock::new();
    READ.get_or_init(|| {
        read("translations.tsv", SHIPPED).expect("the shipped translations are read by a test")
    })
}

fn read(file: &str, source: &str) -> Result<Shipped, TableError> {
    let mut shipped = Shipped::new();
    for row in Table::read(file, source, &SHIPPED_COLUMNS)?.rows() {
        let [name, language, words] = row.as_slice() else { continue };
        let Some(code) = FamilyLanguage::of_code(language.text) else {
            return Err(language.error(format!("不認得的語言「{}」", language.text)));
        };
        check_braces(words)?;
        let key = (name.required("名稱")?.to_owned(), code);
        if shipped.insert(key, words.required("譯文")?.to_owned()).is_some() {
            return Err(name.error(format!("「{}」的{}重複了", name.text, code.word())));
        }
    }
    Ok(shipped)
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Standing, Translations, lint_words, translation_row};
    use crate::{FamilyLanguage, ReasonCatalogue, Wording};

    fn rows(rows: &[[&str; 4]]) -> String {
        let rows = rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>();
        format!("{}\n{}\n", COLUMNS.join("\t"), rows.join("\n"))
    }

    #[test]
    fn every_reason_is_translated_into_every_language_and_says_what_the_chinese_does() {
        let shipped = Translations::shipped();
        assert_eq!(shipped.names().count(), ReasonCatalogue::shipped().entries().len() + 10);
        for (name, chinese) in shipped.names() {
            for language in FamilyLanguage::ALL {
                let of = shipped.entry(name, language);
                let of = of.unwrap_or_else(|| panic!("{name} {language:?} is missing"));
                assert_eq!(of.standing, Standing::Awaiting, "{name}");
                let lints = lint_words(chinese, language, &of.words);
                assert!(lints.is_empty(), "{name} {language:?}: {lints:?}");
            }
        }
    }

    #[test]
    fn each_language_is_written_in_its_own_letters() {
        let shipped = Translations::shipped();
        for (name, _) in shipped.names() {
            for language in FamilyLanguage::ALL {
                let words = &shipped.entry(name, language).expect("translated").words;
                let written = FamilyLanguage::of_writing(words);
                match language {
                    FamilyLanguage::Vi | FamilyLanguage::Th => {
                        assert_eq!(written, Some(language), "{name}");
                    }
                    FamilyLanguage::Id | FamilyLanguage::En => {
                        assert_eq!(written, None, "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_the_facility_adopted_holds_until_the_chinese_is_reworded() {
        let shipped = Translations::shipped();
        let (vi, en) = (FamilyLanguage::Vi, FamilyLanguage::En);
        let chinese = shipped.chinese("P14").expect("shipped");
        let words = &shipped.entry("P14", vi).expect("translated").words;
        let name = translation_row("P14", vi);
        let own = rows(&[
            [&name, chinese, words, "115.11.30"],
            ["P14.en", chinese, "Please delete that part.", ""],
        ]);
        let adopted = shipped.with_facility("本機關譯文.tsv", &own).expect("good");
        let standing = |of: &Translations, name: &str, language| {
            of.entry(name, language).map(|one| one.standing)
        };
        assert_eq!(standing(&adopted, "P14", vi), Some(Standing::Adopted));
        assert_eq!(standing(&adopted, "P14", en), Some(Standing::Awaiting));
        assert_eq!(standing(&adopted, "P15", vi), Some(Standing::Awaiting));

        let reworded = "code\tscope\tlabel\tmessage\tclause\tcounts\tverdicts\toutcome\tnext_step\thint\n\
             P14\tpost\t違禁\t請換一句話。\t貳.二\tyes\treject\t退件\t\t\n\
             F01\tpost\t其他\t請洽{窗口}。\t\tno\treject\t\t\t\n";
        let reasons = ReasonCatalogue::shipped().with_facility("理由.tsv", reworded).expect("good");
        let now = Translations::of(&reasons, Wording::shipped());
        assert_eq!(standing(&now, "P14", FamilyLanguage::Th), Some(Standing::Outdated));
        assert_eq!(standing(&now, "F01", vi), None, "nobody has translated it");
        let now = now.with_facility("本機關譯文.tsv", &own).expect("kept");
        assert_eq!(standing(&now, "P14", vi), Some(Standing::Outdated));
    }

    #[test]
    fn a_facilitys_bad_translation_is_refused_with_line_and_column() {
        let problem = |row: [&str; 4]| {
            let error = Translations::shipped()
                .with_facility("本機關譯文.tsv", &rows(&[row]))
                .expect_err("the row is bad");
            (error.line, error.column)
        };
        assert_eq!(problem(["P14.fr", "請刪除。", "Please.", ""]), (2, 1));
        assert_eq!(problem(["P99.en", "請刪除。", "Please.", ""]), (2, 1));
        assert_eq!(problem(["P14.en", "請刪除。", "It is bad.", ""]), (2, 13));
        assert_eq!(problem(["P14.en", "請洽{窗口}。", "Please ask us.", ""]), (2, 16));
        assert_eq!(problem(["P14.en", "請洽{窗口}。", "Please ask {窗口.", ""]), (2, 16));
        assert_eq!(problem(["P14.en", "請刪除。", "", ""]), (2, 13));
        let gone = rows(&[["F01.en", "請刪除。", "Please delete it.", "115.11.30"]]);
        assert!(Translations::shipped().with_facility("本機關譯文.tsv", &gone).is_ok());
    }
}
