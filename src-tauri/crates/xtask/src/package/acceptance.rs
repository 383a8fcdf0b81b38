//! The tables of `schema/acceptance`, typed: what the acceptance kit says and what the desk holds that is
//! neither a crate nor a package of npm.

use std::fs;
use std::path::PathBuf;

use super::parts::{Crates, Part};
use super::place;
use crate::step::{Failure, Outcome};
use crate::{windows, workspace};

pub const CONTROLS: &str = "controls.tsv";
pub const NETWORK: &str = "network.tsv";
pub const DATA: &str = "data.tsv";
const BUNDLED: &str = "bundled.tsv";
const UNTRIED: &str = "untried.tsv";

/// The folder of the tables.
pub fn folder() -> PathBuf {
    workspace::root().join("schema/acceptance")
}

/// A system that the desk is packed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Linux,
    Windows,
}

impl System {
    pub const ALL: [Self; 2] = [Self::Linux, Self::Windows];

    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }

    /// As the compiler calls it.
    pub fn target(self) -> String {
        match self {
            Self::Linux => format!("{}-unknown-linux-gnu", std::env::consts::ARCH),
            Self::Windows => windows::TARGET.to_owned(),
        }
    }
}

/// Who answers for a line of 附表十.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Desk,
    Part,
    House,
    Portal,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Desk, Self::Part, Self::House, Self::Portal];

    pub fn words(self) -> &'static str {
        match self {
            Self::Desk => "審核台達成",
            Self::Part => "審核台達成一部分",
            Self::House => "機關事項",
            Self::Portal => "入口網事項",
        }
    }
}

/// A line of 附表十; empty where an edition lacks it.
#[derive(Debug, Clone)]
pub struct Control {
    pub line: String,
    pub later: String,
    pub area: String,
    pub measure: String,
    pub level: String,
    pub text: String,
    pub later_level: String,
    pub later_text: String,
    pub state: State,
    pub how: String,
    pub tests: Vec<String>,
}

/// Somebody whom the desk calls, or who calls it.
#[derive(Debug, Clone)]
pub struct Peer {
    pub listens: bool,
    pub peer: String,
    pub address: String,
    pub port: String,
    pub protocol: String,
    pub when: String,
    pub tests: Vec<String>,
}

/// Something that lies on the computer.
#[derive(Debug, Clone)]
pub struct Kept {
    pub what: String,
    pub place: String,
    pub form: String,
    pub kept: String,
    pub tests: Vec<String>,
}

/// C within the program, or what the computer brings.
#[derive(Debug, Clone)]
pub struct Bundled {
    pub name: String,
    systems: String,
    pub is_platform: bool,
    /// The crate whose sources hold it.
    pub carrier: String,
    version: String,
    pub licence: String,
    purl: String,
    cpe: String,
    pub what: String,
}

impl Bundled {
    pub fn is_of(&self, system: System) -> bool {
        self.systems == "both" || self.systems == system.name()
    }

    /// Read off the sources that are compiled in; `*` for what the computer brings.
    pub fn version_in(&self, crates: &Crates) -> Outcome<String> {
        if self.is_platform {
            return Ok("*".to_owned());
        }
        let unknown = || {
            Failure::new(
                format!("No version of {} in the crate {}", self.name, self.carrier),
                "schema/acceptance/bundled.tsv says where it stands; look there and mend the row",
            )
        };
        let carrier = crates.of_the_build(&self.carrier).ok_or_else(unknown)?;
        told_version(&self.version, carrier).ok_or_else(unknown)
    }

    pub fn purl(&self, version: &str) -> Option<String> {
        filled(&self.purl, version)
    }

    pub fn cpe(&self, version: &str) -> Option<String> {
        filled(&self.cpe, version)
    }
}

fn filled(pattern: &str, version: &str) -> Option<String> {
    (pattern != "-").then(|| pattern.replace("{version}", version))
}

fn told_version(rule: &str, carrier: &Part) -> Option<String> {
    match rule {
        "crate" => return Some(carrier.version.clone()),
        "+" => return carrier.version.split_once('+').map(|two| two.1.to_owned()),
        _ => {}
    }
    let (file, beginning) = rule.split_once(':')?;
    let source = fs::read(carrier.folder.join(file)).ok()?;
    let source = String::from_utf8_lossy(&source);
    let rest = source.lines().find_map(|line| line.trim_start().strip_prefix(beginning))?;
    let word = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    (end > 0).then(|| word[..end].to_owned())
}

pub fn controls() -> Outcome<Vec<Control>> {
    rows(CONTROLS, |row| {
        let state = match row.word("state") {
            "desk" => State::Desk,
            "part" => State::Part,
            "house" => State::House,
            "portal" => State::Portal,
            _ => return None,
        };
        let text = row.word("text");
        let later_text = match row.word("later_text") {
            "=" => text,
            other => other,
        };
        let control = Control {
            line: row.text("line"),
            later: row.text("later"),
            area: row.text("area"),
            measure: row.text("measure"),
            level: row.text("level"),
            text: absent(text),
            later_level: row.text("later_level"),
            later_text: absent(later_text),
            state,
            how: row.text("how"),
            tests: row.tests(),
        };
        let claims = matches!(state, State::Desk | State::Part);
        let levels = [&control.level, &control.later_level];
        let known = levels.iter().all(|level| ["普", "中", "高", ""].contains(&level.as_str()));
        (known && !(claims && control.tests.is_empty())).then_some(control)
    })
}

