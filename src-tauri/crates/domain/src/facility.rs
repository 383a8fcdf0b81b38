//! A facility's own words: terms, reasons' wording, sentences, translations, document checks and
//! days off, kept apart from the shipped ones, changed one at a time or taken from a file, and written to files.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::calendar::{OFFICE_COLUMNS, OfficeCalendar};
use crate::checklist::COLUMNS as CHECK_COLUMNS;
use crate::reasons::{REASON_COLUMNS, TRANSLATION_COLUMNS, sentences};
use crate::table::Table;
use crate::text::LEXICON_COLUMNS;
use crate::{FacilityFiles, RuleBook, TableError};

/// Which of the six lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FacilityList {
    /// 詞彙
    Lexicon,
    /// 理由
    Reasons,
    /// 給家屬的句子
    Wording,
    /// 譯文: which translations the facility has adopted, and its own
    Translations,
    /// 文件檢核
    Checklist,
    /// 辦公日曆: days off, and weekends that are worked
    OfficeCalendar,
}

impl FacilityList {
    /// In the order of the screen.
    pub const ALL: [Self; 6] = [
        Self::Lexicon,
        Self::Reasons,
        Self::Wording,
        Self::Translations,
        Self::Checklist,
        Self::OfficeCalendar,
    ];

    /// The list's name on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lexicon => "詞彙",
            Self::Reasons => "理由",
            Self::Wording => "給家屬的句子",
            Self::Translations => "譯文",
            Self::Checklist => "文件檢核",
            Self::OfficeCalendar => "辦公日曆",
        }
    }

    /// As its file is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Lexicon => "本機關詞彙.tsv",
            Self::Reasons => "本機關理由.tsv",
            Self::Wording => "本機關句子.toml",
            Self::Translations => "本機關譯文.tsv",
            Self::Checklist => "本機關文件檢核.tsv",
            Self::OfficeCalendar => "本機關辦公日曆.tsv",
        }
    }

    /// The columns of a row, the first of which names it.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Lexicon => &LEXICON_COLUMNS,
            Self::Reasons => &REASON_COLUMNS,
            Self::Wording => &["key", "sentence"],
            Self::Translations => &TRANSLATION_COLUMNS,
            Self::Checklist => &CHECK_COLUMNS,
            Self::OfficeCalendar => &OFFICE_COLUMNS,
        }
    }
}

/// The six lists, each a facility's own rows in the order of [`FacilityList::columns`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FacilityLists {
    lexicon: Vec<Vec<String>>,
    reasons: Vec<Vec<String>>,
    wording: Vec<Vec<String>>,
    translations: Vec<Vec<String>>,
    checklist: Vec<Vec<String>>,
    office_calendar: Vec<Vec<String>>,
}

impl FacilityLists {
    /// The facility's own rows, each with the cells of [`FacilityList::columns`].
    pub fn rows(&self, list: FacilityList) -> &[Vec<String>] {
        match list {
            FacilityList::Lexicon => &self.lexicon,
            FacilityList::Reasons => &self.reasons,
            FacilityList::Wording => &self.wording,
            FacilityList::Translations => &self.translations,
            FacilityList::Checklist => &self.checklist,
            FacilityList::OfficeCalendar => &self.office_calendar,
        }
    }

    fn rows_mut(&mut self, list: FacilityList) -> &mut Vec<Vec<String>> {
        match list {
            FacilityList::Lexicon => &mut self.lexicon,
            FacilityList::Reasons => &mut self.reasons,
            FacilityList::Wording => &mut self.wording,
            FacilityList::Translations => &mut self.translations,
            FacilityList::Checklist => &mut self.checklist,
            FacilityList::OfficeCalendar => &mut self.office_calendar,
        }
    }

    /// The shipped rules with these on top.
    ///
    /// # Errors
    /// Rows that the shipped rules no longer take, as a newer version might.
    pub fn rule_book(&self) -> Result<RuleBook, TableError> {
        let texts = FacilityList::ALL.map(|list| self.file(list));
        let of = |at: usize, list: FacilityList| {
            (!self.rows(list).is_empty()).then_some((list.file_name(), texts[at].as_str()))
        };
        RuleBook::with_facility(&FacilityFiles {
            lexicon: of(0, FacilityList::Lexicon),
            reasons: of(1, FacilityList::Reasons),
            wording: of(2, FacilityList::Wording),
            translations: of(3, FacilityList::Translations),
            checklist: of(4, FacilityList::Checklist),
            office_calendar: of(5, FacilityList::OfficeCalendar),
        })
    }

