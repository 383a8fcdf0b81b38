//! WinHTTP: automatic configuration by a script, whose address is set or found in the network. Written by
//! the documentation; not tried on a real Windows yet.

use std::ptr::null;

use tauri::Url;
use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NAMED_PROXY, WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_AUTO_DETECT_TYPE_DHCP,
    WINHTTP_AUTO_DETECT_TYPE_DNS_A, WINHTTP_AUTOPROXY_AUTO_DETECT, WINHTTP_AUTOPROXY_CONFIG_URL,
    WINHTTP_AUTOPROXY_OPTIONS, WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO,
    WinHttpCloseHandle, WinHttpGetIEProxyConfigForCurrentUser, WinHttpGetProxyForUrl, WinHttpOpen,
};

/// What the account's settings say; each text ends with a zero.
struct Settings {
    /// The script is to be looked for in the network.
    detect: bool,
    script: Option<Vec<u16>>,
    /// What holds where no script is found.
    fixed: Option<String>,
    exceptions: String,
}

/// What finds the way to an address, where the account's settings have it found automatically. Where
/// nothing else is set than a fixed proxy, the client reads it by itself.
pub fn resolver() -> Option<impl Fn(&Url) -> Option<Url> + Send + Sync> {
    let settings = settings()?;
    (settings.detect || settings.script.is_some()).then_some(move |address: &Url| {
        match ask(&settings, address) {
            Some(list) => super::first_of_list(&list),
            None if super::is_excepted(&settings.exceptions, address.host_str()?) => None,
            None => super::first_of_list(settings.fixed.as_deref()?),
        }
    })
}

fn settings() -> Option<Settings> {
    let mut config = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG::default();
    // SAFETY: the pointer is to a live structure, which is written; what it then points to is copied
    // and freed once each, as the documentation asks.
    unsafe {
        if WinHttpGetIEProxyConfigForCurrentUser(&raw mut config) == 0 {
            return None;
        }
        Some(Settings {
            detect: config.fAutoDetect != 0,
            script: take(config.lpszAutoConfigUrl),
            fixed: take(config.lpszProxy).map(|text| words(&text)),
            exceptions: take(config.lpszProxyBypass).map(|text| words(&text)).unwrap_or_default(),
        })
    }
}

fn words(text: &[u16]) -> String {
    String::from_utf16_lossy(text.strip_suffix(&[0]).unwrap_or(text))
}

/// WinHTTP's list of ways, empty where it goes out directly; nothing where no script answers.
fn ask(automatic: &Settings, address: &Url) -> Option<String> {
    let address: Vec<u16> = address.as_str().encode_utf16().chain([0]).collect();
    let mut options = WINHTTP_AUTOPROXY_OPTIONS {
        // The script may lie where the account has to prove who it is: Windows does it by itself.
        fAutoLogonIfChallenged: 1,
        ..WINHTTP_AUTOPROXY_OPTIONS::default()
    };
    if automatic.detect {
        options.dwFlags |= WINHTTP_AUTOPROXY_AUTO_DETECT;
        options.dwAutoDetectFlags = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
    }
    if let Some(script) = &automatic.script {
        options.dwFlags |= WINHTTP_AUTOPROXY_CONFIG_URL;
        options.lpszAutoConfigUrl = script.as_ptr();
    }
    let mut found = WINHTTP_PROXY_INFO::default();
    // SAFETY: every text ends with a zero and outlives the calls, every structure is live, the handle
    // is closed once, and what was found is copied and freed once each.
    unsafe {
        let session = WinHttpOpen(null(), WINHTTP_ACCESS_TYPE_NO_PROXY, null(), null(), 0);
        if session.is_null() {
            return None;
        }
        let told =
            WinHttpGetProxyForUrl(session, address.as_ptr(), &raw mut options, &raw mut found);
        WinHttpCloseHandle(session);
        if told == 0 {
            tracing::warn!("Windows does not tell the way out");
            return None;
        }
        let (ways, _) = (take(found.lpszProxy), take(found.lpszProxyBypass));
        let named = found.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY;
        Some(ways.filter(|_| named).map(|ways| words(&ways)).unwrap_or_default())
    }
}

/// A text of WinHTTP's, with its zero, and frees it.
///
/// # Safety
/// The pointer is null, or to a text that ends with a zero, was allocated by WinHTTP for its caller, and
/// is used by nobody else from here on.
unsafe fn take(text: *mut u16) -> Option<Vec<u16>> {
    if text.is_null() {
        return None;
    }
    // SAFETY: by the function's own condition.
    unsafe {
        let length = (0..).take_while(|at| *text.add(*at) != 0).count();
        let copy = std::slice::from_raw_parts(text, length + 1).to_vec();
        GlobalFree(text.cast());
        (length > 0).then_some(copy)
    }
}
