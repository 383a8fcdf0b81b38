//! The real desk, killed two hundred times while its decisions are on their way over a bad line:
//! afterwards each is there once, and its files are whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use practice_portal::{Config, Portal, World};
use serde_json::{Value, json};
use support::faulty_proxy::{Fault, FaultyProxy};
use support::simulation::Dice;
use support::window::{Launch, Window};

const DECISIONS: &str = "PUT /staff/v1/decisions";
const DECIDED: usize = 50;
const KILLS: usize = 200;
/// So many of them at least shall meet a decision that is on its way: the others prove less.
const IN_FLIGHT: usize = 40;
/// A life ends somewhere between the first instant and well after its decisions have gone out.
const LONGEST_LIFE: Duration = Duration::from_millis(1_600);

/// By then a desk has begun to send, if there is anything to be sent.
const LONGEST_START: Duration = Duration::from_secs(20);

/// Calls a command of the desk as its own window does.
async fn ask(window: &Window, command: &str, request: Value) -> Value {
    let script = "const [command, request, done] = arguments; \
                  window.__TAURI_INTERNALS__.invoke('call', { name: command, request }) \
                  .then((answer) => done({ answer }), (refused) => done({ refused }));";
    window.script_async(script, vec![json!(command), request]).await
}

/// The same, for what cannot be refused.
async fn call(window: &Window, command: &str, request: Value) -> Value {
    let said = ask(window, command, request).await;
    assert!(said.get("refused").is_none(), "{command}: {said}");
    said["answer"].clone()
}

/// The open posts, as the queue lists them.
async fn posts(window: &Window) -> Vec<Value> {
    let request = json!({
        "kind": "post", "group": "open", "inmate_number": null, "text": "", "only": "all", "check": null, "after": null,
        "limit": 200,
    });
    let page = call(window, "list_cases", request).await;
    page["rows"].as_array().expect("rows").clone()
}

/// Whether the decision will be taken at once: a suspended family's waits until they are resumed.
fn may_post(portal: &Portal, row: &Value) -> bool {
    let hand = portal.hand();
    let post =
        hand.case(case_of(row)).expect("readable").expect("the queue has it from the portal");
    let family = hand.family(post.family_id()).expect("readable").expect("its family");
    family.suspended_until.is_none()
}

fn case_of(row: &Value) -> domain::CaseRef {
    serde_json::from_value(row["case"].clone()).expect("a case")
}

/// The databases below a folder, those that were set aside included.
fn databases(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".sqlite") || name.contains(".damaged-") {
                found.push(path);
            }
        }
    }
    found
}

/// `None` for a post that may not be approved, such as one to an inmate who is not to be reached.
async fn approve(window: &Window, row: &Value) -> Option<String> {
    let request = json!({
        "case": row["case"], "base_revision": row["revision"], "verdict": "approve",
        "overturns": null, "reasons": [], "addition": "", "staff_note": "", "checks": {},
    });
    let said = ask(window, "record_decision", request).await;
    said["answer"]["decision"].as_str().map(str::to_owned)
}

/// What the line does to one decision: mostly it keeps the desk waiting until it dies. What the
/// portal does hear of, the next life learns from the feed; so that is kept rare, or the fifty would
/// all have arrived after a few lives.
fn trouble(dice: &mut Dice) -> Fault {
    let wait = Duration::from_millis(500 + dice.below(4_000) as u64);
    match dice.below(100) {
        0 => Fault::LoseAnswer,
        1 => Fault::CutAnswer,
        2 => Fault::Swallow,
        3..6 => Fault::Delay(wait),
        _ => Fault::Hang(wait),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_killings_lose_nothing_and_double_nothing() {
    let mut dice = Dice::new(200);
    let folder = tempfile::tempdir().expect("folder");
    let world = World { cases: 240, draw: false, ..World::at(chrono::Utc::now()) };
    let portal =
        tokio::task::spawn_blocking(|| Portal::start(Config { world, ..Config::default() }))
            .await
            .expect("no panic")
            .expect("the practice portal starts");
    let line = FaultyProxy::before(&portal.base_url()).await;
    let desk = Launch::practice_with(&folder.path().join("desk"), &line.base_url());

    let began = chrono::Utc::now();
    // A shift without a network.
    let window = desk.clone().open().await;
    window.find("queue-row").await;
    line.cut_off(true);
    let mut decided = HashMap::new();
    for row in posts(&window).await {
        if decided.len() < DECIDED && may_post(&portal, &row) {
            let decision = approve(&window, &row).await;
            decided.extend(decision.map(|decision| (decision, case_of(&row))));
        }
    }
    assert_eq!(decided.len(), DECIDED);
    window.kill();

    line.cut_off(false);
    for _ in 0..200 * DECIDED {
        line.fail(DECISIONS, trouble(&mut dice), 1);
    }
    let mut in_flight = 0;
    for kill in 0..KILLS {
        let born = line.heard_so_far();
        // Every other life is counted from when a decision is on its way, so that a slow machine's
        // desk too comes to sending; the rest end at any instant, also in the middle of the start.
        let sending = async {
            while kill % 2 == 1 && line.under_way(DECISIONS, born) == 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        // In the end there may be none left.
        let begun = async { drop(tokio::time::timeout(LONGEST_START, sending).await) };
        let last = || in_flight += usize::from(line.under_way(DECISIONS, born) > 0);
        desk.clone().live_for(begun, LONGEST_LIFE.mul_f64(dice.fraction()), last).await;
    }
    let tries = line.count(DECISIONS);
    assert!(tries > DECIDED, "decisions were tried again, {tries} tries");
    assert!(in_flight >= IN_FLIGHT, "{in_flight} of {KILLS} met a decision on its way");

    line.heal();
    let files = databases(folder.path());
    assert_eq!(files.len(), 1, "one person, one database: {files:?}");
    let suspect = files[0].with_extension("sqlite.suspect");
    // With this beside its database the desk reads and checks every page before it opens.
    std::fs::write(&suspect, b"").expect("written");
    let window = desk.open().await;
    window.find("queue-row").await;
    window.click("sync-now").await;
    window
        .until("nothing is unsent", async || {
            call(&window, "list_outbox", Value::Null).await["unsent"] == json!([])
        })
        .await;
    let outbox = call(&window, "list_outbox", Value::Null).await;
    assert_eq!(outbox["conflicts"], json!([]));
    let chain = call(&window, "verify_audit", Value::Null).await;
    assert_eq!(chain["intact"], true, "{chain}");
    assert!(!suspect.exists(), "all of the database was read, and it was whole");
    assert_eq!(databases(folder.path()), files, "and nothing was set aside");
    for (decision, case) in &decided {
        let there = portal.hand().decisions_on(*case).expect("the portal's own list");
        // Those before are of the sample world's past: a post that was sent again.
        let today = there.iter().filter(|record| record.accepted_at > began);
        let there: Vec<String> = today.map(|record| record.id.0.to_string()).collect();
        assert_eq!(
            there,
            std::slice::from_ref(decision),
            "it is there once, and nothing beside it"
        );
    }
    window.close().await;
}
