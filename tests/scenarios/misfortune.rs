//! What befalls the disk of a PC: it is full, its folder is read-only, a file is damaged. A clear
//! message, and nothing is lost that was acknowledged.
//!
//! A full and a read-only disk are real ones: the test runs itself again where a small disk of its
//! own can be mounted, which nobody else sees.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use app::{Desk, ErrorCode};
use practice_portal::Portal;
use support::folders::copy_all;
use support::simulation::Dice;

use crate::desk::{Keyring, at_rest, desk, portal, posts, rejection, sign_in};

/// Where the small disk is mounted, in the run that has one.
const SMALL_DISK: &str = "NOTEBOOK_DESK_SMALL_DISK";

/// Runs this one test again with a disk of 6 MB at the folder that it is told.
pub(crate) fn again_with_a_small_disk(test: &str) {
    let folder = tempfile::tempdir().expect("folder");
    let program = std::env::current_exe().expect("a running program has a path");
    let run = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-ec"])
        .arg("mount -t tmpfs -o size=6m small \"$1\"; exec \"$2\" --exact \"$3\" --nocapture")
        .arg("sh")
        .arg(folder.path())
        .args([program.as_os_str(), test.as_ref()])
        .env(SMALL_DISK, folder.path())
        .output()
        .expect("unshare, a part of util-linux, is there");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("1 passed"),
        "on a small disk:\n{said}\n{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

pub(crate) fn small_disk() -> Option<PathBuf> {
    std::env::var_os(SMALL_DISK).map(PathBuf::from)
}

pub(crate) fn remount(folder: &Path, how: &str) {
    let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(folder).status();
    assert!(done.is_ok_and(|status| status.success()), "the small disk is remounted {how}");
}

/// The portal's decisions that this desk made.
pub(crate) fn arrived(portal: &Portal, decided: &[domain::DecisionId]) -> usize {
    let records = portal.hand().decisions().expect("the portal's own list");
    decided
        .iter()
        .filter(|id| records.iter().filter(|record| record.id == **id).count() == 1)
        .count()
}

#[test]
fn a_full_disk_is_told_loses_nothing_recorded_and_goes_on_when_there_is_space() {
    let Some(folder) = small_disk() else {
        return again_with_a_small_disk(
            "misfortune::a_full_disk_is_told_loses_nothing_recorded_and_goes_on_when_there_is_space",
        );
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let portal = portal().await;
        let desk = desk(&folder, &Arc::new(Keyring::default()), "sw-01");
        sign_in(&desk, &portal).await.expect("signed in");
        at_rest(&desk).await;
        let rows = posts(&desk).await;
        let ballast = folder.join("somebody-elses-file");
        fill(&ballast);
        let mut decided = Vec::new();
        let mut refused = None;
        for row in &rows {
            match desk.record_decision(rejection(row)).await {
                Ok(recorded) => decided.push(recorded.decision),
                Err(error) => {
                    refused = Some((row, error));
                    break;
                }
            }
        }
        let (row, error) = refused.expect("the disk is full before the queue is empty");
        assert_eq!(error.code, ErrorCode::Failed);
        assert!(error.message.contains("磁碟已滿"), "{}", error.message);
        let outbox = desk.list_outbox().await.expect("readable on a full disk");
        assert_eq!(outbox.unsent.len(), decided.len(), "what was recorded is there, and no more");

        std::fs::remove_file(&ballast).expect("space is made");
        decided.push(desk.record_decision(rejection(row)).await.expect("there is space").decision);
        until_sent(&desk).await;
        assert_eq!(arrived(&portal, &decided), decided.len());
    });
}

