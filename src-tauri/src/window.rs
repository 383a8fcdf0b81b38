//! The one window: it shows the bundled pages and goes nowhere else, and what it shows leaves by the
//! desk's own ways alone.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, PhysicalPosition, Url, WebviewUrl, WebviewWindowBuilder};

use crate::{web_view, window_place};

/// The window's name in the capability file.
pub const LABEL: &str = "desk";
/// What it is called; the program too.
pub const TITLE: &str = "雲端聯絡簿審核台";

/// Opens the window, kept out of screenshots and shared screens until the facility's policy says
/// otherwise ([`show_to_captures`]).
///
/// # Errors
/// The system gives no window, or no browser below it.
pub fn open(handle: &AppHandle) -> tauri::Result<()> {
    let opening = window_place::opening(handle);
    let window = WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::App("index.html".into()))
        .title(TITLE)
        .inner_size(opening.size.0, opening.size.1)
        .min_inner_size(window_place::LEAST.0, window_place::LEAST.1)
        .maximized(opening.maximized)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .disable_drag_drop_handler()
        .content_protected(true)
        .general_autofill_enabled(false)
        // Nothing of a case is left in the browser's own folders. WebKitGTK lets a window without
        // them not be driven.
        .incognito(!is_driven())
        .build()?;
    if let Some((x, y)) = opening.position {
        // In pixels: screens differ in how many make one of the page's.
        window.set_position(PhysicalPosition::new(x, y))?;
    }
    web_view::close_own_ways(&window)
}

/// Whether this desk was started to be driven by WebDriver, as its tests do.
pub fn is_driven() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

/// Lets the window be captured, or not any more. X11 and Wayland know no such thing: there it stays
/// as it is.
pub fn show_to_captures(handle: &AppHandle, shown: bool) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    if let Err(error) = window.set_content_protected(!shown) {
        tracing::error!(%error, shown, "the window's protection could not be changed");
    }
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

/// Somebody closes the window: where it is, is kept, and it is closed in any case.
pub fn is_being_closed(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(LABEL) {
        window_place::keep(&window);
    }
    close_at_the_latest(handle);
}

/// Whoever closes the window is not held up: the page keeps what was written last and then closes it
/// (`onCloseRequested` of Tauri's own library), and a page that hangs or has crashed is closed here.
fn close_at_the_latest(handle: &AppHandle) {
    /// More than the page itself waits for what it keeps (`KEEPING_WAIT` in `ui/src/desk.svelte.ts`).
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);
    let handle = handle.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if let Some(window) = handle.get_webview_window(LABEL) {
            tracing::error!("the page did not close and was closed");
            let _ = window.destroy();
        }
    });
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
