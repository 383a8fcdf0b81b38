//! Why a round of syncing ended early. The outbox and the feed stay as they were.

use domain::outbox::Stop;
use portal::ClientError;
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing is exchanged for now.
    #[error("syncing has stopped: {0:?}")]
    Stopped(Stop),
    /// The thread that was to read or write ended unexpectedly.
    #[error("a store thread ended unexpectedly")]
    Interrupted,
}
