//! `package`: what an IT section installs, made of a build of this checkout. The same commit makes the
//! same bytes: times come from the commit, or from `SOURCE_DATE_EPOCH`.

mod acceptance;
mod deb;
mod kit;
mod licences;
mod linux;
mod maintainer;
mod parts;
mod place;
mod rpm;
mod windows;

use std::path::PathBuf;

use crate::step::{Outcome, Step, say};
use crate::{setup, tools};

pub use acceptance::System;
pub use parts::crates;

/// What is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A .deb for this machine's architecture.
    Deb,
    /// An .rpm for this machine's architecture, of the same files.
    Rpm,
    /// NSIS installers for a computer and for one account, and an MSI, for Windows on x86-64.
    Windows,
    /// What information security asks for at acceptance: a page, a spreadsheet, lists of parts.
    Kit,
}

/// How it is packed.
#[derive(Default)]
pub struct Wishes {
    /// Of the debug build: for trying the packing itself.
    pub debug: bool,
    /// Without the portal inside that one practises with.
    pub no_practice: bool,
    /// A command that signs the file that is its last argument.
    pub sign: Option<String>,
    /// Who answers for the package: `Name <address>`.
    pub maintainer: String,
    /// Logs of test runs, for the kit.
    pub results: Vec<PathBuf>,
}

impl Wishes {
    /// The desk's own features, as cargo is told them.
    fn features(&self) -> &'static [&'static str] {
        if self.no_practice {
            &["--no-default-features", "--features", "notebook-desk/custom-protocol"]
        } else {
            &[]
        }
    }
}

/// Builds and packs, and tells where it lies.
pub fn run(kind: Kind, maintainer: Option<&str>, mut wishes: Wishes) -> Outcome<()> {
    if kind != Kind::Kit {
        wishes.maintainer = maintainer::named(maintainer, wishes.sign.is_some())?;
    }
    let wishes = &wishes;
    if kind != Kind::Kit {
        setup::to_build()?;
        crate::ui::build_if_older()?;
    }
    let made = match kind {
        Kind::Deb => vec![deb::make(&linux::Files::gather(wishes)?, wishes)?],
        Kind::Rpm => vec![rpm::make(&linux::Files::gather(wishes)?, wishes)?],
        Kind::Windows => windows::make(wishes)?,
        Kind::Kit => kit::make(&wishes.results)?,
    };
    for file in &made {
        say(&format!("  {}", file.display()));
    }
    place::write_checksums(&made)
}

/// One of the programs that pack; its package on Debian.
fn needs(program: &str, package: &str) -> Outcome<()> {
    if tools::find(program).is_some() {
        return Ok(());
    }
    setup::system_packages(&[package])
}

/// Signs a file with the command that was given, if any.
fn sign(file: &std::path::Path, wishes: &Wishes) -> Outcome<()> {
    let Some(command) = &wishes.sign else { return Ok(()) };
    let title = format!("Signing {}", file.display());
    // By the shell: the command brings arguments of its own.
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("{command} \"$1\""), "sign"]).arg(file);
    Step { title: &title, advice: "the signing command's own lines above say why" }.run(&mut shell)
}