    /// The days that are worked, without the other rules.
    ///
    /// # Errors
    /// As for [`Self::rule_book`].
    pub fn office_calendar(&self) -> Result<Cow<'static, OfficeCalendar>, TableError> {
        let list = FacilityList::OfficeCalendar;
        if self.office_calendar.is_empty() {
            return Ok(Cow::Borrowed(OfficeCalendar::shipped()));
        }
        let own = OfficeCalendar::shipped().with_facility(list.file_name(), &self.file(list))?;
        Ok(Cow::Owned(own))
    }

    /// These with one row more, or in the place of the one with its name.
    ///
    /// # Errors
    /// What the list does not take.
    pub fn with_row(&self, list: FacilityList, row: &[&str]) -> Result<Self, TableError> {
        let mut next = self.clone();
        next.put(list, row.iter().map(|cell| one_line(cell)).collect());
        next.rule_book().map(|_| next)
    }

    /// The same for several rows.
    ///
    /// # Errors
    /// What the list does not take; then none of them is taken.
    pub fn with_rows(&self, list: FacilityList, rows: &[Vec<String>]) -> Result<Self, TableError> {
        let mut next = self.clone();
        for row in rows {
            next.put(list, row.iter().map(|cell| one_line(cell)).collect());
        }
        next.rule_book().map(|_| next)
    }

    /// These without the row of that name; the shipped one beneath it shows again.
    #[must_use]
    pub fn without_row(&self, list: FacilityList, name: &str) -> Self {
        let mut next = self.clone();
        next.rows_mut(list).retain(|row| row.first().is_none_or(|known| known != name));
        next
    }

    /// These with the rows of a file: of two with one name the file's stands, all others stay.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong with the file; then nothing of it is taken.
    pub fn with_file(
        &self,
        list: FacilityList,
        file: &str,
        source: &str,
    ) -> Result<Self, TableError> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let content = Some((file, source));
        let files = match list {
            FacilityList::Lexicon => FacilityFiles { lexicon: content, ..Default::default() },
            FacilityList::Reasons => FacilityFiles { reasons: content, ..Default::default() },
            FacilityList::Wording => FacilityFiles { wording: content, ..Default::default() },
            FacilityList::Translations => {
                FacilityFiles { translations: content, ..Default::default() }
            }
            FacilityList::Checklist => FacilityFiles { checklist: content, ..Default::default() },
            FacilityList::OfficeCalendar => {
                FacilityFiles { office_calendar: content, ..Default::default() }
            }
        };
        RuleBook::with_facility(&files)?;
        let mut next = self.clone();
        if list == FacilityList::Wording {
            for (key, sentence) in sentences(file, source)? {
                next.put(list, vec![key, sentence]);
            }
        } else {
            for row in Table::read(file, source, list.columns())?.rows() {
                next.put(list, row.iter().map(|cell| cell.text.to_owned()).collect());
            }
        }
        next.rule_book().map(|_| next)
    }

    /// A list as its file, to be kept, read by others and taken in again.
    pub fn file(&self, list: FacilityList) -> String {
        if list == FacilityList::Wording {
            return self.wording_file();
        }
        let mut text = list.columns().join("\t");
        text.push('\n');
        for row in self.rows(list) {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        text
    }

    fn wording_file(&self) -> String {
        let mut sections: toml::Table = toml::Table::new();
        for row in &self.wording {
            let [key, sentence] = row.as_slice() else { continue };
            let (section, key) = key.split_once('.').unwrap_or(("message", key));
            let keys = sections
                .entry(section.to_owned())
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(keys) = keys {
                keys.insert(key.to_owned(), toml::Value::String(sentence.clone()));
            }
        }
        sections.to_string()
    }

    /// A name that no own row of the list has yet: F001, F002 …
    pub fn free_name(&self, list: FacilityList) -> String {
        let taken = |name: &String| self.rows(list).iter().any(|row| row.first() == Some(name));
        let mut number = 1_u32;
        loop {
            let name = format!("F{number:03}");
            if !taken(&name) {
                return name;
            }
            number += 1;
        }
    }

    fn put(&mut self, list: FacilityList, row: Vec<String>) {
        let rows = self.rows_mut(list);
        match rows.iter_mut().find(|known| known.first() == row.first()) {
            Some(known) => *known = row,
            None => rows.push(row),
        }
    }
}

