//! Somebody signed in, and their desk wants a PIN before they sit down.

use store::Key;
use store::key_file::KeyFile;

use super::opening::Opening;

/// What stands ready for them. The key is wiped when this is dropped.
pub(crate) struct PinWanted {
    pub opening: Opening,
    pub signed_in: Option<portal::Session>,
    pub key: Key,
    pub file: KeyFile,
}
