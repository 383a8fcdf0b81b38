//! Declares the window's one command: without that every page could call it.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(&["call"]));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the shell's build: {error:#}");
    }
}
