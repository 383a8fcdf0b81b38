//! Whose desks lie on this computer. Several people may share one account of the system: each has a
//! desk of their own, and each opens it themselves.

use std::path::Path;
use std::sync::atomic::Ordering;

use store::key_file::KeyFile;

use crate::error::ApiError;
use crate::session::person::{fingerprint, is_fingerprint};
use crate::session::sign_in::parse_address;
use crate::state::{Desk, Locked, Opening, PracticeStart, WayBack};
use crate::views::boot::DeskMode;
use crate::views::lock::{ChooseDeskRequest, KnownDeskView, LockView};

/// What a key file is called, without its database's name.
const ENDING: &str = ".sqlite.keys.json";

impl Desk {
    /// The desks of this computer that open without a browser.
    pub(crate) fn known_desks(&self) -> Vec<KnownDeskView> {
        let mut desks: Vec<_> = names(&self.data_folder)
            .into_iter()
            .filter_map(|name| self.known_desk(&name).map(|(file, _)| (name, file)))
            .filter_map(|(desk, file)| {
                let owner = file.owner()?.clone();
                let (facility, masked_name, portal) =
                    (owner.facility, owner.masked_name, owner.portal);
                Some(KnownDeskView { desk, facility, masked_name, portal })
            })
            .collect();
        desks.sort_by(|one, other| one.masked_name.cmp(&other.masked_name));
        desks
    }

    /// The desk of this name, if its database keeps a sign-in.
    fn known_desk(&self, name: &str) -> Option<(KeyFile, Opening)> {
        let (place, person) = name.split_once('/')?;
        if !is_fingerprint(place) || !is_fingerprint(person) {
            return None;
        }
        let path = self.data_folder.join(place).join(format!("{person}.sqlite"));
        let file = KeyFile::read(&path, name).ok().flatten()?;
        let owner = file.owner().filter(|owner| owner.signed_in)?;
        // The file lies open: whoever writes another portal into it gets no token for that.
        let base =
            parse_address(&owner.portal).ok().filter(|base| fingerprint(base.as_str()) == place)?;
        self.hold_to_managed(&base).ok()?;
        let opening = Opening {
            mode: DeskMode::Portal,
            base,
            options: self.client_options().ok()?,
            file: path,
            database: name.to_owned(),
            old_sign_in: format!("session/{place}"),
            keeps_data: true,
            secrets: self.secrets.clone(),
            managed: self.managed.clone(),
            clock: self.clock.clone(),
            inside: None,
        };
        Some((file, opening))
    }

    /// The lock page of this person's desk.
    ///
    /// # Errors
    /// `Refused` if there is no such desk, if it opens by the browser alone, and while somebody sits
    /// here: a lock before an open database would be none.
    pub async fn choose_desk(&self, request: ChooseDeskRequest) -> Result<LockView, ApiError> {
        let _one = self.opening.lock().await;
        if self.session.read().await.is_some() {
            return Err(ApiError::refused("已經有人登入。請先上鎖或登出。"));
        }
        self.wait_locked(&request.desk);
        self.lock_view().ok_or_else(|| {
            ApiError::refused("這台電腦上沒有這份資料，或已經登出。請用入口網登入。")
        })
    }

    /// A desk that starts waits locked for the person who worked last.
    pub(crate) async fn begin_locked(&self) {
        let begun = self.begun.swap(true, Ordering::SeqCst);
        if begun || self.practice != PracticeStart::WhenAsked {
            return;
        }
        if let Some(desk) = self.preferences.get().desk {
            let slot = self.session.read().await;
            if slot.is_none() && !self.lock.is_set() {
                self.wait_locked(&desk);
            }
        }
    }

    fn wait_locked(&self, name: &str) {
        let Some((file, opening)) = self.known_desk(name) else { return };
        let Some(owner) = file.owner().cloned() else { return };
        let locked = Locked {
            owner,
            unsent: store::aside::unsent(&opening.file).map(|noted| noted.unsent),
            secret_lost: false,
        };
        self.lock.closed(locked, WayBack { opening, signed_in: None });
    }
}

/// Portal and person of every key file below the data folder.
fn names(data_folder: &Path) -> Vec<String> {
    let folders = std::fs::read_dir(data_folder).into_iter().flatten().flatten();
    let mut names = Vec::new();
    for folder in folders {
        let place = folder.file_name().to_string_lossy().into_owned();
        if !is_fingerprint(&place) {
            continue;
        }
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let file = file.file_name().to_string_lossy().into_owned();
            if let Some(person) = file.strip_suffix(ENDING) {
                names.push(format!("{place}/{person}"));
            }
        }
    }
    names
}
