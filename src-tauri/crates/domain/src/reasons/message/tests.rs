//! What a family's message is made of, in one language and in two.

use chrono::NaiveDate;

use super::{Composition, LONGEST_MESSAGE, MessageError};
use crate::{
    CaseKind, FacilityFiles, FamilyLanguage, GivenReason, Private, ReasonCatalogue, RuleBook,
    Translations, Verdict, translation_row,
};

fn given(code: &str, slots: &[(&str, &str)]) -> GivenReason {
    GivenReason {
        code: code.to_owned(),
        slots: slots.iter().map(|(k, v)| ((*k).to_owned(), Private::from(*v))).collect(),
        counts: false,
    }
}

#[test]
fn a_rejected_post_can_be_published_again_at_once() {
    let reasons = [given("P01", &[("事項", "在監證明"), ("窗口", "名籍股")]), given("P07", &[])];
    let mut composition = Composition::new(CaseKind::Post, Verdict::Reject, &reasons);
    composition.photo_is_fine = true;
    let message = composition.compose().expect("both reasons are whole");
    assert_eq!(message.heading, "請修改後再送");
    assert_eq!(message.paragraphs.len(), 3);
    assert_eq!(message.next_step.as_deref(), Some("現在就可以重新發佈，不必再等 10 天。"));
    assert!(message.text.ends_with("照片沒有問題，會保留。\n現在就可以重新發佈，不必再等 10 天。"));
}

#[test]
fn nothing_that_turns_words_round_or_is_not_seen_reaches_a_family() {
    for (words, found) in [
        ("請洽 社工室\u{202e}陳長官", Some("方向字元")),
        ("請\u{200b}補正", Some("看不見的字元")),
        ("請補正\n第二點也請補 👨\u{200d}👩\u{200d}👧", None),
    ] {
        let reasons = [given("P01", &[("事項", "在監證明"), ("窗口", words)]), given("P07", &[])];
        let by_slot = Composition::new(CaseKind::Post, Verdict::Reject, &reasons).compose();
        let reasons = [given("P07", &[])];
        let mut composition = Composition::new(CaseKind::Post, Verdict::Reject, &reasons);
        composition.own_words = words;
        for composed in [by_slot, composition.compose()] {
            match found {
                Some(word) => assert_eq!(composed, Err(MessageError::Disguised(word))),
                None => assert!(composed.is_ok(), "{composed:?}"),
            }
        }
    }
}

#[test]
fn a_reason_that_names_its_own_date_gets_no_second_next_step() {
    let reasons = [given("P03", &[("天數", "10"), ("日期", "115 年 12 月 3 日")])];
    let message = Composition::new(CaseKind::Post, Verdict::Return, &reasons)
        .compose()
        .expect("the reason is whole");
    assert_eq!(message.next_step, None);
    assert_eq!(message.text.lines().count(), 1);
}

#[test]
fn an_approval_reads_kindly_and_takes_no_reasons() {
    let mut composition = Composition::new(CaseKind::Application, Verdict::Approve, &[]);
    assert!(
        composition.compose().expect("no reasons").text.starts_with("您的申請已通過，現在可以發佈")
    );
    composition.kind = CaseKind::Post;
    composition.next_post_on = NaiveDate::from_ymd_opt(2026, 12, 3);
    assert!(
        composition
            .compose()
            .expect("no reasons")
            .text
            .ends_with("下一則可在 115 年 12 月 3 日 起發佈。")
    );
    let reasons = [given("P06", &[("項目", "廣告")])];
    composition.reasons = &reasons;
    assert_eq!(composition.compose(), Err(MessageError::ApprovalWithReasons));
}

#[test]
fn reasons_that_do_not_fit_are_refused() {
    let compose = |kind, verdict, reasons: &[GivenReason]| {
        Composition::new(kind, verdict, reasons).compose().expect_err("they do not fit")
    };
    assert_eq!(compose(CaseKind::Post, Verdict::Reject, &[]), MessageError::ReasonCount(0));
    assert!(matches!(
        compose(CaseKind::Post, Verdict::Hold, &[given("P01", &[])]),
        MessageError::NotWithVerdict { .. }
    ));
    assert!(matches!(
        compose(CaseKind::Application, Verdict::Return, &[given("P13", &[])]),
        MessageError::NotWithVerdict { .. }
    ));
    assert_eq!(
        compose(CaseKind::Post, Verdict::Reject, &[given("P14", &[]), given("P14", &[])]),
        MessageError::RepeatedReason("P14".to_owned())
    );
    assert!(matches!(
        compose(CaseKind::Application, Verdict::Return, &[given("A01", &[])]),
        MessageError::Unfilled(_)
    ));
    assert_eq!(
        compose(CaseKind::Post, Verdict::Reject, &[given("Z99", &[])]),
        MessageError::UnknownReason("Z99".to_owned())
    );
}

fn adopted(codes: &[&str]) -> RuleBook {
    let shipped = Translations::shipped();
    let sentences = shipped.names().map(|(name, _)| name).filter(|name| name.contains('.'));
    let mut rows = vec!["name\tchinese\twords\tadopted".to_owned()];
    for name in codes.iter().copied().chain(sentences) {
        for language in FamilyLanguage::ALL {
            let row = translation_row(name, language);
            let chinese = shipped.chinese(name).expect("shipped");
            let words = &shipped.entry(name, language).expect("translated").words;
            rows.push(format!("{row}\t{chinese}\t{words}\t115.11.30"));
        }
    }
    let rows = rows.join("\n");
    let files = FacilityFiles { translations: Some(("譯文.tsv", &rows)), ..Default::default() };
    RuleBook::with_facility(&files).expect("good")
}