pub fn network() -> Outcome<Vec<Peer>> {
    rows(NETWORK, |row| {
        Some(Peer {
            listens: match row.word("side") {
                "in" => true,
                "out" => false,
                _ => return None,
            },
            peer: row.text("peer"),
            address: row.text("address"),
            port: row.text("port"),
            protocol: row.text("protocol"),
            when: row.text("when"),
            tests: row.tests(),
        })
    })
}

pub fn data() -> Outcome<Vec<Kept>> {
    rows(DATA, |row| {
        Some(Kept {
            what: row.text("what"),
            place: row.text("place"),
            form: row.text("form"),
            kept: row.text("kept"),
            tests: row.tests(),
        })
    })
}

pub fn bundled() -> Outcome<Vec<Bundled>> {
    rows(BUNDLED, |row| {
        let systems = row.word("systems");
        let is_platform = match row.word("kind") {
            "platform" => true,
            "bundled" => false,
            _ => return None,
        };
        ["linux", "windows", "both"].contains(&systems).then(|| Bundled {
            name: row.text("name"),
            systems: systems.to_owned(),
            is_platform,
            carrier: row.text("crate"),
            version: row.text("version"),
            licence: row.text("licence"),
            purl: row.word("purl").to_owned(),
            cpe: row.word("cpe").to_owned(),
            what: row.text("what"),
        })
    })
}

/// What nobody has verified, and why.
pub fn untried() -> Outcome<Vec<(String, String)>> {
    rows(UNTRIED, |row| Some((row.text("what"), row.text("why"))))
}

/// The cells of a line by the names of the columns.
struct Row<'a> {
    columns: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl Row<'_> {
    fn word(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| *name == column);
        at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default()
    }

    fn text(&self, column: &str) -> String {
        absent(self.word(column))
    }

    fn tests(&self) -> Vec<String> {
        self.text("tests").split_whitespace().map(str::to_owned).collect()
    }
}

fn absent(word: &str) -> String {
    if word == "-" { String::new() } else { word.to_owned() }
}

fn rows<T>(file: &str, read: impl Fn(&Row<'_>) -> Option<T>) -> Outcome<Vec<T>> {
    let path = folder().join(file);
    let text = String::from_utf8_lossy(&place::read(&path)?).into_owned();
    read_rows(&text, read).map_err(|line| {
        Failure::new(
            format!("{}:{line}: not a row of this table", path.display()),
            "the lines with # at its head say what the columns hold",
        )
    })
}

/// # Errors
/// The line that is none.
fn read_rows<T>(text: &str, read: impl Fn(&Row<'_>) -> Option<T>) -> Result<Vec<T>, usize> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let (_, head) = lines.next().ok_or(1_usize)?;
    let columns: Vec<&str> = head.split('\t').collect();
    let row = |(at, line): (usize, &str)| {
        let row = Row { columns: &columns, cells: line.split('\t').collect() };
        let whole = row.cells.len() == columns.len() && row.cells.iter().all(|c| !c.is_empty());
        whole.then(|| read(&row)).flatten().ok_or(at + 1)
    };
    lines.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_tables_are_read_and_name_every_line_once() {
        let controls = controls().expect("a table");
        let of_110: Vec<&str> =
            controls.iter().map(|c| c.line.as_str()).filter(|line| !line.is_empty()).collect();
        let mut once = of_110.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((of_110.len(), once.len()), (78, 78));
        let mut later: Vec<u32> = controls
            .iter()
            .flat_map(|control| control.later.split(','))
            .filter_map(|number| number.parse().ok())
            .collect();
        later.sort_unstable();
        assert_eq!(later, (1..=80).collect::<Vec<u32>>());
        let areas: std::collections::BTreeSet<&str> =
            controls.iter().map(|control| control.area.as_str()).collect();
        assert_eq!(areas.len(), 7);
        assert!(network().expect("a table").iter().any(|peer| peer.listens));
        assert!(data().expect("a table").len() > 5);
        assert!(bundled().expect("a table").iter().any(|part| part.name == "SQLCipher"));
        assert!(untried().expect("a table").len() > 3);
    }

    #[test]
    fn a_row_with_too_few_cells_or_an_unknown_word_is_told_by_its_line() {
        let read = |row: &Row<'_>| (row.word("b") != "odd").then(|| row.text("a"));
        assert_eq!(read_rows("# head\na\tb\n1\t2\n", read), Ok(vec!["1".to_owned()]));
        assert_eq!(read_rows("# head\na\tb\n1\n", read), Err(3));
        assert_eq!(read_rows("a\tb\n1\t2\n1\todd\n", read), Err(3));
        assert_eq!(read_rows("a\tb\n1\t\n", read), Err(2));
        assert_eq!(read_rows("", read), Err(1));
    }

    #[test]
    fn a_version_is_read_where_the_row_says_and_nowhere_else() {
        let folder = std::env::temp_dir().join(format!("xtask-version-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("a.h"), "// 9.9\n#define SQLITE_VERSION        \"3.53.4\"\n")
            .expect("written");
        let carrier = Part {
            name: "openssl-src".to_owned(),
            version: "300.6.1+3.6.3".to_owned(),
            licence: String::new(),
            folder: folder.clone(),
            is_ours: false,
        };
        let told = |rule: &str| told_version(rule, &carrier);
        assert_eq!(told("a.h:#define SQLITE_VERSION").as_deref(), Some("3.53.4"));
        assert_eq!(told("+").as_deref(), Some("3.6.3"));
        assert_eq!(told("crate").as_deref(), Some("300.6.1+3.6.3"));
        assert_eq!(told("a.h:#define OTHER"), None);
        assert_eq!(told("b.h:#define SQLITE_VERSION"), None);
        fs::remove_dir_all(&folder).expect("gone");
    }
}
