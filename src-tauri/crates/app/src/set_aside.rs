//! A damaged database was set aside and a new one begun: what is saved from it, and what the person
//! is told until they have read it.

use std::path::Path;

use chrono::Utc;
use serde::{Deserialize, Serialize};
use store::{Connection, Key, OpenError, Salvage, Store, StoreError, Transaction, audit, settings};

/// Under which setting the new database remembers why it was begun.
const SET_ASIDE: &str = "desk.set_aside";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SetAside {
    /// The damaged file's name within the data folder.
    file: String,
    /// Unsent acts that were saved.
    unsent: u32,
    /// Whether all that matters could be read.
    whole: bool,
    seen: bool,
}

/// Opens a new database in the place of the damaged one and saves into it what can be saved.
pub(crate) fn begin_anew(file: &Path, key: &Key, set_aside: &Path) -> Result<Store, OpenError> {
    let begun = Store::open(file, key, Utc::now())?;
    let Salvage { unsent, whole } = begun.salvage(set_aside)?;
    tracing::error!(unsent, whole, "saved from the damaged database");
    let file = set_aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let noted = SetAside { file, unsent, whole, seen: false };
    let event = audit::Event {
        at: Utc::now(),
        actor: audit::DESK,
        action: audit::Action::DeskSetAside,
        subject: "desk".to_owned(),
        detail: serde_json::json!({ "file": noted.file, "unsent": unsent, "whole": whole }),
    };
    begun
        .write(|tx| {
            audit::append(tx, &event)?;
            settings::put(tx, SET_ASIDE, &noted)
        })
        .map_err(OpenError::Store)?;
    Ok(begun)
}

/// What is to be said, until the person has read it.
pub(crate) fn unread(c: &Connection) -> Result<Option<String>, StoreError> {
    let noted: Option<SetAside> = settings::get(c, SET_ASIDE)?;
    Ok(noted.filter(|noted| !noted.seen).map(|noted| {
        let SetAside { file, unsent, whole, .. } = noted;
        let saved = match (whole, unsent) {
            (true, 0) => "當時沒有尚未送達的決定。".to_owned(),
            (true, count) => format!("尚未送達的 {count} 件決定已經救回，會照常送出。"),
            (false, count) => format!(
                "尚未送達的決定救回了 {count} 件，可能還有沒救回的：請核對最近的案件，並通知資訊人員保留那個檔案。"
            ),
        };
        format!(
            "這台電腦的資料庫損壞，已移到一旁（{file}），沒有刪除。已送達的決定都在入口網，正在重新取件。{saved}"
        )
    }))
}

pub(crate) fn mark_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match settings::get::<SetAside>(tx, SET_ASIDE)? {
        Some(noted) => settings::put(tx, SET_ASIDE, &SetAside { seen: true, ..noted }),
        None => Ok(()),
    }
}
