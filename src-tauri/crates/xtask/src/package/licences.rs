//! The licences of everything within the program: each crate with what it says of itself, and the texts
//! that crates, the C within them and the window's packages bring along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::acceptance::{self, System};
use super::parts::{self, Part};
use super::place;
use crate::step::Outcome;
use crate::workspace;

/// Deep enough for the C that lies within a crate.
const DEEP: usize = 3;
/// A longer one is no licence.
const LONGEST: u64 = 256 * 1024;

/// Everything as one text.
pub fn text(system: System) -> Outcome<String> {
    let crates = parts::crates(&system.target())?;
    let mut parts: BTreeSet<&Part> = crates.parts.values().filter(|part| !part.is_ours).collect();
    // The crates that bring sources of C are compiled in by others, and are in no graph of the program.
    let rows = acceptance::bundled()?;
    let within = rows.iter().filter(|row| row.is_of(system) && !row.is_platform);
    parts.extend(within.filter_map(|row| crates.of_the_build(&row.carrier)));
    let pages = parts::pages()?;
    parts.extend(&pages);
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in &parts {
        for file in licence_files(&part.folder) {
            let Ok(bytes) = fs::read(&file) else { continue };
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim().to_owned();
            if !text.is_empty() {
                texts.entry(text).or_default().insert(format!("{} {}", part.name, part.version));
            }
        }
    }
    let own = fs::read_to_string(workspace::root().join("LICENSE-MIT"));
    let own = own.map_err(|error| place::told(Path::new("LICENSE-MIT"), &error))?;
    let mut whole = format!(
        "Notebook Desk {}: MIT OR Apache-2.0\n\n{}\n\nIt contains these parts:\n\n",
        place::VERSION,
        own.trim()
    );
    for part in &parts {
        whole.push_str(&format!("{} {}: {}\n", part.name, part.version, part.licence));
    }
    for (text, of) in &texts {
        let of: Vec<&str> = of.iter().map(String::as_str).collect();
        whole.push_str(&format!("\n{}\nOf {}:\n\n{text}\n", "-".repeat(78), of.join(", ")));
    }
    Ok(whole)
}

fn licence_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, DEEP, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, deep: usize, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
        if path.is_dir() {
            // A crate's own dependencies lie elsewhere; a page's would be counted twice.
            if deep > 1 && name != "NODE_MODULES" && name != "TARGET" {
                collect(&path, deep - 1, found);
            }
        } else if is_licence(&name) && entry.metadata().is_ok_and(|file| file.len() <= LONGEST) {
            found.push(path);
        }
    }
}

fn is_licence(name: &str) -> bool {
    let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    let ends = [".RS", ".C", ".H", ".PL", ".PY", ".JS", ".TS", ".HTML", ".SVG"];
    begins.iter().any(|begin| name.starts_with(begin))
        && !ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_told_from_a_source_of_that_name() {
        for (name, licence) in [
            ("LICENSE-MIT", true),
            ("COPYING.LESSER", true),
            ("LICENSE.MD", true),
            ("LICENSE.RS", false),
            ("README.MD", false),
        ] {
            assert_eq!(is_licence(name), licence, "{name}");
        }
    }
}
