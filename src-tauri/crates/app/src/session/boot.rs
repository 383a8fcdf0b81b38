//! What the window needs before anybody signs in, and what is kept of its looks.

use crate::error::ApiError;
use crate::state::{Desk, PracticeStart, WindowPlace};
use crate::views::boot::BootView;
use crate::views::settings::SettingsView;

impl Desk {
    /// What the window needs for its first frame.
    pub async fn boot(&self) -> Result<BootView, ApiError> {
        let keyring = self.keyring().await;
        let remembered = self.preferences.get();
        self.begin_locked().await;
        let session = self.session().await.ok().map(|session| session.view());
        if session.is_some() {
            self.take_opened_ahead();
        }
        Ok(BootView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            keyring,
            remembered_portal: remembered.portal,
            managed_portal: self.managed.portal.set().cloned(),
            practises: self.practice_portal.is_some(),
            straight_to_practice: self.practice != PracticeStart::WhenAsked,
            session,
            lock: self.lock_view(),
            desks: self.known_desks(),
            settings: remembered.settings,
        })
    }

    /// Where the window was when it was closed.
    pub fn window_place(&self) -> Option<WindowPlace> {
        self.preferences.get().window
    }

    /// The window is being closed and was here.
    pub fn keep_window_place(&self, place: WindowPlace) {
        if let Err(error) = self.preferences.change(|remembered| remembered.window = Some(place)) {
            tracing::warn!(kind = %error.kind(), "where the window was could not be kept");
        }
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
}
