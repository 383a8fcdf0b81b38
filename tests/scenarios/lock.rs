//! The lock, the PIN and what is left when they are lost: a desk without its window, before a portal
//! that asks for a PIN and keeps a secret for each desk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::views::boot::{PortalRequest, SessionView};
use app::views::case::{DraftView, SaveDraftRequest};
use app::views::lock::{ChooseDeskRequest, LockCause, LockRequest, LockView, PinRequest};
use app::views::lock_out::LockOutCause;
use app::views::queue::QueueRow;
use app::{ApiError, Desk, DeskOptions, ErrorCode, ManagedPolicy, PracticeStart};
use chrono::TimeDelta;
use portal::secrets::SecretStore;
use practice_portal::{Config, Portal, World};
use serde_json::json;
use store::key_file::KeyFile;
use store::{Pin, Secret32};
use support::desk::{TestClock, rejection};
use support::folders::copy_all;

use crate::desk::{Keyring, at_rest, posts};
use crate::misfortune::{arrived, end, until_sent};

pub(crate) const PIN: &str = "194728";

pub(crate) async fn portal(pin: bool, escrow: bool) -> Portal {
    let world = World { draw: false, ..World::at(chrono::Utc::now()) };
    let config = Config { world, pin, escrow, ..Config::default() };
    tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the practice portal starts")
}

/// One computer: its folder, its keyring, its clock.
pub(crate) struct Computer {
    pub folder: tempfile::TempDir,
    pub keyring: Arc<Keyring>,
    pub clock: TestClock,
}

impl Computer {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, keyring: Arc::default(), clock: TestClock::starting_now() }
    }

    /// The desk is started, and `subject` sits before the browser.
    pub fn start(&self, subject: &'static str) -> Desk {
        self.start_managed(subject, ManagedPolicy::default())
    }

    /// The same on a computer whose administrators set something.
    pub fn start_managed(&self, subject: &'static str, managed: ManagedPolicy) -> Desk {
        portal::choose_cipher_provider();
        Desk::new(DeskOptions {
            data_folder: self.folder.path().to_owned(),
            secrets: self.keyring.clone(),
            practice: PracticeStart::WhenAsked,
            worker: PathBuf::from("no-documents-are-opened-here"),
            managed,
            open_browser: Arc::new(move |address| {
                let address = format!("{address}&login_hint={subject}");
                tokio::spawn(async move { reqwest::get(address).await.map(drop) });
                Ok(())
            }),
            on_changed: Arc::new(|_| {}),
            clock: Arc::new(self.clock.clone()),
        })
    }

    /// Somebody's first sign-in here, with the PIN that they are asked for.
    pub async fn first(&self, subject: &'static str, portal: &Portal) -> Desk {
        let desk = self.start(subject);
        let wanted = sign_in(&desk, portal).await.expect_err("a PIN is asked for");
        assert_eq!(wanted.code, ErrorCode::PinWanted);
        for bad in ["12345", "111111", "123456", ""] {
            let refused = desk.set_pin(pin(bad)).await.expect_err(bad);
            assert_eq!(refused.code, ErrorCode::Refused, "{bad}");
        }
        desk.set_pin(pin(PIN)).await.expect("set");
        at_rest(&desk).await;
        desk
    }
}

pub(crate) fn pin(typed: &str) -> PinRequest {
    PinRequest { pin: typed.to_owned().into() }
}

pub(crate) async fn sign_in(desk: &Desk, portal: &Portal) -> Result<SessionView, ApiError> {
    desk.sign_in(PortalRequest { url: portal.base_url(), confirmed: true }).await
}

pub(crate) async fn lock(desk: &Desk) -> LockView {
    let request = LockRequest { cause: LockCause::Asked };
    desk.lock(request).await.expect("locked").expect("somebody was signed in")
}

pub(crate) async fn page(desk: &Desk) -> LockView {
    desk.lock_page().await.expect("answered").expect("locked")
}

/// Every command of the window.
fn commands() -> BTreeSet<&'static str> {
    let generated = include_str!("../../ui/src/generated/views.ts");
    let (_, table) = generated.split_once("export type Commands = {").expect("the table");
    let names = table.lines().filter_map(|line| line.trim().split_once(": {"));
    names.map(|(name, _)| name).collect()
}

