//! `advisories`: known weaknesses and licences of what the desk is built of. RustSec's database is a
//! folder that somebody has brought, npm's answer its service's or a file: nothing is downloaded that was
//! not asked for, and no other command asks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use semver::{Version, VersionReq};
use serde_json::Value;

use crate::package::{System, crates};
use crate::step::{Failure, Outcome, say};
use crate::{tools, ui, workspace};

/// Compares, and fails where an advisory concerns a version of the lock files, where a licence is not
/// accepted, or where nothing could be compared.
pub fn run(rustsec: Option<&Path>, npm: Option<&Path>) -> Outcome<()> {
    let settings = Settings::read()?;
    let mut findings = licences(&settings)?;
    let compared = [rust(rustsec, &settings, &mut findings)?, pages(npm, &mut findings)?];
    if !findings.is_empty() {
        findings.sort();
        return Err(Failure::new(
            format!("These need an answer:\n    {}", findings.join("\n    ")),
            "raise the version; or write into .cargo/deny.toml why it does not concern the desk",
        ));
    }
    if compared == [false, false] {
        return Err(Failure::new(
            "No advisories were compared",
            "give --rustsec a checkout of RustSec's advisory-db, --npm what `npm audit --json` said",
        ));
    }
    say("\n✓ Nothing needs an answer.");
    Ok(())
}

/// What cargo-deny is told, as far as it is read here.
#[derive(Debug, Default, PartialEq, Eq)]
struct Settings {
    ignored: BTreeSet<String>,
    accepted: BTreeSet<String>,
}

impl Settings {
    fn read() -> Outcome<Self> {
        let file = workspace::root().join(".cargo/deny.toml");
        let text = fs::read_to_string(&file).map_err(|error| told(&file, &error.to_string()))?;
        Self::of(&text).ok_or_else(|| told(&file, "not as cargo-deny reads it"))
    }

    fn of(text: &str) -> Option<Self> {
        let table: toml::Table = text.parse().ok()?;
        let list = |part: &str, key: &str| table.get(part)?.get(key)?.as_array();
        // An entry is an id, or a table with the id and the reason.
        let name = |entry: &toml::Value| {
            let id = entry.as_str().or_else(|| entry.get("id")?.as_str());
            id.map(str::to_owned)
        };
        Some(Self {
            ignored: list("advisories", "ignore")?.iter().filter_map(name).collect(),
            accepted: list("licenses", "allow")?.iter().filter_map(name).collect(),
        })
    }
}

fn told(file: &Path, what: &str) -> Failure {
    Failure::new(format!("{}: {what}", file.display()), "look at the file that was given")
}

/// Licences of the crates within the desk, on both systems.
fn licences(settings: &Settings) -> Outcome<Vec<String>> {
    let mut findings = BTreeSet::new();
    for system in System::ALL {
        for part in crates(&system.target())?.parts.values() {
            if !is_accepted(&part.licence, &settings.accepted) {
                findings.insert(format!("{} {}: {}", part.name, part.version, part.licence));
            }
        }
    }
    say(&format!("✓ Licences of the crates were compared; {} need an answer.", findings.len()));
    Ok(findings.into_iter().collect())
}

/// Whether an SPDX expression can be met by these licences: every side of an AND, one of an OR.
fn is_accepted(expression: &str, accepted: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any_of(&words, &mut at, accepted);
    met == Some(true) && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, accepted: &BTreeSet<String>) -> Option<bool> {
    let mut met = all_of(words, at, accepted)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all_of(words, at, accepted)?;
    }
    Some(met)
}

fn all_of(words: &[&str], at: &mut usize, accepted: &BTreeSet<String>) -> Option<bool> {
    let mut met = one(words, at, accepted)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, accepted)?;
    }
    Some(met)
}

fn one(words: &[&str], at: &mut usize, accepted: &BTreeSet<String>) -> Option<bool> {
    let word = *words.get(*at)?;
    *at += 1;
    if word == "(" {
        let met = any_of(words, at, accepted)?;
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return closed.then_some(met);
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1)?;
        *at += 2;
        return Some(accepted.contains(&format!("{word} WITH {exception}")));
    }
    Some(accepted.contains(word))
}

