//! `…sqlite.keys.json`: the key of a database, wrapped twice, beside it. With this computer's secret
//! and the person's PIN it opens at the desk, also offline; with the portal's secret it opens after a
//! sign-in. Nothing in the file opens anything by itself.
//!
//! A key that is being changed stands in it wrapped by the one before, until both wrappings are of the new
//! one: whatever becomes of the computer meanwhile, one of the two opens.
//!
//! What else it holds anybody may read: whose desk it is, the name masked, and how many wrong PINs were
//! given in a row. That is counted **before** a PIN is tried, so that ending the program undoes nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::files::{self, beside};
use crate::wrapping::{self, Pin, Purpose, SALT, Secret32, WRAP};
use crate::{Key, OpenError};

/// What the file is called beside its database.
pub(crate) const ENDING: &str = ".keys.json";
const VERSION: u32 = 1;

/// So many wrong PINs in a row, and the portal has to say who it is.
pub const MOST_WRONG: u32 = 10;
/// From so many on each wrong one is followed by a wait.
const FIRST_WAIT: u32 = 5;
/// Of the first wait; each one after it is twice as long.
const WAIT_SECONDS: u64 = 30;

/// Whose desk it is, for the lock page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The facility's short name.
    pub facility: String,
    /// The person's name with all but its ends hidden.
    pub masked_name: String,
    /// The portal's address.
    pub portal: String,
    /// Whether the database keeps a sign-in, so that the desk opens without a browser.
    pub signed_in: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Wrapping {
    #[serde(with = "bytes")]
    salt: [u8; SALT],
    #[serde(with = "bytes")]
    wrapped: [u8; WRAP],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    version: u32,
    desk: Uuid,
    owner: Option<Owner>,
    /// Whether `by_desk` asks for a PIN.
    pin: bool,
    /// Under which the keyring has the secret of `by_desk`; absent in files of an earlier version.
    #[serde(default)]
    secret: Option<Uuid>,
    by_desk: Wrapping,
    by_portal: Option<Wrapping>,
    /// The key that takes this one's place, wrapped by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Wrapping>,
    /// PINs given in a row that were wrong.
    wrong: u32,
}

/// The file of one database.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
    /// The database, by portal and person: what is wrapped for one opens no other.
    database: String,
    written: Written,
}

/// A secret of this computer, and under which the keyring keeps it.
pub struct NamedSecret {
    /// Its name there.
    pub id: Uuid,
    /// The secret itself.
    pub secret: Secret32,
}

impl NamedSecret {
    /// A new one.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn generate() -> Result<Self, io::Error> {
        let secret = Secret32::generate().map_err(io::Error::other)?;
        Ok(Self { id: random_id()?, secret })
    }
}

fn random_id() -> Result<Uuid, io::Error> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    Ok(uuid::Builder::from_random_bytes(id).into_uuid())
}

/// Why the key stays wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unopened {
    /// This secret, or this PIN, did not wrap it; or the file was changed.
    Wrong,
    /// A PIN is asked for.
    PinWanted,
    /// Too many wrong ones: the portal has to say who it is.
    PortalWanted,
    /// There is no wrapping of this kind.
    Absent,
    /// The memory that trying a PIN takes is not to be had now.
    NoMemory,
}

