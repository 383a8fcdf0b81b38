//! 品質抽查: a recorded random share of the decisions, looked at a second time without knowing the
//! first answer. Agreement is told per reason; nobody is ranked.

use domain::{CaseKind, CaseRef, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::SegmentView;

#[derive(Debug, Clone, Serialize, TS)]
pub struct SamplingView {
    /// The draw in hand; `None`: none has been made.
    pub draw: Option<DrawView>,
    /// The next one to look at, without who decided and how; never one of the person's own.
    pub next: Option<BlindCaseView>,
    /// Over all draws.
    pub agreement: Vec<AgreementView>,
    /// Newest first.
    pub past: Vec<DrawView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DrawView {
    /// 115.11.23
    pub on: String,
    pub by: String,
    /// 16 characters; with it the same draw can be made again.
    pub seed: String,
    /// Percent.
    pub share: u32,
    /// 115.11.01 至 115.11.23
    pub span: String,
    pub of: u32,
    pub drawn: u32,
    pub looked: u32,
    pub agreed: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BlindCaseView {
    pub sample: String,
    pub kind: CaseKind,
    pub number: String,
    pub nth: u32,
    pub of: u32,
    pub relation: String,
    /// The words as the first reader saw them; empty for an application.
    pub title: String,
    pub body: Vec<SegmentView>,
    /// What the rules found.
    pub findings: Vec<String>,
    /// 1 張照片, 戶籍謄本 2 頁
    pub documents: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AgreementView {
    /// A reason's code; `approve` for what was approved without one.
    pub code: String,
    pub label: String,
    pub looked: u32,
    pub agreed: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DrawRequest {
    /// Percent, 1 to 20.
    pub share: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SecondLookRequest {
    pub sample: String,
    pub verdict: Verdict,
    /// One to three codes, unless it is an approval.
    pub reasons: Vec<String>,
    /// For staff; never leaves this computer.
    pub note: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SecondLookView {
    pub agreed: bool,
    pub sentence: String,
    pub case: CaseRef,
    pub first_verdict: Verdict,
    pub first_reasons: Vec<String>,
    pub second_verdict: Verdict,
    pub second_reasons: Vec<String>,
}
