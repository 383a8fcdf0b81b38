//! Rules about the manifests: which way the dependencies point, and who may use what.

use super::house::{House, Rule};
use super::{allows, holds, refuses};

/// What each crate may use of the house. The arrows point one way: nobody to the left of a line
/// ever appears on its own right. A new crate gets a line here, on purpose.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("documents", &["domain"]),
    ("store", &["domain"]),
    ("portal", &["domain"]),
    // Papers and spreadsheets are made of the domain's words and numbers alone: whoever calls
    // fetches, decides who may have what, and writes the audit entry and the file.
    ("reports", &["domain"]),
    ("sync", &["documents", "domain", "portal", "store"]),
    ("practice-portal", &["domain", "portal"]),
    ("app", &["documents", "domain", "portal", "reports", "store", "sync"]),
    ("notebook-desk", &["app", "documents", "domain", "portal", "practice-portal"]),
    ("xtask", &["domain"]),
    (
        "scenarios",
        &["app", "documents", "domain", "portal", "practice-portal", "reports", "store", "sync"],
    ),
];

/// Packages that only some crates may use, by the beginning of their name.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("reqwest", &["portal", "scenarios"], "the HTTP client"),
    ("ureq", &[], "another HTTP client"),
    ("hyper", &["scenarios"], "another HTTP client"),
    ("rusqlite", &["store", "practice-portal"], "SQL"),
    ("sqlx", &[], "another way to SQL"),
    ("diesel", &[], "another way to SQL"),
    ("tauri", &["notebook-desk"], "the window"),
    ("wry", &["notebook-desk"], "the window"),
    ("tao", &["notebook-desk"], "the window"),
    ("axum", &["practice-portal", "scenarios"], "an HTTP server"),
    ("fantoccini", &["scenarios"], "the window's tests"),
    ("native-tls", &[], "another TLS"),
    ("openssl", &[], "another TLS"),
];

struct Manifest {
    path: String,
    name: String,
    /// Name of the package and its entry, of every kind: normal, dev, build, per target.
    dependencies: Vec<(String, toml::Value)>,
}

fn manifests(house: &House) -> Vec<Manifest> {
    house
        .within("", "Cargo.toml")
        .filter_map(|file| {
            let value: toml::Table = file.text.parse().ok()?;
            let name = value.get("package")?.get("name")?.as_str()?.to_owned();
            let mut dependencies = Vec::new();
            dependencies_in(&value, &mut dependencies);
            if let Some(targets) = value.get("target").and_then(toml::Value::as_table) {
                for target in targets.values().filter_map(toml::Value::as_table) {
                    dependencies_in(target, &mut dependencies);
                }
            }
            Some(Manifest { path: file.path.clone(), name, dependencies })
        })
        .collect()
}

fn dependencies_in(table: &toml::Table, into: &mut Vec<(String, toml::Value)>) {
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(entries) = table.get(kind).and_then(toml::Value::as_table) else {
            continue;
        };
        for (name, entry) in entries {
            let package = entry.get("package").and_then(toml::Value::as_str).unwrap_or(name);
            into.push((package.to_owned(), entry.clone()));
        }
    }
}

fn directions(house: &House) -> Vec<String> {
    let of_the_house: Vec<&str> = DIRECTIONS.iter().map(|(name, _)| *name).collect();
    let mut findings = Vec::new();
    for manifest in manifests(house) {
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(name, _)| *name == manifest.name) else {
            findings.push(format!(
                "{}: the crate {} has no line in the table of directions (tests/tidy/manifests.rs)",
                manifest.path, manifest.name
            ));
            continue;
        };
        for (package, _) in &manifest.dependencies {
            if of_the_house.contains(&package.as_str()) && !allowed.contains(&package.as_str()) {
                findings.push(format!(
                    "{}: {} must not use {package}; it may use: {}",
                    manifest.path,
                    manifest.name,
                    allowed.join(", ")
                ));
            }
        }
    }
    findings
}

fn owners(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for manifest in manifests(house) {
        for (package, _) in &manifest.dependencies {
            for (begins, owners, what) in ONLY_IN {
                let is_it = package == begins || package.starts_with(&format!("{begins}-"));
                if is_it && !owners.contains(&manifest.name.as_str()) {
                    findings.push(format!(
                        "{}: {package} is {what}, which belongs to {owners:?} alone",
                        manifest.path
                    ));
                }
            }
        }
    }
    findings
}

