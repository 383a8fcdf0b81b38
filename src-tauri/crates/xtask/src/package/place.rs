//! Where packages lie, and the few things that are done with files there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Failure, Outcome, Step};
use crate::{tools, workspace};

/// The version of everything that is packed.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The folder with what was packed.
pub fn folder() -> PathBuf {
    workspace::target().join("packages")
}

/// An empty folder for making one.
pub fn fresh(name: &str) -> Outcome<PathBuf> {
    let folder = folder().join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| told(&folder, &error))?;
    Ok(folder)
}

/// A file of the checkout that belongs to a package.
pub fn part(path: &str) -> PathBuf {
    workspace::root().join("src-tauri").join(path)
}

/// Puts a file there, with the folders above it, readable by all.
pub fn put(file: &Path, bytes: &[u8], mode: u32) -> Outcome<()> {
    if let Some(above) = file.parent() {
        fs::create_dir_all(above).map_err(|error| told(above, &error))?;
    }
    fs::write(file, bytes).map_err(|error| told(file, &error))?;
    set_mode(file, mode)
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: u32) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(file, permissions).map_err(|error| told(file, &error))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn set_mode(_file: &Path, _mode: u32) -> Outcome<()> {
    Ok(())
}

pub fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|error| told(file, &error))
}

/// Seconds since 1970 that everything in a package is dated to.
pub fn date() -> Outcome<u64> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let committed = || {
        let mut git = Command::new("git");
        tools::output_of(git.args(["log", "-1", "--format=%ct"]).current_dir(workspace::root()))
    };
    given.or_else(committed).and_then(|date| date.trim().parse().ok()).ok_or_else(|| {
        Failure::new("No date for the package", "set SOURCE_DATE_EPOCH to the seconds since 1970")
    })
}

/// Dates the files of a folder to [`date`].
pub fn date_all(folder: &Path) -> Outcome<()> {
    let when = std::time::UNIX_EPOCH + std::time::Duration::from_secs(date()?);
    for entry in fs::read_dir(folder).map_err(|error| told(folder, &error))?.flatten() {
        let path = entry.path();
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|file| file.set_modified(when)).map_err(|error| told(&path, &error))?;
    }
    Ok(())
}

/// Its digest, as `sha256sum` tells it.
pub fn sha256(file: &Path) -> Outcome<String> {
    let told = tools::output_of(Command::new("sha256sum").arg(file)).unwrap_or_default();
    match told.split(' ').next() {
        Some(digest) if digest.len() == 64 => Ok(digest.to_owned()),
        _ => Err(Failure::new(
            format!("No digest of {}", file.display()),
            "install coreutils, which has sha256sum",
        )),
    }
}

/// Writes `SHA256SUMS` of everything that lies packed.
pub fn write_checksums(made: &[PathBuf]) -> Outcome<()> {
    let sums = folder().join("SHA256SUMS");
    let kept = fs::read_to_string(&sums).unwrap_or_default();
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let made_names: Vec<String> = made.iter().map(|file| name(file)).collect();
    // Those of other packages stay, as long as they lie there.
    let mut lines: Vec<String> = kept
        .lines()
        .filter(|line| {
            let other = line.split("  ").nth(1).unwrap_or_default();
            !made_names.iter().any(|made| made == other) && folder().join(other).is_file()
        })
        .map(str::to_owned)
        .collect();
    for file in made {
        lines.push(format!("{}  {}", sha256(file)?, name(file)));
    }
    lines.sort_by(|one, other| one[64..].cmp(&other[64..]));
    put(&sums, (lines.join("\n") + "\n").as_bytes(), 0o644)
}

/// Compressed as Debian wants documentation, without a name and a time.
pub fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let plain = fresh("gzip")?.join("file");
    put(&plain, bytes, 0o644)?;
    Step { title: "Compressing a document", advice: "install gzip" }
        .run(Command::new("gzip").arg("-9nf").arg(&plain))?;
    read(&plain.with_extension("gz"))
}

/// Makes a package twice, each time in an empty folder of its own, and keeps it if both are the same
/// bytes: whoever builds the same commit has to get the same package.
pub fn twice(name: &str, make: impl Fn(&Path, &Path) -> Outcome<()>) -> Outcome<PathBuf> {
    let made: Vec<PathBuf> = ["one", "two"]
        .into_iter()
        .map(|which| {
            let folder = fresh(&format!("{name}.{which}"))?;
            let file = folder.join(name);
            make(&folder, &file)?;
            Ok(file)
        })
        .collect::<Outcome<_>>()?;
    let (one, two) = (read(&made[0])?, read(&made[1])?);
    if one != two {
        let at = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
        return Err(Failure::new(
            format!("{name} made twice is not the same: it differs from byte {at} on"),
            "compare the two with diffoscope; they lie in target/packages",
        ));
    }
    let file = folder().join(name);
    put(&file, &one, 0o644)?;
    for kept in &made {
        let _ = kept.parent().map(fs::remove_dir_all);
    }
    Ok(file)
}

pub fn told(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{}: {error}", path.display()),
        "look whether the disk is full; target/packages may be deleted",
    )
}
