//! The queue: oldest first, in pages.

use domain::{CaseKind, CaseRef, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Deserialize, TS)]
pub struct QueueRequest {
    /// `None`: both, for 查詢.
    pub kind: Option<CaseKind>,
    pub group: QueueGroup,
    /// 呼號, exactly.
    pub inmate_number: Option<String>,
    /// Searches names, inmate numbers, case numbers and titles; one character is enough.
    pub text: String,
    /// Of these.
    #[serde(default)]
    pub only: QueueOnly,
    /// A rule's name, such as `post.interval`: of the cases that wait, those that it does not let
    /// pass without a look.
    #[serde(default)]
    pub check: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueGroup {
    /// Everything still to be decided here.
    Open,
    /// Of these, the corrected and resent ones.
    Resubmitted,
    /// 暫緩
    Held,
    /// Whatever its state, the closed ones too.
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueOnly {
    #[default]
    All,
    /// 我的: claimed by this person, taken along or begun.
    Mine,
    /// 急的: to be seen first, with a day of its own, due today or overdue.
    Pressing,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QueuePage {
    pub rows: Vec<QueueRow>,
    pub next: Option<String>,
    /// Of the whole filter, not of the page.
    pub total: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QueueRow {
    pub case: CaseRef,
    pub number: String,
    #[ts(type = "number")]
    pub revision: u64,
    /// Applicant or author.
    pub who: String,
    /// Posts only.
    pub title: Option<String>,
    pub relation: String,
    pub inmate_number: String,
    pub inmate_name: String,
    pub juvenile: bool,
    pub mark: QueueMark,
    /// Who works on it at the moment.
    pub claim: Option<super::case::ClaimView>,
    /// Calendar days since the present revision came in.
    pub age_days: u32,
    pub due: DueView,
    /// A decision of this desk that has not been acknowledged yet.
    pub pending: Option<Verdict>,
    /// The state on the portal, for 查詢.
    pub state: domain::CaseState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueMark {
    New,
    Resubmitted,
    Claimed,
    Held,
    Urgent,
    Decided,
    Closed,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DueView {
    pub band: DueBand,
    /// `11.25`; empty where the band says it all.
    pub day: String,
    /// 無該年度辦公日曆，僅扣週末（117 年）, where the day was counted without a year's calendar.
    pub caveat: Option<String>,
}

/// The queue's sections, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DueBand {
    /// 先看這些: despair or violence.
    First,
    /// 有時效: a birthday, an exam, a bereavement; `day` is the due day all the same.
    Timely,
    Overdue,
    Today,
    Tomorrow,
    Later,
    /// 不計時: held.
    NotCounted,
    /// Decided or closed.
    Done,
}
