//! What the rules say of an application.

use domain::{
    Application, ApplicationFacts, AttachmentId, CaseId, CaseState, DocumentDate, DocumentKind,
    Family, FamilyId, Finding, FindingLevel, Inmate, KinshipReading, Paper, Policy, Priority,
    Private, Route, RuleBook, SameNumber, application_findings, priority,
};
use uuid::Uuid;

use super::{FAMILY, INMATE, applicant, day, family, file, inmate, noon, of};

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
        same_number: SameNumber::default(),
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
fn a_number_in_another_notation_passes_and_the_finding_says_so() {
    let finding = |number: &str| {
        let mut application = application("女兒", Route::Kin);
        application.applicant.national_id = number.into();
        of(&simply(&application), "application.id_number")
    };
    for number in ["ｚ２５９００００１４", "z259-000 014"] {
        let finding = finding(number);
        assert_eq!(finding.level, FindingLevel::Pass, "{number}");
        assert!(finding.sentence.contains("整理後檢查"), "{}", finding.sentence);
    }
    assert!(!finding("Z259000014").sentence.contains("整理"));
    let wrong = finding("ｚ２５９００００１５");
    assert_eq!(wrong.level, FindingLevel::Attention);
    assert!(wrong.sentence.contains("檢查碼不符") && wrong.sentence.contains("全形、小寫"));
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

/// What the duplicate rule says where the facility knows these others with the same number.
fn beside(own: &Application, applications: &[Application], accounts: &[Family]) -> Finding {
    let inmate = free_inmate("OPEN");
    let findings = application_findings(&ApplicationFacts {
        application: own,
        inmate: &inmate,
        family: None,
        policy: &Policy::default(),
        today: day(11, 23),
        other_open: &[],
        same_number: SameNumber { applications, accounts },
        document_dates: &[],
        data_date: Some(day(11, 23)),
        rules: RuleBook::shipped(),
    });
    of(&findings, "application.duplicate")
}

fn elsewhere(number: u128, name: &str, id_number: &str) -> Application {
    let mut other = application("女兒", Route::Kin);
    other.id = CaseId(Uuid::from_u128(100 + number));
    other.number = format!("申115-{number:04}");
    other.family_id = FamilyId(Uuid::from_u128(200 + number));
    other.inmate_id = domain::InmateId(Uuid::from_u128(300 + number));
    other.state = CaseState::Approved;
    other.applicant.name = name.into();
    other.applicant.national_id = id_number.into();
    other
}

#[test]
fn one_identity_number_under_five_names_is_told_with_its_sum() {
    let own = application("女兒", Route::Kin);
    let others = [
        elsewhere(12, "甲一", "A123456789"),
        elsewhere(13, "乙二", "ａ１２３４５６７８９"),
        elsewhere(14, "丙三", "A123-456-789"),
        elsewhere(15, "丁四", " A123456789"),
        own.clone(),
    ];
    let finding = beside(&own, &others, &[]);
    assert_eq!(finding.level, FindingLevel::Attention);
    assert!(finding.value.starts_with("同證號不同姓名"), "{}", finding.value);
    assert!(finding.arithmetic.contains("1 個證號，5 個姓名"), "{}", finding.arithmetic);
    assert!(finding.arithmetic.contains("1 個證號，5 個帳號"), "{}", finding.arithmetic);
    for number in ["申115-0012", "申115-0013", "申115-0014", "申115-0015"] {
        assert!(finding.sentence.contains(number), "{}", finding.sentence);
    }
    assert_eq!(finding.suggested_reasons, ["A03"]);
}

#[test]
fn the_same_number_under_another_account_is_told_and_one_person_with_one_account_is_not() {
    let own = application("女兒", Route::Kin);
    let mut again = elsewhere(12, "範 例", "A123456789");
    let finding = beside(&own, std::slice::from_ref(&again), &[]);
    assert_eq!(finding.level, FindingLevel::Attention);
    assert_eq!(finding.value, "同證號另有帳號");
    assert_eq!(finding.arithmetic, "1 個證號，2 個帳號");
    again.family_id = FAMILY;
    assert_eq!(beside(&own, std::slice::from_ref(&again), &[family()]).level, FindingLevel::Pass);
    again.applicant.national_id = "Z259000014".into();
    again.applicant.name = "別人".into();
    assert_eq!(beside(&own, &[again], &[]).level, FindingLevel::Pass);
    // What the family took back is nobody's business any more.
    let withdrawn =
        Application { state: CaseState::Withdrawn, ..elsewhere(16, "甲一", "A123456789") };
    assert_eq!(beside(&own, &[withdrawn], &[]).level, FindingLevel::Pass);
    // Two who wrote no number are not one person.
    let mut without = own.clone();
    without.applicant.national_id = "無".into();
    assert_eq!(beside(&without, &[elsewhere(17, "甲一", "無")], &[]).level, FindingLevel::Pass);
}

#[test]
fn a_suspended_family_under_another_account_is_told_until_its_suspension_ends() {
    let own = application("女兒", Route::Kin);
    let account =
        |until| Family { id: FamilyId(Uuid::from_u128(77)), suspended_until: until, ..family() };
    let finding = beside(&own, &[], &[account(Some(day(12, 15)))]);
    assert_eq!(finding.level, FindingLevel::Attention);
    assert!(finding.value.starts_with("同證號停用中"));
    assert!(finding.sentence.contains("115.12.15") && finding.sentence.contains("換帳號"));
    let over = beside(&own, &[], &[account(Some(day(11, 22)))]);
    assert_eq!(over.value, "同證號另有帳號");
}

#[test]
fn a_daughter_with_a_mans_number_is_attention_and_a_spouse_is_not_judged() {
    for (number, relation, level) in [
        ("A123456789", "女兒", Some(FindingLevel::Attention)),
        ("Z259000014", "女兒", Some(FindingLevel::Pass)),
        ("Z259000014", "先生", Some(FindingLevel::Attention)),
        ("W978000117", "兒子", Some(FindingLevel::Attention)),
        ("Y806000035", "媽媽", Some(FindingLevel::Attention)),
        ("ZA09900001", "太太", Some(FindingLevel::Attention)),
        ("YD06666668", "姊姊", Some(FindingLevel::Pass)),
        ("A123456789", "配偶", None),
        ("A123456789", "子女", None),
        ("A123456789", "不知道怎麼稱呼", None),
        ("12345", "女兒", None),
    ] {
        let mut own = application(relation, Route::Kin);
        own.applicant.national_id = number.into();
        let findings = simply(&own);
        let finding = findings.iter().find(|finding| finding.rule == "application.sex");
        assert_eq!(finding.map(|finding| finding.level), level, "{number} {relation}");
    }
    let finding = of(&simply(&application("女兒", Route::Kin)), "application.sex");
    assert_eq!(finding.arithmetic, "證號第 2 碼 1＝男；「女兒」＝女；男≠女");
    assert_eq!(finding.value, "證號為男，關係為女");
}

#[test]
fn a_findings_debug_shows_nothing_that_a_family_wrote() {
    let findings = simply(&application("我的祕密稱呼", Route::Kin));
    assert!(!format!("{findings:?}").contains("祕密"));
}

#[test]
fn a_name_that_hides_something_is_found_and_told_where() {
    let mut plain = application("配偶", Route::Kin);
    plain.applicant.name = "Nguyễn Thị Ánh".into();
    plain.statement = "第一行\n第二行 👨\u{200D}👩\u{200D}👧".into();
    assert!(!simply(&plain).iter().any(|finding| finding.rule == "application.characters"));
    type Attack = fn(&mut Application);
    let attacks: [(Attack, &[&str]); 6] = [
        (|one| one.applicant.name = "陳\u{202E}怡君".into(), &["姓名", "方向字元"]),
        (|one| one.applicant.name = "陳\u{200B}怡君".into(), &["姓名", "看不見的字元"]),
        (|one| one.relation = "配偶\n（已核對）".into(), &["自述關係", "換行"]),
        (|one| one.statement = "請\u{2067}准".into(), &["申請人的說明", "方向字元"]),
        (|one| one.documents[0].file_name = "證\u{7}.jpg".into(), &["檔名", "控制字元"]),
        // A Cyrillic А before Latin letters.
        (|one| one.applicant.name = "\u{410}nna Maria".into(), &["姓名", "不同字母"]),
    ];
    for (attack, told) in attacks {
        let mut attacked = application("配偶", Route::Kin);
        attack(&mut attacked);
        let finding = of(&simply(&attacked), "application.characters");
        assert_eq!(finding.level, FindingLevel::Attention);
        for words in told {
            assert!(finding.sentence.contains(words), "{words}: {}", finding.sentence);
        }
        // The finding itself is no way in.
        assert!(!finding.sentence.chars().any(domain::text::is_invisible), "{}", finding.sentence);
    }
}
