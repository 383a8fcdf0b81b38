//! 送主管: questions to the supervisor, the urgent ones with the hours that the law gives.

use domain::{CaseRef, EscalationId, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::outbox::{OutboxState, SideView};

#[derive(Debug, Clone, Serialize, TS)]
pub struct EscalationsView {
    /// Urgent ones first, then oldest first.
    pub open: Vec<EscalationView>,
    /// Newest first.
    pub settled: Vec<EscalationView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EscalationKind {
    /// A question on an open case.
    Question,
    /// A request to reverse a decision.
    Reversal,
    /// A decision that policy leaves to two people: proposed by one, waiting for the other.
    SecondOpinion,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EscalationView {
    pub id: EscalationId,
    pub case: CaseRef,
    pub number: String,
    /// 「麵線」, or the applicant's name.
    pub subject: String,
    pub relation: String,
    pub inmate_number: String,
    pub kind: EscalationKind,
    pub question: String,
    pub proposed: Option<Verdict>,
    /// `P09 言語威脅或羞辱`: the proposed reasons that ask for a second person.
    pub reasons: Vec<String>,
    /// 您, or a colleague's name.
    pub asked_by: String,
    pub mine: bool,
    /// 14:20, or with the day.
    pub asked_at: String,
    /// Where it is on its way to the portal.
    pub fate: OutboxState,
    /// Despair or violence: the hours that the law gives are running.
    pub urgent: Option<ReportingClockView>,
    /// The decision that it asks to reverse.
    pub against: Option<SideView>,
    /// The family's own words, cut short; empty for an application.
    pub excerpt: String,
    /// Why this person cannot settle it; the one who asked never can.
    pub why_not: Option<String>,
    pub answer: Option<EscalationAnswerView>,
}

/// 通報時限, for words of despair or of violence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportingClockView {
    /// 輕生的話
    pub what: String,
    /// 自殺防治法 11
    pub clause: String,
    /// Hours that the law gives from when it was learnt of.
    pub hours: u32,
    /// RFC 3339
    pub until: String,
    /// 11.24 14:20
    pub until_label: String,
    /// From when the hours run, and how that is known: a first look, or the arrival.
    pub from_label: String,
    /// What has to be done, in one sentence.
    pub sentence: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct EscalationAnswerView {
    pub by: String,
    pub at: String,
    pub words: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct EscalateRequest {
    pub case: CaseRef,
    /// The revision on the screen.
    #[ts(type = "number")]
    pub base_revision: u64,
    /// For the supervisor; travels, and no family sees it.
    pub question: String,
    pub proposed: Option<Verdict>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettleEscalationRequest {
    pub escalation: EscalationId,
    /// For staff; travels, and no family sees it.
    pub answer: String,
}
