//! Opening the database with the key of the keyring, and why it may stay closed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use portal::ClientOptions;
use portal::secrets::{SecretError, SecretStore};
use store::{Key, OpenError, Store};
use url::Url;

use crate::session::coming_and_going::note_new_key;
use crate::views::boot::DeskMode;

/// How long a session that was left may take to end what it was doing.
const LETTING_GO: Duration = Duration::from_secs(5);

/// What a session is opened with.
pub(crate) struct Opening {
    pub mode: DeskMode,
    pub base: Url,
    pub options: ClientOptions,
    /// The database file: one per portal and person.
    pub file: PathBuf,
    /// The name of its key in the keyring.
    pub key_name: String,
    pub keeps_data: bool,
    pub secrets: Arc<dyn SecretStore>,
    /// The practice portal inside the desk, if that is the portal.
    pub inside: Option<practice_portal::Portal>,
}

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

/// Opens the database with the key of the keyring. A key is made only for a database that does not
/// exist yet: never beside one that could still be read with the old key.
pub(crate) async fn open_store(opening: &Opening) -> Result<Arc<Store>, Closed> {
    let (file, name) = (opening.file.clone(), opening.key_name.clone());
    let (secrets, practice) = (opening.secrets.clone(), opening.mode == DeskMode::Practice);
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
                    store::aside::set_aside(&file, Utc::now())?;
                }
                new_key(secrets.as_ref(), &name)?
            }
        };
        let store = match open_when_free(&file, &key) {
            // The damaged file is aside now; a new one begins, and the portal fills it.
            Err(OpenError::Damaged { set_aside }) => {
                tracing::error!(file = ?set_aside.file_name(), "a damaged database was set aside");
                crate::session::set_aside::begin_anew(&file, &key, &set_aside)?
            }
            opened => opened?,
        };
        if made {
            note_new_key(&store).map_err(OpenError::Store)?;
        }
        Ok(Arc::new(store))
    });
    opened.await.unwrap_or(Err(Closed::Interrupted))
}

/// Sets a database that stays closed aside, and begins a new one in its place. A key that is there
/// stays and serves the new one: nothing of the keyring is written over.
pub(crate) async fn begin_anew(opening: &Opening) -> Result<Arc<Store>, Closed> {
    let (file, name) = (opening.file.clone(), opening.key_name.clone());
    let secrets = opening.secrets.clone();
    let begun = tokio::task::spawn_blocking(move || {
        let kept = kept_key(secrets.as_ref(), &name)?;
        let unsent = store::aside::unsent(&file);
        let set_aside = store::aside::set_aside(&file, Utc::now())?;
        tracing::error!(file = ?set_aside.file_name(), "a sealed database was set aside");
        let made = kept.is_none();
        let key = match kept {
            Some(key) => key,
            None => new_key(secrets.as_ref(), &name)?,
        };
        let begun =
            crate::session::set_aside::begin_beside_sealed(&file, &key, &set_aside, unsent)?;
        if made {
            note_new_key(&begun).map_err(OpenError::Store)?;
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
fn open_when_free(file: &Path, key: &Key) -> Result<Store, OpenError> {
    let tried_until = Instant::now() + LETTING_GO;
    loop {
        match Store::open(file, key, Utc::now()) {
            Err(OpenError::InUse) if Instant::now() < tried_until => {
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}
