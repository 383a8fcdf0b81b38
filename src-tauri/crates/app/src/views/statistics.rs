//! Charts that people would look at; each is a table too.

use domain::CaseKind;
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChartsView {
    /// Open cases by working days since they came in.
    pub pending: Vec<AgeBarView>,
    /// The last 26 weeks, oldest first.
    pub weeks: Vec<WeekBarView>,
    /// The last six months, oldest first.
    pub months: Vec<MonthBarView>,
    /// Counting rejections of the last six months, most first.
    pub reasons: Vec<ReasonBarView>,
    /// Of the decisions of the last six months.
    pub waiting: Vec<WaitingView>,
    /// Of the returns and rejections of the last six months.
    pub next_tries: Vec<NextTryView>,
    /// 115 年 6 至 11 月
    pub span: String,
    /// 無該年度辦公日曆，僅扣週末（117 年）, where working days were counted without a year's calendar.
    pub caveat: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AgeBarView {
    /// 當日, 1 日, 6 日以上
    pub label: String,
    pub applications: u32,
    pub posts: u32,
    /// Past the facility's deadline.
    pub late: bool,
}

/// Decisions of the week from Monday on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WeekBarView {
    /// 11.16
    pub label: String,
    pub approve: u32,
    #[serde(rename = "return")]
    #[ts(rename = "return")]
    pub returned: u32,
    pub hold: u32,
    pub reject: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthBarView {
    /// 11月
    pub label: String,
    /// Posts decided.
    pub decided: u32,
    /// Of these, counting rejections.
    pub rejected: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReasonBarView {
    pub code: String,
    pub label: String,
    pub count: u32,
}

/// In working days, from arrival to decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WaitingView {
    pub kind: CaseKind,
    pub half: u32,
    pub nine_tenths: u32,
    pub longest: u32,
    pub deadline: u32,
    pub decided: u32,
}

/// What came of a reason, by the wording in which it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NextTryView {
    pub kind: CaseKind,
    pub code: String,
    /// Empty for a code that no catalogue here has.
    pub label: String,
    pub wording: GivenWording,
    /// How often it was given.
    pub given: u32,
    /// How many of these families' next tries have been decided.
    pub tried: u32,
    /// How many of the next tries were let through.
    pub succeeded: u32,
    /// Calendar days until half of those were let through.
    pub half: Option<u32>,
}

/// In whose words a reason was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GivenWording {
    Shipped,
    /// The facility's own, as they are now.
    Facility,
    /// Others: of an earlier version, or of another desk.
    Earlier,
    /// The words are not kept any more.
    Unknown,
}
