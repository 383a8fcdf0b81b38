//! PDFs beside poppler, in one run: how long scanned pages take, and which first pages show less ink
//! than `pdftoppm` draws without saying so.
//!
//! `cargo xtask bench documents [--runs 7] [--corpus FOLDER]`. Needs `pdftoppm` (Debian:
//! poppler-utils) and ImageMagick, which makes the scans. A corpus is any folder of PDF files; its
//! name, and those of the files that lack ink, are printed and kept nowhere.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use documents::{Hint, Limits, Refusal, Rendition, RenditionRequest, Workshop};

/// The longest side that both draw, in pixels.
const SIDE: u32 = 1600;
/// The longest side at which ink is compared.
const INK_SIDE: u32 = 800;
/// A page lacks ink if this share of poppler's is missing.
const LACKS: f64 = 0.15;
/// A page with less ink than this, as a share of all black, is as good as empty.
const EMPTY: f64 = 0.0005;
/// The goal for scans: at most so much of pdftoppm's time.
const GOAL: f64 = 1.2;

/// What ImageMagick makes of an A4 page at 300 dpi: a name, and how it is kept in the PDF.
const SCANS: [(&str, &[&str]); 3] = [
    ("A4 colour 300 dpi, JPEG", &["-quality", "85", "-compress", "JPEG"]),
    ("A4 colour 300 dpi, JPEG 2000", &["-quality", "40", "-compress", "JPEG2000"]),
    ("A4 one bit 300 dpi, G4", &["-monochrome", "-compress", "Group4"]),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    documents::run_worker_if_asked();
    let (runs, corpus) = arguments();
    let workshop = Workshop::start(std::env::current_exe()?, Vec::new(), Limits::default());
    workshop.warm_up().await?;
    match corpus {
        Some(folder) => compare_ink(&workshop, &folder).await,
        None => compare_scans(&workshop, runs).await,
    }
}

fn arguments() -> (usize, Option<PathBuf>) {
    let mut given = std::env::args().skip(1);
    let (mut runs, mut corpus) = (7, None);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--runs" => runs = given.next().and_then(|runs| runs.parse().ok()).unwrap_or(runs),
            "--corpus" => corpus = given.next().map(PathBuf::from),
            _ => {}
        }
    }
    (runs, corpus)
}

