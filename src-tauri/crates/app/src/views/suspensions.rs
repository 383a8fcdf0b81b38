//! 停用管理 (貳.四): families that a supervisor may suspend, and the suspensions there are.

use domain::{DecisionId, FamilyId, SuspensionId, SuspensionMode, WaiverId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::outbox::OutboxState;
use super::tally::LedgerEntryView;

#[derive(Debug, Clone, Serialize, TS)]
pub struct SuspensionsView {
    /// Families at the threshold, each for a supervisor to decide.
    pub cards: Vec<SuspensionCardView>,
    pub running: Vec<SuspensionView>,
    /// Ended, lifted and declined ones, newest first.
    pub past: Vec<SuspensionView>,
}

/// The third counting rejection: nothing happens until a supervisor decides.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SuspensionCardView {
    pub family: FamilyId,
    pub name: String,
    pub relation: String,
    pub inmate_number: String,
    pub inmate_name: String,
    pub count: u32,
    pub threshold: u32,
    /// 115.11.23
    pub reached_on: String,
    pub entries: Vec<LedgerEntryView>,
    /// The counting rejections; sent back with the decision, so that it rests on what was seen.
    pub strikes: Vec<DecisionId>,
    /// Both ways of counting the month, the policy's own first.
    pub options: Vec<SuspensionOptionView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SuspensionOptionView {
    pub mode: SuspensionMode,
    /// 115.11.24
    pub first_day: String,
    pub last_day: String,
    pub resumes_on: String,
    pub days: u32,
    /// 首日計入，行政程序法 48 V
    pub clause: String,
    /// 115.11.24 起一個月（首日計入，行政程序法 48 V）至 115.12.23，共 30 日，115.12.24 恢復
    pub arithmetic: String,
    /// The facility's rule names this one.
    pub by_default: bool,
    /// Exactly what the family will read.
    pub family_message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionState {
    /// Ordered; its first day is still to come.
    Coming,
    Running,
    Ended,
    Lifted,
    /// A supervisor decided not to suspend.
    Declined,
}

/// What a row is of: a suspension, or a choice not to suspend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum SuspensionRowId {
    Suspension(SuspensionId),
    Waiver(WaiverId),
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SuspensionView {
    pub id: SuspensionRowId,
    pub family: FamilyId,
    pub name: String,
    pub relation: String,
    pub inmate_number: String,
    pub inmate_name: String,
    pub state: SuspensionState,
    pub fate: OutboxState,
    /// Empty, like the next four, when declined.
    pub first_day: String,
    pub last_day: String,
    pub resumes_on: String,
    pub days: u32,
    /// How many days are over.
    pub days_gone: u32,
    /// How many rejections it rests on.
    pub strikes: u32,
    pub grounds: String,
    pub family_message: String,
    pub ordered_by: String,
    pub ordered_at: String,
    pub lifted: Option<LiftedView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LiftedView {
    pub by: String,
    pub at: String,
    pub grounds: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SuspendRequest {
    pub family: FamilyId,
    pub mode: SuspensionMode,
    /// `first_day` of the option on the screen: refused as stale when midnight has passed since.
    pub first_day: String,
    /// Of the card on the screen.
    pub strikes: Vec<DecisionId>,
    /// For staff.
    pub grounds: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DeclineSuspensionRequest {
    pub family: FamilyId,
    /// Of the card on the screen. A further rejection opens the card again.
    pub strikes: Vec<DecisionId>,
    /// For staff.
    pub grounds: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LiftSuspensionRequest {
    pub suspension: SuspensionId,
    /// For staff.
    pub grounds: String,
}
