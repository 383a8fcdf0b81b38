//! Deciding: the request, its exact preview, and the receipt.

use domain::{CaseRef, DecisionId, FamilyLanguage, GivenReason, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

use super::case::{CheckMark, StrikeEntryView};

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DecideRequest {
    pub case: CaseRef,
    /// The revision on the screen: the stale guard.
    #[ts(type = "number")]
    pub base_revision: u64,
    pub verdict: Verdict,
    /// 改判: the decision that this one takes the place of.
    pub overturns: Option<DecisionId>,
    pub reasons: Vec<GivenReason>,
    /// 補充說明 to the family, after the reasons' texts.
    pub addition: String,
    /// Added beneath the Chinese text; not for an approval.
    pub language: Option<FamilyLanguage>,
    /// 只給同仁看: stays here.
    pub staff_note: String,
    pub checks: BTreeMap<String, CheckMark>,
}

/// What would be sent, to the letter, and what still stands in the way.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DecisionPreview {
    /// Exactly what the family will read; slots still empty are shown as `{slot}`.
    pub family_message: String,
    pub paragraphs: Vec<String>,
    /// What stands beneath `paragraphs` in the family's language, if one is asked for.
    pub translation: Option<String>,
    /// The languages that can be added to this message.
    pub languages: Vec<LanguageOptionView>,
    /// The one that this family seems to read, if something says so.
    pub proposed: Option<ProposedLanguageView>,
    /// How much of what the portal takes is used.
    pub length: LengthView,
    /// Policy leaves this one to two people: it goes to a supervisor as a proposal, by
    /// `propose_decision`. Why, in a sentence; `None`: it is decided at once.
    pub four_eyes: Option<String>,
    /// What must be mended before it can be sent.
    pub obstacles: Vec<String>,
    /// What a careful reader would change; does not stop anything.
    pub advice: Vec<String>,
    /// 送出後，這將是第 3 次退件
    pub consequence: Option<ConsequenceView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LanguageOptionView {
    pub language: FamilyLanguage,
    /// 越南文
    pub word: String,
    /// What of this message nobody has translated, and what the facility has yet to adopt: `P01`,
    /// `下一步`. Both empty: it can be sent.
    pub untranslated: Vec<String>,
    pub awaiting: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ProposedLanguageView {
    pub language: FamilyLanguage,
    /// What says so.
    pub why: String,
}

/// In characters.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct LengthView {
    pub chinese: u32,
    pub translation: u32,
    pub limit: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ConsequenceView {
    pub before: u32,
    pub after: u32,
    pub threshold: u32,
    pub headline: String,
    pub sentence: String,
    /// 2 ＋ 1 ＝ 3，門檻 3
    pub arithmetic: String,
    /// What could be done instead, best first.
    pub alternatives: Vec<String>,
    pub entries: Vec<StrikeEntryView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RecordedView {
    pub decision: DecisionId,
    pub verdict: Verdict,
    /// 「麵線」, or the applicant's name.
    pub subject: String,
    /// RFC 3339; until then it can be undone without a trace on the portal.
    pub undo_until: String,
    /// What the queue shows next.
    pub next: Option<CaseRef>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DecisionRequest {
    pub decision: DecisionId,
}
