//! What the rules say of whole cases.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    Applicant, Application, ApplicationFacts, Attachment, AttachmentId, CaseId, CaseState,
    DocumentDate, DocumentKind, Family, FamilyId, Finding, FindingLevel, Inmate, InmateId,
    InmateStatus, KinshipReading, Paper, Policy, Post, PostCheck, PostFacts, Priority, Private,
    Route, RuleBook, TextField, application_findings, marks_in, post_findings, priority, segments,
};
use proptest::prelude::*;
use uuid::Uuid;

const FAMILY: FamilyId = FamilyId(Uuid::from_u128(1));
const INMATE: InmateId = InmateId(Uuid::from_u128(2));

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a real date")
}

/// Noon in Taipei.
fn noon(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::from_hms_opt(4, 0, 0).expect("a real time")).and_utc()
}

fn applicant() -> Applicant {
    Applicant {
        name: "範例".into(),
        national_id: "A123456789".into(),
        birth_date: NaiveDate::from_ymd_opt(1980, 5, 23).expect("a real date"),
        phone: Private::default(),
        email: Private::default(),
        address: Private::default(),
    }
}

fn family() -> Family {
    Family {
        id: FAMILY,
        revision: 1,
        applicant: applicant(),
        last_published_on: None,
        suspended_until: None,
        registered_at: noon(day(1, 1)),
    }
}

fn inmate(status: &str) -> Inmate {
    Inmate {
        id: INMATE,
        revision: 1,
        number: "3071".to_owned(),
        name: "範例".into(),
        facility: "雲林第二監獄".to_owned(),
        housing_unit: String::new(),
        juvenile: false,
        status: InmateStatus { code: status.to_owned(), since: None, until: None },
        family_id: Some(FAMILY),
    }
}

fn file(number: u128, kind: DocumentKind, media_type: &str, size_bytes: u64) -> Attachment {
    Attachment {
        id: AttachmentId(Uuid::from_u128(number)),
        kind,
        media_type: media_type.to_owned(),
        size_bytes,
        sha256: "0".repeat(64),
        file_name: "範例.jpg".into(),
        uploaded_at: noon(day(11, 1)),
        since_revision: 1,
    }
}

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

