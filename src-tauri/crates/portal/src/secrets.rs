//! Where a session's refresh token and the database's key are kept: the keyring of the operating
//! system, behind a trait, since the keyring belongs to the shell.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// Bytes that are wiped when dropped.
pub type Secret = Zeroizing<Vec<u8>>;

/// A place for small secrets. Calls may block, for instance on the keyring's own password
/// prompt: never make them on the window's thread.
pub trait SecretStore: Send + Sync {
    /// # Errors
    /// [`SecretError`]; a secret that was never set is `Ok(None)`.
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError>;
    /// Keeps up to 2,560 bytes, the least of the keyrings' limits (Windows Credential Manager).
    /// # Errors
    /// [`SecretError`]; nothing has changed then.
    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError>;
    /// Deleting what is not there succeeds.
    /// # Errors
    /// [`SecretError`]
    fn delete(&self, name: &str) -> Result<(), SecretError>;
}

/// Why the keyring did not do as it was asked; names neither the secret nor its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SecretError {
    /// This machine or session has no keyring.
    #[error("there is no keyring")]
    NoStore,
    /// There is one, and it is locked.
    #[error("the keyring is locked")]
    Locked,
    /// The person or the system said no.
    #[error("the keyring denied access")]
    Denied,
    /// What is kept there is not what this desk wrote.
    #[error("the secret is not readable")]
    Unreadable,
    /// Anything else; trying again may help.
    #[error("the keyring failed")]
    Failed,
}

impl SecretError {
    /// Whether trying again later may succeed by itself.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Locked | Self::Failed)
    }
}

/// Keeps secrets in memory until the app closes: for practice mode and for tests.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<String, Secret>>);

impl MemorySecrets {
    /// With nothing in it; what is put in is gone with the process.
    pub fn new() -> Self {
        Self::default()
    }
}

impl SecretStore for MemorySecrets {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), Zeroizing::new(value.to_vec()));
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}
