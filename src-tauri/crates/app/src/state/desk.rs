//! The desk: what exists before anybody signs in, and the session once somebody has.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use documents::{Limits, Workshop};
use portal::secrets::SecretStore;
use tokio::sync::RwLock;

use crate::error::ApiError;
use crate::session::coming_and_going::Ending;
use crate::session::lock_out::LockedOut;
use crate::state::keyring::Keyring;
use crate::state::preferences::Preferences;
use crate::state::session::Session;
use crate::views::boot::{BootView, DeskChangedView, KeyringView, SessionView};
use crate::views::settings::SettingsView;

/// How long the end of the program waits for what is done with the session just then.
const FAREWELL: Duration = Duration::from_secs(5);

/// What the desk is given by whoever opens it: the shell, or a test.
pub struct DeskOptions {
    /// Everything that is kept lies below this folder.
    pub data_folder: PathBuf,
    pub secrets: Arc<dyn SecretStore>,
    pub practice: PracticeStart,
    /// The program that becomes the documents' worker when started with the hidden argument.
    pub worker: PathBuf,
    /// Opens an address in the system's browser.
    pub open_browser: OpenBrowser,
    /// Told whenever numbers, sync bar or cases changed.
    pub on_changed: OnChanged,
}

pub type OpenBrowser = Arc<dyn Fn(&str) -> Result<(), ()> + Send + Sync>;
pub type OnChanged = Arc<dyn Fn(DeskChangedView) + Send + Sync>;

/// Whether the window goes straight to practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PracticeStart {
    WhenAsked,
    AtOnce,
    /// With the practice portal at this address of this computer.
    AtOnceWith(String),
}

/// The whole application, as the window's commands see it.
pub struct Desk {
    pub(crate) data_folder: PathBuf,
    /// Where files that a person asked for are written.
    pub(crate) exports: PathBuf,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) practice: PracticeStart,
    pub(crate) open_browser: OpenBrowser,
    pub(crate) on_changed: OnChanged,
    pub(crate) workshop: Arc<Workshop>,
    pub(crate) preferences: Preferences,
    pub(crate) session: RwLock<Option<Arc<Session>>>,
    /// One way to a session at a time.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// The session that was opened before the window asked for it, until it does.
    pub(crate) opened_ahead: Mutex<Option<SessionView>>,
    /// Why the last one to sign in could not sit down, until somebody can.
    pub(crate) locked_out: Mutex<Option<LockedOut>>,
    /// Told to stop waiting for the browser.
    pub(crate) cancel_sign_in: tokio::sync::Notify,
    keyring: Keyring,
}

impl Desk {
    /// A desk at which nobody sits yet. Nothing is read but the preferences, so that the window
    /// opens at once.
    pub fn new(options: DeskOptions) -> Self {
        Self {
            preferences: Preferences::open(&options.data_folder),
            exports: crate::session::facility_words::default_exports(&options.data_folder),
            workshop: Arc::new(Workshop::start(options.worker, Vec::new(), Limits::default())),
            data_folder: options.data_folder,
            keyring: Keyring::new(options.secrets.clone()),
            secrets: options.secrets,
            practice: options.practice,
            open_browser: options.open_browser,
            on_changed: options.on_changed,
            session: RwLock::new(None),
            opening: tokio::sync::Mutex::new(()),
            opened_ahead: Mutex::new(None),
            locked_out: Mutex::new(None),
            cancel_sign_in: tokio::sync::Notify::new(),
        }
    }

    /// The same desk, writing its exports into another folder than that for downloads.
    #[must_use]
    pub fn exporting_to(mut self, folder: PathBuf) -> Self {
        self.exports = folder;
        self
    }

    /// What the window needs for its first frame.
    pub async fn boot(&self) -> Result<BootView, ApiError> {
        let keyring = self.keyring().await;
        let remembered = self.preferences.get();
        let session = self.session.read().await.as_ref().map(|session| session.view());
        if session.is_some() {
            self.take_opened_ahead();
        }
        Ok(BootView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            keyring,
            remembered_portal: remembered.portal,
            straight_to_practice: self.practice != PracticeStart::WhenAsked,
            session,
            settings: remembered.settings,
        })
    }

    /// The keyring's self-test, until it has passed once.
    pub(crate) async fn keyring(&self) -> KeyringView {
        self.keyring.look().await
    }

    /// The session that was opened before the window asked; from here on it is like any other.
    pub(crate) fn take_opened_ahead(&self) -> Option<SessionView> {
        self.opened_ahead.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Keeps the window's looks.
    pub async fn save_settings(&self, settings: SettingsView) -> Result<SettingsView, ApiError> {
        let kept = self.preferences.change(|remembered| remembered.settings = settings);
        match kept {
            Ok(kept) => Ok(kept.settings),
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the preferences could not be kept");
                Err(ApiError::failed(
                    "設定沒有存下來：資料夾無法寫入。請確認磁碟空間與權限後再試一次。",
                ))
            }
        }
    }

    /// The signed-in session.
    ///
    /// # Errors
    /// `SignedOut` if nobody is.
    pub(crate) async fn session(&self) -> Result<Arc<Session>, ApiError> {
        self.session.read().await.clone().ok_or_else(ApiError::signed_out)
    }

    /// The window is closing: gives back, within a moment, what the person had claimed. What they
    /// took along for a shift stays theirs.
    pub async fn farewell(&self) {
        let session = self.session.read().await.clone();
        if let Some(session) = session {
            session.give_claims_back(false).await;
        }
    }

    /// The window closes: the loops stop, and the database is closed before the program is taken
    /// down. What is unsent is on the disk already.
    pub fn close(&self) {
        // Somebody may be reading it, or signing in, at this very moment: that is waited for.
        let began = Instant::now();
        loop {
            if let Ok(mut slot) = self.session.try_write() {
                if let Some(session) = slot.take() {
                    session.stop(Ending::WindowClosed);
                    session.store.close();
                }
                return;
            }
            if began.elapsed() > FAREWELL {
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
