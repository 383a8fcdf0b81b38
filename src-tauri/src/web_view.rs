//! What the browser below the window brings along and a desk must not have: a menu that saves and
//! copies pictures past the marked print, keys that print and reload the page, a store of passwords.

use tauri::WebviewWindow;

/// Closes the browser's own ways, as far as they are not closed when the window is built.
///
/// # Errors
/// There is no browser below the window.
pub fn close_own_ways(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        #[cfg(target_os = "linux")]
        webkit::close_own_ways(&webview.inner());
        #[cfg(windows)]
        if let Err(error) = webview2::close_own_ways(&webview.controller()) {
            tracing::error!(%error, "the browser's own menus and keys could not be turned off");
        }
        #[cfg(not(any(target_os = "linux", windows)))]
        drop(webview);
    })
}

#[cfg(target_os = "linux")]
mod webkit {
    use webkit2gtk::{WebContextExt as _, WebView, WebViewExt as _};

    pub(super) fn close_own_ways(view: &WebView) {
        // True: it has been dealt with. The page says no as well; a page can have a fault.
        view.connect_context_menu(|_, _, _, _| true);
        if let Some(context) = view.context() {
            context.set_spell_checking_enabled(false);
        }
    }
}

/// Untried: no WebView2 was at hand.
#[cfg(windows)]
mod webview2 {
    use webview2_com::Microsoft::Web::WebView2::Win32::{
        ICoreWebView2Controller, ICoreWebView2Settings3, ICoreWebView2Settings4,
    };
    use windows_core::{Interface as _, Result};

    pub(super) fn close_own_ways(controller: &ICoreWebView2Controller) -> Result<()> {
        // SAFETY: called on the window's thread, with a controller that lives.
        unsafe {
            let view = controller.CoreWebView2()?;
            let settings = view.Settings()?;
            settings.SetAreDefaultContextMenusEnabled(false)?;
            settings
                .cast::<ICoreWebView2Settings3>()?
                .SetAreBrowserAcceleratorKeysEnabled(false)?;
            settings.cast::<ICoreWebView2Settings4>()?.SetIsPasswordAutosaveEnabled(false)?;
            // They hold from the next page on, and the first is on its way already.
            view.Reload()
        }
    }
}
