//! 健康狀態: how the desk stands with the portal, in plain words, and a report for IT.

use domain::{CaseKind, CaseState};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct HealthView {
    /// One sentence: whether all is well, and if not, what to do.
    pub sentence: String,
    pub well: bool,
    pub facts: Vec<FactView>,
    /// By kind and state: here, and on the portal.
    pub counts: Vec<CountView>,
    /// When the portal counted; `None` if it could not be asked.
    pub counted_at: Option<String>,
    pub mishaps: Vec<MishapView>,
    /// What a newer portal told that this version does not know.
    pub skipped: Vec<String>,
    /// For supervisors: what lies sealed on colleagues' computers.
    pub remainders: Vec<RemainderView>,
    /// The last restore of the portal, in one sentence.
    pub restored: Option<String>,
    /// The same without anybody's data, to be copied.
    pub for_it: String,
    /// Where the log lies.
    pub log_file: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FactView {
    pub label: String,
    pub value: String,
    pub attention: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CountView {
    pub kind: CaseKind,
    pub state: CaseState,
    pub here: u32,
    pub there: Option<u32>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MishapView {
    /// 14:20
    pub at: String,
    pub sentence: String,
    pub times: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RemainderView {
    pub who: String,
    pub unsent: u32,
    /// 最早 115.11.22 17:05 決定，115.11.23 09:28 通報
    pub sentence: String,
}
