//! What a package for Linux puts on a computer: one list for every kind of package.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::acceptance::System;
use super::{Wishes, licences, place};
use crate::step::{Failure, Outcome, Step};
use crate::{tools, workspace};

/// Where the documents lie.
pub const DOCUMENTS: &str = "usr/share/doc/notebook-desk";

/// What the package says of itself, in lines.
pub const SUMMARY: &str = "review desk for the electronic family contact notebook";
pub const DESCRIPTION: [&str; 4] = [
    "The desk at which a prison social worker in Taiwan decides on families'",
    "applications and posts, offline too. Documents are opened in a confined",
    "process, everything at rest is encrypted, and the window speaks",
    "Traditional Chinese.",
];

/// The files, by the path that they get, with their modes; made once for all packages of a run.
pub struct Files(Vec<(String, Vec<u8>, u32)>);

impl Files {
    /// Builds the desk and gathers what belongs to it.
    pub fn gather(wishes: &Wishes) -> Outcome<Self> {
        let program = build(wishes)?;
        let mut files = vec![("usr/bin/notebook-desk".to_owned(), stripped(&program)?, 0o755)];
        let mut add = |path: String, bytes: Vec<u8>| files.push((path, bytes, 0o644));
        let part = |path: &str| place::read(&place::part(path));
        add(
            "usr/share/applications/notebook-desk.desktop".to_owned(),
            part("packaging/linux/notebook-desk.desktop")?,
        );
        let icons = "usr/share/icons/hicolor";
        for (icon, size) in [("32x32", "32x32"), ("128x128", "128x128"), ("icon", "512x512")] {
            add(
                format!("{icons}/{size}/apps/notebook-desk.png"),
                part(&format!("icons/{icon}.png"))?,
            );
        }
        add(format!("{icons}/scalable/apps/notebook-desk.svg"), part("icons/seal.svg")?);
        let manual = part("packaging/linux/notebook-desk.1")?;
        tells_every_option(&program, &String::from_utf8_lossy(&manual))?;
        add("usr/share/man/man1/notebook-desk.1.gz".to_owned(), place::gzip(&manual)?);
        add(format!("{DOCUMENTS}/copyright"), copyright()?.into_bytes());
        let licences = licences::text(System::Linux)?;
        add(format!("{DOCUMENTS}/licences-of-parts.txt.gz"), place::gzip(licences.as_bytes())?);
        Ok(Self(files))
    }

    /// Puts them below a folder.
    pub fn lay_out(&self, root: &Path) -> Outcome<()> {
        self.0.iter().try_for_each(|(path, bytes, mode)| place::put(&root.join(path), bytes, *mode))
    }

    /// Their paths from the root of a computer.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(path, _, _)| format!("/{path}"))
    }
}

/// The desk, built with optimisation or not.
fn build(wishes: &Wishes) -> Outcome<PathBuf> {
    let profile = if wishes.debug { "dev" } else { "shipped" };
    Step {
        title: "Building the desk to be packed (with optimisation it takes some minutes)",
        advice: "the compiler's message above names the file",
    }
    .run(
        workspace::cargo()
            // All packages are named together, so that the dependencies are those of every other build.
            .args(["build", "--workspace", "--bin", "notebook-desk", "--profile", profile])
            .args(wishes.features()),
    )?;
    let folder = if wishes.debug { "debug" } else { "shipped" };
    Ok(workspace::target().join(folder).join("notebook-desk"))
}

/// The program without what a debugger reads.
fn stripped(program: &Path) -> Outcome<Vec<u8>> {
    let copy = place::fresh("stripped")?.join("notebook-desk");
    place::put(&copy, &place::read(program)?, 0o755)?;
    Step { title: "Stripping the program", advice: "install binutils" }.run(
        Command::new("strip").args(["--strip-unneeded", "--remove-section=.comment"]).arg(&copy),
    )?;
    place::read(&copy)
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

#[cfg(test)]
mod tests {
    use std::fs;

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
