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

/// What the account's settings say of automatic configuration.
struct Automatic {
    detect: bool,
    /// The script's address, ending with a zero.
    script: Option<Vec<u16>>,
}

/// What finds the way to an address, where the account's settings have it found automatically. A fixed
/// proxy is read by the client itself.
pub fn resolver() -> Option<impl Fn(&Url) -> Option<Url> + Send + Sync> {
    let automatic = automatic();
    (automatic.detect || automatic.script.is_some()).then_some(move |address: &Url| {
        let list = ask(&automatic, address)?;
        super::first_of_list(&list)
    })
}

fn automatic() -> Automatic {
    let mut config = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG::default();
    // SAFETY: the pointer is to a live structure, which is written; what it then points to is copied
    // and freed once each, as the documentation asks.
    unsafe {
        if WinHttpGetIEProxyConfigForCurrentUser(&raw mut config) == 0 {
            return Automatic { detect: false, script: None };
        }
        let script = take(config.lpszAutoConfigUrl);
        let _ = (take(config.lpszProxy), take(config.lpszProxyBypass));
        Automatic { detect: config.fAutoDetect != 0, script }
    }
}

/// WinHTTP's list of ways; nothing where it goes out directly, or where nothing is found.
fn ask(automatic: &Automatic, address: &Url) -> Option<String> {
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
        let ways = ways.filter(|_| found.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY)?;
        Some(String::from_utf16_lossy(ways.strip_suffix(&[0]).unwrap_or(&ways)))
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
