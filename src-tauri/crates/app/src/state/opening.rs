//! What a session is opened with.

use std::path::PathBuf;
use std::sync::Arc;

use portal::ClientOptions;
use portal::secrets::SecretStore;
use sync::Clock;
use url::Url;
use uuid::Uuid;

use super::managed::ManagedPolicy;
use super::practice::PracticePortal;
use crate::views::boot::DeskMode;

pub(crate) struct Opening {
    pub mode: DeskMode,
    pub base: Url,
    pub options: ClientOptions,
    /// The database file: one per portal and person.
    pub file: PathBuf,
    /// The database by portal and person, such as `practice/sw-01`: what its key is bound to.
    pub database: String,
    /// Where the keyring kept the sign-in before it lay in the database.
    pub old_sign_in: String,
    pub keeps_data: bool,
    pub secrets: Arc<dyn SecretStore>,
    /// What this computer's administrators set.
    pub managed: Arc<ManagedPolicy>,
    pub clock: Arc<dyn Clock>,
    /// The practice portal inside the desk, if that is the portal.
    pub inside: Option<PracticePortal>,
}

impl Opening {
    /// The name of this computer's secret in the keyring; of one that an earlier version made without id.
    pub(crate) fn secret_name(&self, id: Option<Uuid>) -> String {
        let id = id.map(|id| format!("/{}", id.simple())).unwrap_or_default();
        format!("desk-secret/{}{id}", self.database)
    }

    /// Where the keyring kept the key as it is, before it was wrapped.
    pub(crate) fn old_key_name(&self) -> String {
        format!("database/{}", self.database)
    }

    /// The same without the practice portal inside, which is one only.
    pub(crate) fn without_inside(&self) -> Self {
        Self {
            mode: self.mode,
            base: self.base.clone(),
            options: self.options.clone(),
            file: self.file.clone(),
            database: self.database.clone(),
            old_sign_in: self.old_sign_in.clone(),
            keeps_data: self.keeps_data,
            secrets: self.secrets.clone(),
            managed: self.managed.clone(),
            clock: self.clock.clone(),
            inside: None,
        }
    }
}
