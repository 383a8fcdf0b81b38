//! One change of the facility's own words, and what it may not change.

use chrono::NaiveDate;
use domain::calendar::{parse_roc, roc_short};
use domain::text::{LexiconMatch, Severity, category_names};
use domain::{
    DocumentKind, FacilityList, FacilityLists, FamilyLanguage, RuleBook, lint_words,
    translation_row,
};

use crate::error::ApiError;
use crate::state::refuse;
use crate::views::facility::{AdoptedTextRequest, FacilityChangeRequest};
use crate::words;

/// The lists after a change, and which row of which list it was.
pub(super) fn changed(
    lists: &FacilityLists,
    book: &RuleBook,
    request: FacilityChangeRequest,
    today: NaiveDate,
) -> Result<(FacilityList, String, FacilityLists), ApiError> {
    use FacilityList::{Checklist, Lexicon, OfficeCalendar, Reasons, Wording};
    let put = |list: FacilityList, row: &[&str]| {
        let next = lists.with_row(list, row).map_err(refuse)?;
        Ok((list, row.first().copied().unwrap_or_default().to_owned(), next))
    };
    match request {
        FacilityChangeRequest::AddTerm { term, category, severity, weak, note } => {
            let term = term.trim();
            let known =
                book.lexicon.entries().iter().find(|entry| {
                    matches!(entry.matches, LexiconMatch::Literal) && entry.term == term
                });
            if let Some(known) = known {
                let (what, _) = category_names(&known.category);
                return Err(ApiError::refused(format!("「{term}」已經在詞彙裡（{what}）。")));
            }
            let like = book.lexicon.entries().iter().find(|entry| entry.category == category);
            let (reason, clause) =
                like.map_or(("", ""), |entry| (entry.reason.as_str(), entry.clause.as_str()));
            let name = lists.free_name(Lexicon);
            let category = if severity == Severity::Allow { "ALLOW" } else { category.as_str() };
            let strength = if weak { "weak" } else { "strong" };
            let row = [
                name.as_str(),
                category,
                term,
                "literal",
                severity_word(severity),
                strength,
                reason,
                clause,
                "",
                "",
                "",
                note.trim(),
            ];
            put(Lexicon, &row)
        }
        FacilityChangeRequest::SwitchOffTerm { term } => {
            let term = term.trim();
            let shipped = RuleBook::shipped().lexicon.entries();
            let Some(entry) = shipped.iter().find(|entry| entry.term == term) else {
                return Err(ApiError::refused(format!("隨附的詞彙裡沒有「{term}」。")));
            };
            let row = [
                entry.id.as_str(),
                &entry.category,
                &entry.term,
                "literal",
                "off",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
            ];
            put(Lexicon, &row)
        }
        FacilityChangeRequest::RewordReason { code, message } => {
            let Some(entry) = book.reasons.entry(&code) else { return Err(ApiError::gone()) };
            let verdicts: Vec<&str> = entry
                .verdicts
                .iter()
                .copied()
                .map(verdict_key)
                .filter(|key| !key.is_empty())
                .collect();
            let verdicts = verdicts.join("|");
            let next_step = if entry.adds_next_step { "default" } else { "-" };
            let row = [
                entry.code.as_str(),
                entry.scope.word(),
                &entry.label,
                &message,
                &entry.clause,
                entry.counts.word(),
                &verdicts,
                &entry.outcome,
                next_step,
                &entry.hint,
            ];
            put(Reasons, &row)
        }
        FacilityChangeRequest::RewordSentence { key, sentence } => {
            if sentence.trim().is_empty() {
                return Err(ApiError::refused("句子不可空白。"));
            }
            put(Wording, &[&key, &sentence])
        }
        FacilityChangeRequest::AdoptTranslations { language, texts } => {
            adopted(lists, book, language, &texts, today)
        }
        FacilityChangeRequest::AddCheck { kind, check, help, reason } => {
            if !reason.is_empty() && book.reasons.entry(&reason).is_none() {
                return Err(ApiError::refused(format!("沒有理由 {reason}。")));
            }
            let name = lists.free_name(Checklist);
            let row = [
                name.as_str(),
                kind_key(kind),
                words::document_word(kind),
                &check,
                &help,
                &reason,
                "no",
                "本機關",
            ];
            put(Checklist, &row)
        }
        FacilityChangeRequest::AddDay { date, worked, name } => {
            let date = parse_roc(&date).map_err(|error| {
                ApiError::refused(format!("{error}；請寫成 115.11.03 這樣。沒有改動。"))
            })?;
            let day = if worked { "work" } else { "off" };
            put(OfficeCalendar, &[&roc_short(date), day, name.trim()])
        }
        FacilityChangeRequest::Remove { list, name } => {
            let next = lists.without_row(list, &name);
            Ok((list, name, next))
        }
    }
}

