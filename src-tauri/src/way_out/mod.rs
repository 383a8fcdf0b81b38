//! The way out as the system finds it for each address: its own automatic configuration (PAC, WPAD), which
//! the client of the portal does not run.
//!
//! On Linux by GLib's resolver, which asks the desktop's settings; on Windows by WinHTTP, written by the
//! documentation and not tried on a real Windows yet. Where the system configures nothing by itself, or
//! the environment names a proxy, the client looks where it always does.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portal::AskTheWay;
use tauri::Url;

/// A script may change its mind; it is not asked for every connection.
const HOLDS: Duration = Duration::from_secs(60);
/// So long a connection waits for the way.
const PATIENCE: Duration = Duration::from_secs(2);

/// Who is asked for the way to an address; nobody where the client finds it by itself.
pub fn of_the_system() -> Option<AskTheWay> {
    if is_in_the_environment() {
        return None;
    }
    #[cfg(target_os = "linux")]
    let ask = linux::resolver()?;
    #[cfg(windows)]
    let ask = windows::resolver()?;
    #[cfg(any(target_os = "linux", windows))]
    return Some(remembering(ask));
    #[cfg(not(any(target_os = "linux", windows)))]
    None
}

/// Whether the environment names a proxy: it comes before what the system says.
pub fn is_in_the_environment() -> bool {
    let named = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    named.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Asks once a minute for each host, on a thread of its own, and waits for a moment only: a script that
/// hangs holds up nothing else. Until it has answered, what it said last holds.
fn remembering(ask: impl Fn(&Url) -> Option<Url> + Send + Sync + 'static) -> AskTheWay {
    let ask = Arc::new(ask);
    let known: Mutex<HashMap<String, (Instant, Option<Url>)>> = Mutex::default();
    AskTheWay::new(move |address| {
        let host = address.host_str().unwrap_or_default().to_owned();
        let before = known.lock().unwrap_or_else(PoisonError::into_inner).get(&host).cloned();
        let before = match before {
            Some((asked, way)) if asked.elapsed() < HOLDS => return way,
            before => before.and_then(|(_, way)| way),
        };
        let (tell, told) = channel();
        let (asked, address) = (ask.clone(), address.clone());
        std::thread::spawn(move || {
            // Nobody listens any more if it took too long.
            let _ = tell.send(asked(&address));
        });
        let way = told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            tracing::warn!("the system does not tell the way out in time");
            before
        });
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(host, (Instant::now(), way.clone()));
        way
    })
}

/// The first of these ways that the client can take, `direct://` among them; directly where it can take
/// none. One with a name and a password in it is none.
#[cfg(any(target_os = "linux", test))]
fn first_way<'a>(ways: impl IntoIterator<Item = &'a str>) -> Option<Url> {
    ways.into_iter().find_map(|way| match way.trim() {
        "direct://" => Some(None),
        way => match portal::Proxy::parse(way)? {
            portal::Proxy::At(proxy) => Some(Some(proxy)),
            _ => None,
        },
    })?
}

/// The first way of WinHTTP's list: `proxy:8080;http=other:80 https=third:443`, spaces and semicolons
/// between, with or without a scheme.
#[cfg(any(windows, test))]
fn first_of_list(list: &str) -> Option<Url> {
    list.split([';', ' ']).filter(|way| !way.is_empty()).find_map(|way| {
        let way = match way.split_once('=') {
            Some(("https", way)) => way,
            Some(_) => return None,
            None => way,
        };
        let whole = if way.contains("://") { way.to_owned() } else { format!("http://{way}") };
        match portal::Proxy::parse(&whole)? {
            portal::Proxy::At(proxy) => Some(proxy),
            _ => None,
        }
    })
}

/// Whether an account's list of exceptions names this host: `*.example;10.*;<local>`, where the last is
/// every name without a dot.
#[cfg(any(windows, test))]
fn is_excepted(exceptions: &str, host: &str) -> bool {
    exceptions.split([';', ' ']).filter(|one| !one.is_empty()).any(|one| match one {
        "<local>" => !host.contains('.'),
        one => {
            let pattern = one.split_once("://").map_or(one, |(_, rest)| rest).to_lowercase();
            let parts: Vec<&str> = pattern.split('*').collect();
            fits(&parts, &host.to_lowercase())
        }
    })
}

