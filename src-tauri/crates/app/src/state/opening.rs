//! What a session is opened with.

use std::path::PathBuf;
use std::sync::Arc;

use portal::ClientOptions;
use portal::secrets::SecretStore;
use sync::Clock;
use url::Url;

use crate::views::boot::DeskMode;

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
    pub clock: Arc<dyn Clock>,
    /// The practice portal inside the desk, if that is the portal.
    pub inside: Option<practice_portal::Portal>,
}
