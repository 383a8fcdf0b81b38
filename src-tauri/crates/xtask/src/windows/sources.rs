//! Where the sources of Rust's standard library come from: from the compiler itself if it brought them,
//! else from Debian's package `rust-src` of the very same version, which newer suites of the machine's
//! own mirror have. The machine's list of packages is not touched: everything lies in a private folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Failure, Outcome, Step};
use crate::tools;

use super::places::{self, files_of, fresh_folder, written};

/// The suites that have several versions of Rust beside each other.
const SUITES: [&str; 2] = ["trixie-backports", "trixie"];
const PACKAGE: &str = "rust-src";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The folder `library` of the sources of this version.
pub fn of_standard_library(version: &str, sysroot: &Path) -> Outcome<PathBuf> {
    let brought = sysroot.join("lib/rustlib/src/rust/library");
    if brought.join("std/Cargo.toml").is_file() {
        return Ok(brought);
    }
    let by_hand = "with rustup: `rustup component add rust-src`, then try again";
    if tools::find("apt-get").is_none() || tools::find("dpkg").is_none() {
        return Err(Failure::new("The compiler came without its library's sources", by_hand));
    }
    let folder = places::folder().join("debian");
    let apt = Apt::begin(&folder)?;
    let told = tools::output_of(apt.command("apt-cache").args(["madison", PACKAGE]));
    let known = told.unwrap_or_default();
    let Some(wanted) = newest_of(version, &known) else {
        return Err(Failure::new(
            format!("Debian has no {PACKAGE} of version {version} in {}", SUITES.join(", ")),
            by_hand,
        ));
    };
    let downloads = folder.join("downloads");
    fresh_folder(&downloads)?;
    let title = format!("Fetching {PACKAGE} {wanted}");
    Step { title: &title, advice: "check the network, then try again" }.run(
        apt.command("apt-get")
            .args(["-q", "download", &format!("{PACKAGE}={wanted}")])
            .current_dir(&downloads),
    )?;
    let unpacked = folder.join("unpacked");
    fresh_folder(&unpacked)?;
    for package in files_of(&downloads)? {
        Step { title: "Unpacking it", advice: "make room on the disk" }
            .run(Command::new("dpkg").arg("-x").arg(package).arg(&unpacked))?;
    }
    let library = unpacked.join(format!("usr/src/rustc-{version}/library"));
    if library.is_dir() {
        return Ok(library);
    }
    Err(Failure::new(format!("{PACKAGE} {wanted} holds no library"), by_hand))
}

/// The package's newest version of this compiler's version, from `apt-cache madison`.
fn newest_of<'a>(version: &str, known: &'a str) -> Option<&'a str> {
    known.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim).find(|candidate| {
        candidate.strip_prefix(version).is_some_and(|rest| rest.starts_with(['+', '-', '~']))
    })
}

/// Debian's package lists in a folder of their own.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn begin(folder: &Path) -> Outcome<Self> {
        let apt = folder.join("apt");
        fresh_folder(&apt)?;
        for part in [
            "etc/apt/apt.conf.d",
            "etc/apt/preferences.d",
            "etc/apt/sources.list.d",
            "etc/apt/trusted.gpg.d",
            "var/lib/apt/lists/partial",
            "var/lib/dpkg",
            "var/cache/apt/archives/partial",
        ] {
            fresh_folder(&apt.join(part))?;
        }
        written(&apt.join("var/lib/dpkg/status"), "")?;
        let mirror = mirror()?;
        let lines: String = SUITES
            .iter()
            .map(|suite| format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"))
            .collect();
        written(&apt.join("etc/apt/sources.list"), &lines)?;
        let apt = Self { folder: apt };
        Step {
            title: "Reading which versions of Rust Debian has",
            advice: "check the network, then try again",
        }
        .run(apt.command("apt-get").args(["-q", "update"]))?;
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let status = self.folder.join("var/lib/dpkg/status");
        command
            .arg("-o")
            .arg(format!("Dir={}", self.folder.display()))
            .arg("-o")
            .arg(format!("Dir::State::status={}", status.display()))
            .args(["-o", "APT::Sandbox::User=root"]);
        command
    }
}

/// The mirror that this machine takes its own system from.
fn mirror() -> Outcome<String> {
    let told = tools::output_of(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(REPO_URI) $(CODENAME) $(RELEASE)",
        "Created-By: Packages",
    ]));
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    mirror_of(&told.unwrap_or_default(), &system).ok_or_else(|| {
        Failure::new(
            "This machine's package sources name no mirror of Debian",
            "look at /etc/apt; this works on Debian alone",
        )
    })
}

/// The address of the source whose suite is the system's own.
fn mirror_of(sources: &str, system: &str) -> Option<String> {
    let is_debian = system.lines().any(|line| line.trim() == "ID=debian");
    let own = system.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="))?;
    if !is_debian {
        return None;
    }
    sources.lines().find_map(|line| {
        let mut words = line.split(' ');
        let address = words.next()?;
        words.any(|suite| suite == own).then(|| address.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_compilers_own_and_no_other_that_begins_alike() {
        let known = " rust-src | 1.95.10+dfsg1-1 | there\n rust-src | 1.95.1+dfsg1-2~bpo13+1 | there\n \
                     rust-src | 1.95.1+dfsg1-1 | there\n";
        assert_eq!(newest_of("1.95.1", known), Some("1.95.1+dfsg1-2~bpo13+1"));
        assert_eq!(newest_of("1.95.0", known), None);
    }

    #[test]
    fn the_mirror_is_the_one_of_the_systems_own_suite() {
        let sources = "http://updates.example/ bookworm-security bookworm-security\n\
                       http://mirror.example/debian/ bookworm stable\n";
        let debian = "ID=debian\nVERSION_CODENAME=bookworm\n";
        let found = mirror_of(sources, debian);
        assert_eq!(found.as_deref(), Some("http://mirror.example/debian/"));
        assert_eq!(mirror_of(sources, "ID=ubuntu\nVERSION_CODENAME=bookworm\n"), None);
        assert_eq!(mirror_of("", debian), None);
    }
}
