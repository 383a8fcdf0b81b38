//! logind on the system's bus, screen savers on the session's.

use std::collections::HashMap;

use app::views::lock::LockCause;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue};
use zbus::{MatchRule, Result};

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const MANAGER_PATH: &str = "/org/freedesktop/login1";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// Each desktop has its own; all say `ActiveChanged`.
const SCREEN_SAVERS: [&str; 4] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
];
/// Signals that may wait while the desk is being locked.
const WAITING: usize = 16;

pub fn listen(lock_up: impl Fn(LockCause) + Clone + Send + 'static) {
    let told = lock_up.clone();
    std::thread::spawn(move || {
        if let Err(error) = screen_savers(told) {
            tracing::info!(%error, "no screen saver tells when the screen is locked");
        }
    });
    std::thread::spawn(move || {
        if let Err(error) = logind(lock_up) {
            tracing::info!(%error, "logind does not tell when the session is locked");
        }
    });
}

fn screen_savers(lock_up: impl Fn(LockCause)) -> Result<()> {
    let bus = Connection::session()?;
    let rule = MatchRule::builder().msg_type(Type::Signal).member("ActiveChanged")?.build();
    for message in MessageIterator::for_match_rule(rule, &bus, Some(WAITING))? {
        let message = message?;
        let of_a_saver = message
            .header()
            .interface()
            .is_some_and(|interface| SCREEN_SAVERS.contains(&interface.as_str()));
        if of_a_saver && message.body().deserialize::<bool>().is_ok_and(|active| active) {
            lock_up(LockCause::System);
        }
    }
    Ok(())
}

fn logind(lock_up: impl Fn(LockCause)) -> Result<()> {
    let bus = Connection::system()?;
    let own = own_session(&bus);
    let mut held_awake = hold_awake(&bus);
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(LOGIND)?.build();
    for message in MessageIterator::for_match_rule(rule, &bus, Some(WAITING))? {
        match said(&message?, own.as_ref()) {
            Some(Said::Sleeps) => {
                lock_up(LockCause::Sleep);
                // From here on the computer may sleep.
                drop(held_awake.take());
            }
            Some(Said::Wakes) => held_awake = hold_awake(&bus),
            Some(Said::Locked) => lock_up(LockCause::System),
            None => {}
        }
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Said {
    Sleeps,
    Wakes,
    /// The session was locked, or somebody else has the screen.
    Locked,
}

/// What a signal means to the desk. Another person's session is their own affair.
fn said(message: &Message, own: Option<&OwnedObjectPath>) -> Option<Said> {
    let header = message.header();
    let (interface, member) = (header.interface()?.as_str(), header.member()?.as_str());
    let is_own = || own.is_some_and(|own| header.path().is_some_and(|path| *path == own.as_ref()));
    match (interface, member) {
        (MANAGER, "PrepareForSleep") => {
            let begins: bool = message.body().deserialize().ok()?;
            Some(if begins { Said::Sleeps } else { Said::Wakes })
        }
        (SESSION, "Lock") if is_own() => Some(Said::Locked),
        (PROPERTIES, "PropertiesChanged") if is_own() => {
            let (of, changed, _): (String, HashMap<String, OwnedValue>, Vec<String>) =
                message.body().deserialize().ok()?;
            let active = changed.get("Active").and_then(|value| bool::try_from(value).ok());
            (of == SESSION && active == Some(false)).then_some(Said::Locked)
        }
        _ => None,
    }
}

/// The session that this program runs in.
fn own_session(bus: &Connection) -> Option<OwnedObjectPath> {
    let ask = |method: &str, body: &dyn Fn(&str) -> Result<Message>| {
        body(method).ok()?.body().deserialize::<OwnedObjectPath>().ok()
    };
    let by_process = |method: &str| {
        bus.call_method(Some(LOGIND), MANAGER_PATH, Some(MANAGER), method, &std::process::id())
    };
    let by_name = |method: &str| {
        let name = std::env::var("XDG_SESSION_ID").unwrap_or_default();
        bus.call_method(Some(LOGIND), MANAGER_PATH, Some(MANAGER), method, &name)
    };
    ask("GetSessionByPID", &by_process).or_else(|| ask("GetSession", &by_name))
}

/// Has the computer wait, for the few seconds that it allows, until the desk is locked.
fn hold_awake(bus: &Connection) -> Option<OwnedFd> {
    let what = ("sleep", "雲端聯絡簿審核台", "先上鎖並關閉資料", "delay");
    let held = bus.call_method(Some(LOGIND), MANAGER_PATH, Some(MANAGER), "Inhibit", &what);
    held.ok()?.body().deserialize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "/org/freedesktop/login1/session/_32";

    fn signal(
        path: &str,
        interface: &str,
        member: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Message {
        Message::signal(path, interface, member)
            .and_then(|signal| signal.build(body))
            .expect("a signal")
    }

    #[test]
    fn sleep_and_the_own_sessions_lock_count_and_nobody_elses_does() {
        let own = OwnedObjectPath::try_from(OWN).expect("a path");
        let active = |active: bool| {
            let changed = HashMap::from([("Active", zbus::zvariant::Value::from(active))]);
            (SESSION, changed, Vec::<String>::new())
        };
        for (message, meant) in [
            (signal(MANAGER_PATH, MANAGER, "PrepareForSleep", &true), Some(Said::Sleeps)),
            (signal(MANAGER_PATH, MANAGER, "PrepareForSleep", &false), Some(Said::Wakes)),
            (signal(OWN, SESSION, "Lock", &()), Some(Said::Locked)),
            (signal(OWN, SESSION, "Unlock", &()), None),
            (signal("/org/freedesktop/login1/session/_33", SESSION, "Lock", &()), None),
            (signal(OWN, PROPERTIES, "PropertiesChanged", &active(false)), Some(Said::Locked)),
            (signal(OWN, PROPERTIES, "PropertiesChanged", &active(true)), None),
            (signal(MANAGER_PATH, MANAGER, "PrepareForSleep", &"odd"), None),
        ] {
            assert_eq!(said(&message, Some(&own)), meant, "{message:?}");
        }
    }
}
