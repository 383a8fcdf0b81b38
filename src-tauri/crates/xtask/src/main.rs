//! The project's own commands: `cargo xtask run` opens the desk, `cargo xtask test` proves it.
//!
//! Only small crates and `domain` are used here, so that the first command in a fresh clone starts
//! working within a minute.
#![allow(clippy::print_stdout, reason = "this program talks to the person who typed the command")]

mod advisories;
mod bench;
mod desk;
mod display;
mod package;
mod score;
mod session;
mod setup;
mod step;
mod test;
mod tools;
mod train;
mod try_rules;
mod ui;
mod windows;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::step::Outcome;

/// Notebook Desk: set up, run, test and measure.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up, build, and open the desk in practice mode (without a display: take the tour).
    Run {
        /// Build with optimisation: slower to build, as fast as what is shipped.
        #[arg(long)]
        release: bool,
    },
    /// Set up, then every check: format, lints, types, unit tests, scenarios, the real window.
    Test {
        /// Only the scenarios and tests whose name contains this; format and lints are skipped.
        filter: Option<String>,
    },
    /// Drive the real window through its views and leave pictures in target/tour/.
    Tour {
        /// Build with optimisation.
        #[arg(long)]
        release: bool,
    },
    /// Serve the desk in practice to a browser, for work on the window: its pages follow each edit.
    Dev,
    /// Measure. Without a name, every benchmark.
    Bench {
        /// Which one; `cargo xtask bench list` names them.
        name: Option<String>,
        /// Handed to the benchmark as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Ask the rules: tab-separated questions on standard input, answers on standard output.
    Try {
        #[arg(value_enum)]
        topic: try_rules::Topic,
        /// Print the column names first.
        #[arg(long)]
        header: bool,
        /// For posts: files of judged posts; prints how many of each kind the rules point to.
        #[arg(long, num_args = 1.., value_name = "FILE")]
        score: Vec<std::path::PathBuf>,
        /// With --score: also every post that the rules judge otherwise.
        #[arg(long, requires = "score")]
        show: bool,
    },
    /// Make the weights of the second opinion from the judged posts.
    Train {
        /// Make none: tell how words and model fare when each of so many parts of the files is judged
        /// by a model made of the others.
        #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u8).range(2..))]
        folds: Option<u8>,
        /// With --folds: also every post that is judged otherwise.
        #[arg(long, requires = "folds")]
        show: bool,
    },
    /// Make what an IT section installs; it lies in target/packages.
    Package {
        #[arg(value_enum)]
        what: package::Kind,
        /// Of a debug build: for trying the packing itself.
        #[arg(long)]
        debug: bool,
        /// Without the portal inside the desk that one practises with.
        #[arg(long)]
        no_practice: bool,
        /// Sign with this command, which gets the file as its last argument.
        #[arg(long, value_name = "COMMAND")]
        sign: Option<String>,
        /// Who answers for the package, instead of the one in Cargo.toml: "Name <address>".
        #[arg(long, value_name = "NAME")]
        maintainer: Option<String>,
        /// For the kit: logs of `cargo test`, reports of `vitest --reporter=json`.
        #[arg(long, num_args = 1.., value_name = "FILE")]
        results: Vec<std::path::PathBuf>,
    },
    /// Compare licences and known weaknesses of everything that the desk is built of.
    Advisories {
        /// A checkout of RustSec's advisory-db.
        #[arg(long, value_name = "FOLDER")]
        rustsec: Option<std::path::PathBuf>,
        /// What `npm audit --json` said elsewhere, instead of asking npm's service.
        #[arg(long, value_name = "FILE")]
        npm: Option<std::path::PathBuf>,
    },
    /// For Windows, from Debian: brings the compilers, then checks.
    Windows {
        #[command(subcommand)]
        what: WindowsCommand,
    },
    /// Only the set-up: system packages, the window's packages, the WebDriver.
    Setup,
    /// Run one command where the window can open: virtual display, session bus, keyring.
    Session {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<std::ffi::OsString>,
    },
}

#[derive(Subcommand)]
enum WindowsCommand {
    /// Type-check the crates that every change is checked for, tests included.
    Check {
        /// The whole workspace and the shell.
        #[arg(long)]
        all: bool,
    },
    /// Build the tests of domain, store and documents, and run them under wine.
    Test {
        /// Only those whose name contains this.
        filter: Option<String>,
    },
}

fn main() -> ExitCode {
    let done: Outcome<()> = match Arguments::parse().command {
        Command::Run { release } => desk::run(release),
        Command::Test { filter } => test::run(filter.as_deref()),
        Command::Tour { release } => desk::tour(release),
        Command::Dev => desk::dev(),
        Command::Bench { name, arguments } => bench::run(name.as_deref(), &arguments),
        Command::Try { score, show, .. } if !score.is_empty() => {
            return try_rules::score(&score, show);
        }
        Command::Try { topic, header, .. } => return try_rules::main(topic, header),
        Command::Train { folds, show } => return try_rules::train(folds.map(usize::from), show),
        Command::Windows { what: WindowsCommand::Check { all } } => windows::check(all),
        Command::Windows { what: WindowsCommand::Test { filter } } => {
            windows::test(filter.as_deref())
        }
        Command::Package { what, debug, no_practice, sign, maintainer, results } => {
            let wishes =
                package::Wishes { debug, no_practice, sign, results, ..Default::default() };
            package::run(what, maintainer.as_deref(), wishes)
        }
        Command::Advisories { rustsec, npm } => advisories::run(rustsec.as_deref(), npm.as_deref()),
        Command::Setup => setup::everything(),
        Command::Session { command } => desk::in_session(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n✗ {failure}");
            ExitCode::FAILURE
        }
    }
}
