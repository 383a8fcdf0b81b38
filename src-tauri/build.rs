//! Declares the window's commands, so that a page can call these and no others.

mod names {
    include!("src/commands/names.rs");
}

fn main() {
    println!("cargo:rerun-if-changed=src/commands/names.rs");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(names::NAMES));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the shell's build: {error:#}");
    }
}
