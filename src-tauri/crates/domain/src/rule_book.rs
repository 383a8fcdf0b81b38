//! The lists that the rules judge by, shipped or with a facility's own on top.

use std::sync::OnceLock;

use crate::calendar::OfficeCalendar;
use crate::checklist::Checklist;
use crate::kinship::KinshipTable;
use crate::reasons::{ReasonCatalogue, Translations, Wording};
use crate::status::StatusTable;
use crate::text::Lexicon;
use crate::{Policy, TableError};

/// Everything that is data: words, reasons, statuses, wording.
#[derive(Debug)]
pub struct RuleBook {
    /// `lexicon.tsv` and `concepts.tsv`: what is looked for in the families' words.
    pub lexicon: Lexicon,
    /// `reasons.tsv`: what a decision may give as its reason.
    pub reasons: ReasonCatalogue,
    /// `inmate_status.tsv`: what an inmate's status does to the service.
    pub statuses: StatusTable,
    /// `wording.toml`: what a family reads besides the reasons' messages.
    pub wording: Wording,
    /// `translations.tsv`: both in the families' languages.
    pub translations: Translations,
    /// `doc_checklist.tsv`: what to look at on each document.
    pub checklist: Checklist,
    /// `office_days.tsv`: by which working days are counted.
    pub office_calendar: OfficeCalendar,
    /// `kinship_*.tsv`: the law's, with nothing of a facility's own in it.
    pub kinship: &'static KinshipTable,
}

/// A facility's own files; the shipped ones stay as they are beneath.
#[derive(Debug, Clone, Copy, Default)]
pub struct FacilityFiles<'a> {
    /// 詞彙, name and content.
    pub lexicon: Option<(&'a str, &'a str)>,
    /// 理由, name and content.
    pub reasons: Option<(&'a str, &'a str)>,
    /// 句子, name and content, TOML.
    pub wording: Option<(&'a str, &'a str)>,
    /// 譯文, name and content.
    pub translations: Option<(&'a str, &'a str)>,
    /// 文件檢核, name and content.
    pub checklist: Option<(&'a str, &'a str)>,
    /// 辦公日曆, name and content.
    pub office_calendar: Option<(&'a str, &'a str)>,
}

impl RuleBook {
    /// The rules that come with the desk.
    pub fn shipped() -> &'static Self {
        static BOOK: OnceLock<RuleBook> = OnceLock::new();
        BOOK.get_or_init(|| {
            Self::with_facility(&FacilityFiles::default())
                .expect("without a facility's files there is nothing that could be wrong")
        })
    }

    /// The shipped rules with a facility's files on top.
    ///
    /// # Errors
    /// Names file, line and column of the first thing wrong; nothing of a bad file is taken.
    pub fn with_facility(files: &FacilityFiles<'_>) -> Result<Self, TableError> {
        let (file, source) = files.lexicon.unwrap_or(("", NO_TERMS));
        let lexicon = Lexicon::shipped().with_facility(file, source)?;
        let reasons = match files.reasons {
            Some((file, source)) => ReasonCatalogue::shipped().with_facility(file, source)?,
            None => ReasonCatalogue::shipped().clone(),
        };
        let wording = match files.wording {
            Some((file, source)) => Wording::shipped().with_facility(file, source)?,
            None => Wording::shipped().clone(),
        };
        let translations = Translations::of(&reasons, &wording);
        let translations = match files.translations {
            Some((file, source)) => translations.with_facility(file, source)?,
            None => translations,
        };
        let checklist = match files.checklist {
            Some((file, source)) => Checklist::shipped().with_facility(file, source)?,
            None => Checklist::shipped().clone(),
        };
        let office_calendar = match files.office_calendar {
            Some((file, source)) => OfficeCalendar::shipped().with_facility(file, source)?,
            None => OfficeCalendar::shipped().clone(),
        };
        Ok(Self {
            lexicon,
            reasons,
            statuses: StatusTable::shipped().clone(),
            wording,
            translations,
            checklist,
            office_calendar,
            kinship: KinshipTable::shipped(),
        })
    }
}

const NO_TERMS: &str = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";

/// The version in force on `date`: the latest that had begun. `None` before the first.
pub fn policy_in_force(policies: &[Policy], date: chrono::NaiveDate) -> Option<&Policy> {
    policies
        .iter()
        .filter(|policy| policy.in_force_from <= date)
        .max_by(|a, b| (a.in_force_from, &a.version).cmp(&(b.in_force_from, &b.version)))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{FacilityFiles, RuleBook, policy_in_force};
    use crate::Policy;

    #[test]
    fn a_past_day_is_read_under_the_rules_of_its_day() {
        let day =
            |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a real date");
        let old = Policy {
            version: "110.11".to_owned(),
            in_force_from: day(2021, 11, 1),
            body_limit: 100,
            ..Policy::default()
        };
        let policies = [Policy::default(), old];
        let limit = |date| policy_in_force(&policies, date).map(|policy| policy.body_limit);
        assert_eq!(limit(day(2021, 10, 31)), None);
        assert_eq!(limit(day(2023, 12, 4)), Some(100));
        assert_eq!(limit(day(2023, 12, 5)), Some(150));
    }

    #[test]
    fn a_bad_facility_file_changes_nothing() {
        let files =
            FacilityFiles { lexicon: Some(("本機關.tsv", "id\n")), ..Default::default() };
        let error = RuleBook::with_facility(&files).expect_err("columns are missing");
        assert_eq!((error.file.as_str(), error.line), ("本機關.tsv", 1));
    }
}
