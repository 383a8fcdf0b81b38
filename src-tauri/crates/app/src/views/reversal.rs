//! 改判: changing a decision that the portal has acknowledged, which is a new event with a reason.

use domain::{CaseRef, DecisionId, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The decision in force on a closed case, and what this person may do about it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReversalView {
    pub decision: DecisionId,
    pub verdict: Verdict,
    /// 您, or a colleague's name.
    pub who: String,
    pub at: String,
    pub way: ReversalWay,
    /// The verdicts that a supervisor may put in its place.
    pub verdicts: Vec<VerdictOption>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReversalWay {
    /// A social worker asks a supervisor.
    Ask,
    /// A question about it is on its way or open already.
    Asked,
    /// A supervisor decides anew.
    Overturn,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReversalRequest {
    pub case: CaseRef,
    pub decision: DecisionId,
    pub proposed: Option<Verdict>,
    /// Why; for the supervisor. It travels, and no family sees it.
    pub question: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct VerdictOption {
    pub verdict: Verdict,
    pub allowed: bool,
    pub why_not: Option<String>,
}
