//! Crops in the staff-only note: on this computer, encrypted, gone with their document, and never
//! on the wire.

use std::path::{Path, PathBuf};

use app::views::decide::DecideRequest;
use app::views::papers::{DropCropRequest, KeepCropRequest, PartView};
use domain::{GivenReason, Private, Verdict};
use image::imageops;

use super::{Scene, identity, jpeg, patches, png, scene};

const MIDDLE: PartView = PartView { left: 2_500, top: 2_500, width: 5_000, height: 5_000 };

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The encrypted files beside the database.
fn kept(scene: &Scene) -> usize {
    let beside = |path: &PathBuf| {
        path.parent().and_then(Path::extension).is_some_and(|name| name == "documents")
    };
    files(scene.folder.path()).iter().filter(|path| beside(path)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crop_shows_what_was_seen_and_goes_with_its_case() {
    let scene = scene().await;
    let paper = patches(7);
    let case = scene.apply("王小明", identity(png(&paper))).await;
    let view = scene.ready(case).await;
    let request =
        KeepCropRequest { case, document: view.documents[0].id, page: 0, part: MIDDLE, turn: 1 };
    let crops = scene.desk.keep_crop(request.clone()).await.expect("kept");
    assert_eq!((crops.len(), crops[0].turn), (1, 1));
    assert!(crops[0].label.contains("第 1 頁"), "{}", crops[0].label);
    assert_eq!((crops[0].width, crops[0].height), (600, 450));

    let bytes = scene.picture(&crops[0].handle).await.expect("a picture");
    let seen = image::load_from_memory(&bytes).expect("it decodes").into_rgb8();
    let wanted = imageops::crop_imm(&paper, 300, 225, 600, 450).to_image();
    let unlike = seen
        .pixels()
        .zip(wanted.pixels())
        .filter(|(one, other)| one.0[0].abs_diff(other.0[0]) > 40)
        .count();
    assert!(unlike < 600 * 450 / 50, "{unlike} pixels differ");

    // It is there when the case is opened again, and leaves no trace when it is dropped.
    let again = scene.desk.open_case(case).await.expect("open");
    assert_eq!(again.crops, crops);
    assert_eq!(kept(&scene), 2);
    let dropped = DropCropRequest { case, crop: crops[0].id };
    assert!(scene.desk.drop_crop(dropped).await.expect("dropped").is_empty());
    assert_eq!(kept(&scene), 1);
    assert!(scene.picture(&crops[0].handle).await.is_none());

    // The family takes its application back: nothing is left of paper or crop.
    scene.desk.keep_crop(request).await.expect("kept");
    assert_eq!(kept(&scene), 2);
    scene.hand.withdraw(case).expect("the portal's database");
    scene.desk.sync_now().await.expect("signed in");
    scene.until("paper and crop are erased", async || kept(&scene) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crop_lies_encrypted_and_never_travels() {
    let scene = scene().await;
    let case = scene.apply("王小明", identity(jpeg(&patches(8), 88))).await;
    let view = scene.ready(case).await;
    let request =
        KeepCropRequest { case, document: view.documents[0].id, page: 0, part: MIDDLE, turn: 0 };
    let crops = scene.desk.keep_crop(request).await.expect("kept");
    let bytes = scene.picture(&crops[0].handle).await.expect("a picture");
    let heart = &bytes[bytes.len() / 2..bytes.len() / 2 + 48];

    let returned = DecideRequest {
        case,
        base_revision: view.revision,
        verdict: Verdict::Return,
        overturns: None,
        reasons: vec![GivenReason {
            code: "A02".to_owned(),
            slots: view_slots(&scene).await,
            counts: false,
        }],
        addition: String::new(),
        language: None,
        staff_note: "只給同仁：請看擷圖".to_owned(),
        checks: Default::default(),
    };
    let recorded = scene.desk.record_decision(returned).await.expect("recorded");
    scene
        .until("the decision has arrived", async || {
            let decisions = scene.hand.decisions_on(case).expect("the portal's database");
            decisions.iter().any(|record| record.id == recorded.decision)
        })
        .await;
    assert!(scene.line.carried(b"A02"), "what was sent is seen by this test");
    assert!(!scene.line.carried(heart), "the crop was on the wire");
    assert!(!scene.line.carried("請看擷圖".as_bytes()), "the note was on the wire");
    for file in files(scene.folder.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let plain = bytes.windows(heart.len()).any(|part| part == heart);
        assert!(!plain, "{} holds the crop in plain", file.display());
    }
}

/// Every slot of A02 filled.
async fn view_slots(scene: &Scene) -> std::collections::BTreeMap<String, Private> {
    let reasons = scene.desk.reasons().await.expect("the catalogue");
    let entry = reasons.into_iter().find(|reason| reason.code == "A02").expect("A02");
    entry.slots.into_iter().map(|slot| (slot, Private::from("身分證"))).collect()
}
