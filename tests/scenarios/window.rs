//! The real window: a social worker's day, seen from the keys they press to what the portal has.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{CaseId, CaseKind, CaseState, DecisionRecord, Verdict};
use practice_portal::{Config, Database, Portal, World};
use support::faulty_proxy::{Fault, FaultyProxy};
use support::window::{Key, Launch, Window};

const DECISIONS: &str = "PUT /staff/v1/decisions";

/// A practice portal outside the window, so that a test can stop it and ask it.
pub(crate) async fn portal_at(folder: &Path, port: u16) -> Portal {
    let config = Config {
        bind: ([127, 0, 0, 1], port).into(),
        database: Database::File(folder.join("portal.sqlite")),
        picture_cache: Some(folder.join("pictures")),
        world: World::at(chrono::Utc::now()),
        ..Config::default()
    };
    tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the practice portal starts")
}

/// A social worker's desk. Its exports go to `downloads` in this folder.
pub(crate) async fn open_desk(portal: &str, folder: &Path) -> Window {
    let data = folder.join("desk").display().to_string();
    let window = Launch::desk(["--practice", portal, "--data-folder", &data])
        .downloads(&folder.join("downloads"))
        .open()
        .await;
    window.find("queue-row").await;
    window
}

/// The desk that is open, given over to the supervisor.
pub(crate) async fn sign_in_supervisor(window: &Window) {
    window.click("sign-out").await;
    window.click("practice-supervisor").await;
    window.click("start-practice").await;
    window.find("queue-row").await;
    window.find("place-suspensions").await;
}

/// Sends off what the export dialog asks for, and gives the files that it says were made, which lie
/// in `downloads` in this folder.
pub(crate) async fn take_out(window: &Window, folder: &Path) -> Vec<PathBuf> {
    window.find("export-dialog").await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.find("export-done").await;
    let told = window
        .script(
            "return [...document.querySelectorAll('[data-testid=export-path]')].map((p) => p.textContent)",
            Vec::new(),
        )
        .await;
    let files: Vec<PathBuf> = serde_json::from_value(told).expect("a list of paths");
    assert!(!files.is_empty(), "the dialog says where the files are");
    for file in &files {
        assert_eq!(file.parent(), Some(&*folder.join("downloads")), "{}", file.display());
        assert!(file.is_file(), "{} is not there", file.display());
    }
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("export-dialog").await;
    files
}

/// What the audit log in the window says, newest first: who, what, and which case.
pub(crate) async fn audit(window: &Window) -> Vec<String> {
    window.click("place-audit").await;
    let script = "return [...document.querySelectorAll('.audit tbody tr:not(.day)')] \
                  .map((row) => row.innerText)";
    let mut rows = Vec::new();
    window
        .until("the audit log is shown", async || {
            let told = window.script(script, Vec::new()).await;
            rows = serde_json::from_value(told).expect("a list of texts");
            !rows.is_empty()
        })
        .await;
    rows
}

/// Walks the list by keys until this lies open.
pub(crate) async fn walk_to(window: &Window, selector: &str) {
    window
        .until(&format!("the list comes to {selector}"), async || {
            if window.all(selector).await.is_empty() {
                window.press('j').await;
                return false;
            }
            true
        })
        .await;
}

/// Opens the case with this id from the queue, and waits until it is on the screen.
pub(crate) async fn open_case(window: &Window, case: &str) {
    window.click_by(&format!("[data-testid=queue-row][data-case-id='{case}']")).await;
    window.find_by(&format!(".case[data-case-id='{case}']")).await;
}

/// The ids of the rows in view.
async fn rows(window: &Window) -> Vec<String> {
    window.find("queue-row").await;
    let ids = window
        .script(
            "return [...document.querySelectorAll('[data-testid=queue-row]')].map((r) => r.dataset.caseId)",
            vec![],
        )
        .await;
    serde_json::from_value(ids).expect("a list of ids")
}

