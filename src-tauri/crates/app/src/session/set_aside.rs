//! A database was set aside, damaged or sealed for want of its key, and a new one begun: what is saved
//! from it, and what the person is told until they have read it.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::aside::Unsent;
use store::{Connection, Key, OpenError, Salvage, Store, StoreError, Transaction, audit, settings};

/// Under which setting the new database remembers why it was begun.
const SET_ASIDE: &str = "desk.set_aside";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SetAside {
    /// The old file's name within the data folder.
    file: String,
    /// Unsent acts that were saved; of a sealed one, that lie in it as far as is known.
    unsent: u32,
    /// Whether all that matters could be read.
    whole: bool,
    /// Whether no key opened it.
    #[serde(default)]
    sealed: bool,
    seen: bool,
}

/// Opens a new database in the place of the damaged one and saves into it what can be saved.
pub(crate) fn begin_anew(
    file: &Path,
    key: &Key,
    set_aside: &Path,
    now: DateTime<Utc>,
) -> Result<Store, OpenError> {
    let begun = Store::open(file, key, now)?;
    let Salvage { unsent, whole } = begun.salvage(set_aside)?;
    tracing::error!(unsent, whole, "saved from the damaged database");
    let file = name_of(set_aside);
    note(&begun, &SetAside { file, unsent, whole, sealed: false, seen: false }, now)?;
    Ok(begun)
}

/// Opens a new database in the place of one that no key opens.
pub(crate) fn begin_beside_sealed(
    file: &Path,
    key: &Key,
    set_aside: &Path,
    unsent: Option<Unsent>,
    now: DateTime<Utc>,
) -> Result<Store, OpenError> {
    let begun = Store::open(file, key, now)?;
    let (file, whole) = (name_of(set_aside), unsent.is_some());
    let unsent = unsent.map_or(0, |unsent| unsent.unsent);
    note(&begun, &SetAside { file, unsent, whole, sealed: true, seen: false }, now)?;
    Ok(begun)
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Remembers it, with its trace in the new audit log.
fn note(begun: &Store, noted: &SetAside, at: DateTime<Utc>) -> Result<(), OpenError> {
    let detail = serde_json::json!({
        "file": noted.file, "unsent": noted.unsent, "whole": noted.whole, "sealed": noted.sealed,
    });
    let noted = begun.write(|tx| {
        settings::put(tx, SET_ASIDE, noted)?;
        audit::append(
            tx,
            &audit::Event {
                at,
                actor: audit::DESK,
                action: audit::Action::DeskSetAside,
                subject: "desk".to_owned(),
                detail,
            },
        )
    });
    noted.map_err(OpenError::Store)
}

/// What is to be said, until the person has read it.
pub(crate) fn unread(c: &Connection) -> Result<Option<String>, StoreError> {
    let noted: Option<SetAside> = settings::get(c, SET_ASIDE)?;
    Ok(noted.filter(|noted| !noted.seen).map(|noted| {
        let SetAside { file, unsent, whole, sealed, .. } = noted;
        if sealed {
            let left = match (whole, unsent) {
                (true, 0) => "當時決定都已送達。".to_owned(),
                (true, count) => format!(
                    "還有 {count} 件決定沒有送達，留在舊檔裡：件數和日期會告訴入口網，請核對最近的案件，重新決定。"
                ),
                (false, _) => "可能還有決定沒有送達，留在舊檔裡：請核對最近的案件。".to_owned(),
            };
            return format!(
                "先前的資料沒有鑰匙可開，已設為舊檔（{file}），沒有刪除。已送達的決定都在入口網，正在重新取件。{left}"
            );
        }
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

/// The name of the damaged file that was set aside last, if everything that matters was saved from it.
pub(crate) fn saved_whole(c: &Connection) -> Result<Option<String>, StoreError> {
    let noted: Option<SetAside> = settings::get(c, SET_ASIDE)?;
    Ok(noted.filter(|noted| noted.whole && !noted.sealed).map(|noted| noted.file))
}

pub(crate) fn mark_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match settings::get::<SetAside>(tx, SET_ASIDE)? {
        Some(noted) => settings::put(tx, SET_ASIDE, &SetAside { seen: true, ..noted }),
        None => Ok(()),
    }
}
