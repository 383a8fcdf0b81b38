//! What can go wrong, as the window needs to know it.

use serde::Serialize;
use ts_rs::TS;

/// A code exists only if the window acts on it; the message is for the person, in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApiError {
    pub code: ErrorCode,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Go to the start page.
    SignedOut,
    /// Read the case again: it changed while it was on the screen.
    Stale,
    /// The case is no longer on this desk: go back to the queue.
    Gone,
    /// Say it beside the form; the request can be mended.
    Refused,
    /// Show the keyring's explanation.
    Keyring,
    /// Show the page that says why nobody can sit down, and the way on.
    LockedOut,
    /// Show the lock page: the desk is locked.
    Locked,
    /// Show the page on which a PIN is set.
    PinWanted,
    /// Show what is to be looked at before the first sign-in at a portal, and ask.
    ConfirmPortal,
    /// Say it, offer to try again.
    Failed,
}

impl ApiError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Failed, message)
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Refused, message)
    }

    pub(crate) fn signed_out() -> Self {
        Self::new(ErrorCode::SignedOut, "請先登入。")
    }

    pub(crate) fn locked() -> Self {
        Self::new(ErrorCode::Locked, "審核台已上鎖。請先解鎖；決定和草稿都在。")
    }

    pub(crate) fn pin_wanted() -> Self {
        Self::new(ErrorCode::PinWanted, "請設定開啟審核台的 PIN。")
    }

    pub(crate) fn gone() -> Self {
        Self::new(ErrorCode::Gone, "這件已不在這台審核台上，可能已撤回、移監或結案。")
    }
}

impl From<store::StoreError> for ApiError {
    fn from(error: store::StoreError) -> Self {
        // What was under way when the desk ended has nobody to tell.
        if !matches!(error, store::StoreError::Closed) {
            tracing::error!(%error, "the store failed");
        }
        Self::failed(match error {
            store::StoreError::DiskFull => {
                "磁碟已滿，剛才的動作沒有完成；先前存下的都還在。請清出空間後再試一次。"
            }
            store::StoreError::ReadOnly => {
                "資料夾無法寫入，剛才的動作沒有完成；先前存下的都還在。請確認權限後再試一次。"
            }
            store::StoreError::Damaged => {
                "這台電腦的資料庫有一處損壞，剛才的動作沒有完成。請重新啟動審核台；損壞的檔案會移到一旁，不會刪除。"
            }
            _ => {
                "這台電腦的資料庫沒有回應，剛才的動作沒有完成，也沒有資料遺失。請再試一次；若持續發生，請通知資訊人員。"
            }
        })
    }
}
