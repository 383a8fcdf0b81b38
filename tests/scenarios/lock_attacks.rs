//! What somebody tries at a desk who may write beside its database, sets the clock, or passes by.

use std::path::{Path, PathBuf};

use app::views::audit::{AuditRequest, AuditSort};
use app::views::boot::PortalRequest;
use app::views::lock::{ChangePinRequest, LockCause, LockRequest};
use app::views::lock_out::LockOutCause;
use app::{ErrorCode, Managed, ManagedPolicy};
use chrono::TimeDelta;

use crate::desk::{at_rest, posts};
use crate::lock::{Computer, PIN, lock, pin, portal, sign_in};
use crate::misfortune::end;

/// The files below a folder whose names end so.
fn files_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_ending(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_somebody_wrote_into_the_key_file_gets_no_token() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    end(computer.first("sw-01", &portal).await).await;
    let [file] = &files_ending(computer.folder.path(), ".keys.json")[..] else { panic!("one") };
    let honest = std::fs::read_to_string(file).expect("readable");
    assert!(honest.contains(&portal.base_url()), "{honest}");
    std::fs::write(file, honest.replace(&portal.base_url(), "http://127.0.0.1:9"))
        .expect("written");
    let desk = computer.start("sw-01");
    let boot = desk.boot().await.expect("booted");
    assert!(boot.lock.is_none() && boot.desks.is_empty(), "nothing leads to the other portal");
    end(desk).await;
    // What was written back opens again.
    std::fs::write(file, honest).expect("written");
    let desk = computer.start("sw-01");
    assert!(desk.boot().await.expect("booted").lock.is_some());
    desk.unlock(pin(PIN)).await.expect("opened");
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_try_asks_whoever_presses_for_the_pin() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    end(computer.first("sw-01", &portal).await).await;
    let [file] = &files_ending(computer.folder.path(), ".sqlite.lock")[..] else { panic!("one") };
    let other = std::fs::File::open(file).expect("there");
    other.lock().expect("held by another program");
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.leave_lock().await.expect("by the browser");
    let closed = sign_in(&desk, &portal).await.expect_err("in use");
    assert_eq!(closed.code, ErrorCode::LockedOut, "{}", closed.message);
    drop(other);
    assert_eq!(desk.open_again().await.expect_err("who is it?").code, ErrorCode::Locked);
    desk.unlock(pin(PIN)).await.expect("opened");
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_drops_the_sign_in_of_whoever_could_not_sit_down() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.start("sw-01");
    let wanted = sign_in(&desk, &portal).await.expect_err("a PIN is asked for");
    assert_eq!(wanted.code, ErrorCode::PinWanted);
    let request = LockRequest { cause: LockCause::System };
    assert!(desk.lock(request).await.expect("asked").is_none(), "nobody sits here");
    assert_eq!(desk.set_pin(pin(PIN)).await.expect_err("gone").code, ErrorCode::SignedOut);
    end(desk).await;
}