/// What the lock page asks. Everything else is refused.
const OF_THE_LOCK_PAGE: [&str; 7] =
    ["boot", "cancel_sign_in", "leave_lock", "lock", "lock_page", "unlock", "unlock_by_portal"];

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_refuses_every_command_but_those_of_its_page_and_names_no_case() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    let row = posts(&desk).await.into_iter().next().expect("posts wait");
    desk.open_case(row.case).await.expect("open");
    let shown = lock(&desk).await;
    assert_eq!((shown.masked_name.as_str(), shown.facility.as_str()), ("李○真", "雲林第二監獄"));
    let commands = commands();
    assert!(commands.len() > 60, "the table was found: {}", commands.len());
    for name in commands {
        if OF_THE_LOCK_PAGE.contains(&name) {
            continue;
        }
        let answer = desk.call(name, json!(row.case)).await;
        assert_eq!(answer.expect_err(name).code, ErrorCode::Locked, "{name}");
    }
    // Behind the table, too.
    assert_eq!(desk.open_case(row.case).await.expect_err("locked").code, ErrorCode::Locked);
    let boot = desk.call("boot", json!(null)).await.expect("answered");
    for word in [row.number.as_str(), row.who.as_str(), "李沛真"] {
        assert!(!boot.contains(word), "{word} in {boot}");
    }
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_and_an_unsent_decision_survive_the_lock_and_the_decision_is_sent_after() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    let rows = posts(&desk).await;
    let draft = DraftView {
        staff_note: "問過教誨師".to_owned(),
        checks: Default::default(),
        reasons: Vec::new(),
        addition: "請再拍一次".to_owned(),
        language: None,
        language_chosen: false,
        paper: None,
        dates: Default::default(),
    };
    let keep = SaveDraftRequest { case: rows[1].case, draft };
    desk.save_draft(keep).await.expect("kept");
    portal.stop();
    let unsent = desk.record_decision(rejection(&rows[0])).await.expect("recorded").decision;
    // Nobody waits for a portal that does not answer.
    let _ = desk.sync_now().await;
    lock(&desk).await;
    desk.until_closed().await;
    assert_eq!(page(&desk).await.unsent, Some(1));
    portal.restart().expect("the portal is back");
    assert_eq!(arrived(&portal, &[unsent]), 0);

    desk.unlock(pin(PIN)).await.expect("unlocked");
    let draft = desk.open_case(rows[1].case).await.expect("open").draft;
    assert_eq!((draft.staff_note.as_str(), draft.addition.as_str()), ("問過教誨師", "請再拍一次"));
    computer.clock.advance(TimeDelta::seconds(120));
    until_sent(&desk).await;
    assert_eq!(arrived(&portal, &[unsent]), 1);
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_still_be_undone_is_sent_behind_the_lock_and_then_the_data_is_closed() {
    let (portal, folder) = (portal(false, true).await, tempfile::tempdir().expect("a folder"));
    // By the real clock: the time to undo has to pass.
    let desk = crate::desk::desk(folder.path(), &Arc::default(), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    let row = posts(&desk).await.into_iter().next().expect("posts wait");
    let decided = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    let shown = lock(&desk).await;
    assert!(shown.finishing && !shown.pin);
    let began = Instant::now();
    desk.until_closed().await;
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(arrived(&portal, &[decided]), 1);
    assert_eq!(page(&desk).await.unsent, Some(0));
    // The house relies on the system's lock: a press opens.
    desk.unlock(pin("")).await.expect("opened");
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_waits_locked_and_opens_with_the_pin_alone() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    end(computer.first("sw-01", &portal).await).await;
    portal.stop();
    let again = computer.start("sw-02");
    let boot = again.boot().await.expect("booted");
    let shown = boot.lock.expect("locked from the start");
    assert!(boot.session.is_none() && shown.pin && !shown.finishing);
    assert_eq!(shown.masked_name, "李○真");
    let wrong = again.unlock(pin("271828")).await.expect_err("wrong");
    assert_eq!(wrong.code, ErrorCode::Refused);
    assert!(wrong.message.contains("還可以試 9 次"), "{}", wrong.message);
    let session =
        again.unlock(pin("１９４７２８")).await.expect("in wide digits, without the portal");
    assert_eq!(session.display_name, "李沛真");
    assert!(!posts(&again).await.is_empty());
    end(again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_pins_wait_by_the_monotonic_clock_and_ten_ask_for_the_portal() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let mut desk = computer.first("sw-01", &portal).await;
    lock(&desk).await;
    for wrong in 1..=10_u32 {
        let refused = desk.unlock(pin("271828")).await.expect_err("wrong");
        assert_eq!(refused.code, ErrorCode::Refused, "{wrong}: {}", refused.message);
        let wait = page(&desk).await.wait_seconds;
        assert_eq!(wait, [0, 0, 0, 0, 30, 60, 120, 240, 480, 0][wrong as usize - 1], "{wrong}");
        if wait > 0 {
            let soon = desk.unlock(pin(PIN)).await.expect_err("too soon");
            assert!(soon.message.contains("秒再試"), "{}", soon.message);
            // Setting the PC's clock helps nobody, and neither does starting anew.
            computer.clock.set_wall(TimeDelta::hours(5));
            assert_eq!(page(&desk).await.wait_seconds, wait);
            computer.clock.set_wall(TimeDelta::hours(-5));
            if wrong == 6 {
                computer.clock.advance(TimeDelta::seconds(50));
                end(desk).await;
                desk = computer.start("sw-01");
                desk.boot().await.expect("booted");
                assert_eq!(page(&desk).await.wait_seconds, wait, "it waits from the beginning");
            }
            computer.clock.advance(TimeDelta::seconds(i64::from(wait)));
        }
    }
    let last = page(&desk).await.portal_wanted.expect("the portal is wanted");
    assert!(last.contains("十次"), "{last}");
    assert_eq!(desk.unlock(pin(PIN)).await.expect_err("not even this").code, ErrorCode::Locked);

    let wanted = desk.unlock_by_portal().await.expect_err("a new one is set");
    assert_eq!(wanted.code, ErrorCode::PinWanted, "{}", wanted.message);
    desk.set_pin(pin("早上的霧散了")).await.expect("set");
    assert!(!posts(&desk).await.is_empty(), "nothing is lost");
    lock(&desk).await;
    assert_eq!(desk.unlock(pin(PIN)).await.expect_err("the old one").code, ErrorCode::Refused);
    desk.unlock(pin("早上的霧散了")).await.expect("the new one");
    end(desk).await;
}

/// A desk with a decision that could not be sent, which then ends.
async fn with_one_unsent(computer: &Computer, portal: &Portal) -> domain::DecisionId {
    let desk = computer.first("sw-01", portal).await;
    let row: QueueRow = posts(&desk).await.into_iter().next().expect("posts wait");
    portal.stop();
    let unsent = desk.record_decision(rejection(&row)).await.expect("recorded").decision;
    let began = Instant::now();
    let file = crate::misfortune::database(computer.folder.path());
    while store::aside::unsent(&file).is_none_or(|noted| noted.unsent != 1) {
        assert!(began.elapsed() < Duration::from_secs(60), "never noted beside the database");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    end(desk).await;
    portal.restart().expect("the portal is back");
    unsent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_keyring_loses_nothing_once_its_person_has_signed_in_at_the_portal() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let unsent = with_one_unsent(&computer, &portal).await;
    assert!(computer.keyring.forget("") > 0, "all that the keyring held");

    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    let closed = desk.unlock(pin(PIN)).await.expect_err("the keyring is empty");
    assert_eq!(closed.code, ErrorCode::Locked, "{}", closed.message);
    let wanted = page(&desk).await.portal_wanted.expect("the portal is wanted");
    assert!(wanted.contains("鑰匙圈"), "{wanted}");
    let wanted = desk.unlock_by_portal().await.expect_err("a new PIN is set");
    assert_eq!(wanted.code, ErrorCode::PinWanted, "{}", wanted.message);
    desk.set_pin(pin(PIN)).await.expect("set");
    computer.clock.advance(TimeDelta::seconds(120));
    until_sent(&desk).await;
    assert_eq!(arrived(&portal, &[unsent]), 1);
    end(desk).await;
    // And from here on as before.
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    desk.unlock(pin(PIN)).await.expect("opened at the desk again");
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_profile_opens_on_no_second_computer_for_anybody_else() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    with_one_unsent(&computer, &portal).await;
    let second = Computer::new();
    copy_all(computer.folder.path(), second.folder.path());
    let desk = second.start("sw-02");
    assert_eq!(desk.boot().await.expect("booted").desks.len(), 1);
    for _ in 0..2 {
        let closed = desk.unlock(pin(PIN)).await.expect_err("without the keyring");
        assert_eq!(closed.code, ErrorCode::Locked);
    }
    let refused = desk.unlock_by_portal().await.expect_err("another person signed in");
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(refused.message.contains("另一位"), "{}", refused.message);
    assert!(desk.is_locked());
    // They begin beside, as themselves.
    desk.leave_lock().await.expect("left");
    let wanted = sign_in(&desk, &portal).await.expect_err("a PIN of their own");
    assert_eq!(wanted.code, ErrorCode::PinWanted);
    desk.set_pin(pin("271828")).await.expect("set");
    at_rest(&desk).await;
    assert!(
        desk.list_outbox().await.expect("readable").unsent.is_empty(),
        "nothing of the other's"
    );
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_colleague_signs_in_beside_and_each_opens_their_own() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    lock(&desk).await;
    desk.until_closed().await;
    end(desk).await;
    let desk = computer.start("sw-02");
    desk.boot().await.expect("booted");
    desk.leave_lock().await.expect("不是我");
    let wanted = sign_in(&desk, &portal).await.expect_err("a PIN of their own");
    assert_eq!(wanted.code, ErrorCode::PinWanted);
    let session = desk.set_pin(pin("314159")).await.expect("set");
    assert_ne!(session.display_name, "李沛真");
    lock(&desk).await;
    desk.leave_lock().await.expect("不是我");
    let known = desk.boot().await.expect("booted").desks;
    assert_eq!(known.len(), 2);
    let first = known.iter().find(|known| known.masked_name == "李○真").expect("there");
    desk.choose_desk(ChooseDeskRequest { desk: first.desk.clone() }).await.expect("chosen");
    assert_eq!(desk.unlock(pin("314159")).await.expect_err("theirs").code, ErrorCode::Refused);
    assert_eq!(desk.unlock(pin(PIN)).await.expect("opened").display_name, "李沛真");
    // Where somebody sits no lock is laid before the open data.
    let again = desk.choose_desk(ChooseDeskRequest { desk: first.desk.clone() }).await;
    assert_eq!(again.expect_err("somebody is here").code, ErrorCode::Refused);
    assert!(desk.lock_page().await.expect("answered").is_none());
    // Signed out, a desk is offered to nobody and opens by the browser alone.
    desk.sign_out().await.expect("signed out");
    assert_eq!(desk.boot().await.expect("booted").desks.len(), 1);
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_keeps_nothing_leaves_a_forgotten_pin_to_begin_anew() {
    let (portal, computer) = (portal(true, false).await, Computer::new());
    with_one_unsent(&computer, &portal).await;
    let desk = computer.start("sw-01");
    desk.boot().await.expect("booted");
    let closed = desk.unlock_by_portal().await.expect_err("nothing opens");
    assert_eq!(closed.code, ErrorCode::LockedOut, "{}", closed.message);
    let told = desk.locked_out().await.expect("asked").expect("told");
    assert_eq!(told.cause, LockOutCause::PinLost);
    assert!(told.begin_anew.is_some() && told.unsent.is_some_and(|told| told.contains("1 件")));
    // It comes back to them: nothing was lost by waiting.
    assert_eq!(desk.open_again().await.expect_err("with the PIN").code, ErrorCode::Locked);
    desk.unlock(pin(PIN)).await.expect("opened");
    end(desk).await;
}

/// Everything that this process may write to, as it is now, in a file.
#[cfg(target_os = "linux")]
fn memory_to(file: &Path) {
    use std::io::Write as _;
    let mut out = std::fs::File::create(file).expect("made");
    let write = |piece: &[u8]| out.write_all(piece).expect("written");
    support::memory::look_through(std::process::id(), 0, write).expect("one's own memory");
}

#[cfg(target_os = "linux")]
fn copies(memory: &[u8], needle: &[u8]) -> usize {
    let first = needle[0];
    let starts = memory.iter().enumerate().filter(|(_, byte)| **byte == first);
    starts.filter(|(at, _)| memory[*at..].starts_with(needle)).count()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_key_is_left_in_memory_after_the_lock() {
    let (portal, computer) = (portal(true, true).await, Computer::new());
    let desk = computer.first("sw-01", &portal).await;
    let row = posts(&desk).await.into_iter().next().expect("posts wait");
    desk.open_case(row.case).await.expect("open");
    let [before, dump] = ["before", "after"].map(|name| computer.folder.path().join(name));
    memory_to(&before);
    lock(&desk).await;
    desk.until_closed().await;
    // What was freed last may lie where the next thing is put: the process goes on for a moment.
    tokio::time::sleep(Duration::from_millis(500)).await;
    memory_to(&dump);

    // Only now is the key looked for: until here nobody but the desk had it.
    let file = crate::misfortune::database(computer.folder.path());
    let names = [file.parent().and_then(Path::file_name), file.file_stem()];
    let [place, person] = names.map(|name| name.expect("a name").to_string_lossy().into_owned());
    let mut wrapped =
        KeyFile::read(&file, &format!("{place}/{person}")).expect("readable").expect("a key file");
    let id = wrapped.secret().expect("made by this version").simple();
    let secret = computer.keyring.get(&format!("desk-secret/{place}/{person}/{id}"));
    let secret = Secret32::read(&secret.expect("works").expect("kept")).expect("32 bytes");
    let key = wrapped.open_by_desk(&secret, Some(&Pin::typed(PIN))).expect("counted").expect("it");
    let digits = hex::encode(key.as_bytes());
    let open = std::fs::read(&before).expect("the memory of the open desk");
    assert!(copies(&open, key.as_bytes()) > 0, "an open desk has its key, and the search finds it");
    let memory = std::fs::read(&dump).expect("the memory of the locked desk");
    assert_eq!(copies(&memory, key.as_bytes()), 0, "copies of the key");
    assert_eq!(copies(&memory, digits.as_bytes()), 0, "copies of the key in digits");
    end(desk).await;
}
