//! 看過: nothing is approved on a page that was not on the screen, whatever the worker, the window or
//! somebody who calls the command does.

use app::ErrorCode;
use app::views::case::{CaseView, CheckMark, DocumentState, PageRequest, PageSeenRequest};
use app::views::decide::DecideRequest;
use domain::{CaseRef, DocumentKind};
use practice_portal::Upload;

use super::{Scene, approval, scene_with};

fn clumsy() -> &'static str {
    env!("CARGO_BIN_EXE_clumsy-worker")
}

/// An application whose relationship proof ends with this.
async fn applied(scene: &Scene, accident: &str) -> CaseRef {
    let files = [
        (DocumentKind::Identity, "a card"),
        (DocumentKind::Relationship, accident),
        (DocumentKind::Portrait, "a face"),
    ]
    .map(|(kind, words)| Upload::jpeg(kind, words.as_bytes()))
    .into();
    scene.apply("李小華", files).await
}

/// Every check passed, as if somebody had pressed V on everything.
fn all_passed(view: &CaseView) -> DecideRequest {
    let checks = view.documents.iter().flat_map(|one| &one.checks);
    approval(view, checks.map(|check| (check.id.clone(), CheckMark::Pass)).collect())
}

async fn refused(scene: &Scene, view: &CaseView) -> String {
    let error = scene.desk.record_decision(all_passed(view)).await.expect_err("locked");
    assert_eq!(error.code, ErrorCode::Refused);
    let preview = scene.desk.preview_decision(all_passed(view)).await.expect("a preview");
    assert!(preview.obstacles.contains(&error.message), "the preview says so too");
    error.message
}

fn proof(view: &CaseView) -> &app::views::case::DocumentView {
    let found = view.documents.iter().find(|one| one.kind == DocumentKind::Relationship);
    found.expect("a relationship proof")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_to_have_been_on_the_screen_and_the_portal_is_told_which_were() {
    let scene = scene_with(clumsy()).await;
    let case = applied(&scene, "one of two").await;
    let view = scene.ready(case).await;
    assert_eq!(proof(&view).pages, 2);
    let said = refused(&scene, &view).await;
    assert!(said.contains("身分證明文件") && said.contains("關係證明文件"), "{said}");

    // To say that a page was seen is not enough: it has to have been handed over, and large.
    let document = proof(&view).id;
    let seen = PageSeenRequest { case, revision: view.revision, document, page: 1 };
    assert_eq!(scene.desk.page_seen(seen).await.expect_err("never given").code, ErrorCode::Refused);
    let handle = proof(&view).handle.clone().expect("a handle");
    scene.desk.rendition(&handle, 1, 128, None).await.expect("a small copy");
    assert_eq!(scene.desk.page_seen(seen).await.expect_err("too small").code, ErrorCode::Refused);
    let other = PageSeenRequest { revision: view.revision + 1, ..seen };
    assert_eq!(scene.desk.page_seen(other).await.expect_err("not open").code, ErrorCode::Stale);

    // All but the second page.
    for one in &view.documents {
        scene.look_at(&view, one, 0).await;
    }
    let said = refused(&scene, &view).await;
    assert!(said.contains("關係證明文件第 2 頁") && !said.contains("身分證"), "{said}");
    scene.look_at(&view, proof(&view), 1).await;
    assert_eq!(proof(&scene.ready(case).await).seen, [0, 1]);
    scene.desk.record_decision(all_passed(&view)).await.expect("everything was seen");

    let digest = |kind| {
        let application = &scene.hand.applications().expect("the portal's own list")[0];
        let file = application.documents.iter().find(|file| file.kind == kind);
        file.expect("a file").sha256.clone()
    };
    let wanted = digest(DocumentKind::Relationship);
    scene
        .until("the portal has the decision with its pages", async || {
            let decisions = scene.hand.decisions().expect("the portal's own list");
            decisions
                .iter()
                .flat_map(|one| &one.decision.pages_seen)
                .any(|file| file.sha256 == wanted && file.pages == [0, 1])
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_is_slow_is_not_ready_and_cannot_be_passed() {
    let scene = scene_with(clumsy()).await;
    let case = applied(&scene, "never answers").await;
    let view = scene
        .shown(case, |view| {
            view.documents.iter().filter(|one| one.state == DocumentState::Ready).count() == 2
                && proof(view).state == DocumentState::Opening
        })
        .await;
    assert_eq!(proof(&view).handle, None, "nothing is said to be there before it is");
    for one in view.documents.iter().filter(|one| one.state == DocumentState::Ready) {
        scene.look_at(&view, one, 0).await;
    }
    let said = refused(&scene, &view).await;
    assert!(said.contains("關係證明文件") && !said.contains("身分證"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_crashes_the_worker_says_so_with_a_reason_and_stays_locked() {
    let scene = scene_with(clumsy()).await;
    let case = applied(&scene, "first page aborts").await;
    let view = scene.shown(case, |view| proof(view).state == DocumentState::Refused).await;
    let shown = proof(&view);
    assert_eq!(shown.reason.as_deref(), Some("A02"));
    assert!(shown.troubles[0].may_try_again, "{:?}", shown.troubles);
    assert!(shown.sentence.as_deref().is_some_and(|said| said.contains("無法安全地顯示")));
    refused(&scene, &view).await;

    // Opened again it is not tried again by itself, and another try that fails says so again.
    let began = view.looks;
    assert_eq!(
        proof(&scene.desk.open_case(case).await.expect("open")).state,
        DocumentState::Refused
    );
    let request = PageRequest { case, document: shown.id, page: 0 };
    scene.desk.show_again(request).await.expect("tried again");
    let again = scene
        .shown(case, |view| view.looks > began && proof(view).state == DocumentState::Refused)
        .await;
    refused(&scene, &again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_page_that_cannot_be_shown_is_named_and_locks_the_approval() {
    let scene = scene_with(clumsy()).await;
    let case = applied(&scene, "second page aborts").await;
    let view = scene.ready(case).await;
    for one in &view.documents {
        scene.look_at(&view, one, 0).await;
    }
    let handle = proof(&view).handle.clone().expect("a handle");
    assert!(scene.desk.rendition(&handle, 1, 1600, None).await.is_none());
    let view = scene.shown(case, |view| !proof(view).troubles.is_empty()).await;
    assert_eq!(proof(&view).state, DocumentState::Ready, "the first page is there");
    assert_eq!(proof(&view).troubles[0].page, 1);
    assert_eq!(proof(&view).reason.as_deref(), Some("A02"), "the reason is ready");
    let said = refused(&scene, &view).await;
    assert!(said.contains("第 2 頁"), "{said}");
}
