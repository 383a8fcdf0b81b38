//! The page of a closed door in the real window: it says why, and its act opens the desk again.

use std::path::Path;

use support::window::Launch;

use crate::misfortune::database;
use crate::window::{open_desk, portal_at};

/// Its first page and the mark of its key are gone: no key opens it any more.
pub(crate) fn destroy(folder: &Path) {
    let file = database(&folder.join("desk"));
    let name = file.file_name().expect("a name").to_string_lossy();
    let mut bytes = std::fs::read(&file).expect("readable");
    bytes[..4096].fill(0);
    std::fs::write(&file, &bytes).expect("written");
    std::fs::remove_file(file.with_file_name(format!("{name}.check"))).expect("there is one");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_the_door_closed_reads_why_and_begins_anew() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("place-posts").await;
    window.find("queue-row").await;
    window.close().await;
    destroy(folder.path());

    let data = folder.path().join("desk");
    let window = Launch::practice_with(&data, &portal.base_url()).open().await;
    window.says("lock-out", "鑰匙圈裡的鑰匙打不開這台電腦上的資料").await;
    window.says("lock-out", "沒有被動過").await;
    if let Some(pictures) = std::env::var_os("NOTEBOOK_DESK_PICTURES") {
        window.picture_to(&Path::new(&pictures).join("lock-out-light.png")).await;
    }
    window.click("lock-out-anew").await;
    window.click("lock-out-anew-sure").await;
    window.says("notice", "沒有刪除").await;
    window.click("place-posts").await;
    window.find("queue-row").await;
    window.close().await;
    let entries = std::fs::read_dir(database(&data).parent().expect("a folder")).expect("readable");
    let old = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().contains(".sqlite.set-aside-"));
    assert!(old.count() > 0, "the old file is kept");
}
