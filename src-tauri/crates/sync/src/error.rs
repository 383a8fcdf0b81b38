//! Why a round of syncing ended early. The outbox and the feed stay as they were.

use domain::outbox::Stop;
use portal::ClientError;
use store::StoreError;

/// What ended a round; the next one begins where this one stopped.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// A call to the portal failed: it was not reached, refused, or answered beside the contract.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The desk's own database failed; what the transaction was to write is undone.
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
