//! The checks of each document: approval waits for all of them, in the window and behind it.

use std::collections::BTreeMap;

use app::ErrorCode;
use app::views::case::{CaseView, CheckMark};
use app::views::decide::DecideRequest;
use domain::{DocumentKind, Verdict};
use practice_portal::Upload;

use super::{jpeg, patches, scene};

fn approval(view: &CaseView, checks: BTreeMap<String, CheckMark>) -> DecideRequest {
    DecideRequest {
        case: view.case,
        base_revision: view.revision,
        verdict: Verdict::Approve,
        overturns: None,
        reasons: Vec::new(),
        addition: String::new(),
        staff_note: String::new(),
        checks,
    }
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
    let passed = approval(&view, all(CheckMark::Pass));
    let recorded = scene.desk.record_decision(passed).await.expect("recorded");
    assert_eq!(recorded.verdict, Verdict::Approve);
}