/// Whether a text is these parts in their order, anything between, beginning with the first and ending
/// with the last.
#[cfg(any(windows, test))]
fn fits(parts: &[&str], text: &str) -> bool {
    match parts {
        [] => false,
        [only] => text == *only,
        [first, between @ .., last] => {
            let Some(mut rest) = text.strip_prefix(first) else { return false };
            for part in between {
                let Some(at) = rest.find(part) else { return false };
                rest = &rest[at + part.len()..];
            }
            rest.ends_with(last)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tauri::Url;

    use super::{first_of_list, first_way, is_excepted, remembering};

    #[test]
    fn the_first_way_that_can_be_taken_is_taken() {
        for (ways, taken) in [
            (&["direct://"][..], None),
            (&["http://proxy.example:8080", "direct://"], Some("http://proxy.example:8080/")),
            // What the client cannot speak is passed over, in the order of the list.
            (
                &["socks5://proxy.example:1080", "http://b.example:3128"],
                Some("http://b.example:3128/"),
            ),
            (&["direct://", "http://b.example:3128"], None),
            (&["socks://a.example:1"], None),
            (&["http://name:secret@a.example:3128"], None),
            (&["", "nonsense"], None),
            (&[], None),
        ] {
            let way = first_way(ways.iter().copied());
            assert_eq!(way.as_ref().map(Url::as_str), taken, "{ways:?}");
        }
    }

    #[test]
    fn a_list_of_winhttp_is_read_as_it_comes() {
        for (list, taken) in [
            ("proxy.example:8080", Some("http://proxy.example:8080/")),
            ("http://proxy.example:8080", Some("http://proxy.example:8080/")),
            ("http=a.example:80;https=b.example:443", Some("http://b.example:443/")),
            ("a.example:1 b.example:2", Some("http://a.example:1/")),
            ("ftp=a.example:21", None),
            ("", None),
            (";; ;", None),
            ("name:secret@a.example:80", None),
        ] {
            assert_eq!(first_of_list(list).as_ref().map(Url::as_str), taken, "{list:?}");
        }
    }

    #[test]
    fn exceptions_are_patterns_and_local_is_a_name_without_a_dot() {
        for (exceptions, host, excepted) in [
            ("*.example.gov.tw", "portal.example.gov.tw", true),
            ("*.example.gov.tw", "example.gov.tw", false),
            ("10.*;192.168.*", "192.168.1.7", true),
            ("<local>", "portal", true),
            ("<local>", "portal.example", false),
            ("Portal.Example", "portal.example", true),
            ("https://portal.example", "portal.example", true),
            ("a*b*c", "axxbxxc", true),
            ("a*b*c", "axxcxxb", false),
            ("*", "anything.example", true),
            ("", "portal.example", false),
            (";; ;", "portal.example", false),
        ] {
            assert_eq!(is_excepted(exceptions, host), excepted, "{exceptions:?} {host}");
        }
    }

    #[test]
    fn a_script_that_hangs_holds_up_a_connection_for_a_moment_only() {
        let (release, hold) = std::sync::mpsc::channel::<()>();
        let hold = std::sync::Mutex::new(hold);
        let ask = remembering(move |_| {
            let _ = hold.lock().expect("one at a time").recv();
            None
        });
        let address: Url = "https://a.example/".parse().expect("an address");
        assert_eq!(ask.way_to(&address), None);
        drop(release);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_host_is_asked_for_once_and_by_itself() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = asked.clone();
        let ask = remembering(move |address| {
            count.fetch_add(1, Ordering::SeqCst);
            (address.host_str() == Some("a.example"))
                .then(|| "http://proxy.example:8080/".parse().expect("an address"))
        });
        let to = |address: &str| {
            let address: Url = address.parse().expect("an address");
            ask.way_to(&address).map(|way| way.to_string())
        };
        for _ in 0..3 {
            assert_eq!(to("https://a.example/x").as_deref(), Some("http://proxy.example:8080/"));
            assert_eq!(to("https://b.example/"), None);
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}
