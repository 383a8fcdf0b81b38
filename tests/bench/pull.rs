//! A first pull of 5,000 cases into a fresh encrypted store, beside `curl` fetching the same pages
//! from the same portal to nowhere: over a line as an office has one, and within this machine, where
//! there is no line to wait for. Prints medians of seven rounds, taken in turn, and their ratio.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use portal::wire::Me;
use portal::{Client, ClientOptions, Session};
use practice_portal::{Config, Portal, World};
use store::{Key, Store};
use support::figures::{median, millis};
use support::slow_line::SlowLine;
use sync::{Engine, Settings, SystemClock};
use tokio::runtime::Runtime;

const CASES: usize = 5_000;
const ROUNDS: usize = 7;
const AIM: f64 = 1.3;

/// What a facility's line gives to one desk.
const OFFICE_LINE: u64 = 100_000_000;

pub fn run() {
    let world = World { cases: CASES, draw: false, ..World::at(chrono::Utc::now()) };
    let portal = Portal::start(Config { world, ..Config::default() }).expect("the portal starts");
    let token = portal.hand().access_token("sw-01").expect("a token");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let line = runtime.block_on(SlowLine::before(&portal.base_url(), OFFICE_LINE));
    compare(&runtime, "over 100 Mbit/s", &line.base_url(), &token);
    compare(&runtime, "within this machine", &portal.base_url(), &token);
}

fn compare(runtime: &Runtime, how: &str, base: &str, token: &str) {
    let client = runtime.block_on(client(base, token));
    let (pages, bytes) = runtime.block_on(pages(&client, base));
    println!("{CASES} cases, {} pages, {:.1} MB, {how}", pages.len(), bytes as f64 / 1e6);
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Vec::new();
    let mut curl = Vec::new();
    for round in 0..ROUNDS {
        curl.push(fetch(&pages, token));
        let file = folder.path().join(format!("{round}.sqlite"));
        desk.push(runtime.block_on(pull(&file, client.clone())));
    }
    let (desk, curl) = (median(desk), median(curl));
    let ratio = desk.as_secs_f64() / curl.as_secs_f64();
    println!(
        "desk  {:>8.1} ms  (read, checked, stored, indexed, searchable, one commit a page)",
        millis(desk)
    );
    println!("curl  {:>8.1} ms  (one process, one connection)", millis(curl));
    println!("ratio {ratio:>8.2}     (aim: at most {AIM})");
}

async fn client(base: &str, token: &str) -> Client {
    let me = Me {
        subject: "sw-01".to_owned(),
        display_name: String::new(),
        facility: String::new(),
        role: domain::Role::SocialWorker,
    };
    let session = Session::with_access_token(me, token).expect("a session");
    let base = base.parse().expect("an address");
    Client::new(base, session.tokens.clone(), ClientOptions::default()).expect("a client")
}

/// The addresses of all pages, as the desk asks for them.
async fn pages(client: &Client, base: &str) -> (Vec<String>, u64) {
    let limit = Settings::default().page;
    let mut cursor: Option<String> = None;
    let mut addresses = Vec::new();
    let mut bytes = 0;
    loop {
        let mut address = format!("{base}/staff/v1/changes?limit={limit}");
        if let Some(cursor) = &cursor {
            address.push_str(&format!("&cursor={cursor}"));
        }
        addresses.push(address);
        let page = client.changes(cursor.as_deref(), limit).await.expect("a page");
        bytes += page.changes.iter().map(|item| item.get().len() as u64).sum::<u64>();
        if !page.has_more {
            return (addresses, bytes);
        }
        cursor = Some(page.next_cursor);
    }
}

fn fetch(pages: &[String], token: &str) -> Duration {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--fail", "--header", &format!("Authorization: Bearer {token}")]);
    curl.args(["--header", "Desk-Version: 0.1.0"]);
    for page in pages {
        curl.args(["--output", "/dev/null", page]);
    }
    let began = Instant::now();
    let status = curl.stdin(Stdio::null()).status().expect("curl is installed");
    assert!(status.success(), "curl fetched every page");
    began.elapsed()
}

async fn pull(file: &Path, client: Client) -> Duration {
    let key = Key::generate().expect("a key");
    let store = Arc::new(Store::open(file, &key, chrono::Utc::now()).expect("a fresh store"));
    let triage = Arc::new(|_: &domain::Case| domain::Priority::Normal);
    let engine =
        Engine::new(store.clone(), client, Arc::new(SystemClock), Settings::default(), triage);
    let began = Instant::now();
    engine.pull_once().await.expect("the pull goes through");
    let took = began.elapsed();
    let counts = store.read(store::queue::counts).expect("readable");
    let cases: u32 = counts.iter().map(|count| count.cases).sum();
    assert!(cases as usize >= CASES * 9 / 10, "the open cases are here, not {cases}");
    took
}
