//! The rules at the desk: a decided case is read under the rules of its day, and the facility's own
//! words hold as soon as they are kept.

use std::path::Path;
use std::sync::Arc;

use app::views::case::{CaseView, ContentView, Level};
use app::views::facility::{
    FacilityChangeRequest, FacilityExportRequest, FacilityImportRequest, FacilityWordsView,
};
use app::views::queue::DueBand;
use app::{Desk, ErrorCode};
use domain::text::Severity;
use domain::{CaseRef, Decision, DecisionId, FacilityList, Private, Verdict};
use practice_portal::Portal;

use super::desk::{at_rest, desk, portal, posts, sign_in};

/// Longer than 110.11 allows (100), within 112.12 (150).
fn body_of_120() -> String {
    "今天放學後妹妹在門口等你，".repeat(10).chars().take(120).collect()
}

/// A family that may post, with one post of these words.
fn post(portal: &Portal, body: &str) -> CaseRef {
    let hand = portal.hand();
    let families = hand.families().expect("families");
    let inmates = hand.inmates().expect("inmates");
    let of = |family: &domain::Family| {
        inmates.iter().find(|inmate| {
            inmate.family_id == Some(family.id) && inmate.status.code == "OPEN" && !inmate.juvenile
        })
    };
    let (family, inmate) = families
        .iter()
        .filter(|family| family.suspended_until.is_none())
        .find_map(|family| of(family).map(|inmate| (family.id, inmate.id)))
        .expect("a family that may post");
    hand.submit_post(family, inmate, "家裡的近況", body, None).expect("published")
}

