//! The window's side of the work: its packages, its build, its own checks. All through npm.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::step::{Failure, Outcome, Step, say};
use crate::{tools, workspace};

/// What Vite 8 asks for.
const OLDEST_NODE: (u32, u32) = (20, 19);

fn folder() -> PathBuf {
    workspace::root().join("ui")
}

/// npm, in the window's folder.
pub fn npm() -> Command {
    npm_in(&folder())
}

fn npm_in(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command
        .current_dir(folder)
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}

/// Node and npm, new enough.
pub fn node_is_there() -> Outcome<()> {
    let advice = "install Node.js 22 or newer (https://nodejs.org), which brings npm";
    let told = tools::output_of(Command::new("node").arg("--version"))
        .ok_or_else(|| Failure::new("Node.js is not installed", advice))?;
    let version = told.trim();
    if !new_enough(version) {
        return Err(Failure::new(
            format!("Node.js {version} is too old for building the window"),
            advice,
        ));
    }
    if tools::output_of(npm().arg("--version")).is_none() {
        return Err(Failure::new("npm is not installed", advice));
    }
    Ok(())
}

fn new_enough(version: &str) -> bool {
    let mut parts =
        version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    found >= OLDEST_NODE
}

/// The window's packages.
pub fn install_packages() -> Outcome<()> {
    install_in(&folder(), "Installing the window's packages (npm ci)")
}

/// The OpenID provider before which tests sign in.
pub fn install_provider() -> Outcome<()> {
    let folder = workspace::root().join("tests/provider");
    install_in(&folder, "Installing an OpenID provider for the tests (npm ci)")
}

/// `npm ci`, when what is installed was not installed from the present lock file.
fn install_in(folder: &Path, title: &'static str) -> Outcome<()> {
    let lock = folder.join("package-lock.json");
    // A copy of the lock file says what is installed. Times of files would not do: a checkout
    // changes them.
    let installed = folder.join("node_modules/.installed-from-lock.json");
    let wanted = std::fs::read(&lock).map_err(|error| {
        Failure::new(
            format!("Could not read {}: {error}", lock.display()),
            "the file belongs to the checkout: `git checkout .` brings it back",
        )
    })?;
    if std::fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    // `npm ci` empties what it finds: through a link that would be another checkout's.
    if folder.join("node_modules").is_symlink() {
        say(&format!("! {}/node_modules is a link: left as it is.", folder.display()));
        return Ok(());
    }
    Step {
        title,
        advice: "check the network; if it fails again, delete node_modules there and try once more",
    }
    .run(npm_in(folder).arg("ci").arg("--no-progress"))?;
    std::fs::write(&installed, wanted).map_err(|error| {
        Failure::new(
            format!("Could not write {}: {error}", installed.display()),
            "make sure that node_modules there is writable",
        )
    })
}

/// Builds `ui/dist`, unless it is newer than everything it is built from.
pub fn build_if_older() -> Outcome<()> {
    let dist = folder().join("dist/index.html");
    let built = std::fs::metadata(dist).and_then(|file| file.modified()).ok();
    if built.is_some_and(|built| newest_source(&folder()).is_some_and(|source| source < built)) {
        return Ok(());
    }
    build()
}

/// Serves the window's pages as they are edited, until it is ended.
pub fn serve() -> Outcome<()> {
    let served = npm().args(["run", "--silent", "dev"]).status();
    match served {
        Ok(status) if status.success() || status.code().is_none_or(|code| code == 130) => Ok(()),
        Ok(status) => Err(Failure::new(
            format!("The window's pages were not served ({status})"),
            "its lines above say why; another program may have the port 5173",
        )),
        Err(error) => {
            Err(Failure::new(format!("npm could not be started: {error}"), "install Node.js"))
        }
    }
}

/// Builds `ui/dist`.
pub fn build() -> Outcome<()> {
    Step {
        title: "Building the window's pages (npm run build)",
        advice: "the message above names the file to mend",
    }
    // The pages with the fake host are for looking at, never for the desk.
    .run(npm().args(["run", "--silent", "build"]).env_remove("NOTEBOOK_DESK_FAKE"))
}

/// Types and accessibility hints of the components.
pub fn check_types() -> Outcome<()> {
    Step {
        title: "Checking the window's types (svelte-check)",
        advice: "mend what it names, then: cd ui && npm run check",
    }
    .run_aside(npm().args(["run", "--silent", "check"]))
}

/// Lints, the folders' rules and the format of the window's sources.
pub fn lint() -> Outcome<()> {
    Step {
        title: "Checking the window's lints and format (npm run lint)",
        advice: "mend what it names, or for the format: cd ui && npm run format",
    }
    .run_aside(npm().args(["run", "--silent", "lint"]))
}

/// The window's unit tests. What each said lies in `target/window-tests.json`, for the acceptance kit.
pub fn test() -> Outcome<()> {
    let report = workspace::target().join("window-tests.json");
    Step {
        title: "The window's unit tests (vitest)",
        advice: "mend what it names, then: cd ui && npm test",
    }
    .run_aside(
        npm()
            .args(["test", "--silent", "--", "--reporter=default", "--reporter=json"])
            .arg(format!("--outputFile.json={}", report.display()))
            .env("CI", "true"),
    )
}

/// When the youngest file that the pages are built from was changed.
fn newest_source(folder: &Path) -> Option<SystemTime> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let name = entry.file_name();
        if ["node_modules", "dist", "coverage"].iter().any(|left_out| name == *left_out) {
            continue;
        }
        let path = entry.path();
        let changed = if path.is_dir() {
            newest_source(&path)
        } else {
            entry.metadata().and_then(|file| file.modified()).ok()
        };
        newest = newest.max(changed);
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_by_number() {
        for (version, enough) in [
            ("v18.20.4", false),
            ("v20.9.0", false),
            ("v20.19.0", true),
            ("v22.1.0", true),
            ("nonsense", false),
        ] {
            assert_eq!(new_enough(version), enough, "{version}");
        }
    }
}