fn change(before: &str, after: &str) -> ChangePinRequest {
    ChangePinRequest { pin: before.to_owned().into(), new_pin: after.to_owned().into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_changed_by_whoever_knows_it_and_the_one_before_opens_nothing_any_more() {
    const NEW: &str = "840627";
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    let [file] = &files_ending(computer.folder.path(), ".keys.json")[..] else { panic!("one") };
    let seen = std::fs::read(file).expect("readable");
    let wrong = desk.change_pin(change("271828", NEW)).await.expect_err("wrong");
    assert!(wrong.message.contains("還可以試 9 次"), "{}", wrong.message);
    let easy = desk.change_pin(change(PIN, "123456")).await.expect_err("too easy");
    assert_eq!(easy.code, ErrorCode::Refused);
    desk.change_pin(change(PIN, NEW)).await.expect("changed");
    lock(&desk).await;
    desk.until_closed().await;
    assert_eq!(desk.unlock(pin(PIN)).await.expect_err("not any more").code, ErrorCode::Refused);
    desk.unlock(pin(NEW)).await.expect("the new one opens");
    lock(&desk).await;
    desk.until_closed().await;
    // Whoever saw the PIN has a copy of the file from then: neither opens, and the portal still does.
    let changed = std::fs::read(file).expect("readable");
    std::fs::write(file, seen).expect("written back");
    desk.unlock(pin(PIN)).await.expect_err("its secret is gone");
    std::fs::write(file, changed).expect("written back");
    end(desk).await;
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(NEW)).await.expect("as before");
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_key_opens_here_and_by_the_portal_and_what_was_copied_before_opens_nothing_new() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    let [file] = &files_ending(computer.folder.path(), ".keys.json")[..] else { panic!("one") };
    let (copied, secrets) = (std::fs::read(file).expect("readable"), computer.keyring.copy());
    let wrong = desk.change_key(pin("271828")).await.expect_err("wrong");
    assert!(wrong.message.contains("還可以試 9 次"), "{}", wrong.message);
    portal.stop();
    let alone = desk.change_key(pin(PIN)).await.expect_err("the other way in is the portal's");
    assert!(alone.message.contains("資料沒有被動過"), "{}", alone.message);
    portal.restart().expect("the portal is back");
    let before = posts(&desk).await.len();
    desk.change_key(pin(PIN)).await.expect("changed");
    assert_eq!(posts(&desk).await.len(), before, "the session goes on");
    end(desk).await;

    // Whoever copied the key file and the keyring, and knows the PIN, has the key before.
    let (changed, now) = (std::fs::read(file).expect("readable"), computer.keyring.copy());
    std::fs::write(file, &copied).expect("written back");
    computer.keyring.put_back(secrets);
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect_err("of another key");
    end(desk).await;

    std::fs::write(file, &changed).expect("written back");
    computer.keyring.put_back(now);
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect("opened at the desk");
    assert_eq!(posts(&desk).await.len(), before);
    end(desk).await;
    assert!(computer.keyring.forget("") > 0, "the keyring is lost");
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect_err("the keyring is empty");
    let wanted = desk.unlock_by_portal().await.expect_err("a new PIN is set");
    assert_eq!(wanted.code, ErrorCode::PinWanted, "{}", wanted.message);
    desk.set_pin(pin(PIN)).await.expect("opened by the portal");
    assert_eq!(posts(&desk).await.len(), before);
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_stays_offline_asks_for_the_portal_after_seven_days_and_keeps_everything() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    end(computer.first("sw-01", &portal).await).await;
    portal.stop();
    for (days, opens) in [(6, true), (1, true), (2, false), (-8, false)] {
        computer.clock.advance(TimeDelta::days(days));
        let desk = computer.start("sw-01");
        desk.boot().await.expect("booted");
        let opened = desk.unlock(pin(PIN)).await;
        assert_eq!(opened.is_ok(), opens, "after {days} more days");
        if let Err(refused) = opened {
            assert_eq!(refused.code, ErrorCode::SignedOut);
            assert!(refused.message.contains("資料和還沒送出的決定都在"), "{}", refused.message);
        }
        end(desk).await;
    }
    portal.restart().expect("the portal is back");
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect("the portal says who sits here");
    at_rest(&desk).await;
    assert!(!posts(&desk).await.is_empty());
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_passes_by_sets_no_sealed_desk_aside() {
    let (portal, computer) = (portal(true, false).await, Computer::new());
    end(computer.first("sw-01", &portal).await).await;
    computer.keyring.forget("desk-secret/");
    // Somebody else sits before the browser now.
    let desk = computer.start("sw-02");
    desk.boot().await.expect("booted");
    let closed = desk.unlock(pin(PIN)).await.expect_err("the key is gone");
    assert_eq!(closed.code, ErrorCode::LockedOut, "{}", closed.message);
    let told = desk.locked_out().await.expect("asked").expect("there is a page");
    assert_eq!(told.cause, LockOutCause::KeyGone);
    assert!(told.begin_anew.is_some_and(|words| words.contains("請您本人登入")));
    let refused = desk.begin_anew().await.expect_err("not theirs");
    assert!(refused.message.contains("另一位同仁"), "{}", refused.message);
    assert!(files_ending(computer.folder.path(), ".set-aside").is_empty());
    let told = desk.locked_out().await.expect("asked").expect("the page stays");
    assert_eq!(told.cause, LockOutCause::KeyGone);
    end(desk).await;
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect_err("the key is gone");
    assert_eq!(desk.begin_anew().await.expect_err("a PIN").code, ErrorCode::PinWanted);
    end(desk).await;
}

fn with_portal(portal: Managed<String>) -> ManagedPolicy {
    ManagedPolicy { portal, ..ManagedPolicy::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_administrators_set_a_portal_no_other_is_spoken_to() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    // A desk of another portal lies here from before.
    end(computer.first("sw-01", &portal).await).await;
    let other = "https://enotebook.example.gov.tw";
    for (managed, told) in [
        (with_portal(Managed::Set(other.to_owned())), other),
        (with_portal(Managed::Set("not an address".to_owned())), "讀不懂"),
        (with_portal(Managed::Unreadable { place: "/etc/x".to_owned() }), "/etc/x"),
        // Which way leads out is not known: none is taken.
        (
            ManagedPolicy {
                proxy: Managed::Unreadable { place: "/etc/y".to_owned() },
                ..ManagedPolicy::default()
            },
            "/etc/y",
        ),
    ] {
        let desk = computer.start_managed("sw-01", managed);
        let boot = desk.boot().await.expect("booted");
        assert!(boot.lock.is_none() && boot.desks.is_empty(), "no way to the one from before");
        let request = || PortalRequest { url: portal.base_url(), confirmed: true };
        for refused in [
            desk.probe_portal(request()).await.expect_err("not asked"),
            desk.sign_in(request()).await.expect_err("not asked"),
        ] {
            assert_eq!(refused.code, ErrorCode::Refused);
            assert!(refused.message.contains(told), "{}", refused.message);
        }
        end(desk).await;
    }
    // Who set it has confirmed it, too.
    let desk = computer.start_managed("sw-02", with_portal(Managed::Set(portal.base_url())));
    assert_eq!(desk.boot().await.expect("booted").managed_portal, Some(portal.base_url()));
    let request = PortalRequest { url: portal.base_url(), confirmed: false };
    let wanted = desk.sign_in(request).await.expect_err("a PIN is asked for");
    assert_eq!(wanted.code, ErrorCode::PinWanted);
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_are_counted_whatever_becomes_of_the_file_and_stand_in_the_log() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    lock(&desk).await;
    desk.until_closed().await;
    let [file] = &files_ending(computer.folder.path(), ".keys.json")[..] else { panic!("one") };
    let before = std::fs::read(file).expect("readable");
    for wrong in 1..=10 {
        computer.clock.advance(TimeDelta::hours(1));
        desk.unlock(pin("271828")).await.expect_err("wrong");
        // Whoever may write here puts the count back.
        std::fs::write(file, &before).expect("written back");
        let waits = desk.unlock(pin(PIN)).await.err().map(|error| error.message);
        match (wrong, waits) {
            (..5, None) => {
                lock(&desk).await;
                desk.until_closed().await;
                // The right one took the count back: it is tried once again as often.
                for _ in 0..wrong {
                    desk.unlock(pin("271828")).await.expect_err("wrong");
                }
            }
            (5..10, Some(words)) => assert!(words.contains("秒"), "{words}"),
            (10, Some(_)) => {}
            (wrong, waits) => panic!("{wrong}: {waits:?}"),
        }
    }
    desk.unlock(pin(PIN)).await.expect_err("the portal is wanted");
    let wanted = desk.unlock_by_portal().await.expect_err("a new PIN is set");
    assert_eq!(wanted.code, ErrorCode::PinWanted, "{}", wanted.message);
    desk.set_pin(pin("840627")).await.expect("set");
    let request = AuditRequest { sort: Some(AuditSort::SignIn), ..AuditRequest::newest(50) };
    let log = desk.list_audit(request).await.expect("the log").rows;
    let what: Vec<&str> = log.iter().map(|row| row.what.as_str()).collect();
    assert!(what.iter().any(|what| what.contains("登入沒有成功")), "{what:?}");
    assert!(what.iter().any(|what| what.contains("變更 PIN")), "{what:?}");
    end(desk).await;
}