/// Rejects a post for one reason, by keys.
pub(crate) async fn reject(window: &Window, post: &str) {
    open_case(window, post).await;
    window.press('r').await;
    window.find("sheet").await;
    window.fill("reason-search", "P06").await;
    window.click("reason-option-P06").await;
    window.fill("slot-P06-項目", "廣告").await;
    window.says("preview-text", "廣告").await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("sheet").await;
}

/// Waits until the desk says that nothing is unsent.
pub(crate) async fn all_sent(window: &Window) {
    window.click("place-outbox").await;
    window
        .until_script(
            "every decision is acknowledged",
            "return document.querySelectorAll('[data-testid=outbox-item]').length > 0 && \
             [...document.querySelectorAll('[data-testid=outbox-item]')].every((i) => i.dataset.state === 'acknowledged')",
        )
        .await;
}

fn of_this_desk(portal: &Portal) -> Vec<DecisionRecord> {
    let mut decisions = portal.hand().decisions().expect("the portal's own list");
    decisions
        .retain(|record| record.decided_by.subject == "sw-01" && record.accepted_at > started());
    decisions
}

/// A first-time application with its three documents, for an inmate who may be reached.
pub(crate) fn approvable_application(portal: &Portal) -> CaseId {
    let hand = portal.hand();
    let applications = hand.applications().expect("the portal's own list");
    let found = applications.iter().find(|application| {
        let inmate = hand.inmate(application.inmate_id).expect("readable").expect("known");
        application.state == CaseState::Pending
            && application.revision == 1
            && application.documents.len() >= 3
            && application.documents.iter().all(|file| file.media_type == "image/jpeg")
            && inmate.status.code == "OPEN"
            && inmate.family_id.is_none()
    });
    found.expect("one in every world").id
}

/// A post that waits, to an inmate who may be reached.
pub(crate) fn ordinary_post(portal: &Portal) -> CaseId {
    let hand = portal.hand();
    let posts = hand.posts().expect("the portal's own list");
    let found = posts.iter().find(|post| {
        let inmate = hand.inmate(post.inmate_id).expect("readable").expect("known");
        post.state == CaseState::Pending && post.revision == 1 && inmate.status.code == "OPEN"
    });
    found.expect("one in every world").id
}

