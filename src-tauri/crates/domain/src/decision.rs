//! What staff do: decide, ask the supervisor, suspend.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    CaseRef, CaseState, DecisionId, EscalationId, FamilyId, Private, StaffMember, SuspensionId,
};

/// What a decision comes to. The words are those of `PUT /decisions/{uuid}`.
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
    /// What is decided on.
    pub case: CaseRef,
    /// The revision that the reviewer saw.
    pub base_revision: u64,
    /// The digests (SHA-256, hex) of the words and files that the reviewer had before them, sorted;
    /// see `Case::evidence`.
    pub evidence_sha256: Vec<String>,
    /// What the case's state becomes.
    pub verdict: Verdict,
    /// None for an approval, one to three otherwise.
    pub reasons: Vec<GivenReason>,
    /// Exactly what the family will read.
    pub family_message: Private,
    /// The [`Policy::version`](crate::Policy::version) that it was judged by.
    pub policy_version: String,
    /// The fence of the reviewer's claim on the case; absent where they had none. A lower one than
    /// the portal has since given out is refused.
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
    /// A UUIDv7, made by the deciding desk: that of `PUT /decisions/{uuid}`.
    pub id: DecisionId,
    /// The body as it was sent; its fields lie beside the others on the wire.
    #[serde(flatten)]
    pub decision: Decision,
    /// From the token that it was sent with, not from the body.
    pub decided_by: StaffMember,
    /// When the portal took it, by the portal's clock: from then on it is in force.
    pub accepted_at: DateTime<Utc>,
    /// The revision that the case has since.
    pub resulting_revision: u64,
    /// The account behind the case, for the tally of 貳.四.
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
    /// The case that is asked about.
    pub case: CaseRef,
    /// The revision that whoever asked had before them.
    pub base_revision: u64,
    /// For staff; travels to the portal and is never shown to a family.
    pub question: Private,
    /// What they would decide themselves; absent where they only ask.
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

/// Whether a supervisor has answered a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EscalationState {
    /// Nobody has answered yet.
    Open,
    /// A supervisor has answered.
    Settled,
}

/// A question as the portal keeps it and the change feed tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationRecord {
    /// Made by the asking desk: the UUID of `PUT /escalations/{uuid}`.
    pub id: EscalationId,
    /// Of the question itself, not of the case.
    pub revision: u64,
    /// The body as it was sent; its fields lie beside the others on the wire.
    #[serde(flatten)]
    pub escalation: Escalation,
    /// As of `revision`.
    pub state: EscalationState,
    /// Never the one who settles it.
    pub asked_by: StaffMember,
    /// By the portal's clock.
    pub asked_at: DateTime<Utc>,
    /// The supervisor who answered; absent while it is open.
    #[serde(default)]
    pub settled_by: Option<StaffMember>,
    /// By the portal's clock; absent while it is open.
    #[serde(default)]
    pub settled_at: Option<DateTime<Utc>>,
    /// The supervisor's answer, for staff.
    #[serde(default)]
    pub answer: Private,
}

/// 暫停使用 (貳.四): a supervisor's act, never an automatism: the body of `PUT /suspensions/{uuid}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// The account whose use is suspended.
    pub family_id: FamilyId,
    /// First and last day, both included, Asia/Taipei.
    pub first_day: NaiveDate,
    /// Still suspended; the account is open again on the next day.
    pub last_day: NaiveDate,
    /// The counting rejections that it rests on.
    pub strikes: Vec<DecisionId>,
    /// For staff.
    pub grounds: Private,
    /// Exactly what the family will read.
    pub family_message: Private,
    /// The version whose threshold and way of counting it rests on.
    pub policy_version: String,
}

/// A suspension as the portal keeps it and the change feed tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionRecord {
    /// Made by the ordering desk: the UUID of `PUT /suspensions/{uuid}`.
    pub id: SuspensionId,
    /// Raised when it is lifted.
    pub revision: u64,
    /// The body as it was sent; its fields lie beside the others on the wire.
    #[serde(flatten)]
    pub suspension: Suspension,
    /// The supervisor who ordered it.
    pub ordered_by: StaffMember,
    /// By the portal's clock.
    pub ordered_at: DateTime<Utc>,
    /// The supervisor who lifted it; absent while it runs or where it ran out by itself.
    #[serde(default)]
    pub lifted_by: Option<StaffMember>,
    /// By the portal's clock; the suspension ends here if this is before its last day.
    #[serde(default)]
    pub lifted_at: Option<DateTime<Utc>>,
    /// Why it was lifted, for staff; empty where it was not.
    #[serde(default)]
    pub lift_grounds: Private,
}
