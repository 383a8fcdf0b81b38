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
    /// The portal says that more follows, and names a place where this pull has been before.
    #[error("the feed leads back to where it has been")]
    FeedCircles,
    /// The thread that was to read or write ended unexpectedly.
    #[error("a store thread ended unexpectedly")]
    Interrupted,
}
