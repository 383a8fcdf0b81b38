//! Opening the database with the key of the keyring and sitting down at it, and why it may stay closed.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portal::Client;
use portal::secrets::{SecretError, SecretStore};
use store::{Key, OpenError, Store};
use sync::{Clock, Engine, Settings};

use crate::deciding::findings;
use crate::error::ApiError;
use crate::session::coming_and_going::{note_new_key, note_opened};
use crate::session::explain::explain_portal;
use crate::session::lock_out::{cause_of_keyring, lock_out};
use crate::session::{loops, set_aside};
use crate::state::{Desk, Means, Opening, OwnWords, Session};
use crate::views::boot::{DeskMode, SessionView};
use crate::views::lock_out::LockOutCause;

/// How long a session that was left may take to end what it was doing.
const LETTING_GO: Duration = Duration::from_secs(5);

/// Why a database stays closed. Nothing of it was touched.
pub(crate) enum Closed {
    /// The keyring holds no key for it, or none that is one.
    KeyGone,
    NoRandomness,
    Secrets(SecretError),
    Open(OpenError),
    /// The work ended unexpectedly.
    Interrupted,
}

impl Closed {
    /// Which page tells of it.
    pub(crate) fn cause(&self) -> LockOutCause {
        match self {
            Self::KeyGone => LockOutCause::KeyGone,
            Self::Secrets(error) => cause_of_keyring(error),
            Self::Open(OpenError::WrongKey) => LockOutCause::KeyReplaced,
            Self::Open(OpenError::Newer { .. }) => LockOutCause::Newer,
            Self::Open(OpenError::InUse) => LockOutCause::InUse,
            Self::Open(OpenError::DiskFull) => LockOutCause::DiskFull,
            Self::Open(OpenError::ReadOnly) => LockOutCause::ReadOnly,
            Self::Open(error) => {
                tracing::error!(%error, "the database did not open");
                LockOutCause::Unreadable
            }
            Self::NoRandomness | Self::Interrupted => LockOutCause::Unreadable,
        }
    }
}

impl From<SecretError> for Closed {
    fn from(error: SecretError) -> Self {
        Self::Secrets(error)
    }
}

