//! The package for Debian: the program, its entry in the menu, icons, manual, licences, and what it
//! needs on a computer that has nothing yet: certificates and a Chinese font.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::acceptance::System;
use super::{Wishes, licences, needs, place, sign};
use crate::step::{Failure, Outcome, Step, say};
use crate::{tools, workspace};

/// Who answers for the package; whoever distributes it names themselves.
const MAINTAINER: &str = "NOTEBOOK_DESK_MAINTAINER";
const NOBODY: &str = "Notebook Desk <maintainer@example.org>";

/// What no library tells. Without certificates no connection is secure, not even practice's; without a
/// Chinese font the window shows boxes.
const DEPENDS: [&str; 3] = ["ca-certificates", "fonts-noto-cjk | fonts-arphic-uming", "xdg-utils"];
const RECOMMENDS: [&str; 2] =
    ["gnome-keyring | kwalletmanager | keepassxc", "dbus-user-session | dbus-x11"];

const DESCRIPTION: &str = "review desk for the electronic family contact notebook
 The desk at which a prison social worker in Taiwan decides on families'
 applications and posts, offline too. Documents are opened in a confined
 process, everything at rest is encrypted, and the window speaks
 Traditional Chinese.";

pub fn make(wishes: &Wishes) -> Outcome<PathBuf> {
    if maintainer() == NOBODY {
        say(&format!(
            "! {MAINTAINER} names nobody who answers for the package (\"Name <address>\")."
        ));
    }
    needs("dpkg-deb", "dpkg")?;
    needs("dpkg-shlibdeps", "dpkg-dev")?;
    let program = build(wishes)?;
    let date = place::date()?;
    let root = place::fresh("deb")?.join("root");
    lay_out(&root, &program, date)?;
    let architecture = tools::output_of(Command::new("dpkg").arg("--print-architecture"));
    let architecture = architecture.unwrap_or_default().trim().to_owned();
    let depends = format!("{}, {}", libraries(&root)?, DEPENDS.join(", "));
    let control = format!(
        "Package: notebook-desk\nVersion: {}\nArchitecture: {architecture}\nMaintainer: {}\n\
         Installed-Size: {}\nDepends: {depends}\nRecommends: {}\nSection: misc\nPriority: optional\n\
         Description: {DESCRIPTION}\n",
        place::VERSION,
        maintainer(),
        kibibytes(&root),
        RECOMMENDS.join(", "),
    );
    let sums = digests(&root)?;
    place::put(&root.join("DEBIAN/control"), control.as_bytes(), 0o644)?;
    place::put(&root.join("DEBIAN/md5sums"), sums.as_bytes(), 0o644)?;
    let file = place::folder().join(format!("notebook-desk_{}_{architecture}.deb", place::VERSION));
    Step { title: "Packing the .deb", advice: "dpkg-deb's lines above say why" }.run(
        Command::new("dpkg-deb")
            .args(["--root-owner-group", "-Zxz", "--build"])
            .arg(&root)
            .arg(&file)
            // Times of files, and as many threads as make the same bytes everywhere.
            .env("SOURCE_DATE_EPOCH", date.to_string())
            .env("DPKG_DEB_THREADS_MAX", "1"),
    )?;
    sign(&file, wishes)?;
    look_at(&file)?;
    Ok(file)
}

/// Whoever answers for it.
fn maintainer() -> String {
    std::env::var(MAINTAINER).unwrap_or_else(|_| NOBODY.to_owned())
}

/// The desk, built with optimisation or not.
fn build(wishes: &Wishes) -> Outcome<PathBuf> {
    let profile = if wishes.debug { "dev" } else { "shipped" };
    Step {
        title: "Building the desk to be packed (with optimisation it takes some minutes)",
        advice: "the compiler's message above names the file",
    }
    .run(workspace::cargo().args([
        "build",
        // All packages are named together, so that the dependencies are those of every other build.
        "--workspace",
        "--bin",
        "notebook-desk",
        "--profile",
        profile,
    ]))?;
    let folder = if wishes.debug { "debug" } else { "shipped" };
    Ok(workspace::target().join(folder).join("notebook-desk"))
}

