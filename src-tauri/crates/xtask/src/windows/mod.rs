//! `windows`: the desk for Windows, checked and tried from Debian. Each command sets up what it needs
//! first, keeps it under `target/windows`, and does nothing twice.

mod places;
mod sources;
mod toolchain;
mod wine;

use std::path::PathBuf;
use std::time::Instant;

use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, ui};

pub use toolchain::TARGET;
use toolchain::{Toolchain, Unavailable};
use wine::Wine;

/// The crates with code of their own for Windows outside the shell: checked on every change.
const EACH_TIME: [&str; 4] = ["domain", "documents", "reports", "portal"];

/// Type-checks for Windows, tests included: four crates, or with `all` the whole workspace and the
/// shell.
pub fn check(all: bool) -> Outcome<()> {
    let began = Instant::now();
    let toolchain = Toolchain::set_up()?;
    check_with(&toolchain, all)?;
    say(&format!("\n✓ Checked for Windows in {} s.", began.elapsed().as_secs()));
    Ok(())
}

fn check_with(toolchain: &Toolchain, all: bool) -> Outcome<()> {
    let mut cargo = toolchain.linted_cargo();
    cargo.args(["check", "--all-targets"]);
    if all {
        // The shell takes the pages in when it is compiled.
        setup::to_build()?;
        ui::build_if_older()?;
        cargo.arg("--workspace");
    } else {
        for name in EACH_TIME {
            cargo.args(["--package", name]);
        }
    }
    let title = if all {
        "Checking the whole workspace for Windows".to_owned()
    } else {
        format!("Checking {} for Windows", EACH_TIME.join(", "))
    };
    Step { title: &title, advice: "the compiler's message above names the file and the system" }
        .run(&mut cargo)
}

/// The crates whose tests run under wine: rules, encrypted files with their locks and renames, and the
/// worker with its job.
const UNDER_WINE: [&str; 3] = ["domain", "store", "documents"];

/// Builds the tests for Windows and runs them under wine; with `filter`, those whose name contains it.
pub fn test(filter: Option<&str>) -> Outcome<()> {
    let began = Instant::now();
    let toolchain = Toolchain::set_up()?;
    let wine = Wine::set_up()?;
    let tests = || {
        let mut cargo = toolchain.cargo();
        cargo.args(["test", "--profile", "cross", "--no-fail-fast", "--lib", "--tests", "--bins"]);
        for name in UNDER_WINE {
            cargo.args(["--package", name]);
        }
        cargo
    };
    let title = format!("Building the tests of {} for Windows", UNDER_WINE.join(", "));
    Step { title: &title, advice: "the compiler's message above names the file" }
        .run(tests().arg("--no-run"))?;
    let mut run = tests();
    wine.enter(&mut run);
    if let Some(filter) = filter {
        run.args(["--", filter]);
    }
    let step = Step {
        title: "Running them under wine",
        advice: "the summary above names the tests; what wine has not is told in ARCHITECTURE.md",
    };
    step.run(&mut run)?;
    say(&format!("\n✓ Tried for Windows in {} s.", began.elapsed().as_secs()));
    Ok(())
}

/// Builds the desk for Windows, to be packed, and answers the folder that it lies in.
pub fn build_desk(debug: bool, features: &[&str]) -> Outcome<PathBuf> {
    let toolchain = Toolchain::set_up()?;
    let profile = if debug { "cross" } else { "shipped" };
    Step {
        title: "Building the desk for Windows (the first time it takes long)",
        advice: "the compiler's message above names the file",
    }
    .run(
        toolchain
            .cargo()
            .args(["build", "--package", "notebook-desk", "--profile", profile])
            .args(features),
    )?;
    Ok(toolchain.built().join(profile))
}

/// As [`check`] on every change: where no toolchain can be had it says so and goes on.
pub fn check_if_possible() -> Outcome<()> {
    match Toolchain::set_up() {
        Ok(toolchain) => check_with(&toolchain, false),
        Err(why @ Unavailable { .. }) => {
            say(&why.to_string());
            Ok(())
        }
    }
}

impl From<Unavailable> for Failure {
    fn from(why: Unavailable) -> Self {
        Self::new(why.to_string(), "as said in the line above")
    }
}
