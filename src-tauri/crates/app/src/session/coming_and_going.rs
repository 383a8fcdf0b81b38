//! What the audit log tells of who comes and goes: sign-ins and their failures, roles, the ends of
//! sessions.

use chrono::{DateTime, Utc};
use domain::Role;
use portal::SignInError;
use serde_json::{Value, json};
use store::audit::{self, Action};
use store::{Store, StoreError, Transaction, settings};
use uuid::Uuid;

use crate::error::ApiError;
use crate::session::{log_anchor, set_aside};
use crate::state::{Desk, FailedSignIns, Session, blocking};

/// Under which the database keeps the role that its owner had last.
const ROLE: &str = "desk.role";

/// How a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    SignedOut,
    /// To sign in anew, since the portal's session has run out.
    ToSignInAgain,
    /// Another one is opened in its place.
    Replaced,
    /// The portal says that the person is another, or works elsewhere.
    Moved,
    WindowClosed,
    /// The desk was locked.
    Locked,
}

impl Ending {
    fn word(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::ToSignInAgain => "to_sign_in_again",
            Self::Replaced => "replaced",
            Self::Moved => "moved",
            Self::WindowClosed => "window_closed",
            Self::Locked => "locked",
        }
    }
}

/// Whether somebody tried to sign in and was not let in, rather than the line have failed.
fn was_refused(error: &SignInError) -> bool {
    match error {
        SignInError::Declined { .. }
        | SignInError::TokenRefused { .. }
        | SignInError::TimedOut
        | SignInError::IdToken
        | SignInError::NotAskedAnew
        | SignInError::AnotherIssuer
        | SignInError::ForeignEndpoint { .. }
        | SignInError::AnotherPerson => true,
        SignInError::Portal(error) => !error.is_transient(),
        SignInError::Discovery | SignInError::NoLoopback | SignInError::NotPractice => false,
    }
}

pub(crate) fn note_failed_sign_in(desk: &Desk, error: &SignInError) {
    if was_refused(error) {
        note_failed(desk);
    }
}

/// Somebody tried to sign in, or to open the desk, and was not let in: the next session's log tells it.
pub(crate) fn note_failed(desk: &Desk) {
    let noted = desk.preferences.change(|remembered| {
        let count = remembered.failed_sign_ins.map_or(0, |failed| failed.count);
        let count = count.saturating_add(1);
        remembered.failed_sign_ins = Some(FailedSignIns { count, last_at: desk.own_now() });
    });
    if noted.is_err() {
        tracing::warn!("a failed sign-in could not be remembered");
    }
}

/// Writes down that the session begins, and what came before it.
pub(crate) async fn note_opened(desk: &Desk, session: &Session) -> Result<(), ApiError> {
    let failed = desk.preferences.get().failed_sign_ins;
    let (me, now) = (session.me(), session.own_now());
    let opening = session.opening();
    let anchor =
        blocking(move || Ok::<_, ApiError>(log_anchor::kept(opening.secrets.as_ref(), &opening)));
    if let Ok(Some(anchor)) = anchor.await {
        // What was saved from a damaged database is told already, and shorter than it was.
        let compare = move |tx: &Transaction<'_>| match set_aside::unread(tx)? {
            Some(_) => Ok(()),
            None => log_anchor::compare(tx, anchor),
        };
        session.write(compare).await?;
    }
    session.write(move |tx| opened(tx, &me.subject, me.role, failed, now)).await?;
    if failed.is_some()
        && desk.preferences.change(|remembered| remembered.failed_sign_ins = None).is_err()
    {
        tracing::warn!("failed sign-ins will be told once more");
    }
    Ok(())
}

fn opened(
    tx: &Transaction<'_>,
    subject: &str,
    role: Role,
    failed: Option<FailedSignIns>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let note = |actor: &str, action: Action, detail: Value| {
        audit::append(tx, &audit::Event { at, actor, action, subject: "desk".to_owned(), detail })
    };
    if let Some(FailedSignIns { count, last_at }) = failed {
        note(audit::DESK, Action::SignInFailed, json!({ "times": count, "last_at": last_at }))?;
    }
    note_role(tx, role, at)?;
    note(subject, Action::SessionOpened, json!({}))
}

/// Under which the database keeps by which wrapping its key opened last.
const WRAPPING: &str = "desk.wrapping";