/// Decisions of the sample world's past are older than this.
fn started() -> chrono::DateTime<chrono::Utc> {
    static STARTED: std::sync::OnceLock<chrono::DateTime<chrono::Utc>> = std::sync::OnceLock::new();
    *STARTED.get_or_init(chrono::Utc::now)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_the_desk_ends_with_exactly_those_decisions_at_the_portal() {
    started();
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.find("banner-practice").await;

    // An application whose three documents are there is approved.
    let application = approvable_application(&portal);
    open_case(&window, &application.to_string()).await;
    window.papers_shown(3).await;
    window.look_through().await;
    window.press('v').await;
    window.press('a').await;
    window.find("toast").await;

    // A post is rejected for two reasons, taken back, and rejected again.
    window.click("place-posts").await;
    let post = ordinary_post(&portal);
    open_case(&window, &post.to_string()).await;
    window.press('r').await;
    window.find("sheet").await;
    for (code, slots) in [
        ("P01", &[("事項", "在監證明"), ("窗口", "名籍股 (05) 000-0000")][..]),
        ("P06", &[("項目", "代辦事項")][..]),
    ] {
        window.fill("reason-search", code).await;
        window.click(&format!("reason-option-{code}")).await;
        for (slot, words) in slots {
            window.fill(&format!("slot-{code}-{slot}"), words).await;
        }
    }
    window.says("preview-text", "名籍股 (05) 000-0000").await;
    window.says("preview-text", "代辦事項").await;
    let previewed = window.text("preview-text").await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("sheet").await;
    window.press_with(&[Key::Control], 'z').await;
    window.find("sheet").await;
    assert_eq!(window.text("preview-text").await, previewed, "the sheet is filled in again");
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    window.gone("sheet").await;

    all_sent(&window).await;
    let mut decisions = of_this_desk(&portal);
    decisions.sort_by_key(|record| record.decision.case.kind);
    let [approved, rejected] = decisions.as_slice() else {
        panic!("exactly two decisions, not {}", decisions.len());
    };
    assert_eq!(approved.decision.case.id, application);
    assert_eq!(approved.decision.case.kind, CaseKind::Application);
    assert_eq!(approved.decision.verdict, Verdict::Approve);
    assert!(approved.decision.evidence_sha256.len() >= 3);
    assert_eq!(rejected.decision.case.id, post);
    assert_eq!(rejected.decision.verdict, Verdict::Reject);
    let codes: Vec<&str> = rejected.decision.reasons.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(codes, ["P01", "P06"]);
    assert_eq!(rejected.decision.family_message.as_str(), previewed);
    assert!(rejected.decision.is_strike());
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_decisions_without_a_network_survive_the_desks_end_and_arrive_once_each() {
    started();
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let address = portal.base_url();
    let port = address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let window = open_desk(&address, folder.path()).await;
    window.click("place-posts").await;
    let posts = rows(&window).await;
    assert!(posts.len() >= 5, "the practice world has posts enough");

    portal.stop();
    window.click("sync-now").await;
    window
        .until_script(
            "the desk says that it is offline",
            "return document.querySelector('[data-testid=sync-state]').dataset.state === 'offline'",
        )
        .await;
    for post in &posts[..5] {
        reject(&window, post).await;
    }
    window.kill();

    let portal = portal_at(folder.path(), port).await;
    assert_eq!(of_this_desk(&portal).len(), 0, "nothing has arrived while the portal was down");
    let window = open_desk(&address, folder.path()).await;
    all_sent(&window).await;
    // Whatever would double them has had time to do so.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut decided: Vec<String> =
        of_this_desk(&portal).iter().map(|record| record.decision.case.id.to_string()).collect();
    decided.sort();
    let mut wanted = posts[..5].to_vec();
    wanted.sort();
    assert_eq!(decided, wanted, "five decisions, once each");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_commit_leaves_one_decision_and_the_desk_says_delivered() {
    started();
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let line = FaultyProxy::before(&portal.base_url()).await;
    let window = open_desk(&line.base_url(), folder.path()).await;
    window.click("place-posts").await;
    let post = ordinary_post(&portal);
    line.fail(DECISIONS, Fault::LoseAnswer, 1);
    reject(&window, &post.to_string()).await;
    all_sent(&window).await;
    window.says("outbox-item", "已送達").await;
    assert!(line.count(DECISIONS) >= 1, "it went over the line that lost the answer");
    let decided = of_this_desk(&portal);
    assert_eq!(decided.len(), 1, "still one decision");
    assert_eq!(decided[0].decision.case.id, post);
    window.click("place-conflicts").await;
    assert_eq!(window.count("tray-item").await, 0, "and no conflict of it");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_case_is_claimed_and_closing_the_window_gives_it_back() {
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let window = open_desk(&portal.base_url(), folder.path()).await;
    window.click("place-posts").await;
    let post = ordinary_post(&portal);
    open_case(&window, &post.to_string()).await;
    window.says("case-claim", "您認領至").await;
    let held = || portal.hand().claims().expect("the portal's own list");
    assert!(held().iter().any(|claim| claim.case.id == post), "{:?}", held());
    window.close().await;
    for _ in 0..100 {
        if held().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("still claimed after the window is gone: {:?}", held());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_closed_in_the_middle_of_work_ends_without_a_crash() {
    const LIVES: u64 = 6;
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let line = FaultyProxy::before(&portal.base_url()).await;
    for life in 0..LIVES {
        // Each begins with an empty database, so that it has all cases to take in and all papers.
        let data = folder.path().join(format!("desk-{life}"));
        let born = line.heard_so_far();
        let begun = async |_| {
            while line.heard_so_far() == born {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(Duration::from_millis(250 * life)).await;
        };
        let ended = Launch::practice_with(&data, &line.base_url()).until_closed(begun).await;
        assert!(ended.success(), "closed {} ms after its first request: {ended}", 250 * life);
    }
}
