//! Thousands of malformed files through the workshop: each must be answered, in time, with the
//! worker's memory under its cap, and the workshop must work as before afterwards.
//!
//! `cargo run -p documents --example hostile_bench [-- <files> <seed>]`. The files are made from
//! the fixtures by the seed: the same seed makes the same files. Besides the malformed ones, every
//! fixture is cut at each hundredth of its length, and the bombs are sent.

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;
#[path = "measuring/peak.rs"]
mod peak;

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use documents::{Limits, Refusal, RenditionRequest, Workshop};
use fixtures::mutations::{malformed, seeds};
use fixtures::pictures::{Jpeg, png_bomb, quarters};
use fixtures::{pdfs, pictures};

/// The slack above the cap that a worker's own program and fonts may take.
const OWN_MIB: u64 = 128;

#[derive(Default)]
struct Tally {
    answers: BTreeMap<String, u32>,
    files: u32,
    slowest: Option<(Duration, String)>,
    peak_kib: u64,
    without_worker: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    documents::run_worker_if_asked();
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse::<u64>().ok());
    let count = usize::try_from(numbers.next().unwrap_or(3_000))?;
    let seed = numbers.next().unwrap_or(20_231_205);
    let limits = Limits { workers: 1, time: Duration::from_secs(10), ..Limits::default() };
    let workshop = Workshop::start(std::env::current_exe()?, Vec::new(), limits);
    say(&format!("confinement: {:?}", workshop.warm_up().await?));

    let start = Instant::now();
    let mut tally = Tally::default();
    for (name, bytes) in malformed(seed, count).chain(cuts()).chain(bombs()) {
        tally.send(&workshop, name, bytes).await;
    }
    let sound = Jpeg::default().of(&quarters(64, 64));
    workshop.render(sound, RenditionRequest::preview(64)).await?;

    tally.peak_kib = tally.peak_kib.max(peak::of_ended_children_kibibytes().unwrap_or(0));
    say(&format!("{} files in {:.0} s, seed {seed}", tally.files, start.elapsed().as_secs_f64()));
    for (answer, times) in &tally.answers {
        say(&format!("{times:>6} × {answer}"));
    }
    if let Some((time, name)) = &tally.slowest {
        say(&format!("slowest: {name} with {:.1} s", time.as_secs_f64()));
    }
    let cap_mib = limits.memory_bytes / 1024 / 1024;
    let peak_mib = tally.peak_kib / 1024;
    let desk = peak::memory(std::process::id());
    say(&format!(
        "worker: at most {peak_mib} MiB in RAM; cap {cap_mib} MiB, and {OWN_MIB} MiB for its own \
         program; this side: {desk}"
    ));
    if tally.without_worker > 0 {
        return Err("some files were not answered".into());
    }
    if peak_mib > cap_mib + OWN_MIB {
        return Err("a worker held more than its cap".into());
    }
    if tally.slowest.is_some_and(|(time, _)| time > limits.time + Duration::from_secs(5)) {
        return Err("an answer came late".into());
    }
    Ok(())
}

impl Tally {
    async fn send(&mut self, workshop: &Workshop, name: String, bytes: Vec<u8>) {
        let start = Instant::now();
        let answer = workshop.render(bytes, RenditionRequest::preview(400)).await;
        let time = start.elapsed();
        self.files += 1;
        if matches!(answer, Err(Refusal::NoWorker)) {
            self.without_worker += 1;
        }
        if matches!(answer, Err(Refusal::Crashed | Refusal::TimedOut)) {
            say(&format!("{name}: {answer:?}"));
        }
        let answer = match answer {
            Ok(_) => "shown".to_owned(),
            Err(Refusal::TooManyPixels { .. }) => "too many pixels".to_owned(),
            Err(refusal) => refusal.to_string(),
        };
        *self.answers.entry(answer).or_default() += 1;
        if self.slowest.as_ref().is_none_or(|(slowest, _)| time > *slowest) {
            self.slowest = Some((time, name));
        }
        let peaks = workshop.processes().into_iter().filter_map(peak::kibibytes);
        self.peak_kib = peaks.fold(self.peak_kib, u64::max);
    }
}

fn cuts() -> impl Iterator<Item = (String, Vec<u8>)> {
    seeds().into_iter().flat_map(|(name, sound)| {
        (0..100).map(move |hundredth| {
            let cut = sound[..sound.len() * hundredth / 100].to_vec();
            (format!("{name} cut at {hundredth} %"), cut)
        })
    })
}

/// Made one at a time: some are large.
type Bomb = fn() -> Vec<u8>;

fn bombs() -> impl Iterator<Item = (String, Vec<u8>)> {
    let gibibyte = 1024 * 1024 * 1024;
    let bombs: [(&str, Bomb); 8] = [
        ("30,000 × 30,000 px", || png_bomb(30_000, 30_000)),
        ("8,000 × 8,000 px of zeros", || png_bomb(8_000, 8_000)),
        ("12,000 × 5,333 px of zeros", || png_bomb(12_000, 5_333)),
        ("a form inside itself", pdfs::with_a_form_inside_itself),
        ("forms nested ten times ten", || pdfs::with_nested_forms(10)),
        ("half a million brackets", || pdfs::with_deep_arrays(500_000)),
        ("a page that is a scan of zeros", || {
            pdfs::scanned(&pictures::zeros_compressed(1 << 30), 20_000, 20_000)
        }),
        ("a very large page", || pdfs::with_page_size(1e9, 1e9)),
    ];
    bombs.into_iter().map(|(name, make)| (name.to_owned(), make())).chain(std::iter::once_with(
        move || ("ten gigabytes of page".to_owned(), pdfs::with_content_bomb(10 * gibibyte)),
    ))
}

#[allow(clippy::print_stdout, reason = "a measurement is for reading")]
fn say(line: &str) {
    println!("{line}");
}
