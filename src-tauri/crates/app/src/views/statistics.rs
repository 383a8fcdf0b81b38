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