/// A cell has no tabs and no line ends.
fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{FacilityList, FacilityLists};
    use crate::RuleBook;
    use crate::text::TextScan;

    const TERM: [&str; 12] =
        ["F001", "CASE", "老地方見", "literal", "flag", "strong", "P11", "貳.二", "", "", "", ""];

    #[test]
    fn a_term_of_the_facility_marks_a_text_and_gone_again_does_not() {
        let own = FacilityLists::default().with_row(FacilityList::Lexicon, &TERM).expect("good");
        let hits = |lists: &FacilityLists| {
            let book = lists.rule_book().expect("good");
            let scan = TextScan::new(&book.lexicon, "", "週五老地方見，記得帶傘");
            scan.hits.iter().any(|hit| book.lexicon.entries()[hit.entry as usize].id == "F001")
        };
        assert!(hits(&own));
        assert!(!hits(&own.without_row(FacilityList::Lexicon, "F001")));
        assert_eq!(own.free_name(FacilityList::Lexicon), "F002");
    }

    #[test]
    fn what_is_written_to_a_file_is_read_again_whole() {
        let own = FacilityLists::default()
            .with_row(FacilityList::Lexicon, &TERM)
            .and_then(|own| {
                own.with_row(
                    FacilityList::Wording,
                    &["message.approve_post", "已收到「您」的信。\\"],
                )
            })
            .and_then(|own| {
                let row = ["F001", "identity", "國民身分證", "背面\t有章", "", "A03", "no", ""];
                own.with_row(FacilityList::Checklist, &row)
            })
            .and_then(|own| {
                own.with_row(FacilityList::OfficeCalendar, &["117.01.01", "off", "開國紀念日"])
            })
            .expect("good");
        let mut again = FacilityLists::default();
        for list in FacilityList::ALL {
            again = again.with_file(list, list.file_name(), &own.file(list)).expect("good");
        }
        assert_eq!(again, own);
        assert_eq!(own.rows(FacilityList::Checklist)[0][3], "背面 有章");
    }

    #[test]
    fn a_bad_file_names_its_place_and_takes_nothing_away() {
        let own = FacilityLists::default().with_row(FacilityList::Lexicon, &TERM).expect("good");
        let header = FacilityList::Lexicon.columns().join("\t");
        let bad = format!(
            "{header}\nF002\tCASE\t見面\tliteral\tflag\tstrong\t\t\t\t\t\t\nF003\tCASE\t(見\tregex\tflag\tstrong\t\t\t\t\t\t\n"
        );
        let error = own.with_file(FacilityList::Lexicon, "他所.tsv", &bad).expect_err("bad");
        assert_eq!((error.file.as_str(), error.line, error.column), ("他所.tsv", 3, 11));
        let error = own
            .with_file(FacilityList::Wording, "句子.toml", "[message]\napprove_post = 好\n")
            .expect_err("bad");
        assert_eq!((error.line, error.column), (2, 16));
    }

    #[test]
    fn a_file_adds_to_what_is_there() {
        let own = FacilityLists::default().with_row(FacilityList::Lexicon, &TERM).expect("good");
        let header = FacilityList::Lexicon.columns().join("\t");
        let file = format!(
            "\u{feff}{header}\r\nF001\tCASE\t老樹下\tliteral\tflag\tstrong\t\t\t\t\t\t\r\nF009\tCASE\t見面\tliteral\tflag\tweak\r\n"
        );
        let more = own.with_file(FacilityList::Lexicon, "他所.tsv", &file).expect("good");
        let terms: Vec<&str> =
            more.rows(FacilityList::Lexicon).iter().map(|row| row[2].as_str()).collect();
        assert_eq!(terms, ["老樹下", "見面"]);
    }

    #[test]
    fn an_imported_file_that_switches_every_word_of_despair_off_is_refused_with_its_rows() {
        let own = FacilityLists::default().with_row(FacilityList::Lexicon, &TERM).expect("good");
        let header = FacilityList::Lexicon.columns().join("\t");
        let shipped = RuleBook::shipped().lexicon.entries();
        let rows: Vec<String> = shipped
            .iter()
            .filter(|entry| entry.category == "SELFHARM")
            .map(|entry| format!("{}\t\t{}\tliteral\toff\t\t\t\t\t\t\t", entry.id, entry.term))
            .collect();
        let file = format!("{header}\n{}\n", rows.join("\n"));
        let error = own.with_file(FacilityList::Lexicon, "他所.tsv", &file).expect_err("refused");
        assert_eq!((error.file.as_str(), error.line), ("他所.tsv", 2));
        assert!(error.to_string().contains("L120「不想活」"), "{error}");
        // One by one it is refused as well.
        for row in &rows {
            let cells: Vec<&str> = row.split('\t').collect();
            assert!(own.with_row(FacilityList::Lexicon, &cells).is_err(), "{row}");
        }
        let allow = ["F002", "ALLOW", "我不想活了", "literal", "allow", "", "", "", "", "", "", ""];
        let error = own.with_row(FacilityList::Lexicon, &allow).expect_err("covers 不想活");
        assert!(error.problem.contains("F002「不想活」"), "{error}");
    }
}
