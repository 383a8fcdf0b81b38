//! The real desk, killed two hundred times while its decisions are on their way over a bad line:
//! afterwards each is there once, and its files are whole.

use std::collections::HashSet;
use std::time::Duration;

use practice_portal::{Config, Portal, World};
use serde_json::{Value, json};
use support::faulty_proxy::{Fault, FaultyProxy};
use support::simulation::Dice;
use support::window::{Launch, Window};

const DECISIONS: &str = "PUT /staff/v1/decisions";
const DECIDED: usize = 50;
const KILLS: usize = 200;
/// A life ends somewhere between the first instant and well after its decisions have gone out.
const LONGEST_LIFE: Duration = Duration::from_millis(1_600);

/// Calls a command of the desk as its own window does.
async fn ask(window: &Window, command: &str, request: Value) -> Value {
    let script = "const [command, request, done] = arguments; \
                  window.__TAURI_INTERNALS__.invoke(command, { request }) \
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
        "kind": "post", "group": "open", "inmate_number": null, "text": "", "after": null, "limit": 200,
    });
    let page = call(window, "list_cases", request).await;
    page["rows"].as_array().expect("rows").clone()
}

/// Whether the decision will be taken at once: a suspended family's waits until they are resumed.
fn may_post(portal: &Portal, row: &Value) -> bool {
    let case = serde_json::from_value(row["case"].clone()).expect("a case");
    let hand = portal.hand();
    let post = hand.case(case).expect("readable").expect("the queue has it from the portal");
    let family = hand.family(post.family_id()).expect("readable").expect("its family");
    family.suspended_until.is_none()
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

/// What the line does to one decision: mostly it is slow, so that the desk dies while it waits.
fn trouble(dice: &mut Dice) -> Fault {
    match dice.below(10) {
        0 => Fault::LoseAnswer,
        1 => Fault::CutAnswer,
        2 => Fault::Swallow,
        _ => Fault::Delay(Duration::from_millis(200 + dice.below(2_800) as u64)),
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

    // A shift without a network.
    let window = desk.clone().open().await;
    window.find("queue-row").await;
    line.cut_off(true);
    let mut decided = HashSet::new();
    for row in posts(&window).await {
        if decided.len() < DECIDED && may_post(&portal, &row) {
            decided.extend(approve(&window, &row).await);
        }
    }
    assert_eq!(decided.len(), DECIDED);
    window.kill();

    line.cut_off(false);
    for _ in 0..20 * DECIDED {
        line.fail(DECISIONS, trouble(&mut dice), 1);
    }
    for _ in 0..KILLS {
        desk.clone().live_for(LONGEST_LIFE.mul_f64(dice.fraction())).await;
    }
    let tries = line.count(DECISIONS);
    assert!(tries > DECIDED, "the killings met decisions on their way, {tries} tries");

    line.heal();
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
    let arrived: Vec<String> = portal
        .hand()
        .decisions()
        .expect("the portal's own list")
        .iter()
        .map(|record| record.id.0.to_string())
        .filter(|id| decided.contains(id))
        .collect();
    assert_eq!(arrived.len(), DECIDED, "each is there, and once");
    assert_eq!(arrived.into_iter().collect::<HashSet<_>>(), decided);
    window.close().await;
}