/// A file that is there and cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// Cut short, changed, or of a version that this desk does not know.
    #[error("the key file is not one that this desk wrote")]
    Malformed,
    /// The disk does not give it.
    #[error("the key file cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl KeyFile {
    /// Wraps a key under this computer's secret, in a file that is not on the disk yet.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn begin(
        path: &Path,
        database: &str,
        key: &Key,
        secret: &NamedSecret,
    ) -> Result<Self, io::Error> {
        let desk = random_id()?;
        let by_desk = Wrapping { salt: [0; SALT], wrapped: [0; WRAP] };
        let written = Written {
            version: VERSION,
            desk,
            owner: None,
            pin: false,
            secret: None,
            by_desk,
            by_portal: None,
            next: None,
            wrong: 0,
        };
        let mut file = Self { path: beside(path, ENDING), database: database.to_owned(), written };
        file.wrap_by_desk(key, secret, None)?;
        Ok(file)
    }

    /// The file beside the database at `path`, if there is one.
    ///
    /// # Errors
    /// [`Unread`]; nothing was changed.
    pub fn read(path: &Path, database: &str) -> Result<Option<Self>, Unread> {
        let path = beside(path, ENDING);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        let written: Written = serde_json::from_slice(&bytes).map_err(|_| Unread::Malformed)?;
        if written.version != VERSION {
            return Err(Unread::Malformed);
        }
        Ok(Some(Self { path, database: database.to_owned(), written }))
    }

    /// Brings it to the disk, safe against a power cut.
    ///
    /// # Errors
    /// A failing disk; the older file stands.
    pub fn keep(&self) -> Result<(), OpenError> {
        let written = serde_json::to_vec_pretty(&self.written).map_err(io::Error::other)?;
        files::write(&self.path, &written).map_err(OpenError::from_io)
    }

    /// Under which the portal keeps its secret.
    pub fn desk(&self) -> Uuid {
        self.written.desk
    }

    /// Whose desk it is, once somebody has sat down at it.
    pub fn owner(&self) -> Option<&Owner> {
        self.written.owner.as_ref()
    }

    /// Whose desk it is from here on; answers whether that is news. Not on the disk before
    /// [`KeyFile::keep`].
    pub fn set_owner(&mut self, owner: Owner) -> bool {
        self.written.owner.replace(owner.clone()) != Some(owner)
    }

    /// Whether it opens at the desk with a PIN alone.
    pub fn asks_pin(&self) -> bool {
        self.written.pin
    }

    /// Under which the keyring has the secret that it is wrapped with. Each wrapping anew has its own, and
    /// the one before is forgotten: an older copy of this file, with an older PIN, opens nothing.
    pub fn secret(&self) -> Option<Uuid> {
        self.written.secret
    }

    /// Whether a secret of the portal opens it, too.
    pub fn has_portal(&self) -> bool {
        self.written.by_portal.is_some()
    }

    /// PINs given in a row that were wrong.
    pub fn wrong(&self) -> u32 {
        self.written.wrong
    }

    /// Somebody else has counted so many: the file may be an older copy, or edited.
    pub fn count_at_least(&mut self, wrong: u32) {
        self.written.wrong = self.written.wrong.max(wrong);
    }

    /// The wait after the last wrong PIN, in seconds.
    pub fn wait_seconds(&self) -> u64 {
        match self.written.wrong.checked_sub(FIRST_WAIT) {
            Some(more) if self.written.wrong < MOST_WRONG => WAIT_SECONDS << more,
            _ => 0,
        }
    }

    /// Opens the key with this computer's secret and, where it asks for one, the PIN. A wrong PIN is
    /// counted on the disk before it is tried; the right one takes the count back.
    ///
    /// # Errors
    /// [`Unopened`], or a disk that cannot count: then the PIN is not tried.
    pub fn open_by_desk(
        &mut self,
        secret: &Secret32,
        pin: Option<&Pin>,
    ) -> Result<Result<Key, Unopened>, OpenError> {
        if !self.written.pin {
            return Ok(self.unwrap_by_desk(secret, None));
        }
        if self.written.wrong >= MOST_WRONG {
            return Ok(Err(Unopened::PortalWanted));
        }
        let Some(pin) = pin else { return Ok(Err(Unopened::PinWanted)) };
        let before = self.written.wrong;
        self.written.wrong += 1;
        self.keep()?;
        let opened = self.unwrap_by_desk(secret, Some(pin));
        match opened {
            Ok(_) => self.written.wrong = 0,
            Err(Unopened::Wrong) => return Ok(opened),
            // It was not tried.
            Err(_) => self.written.wrong = before,
        }
        self.keep()?;
        Ok(opened)
    }

    fn unwrap_by_desk(&self, secret: &Secret32, pin: Option<&Pin>) -> Result<Key, Unopened> {
        let purpose = if pin.is_some() { Purpose::DeskAndPin } else { Purpose::Desk };
        self.unwrap(purpose, &self.written.by_desk, secret.as_bytes(), pin)
    }

    /// Opens the key with the portal's secret.
    ///
    /// # Errors
    /// [`Unopened`]
    pub fn open_by_portal(&self, secret: &Secret32) -> Result<Key, Unopened> {
        let wrapping = self.written.by_portal.as_ref().ok_or(Unopened::Absent)?;
        self.unwrap(Purpose::Portal, wrapping, secret.as_bytes(), None)
    }

    fn unwrap(
        &self,
        purpose: Purpose,
        wrapping: &Wrapping,
        secret: &[u8; 32],
        pin: Option<&Pin>,
    ) -> Result<Key, Unopened> {
        let with = wrapping::wrapping_key(purpose, secret, pin, &wrapping.salt)
            .ok_or(Unopened::NoMemory)?;
        wrapping::unwrap(&with, &wrapping.wrapped, &self.context()).ok_or(Unopened::Wrong)
    }

    /// Wraps the key anew for this desk. Counts no wrong PIN any more. Not on the disk before
    /// [`KeyFile::keep`].
    ///
    /// # Errors
    /// The operating system has no randomness, or no memory, to give; then nothing has changed.
    pub fn wrap_by_desk(
        &mut self,
        key: &Key,
        secret: &NamedSecret,
        pin: Option<&Pin>,
    ) -> Result<(), io::Error> {
        let purpose = if pin.is_some() { Purpose::DeskAndPin } else { Purpose::Desk };
        self.written.by_desk = self.wrap(purpose, key, secret.secret.as_bytes(), pin)?;
        self.written.pin = pin.is_some();
        self.written.secret = Some(secret.id);
        self.written.wrong = 0;
        Ok(())
    }

    /// Wraps the key for the portal's secret. Not on the disk before [`KeyFile::keep`].
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn wrap_by_portal(&mut self, key: &Key, secret: &Secret32) -> Result<(), io::Error> {
        self.written.by_portal = Some(self.wrap(Purpose::Portal, key, secret.as_bytes(), None)?);
        Ok(())
    }

    /// Keeps the key that is to take this one's place, wrapped by it. Not on the disk before
    /// [`KeyFile::keep`].
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn begin_change(&mut self, key: &Key, next: &Key) -> Result<(), io::Error> {
        self.written.next = Some(self.wrap(Purpose::NextKey, next, key.as_bytes(), None)?);
        Ok(())
    }

    /// The key that was to take this one's place, if a change was begun.
    pub fn next(&self, key: &Key) -> Option<Key> {
        let next = self.written.next.as_ref()?;
        self.unwrap(Purpose::NextKey, next, key.as_bytes(), None).ok()
    }

    /// The change is over, or was given up: the wrappings by this desk and by the portal, if there is one,
    /// are of one key. Not on the disk before [`KeyFile::keep`].
    pub fn end_change(&mut self) {
        self.written.next = None;
    }

    /// Forgets the wrapping by the portal's secret. Not on the disk before [`KeyFile::keep`].
    pub fn forget_portal(&mut self) {
        self.written.by_portal = None;
    }

    fn wrap(
        &self,
        purpose: Purpose,
        key: &Key,
        secret: &[u8; 32],
        pin: Option<&Pin>,
    ) -> Result<Wrapping, io::Error> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(io::Error::other)?;
        let with = wrapping::wrapping_key(purpose, secret, pin, &salt)
            .ok_or(io::ErrorKind::OutOfMemory)?;
        let wrapped = wrapping::wrap(&with, key, &self.context()).map_err(io::Error::other)?;
        Ok(Wrapping { salt, wrapped })
    }

    /// What the wrappings are bound to.
    fn context(&self) -> Vec<u8> {
        format!("notebook desk {VERSION}\0{}\0{}", self.written.desk, self.database).into_bytes()
    }
}

/// Bytes as hexadecimal digits.
mod bytes {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let digits = String::deserialize(deserializer)?;
        let mut bytes = [0; N];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| D::Error::custom("no such bytes"))?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
