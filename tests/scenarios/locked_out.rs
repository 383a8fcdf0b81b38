//! A way on from every lock-out: the person signs in and their data does not open. Each cause has its
//! page, and an act after which they work; nothing is deleted, and what lay unsent is told.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::views::lock_out::{LockOutCause, LockOutView};
use app::{ApiError, Desk, ErrorCode};
use domain::DecisionId;
use portal::secrets::SecretError;
use practice_portal::Portal;

use crate::desk::{Keyring, at_rest, desk, portal, posts, rejection, sign_in};
use crate::misfortune::{
    again_with_a_small_disk, arrived, database, end, fill, remount, small_disk, until_sent,
};

/// A desk that has sent one decision and holds another unsent, for want of the portal; then it ends.
async fn with_one_unsent(
    folder: &Path,
    keyring: &Arc<Keyring>,
    portal: &Portal,
) -> (DecisionId, DecisionId) {
    let first = desk(folder, keyring, "sw-01");
    sign_in(&first, portal).await.expect("signed in");
    at_rest(&first).await;
    let rows = posts(&first).await;
    let record =
        async |row| first.record_decision(rejection(row)).await.expect("recorded").decision;
    let sent = record(&rows[0]).await;
    until_sent(&first).await;
    portal.stop();
    let unsent = record(&rows[1]).await;
    until("the unsent is noted beside the database", || {
        let noted = store::aside::unsent(&database(folder));
        noted.is_some_and(|noted| noted.unsent == 1 && noted.oldest_at.is_some())
    })
    .await;
    end(first).await;
    portal.restart().expect("the portal is back");
    (sent, unsent)
}

