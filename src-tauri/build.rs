//! Declares the window's one command: without that every page could call it. And tells Windows what the
//! program is: long paths, screens of any scale, no administrator.

fn main() {
    println!("cargo:rerun-if-changed=windows.manifest.xml");
    let windows = tauri_build::WindowsAttributes::new_without_app_manifest()
        .app_manifest(include_str!("windows.manifest.xml"));
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(&["call"]))
        .windows_attributes(windows);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the shell's build: {error:#}");
    }
}
