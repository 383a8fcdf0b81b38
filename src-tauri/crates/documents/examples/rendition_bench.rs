//! From a photograph to the rendition that the window shows, through the worker, side by side with
//! `vipsthumbnail` making the same size. Prints medians, ratios and peak memory.
//!
//! `cargo run -p documents --example rendition_bench [-- <runs>]`. Needs `vipsthumbnail` (Debian:
//! libvips-tools) for the comparison; without it, the own times alone are printed.
//!
//! Both start from a file on disk and end with JPEG bytes: the workshop's worker is warm, as it is
//! on the desk, and vipsthumbnail is a process of its own, which is how it is used.

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;
#[path = "measuring/peak.rs"]
mod peak;

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use documents::{Limits, RenditionRequest, Workshop};
use fixtures::pictures::{Jpeg, photograph};

/// A name, a size in pixels, and the share of vipsthumbnail's time that is the goal.
const CASES: [(&str, u32, u32, f64); 2] = [("12 MP", 4000, 3000, 0.6), ("48 MP", 8000, 6000, 0.7)];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // This program is its own worker, as the desk is.
    documents::run_worker_if_asked();
    let runs = std::env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(9);
    let folder = tempfile::tempdir()?;
    let workshop = Workshop::start(std::env::current_exe()?, Vec::new(), Limits::default());
    let confinement = workshop.warm_up().await?;
    say(&format!("confinement: {confinement:?}"));
    say("| photograph | file | workshop | vipsthumbnail | ratio | goal |");
    say("|---|---|---|---|---|---|");
    for (name, width, height, goal) in CASES {
        let file = folder.path().join("photo.jpg");
        let photo = Jpeg { quality: 88, progressive: false };
        std::fs::write(&file, photo.of(&photograph(width, height)))?;
        let size = std::fs::metadata(&file)?.len() as f64 / 1e6;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // One round to warm the caches, and then turn by turn, so that a busy moment hits both.
        for round in 0..=runs {
            let own = Instant::now();
            let bytes = std::fs::read(&file)?;
            let shown = workshop.render(bytes, RenditionRequest::preview(1600)).await?;
            let own = own.elapsed();
            if shown.width != 1600 {
                return Err("the rendition has another size".into());
            }
            let other = vipsthumbnail(&file);
            if round > 0 {
                ours.push(own);
                theirs.extend(other);
            }
        }
        let own = median(&mut ours);
        if theirs.is_empty() {
            say(&format!("| {name} | {size:.1} MB | {own:.0} ms | not installed | | |"));
            continue;
        }
        let other = median(&mut theirs);
        let ratio = own / other;
        let verdict = if ratio <= goal { "met" } else { "MISSED" };
        say(&format!(
            "| {name} | {size:.1} MB | {own:.0} ms | {other:.0} ms | {ratio:.2} | ≤ {goal} {verdict} |"
        ));
    }
    for worker in workshop.processes() {
        say(&format!("worker: at most {} in RAM", peak::memory(worker)));
    }
    Ok(())
}

fn vipsthumbnail(file: &Path) -> Option<Duration> {
    let start = Instant::now();
    let status = Command::new("vipsthumbnail")
        .arg(file)
        .args(["--size", "1600x1600", "-o", "vips.jpg[strip]"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| start.elapsed())
}

/// In milliseconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e3
}

#[allow(clippy::print_stdout, reason = "a measurement is for reading")]
fn say(line: &str) {
    println!("{line}");
}
