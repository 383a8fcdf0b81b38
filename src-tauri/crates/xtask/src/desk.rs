//! `run` and `tour`: the desk, opened for a person or driven for pictures.

use std::ffi::OsString;
use std::process::Command;

use crate::session::Session;
use crate::step::{Failure, Outcome, Step, say};
use crate::{display, setup, tools, ui, workspace};

/// Opens the desk in practice mode; without a display takes the tour instead.
pub fn run(release: bool) -> Outcome<()> {
    if !display::is_there() {
        say("There is no display here: the desk opens on a virtual one, for a guided tour.");
        return tour(release);
    }
    setup::to_build()?;
    ui::build_if_older()?;
    build(release, &["notebook-desk"])?;
    let desk = workspace::built(release, "notebook-desk");
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    let mut command =
        if cfg!(target_os = "linux") && !has_bus && tools::find("dbus-run-session").is_some() {
            // Without a bus of its own the window would leave daemons behind.
            let mut command = Command::new("dbus-run-session");
            command.arg("--").arg(desk);
            command
        } else {
            Command::new(desk)
        };
    say("▸ Opening the desk in practice mode. Close its window to come back here.");
    let status = command.arg("--practice").current_dir(workspace::root()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(
            format!("The desk ended with {status}"),
            "its last lines above say why",
        )),
        Err(error) => Err(Failure::new(
            format!("The desk could not be started: {error}"),
            "build it again with `cargo xtask run`",
        )),
    }
}

/// Serves the desk in practice to a browser, with pages that follow each edit of `ui`.
pub fn dev() -> Outcome<()> {
    setup::to_build()?;
    build(false, &["dev-desk"])?;
    let desk =
        Command::new(workspace::built(false, "dev-desk")).current_dir(workspace::root()).spawn();
    let mut desk = desk.map_err(|error| {
        Failure::new(
            format!("The desk could not be started: {error}"),
            "run `cargo xtask dev` again",
        )
    })?;
    say("▸ The desk in practice: http://127.0.0.1:5173  (Ctrl+C ends it)");
    let pages = ui::serve();
    // Whoever ended the pages has ended the desk too, by the same key, or else it is ended here.
    let _ = desk.kill();
    let _ = desk.wait();
    pages
}

/// Drives the real window through its views and leaves pictures.
pub fn tour(release: bool) -> Outcome<()> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::new(
            "The tour drives the window through WebKitGTK, which is on Linux only",
            "open the desk with `cargo xtask run`",
        ));
    }
    setup::to_build()?;
    setup::to_drive()?;
    ui::build_if_older()?;
    build(release, &["notebook-desk", "tour"])?;
    let pictures = workspace::target().join("tour");
    let mut tour = Command::new(workspace::built(release, "tour"));
    tour.arg(&pictures).current_dir(workspace::root());
    with_the_window(&mut tour, release);
    let mut session = Session::start()?;
    session.enter(&mut tour)?;
    let desk = workspace::built(release, "notebook-desk");
    let advice = format!(
        "the line above says what was not found. The pictures named above it are in {}, and the \
         desk itself is built: {} --practice",
        pictures.display(),
        desk.display()
    );
    Step { title: "The guided tour of the window", advice: &advice }.run(&mut tour)?;
    say(&format!("The pictures are in {}", pictures.display()));
    Ok(())
}

/// Runs one command with all that the real window needs, for work on the window's tests.
pub fn in_session(words: &[OsString]) -> Outcome<()> {
    let Some((program, arguments)) = words.split_first() else {
        return Ok(());
    };
    let mut command = Command::new(program);
    command.args(arguments);
    with_the_window(&mut command, false);
    let mut session = Session::start()?;
    session.enter(&mut command)?;
    Step { title: "In a session of its own", advice: "the command's own lines above say why" }
        .run(&mut command)
}

/// Tells a command where the desk is.
pub fn with_the_window(command: &mut Command, release: bool) {
    command.env("NOTEBOOK_DESK_BIN", workspace::built(release, "notebook-desk"));
}

/// Builds programs of the workspace. All packages are named together, so that every command of
/// this program builds the dependencies with the same features, and thus once.
fn build(release: bool, programs: &[&str]) -> Outcome<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--workspace"]);
    for program in programs {
        cargo.args(["--bin", program]);
    }
    if release {
        cargo.arg("--release");
    }
    Step {
        title: "Building the desk (the first time takes some minutes)",
        advice: "the compiler's message above names the file",
    }
    .run(&mut cargo)
}