#[test]
fn the_familys_language_stands_whole_beneath_the_chinese() {
    let book = adopted(&["A10", "A01"]);
    let reasons =
        [given("A10", &[("日期", "115 年 6 月 30 日")]), given("A01", &[("缺件", "戶口名簿")])];
    let mut composition = Composition::new(CaseKind::Application, Verdict::Return, &reasons);
    composition.translations = &book.translations;
    composition.own_words = "背面也請拍。";
    let chinese = composition.compose().expect("whole").text;
    composition.language = Some(FamilyLanguage::Vi);
    let message = composition.compose().expect("adopted");
    assert_eq!(message.chinese(), chinese);
    let added = message.translation.as_ref().expect("asked for");
    assert_eq!(message.text, format!("{chinese}\n\n{}", added.text));
    let lines: Vec<&str> = added.text.lines().collect();
    assert!(lines[0].starts_with("【Tiếng Việt】"), "{lines:?}");
    assert!(lines[1].contains("2026-06-30"), "a day of another calendar: {lines:?}");
    assert!(lines[2].contains("戶口名簿"));
    assert!(lines[3].contains("tiếng Trung"), "that the own words are Chinese only: {lines:?}");
    assert_eq!(lines.len(), 5, "the note, two reasons, the own words, the next step");
    assert!(!added.text.contains("背面"));
}

#[test]
fn a_translation_that_nobody_adopted_is_seen_and_not_sent() {
    let book = adopted(&["A01"]);
    let reasons = [given("A01", &[("缺件", "戶口名簿")]), given("A09", &[])];
    let mut composition = Composition::new(CaseKind::Application, Verdict::Return, &reasons);
    composition.language = Some(FamilyLanguage::Th);
    composition.translations = &book.translations;
    let error = composition.compose().expect_err("A09 awaits the facility");
    let names = vec!["A09".to_owned()];
    assert_eq!(error, MessageError::NotAdopted { language: FamilyLanguage::Th, names });
    assert!(error.to_string().contains("須經機關核定"), "{error}");
    let seen = composition.written().expect("to be looked at");
    assert!(seen.text.contains("【ภาษาไทย】"));
    composition.translations = Translations::shipped();
    assert_eq!(
        composition.unready(FamilyLanguage::Th),
        (vec![], vec!["A01".to_owned(), "A09".to_owned(), "下一步".to_owned(), "說明".to_owned()])
    );
    composition.language = None;
    assert!(composition.compose().is_ok());
}

#[test]
fn an_approval_has_no_translation() {
    let mut composition = Composition::new(CaseKind::Post, Verdict::Approve, &[]);
    composition.language = Some(FamilyLanguage::En);
    assert_eq!(composition.compose().expect("plain").translation, None);
}

#[test]
fn what_does_not_fit_is_said_in_numbers() {
    let book = adopted(&["A01"]);
    let long = "字".repeat(900);
    let reasons = [given("A01", &[("缺件", &long)])];
    let mut composition = Composition::new(CaseKind::Application, Verdict::Return, &reasons);
    composition.translations = &book.translations;
    assert!(composition.compose().is_ok(), "the Chinese alone fits");
    composition.language = Some(FamilyLanguage::Vi);
    let error = composition.compose().expect_err("both do not").to_string();
    let written = composition.written().expect("to be looked at");
    let (chinese, whole) = (written.chinese().chars().count(), written.text.chars().count());
    for number in [chinese, whole - chinese, whole, LONGEST_MESSAGE] {
        assert!(error.contains(&format!(" {number} 字")), "{number}: {error}");
    }
    let longer = "字".repeat(2000);
    composition.own_words = &longer;
    composition.language = None;
    assert!(matches!(composition.compose(), Err(MessageError::TooLong { translated: None, .. })));
}

#[test]
fn any_three_reasons_with_ordinary_slots_fit_in_two_languages() {
    let codes: Vec<&str> =
        ReasonCatalogue::shipped().entries().iter().map(|entry| entry.code.as_str()).collect();
    let book = adopted(&codes);
    for (kind, verdict) in [
        (CaseKind::Application, Verdict::Return),
        (CaseKind::Application, Verdict::Reject),
        (CaseKind::Post, Verdict::Reject),
        (CaseKind::Post, Verdict::Return),
    ] {
        for language in FamilyLanguage::ALL {
            let words = "十個字長的空格內容也";
            let mut all: Vec<GivenReason> = book
                .reasons
                .for_verdict(kind, verdict)
                .map(|entry| {
                    let slots: Vec<(&str, &str)> =
                        entry.slots.iter().map(|slot| (slot.as_str(), words)).collect();
                    given(&entry.code, &slots)
                })
                .collect();
            let length = |given: &GivenReason| {
                let entry = book.translations.entry(&given.code, language);
                std::cmp::Reverse(entry.map_or(0, |entry| entry.words.chars().count()))
            };
            all.sort_by_key(length);
            all.truncate(3);
            let mut composition = Composition::new(kind, verdict, &all);
            composition.translations = &book.translations;
            composition.language = Some(language);
            let text = composition.compose().expect("the longest three fit").text;
            assert!(text.chars().count() <= LONGEST_MESSAGE);
        }
    }
}

#[test]
fn the_longest_message_is_the_contracts() {
    let contract = include_str!("../../../../../../schema/portal/openapi.yaml");
    let lengths: Vec<&str> = contract
        .split("family_message:\n")
        .skip(1)
        .filter_map(|rest| rest.lines().find_map(|line| line.trim().strip_prefix("maxLength: ")))
        .collect();
    assert_eq!(lengths.first(), Some(&LONGEST_MESSAGE.to_string().as_str()));
}
