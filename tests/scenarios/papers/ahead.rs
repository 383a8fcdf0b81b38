//! The next cases' papers are made ready before they are asked for; they are held in memory alone,
//! and gone when nobody is signed in.

use std::path::Path;

use super::{Scene, handle, identity, jpeg, patches, scene};

/// How many pictures the desk says that it holds, as 設定 shows it.
async fn held(scene: &Scene) -> usize {
    let said = scene.desk.foundation().await.expect("signed in").documents;
    let number = said.split("暫存 ").nth(1).and_then(|rest| rest.split(' ').next());
    number.and_then(|number| number.parse().ok()).expect(&said)
}

/// Whether any file below this folder has a picture in it that anybody could open.
fn holds_a_picture(folder: &Path) -> bool {
    std::fs::read_dir(folder).expect("readable").any(|entry| {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            return holds_a_picture(&path);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        [&b"JFIF"[..], b"\x89PNG", b"IHDR"]
            .iter()
            .any(|mark| bytes.windows(mark.len()).any(|part| part == *mark))
    })
}

/// So many applications, each with a card of its own.
fn applications(scene: &Scene, count: u32) -> Vec<domain::CaseRef> {
    let mut cases = Vec::new();
    for number in 0..count {
        let files = identity(jpeg(&patches(40 + number), 85));
        let applicant = support::desk::applicant("王小明");
        let route = domain::Route::Kin;
        let case = scene.hand.submit_application(scene.inmate, applicant, route, "配偶", files);
        cases.push(case.expect("the portal's database"));
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_the_next_cases_is_read_ahead_without_a_trace_or_a_claim_and_no_other_is() {
    let scene = scene().await;
    let cases = applications(&scene, 5);
    scene.desk.sync_now().await.expect("signed in");
    scene.until("all are here", async || scene.desk.open_case(cases[4]).await.is_ok()).await;
    scene.ready(cases[0]).await;
    scene
        .until("the open case is claimed", async || {
            let view = scene.desk.open_case(cases[0]).await.expect("it is here");
            view.claim.is_some_and(|claim| claim.mine)
        })
        .await;
    let audit = scene.audit().await;

    let ahead = async |case| scene.desk.case_ahead(case).await.expect("signed in");
    let next = ahead(cases[1]).await.expect("the next one");
    assert_eq!((next.case, next.documents.len()), (cases[1], 1));
    assert!(ahead(cases[3]).await.is_some(), "the third");
    assert!(ahead(cases[4]).await.is_none(), "the fourth would be read without a trace");
    assert!(ahead(cases[0]).await.is_none(), "the open one was opened");

    scene.desk.sync_now().await.expect("signed in");
    assert!(ahead(cases[1]).await.expect("the next one").claim.is_none());
    let open = scene.desk.open_case(cases[0]).await.expect("it is here");
    assert!(open.claim.is_some_and(|claim| claim.mine), "reading ahead does not let go of it");
    assert_eq!(scene.audit().await, audit);

    scene.desk.open_case(cases[1]).await.expect("it is here");
    assert_eq!(scene.audit().await.len(), audit.len() + 1, "to open it leaves the trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_three_cases_are_drawn_before_they_are_opened_and_no_more() {
    let scene = scene().await;
    let cases = applications(&scene, 6);
    scene.desk.sync_now().await.expect("signed in");
    scene
        .until("all files have come", async || {
            let sync = scene.desk.sync_status().await.expect("signed in");
            let listed = scene.desk.open_case(cases[5]).await.is_ok();
            scene.desk.leave_case(cases[5]).await.expect("signed in");
            listed && sync.documents_waiting == 0
        })
        .await;
    // Whatever was drawn while waiting is forgotten with the session.
    scene.desk.sign_out().await.expect("signed out");
    scene.sign_in().await;
    assert_eq!(held(&scene).await, 0);

    let view = scene.ready(cases[0]).await;
    assert!(scene.picture(handle(&view)).await.is_some());
    scene.until("the open case and three more are drawn", async || held(&scene).await >= 4).await;
    assert_eq!(held(&scene).await, 4);
    assert!(!holds_a_picture(scene.folder.path()), "nothing of them is on the disk in plain");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_downloaded_later_is_still_drawn_before_it_is_opened() {
    let scene = scene().await;
    scene.desk.sign_out().await.expect("signed out");
    let mut cases = Vec::new();
    for number in 0..4 {
        let files = identity(jpeg(&patches(80 + number), 85));
        let applicant = support::desk::applicant("王小明");
        let route = domain::Route::Kin;
        cases.push(scene.hand.submit_application(scene.inmate, applicant, route, "配偶", files));
    }
    let first = cases.remove(0).expect("the portal's database");
    scene.sign_in().await;
    // Opened once, as soon as it is listed: before the downloads begin, unless the machine is busy.
    scene.until("the first case is here", async || scene.desk.open_case(first).await.is_ok()).await;
    scene.until("the next three are drawn", async || held(&scene).await >= 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_no_name_opens_anything_and_the_old_names_stay_dead() {
    let scene = scene().await;
    let case = scene.apply("王小明", identity(jpeg(&patches(60), 85))).await;
    let view = scene.ready(case).await;
    let name = handle(&view).to_owned();
    assert!(scene.picture(&name).await.is_some());
    assert!(held(&scene).await > 0);
    scene.desk.sign_out().await.expect("signed out");
    assert!(scene.picture(&name).await.is_none());
    scene.sign_in().await;
    assert!(scene.picture(&name).await.is_none(), "a name is good for one session");
    assert_eq!(held(&scene).await, 0);
}