/// Each row keeps the Chinese text that it was adopted for, so that a rewording asks anew.
fn adopted(
    lists: &FacilityLists,
    book: &RuleBook,
    language: FamilyLanguage,
    texts: &[AdoptedTextRequest],
    today: NaiveDate,
) -> Result<(FacilityList, String, FacilityLists), ApiError> {
    let list = FacilityList::Translations;
    let mut rows = Vec::new();
    for text in texts {
        let Some(chinese) = book.translations.chinese(&text.name) else {
            return Err(ApiError::gone());
        };
        let lints = lint_words(chinese, language, text.words.trim());
        if !lints.is_empty() {
            let (of, lints) = (&text.name, lints.join(""));
            return Err(ApiError::refused(format!(
                "{of} 的{}：{lints}沒有改動。",
                language.word()
            )));
        }
        let name = translation_row(&text.name, language);
        rows.push(vec![name, chinese.to_owned(), text.words.clone(), roc_short(today)]);
    }
    let names = rows.iter().filter_map(|row| row.first()).cloned().collect::<Vec<_>>().join(" ");
    Ok((list, names, lists.with_rows(list, &rows).map_err(refuse)?))
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Allow => "allow",
        Severity::Priority => "priority",
        Severity::Flag => "flag",
        Severity::Block => "block",
        Severity::Escalate => "escalate",
    }
}

fn verdict_key(verdict: domain::Verdict) -> &'static str {
    match verdict {
        domain::Verdict::Approve => "",
        domain::Verdict::Return => "return",
        domain::Verdict::Reject => "reject",
        domain::Verdict::Hold => "hold",
    }
}

