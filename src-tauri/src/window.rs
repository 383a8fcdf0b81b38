//! The one window: it shows the bundled pages and goes nowhere else.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

/// The window's name in the capability file.
pub const LABEL: &str = "desk";

pub fn open(handle: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::App("index.html".into()))
        .title("雲端聯絡簿審核台")
        .inner_size(1440.0, 900.0)
        .min_inner_size(880.0, 500.0)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .disable_drag_drop_handler()
        .build()?;
    Ok(())
}

/// Brings the window to the front, out of the task bar if it lies there. What the system does not
/// allow (some let no program take the focus) is left as it is.
pub fn raise(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

fn is_own_page(url: &Url) -> bool {
    url.scheme() == "tauri" || (url.scheme() == "http" && url.host_str() == Some("tauri.localhost"))
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn the_window_goes_nowhere_else() {
        for (address, own) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost.example/", false),
            ("http://localhost/", false),
            ("doc://localhost/0123", false),
            ("file:///etc/passwd", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own_page(&address.parse().expect(address)), own, "{address}");
        }
    }
}