/// Whether it was compared.
fn rust(database: Option<&Path>, settings: &Settings, findings: &mut Vec<String>) -> Outcome<bool> {
    let Some(database) = database else {
        say("! RustSec was not compared: give its advisory-db by --rustsec.");
        return Ok(false);
    };
    let lock = workspace::root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| told(&lock, &error.to_string()))?;
    let (mut read, mut newest, mut odd) = (0, String::new(), Vec::new());
    for (name, version) in locked(&lock) {
        let folder = database.join("crates").join(&name);
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            match Advisory::of(&text) {
                Some(advisory) => {
                    read += 1;
                    newest = newest.max(advisory.date.clone());
                    let ignored = settings.ignored.contains(&advisory.id);
                    if !ignored && advisory.concerns(&version) {
                        findings.push(format!("{name} {version}: {advisory}"));
                    }
                }
                None => odd.push(file.path().display().to_string()),
            }
        }
    }
    if !database.join("crates").is_dir() || !odd.is_empty() {
        let what =
            if odd.is_empty() { "no folder `crates` in it".to_owned() } else { odd.join(", ") };
        return Err(told(database, &format!("not RustSec's database as it is known here: {what}")));
    }
    say(&format!(
        "✓ RustSec's database was compared: {read} advisories on crates of Cargo.lock, the newest of \
         {newest}."
    ));
    Ok(true)
}

/// Names and versions of a Cargo.lock.
fn locked(lock: &str) -> Vec<(String, Version)> {
    let table: toml::Table = lock.parse().unwrap_or_default();
    let packages = table.get("package").and_then(toml::Value::as_array);
    let read = |package: &toml::Value| {
        let text = |key: &str| package.get(key)?.as_str();
        Some((text("name")?.to_owned(), Version::parse(text("version")?).ok()?))
    };
    packages.into_iter().flatten().filter_map(read).collect()
}

/// One file of RustSec's database.
struct Advisory {
    id: String,
    date: String,
    title: String,
    /// Of another kind than a weakness, such as `unmaintained`.
    kind: Option<String>,
    withdrawn: bool,
    safe: Vec<VersionReq>,
}

impl Advisory {
    /// A block of TOML, and a page of Markdown below it.
    fn of(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("```toml")?;
        let (front, page) = rest.split_once("```")?;
        let table: toml::Table = front.parse().ok()?;
        let about = table.get("advisory")?;
        let versions = table.get("versions");
        let list = |key: &str| {
            versions.and_then(|versions| versions.get(key)).and_then(toml::Value::as_array)
        };
        let safe: Option<Vec<VersionReq>> = ["patched", "unaffected"]
            .into_iter()
            .filter_map(list)
            .flatten()
            .map(|wanted| VersionReq::parse(wanted.as_str()?).ok())
            .collect();
        let title = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
        Some(Self {
            id: about.get("id")?.as_str()?.to_owned(),
            date: about.get("date")?.as_str()?.to_owned(),
            title: title.to_owned(),
            kind: about.get("informational").and_then(|kind| kind.as_str()).map(str::to_owned),
            withdrawn: about.get("withdrawn").is_some(),
            safe: safe?,
        })
    }

    fn concerns(&self, version: &Version) -> bool {
        // A requirement takes no pre-release by itself: that one is held to be concerned.
        !self.withdrawn && !self.safe.iter().any(|safe| safe.matches(version))
    }
}

impl std::fmt::Display for Advisory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind.as_deref().unwrap_or("weakness");
        write!(f, "{} ({kind}) {}", self.id, self.title)
    }
}

/// Whether it was compared: what npm's service says of the lock file, or a file that it said elsewhere.
fn pages(given: Option<&Path>, findings: &mut Vec<String>) -> Outcome<bool> {
    let told_by = match given {
        Some(file) => fs::read_to_string(file).map_err(|error| told(file, &error.to_string()))?,
        None => tools::output_of(ui::npm().args(["audit", "--package-lock-only", "--json"]))
            .unwrap_or_default(),
    };
    let answer: Value = serde_json::from_str(&told_by).unwrap_or(Value::Null);
    match (npm_findings(&answer), given) {
        (Some(found), _) => {
            say(&format!("✓ npm's advisories were compared; {} need an answer.", found.len()));
            findings.extend(found);
            Ok(true)
        }
        (None, Some(file)) => Err(told(file, "not what `npm audit --json` says")),
        (None, None) => {
            say("! npm's service gave no answer: give what `npm audit --json` said by --npm.");
            Ok(false)
        }
    }
}