fn kind_key(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Identity => "identity",
        DocumentKind::Relationship => "relationship",
        DocumentKind::Cohabitation => "cohabitation",
        DocumentKind::OfficialLetter => "official_letter",
        // A post's photo has no checklist of its own.
        _ => "portrait",
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::text::Severity;
    use domain::{FacilityList, FacilityLists, FamilyLanguage, RuleBook, Standing};

    use super::changed as changed_on;
    use crate::error::{ApiError, ErrorCode};
    use crate::views::facility::{AdoptedTextRequest, FacilityChangeRequest};

    fn changed(
        lists: &FacilityLists,
        book: &RuleBook,
        request: FacilityChangeRequest,
    ) -> Result<(FacilityList, String, FacilityLists), ApiError> {
        changed_on(lists, book, request, NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"))
    }

    fn term(word: &str) -> FacilityChangeRequest {
        FacilityChangeRequest::AddTerm {
            term: word.to_owned(),
            category: "CASE".to_owned(),
            severity: Severity::Flag,
            weak: false,
            note: String::new(),
        }
    }

    #[test]
    fn a_word_that_is_there_already_is_not_added_twice() {
        let refused = changed(&FacilityLists::default(), RuleBook::shipped(), term(" 串供 "))
            .map(|_| ())
            .expect_err("shipped");
        assert_eq!(refused.code, ErrorCode::Refused);
        assert!(refused.message.contains("串供"));
        let (list, name, lists) =
            changed(&FacilityLists::default(), RuleBook::shipped(), term("老樹下")).expect("new");
        assert_eq!((list, name.as_str()), (FacilityList::Lexicon, "F001"));
        let book = lists.rule_book().expect("good");
        assert!(book.lexicon.entries().iter().any(|entry| entry.term == "老樹下"));
    }

    #[test]
    fn a_day_off_of_the_facility_is_counted_off() {
        let add = |date: &str| {
            let (date, name) = (date.to_owned(), "颱風停班".to_owned());
            let request = FacilityChangeRequest::AddDay { date, worked: false, name };
            changed(&FacilityLists::default(), RuleBook::shipped(), request)
        };
        let (list, name, lists) = add("115/7/20").expect("a Monday");
        assert_eq!((list, name.as_str()), (FacilityList::OfficeCalendar, "115.07.20"));
        let book = lists.rule_book().expect("good");
        let days = RuleBook::shipped().office_calendar.days().count() + 1;
        assert_eq!(book.office_calendar.days().count(), days);
        assert!(add("115/2/30").is_err() && add("").is_err());
    }

    #[test]
    fn words_of_despair_cannot_be_switched_off_and_others_can() {
        let off = |word: &str| {
            let request = FacilityChangeRequest::SwitchOffTerm { term: word.to_owned() };
            changed(&FacilityLists::default(), RuleBook::shipped(), request)
        };
        assert!(off("自殺").map(|_| ()).expect_err("kept").message.contains("不能停用"));
        assert!(off("沒有的詞").is_err());
        let (_, _, lists) = off("圍牆").expect("switched off");
        let book = lists.rule_book().expect("good");
        assert!(book.lexicon.entries().iter().all(|entry| entry.term != "圍牆"));
        let gone = lists.without_row(FacilityList::Lexicon, "L192").rule_book().expect("good");
        assert!(gone.lexicon.entries().iter().any(|entry| entry.term == "圍牆"));
    }

    #[test]
    fn a_reworded_reason_still_counts_as_the_notice_says() {
        let request = FacilityChangeRequest::RewordReason {
            code: "P01".to_owned(),
            message: "這是公務，請洽{窗口}。".to_owned(),
        };
        let (_, _, lists) =
            changed(&FacilityLists::default(), RuleBook::shipped(), request).expect("reworded");
        let book = lists.rule_book().expect("good");
        let (own, shipped) = (book.reasons.entry("P01"), RuleBook::shipped().reasons.entry("P01"));
        let (own, shipped) = (own.expect("there"), shipped.expect("there"));
        assert_eq!(
            (own.counts, own.scope, &own.verdicts),
            (shipped.counts, shipped.scope, &shipped.verdicts)
        );
        assert_eq!(own.slots, ["窗口"]);
        let broken = FacilityChangeRequest::RewordReason {
            code: "P01".to_owned(),
            message: "請洽{窗口。".to_owned(),
        };
        assert!(changed(&FacilityLists::default(), RuleBook::shipped(), broken).is_err());
    }

    #[test]
    fn an_adopted_translation_holds_for_the_chinese_that_it_was_adopted_for() {
        let adopt = |lists: &FacilityLists, words: &str| {
            let texts =
                vec![AdoptedTextRequest { name: "P14".to_owned(), words: words.to_owned() }];
            let language = FamilyLanguage::En;
            let request = FacilityChangeRequest::AdoptTranslations { language, texts };
            changed(lists, &lists.rule_book().expect("good"), request)
        };
        let standing = |lists: &FacilityLists| {
            let book = lists.rule_book().expect("good");
            book.translations.entry("P14", FamilyLanguage::En).map(|one| one.standing)
        };
        let none = FacilityLists::default();
        let refused = adopt(&none, "This is bad.").map(|_| ()).expect_err("says no next step");
        assert!(refused.message.contains("P14 的英文") && refused.message.contains("下一步"));
        let (list, name, adopted) = adopt(&none, "Please delete that part.").expect("good");
        assert_eq!((list, name.as_str()), (FacilityList::Translations, "P14.en"));
        assert_eq!(standing(&adopted), Some(Standing::Adopted));
        let request = FacilityChangeRequest::RewordReason {
            code: "P14".to_owned(),
            message: "請換一句話。".to_owned(),
        };
        let (_, _, reworded) = changed(&adopted, &adopted.rule_book().expect("good"), request)
            .expect("rewording is not held up by a translation");
        assert_eq!(standing(&reworded), Some(Standing::Outdated));
        let (_, _, again) = adopt(&reworded, "Please use other words.").expect("anew");
        assert_eq!(standing(&again), Some(Standing::Adopted));
        assert_eq!(standing(&none), Some(Standing::Awaiting));
    }
}
