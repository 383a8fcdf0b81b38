//! Rules about all files: what lies at the top, how long a file may be, what it may name.

use super::house::{House, Rule};
use super::{allows, holds, refuses};

/// What may lie at the top of the checkout, besides dotfiles and what is built.
const AT_THE_TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "schema",
    "src-tauri",
    "target",
    "tests",
    "ui",
];

/// Past this many lines a file has a second reason to exist.
const LONGEST: usize = 600;

fn the_top_is_clear(house: &House) -> Vec<String> {
    house
        .top
        .iter()
        .filter(|name| !name.starts_with('.') && !AT_THE_TOP.contains(&name.as_str()))
        .map(|name| format!("{name}: belongs into one of the folders, not at the top"))
        .collect()
}

fn files_are_short(house: &House) -> Vec<String> {
    house
        .files
        .iter()
        .filter(|file| {
            [".rs", ".ts", ".svelte", ".css", ".sql"]
                .iter()
                .any(|ending| file.path.ends_with(ending))
        })
        .filter(|file| !file.path.contains("/generated/") && !is_dump(&file.path))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > LONGEST).then(|| {
                format!(
                    "{}: {lines} lines; past {LONGEST} there is a second reason in it: split it",
                    file.path
                )
            })
        })
        .collect()
}

/// The database's dump is written by a test, not by hand.
fn is_dump(path: &str) -> bool {
    path == "schema/store/current.sql"
}

/// Places that exist on somebody's machine alone. The pieces are joined so that this file does not
/// name them itself.
fn no_machine_is_named(house: &House) -> Vec<String> {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/t", "mp/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:\\", "Users"),
        concat!("arti", "factory"),
        concat!("/na", "tive/"),
    ];
    let mut findings = Vec::new();
    for file in &house.files {
        // `usr/tmp/…` inside a longer path is somebody else's folder, not a place on a machine.
        for place in places {
            for (at, _) in file.text.match_indices(place) {
                let before = file.text[..at].chars().next_back();
                if before.is_none_or(|c| !c.is_alphanumeric() && !"._-}>$".contains(c)) {
                    findings.push(file.finding(at, &format!("`{place}` is on one machine only")));
                }
            }
        }
    }
    findings
}

/// The lock file of the window's packages points at the public registry, whoever wrote it.
fn packages_come_from_the_registry(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for file in house.within("ui/", "package-lock.json") {
        for (at, words) in file.text.match_indices("\"resolved\": \"") {
            let address = &file.text[at + words.len()..];
            if !address.starts_with("https://registry.npmjs.org/") {
                findings.push(file.finding(at, "the package comes from a private place"));
            }
        }
    }
    for file in house.within("", "Cargo.lock") {
        for (at, words) in file.text.match_indices("source = \"") {
            let address = &file.text[at + words.len()..];
            if !address.starts_with("registry+https://github.com/rust-lang/crates.io-index\"") {
                findings.push(file.finding(at, "the package comes from a private place"));
            }
        }
    }
    findings
}

/// The folders of the checkout that a page may name a path in.
const NAMED: &[&str] = &[".ci/", ".github/", "schema/", "src-tauri/", "tests/", "ui/"];

/// Pages that say where things are.
fn is_page(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(
        name,
        "ARCHITECTURE.md" | "CHANGELOG.md" | "CONTRIBUTING.md" | "README.md" | "README.zh-TW.md"
    )
}

/// Every path from the top that such a page names in backticks is there.
fn named_paths_exist(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for page in house.files.iter().filter(|file| is_page(&file.path)) {
        let mut at = 0;
        // Every second part stands between backticks; a block of code has more than one line.
        for (part, words) in page.text.split('`').enumerate() {
            let is_path = part % 2 == 1
                && NAMED.iter().any(|folder| words.starts_with(folder))
                && !words.contains([' ', '*', '<', '\n']);
            let path = words.trim_end_matches('/');
            let within = format!("{path}/");
            let exists =
                || house.files.iter().any(|f| f.path == path || f.path.starts_with(&within));
            if is_path && !exists() {
                findings.push(page.finding(at, &format!("there is no `{path}`")));
            }
            at += words.len() + 1;
        }
    }
    findings
}

#[test]
fn the_top_of_the_checkout_is_clear() {
    let rule: Rule = the_top_is_clear;
    holds(rule);
    refuses(rule, "notes.md", "");
    refuses(rule, "scripts/run.sh", "");
    allows(rule, ".ci/run", "");
}

#[test]
fn no_file_has_two_reasons_to_exist() {
    let rule: Rule = files_are_short;
    holds(rule);
    refuses(rule, "src-tauri/src/lib.rs", &"//! Long.\n".repeat(LONGEST + 1));
    allows(rule, "src-tauri/src/lib.rs", &"//! Long.\n".repeat(LONGEST));
    allows(rule, "schema/rules/kinship.tsv", &"a\tb\n".repeat(LONGEST + 1));
}

#[test]
fn nothing_names_a_place_on_one_machine() {
    let rule: Rule = no_machine_is_named;
    holds(rule);
    let path = "README.md";
    refuses(rule, path, concat!("see /wo", "rk/main for it"));
    refuses(rule, path, concat!("\"/ro", "ot/.cargo\""));
    allows(rule, path, "the framework.io/work/ethic of example.org/roots/");
}

#[test]
fn packages_are_those_everybody_gets() {
    let rule: Rule = packages_come_from_the_registry;
    holds(rule);
    refuses(rule, "ui/package-lock.json", "{\"resolved\": \"https://mirror.example/vite.tgz\"}");
    refuses(rule, "Cargo.lock", "source = \"git+https://a.example/b\"");
    allows(
        rule,
        "Cargo.lock",
        "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
    );
}

#[test]
fn pages_name_what_is_there() {
    let rule: Rule = named_paths_exist;
    holds(rule);
    refuses(rule, "README.md", "See `schema/gone.md`.");
    refuses(rule, ".github/CONTRIBUTING.md", "Edit `src-tauri/gone/` first.");
    allows(rule, "src-tauri/ARCHITECTURE.md", "`src-tauri/` holds `src-tauri/ARCHITECTURE.md`.");
    allows(rule, "README.md", "`target/tour/`, `cargo xtask test`, `ui/src/*.ts`");
    allows(rule, "src-tauri/src/lib.rs", "//! See `schema/gone.md`.");
}
