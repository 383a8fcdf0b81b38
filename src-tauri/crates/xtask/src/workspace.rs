//! Where things are in the checkout, and how this program calls cargo again.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// The top of the checkout.
pub fn root() -> PathBuf {
    // Three folders above this crate's manifest: src-tauri/crates/xtask.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.ancestors().nth(3).map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(PathBuf::from(folder)))
}

/// A program that cargo built, by its name without extension.
pub fn built(release: bool, name: &str) -> PathBuf {
    target()
        .join(if release { "release" } else { "debug" })
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Cargo, started at the top of the checkout.
pub fn cargo() -> Command {
    cargo_at(&std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The same with this cargo.
pub fn cargo_at(program: &OsStr) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    // `cargo run` describes this program to itself in these; left in place they would make other
    // build scripts believe that something changed, and build again.
    for (name, _) in std::env::vars_os() {
        let described = name.to_string_lossy();
        if described.starts_with("CARGO_PKG_") || described.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}
