//! Whether the desk is locked: whose it is meanwhile, and how they come back. While it is, there is no
//! session, and the window is told nothing but this.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::key_file::Owner;
use tokio::sync::{Notify, RwLock, RwLockReadGuard, watch};

use super::opening::Opening;
use crate::error::ApiError;
use crate::views::boot::DeskMode;

/// A desk that is locked, as far as anybody who passes by may know.
#[derive(Debug, Clone)]
pub(crate) struct Locked {
    pub owner: Owner,
    /// Acts that the portal has not acknowledged, as far as that is known from outside.
    pub unsent: Option<u32>,
    /// The computer's own secret is gone or another one: only the portal opens.
    pub secret_lost: bool,
}

/// What a locked desk is opened with.
pub(crate) struct WayBack {
    pub opening: Opening,
    /// Somebody has signed in already, and the PIN is all that is wanted.
    pub signed_in: Option<portal::Session>,
}

enum Standing {
    Open,
    /// What is being sent is let finish; the database is about to be closed.
    Closing(Locked),
    Locked(Locked, Box<WayBack>),
    /// Somebody is on their way in.
    Opening(Locked),
}

/// The lock of a desk.
pub(crate) struct Lock {
    standing: watch::Sender<()>,
    now: Mutex<Standing>,
    /// Held by every command that is under way, for as long as it is.
    under_way: RwLock<()>,
    /// What is being sent need not be waited for any longer.
    hurry: Notify,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            standing: watch::Sender::new(()),
            now: Mutex::new(Standing::Open),
            under_way: RwLock::default(),
            hurry: Notify::new(),
        }
    }
}

impl Lock {
    fn now(&self) -> MutexGuard<'_, Standing> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, to: Standing) -> Standing {
        let before = std::mem::replace(&mut *self.now(), to);
        self.standing.send_replace(());
        before
    }

    pub(crate) fn is_set(&self) -> bool {
        !matches!(*self.now(), Standing::Open)
    }

    pub(crate) fn is_closing(&self) -> bool {
        matches!(*self.now(), Standing::Closing(_))
    }

    /// Whose desk is locked, and what opens it once it is closed.
    pub(crate) fn tell<T>(&self, told: impl FnOnce(&Locked, Option<&WayBack>) -> T) -> Option<T> {
        match &*self.now() {
            Standing::Open => None,
            Standing::Closing(locked) | Standing::Opening(locked) => Some(told(locked, None)),
            Standing::Locked(locked, way_back) => Some(told(locked, Some(way_back))),
        }
    }

    /// From here on nothing is answered, and the database is on its way to being closed.
    pub(crate) fn set(&self, locked: Locked) {
        self.change(Standing::Closing(locked));
    }

    /// The database is closed.
    pub(crate) fn closed(&self, locked: Locked, way_back: WayBack) {
        self.change(Standing::Locked(locked, Box::new(way_back)));
    }

    /// Whose desk it is, and what it is opened with: for whoever is on their way in. The lock stays
    /// set. Nothing if there is no locked desk.
    pub(crate) fn begin_opening(&self) -> Option<(Locked, WayBack)> {
        let mut now = self.now();
        match std::mem::replace(&mut *now, Standing::Open) {
            Standing::Locked(locked, way_back) => {
                *now = Standing::Opening(locked.clone());
                Some((locked, *way_back))
            }
            other => {
                *now = other;
                None
            }
        }
    }

    /// Whoever was on their way in could not sit down: the desk is locked as before. In practice the
    /// portal inside is gone with the try, and the start page is the way on.
    pub(crate) fn give_up(&self, opening: Opening) {
        let mut now = self.now();
        *now = match std::mem::replace(&mut *now, Standing::Open) {
            Standing::Opening(locked) if opening.mode == DeskMode::Portal => {
                Standing::Locked(locked, Box::new(WayBack { opening, signed_in: None }))
            }
            Standing::Opening(_) => Standing::Open,
            other => other,
        };
    }

    /// Takes the lock off; what was kept behind it goes.
    pub(crate) fn take_off(&self) {
        drop(self.change(Standing::Open));
    }

    /// Leave to do what was asked for, as long as what this answers is held.
    ///
    /// # Errors
    /// `Locked`.
    pub(crate) async fn pass(&self) -> Result<RwLockReadGuard<'_, ()>, ApiError> {
        if self.is_set() {
            return Err(ApiError::locked());
        }
        let pass = self.under_way.read().await;
        // It may have been set while this waited.
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

    /// What is being sent is not waited for any longer.
    pub(crate) fn hurry_up(&self) {
        self.hurry.notify_one();
    }

    /// Ends the wait for what is being sent; answers once the database is closed.
    pub(crate) async fn hurry(&self) {
        if self.is_closing() {
            self.hurry_up();
            self.until_closed().await;
        }
    }

    pub(crate) async fn until_closed(&self) {
        let mut standing = self.standing.subscribe();
        while self.is_closing() {
            if standing.changed().await.is_err() {
                return;
            }
        }
    }
}
