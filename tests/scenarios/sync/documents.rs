//! Documents: fetched, checked, and never shown unless they are what was announced.

use chrono::TimeDelta;
use store::documents::{self, DocumentState, OpenDocumentError};
use support::desk;
use support::faulty_proxy::Fault;

use std::time::Duration;

use practice_portal::Upload;

use super::{ATTACHMENTS, Scene, scene};

async fn with_document(bytes: &[u8]) -> (Scene, documents::Document) {
    let scene = scene().await;
    scene.pull().await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    let case = desk::apply(&scene.hand, scene.inmate, "王小明", bytes);
    scene.pull().await;
    let wanted = scene.desk.read(|c| documents::of_case(c, case.id)).remove(0);
    (scene, wanted)
}

fn state(scene: &Scene, document: &documents::Document) -> DocumentState {
    scene.desk.read(|c| documents::get(c, document.id)).expect("a row").state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_fetched_and_comes_back_byte_by_byte() {
    let bytes: Vec<u8> = (0..300_000_u32).map(|i| (i % 253) as u8).collect();
    let (scene, wanted) = with_document(&bytes).await;
    let fetched = scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert_eq!((fetched.stored, fetched.refused), (1, 0));
    let opened = scene.desk.store().open_document(wanted.id).expect("opened");
    assert!(opened.as_slice() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_document_is_never_stored_and_never_shown() {
    let (scene, wanted) = with_document(b"an honest paper").await;
    scene.line.fail(ATTACHMENTS, Fault::AlterAnswer, 1);
    let fetched = scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert_eq!((fetched.stored, fetched.refused), (0, 1));
    assert_eq!(state(&scene, &wanted), DocumentState::Refused);
    let opened = scene.desk.store().open_document(wanted.id);
    assert!(matches!(opened, Err(OpenDocumentError::NotHere)));
    // A person may have it fetched once more.
    scene.desk.store().write(|tx| documents::want_again(tx, wanted.id)).expect("written");
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert_eq!(state(&scene, &wanted), DocumentState::Stored);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_download_is_fetched_again_later() {
    let (scene, wanted) = with_document(&[9; 200_000]).await;
    scene.line.fail(ATTACHMENTS, Fault::CutAnswer, 1);
    scene.desk.engine().fetch_documents_once().await.expect_err("cut");
    assert_eq!(state(&scene, &wanted), DocumentState::Wanted);
    assert!(scene.desk.store().open_document(wanted.id).is_err());
    scene.desk.clock.advance(TimeDelta::minutes(1));
    let fetched = scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert_eq!(fetched.stored, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_download_goes_on_where_it_broke_off() {
    let bytes: Vec<u8> = (0..400_000_u32).map(|i| (i % 249) as u8).collect();
    let (scene, wanted) = with_document(&bytes).await;
    scene.line.fail(ATTACHMENTS, Fault::CutAnswer, 1);
    scene.desk.engine().fetch_documents_once().await.expect_err("cut");
    assert!(!scene.line.carried(b"range: bytes="), "the first time, all of it is asked for");
    scene.desk.clock.advance(TimeDelta::minutes(1));
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert!(scene.line.carried(b"range: bytes=200000-"), "the second time, only the rest");
    assert!(scene.line.carried(b"if-range: \""), "and only of the same file");
    let opened = scene.desk.store().open_document(wanted.id).expect("opened");
    assert!(opened.as_slice() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_documents_come_before_posts_photos_and_two_at_once_at_most() {
    let scene = scene().await;
    scene.pull().await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    let photo = |number: u8| Upload::jpeg(domain::DocumentKind::Photo, vec![number; 3_000]);
    for number in 0..4 {
        scene
            .hand
            .submit_post(scene.family, scene.inmate, "照片", "爸，看照片。", Some(photo(number)))
            .expect("the portal's database");
    }
    for number in 4..8_u8 {
        desk::apply(&scene.hand, scene.inmate, "王小明", &vec![number; 3_000]);
    }
    scene.pull().await;
    let before = scene.line.heard().len();
    scene.line.fail(ATTACHMENTS, Fault::Delay(Duration::from_millis(60)), 8);
    let fetched = scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert_eq!(fetched.stored, 8);
    assert_eq!(scene.line.most_at_once(), 2);
    let of_application = |line: &String| {
        let applications = scene.hand.applications().expect("the portal's database");
        applications
            .iter()
            .flat_map(|application| &application.documents)
            .any(|document| line.contains(&document.id.to_string()))
    };
    let asked: Vec<bool> = scene.line.heard()[before..].iter().map(of_application).collect();
    assert_eq!(asked, [true, true, true, true, false, false, false, false]);
}
