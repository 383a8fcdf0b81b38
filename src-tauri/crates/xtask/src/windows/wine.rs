//! wine, in a folder of its own: runs programs for Windows here. It has no AppContainer, no integrity and
//! no memory limit of jobs; what those stop cannot be seen under it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::places::{self, told, written};
use crate::step::{Outcome, Step};
use crate::{setup, tools};

/// Where Debian lays it; without its windows and sounds.
const PROGRAMS: [&str; 3] = ["/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine"];

/// wine before version 9 lacks the library that Rust draws random numbers from; wine itself has them
/// under an older name.
const RANDOM: &str = "#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE room, SIZE_T bytes) {
  return SystemFunction036(room, (ULONG)bytes);
}
";

/// The program, and the folder that it takes for a computer.
pub struct Wine {
    program: PathBuf,
    prefix: PathBuf,
}

impl Wine {
    pub fn set_up() -> Outcome<Self> {
        if find().is_none() {
            setup::system_packages(&["wine64"])?;
        }
        let program = find().unwrap_or_else(|| PathBuf::from(PROGRAMS[0]));
        let wine = Self { program, prefix: places::folder().join("wine") };
        if !wine.prefix.join("system.reg").is_file() {
            wine.begin()?;
        }
        wine.lend_random_numbers()?;
        Ok(wine)
    }

    /// Has cargo run what it built under wine.
    pub fn enter(&self, cargo: &mut Command) {
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", &self.program);
        self.surround(cargo);
    }

    fn surround(&self, command: &mut Command) {
        command
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            // No windows, no browser, no .NET: nothing asks to be installed.
            .env("WINEDLLOVERRIDES", "bcryptprimitives=n;mscoree=;mshtml=")
            .env_remove("DISPLAY");
    }

    fn begin(&self) -> Outcome<()> {
        fs::create_dir_all(&self.prefix).map_err(|error| told(&self.prefix, &error))?;
        let mut boot = Command::new(&self.program);
        boot.args(["wineboot", "--init"]);
        self.surround(&mut boot);
        Step { title: "Beginning a computer for wine", advice: "install wine64 of your system" }
            .run(&mut boot)
    }

    fn lend_random_numbers(&self) -> Outcome<()> {
        let system = self.prefix.join("drive_c/windows/system32");
        let library = system.join("bcryptprimitives.dll");
        let source = places::folder().join("random.c");
        if library.is_file() && source.is_file() {
            return Ok(());
        }
        written(&source, RANDOM)?;
        Step { title: "Lending wine its random numbers", advice: "install mingw-w64" }.run(
            Command::new("x86_64-w64-mingw32-gcc")
                .args(["-shared", "-O2", "-o"])
                .arg(&library)
                .arg(&source)
                .arg("-ladvapi32"),
        )
    }
}

fn find() -> Option<PathBuf> {
    let known = PROGRAMS.iter().map(PathBuf::from).find(|program| program.is_file());
    known.or_else(|| tools::find("wine"))
}