fn lay_out(root: &Path, program: &Path, date: u64) -> Outcome<()> {
    let at = |path: &str| root.join(path);
    let copy = |from: &str, to: &str| place::put(&at(to), &place::read(&place::part(from))?, 0o644);
    place::put(&at("usr/bin/notebook-desk"), &place::read(program)?, 0o755)?;
    Step { title: "Stripping the program", advice: "install binutils" }.run(
        Command::new("strip")
            .args(["--strip-unneeded", "--remove-section=.comment"])
            .arg(at("usr/bin/notebook-desk")),
    )?;
    copy("packaging/linux/notebook-desk.desktop", "usr/share/applications/notebook-desk.desktop")?;
    for (icon, size) in [("32x32", "32x32"), ("128x128", "128x128"), ("icon", "512x512")] {
        copy(
            &format!("icons/{icon}.png"),
            &format!("usr/share/icons/hicolor/{size}/apps/notebook-desk.png"),
        )?;
    }
    copy("icons/seal.svg", "usr/share/icons/hicolor/scalable/apps/notebook-desk.svg")?;
    copy("packaging/linux/lintian-overrides", "usr/share/lintian/overrides/notebook-desk")?;
    let manual = place::read(&place::part("packaging/linux/notebook-desk.1"))?;
    tells_every_option(program, &String::from_utf8_lossy(&manual))?;
    place::put(&at("usr/share/man/man1/notebook-desk.1"), &manual, 0o644)?;
    place::gzip(&at("usr/share/man/man1/notebook-desk.1"))?;
    let documents = "usr/share/doc/notebook-desk";
    let changes = changelog(date)?;
    place::put(&at(&format!("{documents}/changelog")), changes.as_bytes(), 0o644)?;
    place::gzip(&at(&format!("{documents}/changelog")))?;
    place::put(&at(&format!("{documents}/copyright")), copyright()?.as_bytes(), 0o644)?;
    let licences = licences::text(System::Linux)?;
    place::put(&at(&format!("{documents}/licences-of-parts.txt")), licences.as_bytes(), 0o644)?;
    place::gzip(&at(&format!("{documents}/licences-of-parts.txt")))
}

/// The manual names every option that the program has.
fn tells_every_option(program: &Path, manual: &str) -> Outcome<()> {
    let help = tools::output_of(Command::new(program).arg("--help")).unwrap_or_default();
    let missing = missing_options(&help, manual);
    if help.is_empty() {
        return Err(Failure::new("The program tells no options", "run it with --help"));
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("The manual is silent about {}", missing.join(", ")),
        "write it into src-tauri/packaging/linux/notebook-desk.1",
    ))
}

fn missing_options(help: &str, manual: &str) -> Vec<String> {
    let manual = manual.replace('\\', "");
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    help.lines()
        .filter_map(|line| {
            let at = line.trim_start();
            let at =
                if at.starts_with("--") { Some(at) } else { at.split_once(", ").map(|two| two.1) };
            at.filter(|option| option.starts_with("--"))?.split(is_end).next()
        })
        .filter(|option| !manual.contains(option))
        .map(str::to_owned)
        .collect()
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

fn changelog(date: u64) -> Outcome<String> {
    let at = format!("@{date}");
    let when = tools::output_of(Command::new("date").args(["-u", "-R", "-d", &at]));
    let when = when.map(|when| when.trim().to_owned()).filter(|when| !when.is_empty());
    let when = when.ok_or_else(|| Failure::new("No day for the changelog", "install coreutils"))?;
    Ok(format!(
        "notebook-desk ({}) unstable; urgency=medium\n\n  * What changed is told in the project's \
         .github/CHANGELOG.md.\n\n -- {}  {when}\n",
        place::VERSION,
        maintainer()
    ))
}

/// In Debian's machine-readable form.
fn copyright() -> Outcome<String> {
    let mit =
        String::from_utf8_lossy(&place::read(&workspace::root().join("LICENSE-MIT"))?).into_owned();
    let holder =
        mit.lines().find(|line| line.starts_with("Copyright")).unwrap_or("Copyright").to_owned();
    let indented: String = mit
        .lines()
        .map(|line| if line.trim().is_empty() { " .\n".to_owned() } else { format!(" {line}\n") })
        .collect();
    Ok(format!(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
         Upstream-Name: Notebook Desk\n\
         Comment: The program contains crates and C libraries with licences of their own:\n \
         licences-of-parts.txt.gz beside this file names each and has its text.\n\n\
         Files: *\n{}\nLicense: Expat or Apache-2.0\n\n\
         License: Expat\n{indented}\n\
         License: Apache-2.0\n On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n",
        holder.replacen("Copyright", "Copyright:", 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_that_forgets_an_option_is_refused() {
        let help = "Options:\n      --practice [<ADDRESS>]\n          Go\n      --self-test [<FILE>]\n  \
                    -h, --help\n          Print help\n";
        assert_eq!(missing_options(help, r"\fB\-\-practice\fR \-\-help"), ["--self-test"]);
        assert!(missing_options(help, r"\-\-practice \-\-help \-\-self\-test").is_empty());
    }

    #[test]
    fn the_real_manual_knows_the_real_command_line() {
        let arguments = fs::read_to_string(place::part("src/arguments.rs")).expect("readable");
        let manual = fs::read_to_string(place::part("packaging/linux/notebook-desk.1"));
        let manual = manual.expect("readable").replace('\\', "");
        let mut options = 0;
        let mut lines = arguments.lines();
        while let Some(line) = lines.next() {
            if line.trim_start().starts_with("#[arg(long") {
                let field = lines.find(|line| line.contains(": ")).expect("a field");
                let name = field.trim().split(':').next().expect("a name").replace('_', "-");
                assert!(manual.contains(&format!("--{name}")), "--{name}");
                options += 1;
            }
        }
        assert!(options >= 4, "{options} options");
    }
}
