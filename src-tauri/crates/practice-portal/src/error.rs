//! Why a practice portal cannot start.

use std::net::SocketAddr;

/// What keeps a portal from starting or a test's hand from reaching it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the practice portal listens on this computer alone, not on {0}")]
    NotLoopback(SocketAddr),
    #[error("the practice portal cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the practice portal's threads did not start")]
    Threads(#[source] std::io::Error),
    #[error("the practice portal's database failed")]
    Store(#[from] crate::store::StoreError),
    #[error("a sample document could not be drawn: {0}")]
    Picture(String),
    #[error("the system gave no random numbers")]
    Random,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
