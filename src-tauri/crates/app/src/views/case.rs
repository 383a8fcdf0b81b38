//! One case, whole: what was said, what the rules find, what happened before.

use domain::{
    AttachmentId, CaseKind, CaseRef, CaseState, DecisionId, DocumentKind, Route, Verdict,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

pub use super::reversal::VerdictOption;

#[derive(Debug, Clone, Serialize, TS)]
pub struct CaseView {
    pub case: CaseRef,
    pub number: String,
    #[ts(type = "number")]
    pub revision: u64,
    pub state: CaseState,
    /// `115.11.18`
    pub submitted_on: String,
    pub resubmitted_on: Option<String>,
    pub who: PersonView,
    pub relation: String,
    pub inmate: InmateView,
    pub content: ContentView,
    pub findings: Vec<FindingView>,
    pub documents: Vec<DocumentView>,
    /// How much was known of all documents when this was read: see
    /// [`DeskChangedView::looks`](super::boot::DeskChangedView::looks).
    #[ts(type = "number")]
    pub looks: u64,
    /// How large a page of a paper has to be on the screen to be seen, in CSS pixels.
    pub readable_px: u32,
    /// Newest first.
    pub history: Vec<HistoryView>,
    pub strikes: StrikesView,
    pub draft: DraftView,
    /// Pictures in the staff-only note.
    pub crops: Vec<super::papers::CropView>,
    /// A decision of this desk that is not acknowledged yet.
    pub pending: Option<super::outbox::OutboxItemView>,
    /// Which verdicts can be given now, and why not.
    pub verdicts: Vec<VerdictOption>,
    pub claim: Option<ClaimView>,
    /// Of a closed case: the decision in force, and what may be done about it.
    pub reversal: Option<super::reversal::ReversalView>,
    pub policy_version: String,
    /// Of a decided case: under which version of the rules it is read, and since when that is.
    pub judged: Option<String>,
}

/// A person as the desk shows them. The full number is asked for on its own and leaves a trace.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PersonView {
    pub name: String,
    /// `A1234***89`
    pub masked_id: String,
    /// `民國 88 年 3 月 12 日`, if known.
    pub birth_date: String,
    pub phone: String,
    pub address: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct InmateView {
    pub number: String,
    pub name: String,
    pub housing_unit: String,
    pub juvenile: bool,
    pub open: bool,
    /// 開放, or 目前未開放; the ground is told only where it is not special personal data.
    pub status: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentView {
    Application(ApplicationView),
    Post(PostView),
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ApplicationView {
    pub route: Route,
    pub statement: String,
    pub kinship: KinshipView,
}

/// What the stated relation amounts to by 民法 967–971, and the path to draw.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KinshipView {
    /// 旁系血親 三親等
    pub headline: String,
    /// 1＋1＋1＝三親等
    pub sum: String,
    pub level: Level,
    pub sentence: String,
    pub clause: String,
    /// From the inmate to the applicant; empty if the relation could not be resolved.
    pub path: Vec<KinStep>,
    /// Documents that would show it, and those that cannot.
    pub proofs: Vec<String>,
    pub no_proofs: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KinStep {
    pub direction: KinDirection,
    /// Who stands there: 父母, 姊, 申請人.
    pub label: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KinDirection {
    Up,
    Down,
    Spouse,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PostView {
    pub title: Vec<SegmentView>,
    /// The family's own text, cut where marks begin and end; joined it is the text to the letter.
    pub body: Vec<SegmentView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SegmentView {
    pub text: String,
    pub mark: Option<MarkView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MarkView {
    pub severity: MarkSeverity,
    /// One or two words: 公務, 聯絡.
    pub label: String,
    pub sentence: String,
    /// Of a pattern: the concepts that stand together in this stretch, such as 請託 and 接見.
    pub concepts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MarkSeverity {
    Flag,
    Block,
    Escalate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Pass,
    Attention,
    Fail,
}

/// 檢核結果: what one rule says, with its arithmetic. It never decides.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FindingView {
    pub id: String,
    pub label: String,
    pub value: String,
    pub level: Level,
    pub sentence: String,
    pub arithmetic: Option<String>,
    pub clause: String,
    /// 資料時間, as shown.
    pub data_date: Option<String>,
    pub suggested_reasons: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentView {
    pub id: AttachmentId,
    pub kind: DocumentKind,
    /// 身分證明文件
    pub label: String,
    pub file_name: String,
    /// 2.1 MB
    pub size: String,
    /// New in the present revision of a resubmitted case.
    pub is_new: bool,
    pub state: DocumentState,
    /// Why it is not shown and what to do, unless ready.
    pub sentence: Option<String>,
    /// The catalogue reason that fits a file which cannot be shown, to be had ready.
    pub reason: Option<String>,
    /// A random name under `doc://localhost/`; `?page=0&box=1600` chooses the rendition, and
    /// `&part=0,0,5000,5000` a part of it (ten-thousandths). Set when ready.
    pub handle: Option<String>,
    /// 1 until the file is open.
    pub pages: u32,
    /// The pages that were on the screen, for this revision; from 0, ascending.
    pub seen: Vec<u32>,
    /// The pages that cannot be shown, ascending.
    pub troubles: Vec<PageTroubleView>,
    /// 提示: resolution, blur, exposure. A hint never rejects.
    pub hints: Vec<String>,
    /// What its QR codes say: text to compare, never an address to follow.
    pub codes: Vec<domain::Private>,
    /// The same file or a near-duplicate in other applications. A hint.
    pub twins: Vec<super::papers::TwinView>,
    /// Of a relationship proof: which paper it is taken for.
    pub paper: Option<domain::RelationPaper>,
    pub checks: Vec<CheckView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Open: how many pages it has is known, and the first can be shown.
    Ready,
    /// Here, and not opened yet: nothing is known of it.
    Opening,
    /// Not fetched yet.
    Waiting,
    /// Cut, altered, hostile or of a wrong type: never shown.
    Refused,
    /// Deleted after the acknowledged decision.
    Purged,
}

/// Why a page cannot be shown, and what to do.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PageTroubleView {
    /// From 0.
    pub page: u32,
    pub sentence: String,
    /// The catalogue reason that fits.
    pub reason: Option<String>,
    /// Another try may go better.
    pub may_try_again: bool,
}

/// One page of a document of a case.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct PageRequest {
    pub case: CaseRef,
    pub document: AttachmentId,
    /// From 0.
    pub page: u32,
}

/// A page was on the screen, drawn and large enough to be read.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct PageSeenRequest {
    pub case: CaseRef,
    /// The revision that is open.
    #[ts(type = "number")]
    pub revision: u64,
    pub document: AttachmentId,
    /// From 0.
    pub page: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckView {
    /// Stable within the rules' data: `國民身分證/1`.
    pub id: String,
    pub text: String,
    pub fail_reason: Option<String>,
    /// What a rule has already found, if it could.
    pub auto: Option<Level>,
    /// Where a day has to be read from the paper.
    pub date: Option<CheckDateView>,
}

/// A day that the reviewer reads from a paper; what they typed is in the draft.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckDateView {
    /// 核發日期
    pub label: String,
    /// Why what is kept in the draft is no day.
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckMark {
    Pass,
    Ask,
    Reject,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryView {
    /// `115.11.12`
    pub day: String,
    pub what: String,
    pub detail: String,
    pub verdict: Option<Verdict>,
    pub overturned: bool,
}

/// 退件次數 of the family (貳.四).
#[derive(Debug, Clone, Serialize, TS)]
pub struct StrikesView {
    pub count: u32,
    pub threshold: u32,
    pub entries: Vec<StrikeEntryView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct StrikeEntryView {
    pub decision: DecisionId,
    pub day: String,
    /// P01 屬一般公務聯繫
    pub reason: String,
    /// It looks like a strike and does not count: overturned, or one of the reasons below.
    pub overturned: bool,
    pub why_not_counted: Option<String>,
}

/// 認領
#[derive(Debug, Clone, Serialize, TS)]
pub struct ClaimView {
    pub mine: bool,
    pub holder: String,
    /// 14:20
    pub since: String,
    /// 17:24
    pub until: String,
    /// Offline, or its lease has run out: perhaps it is not so any more.
    pub stale: bool,
}

/// What the reviewer has prepared and not yet decided; kept on this computer alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// 只給同仁看: never leaves this computer.
    pub staff_note: String,
    pub checks: BTreeMap<String, CheckMark>,
    pub reasons: Vec<domain::GivenReason>,
    /// 補充說明 to the family.
    pub addition: String,
    /// The language that is added to the family's text.
    #[serde(default)]
    pub language: Option<domain::FamilyLanguage>,
    /// Whether a person chose it, or chose none; else what the desk proposes is taken.
    #[serde(default)]
    pub language_chosen: bool,
    /// Which paper the relationship proof is; `None`: as the relation suggests.
    #[serde(default)]
    pub paper: Option<domain::RelationPaper>,
    /// Days read from the papers, as typed, by the check that asks for them.
    #[serde(default)]
    pub dates: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveDraftRequest {
    pub case: CaseRef,
    pub draft: DraftView,
}

/// A reason to choose from.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReasonView {
    pub code: String,
    pub label: String,
    pub clause: String,
    /// The family's text with its `{slots}`.
    pub template: String,
    pub slots: Vec<String>,
    pub counts: ReasonCounts,
    pub verdicts: Vec<Verdict>,
    pub kind: Option<CaseKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCounts {
    Yes,
    No,
    /// 裁量: the reviewer says.
    Reviewer,
}

/// The applicant's whole number is asked for.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct RevealRequest {
    pub case: CaseRef,
    pub purpose: RevealPurpose,
}

/// What somebody needs a whole identity number for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RevealPurpose {
    CompareDocuments,
    VerifyElsewhere,
    ContactFamily,
    OfficialInquiry,
}

impl RevealPurpose {
    /// As the window offers it, too.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::CompareDocuments => "核對證件",
            Self::VerifyElsewhere => "向其他機關查證",
            Self::ContactFamily => "和家屬確認身分",
            Self::OfficialInquiry => "回覆公文或調查",
        }
    }
}
