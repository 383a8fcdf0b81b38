//! The benchmarks of the desk as a whole, one program: `cargo xtask bench NAME` starts it with the
//! name first.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[cfg(target_os = "linux")]
mod disk;
mod growth;
#[cfg(unix)]
mod lock;
mod nationwide;
#[cfg(unix)]
mod next_case;
mod pull;
mod sending;
mod simulation;
#[cfg(unix)]
mod start_up;
mod tally;

use std::process::ExitCode;

fn main() -> ExitCode {
    // Started again by what it measures, as the documents' worker or for one use case.
    documents::run_worker_if_asked();
    #[cfg(target_os = "linux")]
    support::disk::run_if_asked();
    match std::env::args().nth(1).as_deref() {
        Some("growth") => growth::run(),
        Some("nationwide") => nationwide::run(),
        #[cfg(target_os = "linux")]
        Some("power") => return disk::run(),
        Some("pull") => pull::run(),
        Some("sending") => sending::run(),
        Some("simulation") => return simulation::run(),
        Some("tally") => tally::run(),
        Some(name @ ("lock" | "next" | "start")) => in_the_window(name),
        _ => {
            eprintln!("`cargo xtask bench list` names the benchmarks");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Those that drive the real window.
#[cfg(unix)]
fn in_the_window(name: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        match name {
            "lock" => lock::run().await,
            "next" => next_case::run().await,
            _ => start_up::run().await,
        }
    });
}

#[cfg(not(unix))]
fn in_the_window(_name: &str) {
    eprintln!("this benchmark drives WebKitGTK, which is on Linux only");
}
