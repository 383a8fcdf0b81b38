//! A shift's 1,000 offline decisions until every one is acknowledged and stamped, beside a bare
//! HTTP/1.1 client that sends the same requests at the same concurrency to a twin of the same
//! portal. Prints medians of seven rounds, taken in turn, and their ratio.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Case, CaseKind, CaseState, FamilyId, Verdict};
use practice_portal::{Config, Portal, World};
use support::desk::Desk;
use support::figures::{median, millis};
use sync::Settings;

const DECISIONS: usize = 1_000;
const ROUNDS: usize = 7;
const AIM: f64 = 1.5;
const PERSON: &str = "sw-01";

pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let now = chrono::Utc::now();
    let (mut desk, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // The same seed is the same world: what is decided here can be decided there.
        let world = World { cases: DECISIONS * 3, draw: false, ..World::at(now) };
        let twins = [(); 2].map(|()| {
            Portal::start(Config { world: world.clone(), ..Config::default() }).expect("a portal")
        });
        let (here, there) = runtime.block_on(round(&twins));
        desk.push(here);
        bare.push(there);
    }
    let (desk, bare) = (median(desk), median(bare));
    println!(
        "desk  {:>8.1} ms  ({DECISIONS} decisions sent, stamped, each gone from the outbox)",
        millis(desk)
    );
    println!(
        "bare  {:>8.1} ms  (the same requests, HTTP/1.1, {} at once)",
        millis(bare),
        Settings::default().parallel_acts
    );
    println!("ratio {:>8.2}     (aim: at most {AIM})", desk.as_secs_f64() / bare.as_secs_f64());
}

async fn round([first, second]: &[Portal; 2]) -> (Duration, Duration) {
    let desk = Desk::of(&first.hand(), PERSON, &first.base_url());
    desk.engine().pull_once().await.expect("pulled");
    let cases = approvable(first);
    let mut requests = Vec::new();
    for case in &cases {
        let case = desk.case(case.reference().id).expect("it was pulled").case;
        let id = desk.try_decide(&case, Verdict::Approve, None).expect("recorded");
        let stored = desk.read(|c| store::decisions::get(c, id)).expect("it was recorded");
        requests.push((id, serde_json::to_vec(&stored.decision).expect("writable")));
    }
    let token = second.hand().access_token(PERSON).expect("a token");
    let bare = send_all(&second.base_url(), &token, requests).await;

    let began = Instant::now();
    let pushed = desk.engine().push_once().await.expect("sent");
    let took = began.elapsed();
    assert_eq!((pushed.accepted, desk.queued()), (DECISIONS, 0), "{pushed:?}");
    (took, bare)
}

/// Posts whose decision is taken at once: a suspended family's would wait.
fn approvable(portal: &Portal) -> Vec<Case> {
    let hand = portal.hand();
    let suspended: HashSet<FamilyId> = hand
        .families()
        .expect("the portal's own list")
        .into_iter()
        .filter(|family| family.suspended_until.is_some())
        .map(|family| family.id)
        .collect();
    let mut cases = hand.open_cases().expect("the portal's own list");
    cases.retain(|case| {
        case.reference().kind == CaseKind::Post
            && case.state() == CaseState::Pending
            && !suspended.contains(&case.family_id())
    });
    assert!(cases.len() >= DECISIONS, "the world has {} such posts", cases.len());
    cases.truncate(DECISIONS);
    cases
}

async fn send_all(
    base: &str,
    token: &str,
    requests: Vec<(domain::DecisionId, Vec<u8>)>,
) -> Duration {
    let at_once = Settings::default().parallel_acts;
    let client = reqwest::Client::builder()
        .http1_only()
        .pool_max_idle_per_host(at_once)
        .build()
        .expect("a client");
    let requests = Arc::new(tokio::sync::Mutex::new(requests));
    let began = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let (client, requests) = (client.clone(), requests.clone());
        let (base, token) = (base.to_owned(), token.to_owned());
        senders.spawn(async move {
            loop {
                let Some((id, body)) = requests.lock().await.pop() else { return };
                let answer = client
                    .put(format!("{base}/staff/v1/decisions/{}", id.0))
                    .bearer_auth(&token)
                    .header("Desk-Version", "0.1.0")
                    .header("Content-Type", "application/json")
                    .body(body)
                    .send()
                    .await
                    .expect("an answer");
                assert!(answer.status().is_success(), "{}", answer.status());
                answer.bytes().await.expect("its body");
            }
        });
    }
    while let Some(sent) = senders.join_next().await {
        sent.expect("no panic");
    }
    began.elapsed()
}
