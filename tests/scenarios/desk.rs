//! The desk without its window: signing in by the system's browser, keys that are lost, other
//! people on the same computer.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::views::audit::AuditRequest;
use app::views::boot::{PortalRequest, PracticeRequest, SyncState};
use app::views::case::DocumentState;
use app::views::decide::DecideRequest;
use app::views::lock::{ChooseDeskRequest, PinRequest};
use app::views::queue::{QueueGroup, QueueOnly, QueueRequest};
use app::{Desk, DeskOptions, ErrorCode, PracticeStart};
use domain::{CaseKind, Policy, Role, Verdict};
use portal::secrets::{Secret, SecretError, SecretStore};
use practice_portal::{Config, Portal, World};
pub(crate) use support::desk::rejection;

/// A keyring that can be made to forget, to swap its keys, and to fail.
#[derive(Default)]
pub(crate) struct Keyring(Mutex<HashMap<String, Vec<u8>>>, Mutex<Option<SecretError>>);

#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "asked by tests that are for Linux")
)]
impl Keyring {
    /// From now on every call ends like this; none of them does again after `None`.
    pub(crate) fn fail(&self, how: Option<SecretError>) {
        *self.1.lock().expect("no panic while held") = how;
    }

    fn works(&self) -> Result<(), SecretError> {
        self.1.lock().expect("no panic while held").map_or(Ok(()), Err)
    }