async fn until(what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Signs in, finds the door closed, and reads the page.
async fn closed(desk: &Desk, portal: &Portal) -> (ApiError, LockOutView) {
    let error = sign_in(desk, portal).await.expect_err("closed");
    assert_eq!(error.code, ErrorCode::LockedOut, "{}", error.message);
    assert!(error.message.contains("沒有被動過"), "{}", error.message);
    let page = desk.locked_out().await.expect("asked").expect("told");
    assert!(page.safe.contains("沒有被動過"));
    (error, page)
}

/// The files that were set aside beside this database.
fn old_files(file: &Path) -> Vec<std::path::PathBuf> {
    let folder = file.parent().expect("a folder");
    let entries = std::fs::read_dir(folder).expect("readable").flatten();
    let files = entries.map(|entry| entry.path());
    files.filter(|path| path.to_string_lossy().contains(".set-aside-")).collect()
}

/// 設為舊檔並重新開始: the old file is whole beside the new one, and the supervisor's desk learns of
/// what lies in it.
async fn begins_anew(desk: &Desk, portal: &Portal, file: &Path) {
    let bytes = std::fs::read(file).expect("readable");
    desk.begin_anew().await.expect("begun anew");
    assert!(desk.locked_out().await.expect("asked").is_none());
    let old = old_files(file);
    let kept = old.iter().any(|path| std::fs::read(path).is_ok_and(|kept| kept == bytes));
    assert!(kept, "set aside whole: {old:?}");
    let sync = desk.sync_status().await.expect("signed in");
    let notice = sync.notice.expect("told");
    assert!(notice.contains("沒有刪除") && notice.contains("1 件決定沒有送達"), "{notice}");
    at_rest(desk).await;
    assert!(!posts(desk).await.is_empty(), "the cases come again");

    let supervisors = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let supervisor = crate::desk::desk(supervisors.path(), &keyring, "sv-01");
    sign_in(&supervisor, portal).await.expect("signed in");
    let began = Instant::now();
    let told = loop {
        let health = supervisor.health().await.expect("the health page");
        if let [told] = &health.remainders[..] {
            break told.clone();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the portal was never told");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(told.unsent, 1);
    assert!(told.sentence.contains("最早"), "{}", told.sentence);
    end(supervisor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_key_is_gone_begins_anew_and_what_lay_unsent_is_told() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    let (sent, unsent) = with_one_unsent(folder.path(), &keyring, &portal).await;
    assert_eq!(keyring.forget("desk-secret/"), 1);

    let second = desk(folder.path(), &keyring, "sw-01");
    let (_, page) = closed(&second, &portal).await;
    assert_eq!(page.cause, LockOutCause::KeyGone);
    let told = page.unsent.expect("known from outside");
    assert!(told.contains("1 件") && told.contains("最早"), "{told}");
    assert!(page.begin_anew.is_some());
    // Trying again changes nothing as long as the key is gone.
    let error = second.open_again().await.expect_err("still gone");
    assert_eq!(error.code, ErrorCode::LockedOut);
    begins_anew(&second, &portal, &database(folder.path())).await;
    assert_eq!((arrived(&portal, &[sent]), arrived(&portal, &[unsent])), (1, 0));
    // The new one is opened by the next start as any other.
    end(second).await;
    let third = desk(folder.path(), &keyring, "sw-01");
    sign_in(&third, &portal).await.expect("as before");
    end(third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_key_was_replaced_begins_anew_and_may_wait_for_the_old_one() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    let (_, unsent) = with_one_unsent(folder.path(), &keyring, &portal).await;
    keyring.replace("desk-secret/");

    let second = desk(folder.path(), &keyring, "sw-01");
    let (_, page) = closed(&second, &portal).await;
    assert_eq!(page.cause, LockOutCause::KeyReplaced);
    // The key is restored meanwhile: nothing was lost by waiting.
    keyring.replace("desk-secret/");
    second.open_again().await.expect("the right key again");
    until_sent(&second).await;
    assert_eq!(arrived(&portal, &[unsent]), 1);
    assert!(old_files(&database(folder.path())).is_empty());
    end(second).await;

    let other = tempfile::tempdir().expect("folder");
    let (_, _) = with_one_unsent(other.path(), &keyring, &portal).await;
    keyring.replace("desk-secret/");
    let third = desk(other.path(), &keyring, "sw-01");
    let (_, page) = closed(&third, &portal).await;
    assert_eq!(page.cause, LockOutCause::KeyReplaced);
    begins_anew(&third, &portal, &database(other.path())).await;
    end(third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_is_missing_or_locked_has_a_page_and_opens_when_it_is_back() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    let (_, unsent) = with_one_unsent(folder.path(), &keyring, &portal).await;
    let second = desk(folder.path(), &keyring, "sw-01");
    // It has worked once in this run, and fails afterwards.
    second.boot().await.expect("booted");
    for (error, cause) in [
        (SecretError::NoStore, LockOutCause::KeyringMissing),
        (SecretError::Locked, LockOutCause::KeyringLocked),
        (SecretError::Denied, LockOutCause::KeyringLocked),
        (SecretError::Failed, LockOutCause::KeyringFailing),
    ] {
        keyring.fail(Some(error));
        let (_, page) = closed(&second, &portal).await;
        assert_eq!((page.cause, page.begin_anew), (cause, None));
        let refused = second.begin_anew().await.expect_err("unlocking is the way on");
        assert_eq!(refused.code, ErrorCode::Refused);
        assert!(second.locked_out().await.expect("asked").is_some(), "the page stays");
    }
    keyring.fail(None);
    second.open_again().await.expect("unlocked");
    until_sent(&second).await;
    assert_eq!(arrived(&portal, &[unsent]), 1);
    end(second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_locks_in_the_middle_of_a_shift_hinders_nobody() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    keyring.fail(Some(SecretError::Locked));
    // The renewed sign-in is kept in the database, which is open.
    portal.hand().end_access_tokens().expect("ended");
    let decided = first.record_decision(rejection(&posts(&first).await[0])).await;
    let decided = decided.expect("recorded without the keyring").decision;
    until_sent(&first).await;
    assert_eq!(arrived(&portal, &[decided]), 1);
    keyring.fail(None);
    at_rest(&first).await;
    end(first).await;
}

#[test]
fn a_disk_that_is_full_at_the_start_has_a_page_and_opens_when_there_is_space() {
    let Some(folder) = small_disk() else {
        return again_with_a_small_disk(
            "locked_out::a_disk_that_is_full_at_the_start_has_a_page_and_opens_when_there_is_space",
        );
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let portal = portal().await;
        let keyring = Arc::new(Keyring::default());
        let ballast = folder.join("somebody-elses-file");
        fill(&ballast);
        let first = desk(&folder, &keyring, "sw-01");
        let (_, page) = closed(&first, &portal).await;
        assert_eq!((page.cause, page.begin_anew), (LockOutCause::DiskFull, None));
        std::fs::remove_file(&ballast).expect("space is made");
        first.open_again().await.expect("there is space");
        at_rest(&first).await;
        end(first).await;
    });
}

#[test]
fn a_folder_that_is_read_only_has_a_page_and_opens_when_it_can_be_written_to() {
    let Some(folder) = small_disk() else {
        return again_with_a_small_disk(
            "locked_out::a_folder_that_is_read_only_has_a_page_and_opens_when_it_can_be_written_to",
        );
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let portal = portal().await;
        let keyring = Arc::new(Keyring::default());
        let (_, unsent) = with_one_unsent(&folder, &keyring, &portal).await;
        remount(&folder, "ro");
        let second = desk(&folder, &keyring, "sw-01");
        let (_, page) = closed(&second, &portal).await;
        assert_eq!((page.cause, page.begin_anew), (LockOutCause::ReadOnly, None));
        assert!(page.unsent.expect("readable").contains("1 件"));
        remount(&folder, "rw");
        second.open_again().await.expect("writable again");
        until_sent(&second).await;
        assert_eq!(arrived(&portal, &[unsent]), 1);
        end(second).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_damaged_beyond_its_mark_is_set_aside_and_begun_anew() {
    // It cannot be told from one with another key: it has the same page
    // and the same way on.
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    with_one_unsent(folder.path(), &keyring, &portal).await;
    let file = database(folder.path());
    let mut bytes = std::fs::read(&file).expect("readable");
    bytes[..4096].fill(0);
    std::fs::write(&file, &bytes).expect("damaged");
    let mark = file
        .with_file_name(format!("{}.check", file.file_name().expect("a name").to_string_lossy()));
    std::fs::remove_file(mark).expect("there was one");
    let second = desk(folder.path(), &keyring, "sw-01");
    let (_, page) = closed(&second, &portal).await;
    assert_eq!(page.cause, LockOutCause::KeyReplaced);
    begins_anew(&second, &portal, &file).await;
    end(second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_file_was_deleted_is_told_and_what_is_left_of_it_is_kept() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    with_one_unsent(folder.path(), &keyring, &portal).await;
    let file = database(folder.path());
    let away = folder.path().join("somewhere else");
    std::fs::rename(&file, &away).expect("moved");
    let documents = file.with_extension("documents");
    let left = || std::fs::read_dir(&documents).map_or(0, Iterator::count);
    let papers = left();

    let second = desk(folder.path(), &keyring, "sw-01");
    let (_, page) = closed(&second, &portal).await;
    assert_eq!(page.cause, LockOutCause::FileGone);
    assert!(page.unsent.is_some_and(|told| told.contains("1 件")) && page.begin_anew.is_some());
    assert!(!file.exists() && left() == papers, "nothing was begun over what is left");
    // Somebody finds it.
    std::fs::rename(&away, &file).expect("moved back");
    second.open_again().await.expect("opened");
    assert_eq!(second.list_outbox().await.expect("readable").unsent.len(), 1);
    end(second).await;

    std::fs::remove_file(&file).expect("deleted for good");
    let third = desk(folder.path(), &keyring, "sw-01");
    closed(&third, &portal).await;
    third.begin_anew().await.expect("begun anew");
    let notice = third.sync_status().await.expect("signed in").notice.expect("told");
    assert!(notice.contains("1 件決定沒有送達"), "{notice}");
    let old = old_files(&file);
    assert!(old.iter().any(|path| path.is_dir()), "the papers are kept: {old:?}");
    end(third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_key_file_was_deleted_or_spoilt_is_told_so_and_not_that_the_keyring_is_at_fault() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    with_one_unsent(folder.path(), &keyring, &portal).await;
    let file = database(folder.path());
    let name = file.file_name().expect("a name").to_string_lossy();
    let key_file = file.with_file_name(format!("{name}.keys.json"));
    let whole = std::fs::read(&key_file).expect("the key file");

    let spoilt: [Option<&[u8]>; 4] =
        [None, Some(b""), Some(&whole[..40]), Some(b"{\"version\": 9}")];
    for bytes in spoilt {
        match bytes {
            Some(bytes) => std::fs::write(&key_file, bytes).expect("written"),
            None => std::fs::remove_file(&key_file).expect("deleted"),
        }
        let desk = desk(folder.path(), &keyring, "sw-01");
        let (_, page) = closed(&desk, &portal).await;
        assert_eq!(page.cause, LockOutCause::KeyFileGone, "{bytes:?}");
        assert!(page.to_do.contains(".keys.json") && !page.title.contains("鑰匙圈"));
        assert!(page.begin_anew.is_some());
        // Somebody puts it back.
        std::fs::write(&key_file, &whole).expect("put back");
        desk.open_again().await.expect("opened");
        assert_eq!(desk.list_outbox().await.expect("readable").unsent.len(), 1);
        end(desk).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_put_back_from_an_older_copy_is_told_with_what_is_missing() {
    let portal = portal().await;
    let (folder, keyring) = (tempfile::tempdir().expect("folder"), Arc::new(Keyring::default()));
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    end(first).await;
    let file = database(folder.path());
    let older = std::fs::read(&file).expect("readable");
    let second = desk(folder.path(), &keyring, "sw-01");
    sign_in(&second, &portal).await.expect("signed in");
    let rows = posts(&second).await;
    portal.stop();
    second.record_decision(rejection(&rows[0])).await.expect("recorded");
    until("the unsent is noted", || {
        store::aside::unsent(&file).is_some_and(|noted| noted.unsent == 1)
    })
    .await;
    end(second).await;
    portal.restart().expect("the portal is back");

    std::fs::write(&file, older).expect("put back");
    let third = desk(folder.path(), &keyring, "sw-01");
    sign_in(&third, &portal).await.expect("signed in");
    let notice = third.sync_status().await.expect("signed in").notice.expect("told");
    assert!(notice.contains("較早的副本") && notice.contains("1 件還沒送出的決定"), "{notice}");
    let checked = third.verify_audit().await.expect("checked");
    assert!(!checked.intact, "{}", checked.sentence);
    third.dismiss_notice().await.expect("read");
    assert!(third.sync_status().await.expect("signed in").notice.is_none());
    end(third).await;
    let fourth = desk(folder.path(), &keyring, "sw-01");
    sign_in(&fourth, &portal).await.expect("signed in");
    assert!(fourth.sync_status().await.expect("signed in").notice.is_none(), "told once");
    end(fourth).await;
}
