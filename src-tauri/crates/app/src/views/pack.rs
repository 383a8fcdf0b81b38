//! 帶走這一班的案件: a shift's cases with their documents, for where there is no network.

use domain::{CaseKind, CaseRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::queue::{QueueGroup, QueueOnly};

/// Which cases: the first of the queue as it is filtered.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PackRequest {
    pub kind: CaseKind,
    pub group: QueueGroup,
    pub inmate_number: Option<String>,
    pub text: String,
    #[serde(default)]
    pub only: QueueOnly,
    #[serde(default)]
    pub check: Option<String>,
    /// 1 to 100.
    pub most: u32,
}

/// What would be taken along.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PackWeight {
    pub cases: u32,
    /// How many the filter has in all.
    pub in_filter: u32,
    pub documents: u32,
    /// `34.2 MB`
    pub size: String,
    /// Cases of these that a colleague works on: they stay behind.
    pub held: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PackState {
    /// Nothing is taken along.
    None,
    /// Documents are still coming in.
    Fetching,
    /// Every document is here.
    Ready,
    /// Everything that comes has come; something is missing.
    Incomplete,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PackView {
    pub state: PackState,
    /// One sentence for the person.
    pub sentence: String,
    pub cases: u32,
    pub documents: u32,
    pub stored: u32,
    /// Of the bytes; 0 to 100.
    pub percent: u32,
    pub size: String,
    pub stored_size: String,
    /// 14:20
    pub since: Option<String>,
    /// What is not here, by case.
    pub missing: Vec<MissingView>,
    /// Why some of what was asked for was not taken; told once.
    pub left_behind: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MissingView {
    pub case: CaseRef,
    pub number: String,
    pub who: String,
    pub documents: u32,
    pub why: String,
}