async fn on_this_desk(desk: &Desk, case: CaseRef) -> CaseView {
    let began = std::time::Instant::now();
    loop {
        desk.sync_now().await.expect("synced");
        match desk.open_case(case).await {
            Ok(view) => return view,
            Err(error) => assert_eq!(error.code, ErrorCode::Gone, "{}", error.message),
        }
        assert!(began.elapsed().as_secs() < 60, "the case never came");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

fn level(view: &CaseView, rule: &str) -> Level {
    let found = view.findings.iter().find(|finding| finding.id == rule);
    found.unwrap_or_else(|| panic!("no finding {rule}")).level
}

#[tokio::test(flavor = "multi_thread")]
async fn one_identity_number_under_five_names_is_told_whichever_family_and_inmate() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;

    let hand = portal.hand();
    let mut newest = None;
    for (place, name) in ["甲一", "乙二", "丙三", "丁四", "戊五"].into_iter().enumerate()
    {
        let inmate = support::desk::inmate(&hand, &format!("95{place:02}"));
        newest = Some(support::desk::apply(&hand, inmate, name, name.as_bytes()));
    }
    let view = on_this_desk(&desk, newest.expect("five applications")).await;
    let found = view.findings.iter().find(|finding| finding.id == "application.duplicate");
    let found = found.expect("the rule has a finding");
    assert_eq!(found.level, Level::Attention);
    let sum = found.arithmetic.as_deref().unwrap_or_default();
    assert!(sum.contains("1 個證號，5 個姓名") && sum.contains("5 個帳號"), "{sum}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decided_case_is_read_under_the_version_it_was_decided_by() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;

    let case = post(&portal, &body_of_120());
    let open = on_this_desk(&desk, case).await;
    assert_eq!((open.policy_version.as_str(), open.judged.as_deref()), ("112.12", None));
    assert_eq!(level(&open, "post.length"), Level::Pass);

    let decision = Decision {
        case,
        base_revision: open.revision,
        evidence_sha256: Vec::new(),
        verdict: Verdict::Approve,
        reasons: Vec::new(),
        family_message: Private::from("您的訊息已通過，我們會交給您的家人。"),
        policy_version: "110.11".to_owned(),
        fence: None,
        decided_at: chrono::Utc::now(),
        overturns: None,
        pages_seen: Vec::new(),
    };
    portal
        .hand()
        .decide("sw-02", DecisionId(support::desk::new_id()), &decision)
        .expect("a colleague decides");
    let began = std::time::Instant::now();
    let decided = loop {
        let view = on_this_desk(&desk, case).await;
        if view.judged.is_some() {
            break view;
        }
        assert!(began.elapsed().as_secs() < 60, "the decision never came");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert_eq!(decided.policy_version, "110.11");
    let judged = decided.judged.as_deref().unwrap_or_default();
    assert!(judged.contains("110.11 版") && judged.contains("110.11.01"), "{judged}");
    assert_eq!(level(&decided, "post.length"), Level::Fail, "100 characters at that time");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birthday_stands_before_older_posts_and_despair_before_both() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;

    let ordinary = post(&portal, "今天帶妹妹去公園，她問你好不好。");
    let birthday = post(&portal, "下禮拜就是女兒生日，她想聽你說生日快樂。");
    let despair = post(&portal, "我真的不想活了，對不起。");
    for case in [ordinary, birthday, despair] {
        on_this_desk(&desk, case).await;
    }
    let rows = posts(&desk).await;
    let place = |case: CaseRef| {
        rows.iter().position(|row| row.case == case).expect("it stands in the queue")
    };
    assert!(place(despair) < place(birthday) && place(birthday) < place(ordinary));
    assert_eq!(rows[place(birthday)].due.band, DueBand::Timely);
    assert!(!rows[place(birthday)].due.day.is_empty());
    assert_ne!(rows[place(ordinary)].due.band, DueBand::Timely);
    let bands: Vec<DueBand> = rows.iter().map(|row| row.due.band).collect();
    let last_timely = bands.iter().rposition(|band| *band == DueBand::Timely);
    let first_other = bands
        .iter()
        .position(|band| !matches!(band, DueBand::First | DueBand::Timely))
        .expect("ordinary ones");
    assert!(last_timely < Some(first_other), "whatever their age");
    desk.close();
}

fn rows(view: &FacilityWordsView, list: FacilityList) -> Vec<&str> {
    let list = view.lists.iter().find(|one| one.list == list).expect("the list");
    list.rows.iter().map(|row| row.words.as_str()).collect()
}

fn marks(view: &CaseView) -> Vec<&str> {
    let ContentView::Post(post) = &view.content else { panic!("a post") };
    let marked = post.body.iter().filter(|segment| segment.mark.is_some());
    marked.map(|segment| segment.text.as_str()).collect()
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

#[tokio::test(flavor = "multi_thread")]
async fn a_term_of_the_facility_marks_the_open_case_at_once_and_outlives_the_desk() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::default();
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    let case = post(&portal, "下次在老樹下等你，家裡都好。");
    assert!(marks(&on_this_desk(&first, case).await).is_empty());

    first.change_facility_words(term("老樹下")).await.expect("kept");
    let view = first.open_case(case).await.expect("open");
    assert_eq!(marks(&view), ["老樹下"]);
    assert_eq!(level(&view, "post.words"), Level::Attention);
    assert_eq!(
        first.change_facility_words(term("老樹下")).await.expect_err("there").code,
        ErrorCode::Refused
    );
    first.sign_out().await.expect("signed out");
    drop(first);

    let second = desk(folder.path(), &keyring, "sw-01");
    sign_in(&second, &portal).await.expect("signed in");
    let kept = second.facility_words().await.expect("the words");
    assert_eq!(rows(&kept, FacilityList::Lexicon), ["老樹下"]);
    let request =
        FacilityChangeRequest::Remove { list: FacilityList::Lexicon, name: "F001".to_owned() };
    second.change_facility_words(request).await.expect("removed");
    assert!(marks(&on_this_desk(&second, case).await).is_empty());
    second.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_loses_nothing_a_good_one_comes_back_whole_and_each_leaves_a_trace() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let out = folder.path().join("out");
    let desk = desk(folder.path(), &Arc::default(), "sw-01").exporting_to(out.clone());
    sign_in(&desk, &portal).await.expect("signed in");
    desk.change_facility_words(term("老樹下")).await.expect("kept");

    let import = |content: String| FacilityImportRequest {
        list: FacilityList::Lexicon,
        file_name: "他所的詞彙.tsv".to_owned(),
        content,
    };
    let header = FacilityList::Lexicon.columns().join("\t");
    let bad = format!("{header}\nF7\tCASE\t見面\tliteral\tflagg\tstrong\t\t\t\t\t\t\n");
    let refused = desk.import_facility_words(import(bad)).await.expect_err("bad");
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(refused.message.contains("他所的詞彙.tsv 第 2 行第 20 字"), "{}", refused.message);
    let after = desk.facility_words().await.expect("the words");
    assert_eq!(rows(&after, FacilityList::Lexicon), ["老樹下"]);

    let exported = desk
        .export_facility_words(FacilityExportRequest { list: FacilityList::Lexicon })
        .await
        .expect("exported");
    assert!(Path::new(&exported.path).starts_with(&out));
    let file = std::fs::read_to_string(&exported.path).expect("there");
    let removed =
        FacilityChangeRequest::Remove { list: FacilityList::Lexicon, name: "F001".to_owned() };
    desk.change_facility_words(removed).await.expect("removed");
    let again = desk.import_facility_words(import(file)).await.expect("good");
    assert_eq!(rows(&again, FacilityList::Lexicon), ["老樹下"]);

    let request = app::views::audit::AuditRequest::newest(50);
    let trail = desk.list_audit(request).await.expect("the trail").rows;
    for what in ["修改本機關用語：詞彙", "匯出本機關用語：詞彙", "匯入本機關用語：詞彙"]
    {
        assert!(trail.iter().any(|row| row.what == what), "{what}");
    }
    assert!(desk.verify_audit().await.expect("checked").intact);
    desk.close();
}