fn npm_findings(answer: &Value) -> Option<Vec<String>> {
    answer["metadata"]["vulnerabilities"].as_object()?;
    let found = answer["vulnerabilities"].as_object()?;
    let line = |(name, weakness): (&String, &Value)| {
        let text = |key: &str| weakness[key].as_str().unwrap_or("?").to_owned();
        format!("npm {name} {}: {}", text("range"), text("severity"))
    };
    Some(found.iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted() -> BTreeSet<String> {
        ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into()
    }

    #[test]
    fn a_licence_is_accepted_if_one_way_through_it_is() {
        for met in [
            "MIT",
            "GPL-3.0 OR MIT",
            "GPL-3.0/MIT",
            "(GPL-3.0 OR MIT) AND ISC",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(is_accepted(met, &accepted()), "{met}");
        }
        for refused in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "Apache-2.0",
            "(MIT",
            "MIT ISC",
            "MIT OR",
            "see its text",
        ] {
            assert!(!is_accepted(refused, &accepted()), "{refused}");
        }
    }

    const ADVISORY: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2020-0001\"\npackage = \"a\"\ndate = \"2020-01-01\"\n\n\
                            [versions]\npatched = [\">= 1.2.3, < 2.0.0\", \">= 2.1\"]\n\
                            unaffected = [\"< 1.0\"]\n```\n\n# It falls over\n\nWhy.\n";

    #[test]
    fn an_advisory_concerns_what_is_neither_mended_nor_older_than_the_fault() {
        let advisory = Advisory::of(ADVISORY).expect("of that form");
        assert_eq!(advisory.to_string(), "RUSTSEC-2020-0001 (weakness) It falls over");
        let concerns =
            |version: &str| advisory.concerns(&Version::parse(version).expect("a version"));
        for (version, it_does) in [
            ("0.9.0", false),
            ("1.0.0", true),
            ("1.2.2", true),
            ("1.2.3", false),
            ("2.0.0", true),
            ("2.1.0", false),
            ("1.2.4-rc.1", true),
        ] {
            assert_eq!(concerns(version), it_does, "{version}");
        }
        let withdrawn = ADVISORY.replace("package", "withdrawn = \"2021-01-01\"\npackage");
        let withdrawn = Advisory::of(&withdrawn).expect("of that form");
        assert!(!withdrawn.concerns(&Version::new(1, 0, 0)));
        for odd in ["", "# A page", "```toml\n[advisory]\n```", "```toml\nid = 1"] {
            assert!(Advisory::of(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn an_answer_that_is_an_error_is_not_taken_for_no_weakness() {
        let read = |text: &str| npm_findings(&serde_json::from_str(text).expect("JSON"));
        assert_eq!(read(r#"{"message": "405 Method Not Allowed", "statusCode": 405}"#), None);
        let none = r#"{"vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}}}"#;
        assert_eq!(read(none), Some(Vec::new()));
        let one = r#"{"vulnerabilities": {"a": {"severity": "high", "range": "<1.2"}},
                      "metadata": {"vulnerabilities": {"total": 1}}}"#;
        assert_eq!(read(one), Some(vec!["npm a <1.2: high".to_owned()]));
    }

    #[test]
    fn the_real_settings_are_read_and_ignore_nothing_without_a_reason() {
        let settings = Settings::read().expect("settings");
        assert!(settings.accepted.contains("MIT") && !settings.accepted.contains("GPL-3.0"));
        assert!(Settings::of("[advisories]\nignore = []\n").is_none());
        let with = "[advisories]\nignore = [{ id = \"R-1\", reason = \"x\" }, \"R-2\"]\n\
                    [licenses]\nallow = []";
        let ignored = Settings::of(with).expect("read").ignored;
        assert_eq!(ignored.into_iter().collect::<Vec<_>>(), ["R-1", "R-2"]);
    }
}
