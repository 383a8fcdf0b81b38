//! Drawing on a computer without a graphics card. WebView2 finds out by itself.

/// Has WebKitGTK draw with the processor where there is no graphics card.
///
/// It draws through OpenGL otherwise, which without a card is an emulation on the processor: the
/// next case then takes half as long again until it is on the screen. WebKitGTK reads its choice
/// from the environment it was started in; whoever has made it is left with their own.
pub fn choice() -> Option<(&'static str, &'static str)> {
    const CHOICE: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    let made = std::env::var_os(CHOICE).is_some();
    (!made && !has_card(std::path::Path::new("/dev/dri"))).then_some((CHOICE, "1"))
}

/// Whether a card that can draw is among these devices.
fn has_card(devices: &std::path::Path) -> bool {
    let Ok(devices) = std::fs::read_dir(devices) else { return false };
    devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::has_card;

    #[test]
    fn only_a_device_that_draws_is_a_card() {
        let devices = tempfile::tempdir().expect("a folder");
        assert!(!has_card(&devices.path().join("missing")));
        // A screen alone, as a server's console has one.
        std::fs::write(devices.path().join("card0"), "").expect("written");
        assert!(!has_card(devices.path()));
        std::fs::write(devices.path().join("renderD128"), "").expect("written");
        assert!(has_card(devices.path()));
    }
}
