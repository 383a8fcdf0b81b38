//! What the desk is made of: the crates that are linked into it, and the packages within the window's
//! pages. What only builds or tests it is none of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::place;
use crate::step::{Failure, Outcome};
use crate::{tools, workspace};

/// The desk's own package.
pub const DESK: &str = "notebook-desk";

/// A crate or a package of npm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub name: String,
    pub version: String,
    /// As its manifest says it.
    pub licence: String,
    /// Its sources on this machine.
    pub folder: PathBuf,
    /// Of this house, under its own licence.
    pub is_ours: bool,
}

/// Name and version.
pub type Id = (String, String);

/// The crates of the desk for one system, and which of them use which.
pub struct Crates {
    pub parts: BTreeMap<Id, Part>,
    pub uses: BTreeMap<Id, BTreeSet<Id>>,
    /// Every crate of the build, those that bring sources of C for it among them.
    all: BTreeMap<Id, Part>,
}

impl Crates {
    /// The one crate of this name that takes part in the build.
    pub fn of_the_build(&self, name: &str) -> Option<&Part> {
        self.all.values().find(|part| part.name == name)
    }
}

/// Asks cargo for this target. The whole workspace is resolved together, as it is when it is packed.
pub fn crates(target: &str) -> Outcome<Crates> {
    let unknown = || {
        Failure::new(
            "cargo does not tell what the desk is made of",
            "run `cargo tree --locked`, and look at what it says",
        )
    };
    let metadata = tools::output_of(workspace::cargo().args([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        target,
    ]));
    let metadata = metadata.and_then(|told| serde_json::from_str::<Value>(&told).ok());
    let all = metadata.as_ref().map(packages).ok_or_else(unknown)?;
    // Macros run in the compiler, and `metadata` knows no features of one target.
    let tree = tools::output_of(workspace::cargo().args([
        "tree",
        "--workspace",
        "--locked",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "depth",
        "--format",
        "{p}",
        "--target",
        target,
    ]));
    let (reached, uses) = tree.as_deref().and_then(below_the_desk).ok_or_else(unknown)?;
    let parts: BTreeMap<Id, Part> =
        reached.iter().filter_map(|id| Some((id.clone(), all.get(id)?.clone()))).collect();
    if parts.len() != reached.len() {
        return Err(unknown());
    }
    Ok(Crates { parts, uses, all })
}

fn packages(metadata: &Value) -> BTreeMap<Id, Part> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = metadata["packages"].as_array().into_iter().flatten().map(|package| {
        let manifest = text(&package["manifest_path"]);
        let part = Part {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().unwrap_or("see its text").to_owned(),
            folder: Path::new(&manifest).parent().unwrap_or(Path::new("")).to_owned(),
            is_ours: package["source"].is_null(),
        };
        ((part.name.clone(), part.version.clone()), part)
    });
    found.collect()
}

type Graph = (BTreeSet<Id>, BTreeMap<Id, BTreeSet<Id>>);

/// What `cargo tree --prefix depth` tells of the desk. A crate's own are told where it first stands.
fn below_the_desk(tree: &str) -> Option<Graph> {
    let mut uses: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for line in tree.lines() {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(depth) = line[..digits].parse::<usize>() else { continue };
        let mut words = line[digits..].split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let id = (name.to_owned(), version.to_owned());
        above.truncate(depth);
        if let Some(user) = above.last() {
            uses.entry(user.clone()).or_default().insert(id.clone());
        }
        above.push(id);
    }
    let desk = uses.keys().find(|(name, _)| name == DESK)?.clone();
    let mut reached = BTreeSet::new();
    let mut waiting = vec![desk];
    while let Some(id) = waiting.pop() {
        if reached.insert(id.clone()) {
            waiting.extend(uses.get(&id).into_iter().flatten().cloned());
        }
    }
    uses.retain(|user, _| reached.contains(user));
    Some((reached, uses))
}

/// The packages of which something is in the window's pages; the build of the pages holds the list.
pub fn pages() -> Outcome<Vec<Part>> {
    let folder = workspace::root().join("ui");
    let read = |name: &str| -> Outcome<Value> {
        let file = folder.join(name);
        serde_json::from_slice(&place::read(&file)?).map_err(|error| {
            Failure::new(format!("{}: {error}", file.display()), "`git checkout` brings it back")
        })
    };
    let (names, lock) = (read("bundled-packages.json")?, read("package-lock.json")?);
    let parts = packages_of(&names, &lock, &folder);
    parts.ok_or_else(|| {
        Failure::new(
            "A package of ui/bundled-packages.json is not in ui/package-lock.json",
            "build the pages: the build says which packages they hold",
        )
    })
}

fn packages_of(names: &Value, lock: &Value, ui: &Path) -> Option<Vec<Part>> {
    let names = names.as_array()?.iter().map(Value::as_str);
    let part = |name: Option<&str>| {
        let path = format!("node_modules/{}", name?);
        let package = &lock["packages"][path.as_str()];
        Some(Part {
            name: name?.to_owned(),
            version: package["version"].as_str()?.to_owned(),
            licence: package["license"].as_str()?.to_owned(),
            folder: ui.join(path),
            is_ours: false,
        })
    };
    names.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_builds_or_tests_the_desk_is_no_part_of_it() {
        // `xtask` and `tests` use crates of their own; `hayro` was told in full further up.
        let tree = "0documents v0.1.0 (/checkout/documents)\n1hayro v0.9.0\n2skrifa v0.49.0\n\n\
                    0notebook-desk v0.1.0 (/checkout)\n1documents v0.1.0 (/checkout/documents) (*)\n\
                    1openssl-src v300.6.1+3.6.3\n\n0xtask v0.1.0 (/checkout/xtask)\n1clap v4.5.0\n";
        let (reached, uses) = below_the_desk(tree).expect("a tree");
        let names: Vec<&str> = reached.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["documents", "hayro", "notebook-desk", "openssl-src", "skrifa"]);
        assert!(reached.contains(&("openssl-src".to_owned(), "300.6.1+3.6.3".to_owned())));
        assert_eq!(uses.len(), 3, "{uses:?}");
        assert!(below_the_desk("0xtask v0.1.0\n1clap v4.5.0\n").is_none());
        assert!(below_the_desk("0notebook-desk\n").is_none());
    }

    #[test]
    fn a_package_of_the_pages_is_known_by_the_lock_file_or_the_command_stops() {
        let lock = serde_json::json!({ "packages": {
            "node_modules/svelte": { "version": "5.57.3", "license": "MIT" },
        } });
        let parts = packages_of(&serde_json::json!(["svelte"]), &lock, Path::new("ui"));
        let parts = parts.expect("known");
        assert_eq!((parts[0].version.as_str(), parts[0].licence.as_str()), ("5.57.3", "MIT"));
        assert!(
            packages_of(&serde_json::json!(["svelte", "clsx"]), &lock, Path::new("ui")).is_none()
        );
    }

    #[test]
    fn the_real_pages_have_their_packages_in_the_lock_file() {
        let names: Vec<String> =
            pages().expect("listed").into_iter().map(|part| part.name).collect();
        assert!(names.contains(&"svelte".to_owned()) && names.len() >= 2, "{names:?}");
    }
}
