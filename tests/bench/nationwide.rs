//! Two days of the whole country before one practice portal on this machine: 51 facilities of five
//! desks each, every desk with its pulls, its looks at the claims, its claims and its decisions, and
//! 10,000 new posts on top. The days pass as fast as the portal answers. Prints the requests that
//! it held each second, how long they took, and what the contract costs nationwide.
//!
//! A practice portal has one facility and eight people, so here every desk reads everybody's
//! changes, more than any desk of the real portal would, and people share their claims. Files are
//! left out: they are the work of whatever stores them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::{Case, CaseRef, Decision, DecisionId, Verdict};
use portal::wire::{ClaimsRequest, Me};
use portal::{Client, ClientError, ClientOptions, Session};
use practice_portal::{Config, Portal, World};
use support::desk::{family, inmate, new_id, post};
use support::figures::{millis, percentile};
use tokio::sync::Semaphore;

const FACILITIES: usize = 51;
const DESKS: usize = FACILITIES * 5;
const DAYS: usize = 2;
/// A working day of eight hours; a desk asks for changes and claims every 30 s.
const ROUNDS_A_DAY: usize = 8 * 3600 / 30;
/// 50,000 inmates, one post in ten days each.
const POSTS_A_DAY: usize = 50_000 / 10;
/// Requests under way at once: what a portal's listener would let in.
const AT_ONCE: usize = 64;

/// What the desks share.
struct Country {
    portal: Portal,
    /// Posts that nobody has decided yet.
    waiting: std::sync::Mutex<Vec<CaseRef>>,
    gate: Semaphore,
    taken: AtomicUsize,
    bytes: AtomicUsize,
}

pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = World { cases: 1_000, draw: false, ..World::at(chrono::Utc::now()) };
    let portal = Portal::start(Config { world, ..Config::default() }).expect("a portal");
    let country = Arc::new(Country {
        portal,
        waiting: std::sync::Mutex::default(),
        gate: Semaphore::new(AT_ONCE),
        taken: AtomicUsize::new(0),
        bytes: AtomicUsize::new(0),
    });
    let began = Instant::now();
    let mut times = runtime.block_on(two_days(&country));
    let took = began.elapsed();
    report(&country, &mut times, took);
}

async fn two_days(country: &Arc<Country>) -> Vec<Duration> {
    let mut running = tokio::task::JoinSet::new();
    let families = country.clone();
    let writing = tokio::task::spawn_blocking(move || families_write(&families));
    for desk in 0..DESKS {
        let country = country.clone();
        running.spawn(async move { two_days_of_a_desk(&country, desk).await });
    }
    let mut times = Vec::new();
    while let Some(desk) = running.join_next().await {
        times.extend(desk.expect("no panic"));
    }
    writing.await.expect("no panic");
    times
}

/// The families of two days: as many inmates as posts, each with a family of its own.
fn families_write(country: &Country) {
    let hand = country.portal.hand();
    for number in 0..POSTS_A_DAY * DAYS {
        let inmate = inmate(&hand, &format!("{}", 10_000 + number));
        let family = family(&hand, inmate);
        let post = post(&hand, family, inmate, "近況");
        country.waiting.lock().expect("no panic while held").push(post);
    }
}

async fn two_days_of_a_desk(country: &Country, desk: usize) -> Vec<Duration> {
    let client = client(&country.portal, desk);
    let mut times = Vec::new();
    let mut cursor: Option<String> = None;
    for round in 0..DAYS * ROUNDS_A_DAY {
        loop {
            let page = timed(country, &mut times, client.changes(cursor.as_deref(), 2_000)).await;
            let page = page.expect("a page of changes");
            let bytes: usize = page.changes.iter().map(|item| item.get().len()).sum();
            country.bytes.fetch_add(bytes, Ordering::Relaxed);
            cursor = Some(page.next_cursor);
            if !page.has_more {
                break;
            }
        }
        if round % 20 == 0 {
            timed(country, &mut times, client.meta()).await.expect("the portal's clock");
        }
        timed(country, &mut times, client.claims()).await.expect("everybody's claims");
        let next = country.waiting.lock().expect("no panic while held").pop();
        if let Some(case) = next {
            review(country, &client, case, &mut times).await;
        }
    }
    times
}

/// One post: claimed, read, approved; the claim ends with the decision.
async fn review(country: &Country, client: &Client, case: CaseRef, times: &mut Vec<Duration>) {
    let request = ClaimsRequest { cases: vec![case], ttl_seconds: 900, shift: false };
    let claims = timed(country, times, client.claim(&request)).await.expect("a claim").claims;
    let post = timed(country, times, client.post(case.id)).await.expect("the post");
    let case = Case::Post(post);
    let decision = Decision {
        case: case.reference(),
        base_revision: case.revision(),
        evidence_sha256: Vec::new(),
        verdict: Verdict::Approve,
        reasons: Vec::new(),
        family_message: domain::Private::from("已通過審核。"),
        policy_version: "112.12".to_owned(),
        fence: claims.first().map(|claim| claim.fence),
        decided_at: chrono::Utc::now(),
        overturns: None,
        pages_seen: Vec::new(),
    };
    let id = DecisionId(new_id());
    match timed(country, times, client.put_decision(id, &decision, None)).await {
        Ok(_) => {
            country.taken.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => panic!("the decision is refused: {error}"),
    }
    if let Some(claim) = claims.first() {
        // The portal may have ended it with the decision.
        let _ = timed(country, times, client.release_claim(claim.id)).await;
    }
}

async fn timed<T>(
    country: &Country,
    times: &mut Vec<Duration>,
    call: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    let began = Instant::now();
    let _pass = country.gate.acquire().await.expect("never closed");
    let answer = call.await;
    times.push(began.elapsed());
    answer
}

fn client(portal: &Portal, desk: usize) -> Client {
    let staff = portal.hand().staff();
    let person = &staff[desk % staff.len()];
    let me = Me {
        subject: person.subject.clone(),
        display_name: String::new(),
        facility: String::new(),
        role: person.role,
    };
    let token = portal.hand().access_token(&person.subject).expect("a token");
    let session = Session::with_access_token(me, &token).expect("a session");
    let base = portal.base_url().parse().expect("an address");
    Client::new(base, session.tokens, ClientOptions::default()).expect("a client")
}

fn report(country: &Country, times: &mut [Duration], took: Duration) {
    let requests = times.len();
    let held = requests as f64 / took.as_secs_f64();
    let decided = country.taken.load(Ordering::Relaxed);
    let megabytes = country.bytes.load(Ordering::Relaxed) as f64 / 1e6;
    println!(
        "{DESKS} desks, {DAYS} days, {requests} requests, {decided} posts decided, {megabytes:.0} MB of changes"
    );
    println!("held  {held:>8.0} requests a second on this machine, desks and portal together");
    for hundredths in [50, 95, 99] {
        println!("p{hundredths}   {:>8.2} ms", millis(percentile(times, hundredths)));
    }
    let seconds = (DAYS * 8 * 3600) as f64;
    let wanted = requests as f64 / seconds;
    println!(
        "wanted {wanted:>7.1} requests a second nationwide in working hours, {:.0} times less than was held",
        held / wanted
    );
}
