//! A keyring in a file, so that the next process finds what the last one kept. It lies outside the
//! folder whose files are lost or fail: a keyring keeps its own promises.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use portal::secrets::{Secret, SecretError, SecretStore};

pub(super) struct FileSecrets {
    file: PathBuf,
    one: Mutex<()>,
}

impl FileSecrets {
    pub(super) fn at(file: &Path) -> Self {
        Self { file: file.to_owned(), one: Mutex::new(()) }
    }

    fn all(&self) -> BTreeMap<String, String> {
        let kept = std::fs::read(&self.file).unwrap_or_default();
        serde_json::from_slice(&kept).unwrap_or_default()
    }

    fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<(), SecretError> {
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.all();
        change(&mut all);
        let text = serde_json::to_vec(&all).map_err(|_| SecretError::Failed)?;
        let beside = new_keyring(&self.file);
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, &self.file))
            .map_err(|_| SecretError::Failed)
    }
}

/// Where a changed keyring is written before it takes its place.
pub(super) fn new_keyring(file: &Path) -> PathBuf {
    file.with_extension("new")
}

impl SecretStore for FileSecrets {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        let _one = self.one.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.all().remove(name);
        kept.map(|text| hex::decode(text).map(Secret::new))
            .transpose()
            .map_err(|_| SecretError::Unreadable)
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), SecretError> {
        self.change(|all| drop(all.insert(name.to_owned(), hex::encode(value))))
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.change(|all| drop(all.remove(name)))
    }
}
