//! The licences of everything within the program: each crate with what it says of itself, and the texts
//! that crates, the C within them and the window's packages bring along.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::place;
use crate::step::{Failure, Outcome};
use crate::{tools, workspace};

/// Deep enough for the C that lies within a crate.
const DEEP: usize = 3;
/// A longer one is no licence.
const LONGEST: u64 = 256 * 1024;

/// A part of the program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    version: String,
    /// As its manifest says it.
    licence: String,
    folder: PathBuf,
}

/// Everything as one text.
pub fn text(target: &str) -> Outcome<String> {
    let mut parts = crates(target)?;
    parts.extend(pages()?);
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

/// The crates that the desk is made of for this target; what only builds or tests it is none.
fn crates(target: &str) -> Outcome<Vec<Part>> {
    let told = tools::output_of(workspace::cargo().args([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        target,
    ]));
    let read = told.and_then(|told| serde_json::from_str::<Value>(&told).ok());
    let found = read.as_ref().and_then(parts_of);
    found.filter(|parts| !parts.is_empty()).ok_or_else(|| {
        Failure::new(
            "cargo does not tell what the desk is made of",
            "run `cargo metadata --locked`",
        )
    })
}

fn parts_of(metadata: &Value) -> Option<Vec<Part>> {
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()?
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()?
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let (desk, _) = packages.iter().find(|(_, package)| package["name"] == "notebook-desk")?;
    let mut reached = BTreeSet::new();
    let mut waiting = vec![*desk];
    while let Some(id) = waiting.pop() {
        if !reached.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).and_then(|node| node["deps"].as_array());
        for dependency in dependencies.into_iter().flatten() {
            let is_within = dependency["dep_kinds"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()));
            if let (true, Some(id)) = (is_within, dependency["pkg"].as_str()) {
                waiting.push(id);
            }
        }
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut parts: Vec<Part> = reached
        .iter()
        .filter_map(|id| packages.get(id))
        // Those of the house have its own licence.
        .filter(|package| !package["source"].is_null())
        .map(|package| Part {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().unwrap_or("see its text").to_owned(),
            folder: Path::new(&text(&package["manifest_path"]))
                .parent()
                .unwrap_or(Path::new(""))
                .to_owned(),
        })
        .collect();
    parts.sort();
    Some(parts)
}

/// What the window's pages are made with and of.
fn pages() -> Outcome<Vec<Part>> {
    let modules = workspace::root().join("ui/node_modules");
    let manifest = place::read(&workspace::root().join("ui/package.json"))?;
    let manifest: Value = serde_json::from_slice(&manifest).unwrap_or(Value::Null);
    let own = manifest["dependencies"].as_object();
    let mut names: BTreeSet<&str> =
        own.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    // Named among what builds, but a part of it runs in the window.
    names.insert("svelte");
    let mut parts = Vec::new();
    for name in names {
        let folder = modules.join(name);
        let read: Value = serde_json::from_slice(&place::read(&folder.join("package.json"))?)
            .unwrap_or(Value::Null);
        let text = |key: &str| read[key].as_str().unwrap_or_default().to_owned();
        parts.push(Part {
            name: name.to_owned(),
            version: text("version"),
            licence: text("license"),
            folder,
        });
    }
    Ok(parts)
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
    fn what_only_builds_or_tests_the_desk_is_no_part_of_it() {
        let package = |name: &str, source: Option<&str>| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT",
                "source": source, "manifest_path": format!("/crates/{name}/Cargo.toml"),
            })
        };
        let dependency = |name: &str, kind: Option<&str>| serde_json::json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let registry = Some("registry");
        let metadata = serde_json::json!({
            "packages": [
                package("notebook-desk", None), package("app", None), package("hayro", registry),
                package("tempfile", registry), package("cc", registry), package("skrifa", registry),
            ],
            "resolve": { "nodes": [
                { "id": "notebook-desk", "deps": [
                    dependency("app", None), dependency("tempfile", Some("dev")),
                    dependency("cc", Some("build")),
                ] },
                { "id": "app", "deps": [dependency("hayro", None)] },
                { "id": "hayro", "deps": [dependency("skrifa", None)] },
            ] },
        });
        let parts = parts_of(&metadata).expect("parts");
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["hayro", "skrifa"]);
        assert_eq!(parts[0].folder, Path::new("/crates/hayro"));
    }

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
