//! The desk: what exists before anybody signs in, and the session once somebody has.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use documents::{Limits, Workshop};
use portal::secrets::SecretStore;
use portal::{AskTheWay, ClientOptions, Proxy};
use sync::Clock;
use tokio::sync::RwLock;
use uuid::Uuid;

use super::keyring::Keyring;
use super::lock::Lock;
use super::locked_out::LockedOut;
use super::managed::ManagedPolicy;
use super::pin_wanted::PinWanted;
use super::practice::{PracticeStart, StartPracticePortal};
use super::preferences::Preferences;
use super::session::Session;
use crate::error::{ApiError, ErrorCode};
use crate::views::boot::{DeskChangedView, KeyringView, SessionView};
use crate::views::calling::Calling;

/// What the desk is given by whoever opens it: the shell, or a test.
pub struct DeskOptions {
    /// Everything that is kept lies below this folder.
    pub data_folder: PathBuf,
    pub secrets: Arc<dyn SecretStore>,
    pub practice: PracticeStart,
    /// The program that becomes the documents' worker when started with the hidden argument.
    pub worker: PathBuf,
    /// What this computer's administrators set.
    pub managed: ManagedPolicy,
    /// Opens an address in the system's browser.
    pub open_browser: OpenBrowser,
    /// Told whenever numbers, sync bar or cases changed.
    pub on_changed: OnChanged,
    /// What time it is; nothing in the desk asks anybody else.
    pub clock: Arc<dyn Clock>,
}

pub type OpenBrowser = Arc<dyn Fn(&str) -> Result<(), ()> + Send + Sync>;
/// Who knows the way out of this computer, where the system finds it by itself.
pub type FindWayOut = Arc<dyn Fn() -> Option<AskTheWay> + Send + Sync>;
pub type OnChanged = Arc<dyn Fn(DeskChangedView) + Send + Sync>;
/// Told what waits and cannot wait long, each time that it is looked at.
pub type OnCalled = Arc<dyn Fn(Calling) + Send + Sync>;

/// The whole application, as the window's commands see it.
pub struct Desk {
    pub(crate) data_folder: PathBuf,
    /// Where files that a person asked for are written, unless another folder is managed.
    exports: PathBuf,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) practice: PracticeStart,
    /// The portal to practise with where none is named; there are desks without one.
    pub(crate) practice_portal: Option<StartPracticePortal>,
    pub(crate) managed: Arc<ManagedPolicy>,
    pub(crate) open_browser: OpenBrowser,
    find_way_out: Option<FindWayOut>,
    pub(crate) on_changed: OnChanged,
    pub(crate) on_called: OnCalled,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) workshop: Arc<Workshop>,
    pub(crate) preferences: Preferences,
    pub(crate) session: RwLock<Option<Arc<Session>>>,
    /// One way to a session at a time.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// The session that was opened before the window asked for it, until it does.
    pub(crate) opened_ahead: Mutex<Option<SessionView>>,
    /// Why the last one to sign in could not sit down, until somebody can.
    pub(crate) locked_out: Mutex<Option<LockedOut>>,
    /// Whether the desk is locked, and the way back.
    pub(crate) lock: Arc<Lock>,
    /// Who has to set a PIN before they sit down.
    pub(crate) pin_wanted: Mutex<Option<PinWanted>>,
    /// When the wait after the last wrong PIN began, by desk: how many were wrong by then, and the
    /// monotonic instant. A program that starts anew waits anew.
    pub(crate) pin_waits: Mutex<HashMap<Uuid, (u32, Duration)>>,
    /// The window has been told once whose desk waits locked here.
    pub(crate) begun: AtomicBool,
    /// Told to stop waiting for the browser.
    pub(crate) cancel_sign_in: tokio::sync::Notify,
    keyring: Keyring,
}

/// What somebody is told whom the portal calls another facility's now.
pub(crate) const MOVED: &str = "入口網說您現在屬於另一個機關，這裡的資料已收起。請重新登入。";

