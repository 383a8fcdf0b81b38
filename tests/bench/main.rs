//! The benchmarks of the desk as a whole, one program: `cargo xtask bench NAME` starts it with the
//! name first.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

mod disk;
mod growth;
mod lock;
mod nationwide;
mod next_case;
mod pull;
mod sending;
mod simulation;
mod start_up;
mod tally;

use std::process::ExitCode;

fn main() -> ExitCode {
    // Started again by what it measures, as the documents' worker or for one use case.
    documents::run_worker_if_asked();
    support::disk::run_if_asked();
    match std::env::args().nth(1).as_deref() {
        Some("growth") => growth::run(),
        Some("lock") => lock::run(),
        Some("nationwide") => nationwide::run(),
        Some("next") => next_case::run(),
        Some("power") => return disk::run(),
        Some("pull") => pull::run(),
        Some("sending") => sending::run(),
        Some("simulation") => return simulation::run(),
        Some("start") => start_up::run(),
        Some("tally") => tally::run(),
        _ => {
            eprintln!("`cargo xtask bench list` names the benchmarks");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
