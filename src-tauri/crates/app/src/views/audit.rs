//! 稽核紀錄: what was seen and done on this desk, in a chain that shows any edit.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AuditRequest {
    /// Entries older than this number; `None` for the newest.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    pub limit: u32,
    /// Only what is of this sort.
    pub sort: Option<AuditSort>,
    /// Only what was done to cases that hold these words: 案號, a name, a 呼號. Empty: all.
    pub case: String,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditSort {
    /// 檢視
    Seen,
    /// 決定, and what became of it.
    Decided,
    /// 列印與匯出
    TakenOut,
    /// 設定與資料
    Settings,
    /// 登入
    SignIn,
}

impl AuditRequest {
    /// The newest entries of all.
    pub fn newest(limit: u32) -> Self {
        Self { before: None, limit, sort: None, case: String::new() }
    }
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    pub more: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditRow {
    #[ts(type = "number")]
    pub seq: i64,
    /// `115.11.23 16:48`
    pub at: String,
    pub who: String,
    pub what: String,
    pub case_number: Option<String>,
}

/// The answer of the verify button.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditCheckView {
    pub intact: bool,
    #[ts(type = "number")]
    pub entries: i64,
    /// Whether the log is as it was written, or where it is not, and how.
    pub sentence: String,
    /// What the portal bears witness to.
    pub witness: String,
    /// What stands on this computer's word alone, if anything does.
    pub own_word: Option<String>,
    /// Who took note of where it is not, when, and what they said became of it.
    pub noted: Option<String>,
    /// The desks that the portal was told of: the person's own, the facility's for a supervisor.
    pub desks: Vec<WitnessedDeskView>,
}

/// Somebody takes note of where the log is not as it was written.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct NoteAuditFaultRequest {
    /// To whom it was told, and what is known of the cause: at most 200 characters.
    pub grounds: String,
}

/// Up to where the portal was told of one desk's log.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WitnessedDeskView {
    pub who: String,
    #[ts(type = "number")]
    pub entries: i64,
    /// When it was last told.
    pub told_at: String,
    /// The desk had told of another log before.
    pub goes_back: bool,
}
