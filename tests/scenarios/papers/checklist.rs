//! The checks of each document: approval waits for all of them, in the window and behind it.

use std::collections::BTreeMap;

use app::ErrorCode;
use app::views::case::{CaseView, CheckMark, DraftView, Level, SaveDraftRequest};
use domain::{DocumentKind, RelationPaper, Verdict};
use practice_portal::Upload;

use super::{approval, jpeg, patches, scene};

fn ids(view: &CaseView) -> Vec<&str> {
    view.documents.iter().flat_map(|one| &one.checks).map(|check| check.id.as_str()).collect()
}

fn ages(view: &CaseView) -> Vec<(Level, Vec<String>)> {
    let of_age = view.findings.iter().filter(|one| one.id == "application.document_age");
    of_age.map(|one| (one.level, one.suggested_reasons.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_paper_brings_its_own_checks_and_its_day_is_found_too_old() {
    let scene = scene().await;
    let files = [DocumentKind::Identity, DocumentKind::Relationship, DocumentKind::Portrait]
        .into_iter()
        .zip(170..)
        .map(|(kind, seed)| Upload::jpeg(kind, jpeg(&patches(seed), 85)))
        .collect();
    let case = scene.apply("李小華", files).await;
    let view = scene.ready(case).await;
    let relationship = |view: &CaseView| {
        let found = view.documents.iter().find(|one| one.kind == DocumentKind::Relationship);
        found.expect("a proof").clone()
    };
    let by_default = relationship(&view).paper.expect("one is taken for granted");
    assert!(matches!(by_default, RelationPaper::Register | RelationPaper::Transcript));
    assert!(!ids(&view).iter().any(|id| id.starts_with("D04")));

    let keep = |paper, dates: &[(&str, &str)]| {
        let dates = dates.iter().map(|(id, typed)| ((*id).to_owned(), (*typed).to_owned()));
        let draft = DraftView { paper: Some(paper), dates: dates.collect(), ..view.draft.clone() };
        scene.desk.save_draft(SaveDraftRequest { case, draft })
    };
    keep(RelationPaper::Marriage, &[]).await.expect("kept");
    let married = scene.ready(case).await;
    assert_eq!(relationship(&married).paper, Some(RelationPaper::Marriage));
    let of_paper: Vec<String> =
        relationship(&married).checks.into_iter().map(|check| check.id).collect();
    assert_eq!(of_paper, ["D0401", "D0402", "D0403"]);

    keep(RelationPaper::Transcript, &[("D0303", "前年")]).await.expect("kept");
    let unreadable = scene.ready(case).await;
    let asked = relationship(&unreadable).checks.into_iter().find(|check| check.id == "D0303");
    let date = asked.and_then(|check| check.date).expect("a day is asked for");
    assert!(date.error.expect("unreadable").contains("115.11.03"));
    assert_eq!(unreadable.draft.dates["D0303"], "前年", "kept as typed");

    keep(RelationPaper::Transcript, &[("D0303", "110.1.5")]).await.expect("kept");
    let old = scene.ready(case).await;
    assert_eq!(ages(&old), [(Level::Fail, vec!["A08".to_owned()])]);
    let today = domain::calendar::roc_short(domain::calendar::taipei_date(chrono::Utc::now()));
    keep(RelationPaper::Transcript, &[("D0303", &today)]).await.expect("kept");
    assert_eq!(ages(&scene.ready(case).await), [(Level::Pass, Vec::new())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_waits_until_every_check_of_every_document_has_passed() {
    let scene = scene().await;
    let files = [DocumentKind::Identity, DocumentKind::Relationship, DocumentKind::Portrait]
        .into_iter()
        .zip(70..)
        .map(|(kind, seed)| Upload::jpeg(kind, jpeg(&patches(seed), 85)))
        .collect();
    let case = scene.apply("王小明", files).await;
    let view = scene.ready(case).await;
    let checks: Vec<String> =
        view.documents.iter().flat_map(|one| &one.checks).map(|check| check.id.clone()).collect();
    assert!(checks.len() >= 6, "{checks:?}");
    assert!(view.documents.iter().all(|one| !one.checks.is_empty()), "each has checks of its own");

    let all = |mark: CheckMark| checks.iter().map(|id| (id.clone(), mark)).collect();
    let mut but_one: BTreeMap<String, CheckMark> = all(CheckMark::Pass);
    but_one.remove(&checks[2]);
    let mut one_asked: BTreeMap<String, CheckMark> = all(CheckMark::Pass);
    one_asked.insert(checks[2].clone(), CheckMark::Ask);
    for unfinished in [BTreeMap::new(), but_one, one_asked, all(CheckMark::Reject)] {
        let refused = scene.desk.record_decision(approval(&view, unfinished)).await;
        assert_eq!(refused.expect_err("locked").code, ErrorCode::Refused);
    }
    assert!(scene.desk.list_outbox().await.expect("the outbox").unsent.is_empty());
    for document in &view.documents {
        scene.look_at(&view, document, 0).await;
    }
    let passed = approval(&view, all(CheckMark::Pass));
    let recorded = scene.desk.record_decision(passed).await.expect("recorded");
    assert_eq!(recorded.verdict, Verdict::Approve);
}
