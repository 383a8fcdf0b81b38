//! What has to be on the machine before anything builds. Every step looks first, and does nothing
//! when its work is done already.

use std::process::Command;

use crate::step::{Failure, Outcome, Step, say};
use crate::{tools, ui};

/// Builds the desk, and shows Chinese: without a CJK font the text is invisible and has no width.
const TO_BUILD: &[&str] = &[
    "build-essential",
    "cmake",
    "fonts-noto-cjk",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "nasm",
    "perl",
    "pkg-config",
];

/// Opens the window without a display and drives it, with a keyring to keep the key in.
const TO_DRIVE: &[&str] = &[
    "at-spi2-core",
    "dbus",
    "dbus-x11",
    "gnome-keyring",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xvfb",
];

/// What only tests need: a browser for the families' pages, a mail server for their letters,
/// pictures of every kind, and strace, which tells every call that changes a file and lets one fail.
const TO_TEST: &[&str] =
    &["chromium", "chromium-driver", "imagemagick", "python3-aiosmtpd", "strace"];

/// Opens what the desk exports, as other people's programs do: spreadsheets and papers. Without
/// LibreOffice's windows, which would cost another half a minute on a fresh machine.
const TO_READ_EXPORTS: &[&str] = &["libreoffice-calc-nogui", "poppler-utils"];

/// The peers that benchmarks measure beside: curl, vipsthumbnail, and a place for DuckDB; and strace.
const TO_MEASURE: &[&str] =
    &["curl", "imagemagick", "libvips-tools", "poppler-utils", "python3-venv", "strace"];

/// Everything that tests need, and with it all of the below.
pub fn everything() -> Outcome<()> {
    to_build()?;
    to_drive()?;
    to_test()
}

/// What building and opening the desk needs.
pub fn to_build() -> Outcome<()> {
    if cfg!(target_os = "linux") {
        system_packages(TO_BUILD)?;
    } else {
        other_system();
    }
    ui::node_is_there()?;
    ui::install_packages()
}

/// What the window without a display, and driving it, need besides. Nothing outside Linux.
pub fn to_drive() -> Outcome<()> {
    if cfg!(target_os = "linux") {
        system_packages(TO_DRIVE)?;
    }
    Ok(())
}

/// What benchmarks need beside what they measure. Nothing outside Linux.
pub fn to_measure() -> Outcome<()> {
    if cfg!(target_os = "linux") {
        system_packages(TO_MEASURE)?;
    }
    Ok(())
}

/// What tests need besides: a sign-in service, and on Linux what opens the exports.
fn to_test() -> Outcome<()> {
    ui::install_provider()?;
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    system_packages(TO_TEST)?;
    let is_there = |program: &str| tools::find(program).is_some();
    if is_there("soffice") && is_there("pdftotext") {
        return Ok(());
    }
    system_packages(TO_READ_EXPORTS)
}

/// Installs those of these packages that are missing, where the system is Debian's kind.
pub fn system_packages(wanted: &[&str]) -> Outcome<()> {
    if tools::find("dpkg-query").is_none() || tools::find("apt-get").is_none() {
        return other_linux();
    }
    let missing = missing_packages(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let by_hand = format!("run this, then try again:  sudo apt-get install {list}");
    let Some(privilege) = privilege() else {
        return Err(Failure::new(format!("These system packages are missing: {list}"), by_hand));
    };
    let apt = |arguments: &[&str]| {
        let mut words = privilege.clone();
        words.push("apt-get".to_owned());
        words.extend(arguments.iter().map(|word| (*word).to_owned()));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    Step {
        title: "Refreshing the list of system packages",
        advice: "check the network, then try again",
    }
    .run(&mut apt(&["update", "-q"]))?;
    let title = format!("Installing system packages: {list}");
    let step = Step { title: &title, advice: &by_hand };
    let mut install = apt(&["install", "-y", "-q", "--no-install-recommends"]);
    step.run(install.args(&missing))
}

/// Those of `wanted` that Debian's database does not call installed.
fn missing_packages<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let told = tools::output_of(
        Command::new("dpkg-query")
            .args(["-W", "-f", "${db:Status-Abbrev}\t${Package}\n"])
            .args(wanted),
    )
    .unwrap_or_default();
    not_installed(wanted, &told)
}

fn not_installed<'a>(wanted: &[&'a str], told: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(status, _)| status.trim_end() == "ii")
        .map(|(_, name)| name)
        .collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// The words that make a command run as the administrator; none when that is not to be had.
fn privilege() -> Option<Vec<String>> {
    let is_root = tools::output_of(Command::new("id").arg("-u"))?.trim() == "0";
    if is_root {
        return Some(vec!["env".to_owned()]);
    }
    tools::find("sudo")?;
    // Without a terminal nobody could type the password: then only sudo without one will do.
    let quietly = tools::succeeds(Command::new("sudo").args(["-n", "true"]));
    let asked = std::io::IsTerminal::is_terminal(&std::io::stdin());
    (quietly || asked).then(|| vec!["sudo".to_owned()])
}

fn other_linux() -> Outcome<()> {
    let webkit = tools::succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]));
    let absent: Vec<&str> = ["cc", "cmake", "nasm", "perl", "pkg-config"]
        .into_iter()
        .filter(|program| tools::find(program).is_none())
        .collect();
    if webkit && absent.is_empty() {
        return Ok(());
    }
    let mut what = absent.join(", ");
    if !webkit {
        what.push_str(if what.is_empty() { "" } else { ", " });
        what.push_str("WebKitGTK 4.1 with its headers");
    }
    Err(Failure::new(
        format!("This system is not Debian's kind, and lacks: {what}"),
        "install them with your package manager. Fedora: webkit2gtk4.1-devel gcc cmake nasm perl \
         google-noto-sans-cjk-fonts libreoffice-calc poppler-utils; Arch: webkit2gtk-4.1 \
         base-devel cmake nasm perl noto-fonts-cjk libreoffice-fresh poppler",
    ))
}

fn other_system() {
    if cfg!(windows) {
        for (program, from) in [
            ("cmake", "https://cmake.org"),
            ("nasm", "https://www.nasm.us"),
            ("perl", "https://strawberryperl.com"),
        ] {
            if tools::find(program).is_none() {
                say(&format!("! {program} is not on the search path; install it from {from}"));
            }
        }
    }
    say("! The real window's tests run on Linux only; everything else runs here too.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_or_is_unknown_counts_as_missing() {
        let told = "ii \tperl\nrc \tcmake\nun \tnasm\n";
        assert_eq!(
            not_installed(&["perl", "cmake", "nasm", "xvfb"], told),
            ["cmake", "nasm", "xvfb"]
        );
    }
}
