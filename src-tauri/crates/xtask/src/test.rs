//! `test`: every check there is, cheap ones first, and cargo's own summary at the end.

use std::time::Instant;

use crate::desk::with_the_window;
use crate::session::Session;
use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, ui, workspace};

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
        lints_beside_the_windows_checks()?;
    }
    Step {
        title: "Building the desk and all tests",
        advice: "the compiler's message above names the file",
    }
    .run(workspace::cargo().args(["build", "--workspace", "--bins", "--tests"]))?;
    rust_tests(filter)?;
    say(&format!("\n✓ All checks passed in {} min.", began.elapsed().as_secs().div_ceil(60)));
    Ok(())
}

/// Clippy keeps one processor busy most of the time; the window's checks take the other.
fn lints_beside_the_windows_checks() -> Outcome<()> {
    std::thread::scope(|scope| {
        let window =
            scope.spawn(|| ui::lint().and_then(|()| ui::check_types()).and_then(|()| ui::test()));
        let lints = Step {
            title: "Checking with clippy, warnings denied",
            advice: "mend what it names, then: cargo clippy --workspace --all-targets",
        }
        .run(
            workspace::cargo()
                .args(["clippy", "--workspace", "--all-targets", "--"])
                .args(["-D", "warnings"]),
        );
        let window = window.join().unwrap_or_else(|_| {
            Err(Failure::new("The window's checks stopped", "run `cargo xtask test` again"))
        });
        lints.and(window)
    })
}

fn rust_tests(filter: Option<&str>) -> Outcome<()> {
    let mut cargo = workspace::cargo();
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
