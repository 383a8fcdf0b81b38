//! 寄件匣 and 待處理衝突: where every decision is, and which ones need a person.

use domain::{ActRef, CaseRef, DecisionId, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct OutboxView {
    pub conflicts: Vec<TrayItemView>,
    pub unsent: Vec<OutboxItemView>,
    pub sent_today: Vec<OutboxItemView>,
    /// What is no decision and has not arrived, the conflicts first.
    pub acts: Vec<ActView>,
}

/// A question to the supervisor, an answer, a suspension: on its way, or not taken by the portal.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActView {
    /// Settles it like a decision, see [`SettleTrayRequest`].
    pub act: ActRef,
    /// `None` for a suspension, which is about a family.
    pub case: Option<CaseRef>,
    /// 「麵線」, or the applicant's name; empty for a suspension.
    pub subject: String,
    /// What was written in it, for staff.
    pub words: String,
    /// Waiting, sending, or conflict.
    pub state: OutboxState,
    /// 連不到入口網，16:52 再送; in conflict why, and what to do about it.
    pub sentence: String,
    pub at: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct OutboxItemView {
    pub decision: DecisionId,
    pub case: CaseRef,
    /// 「麵線」, or the applicant's name.
    pub subject: String,
    pub verdict: Verdict,
    pub state: OutboxState,
    /// 待送出，還有 7 秒可復原
    pub sentence: String,
    /// 16:48
    pub at: String,
    /// RFC 3339; the undo window, while it lasts.
    pub undo_until: Option<String>,
    /// Not sent yet: can be taken back.
    pub can_recall: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// 待送出
    Waiting,
    /// 傳送中
    Sending,
    /// 已送達
    Acknowledged,
    /// 待處理衝突
    Conflict,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TrayItemView {
    pub decision: DecisionId,
    pub case: CaseRef,
    pub number: String,
    pub subject: String,
    pub relation: String,
    pub inmate_number: String,
    /// 同仁已先決定：通過
    pub why: String,
    /// The whole story in one sentence: what is in force, what became of mine.
    pub story: String,
    pub at: String,
    /// What changed since I saw it.
    pub changes: Vec<ChangeView>,
    pub mine: SideView,
    pub theirs: Option<SideView>,
    pub choices: Vec<TrayChoice>,
}

/// One thing that is different now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangeView {
    /// 標題, 戶籍謄本
    pub what: String,
    /// `None`: it was not there.
    pub before: Option<String>,
    /// `None`: it is not there any more.
    pub after: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SideView {
    pub who: String,
    pub verdict: Verdict,
    /// `A11 同居證明不足`
    pub reasons: Vec<String>,
    pub family_message: String,
    pub at: String,
    /// Mine alone; the other's stays on the other's computer.
    pub staff_note: Option<String>,
    pub in_force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrayChoice {
    /// Mine is closed, the other stays. All that can be chosen for an act that is no decision.
    KeepTheirs,
    /// The case was gone and is back as I saw it: the same decision goes once more.
    SendAgain,
    /// Look at the new revision with my reasons prefilled.
    DecideAgain,
    /// Ask a supervisor to reverse it: an escalation against the decision in force.
    AskReversal,
    /// Hand both to a supervisor with a question.
    Escalate,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettleTrayRequest {
    pub act: ActRef,
    pub choice: TrayChoice,
    /// For the supervisor; travels, and no family sees it.
    pub question: String,
}
