//! A damaged database was set aside and a new one begun: what the person is told until they have
//! read it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use store::{Connection, StoreError, Transaction, settings};

/// Under which setting the new database remembers why it was begun.
const SET_ASIDE: &str = "desk.set_aside";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SetAside {
    /// The damaged file's name within the data folder.
    file: String,
    seen: bool,
}

pub(crate) fn note(tx: &Transaction<'_>, file: &Path) -> Result<(), StoreError> {
    let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    settings::put(tx, SET_ASIDE, &SetAside { file, seen: false })
}

/// What is to be said, until the person has read it.
pub(crate) fn unread(c: &Connection) -> Result<Option<String>, StoreError> {
    let noted: Option<SetAside> = settings::get(c, SET_ASIDE)?;
    Ok(noted.filter(|noted| !noted.seen).map(|noted| {
        format!(
            "這台電腦的資料庫損壞，已移到一旁（{}），沒有刪除，也開了新的。已送達的決定都在入口網，\
             正在重新取件；當時還沒送達的決定要請資訊人員從那個檔案救回，或請您重新審核。",
            noted.file
        )
    }))
}

pub(crate) fn mark_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match settings::get::<SetAside>(tx, SET_ASIDE)? {
        Some(noted) => settings::put(tx, SET_ASIDE, &SetAside { seen: true, ..noted }),
        None => Ok(()),
    }
}
