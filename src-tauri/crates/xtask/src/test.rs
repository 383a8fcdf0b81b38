//! `test`: every check there is, cheap ones first, and cargo's own summary at the end.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::desk::with_the_window;
use crate::session::Session;
use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, tools, ui, windows, workspace};

/// Everything, or only the Rust tests whose name contains `filter`.
pub fn run(filter: Option<&str>) -> Outcome<()> {
    let began = Instant::now();
    setup::everything()?;
    if filter.is_none() {
        Step { title: "Checking the format (cargo fmt)", advice: "run `cargo fmt --all`" }
            .run(workspace::cargo().args(["fmt", "--all", "--check"]))?;
    }
    // The shell takes the pages in when it is compiled, so they come before all Rust.
    ui::build()?;
    if filter.is_none() {
        build_beside_the_windows_checks()?;
        windows::check_if_possible()?;
    } else {
        build()?;
    }
    rust_tests(filter)?;
    say(&format!("\n✓ All checks passed in {} min.", began.elapsed().as_secs().div_ceil(60)));
    Ok(())
}

/// The first crates build one after the other; meanwhile the window's checks take what is left.
fn build_beside_the_windows_checks() -> Outcome<()> {
    std::thread::scope(|scope| {
        let window =
            scope.spawn(|| ui::lint().and_then(|()| ui::check_types()).and_then(|()| ui::test()));
        let built = build();
        let window = window.join().unwrap_or_else(|_| {
            Err(Failure::new("The window's checks stopped", "run `cargo xtask test` again"))
        });
        built.and(window)
    })
}

fn build() -> Outcome<()> {
    Step {
        title: "Building the desk and all tests, with clippy's warnings denied",
        advice: "the compiler's message above names the file and the lint",
    }
    .run(linted_cargo()?.args(["build", "--workspace", "--bins", "--tests", "--examples"]))
}

/// Cargo with clippy in the compiler's place for the workspace's own crates, as `cargo clippy` has
/// it, but for a whole build: nothing is compiled once for its lints and once more for its tests.
fn linted_cargo() -> Outcome<Command> {
    let mut cargo = workspace::cargo();
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", clippy_driver()?)
        // The arguments as clippy's driver takes them from `cargo clippy`, with its separator.
        .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    Ok(cargo)
}

/// Clippy's compiler, beside the compiler that builds.
fn clippy_driver() -> Outcome<PathBuf> {
    let told = tools::output_of(Command::new("rustc").args(["--print", "sysroot"]));
    let beside = told.map(|sysroot| {
        let name = format!("clippy-driver{}", std::env::consts::EXE_SUFFIX);
        PathBuf::from(sysroot.trim()).join("bin").join(name)
    });
    beside
        .filter(|program| program.is_file())
        .ok_or_else(|| Failure::new("Clippy is not installed", "run `rustup component add clippy`"))
}

fn rust_tests(filter: Option<&str>) -> Outcome<()> {
    let mut cargo = linted_cargo()?;
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    if let Some(filter) = filter {
        cargo.args(["--bins", "--lib", "--tests", "--", filter]);
    }
    with_the_window(&mut cargo, false);
    let step = Step {
        title: "All Rust tests, scenarios and the real window among them",
        advice: "the summary above names the tests; one alone: cargo xtask test <part of its name>",
    };
    if !cfg!(target_os = "linux") {
        return step.run(&mut cargo);
    }
    let mut session = Session::start()?;
    session.enter(&mut cargo)?;
    step.run(&mut cargo)
}