async fn compare_scans(workshop: &Workshop, runs: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    say("| scan | file | workshop | pdftoppm | ratio | goal |");
    say("|---|---|---|---|---|---|");
    for (name, kept) in SCANS {
        let file = folder.path().join("scan.pdf");
        // Paper with grain and lines of print: neither empty nor as smooth as a drawing.
        let made = Command::new("convert")
            .args(["-size", "2480x3508", "plasma:white-ivory", "-attenuate", "0.3", "+noise"])
            .args(["Gaussian", "-fill", "black", "-pointsize", "60", "-density", "300"])
            .args(["-annotate", "+300+400", "Household registration 1\n2\n3\n4\n5\n6\n7\n8\n9"])
            .args(["-units", "PixelsPerInch"])
            .args(kept)
            .arg(&file)
            .status();
        if !made.is_ok_and(|status| status.success()) {
            say(&format!("| {name} | ImageMagick cannot make it here | | | | |"));
            continue;
        }
        let size = std::fs::metadata(&file)?.len() as f64 / 1e6;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..=runs {
            let own = Instant::now();
            let bytes = std::fs::read(&file)?;
            let shown = workshop.render(bytes, RenditionRequest::preview(SIDE)).await?;
            let own = own.elapsed();
            if shown.height != SIDE || !shown.hints.iter().all(|hint| !hint.is_attention()) {
                return Err(format!("{name} is not shown whole: {:?}", shown.hints).into());
            }
            let other = pdftoppm(&file, SIDE, &folder.path().join("page"))?;
            if round > 0 {
                ours.push(own);
                theirs.push(other);
            }
        }
        let (own, other) = (median(&mut ours), median(&mut theirs));
        let ratio = own / other;
        let verdict = if ratio <= GOAL { "met" } else { "MISSED" };
        say(&format!(
            "| {name} | {size:.1} MB | {own:.0} ms | {other:.0} ms | {ratio:.2} | ≤ {GOAL} {verdict} |"
        ));
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    files: usize,
    poppler_shows: usize,
    refused: Vec<(String, Refusal)>,
    lack: Vec<(String, f64)>,
    lack_and_say_so: usize,
    say_so_needlessly: Vec<String>,
    crashed: usize,
}

async fn compare_ink(workshop: &Workshop, folder: &Path) -> Result<(), Box<dyn Error>> {
    let scratch = tempfile::tempdir()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    let mut tally = Tally::default();
    for file in files {
        tally.files += 1;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let page = scratch.path().join("page");
        let _ = std::fs::remove_file(page.with_extension("ppm"));
        let theirs = pdftoppm(&file, INK_SIDE, &page)
            .ok()
            .and_then(|_| std::fs::read(page.with_extension("ppm")).ok())
            .and_then(|bytes| ink(&bytes));
        tally.poppler_shows += usize::from(theirs.is_some());
        let request = RenditionRequest::preview(INK_SIDE);
        match workshop.render(std::fs::read(&file)?, request).await {
            Err(refusal) => {
                tally.crashed +=
                    usize::from(matches!(refusal, Refusal::Crashed | Refusal::TimedOut));
                if theirs.is_some() {
                    tally.refused.push((name, refusal));
                }
            }
            Ok(shown) => count_ink(&mut tally, name, &shown, theirs),
        }
    }
    report(&tally);
    Ok(())
}

fn count_ink(tally: &mut Tally, name: String, shown: &Rendition, theirs: Option<f64>) {
    let (Some(ours), Some(theirs)) = (ink(&shown.bytes), theirs) else { return };
    let told = shown.hints.iter().any(|hint| matches!(hint, Hint::PageIncomplete { .. }));
    let missing = 1.0 - ours / theirs.max(f64::EPSILON);
    match (theirs > EMPTY && missing > LACKS, told) {
        (true, true) => tally.lack_and_say_so += 1,
        (true, false) => tally.lack.push((name, missing)),
        (false, true) => tally.say_so_needlessly.push(name),
        (false, false) => {}
    }
}

fn report(tally: &Tally) {
    let share = |count: usize| 100.0 * count as f64 / tally.poppler_shows.max(1) as f64;
    say(&format!("{} files, poppler shows the first page of {}", tally.files, tally.poppler_shows));
    say(&format!("crashed or too slow: {}", tally.crashed));
    say(&format!(
        "refused though poppler shows it: {} ({:.1} %)",
        tally.refused.len(),
        share(tally.refused.len())
    ));
    for (name, refusal) in &tally.refused {
        say(&format!("  {name}: {refusal}"));
    }
    say(&format!("lacks ink and says so: {}", tally.lack_and_say_so));
    say(&format!(
        "lacks ink and says nothing: {} ({:.1} %)",
        tally.lack.len(),
        share(tally.lack.len())
    ));
    for (name, missing) in &tally.lack {
        say(&format!("  {name}: {:.0} % of it", missing * 100.0));
    }
    say(&format!(
        "says so though no ink is missing: {} ({:.1} %)",
        tally.say_so_needlessly.len(),
        share(tally.say_so_needlessly.len())
    ));
    for name in &tally.say_so_needlessly {
        say(&format!("  {name}"));
    }
}

/// The mean darkness of a picture, from 0 (white) to 1.
fn ink(bytes: &[u8]) -> Option<f64> {
    let grey = if bytes.starts_with(b"P6") {
        grey_of_ppm(bytes)?
    } else {
        image::load_from_memory(bytes).ok()?.to_luma8().into_raw()
    };
    let dark: u64 = grey.iter().map(|&light| u64::from(255 - light)).sum();
    Some(dark as f64 / (255.0 * grey.len().max(1) as f64))
}

/// What pdftoppm writes: `P6`, width, height, 255, and three bytes a pixel.
fn grey_of_ppm(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    for _ in 0..4 {
        let end = rest.iter().position(u8::is_ascii_whitespace)?;
        rest = rest.get(end + 1..)?;
    }
    let luma = |[r, g, b]: &[u8; 3]| {
        ((2126 * u32::from(*r) + 7152 * u32::from(*g) + 722 * u32::from(*b)) / 10_000) as u8
    };
    Some(rest.as_chunks::<3>().0.iter().map(luma).collect())
}

fn pdftoppm(file: &Path, side: u32, into: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let status = Command::new("timeout")
        .args(["30", "pdftoppm", "-singlefile", "-f", "1", "-l", "1", "-scale-to"])
        .arg(side.to_string())
        .args([file, into])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() { Ok(start.elapsed()) } else { Err("pdftoppm shows nothing".into()) }
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
