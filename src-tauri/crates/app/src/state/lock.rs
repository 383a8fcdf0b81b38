//! Whether the desk is locked: whose it is meanwhile, and how they come back. While it is, there is no
//! session, and the window is told nothing but this.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, RwLock, RwLockReadGuard, watch};

use super::opening::Opening;
use crate::error::ApiError;
use crate::views::boot::DeskMode;

/// Whose desk is locked, as far as anybody who passes by may know.
#[derive(Debug, Clone)]
pub(crate) struct Whose {
    pub mode: DeskMode,
    pub facility: String,
    /// The person's name with its middle hidden.
    pub masked_name: String,
    pub portal: String,
}

/// A desk that is locked.
pub(crate) struct Locked {
    pub whose: Whose,
    /// Acts that the portal has not acknowledged.
    pub unsent: u32,
    /// What the data is opened with again; there once the database is closed.
    pub way_back: Option<Box<Opening>>,
}

/// The lock of a desk.
pub(crate) struct Lock {
    locked: Mutex<Option<Locked>>,
    /// Held by every command that is under way, for as long as it is.
    under_way: RwLock<()>,
    /// One turn of the lock at a time.
    pub(crate) turning: tokio::sync::Mutex<()>,
    /// What is being sent need not be waited for any longer.
    hurry: Notify,
    /// Whether a database is still on its way to being closed.
    closing: watch::Sender<bool>,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            locked: Mutex::default(),
            under_way: RwLock::default(),
            turning: tokio::sync::Mutex::default(),
            hurry: Notify::new(),
            closing: watch::Sender::new(false),
        }
    }
}

impl Lock {
    fn locked(&self) -> MutexGuard<'_, Option<Locked>> {
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.locked().is_some()
    }

    /// What may be told of it; nothing of a desk that is not locked.
    pub(crate) fn tell<T>(&self, told: impl FnOnce(&Locked) -> T) -> Option<T> {
        self.locked().as_ref().map(told)
    }

    /// From here on nothing is answered.
    pub(crate) fn set(&self, locked: Locked) {
        self.closing.send_replace(locked.way_back.is_none());
        *self.locked() = Some(locked);
    }

    /// The database is closed: this many acts lie in it unsent, and so it is opened again.
    pub(crate) fn closed(&self, unsent: u32, way_back: Opening) {
        if let Some(locked) = self.locked().as_mut() {
            locked.unsent = unsent;
            locked.way_back = Some(Box::new(way_back));
        }
        self.closing.send_replace(false);
    }

    /// Takes the lock off. Nothing if the desk is not locked, or its database is not closed yet.
    pub(crate) fn take(&self) -> Option<(Whose, Opening)> {
        let mut locked = self.locked();
        locked.as_ref()?.way_back.as_ref()?;
        let Locked { whose, way_back, .. } = locked.take()?;
        way_back.map(|opening| (whose, *opening))
    }

    /// Leave to do what was asked for, as long as what this answers is held.
    ///
    /// # Errors
    /// `Locked`.
    pub(crate) async fn pass(&self) -> Result<RwLockReadGuard<'_, ()>, ApiError> {
        let pass = self.under_way.read().await;
        if self.is_set() { Err(ApiError::locked()) } else { Ok(pass) }
    }

    /// Waits, at most this long, until no command is under way.
    pub(crate) async fn quiet(&self, patience: Duration) {
        if tokio::time::timeout(patience, self.under_way.write()).await.is_err() {
            tracing::warn!("a command is still under way while the desk locks");
        }
    }

    /// Told to whoever waits for what is being sent.
    pub(crate) async fn hurried(&self) {
        self.hurry.notified().await;
    }

    /// Ends the wait for what is being sent; answers once the database is closed.
    pub(crate) async fn hurry(&self) {
        self.hurry.notify_one();
        // The sender lives as long as this does.
        let _ = self.closing.subscribe().wait_for(|closing| !closing).await;
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }
}
