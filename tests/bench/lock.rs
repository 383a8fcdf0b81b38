//! From the key that locks until a page without data is painted, and from the PIN until the queue is, beside
//! what Argon2id takes by itself: the floor of whatever opens with a PIN.

use std::time::{Duration, Instant};

use domain::CaseState;
use practice_portal::{Config, Portal, World};
use store::key_file::{KeyFile, NamedSecret};
use store::{Key, Pin};
use support::figures::{median, millis};
use support::memory;
use support::window::{Launch, Window};

const PIN: &str = "194728";
const ROUNDS: usize = 9;
/// Milliseconds.
const AIM_TO_LOCK: f64 = 300.0;
const AIM_TO_OPEN: f64 = 1000.0;

/// From an act until `there` holds and the frame with it is out.
async fn until_painted(window: &Window, act: &str, there: &str) -> Duration {
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         const count = (name) => document.querySelectorAll(`[data-testid=${{name}}]`).length; \
         const began = performance.now(); {act}; \
         const look = () => requestAnimationFrame({there} \
           ? () => done(performance.now() - began) : look); look();"
    );
    let took = window.script_async(&script, vec![]).await.as_f64().expect("milliseconds");
    Duration::from_secs_f64(took / 1e3)
}

/// Argon2id for one PIN, in this process.
fn argon2id() -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, secret) = (Key::from_bytes([1; 32]), NamedSecret::generate().expect("randomness"));
    let path = folder.path().join("desk.sqlite");
    let mut file = KeyFile::begin(&path, "bench", &key, &secret).expect("randomness");
    file.wrap_by_desk(&key, &secret, Some(&Pin::typed(PIN))).expect("wrapped");
    let began = Instant::now();
    let opened = file.open_by_desk(&secret.secret, Some(&Pin::typed(PIN)));
    assert!(opened.is_ok_and(|key| key.is_ok()), "the right PIN opens");
    began.elapsed()
}

pub async fn run() {
    let world = World::at(chrono::Utc::now());
    let config = Config { world, pin: true, ..Config::default() };
    let portal = tokio::task::spawn_blocking(|| Portal::start(config)).await;
    let portal = portal.expect("no panic").expect("the portal starts");
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().display().to_string();
    let address = portal.base_url();
    let window = Launch::desk(["--practice", &address, "--data-folder", &folder]).open().await;
    window.find("pin-set").await;
    window.fill("pin-new", PIN).await;
    window.fill("pin-again", PIN).await;
    window.click("pin-save").await;

    let planted = planted(&portal);
    let (mut locked, mut opened, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    let mut left = [0; 2];
    for _ in 0..ROUNDS {
        window.click("queue-row").await;
        window.pictures_shown().await;
        let key = "document.body.dispatchEvent(new KeyboardEvent('keydown', \
                   { key: 'l', ctrlKey: true, bubbles: true }))";
        let empty = "(count('lock') === 1 && count('queue-row') === 0 && count('case-title') === 0 \
                     && document.images.length === 0)";
        locked.push(until_painted(&window, key, empty).await);
        window
            .until_script(
                "the data is closed",
                "return !document.querySelector('[data-testid=lock]').innerText.includes('正在')",
            )
            .await;
        left = what_is_left(&window, &planted);
        window.fill("lock-pin", PIN).await;
        let open = "document.querySelector('[data-testid=lock-open]').click()";
        opened.push(until_painted(&window, open, "(count('queue-row') > 0)").await);
        floor.push(argon2id());
    }
    window.close().await;
    let [locked, opened, floor] = [locked, opened, floor].map(|took| millis(median(took)));
    let met = |met: bool| if met { "met" } else { "MISSED" };
    println!(
        "key → page without data  {locked:>5.0} ms  aim {AIM_TO_LOCK} ms {}",
        met(locked < AIM_TO_LOCK)
    );
    println!(
        "PIN → queue painted      {opened:>5.0} ms, Argon2id alone {floor:.0} ms; the rest {:.0} ms  aim {AIM_TO_OPEN} ms {}",
        opened - floor,
        met(opened - floor < AIM_TO_OPEN)
    );
    let ([desk, web_view], all) = (left, planted.len());
    println!(
        "names and numbers in memory after the last lock, of {all}: the desk {desk}  aim 0 {}; the web view {web_view}",
        met(desk == 0)
    );
}

/// Names and telephone numbers of those who wait, as the portal has them: asked of the window they would
/// lie in its memory for that alone.
fn planted(portal: &Portal) -> Vec<String> {
    let applications = portal.hand().applications().expect("the portal's own list");
    let pending = applications.iter().filter(|one| one.state == CaseState::Pending).take(10);
    let planted: Vec<String> = pending
        .flat_map(|one| [one.applicant.name.as_str(), one.applicant.phone.as_str()])
        .map(str::to_owned)
        .collect();
    assert_eq!(planted.len(), 20, "ten families wait");
    planted
}

/// How many of them lie in the memory of the desk, and in that of its web view.
fn what_is_left(window: &Window, planted: &[String]) -> [usize; 2] {
    let desk = window.process().into_iter().collect::<Vec<_>>();
    [desk, window.web_processes()].map(|processes| {
        let found = processes.iter().filter_map(|process| memory::found_in(*process, planted));
        found.flatten().collect::<std::collections::BTreeSet<_>>().len()
    })
}
