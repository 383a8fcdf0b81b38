//! The operating system's keyring behind `portal::secrets::SecretStore`.
//!
//! Calls may block on the keyring's own password prompt: `app` makes them on threads of their own.

use keyring::{Entry, Error};
use portal::secrets::{Secret, SecretError, SecretStore};
use zeroize::Zeroizing;

const SERVICE: &str = "notebook-desk";

#[derive(Default)]
pub struct Keychain(());

#[cfg(not(windows))]
fn entry(name: &str) -> Result<Entry, SecretError> {
    Entry::new(SERVICE, name).map_err(|error| translate(&error))
}

/// `CRED_PERSIST_LOCAL_MACHINE`: unlike others the entry does not roam with the profile to the next computer,
/// where the database is not.
#[cfg(windows)]
fn entry(name: &str) -> Result<Entry, SecretError> {
    if Entry::store_status().is_err() {
        return Err(SecretError::NoStore);
    }
    let local = std::collections::HashMap::from([("persistence", "Local")]);
    keyring_core::Entry::new_with_modifiers(SERVICE, name, &local)
        .map(|inner| Entry { inner })
        .map_err(|error| translate(&error))
}

fn translate(error: &Error) -> SecretError {
    match error {
        Error::NoDefaultStore => SecretError::NoStore,
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => SecretError::Unreadable,
        other => {
            // A session bus without anybody who keeps secrets says so in the platform's words.
            let words = format!("{other:?}");
            if words.contains("ServiceUnknown") {
                SecretError::NoStore
            } else if words.contains("Locked") || words.contains("Dismissed") {
                SecretError::Locked
            } else {
                SecretError::Failed
            }
        }
    }
}

impl SecretStore for Keychain {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        match entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(translate(&error)),
        }
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        entry(name)?.set_secret(value).map_err(|error| translate(&error))
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(translate(&error)),
        }
    }
}
