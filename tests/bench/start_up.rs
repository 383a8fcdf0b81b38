//! Cold start to a painted queue over 20,000 cases, beside a bare window of the same toolkit that
//! paints one heading. Both are opened by WebDriver, whose own cost is in both figures; medians of
//! seven rounds, taken in turn, and their ratio.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use practice_portal::{Config, Portal, World};
use support::figures::{median, millis};
use support::window::Launch;

const CASES: usize = 20_000;
const ROUNDS: usize = 7;
const AIM: f64 = 1.5;

pub async fn run() {
    let world = World { cases: CASES, draw: false, ..World::at(chrono::Utc::now()) };
    let config = Config { world, ..Config::default() };
    let portal = tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the portal starts");
    let address = portal.base_url();
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().display().to_string();
    let bare = std::env::var_os("BARE_WINDOW_BIN").map(PathBuf::from).expect(
        "BARE_WINDOW_BIN names the bare window's program; `cargo xtask bench start` sets it",
    );

    fill(&address, &folder).await;
    let mut desk = Vec::new();
    let mut floor = Vec::new();
    for _ in 0..ROUNDS {
        floor.push(open(Launch::desk([]).program(&bare), "painted").await);
        let launch = Launch::desk(["--practice", &address, "--data-folder", &folder]);
        desk.push(open(launch, "queue-row").await);
    }
    let (desk, floor) = (median(desk), median(floor));
    let ratio = desk.as_secs_f64() / floor.as_secs_f64();
    println!("desk  {:>8.0} ms  to the first rows of {CASES} cases", millis(desk));
    println!("bare  {:>8.0} ms  to one heading", millis(floor));
    println!("ratio {ratio:>8.2}     (aim: at most {AIM})");
}

/// The first start pulls everything; it is not counted.
async fn fill(address: &str, folder: &str) {
    let window = Launch::desk(["--practice", address, "--data-folder", folder]).open().await;
    window.find("queue-row").await;
    window
        .until_script(
            "the whole world is pulled",
            "return document.querySelector('[data-testid=sync-state]').dataset.state === 'online'",
        )
        .await;
    window.close().await;
}

async fn open(launch: Launch, first: &str) -> Duration {
    let began = Instant::now();
    let window = launch.open().await;
    window.find(first).await;
    window.painted().await;
    let took = began.elapsed();
    window.close().await;
    took
}
