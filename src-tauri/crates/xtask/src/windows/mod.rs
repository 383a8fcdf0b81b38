//! `windows`: the desk for Windows, checked and tried from Debian. Each command sets up what it needs
//! first, keeps it under `target/windows`, and does nothing twice.

mod places;
mod sources;
mod toolchain;

use std::time::Instant;

use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, ui};

use toolchain::{Toolchain, Unavailable};

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
