//! The limits of a client.

use std::time::Duration;

/// Limits of one client. The defaults suit an office line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// Until the connection stands.
    pub connect_timeout: Duration,
    /// Between two bytes of an answer.
    pub read_timeout: Duration,
    /// For a whole call, attachments excepted: those may take as long as bytes keep coming.
    pub call_timeout: Duration,
    /// This desk's version, `major.minor.patch`, sent as `Desk-Version`.
    pub desk_version: String,
    /// Largest page of changes that is read, in bytes.
    pub max_page_bytes: u64,
    /// Largest answer to any other call, in bytes.
    pub max_answer_bytes: u64,
    /// Largest attachment that is fetched, in bytes.
    pub max_attachment_bytes: u64,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(20),
            call_timeout: Duration::from_secs(60),
            desk_version: env!("CARGO_PKG_VERSION").to_owned(),
            max_page_bytes: 64 << 20,
            max_answer_bytes: 4 << 20,
            max_attachment_bytes: 64 << 20,
        }
    }
}
