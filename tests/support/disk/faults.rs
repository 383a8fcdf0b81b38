//! Calls that fail: the n-th opening, writing, syncing, moving or removing of a use case is refused
//! by the system, for every n. The desk says so or gets over it; what it has acknowledged is there
//! afterwards, and nobody is locked out.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use super::inspect::inspect;
use super::scene::Scene;
use super::trace::{self, End};
use super::use_case::UseCase;
use crate::simulation::Dice;

/// The calls that fail, each as a full or a failing disk, or a scanner that holds the file, does it.
const FAILING: [(&str, &str); 11] = [
    ("openat", "EACCES"),
    ("write", "ENOSPC"),
    ("pwrite64", "ENOSPC"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("ftruncate", "EIO"),
    ("rename", "EACCES"),
    ("unlink", "EACCES"),
    ("unlinkat", "EACCES"),
    ("mkdir", "ENOSPC"),
    ("copy_file_range", "ENOSPC"),
];

/// What the faults of one use case showed.
#[derive(Debug, Default)]
pub struct FaultReport {
    pub runs: usize,
    /// Runs in which the call failed, and it was one to the desk's folder.
    pub met: usize,
    /// Runs that the desk ended with a sentence.
    pub refused: usize,
    pub wrong: Vec<String>,
}

/// One use case, and where it may fail.
pub struct FaultSweep<'a> {
    scene: &'a Scene,
    use_case: UseCase,
    program: OsString,
    /// The call, and the how manyth of its thread.
    points: Vec<(&'static str, &'static str, u32)>,
}

impl<'a> FaultSweep<'a> {
    /// Runs the use case once without a fault, and finds the calls to the desk's folder.
    ///
    /// # Panics
    /// If the use case fails without any fault.
    pub fn find(scene: &'a Scene, use_case: UseCase, program: &OsStr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = scene.copy_for(use_case, folder.path());
        let run = trace::record(program, use_case, &place);
        assert_eq!(run.end, End::Done, "{use_case:?} without a fault");
        let mut points = BTreeSet::new();
        for (name, error) in FAILING {
            let mut counts = std::collections::HashMap::new();
            for call in run.calls.iter().filter(|call| call.name == name) {
                let count = counts.entry(call.thread).or_insert(0);
                *count += 1;
                if call.paths().iter().any(|path| path.starts_with(&place.folder)) {
                    points.insert((name, error, *count));
                }
            }
        }
        let points = points.into_iter().collect();
        Self { scene, use_case, program: program.to_owned(), points }
    }

    /// Tries at most so many of them, chosen by the dice.
    pub async fn run(&self, most: usize, dice: &mut Dice) -> FaultReport {
        let mut left = self.points.clone();
        let mut report = FaultReport::default();
        while report.runs < most && !left.is_empty() {
            let point = left.swap_remove(dice.below(left.len()));
            self.fail(point, &mut report).await;
        }
        report
    }

    async fn fail(&self, (call, error, n): (&str, &str, u32), report: &mut FaultReport) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = self.scene.copy_for(self.use_case, folder.path());
        let run = trace::fail(&self.program, self.use_case, &place, call, n, error);
        report.runs += 1;
        let hit = run.calls.iter().find(|call| {
            call.is_injected() && call.paths().iter().any(|path| path.starts_with(&place.folder))
        });
        // Threads share the work differently each time: the call may have been another one.
        let Some(hit) = hit else { return };
        // In another thread it may have been one to no file, which no disk ever refuses.
        if run.calls.iter().any(|call| call.is_injected() && call.paths().is_empty()) {
            return;
        }
        report.met += 1;
        let path = hit.paths().into_iter().next_back().unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let what = format!("{:?}, {call} {n} of {name} fails with {error}", self.use_case);
        match &run.end {
            End::Done => {}
            End::Refused(sentence) => {
                report.refused += 1;
                // Said in the person's language.
                if !sentence.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
                    report.wrong.push(format!("{what}: says only {sentence:?}"));
                }
            }
            End::Broken(how) => report.wrong.push(format!("{what}: {how}")),
        }
        let mut acks = self.scene.promised(self.use_case);
        acks.extend(run.acks);
        for wrong in inspect(self.scene, self.use_case, &place, &acks).await {
            report.wrong.push(format!("{what}: {wrong}"));
        }
    }
}
