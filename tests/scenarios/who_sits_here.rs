//! Who sits at the desk is what the portal says today: a role that was taken away is gone at once, a
//! portal that nobody has looked at gets nothing, and what a family wrote looks like nothing else.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::views::audit::{AuditRequest, AuditSort};
use app::views::boot::PortalRequest;
use app::{Desk, DeskOptions, ErrorCode, PracticeStart};
use domain::Role;
use practice_portal::Portal;
use serde_json::json;
use support::hostile_provider::{Habits, HostileProvider};
use support::scripted_portal::{Answer, ScriptedPortal};

use crate::desk::{Keyring, at_rest, desk, portal, sign_in};
use crate::misfortune::end;

async fn role(desk: &Desk) -> Role {
    desk.boot().await.expect("booted").session.expect("somebody sits here").role
}

/// What a supervisor alone may ask for.
async fn supervises(desk: &Desk) -> bool {
    match desk.call("list_suspensions", json!(null)).await {
        Ok(_) => true,
        Err(refused) => {
            assert_eq!(refused.code, ErrorCode::Refused, "{}", refused.message);
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demoted_supervisor_is_none_at_once_and_none_after_a_restart_without_the_portal() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let desk_now = desk(folder.path(), &keyring, "sv-01");
    sign_in(&desk_now, &portal).await.expect("signed in");
    at_rest(&desk_now).await;
    assert!(supervises(&desk_now).await);

    portal.hand().move_person("sv-01", Role::SocialWorker, None);
    desk_now.sync_now().await.expect("the portal answers");
    assert_eq!(role(&desk_now).await, Role::SocialWorker);
    assert!(!supervises(&desk_now).await, "the desk itself refuses");
    let newest = AuditRequest { sort: Some(AuditSort::SignIn), ..AuditRequest::newest(9) };
    let log = desk_now.list_audit(newest).await.expect("the log").rows;
    assert!(log[0].what.contains("角色"), "it stands in the log: {}", log[0].what);
    desk_now.close();

    // The old role was kept beside the refresh token; without the portal nothing else is known.
    portal.stop();
    let restarted = desk(folder.path(), &keyring, "sv-01");
    sign_in(&restarted, &portal).await.expect("goes on without the portal");
    assert_eq!(role(&restarted).await, Role::SocialWorker);
    assert!(!supervises(&restarted).await);
    restarted.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_changed_while_the_desk_was_closed_holds_from_its_first_moment() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let before = desk(folder.path(), &keyring, "sv-01");
    sign_in(&before, &portal).await.expect("signed in");
    before.close();
    portal.hand().move_person("sv-01", Role::SocialWorker, None);
    let after = desk(folder.path(), &keyring, "sv-01");
    sign_in(&after, &portal).await.expect("goes on");
    assert_eq!(role(&after).await, Role::SocialWorker);
    assert!(!supervises(&after).await);
    after.close();
}

fn databases(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let count = |path: &Path| usize::from(path.extension().is_some_and(|end| end == "sqlite"));
    entries
        .flatten()
        .map(|entry| entry.path())
        .map(|path| if path.is_dir() { databases(&path) } else { count(&path) })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_at_another_facility_has_another_database() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let desk = desk(folder.path(), &keyring, "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    assert_eq!(databases(folder.path()), 1);

    portal.hand().move_person("sw-01", Role::SocialWorker, Some("臺中監獄"));
    let refused = desk.sync_now().await.expect_err("this session is over");
    assert_eq!(refused.code, ErrorCode::SignedOut);
    assert!(refused.message.contains("另一個機關"), "{}", refused.message);
    let refused = desk.call("list_outbox", json!(null)).await.expect_err("nothing is answered");
    assert_eq!(refused.code, ErrorCode::SignedOut);

    sign_in(&desk, &portal).await.expect("signed in over there");
    let session = desk.boot().await.expect("booted").session.expect("somebody sits here");
    assert_eq!(session.facility, "臺中監獄");
    assert_eq!(databases(folder.path()), 2);
    desk.close();
}

/// A desk whose browser is counted and never opened.
fn watched(folder: &Path, keyring: &Arc<Keyring>) -> (Desk, Arc<AtomicUsize>) {
    portal::choose_cipher_provider();
    let opened = Arc::new(AtomicUsize::new(0));
    let count = opened.clone();
    let desk = Desk::new(DeskOptions {
        data_folder: folder.to_owned(),
        secrets: keyring.clone(),
        practice: PracticeStart::WhenAsked,
        worker: "no-documents-are-opened-here".into(),
        managed_portal: app::ManagedPortal::Free,
        open_browser: Arc::new(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Err(())
        }),
        on_changed: Arc::new(|_| {}),
        clock: Arc::new(app::SystemClock),
    });
    (desk, opened)
}

/// One that answers at another address and sends people to the sign-in service of the right one.
async fn mix_up(portal: &Portal) -> ScriptedPortal {
    let meta = json!({
        "epoch": "5b0c7e52-6f0e-4d3c-9b9a-2f7f0f9f1c11",
        "server_now": chrono::Utc::now(),
        "min_client": "0.1.0",
        "issuer": format!("{}/oidc", portal.base_url()),
        "client_id": "notebook-desk",
        "name": "矯正署\u{202E}雲端聯絡簿",
        "limits": {
            "max_page": 1, "max_attachment_bytes": 1,
            "claim_ttl_seconds": 1, "shift_ttl_seconds": 1,
        },
    });
    ScriptedPortal::with(vec![Answer::json(meta.to_string().into_bytes()); 4]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_portal_with_the_right_sign_in_service_gets_no_token_in_one_click() {
    let right = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    // The right one has been signed in to at this computer.
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &right).await.expect("signed in");
    first.sign_out().await.expect("signed out");
    first.close();

    let wrong = mix_up(&right).await;
    let (desk, opened) = watched(folder.path(), &keyring);
    let asked = |url: &str| PortalRequest { url: url.to_owned(), confirmed: false };
    let refused = desk.sign_in(asked(wrong.base_url())).await.expect_err("nobody looked at it");
    assert_eq!(refused.code, ErrorCode::ConfirmPortal);
    assert_eq!(opened.load(Ordering::SeqCst), 0, "no browser was opened");
    for head in wrong.requests() {
        assert!(head.starts_with("GET /staff/v1/meta"), "{head}");
        assert!(!head.to_ascii_lowercase().contains("authorization"), "{head}");
    }
    let bare = |url: &str| url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    for told in [bare(wrong.base_url()), format!("一直是 {}", bare(&right.base_url()))] {
        assert!(refused.message.contains(&told), "{told}: {}", refused.message);
    }
    assert!(!refused.message.contains('\u{202E}'), "its name turns nothing round");
    // A colleague at the same account writes into the plain file that it has been signed in to.
    end(desk).await;
    let (sso, file) = (right.base_url(), folder.path().join("preferences.json"));
    let mut written: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&file).expect("read")).expect("JSON");
    written["portal"] = wrong.base_url().into();
    written["known_portals"] =
        serde_json::json!([{ "address": wrong.base_url(), "issuer": sso.trim_end_matches('/') }]);
    std::fs::write(&file, written.to_string()).expect("written");
    let (desk, opened) = watched(folder.path(), &keyring);
    let refused = desk.sign_in(asked(wrong.base_url())).await.expect_err("nobody looked at it");
    assert_eq!(refused.code, ErrorCode::ConfirmPortal);
    assert_eq!(opened.load(Ordering::SeqCst), 0, "no browser was opened");
    // The right one is known, and goes to the browser without a question.
    let refused = desk.sign_in(asked(&right.base_url())).await.expect_err("no browser here");
    assert_eq!(refused.code, ErrorCode::Failed);
    assert_eq!(opened.load(Ordering::SeqCst), 1);
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_is_signed_in_no_other_portal_is_spoken_to() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    let ask = |url: String| PortalRequest { url, confirmed: true };
    let behind = format!("{}/elsewhere", portal.base_url());
    for refused in [
        desk.probe_portal(ask(behind.clone())).await.map(drop),
        desk.sign_in(ask(behind)).await.map(drop),
    ] {
        assert_eq!(refused.expect_err("an origin alone").code, ErrorCode::Refused);
    }
    sign_in(&desk, &portal).await.expect("signed in");
    for refused in [
        desk.probe_portal(ask(portal.base_url())).await.map(drop),
        desk.sign_in(ask(portal.base_url())).await.map(drop),
    ] {
        assert_eq!(refused.expect_err("somebody sits here").code, ErrorCode::Refused);
    }
    assert_eq!(role(&desk).await, Role::SocialWorker, "and stays");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_turns_the_line_round_turns_nothing_on_any_page() {
    let portal = portal().await;
    let hand = portal.hand();
    let inmate = support::desk::inmate(&hand, "9071");
    // 「(核准)」 that begins inside the name, and a zero-width space that makes two names of one.
    let name = "陳\u{202E}准核\u{200B}君";
    let case = support::desk::apply(&hand, inmate, name, b"identity");
    let hebrew = support::desk::apply(&hand, inmate, "שרה", b"identity too");
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    let queue = json!({ "kind": "application", "group": "open", "inmate_number": "9071", "text": "", "after": null, "limit": 9 });
    let mut answers = vec![desk.call("list_cases", queue).await.expect("the queue")];
    for one in [case, hebrew] {
        let one = serde_json::to_value(one).expect("in JSON");
        answers.push(desk.call("open_case", one).await.expect("the case"));
    }
    for answer in &answers {
        for hidden in ['\u{202E}', '\u{200B}'] {
            assert!(!answer.contains(hidden), "{:?} reached a page", hidden);
        }
    }
    assert!(answers[0].contains("陳〔方向字元〕准核〔看不見的字元〕君"), "{}", answers[0]);
    assert!(answers[0].contains("\u{2068}שרה\u{2069}"), "what runs the other way is isolated");
    assert!(answers[1].contains("application.characters"), "and it is a finding");
    assert!(!answers[2].contains("application.characters"), "which Hebrew alone is not");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_not_renewed_says_until_when_it_lasts_and_what_that_means() {
    let habits = Habits { refresh_token: Some(""), life: Some(1800), ..Habits::default() };
    let provider = HostileProvider::of_habits(habits).await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    let request = PortalRequest { url: provider.base_url().to_owned(), confirmed: true };
    let session = desk.sign_in(request).await.expect("signed in");
    let ends = session.ends.expect("it is told");
    assert!(ends.contains("為止") && ends.contains("沒有網路時打不開"), "{ends}");
    desk.close();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn the_window_shows_a_new_portals_host_and_waits_for_a_yes() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let data = folder.path().join("desk").display().to_string();
    let window = support::window::Launch::desk(["--data-folder", &data]).open().await;
    window.fill("portal-url", &portal.base_url()).await;
    window.click("start-connect").await;
    let host = portal.base_url().trim_start_matches("http://").to_owned();
    window.says("confirm-portal", &host).await;
    window.says("confirm-portal", "練習入口網").await;
    // Another address is another question.
    window.fill("portal-url", "https://portal.example.gov.tw").await;
    window.gone("confirm-portal").await;
    window.close().await;
}