/// Writes down that the key is wrapped anew: with another PIN, or for a keyring that had lost its part.
/// Found out at the next opening where the computer ended on the way.
pub(crate) fn note_wrapping(
    tx: &Transaction<'_>,
    actor: &str,
    wrapping: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let before: Option<Option<Uuid>> = settings::get(tx, WRAPPING)?;
    if before == Some(wrapping) {
        return Ok(());
    }
    if before.is_some() {
        let (action, subject) = (Action::PinChanged, "desk".to_owned());
        audit::append(tx, &audit::Event { at, actor, action, subject, detail: json!({}) })?;
    }
    settings::put(tx, WRAPPING, &wrapping)
}

/// The same wrapping's word, where another entry tells of it.
pub(crate) fn note_key_wrapped(
    tx: &Transaction<'_>,
    wrapping: Option<Uuid>,
) -> Result<(), StoreError> {
    settings::put(tx, WRAPPING, &wrapping)
}

/// Writes down a role that is another than the last one.
pub(crate) fn note_role(
    tx: &Transaction<'_>,
    role: Role,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let before: Option<Role> = settings::get(tx, ROLE)?;
    if before == Some(role) {
        return Ok(());
    }
    if before.is_some() {
        let event = audit::Event {
            at,
            actor: audit::DESK,
            action: Action::RoleChanged,
            subject: "desk".to_owned(),
            detail: json!({ "from": before, "to": role }),
        };
        audit::append(tx, &event)?;
    }
    settings::put(tx, ROLE, &role)
}

/// A database has been begun under a key of its own.
pub(crate) fn note_new_key(store: &Store, at: DateTime<Utc>) -> Result<(), StoreError> {
    let event = audit::Event {
        at,
        actor: audit::DESK,
        action: Action::KeyMade,
        subject: "desk".to_owned(),
        detail: json!({}),
    };
    store.write(|tx| audit::append(tx, &event))
}

/// Writes down that the session ends. Blocks for a moment: whoever ends it waits for the disk.
pub(crate) fn note_closed(session: &Session, ending: Ending) {
    let me = session.me();
    let event = audit::Event {
        at: session.own_now(),
        actor: &me.subject,
        action: Action::SessionClosed,
        subject: "desk".to_owned(),
        detail: json!({ "how": ending.word() }),
    };
    let opening = session.opening();
    let ended = session
        .store
        .write(|tx| audit::append(tx, &event))
        .and_then(|()| session.store.read(|c| log_anchor::keep(&opening, c)));
    if let Err(error) = ended {
        tracing::warn!(%error, "the end of the session could not be written down");
    }
}

#[cfg(test)]
mod tests {
    use store::Key;
    use store::audit::Wanted;

    use super::*;

    fn log(store: &Store) -> Vec<(String, Value)> {
        let rows = store.read(|c| audit::page(c, &Wanted::default(), None, 99)).expect("a log");
        rows.into_iter().rev().map(|row| (row.action, row.detail)).collect()
    }

    #[test]
    fn failed_sign_ins_and_a_new_role_stand_in_the_log_before_the_session() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = DateTime::from_timestamp(1_795_000_000, 0).expect("an instant");
        let path = folder.path().join("desk.sqlite");
        let store = Store::open(&path, &Key::from_bytes([7; 32]), now).expect("a store");
        let open = |role, failed| store.write(|tx| opened(tx, "sw-01", role, failed, now));
        open(Role::SocialWorker, None).expect("written");
        open(Role::SocialWorker, Some(FailedSignIns { count: 3, last_at: now })).expect("written");
        open(Role::Supervisor, None).expect("written");
        let log = log(&store);
        let actions: Vec<&str> = log.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "session.opened",
                "sign_in.failed",
                "session.opened",
                "role.changed",
                "session.opened"
            ]
        );
        assert_eq!(log[1].1["times"], 3);
        assert_eq!(log[3].1, json!({ "from": "social_worker", "to": "supervisor" }));
    }

    #[test]
    fn a_line_that_fails_is_no_failed_sign_in() {
        let network = portal::ClientError::Network { kind: portal::NetworkKind::Timeout };
        assert!(!was_refused(&SignInError::Portal(network)));
        assert!(was_refused(&SignInError::TimedOut));
    }
}
