//! Runs every rule on inputs that nobody imagined, for as long as it is let: `--inputs N` (ten
//! million unless told), `--minutes N` ends it earlier, `--seed N` begins elsewhere. The seed of an
//! input that a rule does not survive is the last line; `--seed` with it and `--inputs 1` shows it.
#![allow(clippy::print_stdout, reason = "it talks to whoever runs it")]

#[path = "../tests/total/inputs.rs"]
mod inputs;
#[path = "../tests/total/rules.rs"]
mod rules;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let told = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let seed = told("--seed").unwrap_or(1);
    let end = seed.saturating_add(told("--inputs").unwrap_or(10_000_000));
    let longest = told("--minutes").map(|minutes| Duration::from_secs(minutes * 60));
    let (next, broken) = (AtomicU64::new(seed), AtomicBool::new(false));
    let start = Instant::now();
    let slowest = std::sync::Mutex::new((Duration::ZERO, seed));
    let work = || {
        let words = inputs::Words::shipped();
        loop {
            let this = next.fetch_add(1, Ordering::Relaxed);
            let late = longest.is_some_and(|longest| start.elapsed() > longest);
            if this >= end || late || broken.load(Ordering::Relaxed) {
                return;
            }
            let began = Instant::now();
            if std::panic::catch_unwind(|| rules::try_all(this, &words)).is_err() {
                broken.store(true, Ordering::Relaxed);
                println!("a rule does not survive the input of --seed {this}");
                return;
            }
            let took = began.elapsed();
            if let Ok(mut slowest) = slowest.lock()
                && took > slowest.0
            {
                *slowest = (took, this);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let tried = next.load(Ordering::Relaxed).min(end) - seed;
    let slowest = slowest.into_inner().unwrap_or_default();
    println!("{tried} inputs from seed {seed} in {:.0?}", start.elapsed());
    println!("the slowest took {:.1?} (seed {})", slowest.0, slowest.1);
    if broken.load(Ordering::Relaxed) {
        return std::process::ExitCode::FAILURE;
    }
    println!("every rule answered every one");
    std::process::ExitCode::SUCCESS
}
