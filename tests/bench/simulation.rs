//! The long simulation: as many days as asked for, on all cores. Prints every seed that breaks a
//! promise, and ends with failure if one does. `--seeds 10000`, `--from 1`, `--story 7` for one
//! day's whole story, `--fault AbsenceErases` for days with a fault in the engine.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use support::simulation::{PlantedFault, run_with};

pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let named = arguments.iter().skip_while(|one| *one != "--fault").nth(1);
    let fault = named
        .and_then(|name| PlantedFault::ALL.into_iter().find(|fault| format!("{fault:?}") == *name));
    let live = |seed| run_with(seed, fault);
    if let Some(seed) = number("--story") {
        let report = live(seed);
        println!("{}\n{:#?}", report.story.join("\n"), report.broken);
        return ExitCode::from(u8::from(!report.broken.is_empty()));
    }
    let (from, seeds) = (number("--from").unwrap_or(1), number("--seeds").unwrap_or(10_000));
    let (next, bad, done) = (AtomicU64::new(from), AtomicUsize::new(0), AtomicUsize::new(0));
    let parts: [AtomicUsize; 6] = Default::default();
    let reached: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |count| count.get()) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + seeds {
                        return;
                    }
                    let report = live(seed);
                    let counts = [
                        report.requests,
                        report.decisions,
                        report.crashes,
                        report.restores,
                        report.left_out,
                        report.sent_again,
                    ];
                    for (sum, count) in parts.iter().zip(counts) {
                        sum.fetch_add(count, Ordering::Relaxed);
                    }
                    let mut all = reached.lock().unwrap_or_else(PoisonError::into_inner);
                    for (state, times) in report.reached {
                        *all.entry(state).or_default() += times;
                    }
                    drop(all);
                    if !report.broken.is_empty() {
                        bad.fetch_add(1, Ordering::Relaxed);
                        println!("seed {seed}: {}", report.broken.join("; "));
                    }
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done.is_multiple_of(500) {
                        println!("{done} days, {:.0} s", began.elapsed().as_secs_f64());
                    }
                }
            });
        }
    });
    let [requests, decisions, crashes, restores, left_out, again] =
        parts.map(AtomicUsize::into_inner);
    let bad = bad.into_inner();
    for (state, times) in reached.into_inner().unwrap_or_else(PoisonError::into_inner) {
        println!("{times:>9} {state}");
    }
    println!(
        "{seeds} days in {:.0} s: {requests} requests, {decisions} decisions, {crashes} crashes, \
         {restores} restores, {left_out} cases left out of snapshots, {again} parked decisions sent \
         after all; {bad} days broke a promise",
        began.elapsed().as_secs_f64()
    );
    ExitCode::from(u8::from(bad > 0))
}