/// Faults are planted in the engine to see the simulation find them, and nowhere else: the
/// feature is declared once, asked for by the scenarios, and part of nobody's defaults.
fn faults_stay_in_the_tests(house: &House) -> Vec<String> {
    const FEATURE: &str = "planted-faults";
    let mut findings = Vec::new();
    for file in house.within("", "Cargo.toml") {
        let Ok(value) = file.text.parse::<toml::Table>() else { continue };
        let name = value.get("package").and_then(|package| package.get("name"));
        match name.and_then(toml::Value::as_str) {
            Some("scenarios") => continue,
            Some("sync") => {
                let default = value.get("features").and_then(|features| features.get("default"));
                if default.is_some() {
                    findings.push(format!("{}: sync has no default features", file.path));
                }
            }
            _ if value.to_string().contains(FEATURE) => {
                findings.push(format!("{}: only the scenarios may ask for {FEATURE}", file.path));
            }
            _ => {}
        }
    }
    findings
}

/// The pure crate may use what computes, and nothing that reads a clock, a file or a socket.
fn pure_packages(house: &House) -> Vec<String> {
    const PURE: &[&str] = &[
        "aho-corasick",
        "chrono",
        "hex",
        "proptest",
        "regex",
        "serde",
        "serde_json",
        "sha2",
        "thiserror",
        "toml",
        "ts-rs",
        "unicode-normalization",
        "unicode-segmentation",
        "uuid",
    ];
    manifests(house)
        .iter()
        .filter(|manifest| manifest.name == "domain")
        .flat_map(|manifest| {
            manifest
                .dependencies
                .iter()
                .filter(|(package, _)| !PURE.contains(&package.as_str()))
                .map(|(package, _)| {
                    format!("{}: domain is pure; {package} is not on its list", manifest.path)
                })
        })
        .collect()
}

/// A store without `tokio` and `futures` cannot wait while a transaction is open.
fn store_without_waiting(house: &House) -> Vec<String> {
    manifests(house)
        .iter()
        .filter(|manifest| manifest.name == "store")
        .flat_map(|manifest| {
            manifest
                .dependencies
                .iter()
                .filter(|(package, _)| {
                    ["tokio", "futures", "async-trait", "async-std", "smol"]
                        .iter()
                        .any(|waits| package.starts_with(waits))
                })
                .map(|(package, _)| {
                    format!("{}: the store never waits; take {package} out", manifest.path)
                })
        })
        .collect()
}

/// No version that means something else tomorrow, and no package from outside the registry.
fn versions_stand_still(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for file in house.within("", "Cargo.toml") {
        let Ok(value) = file.text.parse::<toml::Table>() else {
            findings.push(format!("{}: not a manifest", file.path));
            continue;
        };
        let mut entries = Vec::new();
        dependencies_in(&value, &mut entries);
        if let Some(workspace) = value.get("workspace").and_then(toml::Value::as_table) {
            dependencies_in(workspace, &mut entries);
        }
        for (package, entry) in entries {
            let version = entry.as_str().or_else(|| entry.get("version")?.as_str());
            if version.is_some_and(|version| version.contains('*')) || entry.get("git").is_some() {
                findings.push(format!(
                    "{}: {package} floats; name a version from the registry",
                    file.path
                ));
            }
        }
    }
    for file in house.within("", "package.json") {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&file.text) else {
            findings.push(format!("{}: not a manifest", file.path));
            continue;
        };
        for kind in ["dependencies", "devDependencies", "optionalDependencies"] {
            let entries = value.get(kind).and_then(serde_json::Value::as_object);
            for (package, version) in entries.into_iter().flatten() {
                let version = version.as_str().unwrap_or_default();
                let is_a_version = version
                    .trim_start_matches(['^', '~', '='])
                    .starts_with(|c: char| c.is_ascii_digit());
                if !is_a_version {
                    findings.push(format!(
                        "{}: {package} floats ({version:?}); name a version from the registry",
                        file.path
                    ));
                }
            }
        }
    }
    findings
}

fn package(name: &str, dependencies: &str) -> String {
    format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}\n")
}

