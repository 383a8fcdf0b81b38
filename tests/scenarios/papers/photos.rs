//! 同一張照片: a photo that was ruled on and comes in again, with another family's post or with the
//! same one.

use app::views::case::{CaseView, FindingView, Level};
use app::views::decide::DecideRequest;
use domain::calendar::{roc_short, taipei_date};
use domain::{CaseRef, DocumentKind, FamilyId, GivenReason, InmateId, Private, Verdict};
use image::{RgbImage, imageops};
use practice_portal::Upload;
use support::desk;

use super::{Scene, approval, jpeg, patches, scene};

/// A family of an inmate of their own.
fn family(scene: &Scene, number: &str) -> (FamilyId, InmateId) {
    let inmate = desk::inmate(&scene.hand, number);
    (desk::family(&scene.hand, inmate), inmate)
}

/// A post with this photo, which the desk has pulled. It is not opened.
async fn publish(scene: &Scene, of: (FamilyId, InmateId), photo: Vec<u8>) -> CaseRef {
    let photo = Upload::jpeg(DocumentKind::Photo, photo);
    let case = scene.hand.submit_post(of.0, of.1, "晚安", "爸，我們都好。", Some(photo));
    let case = case.expect("the portal's database");
    scene.desk.sync_now().await.expect("signed in");
    case
}

async fn open(scene: &Scene, case: CaseRef) -> CaseView {
    scene.until("the post is here", async || scene.desk.open_case(case).await.is_ok()).await;
    scene.ready(case).await
}

fn again(view: &CaseView) -> Option<&FindingView> {
    view.findings.iter().find(|finding| finding.id == "post.photo_again")
}

/// Whether it is said beside the photo.
fn is_told_beside(view: &CaseView) -> bool {
    view.documents[0].hints.iter().any(|hint| hint.starts_with("同一張照片"))
}

/// Opens the case until the finding is there, as the window does whenever it hears of news.
async fn told(scene: &Scene, case: CaseRef) -> (CaseView, FindingView) {
    scene.until("the post is here", async || scene.desk.open_case(case).await.is_ok()).await;
    let view = scene.shown(case, |view| again(view).is_some()).await;
    let finding = again(&view).expect("it was waited for").clone();
    (view, finding)
}

/// Decides on a post, and waits until the portal has it and the desk knows.
async fn decide(scene: &Scene, request: DecideRequest) {
    let case = request.case;
    let before = scene.hand.decisions_on(case).expect("readable").len();
    scene.desk.record_decision(request).await.expect("recorded");
    scene
        .until("the portal has the decision", async || {
            scene.desk.sync_now().await.expect("signed in");
            scene.hand.decisions_on(case).expect("readable").len() > before
        })
        .await;
    scene
        .until("the desk knows", async || {
            scene.desk.open_case(case).await.is_ok_and(|view| !view.state.is_open())
        })
        .await;
}

/// 照片內容不適宜
fn unfit(view: &CaseView) -> DecideRequest {
    let slots = [("項目".to_owned(), Private::from("酒瓶"))].into();
    DecideRequest {
        verdict: Verdict::Reject,
        reasons: vec![GivenReason { code: "P05".to_owned(), slots, counts: true }],
        ..approval(view, Default::default())
    }
}

fn smaller(photo: &RgbImage) -> Vec<u8> {
    jpeg(&imageops::resize(photo, 800, 600, imageops::FilterType::Triangle), 60)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_copy_of_a_rejected_photo_is_known_in_another_familys_post_and_in_the_next_try() {
    let scene = scene().await;
    let photo = patches(61);
    let (one, other) = (family(&scene, "3072"), family(&scene, "3073"));
    let first = publish(&scene, one, jpeg(&photo, 90)).await;
    let view = open(&scene, first).await;
    assert!(again(&view).is_none(), "nobody has ruled on it, and it is no precedent of itself");
    decide(&scene, unfit(&view)).await;
    assert!(again(&scene.ready(first).await).is_none(), "a decided post has none");

    let second = publish(&scene, other, smaller(&photo)).await;
    let (view, finding) = told(&scene, second).await;
    let day = roc_short(taipei_date(chrono::Utc::now()));
    assert_eq!((finding.label.as_str(), finding.level), ("同一張照片", Level::Attention));
    assert_eq!(finding.value, format!("{day} 退件 P05"));
    assert_eq!(finding.suggested_reasons, ["P05"]);
    assert!(finding.sentence.contains("看起來相同"), "{}", finding.sentence);
    assert!(finding.sentence.contains("另一位家屬"), "{}", finding.sentence);
    // Beside the photo as well; and nothing says whose the first one was.
    let [photo_view] = &view.documents[..] else { panic!("one photo") };
    assert_eq!(photo_view.hints[0], format!("同一張照片 {day} 退件 P05"));
    assert!(photo_view.twins.is_empty());
    let number = scene.hand.case(first).expect("readable").expect("there").number().to_owned();
    let said = format!("{finding:?}{:?}", photo_view.hints);
    assert!(
        !said.contains(&number) && !said.contains("陳怡君") && !said.contains("3072"),
        "{said}"
    );

    let alone = publish(&scene, family(&scene, "3074"), jpeg(&patches(99), 90)).await;
    let view = open(&scene, alone).await;
    assert!(again(&view).is_none() && !is_told_beside(&view));

    // The first family sends the photo once more, saved again, with the same post.
    let saved_again = Upload::jpeg(DocumentKind::Photo, jpeg(&photo, 70));
    assert!(scene.hand.resubmit(first, vec![saved_again]).expect("the portal's database"));
    scene.desk.sync_now().await.expect("signed in");
    let (_, finding) = told(&scene, first).await;
    assert!(finding.sentence.contains("這一則的第 1 版"), "{}", finding.sentence);
    assert_eq!(finding.value, format!("{day} 退件 P05"));

    // Erased, it is no precedent any more.
    assert!(scene.hand.purge(first).expect("the portal's database"));
    scene
        .until("the precedent is gone", async || {
            scene.desk.sync_now().await.expect("signed in");
            let view = scene.desk.open_case(second).await.expect("it is here");
            again(&view).is_none() && !is_told_beside(&view)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_told_as_let_through_and_needs_no_look() {
    let scene = scene().await;
    let photo = jpeg(&patches(62), 90);
    let first = publish(&scene, family(&scene, "3072"), photo.clone()).await;
    let view = open(&scene, first).await;
    scene.look_at(&view, &view.documents[0], 0).await;
    decide(&scene, approval(&view, Default::default())).await;
    let second = publish(&scene, family(&scene, "3073"), photo).await;
    let (_, finding) = told(&scene, second).await;
    let day = roc_short(taipei_date(chrono::Utc::now()));
    assert_eq!((finding.value, finding.level), (format!("{day} 通過"), Level::Pass));
    assert!(finding.sentence.contains("同一個照片檔案"), "{}", finding.sentence);
    assert!(finding.suggested_reasons.is_empty());
}