impl Desk {
    /// A desk at which nobody sits yet. Nothing is read but the preferences, so that the window
    /// opens at once.
    pub fn new(options: DeskOptions) -> Self {
        let lock = Arc::new(Lock::default());
        Self {
            preferences: Preferences::open(&options.data_folder),
            exports: crate::downloads::default_exports(&options.data_folder),
            workshop: Arc::new(Workshop::start(options.worker, Vec::new(), Limits::default())),
            data_folder: options.data_folder,
            keyring: Keyring::new(options.secrets.clone()),
            secrets: options.secrets,
            practice: options.practice,
            practice_portal: None,
            managed: Arc::new(options.managed),
            open_browser: options.open_browser,
            find_way_out: None,
            on_changed: unless_locked(lock.clone(), options.on_changed),
            on_called: Arc::new(|_| {}),
            lock,
            clock: options.clock,
            session: RwLock::new(None),
            opening: tokio::sync::Mutex::new(()),
            opened_ahead: Mutex::new(None),
            locked_out: Mutex::new(None),
            pin_wanted: Mutex::new(None),
            pin_waits: Mutex::default(),
            begun: AtomicBool::new(false),
            cancel_sign_in: tokio::sync::Notify::new(),
        }
    }

    /// The same desk, with a portal inside to practise with.
    #[must_use]
    pub fn practising_with(mut self, portal: StartPracticePortal) -> Self {
        self.practice_portal = Some(portal);
        self
    }

    /// The same desk, asking the system for the way to each address where nothing else is managed.
    #[must_use]
    pub fn going_out_by(mut self, find: FindWayOut) -> Self {
        self.find_way_out = Some(find);
        self
    }

    /// The same desk, calling by the system's ways whoever looks elsewhere.
    #[must_use]
    pub fn calling_by(mut self, on_called: OnCalled) -> Self {
        self.on_called = on_called;
        self
    }

    /// The same desk, writing its exports into another folder than that for downloads.
    #[must_use]
    pub fn exporting_to(mut self, folder: PathBuf) -> Self {
        self.exports = folder;
        self
    }

    /// Where exported files go.
    ///
    /// # Errors
    /// `Refused` while the administrators' setting cannot be read.
    pub(crate) fn exports(&self) -> Result<PathBuf, ApiError> {
        self.managed.exports(&self.exports)
    }

    /// How a portal outside of this computer is called.
    ///
    /// # Errors
    /// `Refused` while the administrators' setting of the way out cannot be read.
    pub(crate) fn client_options(&self) -> Result<ClientOptions, ApiError> {
        let proxy = match self.managed.way_out()? {
            Proxy::System => self.find_way_out.as_ref().and_then(|find| find()),
            set => return Ok(ClientOptions { proxy: set, ..ClientOptions::default() }),
        };
        let proxy = proxy.map_or(Proxy::System, Proxy::Asked);
        Ok(ClientOptions { proxy, ..ClientOptions::default() })
    }

    /// The keyring's self-test, until it has passed once.
    pub(crate) async fn keyring(&self) -> KeyringView {
        self.keyring.look().await
    }

    /// The session that was opened before the window asked; from here on it is like any other.
    pub(crate) fn take_opened_ahead(&self) -> Option<SessionView> {
        self.opened_ahead.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The signed-in session.
    ///
    /// # Errors
    /// `Locked` while the desk is, `SignedOut` if nobody is signed in, or if the portal says that they
    /// work elsewhere now.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, ApiError> {
        match self.session.read().await.clone() {
            Some(session) if session.is_over() => Err(ApiError::new(ErrorCode::SignedOut, MOVED)),
            Some(session) => Ok(session),
            None if self.lock.is_set() => Err(ApiError::locked()),
            None => Err(ApiError::signed_out()),
        }
    }

    /// This computer's own time.
    pub(crate) fn own_now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn keep_locked_out(&self, locked_out: LockedOut) {
        *self.locked_out.lock().unwrap_or_else(PoisonError::into_inner) = Some(locked_out);
    }

    pub(crate) fn keep_pin_wanted(&self, wanted: PinWanted) {
        *self.pin_wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(wanted);
    }

    pub(crate) fn take_pin_wanted(&self) -> Option<PinWanted> {
        self.pin_wanted.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn take_locked_out(&self) -> Option<LockedOut> {
        self.locked_out.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What still goes on behind the lock is nothing for the window.
fn unless_locked(lock: Arc<Lock>, on_changed: OnChanged) -> OnChanged {
    Arc::new(move |changed| {
        if !lock.is_set() {
            on_changed(changed);
        }
    })
}
