//! PDFs beside poppler, in one run: how long scanned pages take, and which first pages show less ink
//! than `pdftoppm` draws without saying so.
//!
//! `cargo xtask bench documents [--runs 7] [--corpus FOLDER [--pictures FOLDER]]`. Needs `pdftoppm`
//! (Debian: poppler-utils) and ImageMagick, which makes the scans. A corpus is any folder of PDF
//! files and pictures; its name, and those of the files that lack ink, are printed and kept nowhere.
//! With `--pictures`, both drawings of everything that is reported are written there, to be looked
//! at. Pictures are held against what ImageMagick shows (`measuring/pictures.rs`).
//!
//! What counts as missing is told in `measuring/ink.rs`; how many pages have less ink by its plain
//! sum, which thinner lines and paler colours lower as well, is said beside it. Where `mutool`
//! (mupdf-tools) is installed, ink that poppler alone draws is listed apart: poppler has faults of
//! its own. A hint is called needless where no ink is missing, although it may be right: a lost
//! character of many, a picture that poppler cannot read either, a field that is drawn by guess.

#[path = "measuring/ink.rs"]
mod ink;
#[path = "measuring/pictures.rs"]
mod pictures;
#[path = "measuring/scans.rs"]
mod scans;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use documents::{Hint, Limits, Refusal, Rendition, RenditionRequest, Workshop};
use ink::{EMPTY, Grey};
use scans::Coding;

/// The longest side that both draw, in pixels.
const SIDE: u32 = 1600;
/// The longest side at which ink is compared.
const INK_SIDE: u32 = 800;
/// A page lacks ink if this share of poppler's is missing.
const LACKS: f64 = 0.15;
/// The goal for scans: at most so much of pdftoppm's time.
const GOAL: f64 = 1.2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    documents::run_worker_if_asked();
    let Arguments { runs, corpus, pictures } = arguments();
    let workshop = Workshop::start(std::env::current_exe()?, Vec::new(), Limits::default());
    workshop.warm_up().await?;
    match corpus {
        Some(folder) => {
            let reports = Pictures(pictures.as_deref());
            compare_ink(&workshop, &folder, reports).await?;
            pictures::compare(&workshop, &folder, reports).await
        }
        None => compare_scans(&workshop, runs).await,
    }
}

/// Where both drawings of what is reported go, if anywhere.
#[derive(Clone, Copy)]
struct Pictures<'a>(Option<&'a Path>);

impl Pictures<'_> {
    fn write(self, name: &str, ours: &[u8], theirs: Option<&[u8]>) -> std::io::Result<()> {
        let Some(folder) = self.0 else { return Ok(()) };
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(format!("{name}.ours")), ours)?;
        std::fs::write(folder.join(format!("{name}.theirs")), theirs.unwrap_or_default())
    }
}

struct Arguments {
    runs: usize,
    corpus: Option<PathBuf>,
    pictures: Option<PathBuf>,
}

fn arguments() -> Arguments {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments { runs: 7, corpus: None, pictures: None };
    while let Some(name) = given.next() {
        match name.as_str() {
            "--runs" => {
                let runs = given.next().and_then(|runs| runs.parse().ok());
                arguments.runs = runs.unwrap_or(arguments.runs);
            }
            "--corpus" => arguments.corpus = given.next().map(PathBuf::from),
            "--pictures" => arguments.pictures = given.next().map(PathBuf::from),
            _ => {}
        }
    }
    arguments
}

