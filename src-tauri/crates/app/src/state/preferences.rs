//! What the desk remembers before anybody signs in: the window's looks and the last portal. No
//! personal data, so a plain file; and nothing that anything is granted on, since anybody may write it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::views::settings::SettingsView;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    pub settings: SettingsView,
    pub portal: Option<String>,
    /// Where the window was when it was closed.
    pub(crate) window: Option<WindowPlace>,
    /// The database that was open last, by portal and person.
    pub(crate) desk: Option<String>,
    /// Until the next session's log tells of them.
    pub(crate) failed_sign_ins: Option<FailedSignIns>,
}

/// Where a window is, in the pixels of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPlace {
    pub x: i32,
    pub y: i32,
    /// Of what it holds, without the frame.
    pub width: u32,
    pub height: u32,
    /// It fills its screen; the other numbers are those that it goes back to.
    pub maximized: bool,
}

/// Sign-ins on this computer that came to nothing since the last that did. Whose they were nobody
/// knows, so the next person's log tells of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedSignIns {
    pub count: u32,
    pub last_at: DateTime<Utc>,
}

pub struct Preferences {
    file: PathBuf,
    now: Mutex<Remembered>,
}

impl Preferences {
    /// Reads what is remembered; a file that cannot be read counts as none, and is kept aside.
    pub fn open(folder: &Path) -> Self {
        let file = folder.join("preferences.json");
        let now = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|_| {
                let _ = store::files::rename(&file, &file.with_extension("json.unreadable"));
                Remembered::default()
            }),
            Err(_) => Remembered::default(),
        };
        Self { file, now: Mutex::new(now) }
    }

    pub fn get(&self) -> Remembered {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes and keeps.
    ///
    /// # Errors
    /// The folder cannot be written; then nothing has changed.
    pub fn change(&self, change: impl FnOnce(&mut Remembered)) -> io::Result<Remembered> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = now.clone();
        change(&mut next);
        next.settings.text_scale = next.settings.text_scale.clamp(100, 200);
        if let Some(folder) = self.file.parent() {
            store::files::make_folder(folder)?;
        }
        store::files::write(&self.file, &serde_json::to_vec_pretty(&next)?)?;
        *now = next.clone();
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::Preferences;

    #[test]
    fn a_garbled_file_is_kept_aside_and_the_defaults_hold() {
        // Emptied or filled with NULs by a power cut, cut short, or no text at all.
        for garbled in [&b""[..], &[0; 120], b"{not json", b"{\"settings\":", &[0xFF; 40]] {
            let folder = tempfile::tempdir().expect("folder");
            std::fs::write(folder.path().join("preferences.json"), garbled).expect("written");
            let preferences = Preferences::open(folder.path());
            assert_eq!(preferences.get().settings.text_scale, 100);
            assert!(folder.path().join("preferences.json.unreadable").exists());
            preferences.change(|r| r.portal = Some("https://a.example/".into())).expect("kept");
            assert!(Preferences::open(folder.path()).get().portal.is_some());
        }
    }

    #[test]
    fn the_text_size_stays_within_its_range_and_outlives_the_window() {
        let folder = tempfile::tempdir().expect("folder");
        let preferences = Preferences::open(folder.path());
        preferences.change(|r| r.settings.text_scale = 900).expect("kept");
        assert_eq!(Preferences::open(folder.path()).get().settings.text_scale, 200);
    }
}
