//! 退件統計: how many posts were rejected for their content (貳.四), and every number down to the post.

use domain::{CaseRef, DecisionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TallyBy {
    Family,
    Inmate,
    Reason,
    Category,
    /// The reviewer's unit, never the person.
    Unit,
    Month,
}

/// Counted back from the present month, which is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TallySpan {
    Month,
    HalfYear,
    Year,
    All,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TallyRequest {
    pub by: TallyBy,
    /// A family's count follows the rule of 貳.四 alone, whatever the span.
    pub span: TallySpan,
    /// Families with fewer are counted in `one` and `two` and not listed; 1 lists all.
    pub at_least: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TallyView {
    /// From how many on a supervisor may suspend.
    pub threshold: u32,
    /// 累計自上次停用結束起，不設歸零
    pub rule: String,
    pub policy_version: String,
    /// Counting rejections of the whole span.
    pub total: u32,
    /// Overturned ones of the whole span.
    pub dropped: u32,
    /// Families at the threshold or above, with one less, with fewer: whatever `at_least`.
    pub at_threshold: u32,
    pub one_short: u32,
    pub fewer: u32,
    /// Most first, then the latest first; months newest first. 500 at most.
    pub rows: Vec<TallyRow>,
    /// Whether there are more rows than these.
    pub more: bool,
    pub compared: TallyComparisonView,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TallyRow {
    /// Opens its ledger.
    pub key: String,
    pub label: String,
    /// 呼號 3071・女兒
    pub detail: String,
    pub count: u32,
    /// Overturned ones, which do not count.
    pub dropped: u32,
    /// 115.11.23
    pub last_on: Option<String>,
    /// P01 屬一般公務聯繫
    pub last_reason: Option<String>,
    /// 待您決定, 停用至 115.12.23, 已決定不停用
    pub standing: Option<String>,
}

/// The portal's own count beside this desk's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TallyComparisonView {
    pub state: ComparisonState,
    pub sentence: String,
    /// 16:52
    pub at: Option<String>,
    pub differences: Vec<TallyDifferenceView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonState {
    Same,
    Different,
    /// The portal could not be asked.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TallyDifferenceView {
    /// The family's, for its ledger.
    pub key: String,
    pub label: String,
    pub detail: String,
    pub here: u32,
    pub there: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LedgerRequest {
    pub by: TallyBy,
    pub key: String,
    pub span: TallySpan,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LedgerView {
    pub title: String,
    pub detail: String,
    pub count: u32,
    /// Oldest first; of more than 500 the latest.
    pub entries: Vec<LedgerEntryView>,
    /// What else to know of this family, in a sentence.
    pub remark: Option<String>,
}

/// One rejected post.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LedgerEntryView {
    pub decision: DecisionId,
    pub case: CaseRef,
    pub number: String,
    /// 115.11.23
    pub day: String,
    /// Which of the counting ones it is; `None`: it does not count.
    pub nth: Option<u32>,
    /// `P01 屬一般公務聯繫`
    pub reasons: Vec<String>,
    pub clause: String,
    pub policy_version: String,
    pub who: String,
    pub unit: String,
    /// Author and inmate.
    pub of: String,
    /// The title and the family's words, cut short; empty when this desk no longer has them.
    pub excerpt: String,
    /// Why it does not count: 115.09.18 改判通過，不列入.
    pub why_not: Option<String>,
    pub overturned: bool,
}
