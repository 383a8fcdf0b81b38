//! The package for Debian: the program, its entry in the menu, icons, manual, licences, and what it
//! needs on a computer that has nothing yet: certificates and a Chinese font.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::linux::{self, Files};
use super::{Wishes, needs, place, sign};
use crate::step::{Failure, Outcome, Step, say};
use crate::tools;

/// What no library tells. Without certificates no connection is secure, not even practice's; without a
/// Chinese font the window shows boxes.
const DEPENDS: [&str; 3] = ["ca-certificates", "fonts-noto-cjk | fonts-arphic-uming", "xdg-utils"];
const RECOMMENDS: [&str; 2] =
    ["gnome-keyring | kwalletmanager | keepassxc", "dbus-user-session | dbus-x11"];

pub fn make(files: &Files, wishes: &Wishes) -> Outcome<PathBuf> {
    needs("dpkg-deb", "dpkg")?;
    needs("dpkg-shlibdeps", "dpkg-dev")?;
    let date = place::date()?;
    let architecture = tools::output_of(Command::new("dpkg").arg("--print-architecture"));
    let architecture = architecture.unwrap_or_default().trim().to_owned();
    let name = format!("notebook-desk_{}_{architecture}.deb", place::VERSION);
    let file = place::twice(&name, |folder, file| {
        let root = folder.join("root");
        lay_out(&root, files, &architecture, wishes)?;
        Step { title: "Packing the .deb", advice: "dpkg-deb's lines above say why" }.run(
            Command::new("dpkg-deb")
                .args(["--root-owner-group", "-Zxz", "--build"])
                .arg(&root)
                .arg(file)
                // Times of files, and as many threads as make the same bytes everywhere.
                .env("SOURCE_DATE_EPOCH", date.to_string())
                .env("DPKG_DEB_THREADS_MAX", "1"),
        )
    })?;
    sign(&file, wishes)?;
    look_at(&file)?;
    Ok(file)
}

/// The files of every package, those that Debian wants besides, and what the package says of itself.
fn lay_out(root: &Path, files: &Files, architecture: &str, wishes: &Wishes) -> Outcome<()> {
    files.lay_out(root)?;
    let overrides = place::read(&place::part("packaging/linux/lintian-overrides"))?;
    place::put(&root.join("usr/share/lintian/overrides/notebook-desk"), &overrides, 0o644)?;
    let changes = place::gzip(changelog(wishes)?.as_bytes())?;
    place::put(&root.join(linux::DOCUMENTS).join("changelog.gz"), &changes, 0o644)?;
    let description = linux::DESCRIPTION.map(|line| format!(" {line}\n")).concat();
    let control = format!(
        "Package: notebook-desk\nVersion: {}\nArchitecture: {architecture}\nMaintainer: {}\n\
         Installed-Size: {}\nDepends: {}, {}\nRecommends: {}\nSection: misc\nPriority: optional\n\
         Description: {}\n{description}",
        place::VERSION,
        wishes.maintainer,
        kibibytes(root),
        libraries(root)?,
        DEPENDS.join(", "),
        RECOMMENDS.join(", "),
        linux::SUMMARY,
    );
    let sums = digests(root)?;
    place::put(&root.join("DEBIAN/control"), control.as_bytes(), 0o644)?;
    place::put(&root.join("DEBIAN/md5sums"), sums.as_bytes(), 0o644)
}

/// The libraries that the program is linked with, by package and version.
fn libraries(root: &Path) -> Outcome<String> {
    // dpkg-shlibdeps wants to stand beside a source package's control file.
    let work = place::fresh("deb-libraries")?;
    let source = "Source: notebook-desk\n\nPackage: notebook-desk\nArchitecture: any\n";
    place::put(&work.join("debian/control"), source.as_bytes(), 0o644)?;
    let told = tools::output_of(
        Command::new("dpkg-shlibdeps")
            .arg("-O")
            .arg(root.join("usr/bin/notebook-desk"))
            .current_dir(&work),
    );
    let told = told.unwrap_or_default();
    told.lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                "The program's libraries belong to no packages",
                "pack on the Debian that it was built on",
            )
        })
}

fn changelog(wishes: &Wishes) -> Outcome<String> {
    let at = format!("@{}", place::date()?);
    let when = tools::output_of(Command::new("date").args(["-u", "-R", "-d", &at]));
    let when = when.map(|when| when.trim().to_owned()).filter(|when| !when.is_empty());
    let when = when.ok_or_else(|| Failure::new("No day for the changelog", "install coreutils"))?;
    Ok(format!(
        "notebook-desk ({}) unstable; urgency=medium\n\n  * What changed is told in the project's \
         .github/CHANGELOG.md.\n\n -- {}  {when}\n",
        place::VERSION,
        wishes.maintainer
    ))
}

/// As `dpkg` checks them.
fn digests(root: &Path) -> Outcome<String> {
    let told = tools::output_of(
        Command::new("sh")
            .args(["-c", "find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum"])
            .current_dir(root),
    );
    told.filter(|told| told.contains("usr/bin/notebook-desk")).ok_or_else(|| {
        Failure::new("No digests of the package's files", "install coreutils and findutils")
    })
}

fn kibibytes(folder: &Path) -> u64 {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        bytes += if path.is_dir() {
            kibibytes(&path) * 1024
        } else {
            entry.metadata().map_or(0, |file| file.len())
        };
    }
    bytes.div_ceil(1024)
}

/// Debian's own check, where it is installed: its errors are failures.
fn look_at(file: &Path) -> Outcome<()> {
    if tools::find("lintian").is_none() {
        say("! lintian is not installed: the package was not looked at.");
        return Ok(());
    }
    Step { title: "Looking at the package (lintian)", advice: "mend what it calls an error (E:)" }
        .run(Command::new("lintian").args(["--fail-on", "error", "--allow-root"]).arg(file))
}
