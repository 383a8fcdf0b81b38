//! Where the sign-in is kept: in the encrypted database, so that nobody speaks for a person whose desk
//! they cannot open.

use std::sync::Arc;

use portal::secrets::{Secret, SecretError, SecretStore};
use store::{Store, StoreError, settings};
use zeroize::Zeroizing;

/// Under which it lies among the settings.
pub(crate) const NAME: &str = "desk.sign_in";

/// The database as a place for the sign-in.
pub(crate) struct KeptSignIn(pub Arc<Store>);

fn failed(error: StoreError) -> SecretError {
    // A database that is closed has nobody to tell: the desk is locked, or ends.
    if !matches!(error, StoreError::Closed) {
        tracing::error!(%error, "the sign-in could not be read or kept");
    }
    SecretError::Failed
}

impl SecretStore for KeptSignIn {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        let kept = self.0.read(|c| settings::get::<Zeroizing<String>>(c, name));
        Ok(kept.map_err(failed)?.map(|kept| Zeroizing::new(kept.as_bytes().to_vec())))
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        let text = std::str::from_utf8(value).map_err(|_| SecretError::Unreadable)?;
        let text = Zeroizing::new(text.to_owned());
        self.0.write(|tx| settings::put(tx, name, &text)).map_err(failed)
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.0.write(|tx| settings::remove(tx, name)).map_err(failed)
    }
}
