//! The package for Fedora, openSUSE and their like: the same files as the .deb.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::linux::{self, Files};
use super::{Wishes, needs, place, sign};
use crate::step::{Failure, Outcome, Step};

/// What no library tells; the names of the fonts differ. The libraries are found by rpmbuild itself.
const REQUIRES: [&str; 3] = [
    "ca-certificates",
    "(google-noto-sans-cjk-fonts or google-noto-sans-cjk-vf-fonts or google-noto-sans-tc-fonts or noto-sans-cjk-fonts)",
    "xdg-utils",
];
const RECOMMENDS: &str = "(gnome-keyring or kwalletmanager or keepassxc)";

pub fn make(files: &Files, wishes: &Wishes) -> Outcome<PathBuf> {
    needs("rpmbuild", "rpm")?;
    let date = place::date()?;
    let architecture = std::env::consts::ARCH;
    let name = format!("notebook-desk-{}-1.{architecture}.rpm", place::VERSION);
    let file = place::twice(&name, |folder, file| {
        let root = folder.join("root");
        files.lay_out(&root)?;
        let script = folder.join("desk.spec");
        place::put(&script, spec(files, &root, wishes).as_bytes(), 0o644)?;
        Step { title: "Packing the .rpm", advice: "rpmbuild's lines above say why" }.run(
            Command::new("rpmbuild")
                .args(["-bb", "--quiet", "--target", architecture])
                .arg("--define")
                .arg(format!("_topdir {}", folder.join("rpm").display()))
                .arg(&script)
                .env("SOURCE_DATE_EPOCH", date.to_string()),
        )?;
        let made = folder.join("rpm/RPMS").join(architecture).join(&name);
        std::fs::rename(&made, file).map_err(|error| {
            Failure::new(
                format!("{}: {error}", made.display()),
                "look at what rpmbuild called its package",
            )
        })
    })?;
    sign(&file, wishes)?;
    Ok(file)
}

fn spec(files: &Files, root: &Path, wishes: &Wishes) -> String {
    let requires = REQUIRES.map(|what| format!("Requires: {what}\n")).concat();
    let paths: String = files
        .paths()
        .map(|path| {
            let mark = if path.contains("/doc/") || path.contains("/man/") { "%doc " } else { "" };
            format!("{mark}{path}\n")
        })
        .collect();
    format!(
        "# Times and the computer's name are of nobody, so that two builds are the same bytes.\n\
         %define _buildhost localhost\n%define use_source_date_epoch_as_buildtime 1\n\
         %define clamp_mtime_to_source_date_epoch 1\n%define build_mtime_policy clamp_to_source_date_epoch\n\
         %define source_date_epoch_from_changelog 0\n%define _binary_payload w9.gzdio\n\
         # The files are as they shall be: nothing is stripped, compressed or taken apart once more.\n\
         %define __os_install_post %{{nil}}\n%define debug_package %{{nil}}\n\
         %define _build_id_links none\n\n\
         Name: notebook-desk\nVersion: {version}\nRelease: 1\nSummary: {summary}\n\
         License: MIT OR Apache-2.0\nPackager: {maintainer}\n{requires}Recommends: {RECOMMENDS}\n\n\
         %description\n{description}\n\n%install\ncp -a {root}/. %{{buildroot}}/\n\n\
         %files\n%defattr(-,root,root)\n{paths}",
        version = place::VERSION,
        summary = linux::SUMMARY,
        maintainer = wishes.maintainer,
        description = linux::DESCRIPTION.join("\n"),
        root = root.display(),
    )
}