impl From<OpenError> for Closed {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

/// Opens the database and sits down at it; what keeps it closed is kept for the page that tells it.
pub(crate) async fn open_session(
    desk: &Desk,
    signed_in: portal::Session,
    opening: Opening,
) -> Result<SessionView, ApiError> {
    // Held from before the database is open, so that the end of the program finds it.
    let mut slot = desk.session.write().await;
    let address = opening.base.to_string();
    let session = match open_store(&opening).await {
        Ok(store) => open_with(desk, signed_in, opening, store).await?,
        Err(closed) => return Err(lock_out(desk, closed.cause(), signed_in, opening)),
    };
    let view = session.view();
    *slot = Some(session);
    remember_portal(desk, view.mode, address);
    Ok(view)
}

/// Sits down at a database that is open.
pub(crate) async fn open_with(
    desk: &Desk,
    signed_in: portal::Session,
    opening: Opening,
    store: Arc<Store>,
) -> Result<Arc<Session>, ApiError> {
    let options = opening.options.clone();
    let client = Client::new(opening.base.clone(), signed_in.tokens.clone(), options)
        .map_err(|error| ApiError::failed(explain_portal(&error, desk.own_now())))?;
    let own_words = Arc::new(OwnWords::open(&store)?);
    let engine =
        Engine::new(store.clone(), client.clone(), opening.clock.clone(), Settings::default(), {
            let own_words = own_words.clone();
            Arc::new(move |case| findings::priority(case, &own_words.book()))
        });
    let policies = store.read(store::policies::list)?;
    let calendar = own_words.book().office_calendar.clone();
    store.write(|tx| store::statistics::recount_waits(tx, &calendar))?;
    let workshop = desk.workshop.clone();
    let means = Means { store, engine, client, workshop, own_words, policies };
    let (session, stopped) = Session::new(signed_in, opening, means);
    note_opened(desk, &session).await?;
    loops::start(&session, desk.on_changed.clone(), stopped);
    Ok(session)
}

pub(crate) fn remember_portal(desk: &Desk, mode: DeskMode, address: String) {
    if mode == DeskMode::Portal
        && desk.preferences.change(|kept| kept.portal = Some(address)).is_err()
    {
        tracing::warn!("the portal's address could not be remembered");
    }
}

/// Opens the database with the key of the keyring. A key is made only for a database that does not
/// exist yet: never beside one that could still be read with the old key.
pub(crate) async fn open_store(opening: &Opening) -> Result<Arc<Store>, Closed> {
    let (file, name) = (opening.file.clone(), opening.key_name.clone());
    let (secrets, practice) = (opening.secrets.clone(), opening.mode == DeskMode::Practice);
    let clock = opening.clock.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let kept = kept_key(secrets.as_ref(), &name)?;
        let made = kept.is_none();
        let key = match kept {
            Some(key) => key,
            None => {
                if file.exists() {
                    if !practice {
                        return Err(Closed::KeyGone);
                    }
                    // Practice data whose key is gone is worth nothing to anybody.
                    store::aside::set_aside(&file, clock.now())?;
                }
                new_key(secrets.as_ref(), &name)?
            }
        };
        let store = match open_when_free(&file, &key, clock.as_ref()) {
            // The damaged file is aside now; a new one begins, and the portal fills it.
            Err(OpenError::Damaged { set_aside }) => {
                tracing::error!(file = ?set_aside.file_name(), "a damaged database was set aside");
                set_aside::begin_anew(&file, &key, &set_aside, clock.now())?
            }
            opened => opened?,
        };
        if made {
            note_new_key(&store, clock.now()).map_err(OpenError::Store)?;
        }
        Ok(Arc::new(store))
    });
    opened.await.unwrap_or(Err(Closed::Interrupted))
}

/// Sets a database that stays closed aside, and begins a new one in its place. A key that is there
/// stays and serves the new one: nothing of the keyring is written over.
pub(crate) async fn begin_anew(opening: &Opening) -> Result<Arc<Store>, Closed> {
    let (file, name) = (opening.file.clone(), opening.key_name.clone());
    let (secrets, clock) = (opening.secrets.clone(), opening.clock.clone());
    let begun = tokio::task::spawn_blocking(move || {
        let kept = kept_key(secrets.as_ref(), &name)?;
        let unsent = store::aside::unsent(&file);
        let set_aside = store::aside::set_aside(&file, clock.now())?;
        tracing::error!(file = ?set_aside.file_name(), "a sealed database was set aside");
        let made = kept.is_none();
        let key = match kept {
            Some(key) => key,
            None => new_key(secrets.as_ref(), &name)?,
        };
        let begun = set_aside::begin_beside_sealed(&file, &key, &set_aside, unsent, clock.now())?;
        if made {
            note_new_key(&begun, clock.now()).map_err(OpenError::Store)?;
        }
        Ok(Arc::new(begun))
    });
    begun.await.unwrap_or(Err(Closed::Interrupted))
}

/// What is kept and is no key counts as none.
fn kept_key(secrets: &dyn SecretStore, name: &str) -> Result<Option<Key>, Closed> {
    let kept = match secrets.get(name) {
        Err(SecretError::Unreadable) => None,
        kept => kept?,
    };
    Ok(kept.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()).map(Key::from_bytes))
}

fn new_key(secrets: &dyn SecretStore, name: &str) -> Result<Key, Closed> {
    let key = Key::generate().map_err(|_| Closed::NoRandomness)?;
    secrets.set(name, key.as_bytes())?;
    Ok(key)
}

/// The session before this one may still be letting go of the same file; another window does not.
fn open_when_free(file: &Path, key: &Key, clock: &dyn Clock) -> Result<Store, OpenError> {
    let tried_until = Instant::now() + LETTING_GO;
    loop {
        match Store::open(file, key, clock.now()) {
            Err(OpenError::InUse) if Instant::now() < tried_until => {
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}
