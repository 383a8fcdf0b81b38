//! `package kit`: what an agency's information security asks for at acceptance, as a page, a spreadsheet and
//! a list of parts per system, from the tables of `schema/acceptance`, the build's own graph and the
//! results of test runs.

mod named_tests;
mod page;
mod results;
mod sbom;
mod sheets;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::acceptance::{self, Bundled, Control, Kept, Peer, System};
use super::parts::{self, Crates, Part};
use super::place;
use crate::step::{Failure, Outcome, say};
use crate::{tools, workspace};
use results::{Results, Verdict};

/// Everything that the kit tells.
struct Found {
    commit: String,
    /// Of the commit: `2026-11-30`, and `09:00:00`, UTC.
    day: String,
    hour: String,
    controls: Vec<Control>,
    network: Vec<Peer>,
    data: Vec<Kept>,
    untried: Vec<(String, String)>,
    pages: Vec<Part>,
    systems: Vec<OfSystem>,
    lock: String,
    /// None where no results were given.
    results: Option<Results>,
}

/// The parts on one system.
struct OfSystem {
    system: System,
    crates: Crates,
    bundled: Vec<Present>,
}

/// A row of the table with the version that is there.
struct Present {
    row: Bundled,
    version: String,
}

impl Found {
    fn of(&self, system: System) -> &OfSystem {
        let place = System::ALL.iter().position(|one| *one == system).unwrap_or(0);
        &self.systems[place]
    }

    /// The tests that the tables name.
    fn named(&self) -> impl Iterator<Item = &str> {
        let controls = self.controls.iter().flat_map(|control| &control.tests);
        let peers = self.network.iter().flat_map(|peer| &peer.tests);
        let kept = self.data.iter().flat_map(|kept| &kept.tests);
        controls.chain(peers).chain(kept).map(String::as_str)
    }

    fn verdict(&self, test: &str) -> Option<Verdict> {
        self.results.as_ref()?.of(test)
    }
}

/// Makes the kit, or says which test that a table names does not exist or did not pass.
pub fn make(results: &[PathBuf]) -> Outcome<Vec<PathBuf>> {
    every_named_test_exists()?;
    let found = find(results)?;
    if let Some(results) = &found.results {
        refuse("These tests that the kit names did not pass", &results.not_passed(found.named()))?;
    } else {
        say("! No results were given: the kit says so. Give logs of test runs by --results.");
    }
    let named =
        |ending: &str| place::folder().join(format!("{}-{}-{ending}", parts::DESK, place::VERSION));
    let mut made = Vec::new();
    for system in System::ALL {
        let file = named(&format!("{}.cdx.json", system.name()));
        place::put(&file, sbom::document(system, &found)?.as_bytes(), 0o644)?;
        made.push(file);
    }
    let page = named("acceptance.html");
    place::put(&page, page::written(&found).as_bytes(), 0o644)?;
    made.push(page);
    let sheets = named("acceptance.ods");
    place::put(&sheets, &sheets::written(&found)?, 0o644)?;
    made.push(sheets);
    Ok(made)
}

fn find(results: &[PathBuf]) -> Outcome<Found> {
    let date = place::date()?;
    let told = |format: &str| {
        let at = format!("@{date}");
        let told = tools::output_of(Command::new("date").args(["-u", "-d", &at, format]));
        told.unwrap_or_default().trim().to_owned()
    };
    let mut git = Command::new("git");
    let commit = tools::output_of(git.args(["rev-parse", "HEAD"]).current_dir(workspace::root()));
    let rows = acceptance::bundled()?;
    let mut systems = Vec::new();
    for system in System::ALL {
        say(&format!("▸ Asking cargo what the desk is made of on {} …", system.name()));
        let crates = parts::crates(&system.target())?;
        let mut bundled = Vec::new();
        for row in rows.iter().filter(|row| row.is_of(system)) {
            bundled.push(Present { row: row.clone(), version: row.version_in(&crates)? });
        }
        systems.push(OfSystem { system, crates, bundled });
    }
    let lock = place::read(&workspace::root().join("Cargo.lock"))?;
    Ok(Found {
        commit: commit.unwrap_or_default().trim().to_owned(),
        day: told("+%Y-%m-%d"),
        hour: told("+%H:%M:%S"),
        controls: acceptance::controls()?,
        network: acceptance::network()?,
        data: acceptance::data()?,
        untried: acceptance::untried()?,
        pages: parts::pages()?,
        systems,
        lock: String::from_utf8_lossy(&lock).into_owned(),
        results: if results.is_empty() { None } else { Some(Results::read(results)?) },
    })
}

fn refuse(what: &str, lines: &[String]) -> Outcome<()> {
    if lines.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("{what}:\n    {}", lines.join("\n    ")),
        "mend the tests, or say in schema/acceptance what is true now; nothing was written",
    ))
}

fn every_named_test_exists() -> Outcome<()> {
    let root = workspace::root();
    let mut sources = Vec::new();
    for folder in ["src-tauri", "tests", "ui/src"] {
        collect(&root, &root.join(folder), &mut sources);
    }
    let mut tables = Vec::new();
    collect(&root, &acceptance::folder(), &mut tables);
    let missing = named_tests::missing(
        tables.iter().map(|(path, text)| (path.as_str(), text.as_str())),
        sources.iter().map(|(path, text)| (path.as_str(), text.as_str())),
    );
    refuse("The kit names tests that do not exist", &missing)
}

/// Sources and tables below a folder, by their path from the top.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "gen"].contains(&name.as_str()) {
                collect(root, &path, files);
            }
        } else if [".rs", ".test.ts", ".tsv"].iter().any(|ending| name.ends_with(ending))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            files.push((shown, text));
        }
    }
}

/// All parts of one kind, whichever system they are on, with the systems that they are on.
fn on_systems(found: &Found) -> Vec<(&Part, Vec<System>)> {
    let mut known = BTreeSet::new();
    let mut parts = Vec::new();
    for of in &found.systems {
        for (id, part) in &of.crates.parts {
            if !part.is_ours && known.insert(id) {
                let on = found.systems.iter().filter(|of| of.crates.parts.contains_key(id));
                parts.push((part, on.map(|of| of.system).collect()));
            }
        }
    }
    parts.sort_by_key(|(part, _)| *part);
    parts
}