fn of(findings: &[Finding], rule: &str) -> Finding {
    findings.iter().find(|finding| finding.rule == rule).cloned().expect("the rule has a finding")
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

// --- applications ---

fn application(relation: &str, route: Route) -> Application {
    Application {
        id: CaseId(Uuid::from_u128(4)),
        revision: 1,
        number: "申115-0001".to_owned(),
        state: CaseState::Pending,
        submitted_at: noon(day(11, 20)),
        resubmitted_at: None,
        family_id: FAMILY,
        inmate_id: INMATE,
        applicant: applicant(),
        route,
        relation: relation.into(),
        statement: Private::default(),
        documents: vec![
            file(11, DocumentKind::Identity, "image/jpeg", 1),
            file(12, DocumentKind::Relationship, "application/pdf", 1),
            file(13, DocumentKind::Portrait, "image/jpeg", 1),
        ],
    }
}

fn judged(
    application: &Application,
    inmate: &Inmate,
    policy: &Policy,
    other_open: &[&Application],
    dates: &[DocumentDate],
) -> Vec<Finding> {
    application_findings(&ApplicationFacts {
        application,
        inmate,
        family: None,
        policy,
        today: day(11, 23),
        other_open,
        document_dates: dates,
        data_date: Some(day(11, 23)),
        rules: RuleBook::shipped(),
    })
}

fn free_inmate(status: &str) -> Inmate {
    Inmate { family_id: None, ..inmate(status) }
}

fn simply(application: &Application) -> Vec<Finding> {
    judged(application, &free_inmate("OPEN"), &Policy::default(), &[], &[])
}

#[test]
fn relations_are_judged_by_clause_and_degree() {
    for (relation, level, reason) in [
        ("外甥女", FindingLevel::Attention, Some("A05")),
        ("妯娌", FindingLevel::Pass, None),
        ("伯母", FindingLevel::Fail, Some("A20")),
        ("親家母", FindingLevel::Fail, Some("A20")),
        ("女友", FindingLevel::Attention, Some("A11")),
        ("里長", FindingLevel::Attention, Some("A12")),
        ("", FindingLevel::Attention, Some("A05")),
    ] {
        let finding = of(&simply(&application(relation, Route::Kin)), "application.relation");
        assert_eq!(finding.level, level, "{relation}");
        assert_eq!(finding.suggested_reasons.first().map(String::as_str), reason, "{relation}");
    }
    let finding = of(&simply(&application("姊姊的女兒", Route::Kin)), "application.relation");
    assert_eq!(finding.arithmetic, "1＋1＋1＝三親等，往上 1、往下 2");
    assert_eq!(finding.value, "旁系血親 三親等");
}

#[test]
fn both_readings_of_the_notice_are_told() {
    let great = application("高祖父", Route::Kin);
    for (reading, words) in [(KinshipReading::A, "讀法 A"), (KinshipReading::B, "讀法 B")] {
        let policy = Policy { kinship_reading: reading, ..Policy::default() };
        let findings = judged(&great, &free_inmate("OPEN"), &policy, &[], &[]);
        let finding = of(&findings, "application.relation");
        assert_eq!(finding.level, FindingLevel::Attention);
        assert!(finding.sentence.contains(words));
    }
}

#[test]
fn a_party_to_the_case_is_urgent() {
    let findings = simply(&application("被害人", Route::Kin));
    assert!(of(&findings, "application.relation").urgent);
    assert_eq!(priority(&findings), Priority::Urgent);
}

#[test]
fn one_inmate_has_one_family() {
    let own = application("女兒", Route::Kin);
    assert_eq!(of(&simply(&own), "application.quota").level, FindingLevel::Pass);
    let taken = Inmate { family_id: Some(FamilyId(Uuid::from_u128(99))), ..inmate("OPEN") };
    let findings = judged(&own, &taken, &Policy::default(), &[], &[]);
    assert_eq!(of(&findings, "application.quota").suggested_reasons, ["A21"]);
}

#[test]
fn observation_inmates_are_for_spouse_and_lineal_relatives_all_others_go_to_a_person() {
    for (relation, level) in [
        ("妻", FindingLevel::Pass),
        ("媽媽", FindingLevel::Pass),
        ("哥哥", FindingLevel::Attention),
        ("岳母", FindingLevel::Attention),
    ] {
        let findings = judged(
            &application(relation, Route::Kin),
            &free_inmate("OBS"),
            &Policy::default(),
            &[],
            &[],
        );
        assert_eq!(of(&findings, "application.status").level, level, "{relation}");
    }
}

#[test]
fn missing_documents_are_named_and_each_route_has_its_own() {
    let mut own = application("女兒", Route::Kin);
    assert_eq!(of(&simply(&own), "application.documents").level, FindingLevel::Pass);
    own.documents.remove(1);
    let finding = of(&simply(&own), "application.documents");
    assert_eq!(finding.value, "缺 關係證明文件");
    assert_eq!(finding.suggested_reasons, ["A01"]);
    let project = application("社工", Route::Project);
    let finding = of(&simply(&project), "application.documents");
    assert_eq!(
        (finding.value.as_str(), finding.suggested_reasons[0].as_str()),
        ("缺 正式公文或機構函", "A12")
    );
}

#[test]
fn a_failing_checksum_is_attention_and_never_a_rejection() {
    let mut own = application("女兒", Route::Kin);
    own.applicant.national_id = "A123456788".into();
    let finding = of(&simply(&own), "application.id_number");
    assert_eq!(finding.level, FindingLevel::Attention);
}

#[test]
fn documents_grow_old_by_policy() {
    let own = application("女兒", Route::Kin);
    let read = |date| DocumentDate {
        attachment: AttachmentId(Uuid::from_u128(12)),
        paper: Paper::Transcript,
        date,
    };
    for (date, level) in [
        (day(11, 12), FindingLevel::Pass),
        (day(8, 23), FindingLevel::Pass),
        (day(8, 22), FindingLevel::Fail),
        (day(11, 24), FindingLevel::Attention),
    ] {
        let findings = judged(&own, &free_inmate("OPEN"), &Policy::default(), &[], &[read(date)]);
        assert_eq!(of(&findings, "application.document_age").level, level, "{date}");
    }
}

#[test]
fn a_second_application_is_seen() {
    let own = application("女兒", Route::Kin);
    let mut again = application("女兒", Route::Kin);
    again.id = CaseId(Uuid::from_u128(5));
    again.number = "申115-0002".to_owned();
    let findings = judged(&own, &free_inmate("OPEN"), &Policy::default(), &[&again], &[]);
    assert_eq!(of(&findings, "application.duplicate").suggested_reasons, ["A25"]);
    again.family_id = FamilyId(Uuid::from_u128(98));
    again.applicant.national_id = "Z259000014".into();
    let findings = judged(&own, &free_inmate("OPEN"), &Policy::default(), &[&again], &[]);
    assert_eq!(of(&findings, "application.duplicate").level, FindingLevel::Attention);
    again.state = CaseState::Withdrawn;
    let findings = judged(&own, &free_inmate("OPEN"), &Policy::default(), &[&again], &[]);
    assert_eq!(of(&findings, "application.duplicate").level, FindingLevel::Pass);
}

#[test]
fn a_findings_debug_shows_nothing_that_a_family_wrote() {
    let findings = simply(&application("我的祕密稱呼", Route::Kin));
    assert!(!format!("{findings:?}").contains("祕密"));
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

    #[test]
    fn any_relation_is_answered(text in "\\PC{0,30}|[的之我是他收容人爸媽哥弟姊妹太先生子女堂表繼養前亡乾義契岳夫妻(())/或UDS]{0,16}") {
        let answer = RuleBook::shipped().kinship.resolve(&text);
        prop_assert!(!answer.sentence.is_empty());
        prop_assert!(answer.senses.len() <= 8);
    }
}

/// Eligibility never depends on the spelling.
#[test]
fn spelling_variants_never_change_the_answer() {
    let table = RuleBook::shipped().kinship;
    let told = |text: &str| {
        let answer = table.resolve(text);
        (answer.classes(), answer.degrees(), answer.action)
    };
    let data = include_str!("data/kinship.tsv");
    let mut tried = 0;
    for term in data.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let expected = told(term);
        let swapped: String = term
            .chars()
            .map(|c| match c {
                '姊' => '姐',
                '姐' => '姊',
                '姪' => '侄',
                '侄' => '姪',
                '嬤' => '嬷',
                '(' => '（',
                ')' => '）',
                '內' => '内',
                c if c.is_ascii_alphabetic() => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
                c => c,
            })
            .collect();
        let spaced: String = term.chars().flat_map(|c| [c, '\u{200b}']).collect();
        for variant in [swapped, spaced, format!(" {term}　"), format!("「{term}」")] {
            assert_eq!(told(&variant), expected, "{term} as {variant:?}");
            tried += 1;
        }
        if !expected.1.is_empty() {
            for owner in ["我的", "收容人之", "收容人的", "他的"] {
                assert_eq!(told(&format!("{owner}{term}")), expected, "{owner}{term}");
            }
        }
    }
    assert!(tried > 2_000);
}
