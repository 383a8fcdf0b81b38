//! What the audit log tells of who came and went, and of the desk itself.

use std::sync::Arc;

use app::Desk;
use app::views::audit::{AuditRequest, AuditSort};

use practice_portal::{Config, World};
use support::folders::copy_all;

use crate::desk::{Keyring, at_rest, desk, portal, sign_in};

async fn told(desk: &Desk, sort: AuditSort) -> Vec<String> {
    let request = AuditRequest { sort: Some(sort), ..AuditRequest::newest(50) };
    let page = desk.list_audit(request).await.expect("the log");
    page.rows.into_iter().map(|row| row.what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_and_the_new_key_stand_in_the_log() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    assert_eq!(told(&desk, AuditSort::SignIn).await, ["登入", "產生資料庫金鑰"]);
    desk.sign_out().await.expect("signed out");
    sign_in(&desk, &portal).await.expect("signed in");
    assert_eq!(told(&desk, AuditSort::SignIn).await, ["登入", "登出", "登入", "產生資料庫金鑰"]);
    let checked = desk.verify_audit().await.expect("checked");
    assert!(checked.intact, "{}", checked.sentence);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_says_up_to_where_the_portal_saw_the_log_and_signing_out_tells_it_the_rest() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let desk = desk(folder.path(), &keyring, "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    desk.sign_out().await.expect("signed out");
    sign_in(&desk, &portal).await.expect("signed in");
    let checked = desk.verify_audit().await.expect("checked");
    // 產生金鑰, 登入, 登出 were told; the second 登入 may have been by now.
    let seen = |checked: &app::views::audit::AuditCheckView| {
        let number = checked.witness.strip_prefix("入口網見證到第 ")?.split(' ').next()?;
        number.parse::<i64>().ok()
    };
    assert!(seen(&checked).is_some_and(|seen| seen >= 3), "{}", checked.witness);
    assert!(checked.intact && checked.desks.len() == 1 && !checked.desks[0].goes_back);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_portal_that_keeps_no_heads_the_check_says_that_the_log_stands_alone() {
    let world = World { draw: false, ..World::at(chrono::Utc::now()) };
    let config = Config { world, audit_heads: false, ..Config::default() };
    let started = tokio::task::spawn_blocking(|| practice_portal::Portal::start(config));
    let portal = started.await.expect("no panic").expect("a portal");
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    let checked = desk.verify_audit().await.expect("checked");
    let own = checked.own_word.expect("all of it");
    assert!(checked.intact && own.contains("只有這台電腦為憑"), "{own}");
    let health = desk.health().await.expect("the page");
    let fact = health.facts.iter().find(|fact| fact.label == "稽核紀錄的見證").expect("told");
    let asked = ["還沒有", "入口網不提供；紀錄只有這台電腦為憑"];
    assert!(asked.contains(&fact.value.as_str()) && !fact.attention, "{}", fact.value);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_differs_is_told_until_somebody_takes_note_and_what_differs_anew_is_told_again()
{
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let (file, aside) = (folder.path().join("desk"), folder.path().join("older"));
    let keyring = Arc::new(Keyring::default());
    let keep = || copy_all(&file, &aside);
    let put_back = || {
        std::fs::remove_dir_all(&file).expect("removed");
        copy_all(&aside, &file);
    };
    let differs = async |desk: &Desk| {
        let health = desk.health().await.expect("the page");
        let fact = health.facts.into_iter().find(|fact| fact.label == "稽核紀錄的見證");
        fact.is_some_and(|fact| fact.attention)
    };
    let told = async |desk: &Desk| {
        for _ in 0..600 {
            let health = desk.health().await.expect("the page");
            let fact = health.facts.into_iter().find(|fact| fact.label == "稽核紀錄的見證");
            if fact.is_some_and(|fact| fact.value != "還沒有") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the portal was never asked");
    };
    let start = async || {
        let desk = desk(&file, &keyring, "sw-01");
        sign_in(&desk, &portal).await.expect("signed in");
        at_rest(&desk).await;
        told(&desk).await;
        desk
    };
    let end = async |desk: Desk| {
        desk.sign_out().await.expect("signed out");
        desk.close();
    };
    let first = start().await;
    let refused = first.note_audit_fault(note("沒事")).await.expect_err("nothing is wrong");
    assert!(refused.message.contains("不用註記"), "{}", refused.message);
    end(first).await;
    keep();
    end(start().await).await;
    put_back();

    let desk = start().await;
    assert!(differs(&desk).await, "the folder is of yesterday");
    let refused = desk.note_audit_fault(note(" ")).await.expect_err("no words");
    assert!(refused.message.contains("2 到 200 字"), "{}", refused.message);
    let noted = desk.note_audit_fault(note("備份還原，已通報政風室")).await.expect("noted");
    assert!(!noted.intact && noted.noted.is_some_and(|it| it.contains("已通報政風室")));
    told(&desk).await;
    assert!(!differs(&desk).await, "the bar tells of what is new");
    end(desk).await;
    let desk = start().await;
    assert!(!differs(&desk).await, "nor after another start");
    assert!(!desk.verify_audit().await.expect("checked").intact, "the check still tells");
    end(desk).await;
    put_back();
    let desk = start().await;
    assert!(differs(&desk).await, "and once more put back");
    end(desk).await;
}

fn note(grounds: &str) -> app::views::audit::NoteAuditFaultRequest {
    app::views::audit::NoteAuditFaultRequest { grounds: grounds.to_owned() }
}

// What locks here lies beside tests that are for Linux alone.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn locking_tells_the_portal_how_the_log_ends() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    crate::lock::lock(&desk).await;
    desk.until_closed().await;
    let told = portal.hand().told_entries("sw-01").expect("the portal's database");
    let view = desk.unlock(crate::lock::pin("")).await.expect("opened");
    assert_eq!(view.display_name, "李沛真");
    let log = desk.list_audit(AuditRequest::newest(50)).await.expect("the log").rows;
    let locked = log.iter().find(|row| row.what.starts_with("登出")).expect("locking is an entry");
    assert_eq!(told, Some(locked.seq));
    desk.close();
}