    /// Every secret whose name begins so becomes another one of the same length.
    pub(crate) fn replace(&self, beginning: &str) {
        let mut kept = self.0.lock().expect("no panic while held");
        for (_, value) in kept.iter_mut().filter(|(name, _)| name.starts_with(beginning)) {
            value.iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
    }

    /// Everything that it holds, for `put_back`.
    pub(crate) fn copy(&self) -> HashMap<String, Vec<u8>> {
        self.0.lock().expect("no panic while held").clone()
    }

    pub(crate) fn put_back(&self, copy: HashMap<String, Vec<u8>>) {
        *self.0.lock().expect("no panic while held") = copy;
    }

    pub(crate) fn forget(&self, beginning: &str) -> usize {
        let mut kept = self.0.lock().expect("no panic while held");
        let before = kept.len();
        kept.retain(|name, _| !name.starts_with(beginning));
        before - kept.len()
    }
}

impl SecretStore for Keyring {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        self.works()?;
        let kept = self.0.lock().expect("no panic while held");
        Ok(kept.get(name).map(|bytes| Secret::new(bytes.clone())))
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        self.works()?;
        self.0.lock().expect("no panic while held").insert(name.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.works()?;
        self.0.lock().expect("no panic while held").remove(name);
        Ok(())
    }
}

pub(crate) async fn portal() -> Portal {
    let world = World { draw: false, ..World::at(chrono::Utc::now()) };
    // It keeps nothing that opens a desk: what is lost on the desk is lost.
    let config = Config { world, escrow: false, ..Config::default() };
    tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the practice portal starts")
}

/// A desk whose browser is a person who signs in as `subject` at once.
pub(crate) fn desk(folder: &Path, keyring: &Arc<Keyring>, subject: &'static str) -> Desk {
    desk_started(folder, keyring, subject, PracticeStart::WhenAsked)
}

fn desk_started(
    folder: &Path,
    keyring: &Arc<Keyring>,
    subject: &'static str,
    practice: PracticeStart,
) -> Desk {
    portal::choose_cipher_provider();
    let desk = Desk::new(DeskOptions {
        data_folder: folder.to_owned(),
        secrets: keyring.clone(),
        practice,
        worker: PathBuf::from("no-documents-are-opened-here"),
        managed: app::ManagedPolicy::default(),
        open_browser: Arc::new(move |address| {
            let address = format!("{address}&login_hint={subject}");
            tokio::spawn(async move { reqwest::get(address).await.map(drop) });
            Ok(())
        }),
        on_changed: Arc::new(|_| {}),
        clock: Arc::new(app::SystemClock),
    });
    desk.practising_with(support::desk::practice_portal())
}

pub(crate) async fn sign_in(desk: &Desk, portal: &Portal) -> Result<String, app::ApiError> {
    let request = PortalRequest { url: portal.base_url(), confirmed: true };
    let signed_in = match desk.sign_in(request).await {
        // No way to the portal: whose desk is here opens it.
        Err(error) if error.message.contains("連不到入口網") => {
            let known = desk.boot().await?.desks;
            let [one] = &known[..] else { return Err(error) };
            desk.choose_desk(ChooseDeskRequest { desk: one.desk.clone() }).await?;
            desk.unlock(PinRequest { pin: String::new().into() }).await
        }
        signed_in => signed_in,
    };
    signed_in.map(|session| session.display_name)
}

/// Waits until the desk has pulled everything and sent everything.
pub(crate) async fn at_rest(desk: &Desk) {
    let began = Instant::now();
    loop {
        let sync = desk.sync_status().await.expect("signed in");
        let reached = matches!(sync.state, SyncState::Online | SyncState::Attention);
        if reached && sync.last_pull.is_some() && sync.queued == 0 {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "not at rest: {sync:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub(crate) async fn posts(desk: &Desk) -> Vec<app::views::queue::QueueRow> {
    let request = QueueRequest {
        kind: Some(CaseKind::Post),
        group: QueueGroup::Open,
        inmate_number: None,
        text: String::new(),
        only: QueueOnly::All,
        check: None,
        after: None,
        limit: 200,
    };
    desk.list_cases(request).await.expect("the queue").rows
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_signs_in_and_the_family_reads_what_was_previewed() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let desk = desk(folder.path(), &keyring, "sw-01");
    assert_eq!(sign_in(&desk, &portal).await.expect("signed in"), "李沛真");
    at_rest(&desk).await;

    let row = posts(&desk).await.into_iter().next().expect("posts wait");
    let preview = desk.preview_decision(rejection(&row)).await.expect("a preview");
    assert!(preview.obstacles.is_empty(), "{:?}", preview.obstacles);
    let recorded = desk.record_decision(rejection(&row)).await.expect("recorded");
    let hand = portal.hand();
    let began = Instant::now();
    let sent = loop {
        let decisions = hand.decisions_on(row.case).expect("the portal's own list");
        if let Some(found) = decisions.into_iter().find(|record| record.id == recorded.decision) {
            break found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the decision never arrived");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(sent.decision.family_message.as_str(), preview.family_message);
    let wire = serde_json::to_string(&sent).expect("a record");
    assert!(!wire.contains("只留在這裡的備註"), "the staff-only note never travels");
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_left_empty_and_a_changed_case_cannot_be_sent() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    let row = posts(&desk).await.into_iter().next().expect("posts wait");

    let mut unfilled = rejection(&row);
    unfilled.reasons[0].slots.clear();
    let preview = desk.preview_decision(unfilled.clone()).await.expect("a preview");
    assert!(
        preview.obstacles.iter().any(|words| words.contains("項目")),
        "{:?}",
        preview.obstacles
    );
    assert!(preview.family_message.contains("{項目}"));
    let refused = desk.record_decision(unfilled).await.expect_err("not sent");
    assert_eq!(refused.code, ErrorCode::Refused);

    let stale = DecideRequest { base_revision: row.revision + 1, ..rejection(&row) };
    assert_eq!(desk.record_decision(stale).await.expect_err("not sent").code, ErrorCode::Stale);
    assert!(desk.list_outbox().await.expect("the outbox").unsent.is_empty());
    desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_key_the_database_stays_closed_and_untouched() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    first.close();
    drop(first);
    let before = databases(folder.path());
    assert_eq!(before.len(), 1);

    assert_eq!(keyring.forget("desk-secret/"), 1);
    let began = Instant::now();
    let error = loop {
        let second = desk(folder.path(), &keyring, "sw-01");
        let error = sign_in(&second, &portal).await.expect_err("the key is gone");
        // The first desk's loops may still be letting go of the file.
        if error.code == ErrorCode::LockedOut || began.elapsed() > Duration::from_secs(20) {
            break error;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(error.code, ErrorCode::LockedOut, "{}", error.message);
    assert!(error.message.contains("鑰匙"), "{}", error.message);
    assert_eq!(databases(folder.path()).len(), 1, "no second database beside the closed one");
    assert_eq!(keyring.forget("desk-secret/"), 0, "no new key beside the lost one");
}

fn databases(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sqlite") {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_on_one_computer_have_nothing_in_common() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    let row = posts(&first).await.into_iter().next().expect("posts wait");
    first.record_decision(rejection(&row)).await.expect("recorded");
    first.sign_out().await.expect("signed out");

    let second = desk(folder.path(), &keyring, "sw-02");
    sign_in(&second, &portal).await.expect("signed in");
    at_rest(&second).await;
    assert!(second.list_outbox().await.expect("the outbox").unsent.is_empty());
    assert_eq!(databases(folder.path()).len(), 2, "a database for each");
    let decided = portal.hand().decisions_on(row.case).expect("the portal's own list");
    assert!(decided.iter().all(|record| record.decided_by.subject != "sw-02"));
    second.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_past_their_time_are_erased_and_open_cases_keep_theirs() {
    let portal = portal().await;
    let hand = portal.hand();
    // A facility that keeps documents no longer than the decision is on its way.
    let today = domain::calendar::taipei_date(chrono::Utc::now());
    let policy = Policy {
        version: "無保存期間".to_owned(),
        in_force_from: today,
        retention_days: 0,
        ..Policy::default()
    };
    hand.add_policy(&policy).expect("in force");
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Arc::new(Keyring::default());
    let first = desk(folder.path(), &keyring, "sw-01");
    sign_in(&first, &portal).await.expect("signed in");
    at_rest(&first).await;
    let began = Instant::now();
    while first.sync_status().await.expect("signed in").documents_waiting > 0 {
        assert!(began.elapsed() < Duration::from_secs(60), "documents are still missing");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let photos = |case: domain::CaseRef| {
        let case = hand.case(case).expect("readable").expect("known to the portal");
        case.attachments().len()
    };
    let rows = posts(&first).await;
    let [decided, kept] = {
        let mut with_photos = rows.iter().filter(|row| photos(row.case) > 0);
        [(); 2].map(|()| with_photos.next().expect("posts with photos wait"))
    };
    let recorded = first.record_decision(rejection(decided)).await.expect("recorded");
    let began = Instant::now();
    while !first.list_outbox().await.expect("the outbox").unsent.is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "the decision never arrived");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let before = documents(folder.path());
    first.sign_out().await.expect("signed out");
    drop(first);

    // The loop looks when somebody signs in, and every six hours from then on.
    let second = desk(folder.path(), &keyring, "sw-01");
    sign_in(&second, &portal).await.expect("signed in");
    let began = Instant::now();
    while documents(folder.path()) != before - photos(decided.case) {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{} documents of {before} are left",
            documents(folder.path())
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let view = second.open_case(kept.case).await.expect("open");
    // No documents are opened here, but those of the open case are kept.
    let gone = [DocumentState::Waiting, DocumentState::Purged];
    assert!(view.documents.iter().all(|document| !gone.contains(&document.state)));
    // What nobody can look at any more is not approved after all, and nobody is sent for more papers.
    let view = second.open_case(decided.case).await.expect("open");
    let anew = DecideRequest {
        base_revision: view.revision,
        verdict: Verdict::Approve,
        overturns: Some(recorded.decision),
        reasons: Vec::new(),
        ..rejection(decided)
    };
    let obstacles = second.preview_decision(anew).await.expect("previewed").obstacles;
    assert!(obstacles.iter().any(|one| one.contains("請家屬重新提出申請")), "{obstacles:?}");
    second.close();
}

/// How many encrypted files lie below a folder.
fn documents(folder: &Path) -> usize {
    databases(folder)
        .iter()
        .map(|database| {
            let files = std::fs::read_dir(database.with_extension("documents"));
            files.map_or(0, Iterator::count)
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn straight_to_practice_the_desk_is_open_before_the_window_asks_and_only_once() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let straight = PracticeStart::AtOnceWith(portal.base_url());
    let desk = desk_started(folder.path(), &Arc::default(), "nobody", straight);
    desk.open_ahead().await;
    let request = || PracticeRequest { role: Role::SocialWorker };
    let asked = desk.start_practice(request()).await.expect("open already");
    assert_eq!(asked.display_name, "李沛真");
    let boot = desk.boot().await.expect("a first frame");
    assert_eq!(boot.session.map(|session| session.display_name), Some(asked.display_name));
    assert_eq!(openings(&desk).await, 1);

    // Asked for once more, by somebody who has signed out, it is a session of its own.
    desk.sign_out().await.expect("signed out");
    desk.start_practice(request()).await.expect("opened");
    assert_eq!(openings(&desk).await, 2);
    // Another role is not the session that was opened ahead.
    let boss = desk.start_practice(PracticeRequest { role: Role::Supervisor }).await;
    assert_eq!(boss.expect("opened").role, Role::Supervisor);
    desk.close();
}

/// How often the person signed in has opened the desk, by its own record.
async fn openings(desk: &Desk) -> usize {
    let request = AuditRequest::newest(200);
    let rows = desk.list_audit(request).await.expect("the record").rows;
    rows.iter().filter(|row| row.what == "登入").count()
}