async fn compare_scans(workshop: &Workshop, runs: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    say("| scan | file | workshop | pdftoppm | ratio | goal |");
    say("|---|---|---|---|---|---|");
    for coding in Coding::ALL {
        let (name, file) = (coding.name(), folder.path().join("scan.pdf"));
        match scans::page(coding, folder.path()) {
            Ok(page) => std::fs::write(&file, page)?,
            Err(error) => {
                say(&format!("| {name} | cannot be made here: {error} | | | | |"));
                continue;
            }
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
    lack_by_poppler_alone: Vec<(String, f64)>,
    lack_and_say_so: Vec<String>,
    say_so_needlessly: Vec<String>,
    less_in_sum: usize,
    crashed: Vec<String>,
}

async fn compare_ink(
    workshop: &Workshop,
    folder: &Path,
    reports: Pictures<'_>,
) -> Result<(), Box<dyn Error>> {
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
        let drawn = pdftoppm(&file, INK_SIDE, &page)
            .ok()
            .and_then(|_| std::fs::read(page.with_extension("ppm")).ok());
        let theirs = drawn.as_deref().and_then(Grey::read);
        tally.poppler_shows += usize::from(theirs.is_some());
        let request = RenditionRequest::preview(INK_SIDE);
        let reported = match workshop.render(std::fs::read(&file)?, request).await {
            Err(refusal) => {
                if matches!(refusal, Refusal::Crashed | Refusal::TimedOut) {
                    tally.crashed.push(format!("{name}: {refusal}"));
                }
                if theirs.is_some() {
                    tally.refused.push((name.clone(), refusal));
                }
                None
            }
            Ok(shown) => {
                let witness = || mutool(&file, &page);
                tally.count(&name, &shown, theirs.as_ref(), witness).then_some(shown.bytes)
            }
        };
        if let Some(ours) = reported {
            reports.write(&name, &ours, drawn.as_deref())?;
        }
    }
    tally.report();
    Ok(())
}

impl Tally {
    /// Counts one page that is shown; answers whether it is one to report.
    fn count(
        &mut self,
        name: &str,
        shown: &Rendition,
        theirs: Option<&Grey>,
        witness: impl FnOnce() -> Option<Grey>,
    ) -> bool {
        let (Some(ours), Some(theirs)) = (Grey::read(&shown.bytes), theirs) else { return false };
        let told: Vec<String> = shown
            .hints
            .iter()
            .filter_map(|hint| match hint {
                Hint::PageIncomplete { what } => Some(format!("{what:?}")),
                _ => None,
            })
            .collect();
        let named = format!("{name}: {}", told.join(", "));
        let has_ink = theirs.ink() > EMPTY;
        let missing = theirs.missing_on(&ours);
        if has_ink && told.is_empty() && ours.ink() < theirs.ink() * (1.0 - LACKS) {
            self.less_in_sum += 1;
        }
        match (has_ink && missing > LACKS, !told.is_empty()) {
            (true, true) => self.lack_and_say_so.push(named),
            (true, false) => {
                let agreed = witness().map(|witness| theirs.missing_as_well_on(&ours, &witness));
                let alone = agreed.is_some_and(|agreed| agreed <= LACKS);
                let list = if alone { &mut self.lack_by_poppler_alone } else { &mut self.lack };
                list.push((name.to_owned(), missing));
            }
            // No program here draws forms of the XFA kind.
            (false, true) if told == ["Xfa"] => return false,
            (false, true) => self.say_so_needlessly.push(named),
            (false, false) => return false,
        }
        true
    }

    fn report(&self) {
        let share = |count: usize| 100.0 * count as f64 / self.poppler_shows.max(1) as f64;
        let list = |title: &str, names: &[String]| list(title, names, self.poppler_shows);
        say(&format!(
            "{} files, poppler shows the first page of {}",
            self.files, self.poppler_shows
        ));
        list("crashed or too slow", &self.crashed);
        let refused: Vec<String> =
            self.refused.iter().map(|(name, refusal)| format!("{name}: {refusal}")).collect();
        list("refused though poppler shows it", &refused);
        list("lacks ink and says so", &self.lack_and_say_so);
        let shares = |of: &[(String, f64)]| -> Vec<String> {
            let line =
                |(name, missing): &(String, f64)| format!("{name}: {:.0} %", missing * 100.0);
            of.iter().map(line).collect()
        };
        list("lacks ink and says nothing", &shares(&self.lack));
        list("lacks what poppler alone draws", &shares(&self.lack_by_poppler_alone));
        list("says so though no ink is missing", &self.say_so_needlessly);
        say(&format!(
            "less ink in its plain sum, and says nothing: {} ({:.1} %)",
            self.less_in_sum,
            share(self.less_in_sum)
        ));
    }
}

fn pdftoppm(file: &Path, side: u32, into: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let status = Command::new("timeout")
        .args(["30", "pdftoppm", "-cropbox", "-singlefile", "-f", "1", "-l", "1", "-scale-to"])
        .arg(side.to_string())
        .args([file, into])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() { Ok(start.elapsed()) } else { Err("pdftoppm shows nothing".into()) }
}

/// What another program draws of the page.
fn mutool(file: &Path, into: &Path) -> Option<Grey> {
    let into = into.with_extension("mutool.ppm");
    let side = INK_SIDE.to_string();
    let status = Command::new("timeout")
        .args(["30", "mutool", "draw", "-q", "-w", &side, "-h", &side, "-o"])
        .args([into.as_path(), file])
        .arg("1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok().filter(std::process::ExitStatus::success)?;
    Grey::read(&std::fs::read(into).ok()?)
}

/// In milliseconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e3
}

/// Some files of so many, by name.
fn list(title: &str, names: &[String], of: usize) {
    let share = 100.0 * names.len() as f64 / of.max(1) as f64;
    say(&format!("{title}: {} ({share:.1} %)", names.len()));
    names.iter().for_each(|name| say(&format!("  {name}")));
}

#[allow(clippy::print_stdout, reason = "a measurement is for reading")]
fn say(line: &str) {
    println!("{line}");
}
