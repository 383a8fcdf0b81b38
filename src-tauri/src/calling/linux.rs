//! The desktop's notifications, `org.freedesktop.Notifications` 1.2 on the session's bus.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use app::views::calling::{Call, CallTo};
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{MatchRule, Result};

use crate::window;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// Pressing the notification itself, by the specification.
const PRESSED: &str = "default";
/// Answers that may wait while the window is being raised.
const WAITING: usize = 16;

/// The notification that is shown, and where it leads: a later one takes its place.
type Shown = Arc<Mutex<Option<(u32, CallTo)>>>;

/// What shows a call, or takes the last one away; `answered` is told where the one that was pressed leads.
pub fn notifier(answered: impl Fn(CallTo) + Send + 'static) -> impl Fn(Option<Call>) + Send + Sync {
    let (calls, come) = channel();
    std::thread::spawn(move || {
        if let Err(error) = show_all(&come, answered) {
            tracing::info!(%error, "no desktop shows notifications");
        }
    });
    let calls = Mutex::new(calls);
    move |call| {
        // Nobody takes it where no desktop shows any.
        let _ = calls.lock().unwrap_or_else(PoisonError::into_inner).send(call);
    }
}

fn show_all(
    come: &Receiver<Option<Call>>,
    answered: impl Fn(CallTo) + Send + 'static,
) -> Result<()> {
    let bus = Connection::session()?;
    let shown = Shown::default();
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(NAME)?
        .member("ActionInvoked")?
        .path(PATH)?
        .build();
    let pressed = MessageIterator::for_match_rule(rule, &bus, Some(WAITING))?;
    let of_pressed = shown.clone();
    std::thread::spawn(move || {
        for message in pressed.flatten() {
            let Ok((id, action)) = message.body().deserialize::<(u32, String)>() else { continue };
            let shown = *of_pressed.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, to)) = shown.filter(|(of, _)| *of == id && action == PRESSED) {
                answered(to);
            }
        }
    });
    for call in come {
        let mut now = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let before = now.take().map_or(0, |(id, _)| id);
        drop(now);
        let Some(call) = call else {
            if before != 0 {
                let closed =
                    bus.call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &before);
                if let Err(error) = closed {
                    tracing::info!(%error, "a notification could not be taken away");
                }
            }
            continue;
        };
        let hints = HashMap::from([
            ("desktop-entry", Value::from("notebook-desk")),
            ("category", Value::from("im.received")),
        ]);
        let asked = bus.call_method(
            Some(NAME),
            PATH,
            Some(NAME),
            "Notify",
            &(
                window::TITLE,
                before,
                "notebook-desk",
                window::TITLE,
                call.sentence.as_str(),
                [PRESSED, "看看"].as_slice(),
                hints,
                // The desktop knows how long.
                -1_i32,
            ),
        );
        match asked.and_then(|answer| answer.body().deserialize::<u32>()) {
            Ok(id) => {
                *shown.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, call.to));
            }
            Err(error) => tracing::info!(%error, "a notification could not be shown"),
        }
    }
    Ok(())
}
