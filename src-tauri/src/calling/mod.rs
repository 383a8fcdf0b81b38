//! Calls somebody who looks elsewhere, by the system's own ways: a number on the task bar, the window's
//! wish to be looked at, a notification. None of them says anything of a case.
//!
//! On Linux by the desktop's notifications (tried); on Windows by toasts and an overlay on the task bar,
//! written by the documentation and not tried on a real Windows yet: toasts need the name that the
//! installers enter under `Software\Classes\AppUserModelId`.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use app::OnCalled;
use app::views::calling::CallTo;
use tauri::{AppHandle, Manager, UserAttentionType};

use crate::{events, window};

/// How the desk calls from here on.
pub fn begin(handle: &AppHandle) -> OnCalled {
    let answered = {
        let handle = handle.clone();
        move |to: CallTo| {
            window::raise(&handle);
            events::answer_call(&handle, to);
        }
    };
    #[cfg(target_os = "linux")]
    let notify = linux::notifier(answered);
    #[cfg(windows)]
    let notify = windows::notifier(answered);
    #[cfg(not(any(target_os = "linux", windows)))]
    let notify = {
        drop(answered);
        |_: Option<app::views::calling::Call>| {}
    };
    let (handle, shown) = (handle.clone(), AtomicU32::new(0));
    Arc::new(move |calling| {
        if shown.swap(calling.waiting, Ordering::SeqCst) != calling.waiting {
            show_count(&handle, calling.waiting);
        }
        if calling.waiting == 0 {
            // Nothing waits any more, or nobody sits here.
            notify(None);
        }
        if let Some(call) = calling.call
            && !is_looked_at(&handle)
        {
            want_attention(&handle);
            notify(Some(call));
        }
    })
}

fn is_looked_at(handle: &AppHandle) -> bool {
    handle.get_webview_window(window::LABEL).is_some_and(|it| it.is_focused().unwrap_or(false))
}

fn want_attention(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(window::LABEL) {
        let _ = window.request_user_attention(Some(UserAttentionType::Informational));
    }
}

/// In the title, which every task bar shows, and where the system has a place of its own, there.
fn show_count(handle: &AppHandle, waiting: u32) {
    let Some(window) = handle.get_webview_window(window::LABEL) else { return };
    let shown = window.set_title(&title(waiting));
    #[cfg(windows)]
    let shown = shown.and_then(|()| window.set_overlay_icon((waiting > 0).then(windows::dot)));
    #[cfg(not(windows))]
    let shown =
        shown.and_then(|()| window.set_badge_count((waiting > 0).then_some(i64::from(waiting))));
    if let Err(error) = shown {
        tracing::warn!(%error, "what waits could not be shown on the task bar");
    }
}

fn title(waiting: u32) -> String {
    match waiting {
        0 => window::TITLE.to_owned(),
        1..100 => format!("（{waiting}）{}", window::TITLE),
        _ => format!("（99+）{}", window::TITLE),
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn the_title_tells_how_much_waits_and_nothing_else() {
        assert_eq!(title(0), "雲端聯絡簿審核台");
        assert_eq!(title(3), "（3）雲端聯絡簿審核台");
        assert_eq!(title(100), "（99+）雲端聯絡簿審核台");
    }
}
