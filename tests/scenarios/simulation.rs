//! Days in which everything goes wrong that can, and what must hold on each of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use support::simulation::{PlantedFault, Report, run, run_with};

const SEEDS: u64 = 200;

/// Lives the days of these seeds, a few side by side; those for which `keep` holds come back.
fn days(
    seeds: std::ops::Range<u64>,
    live: impl Fn(u64) -> Report + Sync,
    enough: impl Fn(&Report) -> bool + Sync,
) -> Vec<(u64, Report)> {
    let (next, found) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |count| count.get()) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let report = live(seed);
                    if enough(&report) {
                        // Nobody needs the rest.
                        next.store(seeds.end, Ordering::Relaxed);
                    }
                    found.lock().unwrap_or_else(PoisonError::into_inner).push((seed, report));
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn two_hundred_days_of_faults_lose_nothing_and_double_nothing() {
    let began = std::env::var("SIMULATION_FROM").ok().and_then(|text| text.parse().ok());
    let first: u64 = began.unwrap_or(1);
    let all = days(first..first + SEEDS, run, |report| !report.broken.is_empty());
    for (seed, report) in &all {
        assert!(
            report.broken.is_empty(),
            "seed {seed}: {:#?}\nafter {:#?}",
            report.broken,
            &report.story[report.story.len().saturating_sub(400)..]
        );
    }
    let sum =
        |part: fn(&Report) -> usize| all.iter().map(|(_, report)| part(report)).sum::<usize>();
    // A simulation in which nothing happens would hold as well.
    assert!(sum(|report| report.requests) > 20_000, "{} requests", sum(|one| one.requests));
    assert!(sum(|report| report.decisions) > 1_000, "{} decisions", sum(|one| one.decisions));
    assert!(sum(|report| report.questions) > 300, "{} questions", sum(|one| one.questions));
    assert!(sum(|report| report.crashes) > 200, "{} crashes", sum(|one| one.crashes));
    assert!(sum(|report| report.restores) > 50, "{} restores", sum(|one| one.restores));
    assert!(sum(|report| report.left_out) > 500, "{} left out", sum(|one| one.left_out));
    assert!(sum(|report| report.sent_again) > 0, "{} sent again", sum(|one| one.sent_again));
}

#[test]
fn the_same_seed_is_the_same_day() {
    for seed in [3, 17] {
        assert_eq!(run(seed).trace, run(seed).trace, "seed {seed}");
    }
    assert_ne!(run(3).trace, run(17).trace);
}

#[test]
fn each_planted_fault_is_found_within_the_same_days() {
    let unfound: Vec<PlantedFault> = PlantedFault::ALL
        .into_iter()
        .filter(|fault| {
            let found = |report: &Report| !report.broken.is_empty();
            days(1..1 + SEEDS, |seed| run_with(seed, Some(*fault)), found)
                .iter()
                .all(|(_, report)| !found(report))
        })
        .collect();
    assert!(unfound.is_empty(), "nobody noticed {unfound:?}");
}
