//! What the rules say of a post.

use chrono::NaiveDate;
use domain::{
    CaseId, CaseState, DocumentKind, Family, Finding, FindingLevel, Inmate, Policy, Post,
    PostCheck, PostFacts, Priority, RuleBook, TextField, marks_in, post_findings, priority,
    segments,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{FAMILY, INMATE, day, family, file, inmate, noon, of};

fn post(body: &str, sent: NaiveDate) -> Post {
    Post {
        id: CaseId(Uuid::from_u128(3)),
        revision: 1,
        number: "簿115-0001".to_owned(),
        state: CaseState::Pending,
        submitted_at: noon(sent),
        resubmitted_at: None,
        family_id: FAMILY,
        inmate_id: INMATE,
        author_name: "範例".into(),
        relation: "女兒".into(),
        title: "晚安".into(),
        body: body.into(),
        photos: Vec::new(),
    }
}

struct Desk {
    post: Post,
    inmate: Inmate,
    family: Family,
    policy: Policy,
    today: NaiveDate,
    published_on: Vec<NaiveDate>,
}

impl Desk {
    fn with(body: &str) -> Self {
        Self {
            post: post(body, day(11, 20)),
            inmate: inmate("OPEN"),
            family: family(),
            policy: Policy::default(),
            today: day(11, 23),
            published_on: Vec::new(),
        }
    }

    fn facts(&self) -> PostFacts<'_> {
        PostFacts {
            post: &self.post,
            inmate: &self.inmate,
            family: &self.family,
            policy: &self.policy,
            today: self.today,
            published_on: &self.published_on,
            other_open_posts: 0,
            photo_precedents: &[],
            strikes: None,
            data_date: Some(self.today),
            rules: RuleBook::shipped(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        post_findings(&self.facts())
    }

    fn finding(&self, rule: &str) -> Finding {
        of(&self.findings(), rule)
    }
}

#[test]
fn a_loving_post_passes_every_rule_with_sentence_and_clause() {
    let desk = Desk::with("爸，我們都好，你也要好好的。");
    for finding in desk.findings() {
        assert_eq!(finding.level, FindingLevel::Pass, "{}", finding.rule);
        assert!(
            !finding.sentence.is_empty() && !finding.value.is_empty() && !finding.clause.is_empty()
        );
    }
}

#[test]
fn a_post_without_a_hit_is_still_to_be_read() {
    let finding = Desk::with("爸，我們都好，你也要好好的。").finding("post.words");
    assert_eq!(finding.level, FindingLevel::Pass);
    assert_eq!(finding.sentence, "詞彙沒有比中；仍請逐字讀。");
}

#[test]
fn a_pattern_is_one_stretch_with_its_concepts_named() {
    let body = "天冷了，麻煩多安排一次接見，謝謝";
    let finding = Desk::with(body).finding("post.words");
    let mark = finding.marks.iter().find(|mark| mark.concepts == ["請託", "接見"]);
    let mark = mark.expect("the pattern is found");
    assert_eq!(&body[mark.start..mark.end], "麻煩多安排一次接見");
    // A word has none.
    let finding = Desk::with("打 0912-345-678 就找得到").finding("post.words");
    let number = finding.marks.iter().find(|mark| !mark.entry.starts_with('K'));
    assert!(number.expect("a number is marked").concepts.is_empty());
}

#[test]
fn the_second_opinion_asks_for_a_reading_and_the_policy_switches_it_off() {
    // No word of the lexicon stands in it; it is a farewell all the same.
    let body = "存摺印章放妹妹鉛筆盒，橘子送樓下阿姨了，早餐費也繳到學期末，以後你們不用等我";
    let mut desk = Desk::with(body);
    let finding = desk.finding("post.reading");
    assert_eq!((finding.level, finding.urgent), (FindingLevel::Attention, false));
    assert!(finding.suggested_reasons.is_empty(), "it knows no reason");
    let [mark] = finding.marks.as_slice() else { panic!("one stretch: {:?}", finding.marks) };
    assert_eq!(mark.field, TextField::Body);
    assert_eq!(finding.value, format!("「{}」", body[mark.start..mark.end].trim()));
    assert_eq!(PostCheck::new(&desk.facts()).level(), FindingLevel::Attention);
    desk.policy.second_opinion = false;
    assert!(desk.findings().iter().all(|finding| finding.rule != "post.reading"));
    assert_eq!(PostCheck::new(&desk.facts()).level(), FindingLevel::Pass);
}

#[test]
fn where_a_word_asks_already_the_model_is_not_asked() {
    let desk = Desk::with("我真的不想活了，存摺印章放妹妹鉛筆盒，以後你們不用等我");
    assert!(desk.finding("post.despair").urgent);
    assert!(desk.findings().iter().all(|finding| finding.rule != "post.reading"));
}

#[test]
fn the_next_date_is_told_with_its_sum_and_a_rejected_post_does_not_use_up_the_ten_days() {
    let mut desk = Desk::with("想你");
    desk.published_on = vec![day(11, 14)];
    let early = desk.finding("post.interval");
    assert_eq!(early.level, FindingLevel::Fail);
    assert_eq!(early.arithmetic, "115.11.14 ＋ 10 日 ＝ 115.11.24");
    assert_eq!(early.suggested_reasons, ["P03"]);
    desk.published_on = vec![day(11, 10)];
    assert_eq!(desk.finding("post.interval").level, FindingLevel::Pass);
    // Sent a day early, but by now the ten days are over: nobody has to send it again.
    desk.published_on = vec![day(11, 12)];
    assert_eq!(desk.finding("post.interval").level, FindingLevel::Attention);
    // Only what reached the inmate counts; nothing did.
    desk.published_on.clear();
    assert_eq!(desk.finding("post.interval").value, "第一則");
}

#[test]
fn juvenile_is_a_property_of_the_inmate() {
    let mut desk = Desk::with("想你");
    desk.published_on = vec![day(11, 18)];
    assert_eq!(desk.finding("post.interval").level, FindingLevel::Fail);
    desk.inmate.juvenile = true;
    assert_eq!(desk.finding("post.interval").level, FindingLevel::Pass);
}

#[test]
fn between_the_two_counts_a_person_decides() {
    for (solid, spaces, level) in [
        (150, 0, FindingLevel::Pass),
        (151, 0, FindingLevel::Fail),
        (150, 1, FindingLevel::Attention),
        (140, 10, FindingLevel::Pass),
        (151, 9, FindingLevel::Fail),
        (0, 3, FindingLevel::Attention),
    ] {
        let desk = Desk::with(&format!(
            "{}{}",
            "想念".repeat(100).chars().take(solid).collect::<String>(),
            " ".repeat(spaces)
        ));
        assert_eq!(desk.finding("post.length").level, level, "{solid} and {spaces}");
    }
}

#[test]
fn one_picture_is_hard_and_ten_megabytes_are_soft() {
    let mut desk = Desk::with("想你");
    let photo = |media: &str, size| file(9, DocumentKind::Photo, media, size);
    for (photos, level) in [
        (vec![], FindingLevel::Pass),
        (vec![photo("image/jpeg", 10 * 1024 * 1024)], FindingLevel::Pass),
        (vec![photo("image/png", 10 * 1024 * 1024 + 1)], FindingLevel::Attention),
        (vec![photo("image/heic", 1)], FindingLevel::Fail),
        (vec![photo("image/jpeg", 1), photo("image/jpeg", 1)], FindingLevel::Fail),
    ] {
        desk.post.photos = photos;
        assert_eq!(desk.finding("post.photo").level, level);
    }
}

#[test]
fn a_closed_status_holds_and_gives_nothing_away() {
    let mut desk = Desk::with("想你");
    desk.inmate = inmate("PROTISO");
    let finding = desk.finding("post.status");
    assert_eq!((finding.level, finding.value.as_str()), (FindingLevel::Fail, "目前未開放"));
    assert_eq!(finding.suggested_reasons, ["P16"]);
    assert!(!finding.sentence.contains("保護") && !finding.clause.contains("22"));
}

#[test]
fn a_suspended_family_and_a_wrong_recipient_are_returned_without_a_strike() {
    let mut desk = Desk::with("想你");
    desk.family.suspended_until = Some(day(11, 23));
    assert_eq!(desk.finding("post.suspended").suggested_reasons, ["P17"]);
    desk.family.suspended_until = Some(day(11, 22));
    assert!(desk.findings().iter().all(|finding| finding.rule != "post.suspended"));
    desk.inmate.family_id = None;
    assert_eq!(desk.finding("post.recipient").suggested_reasons, ["P15"]);
}

#[test]
fn despair_is_urgent_and_never_suggests_a_strike() {
    let desk = Desk::with("這陣子我真的撐不下去了。");
    let findings = desk.findings();
    let care = of(&findings, "post.despair");
    assert!(care.urgent);
    assert_eq!(care.suggested_reasons, ["P10"]);
    assert_eq!(priority(&findings), Priority::Urgent);
}

#[test]
fn a_birthday_raises_priority_and_nothing_else() {
    let desk = Desk::with("下週是阿嬤生日，記得喔。");
    let findings = desk.findings();
    assert_eq!(priority(&findings), Priority::TimeSensitive);
    assert!(findings.iter().all(|finding| finding.level == FindingLevel::Pass));
}

#[test]
fn marks_lie_in_the_familys_own_text() {
    let body = "學校補助要用，請你向主管幫我申請在監證明。打 ０９１２－３４５－６７８ 找我";
    let findings = Desk::with(body).findings();
    let marked: Vec<String> = segments(body, &marks_in(&findings, TextField::Body))
        .into_iter()
        .filter(|segment| segment.mark.is_some())
        .map(|segment| segment.text)
        .collect();
    assert!(marked.iter().any(|text| text.contains("申請在監證明")), "{marked:?}");
    assert!(marked.concat().contains("０９１２"), "{marked:?}");
    assert_eq!(of(&findings, "post.words").level, FindingLevel::Fail);
    assert_eq!(of(&findings, "post.words").suggested_reasons[0], "P01");
}

#[test]
fn an_old_case_is_read_under_the_rules_of_its_day() {
    let mut desk = Desk::with(&"想念".repeat(55));
    assert_eq!(desk.finding("post.length").level, FindingLevel::Pass);
    desk.policy = Policy { version: "110.11".to_owned(), body_limit: 100, ..Policy::default() };
    let finding = desk.finding("post.length");
    assert_eq!((finding.level, finding.basis.as_str()), (FindingLevel::Fail, "規則 110.11 版"));
}

#[test]
fn a_megabyte_of_text_is_answered() {
    for text in [
        "想死自殺".repeat(90_000),
        "\u{200b}".repeat(350_000),
        "👨‍👩‍👧‍👦".repeat(40_000),
        "0 9 ".repeat(250_000),
    ] {
        let desk = Desk::with(&text);
        assert!(desk.findings().len() >= 7);
    }
}

proptest! {
    #[test]
    fn the_cheap_check_and_the_worded_findings_agree(body in "\\PC{0,200}", title in "\\PC{0,40}", gap in 0_u64..20) {
        let mut desk = Desk::with(&body);
        desk.post.title = title.into();
        desk.published_on = vec![day(11, 20) - chrono::Days::new(gap)];
        let check = PostCheck::new(&desk.facts());
        let worst = desk.findings().iter().map(|finding| finding.level).max().expect("findings");
        prop_assert_eq!(check.level(), worst);
    }
}