/// Leaves no byte of the disk free.
pub(crate) fn fill(ballast: &Path) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(ballast).expect("made");
    for size in [1 << 16, 1 << 12, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// Waits out the time in which a decision can be undone, and the sending.
pub(crate) async fn until_sent(desk: &Desk) {
    for _ in 0..600 {
        desk.sync_now().await.expect("asked");
        if desk.list_outbox().await.expect("readable").unsent.is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("still unsent: {:?}", desk.sync_status().await);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_and_what_is_in_it_stays() {
    let Some(folder) = small_disk() else {
        return again_with_a_small_disk(
            "misfortune::a_folder_that_cannot_be_written_to_is_told_and_what_is_in_it_stays",
        );
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let portal = portal().await;
        let keyring = Arc::new(Keyring::default());
        let first = desk(&folder, &keyring, "sw-01");
        sign_in(&first, &portal).await.expect("signed in");
        at_rest(&first).await;
        let decided = first.record_decision(rejection(&posts(&first).await[0])).await;
        let decided = decided.expect("recorded").decision;
        end(first).await;

        remount(&folder, "ro");
        let second = desk(&folder, &keyring, "sw-01");
        let error = sign_in(&second, &portal).await.expect_err("nothing can be kept");
        assert!(error.message.contains("資料夾無法寫入"), "{}", error.message);
        drop(second);

        remount(&folder, "rw");
        let third = desk(&folder, &keyring, "sw-01");
        sign_in(&third, &portal).await.expect("as before");
        until_sent(&third).await;
        assert_eq!(arrived(&portal, &[decided]), 1);
    });
}

/// Ends a desk as closing its window does, and waits until it has let go of its files.
pub(crate) async fn end(desk: Desk) {
    desk.farewell().await;
    desk.close();
    drop(desk);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
}

pub(crate) fn database(folder: &Path) -> PathBuf {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|it| it == "sqlite") => found.push(path),
                _ => {}
            }
        }
    }
    assert_eq!(found.len(), 1, "one person, one database: {found:?}");
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_damaged_at_random_is_told_and_set_aside_and_no_decision_is_lost() {
    let portal = portal().await;
    let keyring = Arc::new(Keyring::default());
    let whole = tempfile::tempdir().expect("folder");
    let before = desk(whole.path(), &keyring, "sw-01");
    sign_in(&before, &portal).await.expect("signed in");
    at_rest(&before).await;
    let rows = posts(&before).await;
    let record =
        async |row| before.record_decision(rejection(row)).await.expect("recorded").decision;
    let sent = record(&rows[0]).await;
    until_sent(&before).await;
    portal.stop();
    let unsent = record(&rows[1]).await;
    end(before).await;
    portal.restart().expect("the portal is back");

    let mut dice = Dice::new(20_260);
    let (mut set_aside, mut saved) = (0, 0);
    for round in 0..64 {
        // Which tables are hit is chance, and moves with every table that is added.
        if round >= 16 && set_aside > 0 && saved > 0 {
            break;
        }
        let folder = tempfile::tempdir().expect("folder");
        copy_all(whole.path(), folder.path());
        // Each round is the same desk's only life: its keyring remembers no other.
        keyring.forget("desk-log/");
        let file = database(folder.path());
        let mut bytes = std::fs::read(&file).expect("readable");
        let mut hurt = Vec::new();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 + dice.below(255) as u8;
            hurt.push(at / PAGE);
        }
        std::fs::write(&file, &bytes).expect("damaged");

        let (after, notice) = open_damaged(folder.path(), &keyring, &portal).await;
        let aside = copies_aside(&file);
        assert_eq!(notice.is_some(), !aside.is_empty(), "told if and only if: {notice:?}");
        if let (Some(notice), [aside]) = (notice, aside.as_slice()) {
            set_aside += 1;
            let name = aside.file_name().expect("a file").to_string_lossy();
            assert!(notice.contains(&*name), "{notice}");
            let moved = std::fs::read(aside).expect("readable");
            let pages = moved.chunks(PAGE).zip(bytes.chunks(PAGE)).enumerate();
            let touched: Vec<usize> =
                pages.filter(|(_, (one, other))| one != other).map(|(page, _)| page).collect();
            // What the desk itself wrote, of its opening, before it met the damage.
            let is_hurt = |page: &usize| hurt.contains(page);
            assert!(
                moved.len() == bytes.len() && touched.len() <= 1,
                "moved, not touched: {touched:?}"
            );
            assert!(!touched.iter().any(is_hurt), "what is damaged stays as it is: {touched:?}");
            after.dismiss_notice().await.expect("read");
            assert_eq!(after.sync_status().await.expect("signed in").notice, None);
            let waits = after.list_outbox().await.expect("readable").unsent.len();
            if notice.contains("1 件決定已經救回") {
                saved += 1;
                assert!(waits == 1 || arrived(&portal, &[unsent]) == 1, "round {round}");
                until_sent(&after).await;
                assert_eq!(arrived(&portal, &[unsent]), 1, "round {round}: there, and once");
            } else {
                assert!(notice.contains("請核對"), "what may be missing is told: {notice}");
            }
        }
        end(after).await;
    }
    assert!(set_aside > 0 && saved > 0, "{set_aside} set aside, {saved} saved");
    assert_eq!(arrived(&portal, &[sent, unsent]), 2, "each is there, and once");
}

/// Of the database, in bytes.
const PAGE: usize = 4096;

/// Opens the desk on damaged files until it opens, and says what it tells. A damaged page that is
/// first met after the opening is told as well, and the next start sets the file aside.
async fn open_damaged(
    folder: &Path,
    keyring: &Arc<Keyring>,
    portal: &Portal,
) -> (Desk, Option<String>) {
    let mut starts = 0;
    loop {
        let desk = desk(folder, keyring, "sw-01");
        starts += 1;
        match sign_in(&desk, portal).await {
            Ok(_) => {
                let notice = desk.sync_status().await.expect("signed in").notice;
                return (desk, notice);
            }
            Err(error) => {
                assert!(error.message.contains("損壞"), "{}", error.message);
                assert!(starts < 2, "a damaged file locks nobody out: {}", error.message);
                end(desk).await;
            }
        }
    }
}

/// The damaged database files beside this one, without their logs.
fn copies_aside(file: &Path) -> Vec<PathBuf> {
    let folder = file.parent().expect("a folder");
    let name = format!("{}.damaged-", file.file_name().expect("a file").to_string_lossy());
    let named = |path: &PathBuf| {
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        own.starts_with(&name) && own.ends_with('Z')
    };
    std::fs::read_dir(folder)
        .expect("readable")
        .flatten()
        .map(|entry| entry.path())
        .filter(named)
        .collect()
}
