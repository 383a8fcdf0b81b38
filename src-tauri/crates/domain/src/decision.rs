//! What staff do: decide, ask the supervisor, suspend.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    CaseRef, CaseState, DecisionId, EscalationId, FamilyId, Private, StaffMember, SuspensionId,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通過
    Approve,
    /// 補件: fix and resend; never a strike.
    Return,
    /// 退件
    Reject,
    /// 暫緩: the inmate's status, not the family's doing; never a strike.
    Hold,
}

impl Verdict {
    /// Where a case stands after it.
    pub fn leads_to(self) -> CaseState {
        match self {
            Self::Approve => CaseState::Approved,
            Self::Return => CaseState::Returned,
            Self::Reject => CaseState::Rejected,
            Self::Hold => CaseState::Held,
        }
    }
}

/// A catalogue reason as given in one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenReason {
    /// A code of the catalogue, such as `P01`.
    pub code: String,
    /// The words for the `{slots}` of the family's text, by slot name.
    #[serde(default)]
    pub slots: BTreeMap<String, Private>,
    /// Whether it counts towards the three of 貳.四. The catalogue decides where it can; where it
    /// says 裁量, the reviewer does.
    pub counts: bool,
}

/// A verdict by someone, on one revision of one case, under one policy version: the body of
/// `PUT /decisions/{uuid}`. The staff-only note has no field here, so it cannot leak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub case: CaseRef,
    /// The revision that the reviewer saw.
    pub base_revision: u64,
    /// The digests (SHA-256, hex) of the words and files that the reviewer had before them, sorted;
    /// see `Case::evidence`.
    pub evidence_sha256: Vec<String>,
    pub verdict: Verdict,
    /// None for an approval, one to three otherwise.
    pub reasons: Vec<GivenReason>,
    /// Exactly what the family will read.
    pub family_message: Private,
    pub policy_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fence: Option<u64>,
    /// By the desk's clock. The portal orders by its own.
    pub decided_at: DateTime<Utc>,
    /// The decision that this one replaces; supervisors only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overturns: Option<DecisionId>,
    /// Which pages of which files were on the reviewer's screen, at a size at which they can be
    /// read. For staff; told only to a portal that announces `pages_seen` (contract 1.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages_seen: Vec<PagesSeen>,
}

/// The pages of one file that were on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesSeen {
    /// The file, by its digest.
    pub sha256: String,
    /// From 0, ascending, each once.
    pub pages: Vec<u32>,
}

impl Decision {
    /// Whether this decision is a strike (貳.四): a post rejected for its content.
    pub fn is_strike(&self) -> bool {
        self.case.kind == crate::CaseKind::Post
            && self.verdict == Verdict::Reject
            && self.reasons.iter().any(|reason| reason.counts)
    }
}

/// A decision that the portal has accepted, as the change feed tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    pub id: DecisionId,
    #[serde(flatten)]
    pub decision: Decision,
    pub decided_by: StaffMember,
    pub accepted_at: DateTime<Utc>,
    /// The revision that the case has since.
    pub resulting_revision: u64,
    pub family_id: FamilyId,
    /// 審核單位: the unit of whoever decided, as the portal's staff register has it; empty if it
    /// has none.
    #[serde(default)]
    pub unit: String,
    /// The later decision that replaced this one.
    #[serde(default)]
    pub overturned_by: Option<DecisionId>,
}

/// A question to the supervisor: the body of `PUT /escalations/{uuid}`. Not a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    pub case: CaseRef,
    pub base_revision: u64,
    /// For staff; travels to the portal and is never shown to a family.
    pub question: Private,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Verdict>,
    /// The decision that it is raised against, if it asks for a reversal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<DecisionId>,
    /// The codes of the proposed reasons, where policy leaves them to two people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// When somebody at the desk that asks first looked at these words, by the desk's clock. Told
    /// only to a portal that announces `known_at` (contract 1.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EscalationState {
    Open,
    Settled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationRecord {
    pub id: EscalationId,
    pub revision: u64,
    #[serde(flatten)]
    pub escalation: Escalation,
    pub state: EscalationState,
    pub asked_by: StaffMember,
    pub asked_at: DateTime<Utc>,
    #[serde(default)]
    pub settled_by: Option<StaffMember>,
    #[serde(default)]
    pub settled_at: Option<DateTime<Utc>>,
    /// The supervisor's answer, for staff.
    #[serde(default)]
    pub answer: Private,
}

/// 暫停使用 (貳.四): a supervisor's act, never an automatism: the body of `PUT /suspensions/{uuid}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub family_id: FamilyId,
    /// First and last day, both included, Asia/Taipei.
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// The counting rejections that it rests on.
    pub strikes: Vec<DecisionId>,
    /// For staff.
    pub grounds: Private,
    pub family_message: Private,
    pub policy_version: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionRecord {
    pub id: SuspensionId,
    pub revision: u64,
    #[serde(flatten)]
    pub suspension: Suspension,
    pub ordered_by: StaffMember,
    pub ordered_at: DateTime<Utc>,
    #[serde(default)]
    pub lifted_by: Option<StaffMember>,
    #[serde(default)]
    pub lifted_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub lift_grounds: Private,
}
