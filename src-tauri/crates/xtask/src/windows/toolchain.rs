//! A compiler for Windows on Debian: the C compiler that Debian has (mingw-w64), and the Rust compiler
//! of this machine with a standard library for Windows, built once from the sources of its own
//! version. The library lies in a copy of the compiler's folder below `target`, made of hard links, so
//! that nothing of the machine's own is changed and plain `cargo build --target` works with it.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, tools, workspace};

use super::places::{self, files_of, fresh_folder, told, written};
use super::sources;

pub const TARGET: &str = "x86_64-pc-windows-gnu";

/// Compiles and links C for Windows; `cmake` and `nasm` are for the C within crates.
const COMPILERS: &[&str] =
    &["cmake", "gcc-mingw-w64-x86-64-win32", "g++-mingw-w64-x86-64-win32", "nasm", "perl"];

/// Is there when the copy of the compiler is whole.
const READY: &str = ".standard-library-is-there";

/// The library is built as the dependency of an empty crate of this name.
const EMPTY: &str = "for_the_standard_library";

/// Why this machine cannot build for Windows: what happened, what is needed, what to do.
#[derive(Debug)]
pub struct Unavailable {
    why: String,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "! Nothing was checked for Windows: {}\n  It takes mingw-w64, and Rust's standard library \
             for {TARGET} of this compiler's version.\n  On Debian this command brings both; \
             elsewhere: mingw-w64 of your system, `rustup target add {TARGET}`, and once more.",
            self.why
        )
    }
}

impl From<Failure> for Unavailable {
    fn from(failure: Failure) -> Self {
        Self { why: failure.to_string().lines().next().unwrap_or_default().to_owned() }
    }
}

fn unavailable(why: impl Into<String>) -> Unavailable {
    Unavailable { why: why.into() }
}

/// A compiler that builds for Windows.
pub struct Toolchain {
    /// The folder that holds `bin/rustc` and the standard library.
    sysroot: PathBuf,
}

impl Toolchain {
    /// Brings whatever is missing.
    ///
    /// # Errors
    /// [`Unavailable`] where this machine cannot have it.
    pub fn set_up() -> Result<Self, Unavailable> {
        let compiler = Compiler::of_this_machine()?;
        if tools::find("x86_64-w64-mingw32-gcc").is_none() || tools::find("nasm").is_none() {
            if !cfg!(target_os = "linux") || tools::find("apt-get").is_none() {
                return Err(unavailable("this system has no mingw-w64, and is not Debian."));
            }
            setup::system_packages(COMPILERS)?;
        }
        if library(&compiler.sysroot).is_dir() {
            return Ok(Self { sysroot: compiler.sysroot });
        }
        let own = places::folder().join(format!("rust-{}", compiler.version));
        if !own.join(READY).is_file() {
            build_library(&compiler, &own)?;
        }
        Ok(Self { sysroot: own })
    }

    /// Cargo for Windows. It keeps what it builds apart from what is built for this machine.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo_with(&self.sysroot);
        cargo
            .env("CARGO_BUILD_TARGET", TARGET)
            .env("CARGO_TARGET_DIR", places::folder().join("build"));
        cargo
    }

    /// Where that cargo lays what it builds, a folder a profile.
    pub fn built(&self) -> PathBuf {
        places::folder().join("build").join(TARGET)
    }

    /// Cargo for Windows with clippy's warnings denied, where clippy is there.
    pub fn linted_cargo(&self) -> Command {
        let mut cargo = self.cargo();
        let clippy = self.sysroot.join("bin/clippy-driver");
        if clippy.is_file() {
            cargo
                .env("RUSTC_WORKSPACE_WRAPPER", clippy)
                // The last one takes the standard library's own macro for an oversight, for this target
                // alone.
                .env(
                    "CLIPPY_ARGS",
                    "-Dwarnings__CLIPPY_HACKERY__-Aclippy::missing_const_for_thread_local__CLIPPY_HACKERY__",
                );
        }
        cargo
    }
}

