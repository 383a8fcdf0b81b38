//! A wall around the documents' worker that the system has does not stand: nothing is shown, it is said
//! what is safe and what IT does, and the rest of the desk works on.

use app::views::boot::SyncState;
use app::views::case::DocumentState;
use domain::DocumentKind;
use practice_portal::Upload;

use super::{approval, scene_with};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_wall_no_document_is_shown_and_every_place_says_why() {
    let scene = scene_with(env!("CARGO_BIN_EXE_unwalled-worker")).await;
    let kinds = [DocumentKind::Identity, DocumentKind::Relationship, DocumentKind::Portrait];
    let files = kinds.map(|kind| Upload::jpeg(kind, b"a picture")).into();
    let case = scene.apply("李小華", files).await;
    let is_refused = |state: DocumentState| state == DocumentState::Refused;
    let view =
        scene.shown(case, |view| view.documents.iter().all(|one| is_refused(one.state))).await;
    for document in &view.documents {
        let told = document.sentence.clone().unwrap_or_default();
        for words in ["系統呼叫的限制", "不是檔案的問題", "案件和決定都在", "--self-test"]
        {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(document.reason.is_none(), "nothing is held against the family");
        if let Some(handle) = &document.handle {
            assert!(scene.picture(handle).await.is_none());
        }
    }
    let refused = scene.desk.record_decision(approval(&view, Default::default())).await;
    refused.expect_err("nothing is approved unseen");

    scene
        .until("the bar says it", async || {
            let sync = scene.desk.sync_status().await.expect("signed in");
            sync.urgent && sync.state == SyncState::Attention && sync.label == "文件沒有開啟"
        })
        .await;
    let health = scene.desk.health().await.expect("signed in");
    assert!(!health.well && health.sentence.contains("--self-test"), "{}", health.sentence);
    let facts = scene.desk.foundation().await.expect("signed in");
    let failed: Vec<&str> =
        facts.walls.iter().filter(|wall| wall.failed).map(|wall| wall.name.as_str()).collect();
    assert_eq!(failed, ["系統呼叫的限制", "不能啟動其他程式"]);
    assert!(facts.documents.contains("沒有開啟文件"), "{}", facts.documents);
}
