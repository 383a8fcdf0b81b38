//! Somebody cannot sit down at their data: why, what is safe, and what to do.

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockOutCause {
    /// The keyring holds no key for the database.
    KeyGone,
    /// The file beside the database that its key lies wrapped in is gone, or is none.
    KeyFileGone,
    /// The keyring holds another key.
    KeyReplaced,
    /// The database's file is gone, and what belongs to it is there.
    FileGone,
    /// The PIN is not known any more, and the portal keeps nothing that opens instead.
    PinLost,
    KeyringMissing,
    KeyringLocked,
    KeyringFailing,
    DiskFull,
    /// The folder cannot be written to.
    ReadOnly,
    /// Another window has the database.
    InUse,
    /// A newer desk wrote it.
    Newer,
    /// It does not open, for whatever reason.
    Unreadable,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LockOutView {
    pub cause: LockOutCause,
    pub title: String,
    /// What nothing has happened to.
    pub safe: String,
    /// How much lay unsent and since when, as far as that is known from outside.
    pub unsent: Option<String>,
    pub to_do: String,
    /// What 設為舊檔並重新開始 does, where it is a way on.
    pub begin_anew: Option<String>,
    /// Words to hand to IT.
    pub for_it: String,
}