/// Cargo with the compiler of this folder, and nothing of how this program was called.
fn cargo_with(sysroot: &Path) -> Command {
    // Its own cargo: rustup's stand-in of that name says where libraries are, and a copied compiler would
    // load those of the one that it was copied from, and look beside them for everything else.
    let own = sysroot.join("bin/cargo");
    let mut cargo =
        if own.is_file() { workspace::cargo_at(own.as_os_str()) } else { workspace::cargo() };
    cargo.env("RUSTC", sysroot.join("bin/rustc"));
    for name in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "LD_LIBRARY_PATH"] {
        cargo.env_remove(name);
    }
    cargo
}

/// The compiler that this machine builds with.
struct Compiler {
    version: String,
    sysroot: PathBuf,
}

impl Compiler {
    fn of_this_machine() -> Result<Self, Unavailable> {
        let answer = |argument: &[&str]| {
            tools::output_of(Command::new("rustc").args(argument).current_dir(workspace::root()))
        };
        let read = answer(&["--version"]).zip(answer(&["--print", "sysroot"]));
        let found = read.as_ref().and_then(|(version, sysroot)| {
            Some((version.split(' ').nth(1)?, Path::new(sysroot.trim())))
        });
        let Some((version, sysroot)) = found else {
            return Err(unavailable("rustc does not answer."));
        };
        Ok(Self { version: version.to_owned(), sysroot: sysroot.to_owned() })
    }
}

/// Where a compiler looks for its standard library for Windows.
fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn build_library(compiler: &Compiler, own: &Path) -> Result<(), Unavailable> {
    say(&format!("▸ A standard library for Windows, once for rustc {} …", compiler.version));
    let source = sources::of_standard_library(&compiler.version, &compiler.sysroot)?;
    copy_compiler(&compiler.sysroot, own)?;
    let place = own.join("lib/rustlib/src/rust/library");
    // A copy of the compiler's own sources, if it has any, is made of links: nothing is written there.
    fresh_folder(&place)?;
    copy_tree(&source, &place)?;
    // Debian leaves the crates out that the library stands on; cargo brings them by its lock file.
    let _ = fs::remove_dir_all(place.join("vendor"));

    let empty = places::folder().join(EMPTY);
    fresh_folder(&empty.join("src"))?;
    let manifest = format!("[package]\nname = \"{EMPTY}\"\nedition = \"2024\"\n[workspace]\n");
    written(&empty.join("Cargo.toml"), &manifest)?;
    written(&empty.join("src/lib.rs"), "")?;
    let built = empty.join("built");
    let mut cargo = cargo_with(own);
    cargo
        .current_dir(&empty)
        // The one switch that is not for everybody, for these sources alone.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &built)
        .args(["build", "--release", "-Zbuild-std=std,panic_unwind,test", "--target", TARGET]);
    Step {
        title: "Building the standard library for Windows",
        advice: "the compiler's message above says why",
    }
    .run(&mut cargo)?;
    let kept = library(own);
    fresh_folder(&kept)?;
    let deps = built.join(TARGET).join("release/deps");
    for file in files_of(&deps)? {
        let is_library = file.extension() == Some(OsStr::new("rlib"));
        let name = file.file_name().unwrap_or_default();
        if is_library && !name.to_string_lossy().contains(EMPTY) {
            fs::copy(&file, kept.join(name)).map_err(|error| told(&file, &error))?;
        }
    }
    let _ = fs::remove_dir_all(&empty);
    written(&own.join(READY), &compiler.version)?;
    Ok(())
}

/// A copy of the compiler by hard links, or where the disk is another by content.
fn copy_compiler(from: &Path, to: &Path) -> Outcome<()> {
    fresh_folder(to)?;
    let copy = |how: &str| {
        let mut command = Command::new("cp");
        command.arg(how).arg(from.join("bin")).arg(from.join("lib")).arg(to);
        command
    };
    if tools::succeeds(&mut copy("-al")) {
        return Ok(());
    }
    fresh_folder(to)?;
    Step { title: "Copying the compiler", advice: "make room on the disk" }.run(&mut copy("-a"))
}

fn copy_tree(from: &Path, to: &Path) -> Outcome<()> {
    Step {
        title: "Laying the library's sources beside the compiler",
        advice: "make room on the disk",
    }
    .run(Command::new("cp").arg("-r").arg(from.join(".")).arg(to))
}