/// Without its feature the crate `open` starts PowerShell on Windows, which offices block.
fn the_browser_is_opened_without_a_shell(house: &House) -> Vec<String> {
    const FEATURE: &str = "shellexecute-on-windows";
    let mut findings = Vec::new();
    for manifest in manifests(house) {
        for (package, entry) in &manifest.dependencies {
            let features = entry.get("features").and_then(toml::Value::as_array);
            let asked = features.is_some_and(|all| all.iter().any(|f| f.as_str() == Some(FEATURE)));
            if package == "open" && !asked {
                findings.push(format!("{}: `open` needs the feature {FEATURE}", manifest.path));
            }
        }
    }
    findings
}

#[test]
fn dependencies_point_one_way() {
    let rule: Rule = directions;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    refuses(rule, path, &package("domain", "store.workspace = true"));
    refuses(rule, path, &package("store", "sync = { path = \"../sync\" }"));
    refuses(rule, path, &package("portal", "s = { package = \"store\" }"));
    refuses(rule, path, &package("practice-portal", "app.workspace = true"));
    refuses(rule, path, &package("unheard-of", ""));
    let dev = "[package]\nname = \"portal\"\n[dev-dependencies]\nstore.workspace = true";
    refuses(rule, path, dev);
    let target = "[package]\nname = \"domain\"\n[target.'cfg(unix)'.dependencies]\napp = \"1\"";
    refuses(rule, path, target);
    allows(rule, path, &package("sync", "store.workspace = true"));
}

#[test]
fn sql_http_and_the_window_have_one_owner_each() {
    let rule: Rule = owners;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    refuses(rule, path, &package("app", "reqwest.workspace = true"));
    refuses(rule, path, &package("sync", "rusqlite.workspace = true"));
    refuses(rule, path, &package("app", "tauri.workspace = true"));
    refuses(rule, path, &package("sync", "tauri-plugin-opener = \"2\""));
    refuses(rule, path, &package("portal", "native-tls = \"0.2\""));
    allows(rule, path, &package("portal", "reqwest.workspace = true"));
}

#[test]
fn no_shell_stands_between_the_desk_and_the_browser() {
    let rule: Rule = the_browser_is_opened_without_a_shell;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    refuses(rule, path, &package("notebook-desk", "open = \"5\""));
    let asked = "open = { version = \"5\", features = [\"shellexecute-on-windows\"] }";
    allows(rule, path, &package("notebook-desk", asked));
}

#[test]
fn no_fault_is_planted_in_what_ships() {
    let rule: Rule = faults_stay_in_the_tests;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    let asked = "sync = { workspace = true, features = [\"planted-faults\"] }";
    refuses(rule, path, &package("app", asked));
    refuses(rule, path, &package("notebook-desk", asked));
    refuses(rule, path, "[package]\nname = \"app\"\n[features]\nx = [\"sync/planted-faults\"]");
    refuses(rule, path, "[package]\nname = \"sync\"\n[features]\ndefault = [\"planted-faults\"]");
    refuses(rule, "Cargo.toml", &format!("[workspace.dependencies]\n{asked}"));
    allows(rule, path, &package("scenarios", asked));
}

#[test]
fn domain_uses_only_what_computes() {
    let rule: Rule = pure_packages;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    refuses(rule, path, &package("domain", "getrandom.workspace = true"));
    refuses(rule, path, &package("domain", "tokio.workspace = true"));
    allows(rule, path, &package("domain", "chrono.workspace = true"));
}

#[test]
fn the_store_has_nothing_to_wait_with() {
    let rule: Rule = store_without_waiting;
    holds(rule);
    let path = "crates/any/Cargo.toml";
    refuses(rule, path, &package("store", "tokio.workspace = true"));
    allows(rule, path, &package("sync", "tokio.workspace = true"));
}

#[test]
fn no_version_floats() {
    let rule: Rule = versions_stand_still;
    holds(rule);
    for version in ["latest", "*", "next", "github:someone/something", ""] {
        let text = format!("{{\"devDependencies\": {{\"vite\": {version:?}}}}}");
        refuses(rule, "ui/package.json", &text);
    }
    refuses(rule, "Cargo.toml", "[workspace.dependencies]\nserde = \"*\"");
    refuses(rule, "Cargo.toml", "[dependencies]\na = { git = \"https://a.example\" }");
    allows(rule, "ui/package.json", "{\"dependencies\": {\"svelte\": \"^5.57.0\"}}");
    allows(rule, "Cargo.toml", "[dependencies]\nserde = \"1\"");
}
