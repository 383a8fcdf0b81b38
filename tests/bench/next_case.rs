//! From the key that goes on to the next case until all of its papers are painted: prefetched cases,
//! beside cases further down that were not. Then what one frame costs in which one word changes,
//! beside a bare window of the same toolkit: the floor of whatever the desk paints. Ends with the
//! most memory that the desk and its documents' workers held.

use std::path::PathBuf;
use std::time::Duration;

use practice_portal::{Config, Portal, World};
use support::window::{Launch, Window};

const AIM: f64 = 50.0;
const STEPS: usize = 7;
/// What a person looks at one case, at the very least.
const LOOK: Duration = Duration::from_millis(1500);

/// Goes to a case by `act` and counts the milliseconds until a frame with all papers is out: the
/// case that lies uppermost is another one, and the frame after says that this one is painted.
fn probe(act: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]; \
         const depth = (place) => Number(getComputedStyle(place.parentElement).zIndex); \
         const upper = () => [...document.querySelectorAll('section.case')] \
           .filter((place) => place.getBoundingClientRect().right > 0) \
           .sort((one, other) => depth(other) - depth(one))[0]; \
         const before = upper()?.dataset.caseId; const began = performance.now(); {act}; \
         const look = () => {{ const shown = upper(); \
           const papers = [...(shown?.querySelectorAll('[data-testid=document]') ?? [])]; \
           const there = shown !== undefined && shown.dataset.caseId !== before && papers.length > 0 && \
             papers.every((p) => p.dataset.state === 'ready' && \
               [...p.querySelectorAll('img.whole')].some((i) => i.complete && i.naturalWidth > 0)); \
           requestAnimationFrame(there ? () => done(performance.now() - began) : look); }}; \
         requestAnimationFrame(look);"
    )
}

/// Milliseconds of one frame in which one word changes: the middle of many.
async fn frame(window: &Window, word: &str) -> f64 {
    const FRAMES: usize = 40;
    let script = format!(
        "const done = arguments[arguments.length - 1]; const took = []; let last = null; \
         const word = document.createTreeWalker(document.querySelector('{word}'), \
           NodeFilter.SHOW_TEXT, (text) => text.data.trim() === '' ? NodeFilter.FILTER_SKIP \
           : NodeFilter.FILTER_ACCEPT).nextNode(); \
         const was = word.data; \
         const next = (now) => {{ if (last !== null) took.push(now - last); last = now; \
           word.data = was + (took.length % 2 ? ' ' : ' 1'); \
           if (took.length < {FRAMES}) requestAnimationFrame(next); \
           else {{ word.data = was; took.sort((a, b) => a - b); done(took[{FRAMES} / 2]); }} }}; \
         requestAnimationFrame(next);"
    );
    window.script_async(&script, vec![]).await.as_f64().expect("a number")
}

/// The same of a window that shows one heading.
async fn bare_frame() -> f64 {
    let bare = std::env::var_os("BARE_WINDOW_BIN").map(PathBuf::from).expect(
        "BARE_WINDOW_BIN names the bare window's program; `cargo xtask bench next` sets it",
    );
    let window = Launch::desk([]).program(&bare).open().await;
    window.find("painted").await;
    let took = frame(&window, "[data-testid=painted]").await;
    window.close().await;
    took
}

async fn go(window: &Window, act: &str) -> f64 {
    window.script_async(&probe(act), vec![]).await.as_f64().expect("a number")
}

pub async fn run() {
    let bare = bare_frame().await;
    let world = World::at(chrono::Utc::now());
    let config = Config { world, ..Config::default() };
    let portal = tokio::task::spawn_blocking(|| Portal::start(config))
        .await
        .expect("no panic")
        .expect("the portal starts");
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().display().to_string();
    let address = portal.base_url();
    let window = Launch::desk(["--practice", &address, "--data-folder", &folder]).open().await;
    window.click("queue-row").await;
    window.pictures_shown().await;
    window
        .until_script(
            "every document is fetched",
            "return document.querySelector('[data-testid=sync-state]').dataset.state === 'online' \
             && !document.body.innerText.includes('文件下載中')",
        )
        .await;
    tokio::time::sleep(2 * LOOK).await;

    let next =
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))";
    let mut ahead = Vec::new();
    for _ in 0..STEPS {
        ahead.push(go(&window, next).await);
        tokio::time::sleep(LOOK).await;
    }
    let far = "const rows = [...document.querySelectorAll('[data-testid=queue-row]')]; \
               rows[rows.length - 1].click()";
    let cold = go(&window, far).await;
    ahead.sort_by(f64::total_cmp);
    let (median, worst) = (ahead[ahead.len() / 2], ahead[ahead.len() - 1]);
    println!("next, prefetched  {median:>6.0} ms in the middle, {worst:.0} ms at most, of {STEPS}");
    println!("far, not prefetched {cold:>4.0} ms");
    println!("aim: under {AIM} ms {}", if median < AIM { "met" } else { "MISSED" });
    let desk = frame(&window, "[data-testid=sync-state]").await;
    println!("one frame: desk {desk:.0} ms, bare window {bare:.0} ms");
    let desk = window.process().expect("the desk runs");
    println!("desk: at most {} MiB in RAM", peak_mib(desk));
    for worker in children(desk) {
        println!("worker: at most {} MiB in RAM", peak_mib(worker));
    }
    window.close().await;
}

fn peak_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// The documents' workers of this desk.
fn children(desk: u32) -> Vec<u32> {
    let Ok(all) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|process: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        parent.is_some_and(|parent| parent.trim() == desk.to_string())
            && String::from_utf8_lossy(&line).contains("--documents-worker")
    })
    .collect()
}
