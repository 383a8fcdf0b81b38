// Made from the views in src-tauri/crates/app by its test; do not edit.

/**
 * One act of staff, by its kind and the id of what it is about: an answer has its question's, and a
 * lifting its suspension's.
 */
export type ActRef = { "kind": "decision", "id": DecisionId } | { "kind": "escalation", "id": EscalationId } | { "kind": "settlement", "id": EscalationId } | { "kind": "suspension", "id": SuspensionId } | { "kind": "lift", "id": SuspensionId };

/**
 * A question to the supervisor, an answer, a suspension: on its way, or not taken by the portal.
 */
export type ActView = { 
/**
 * Settles it like a decision, see [`SettleTrayRequest`].
 */
act: ActRef, 
/**
 * `None` for a suspension, which is about a family.
 */
case: CaseRef | null, 
/**
 * 「麵線」, or the applicant's name; empty for a suspension.
 */
subject: string, 
/**
 * What was written in it, for staff.
 */
words: string, 
/**
 * Waiting, sending, or conflict.
 */
state: OutboxState, 
/**
 * 連不到入口網，16:52 再送; in conflict why, and what to do about it.
 */
sentence: string, at: string, };

/**
 * A translation as it was on the screen when it was adopted.
 */
export type AdoptedTextRequest = { name: string, words: string, };

export type AgeBarView = { 
/**
 * 當日, 1 日, 6 日以上
 */
label: string, applications: number, posts: number, 
/**
 * Past the facility's deadline.
 */
late: boolean, };

export type AgreementView = { 
/**
 * A reason's code; `approve` for what was approved without one.
 */
code: string, label: string, looked: number, agreed: number, };

/**
 * A code exists only if the window acts on it; the message is for the person, in their language.
 */
export type ApiError = { code: ErrorCode, message: string, };

export type ApplicationView = { route: Route, statement: string, kinship: KinshipView, };

/**
 * One uploaded file; made by the portal, its bytes never change.
 */
export type AttachmentId = string;

/**
 * The answer of the verify button.
 */
export type AuditCheckView = { intact: boolean, entries: number, 
/**
 * Whether the log is as it was written, or where it is not, and how.
 */
sentence: string, 
/**
 * What the portal bears witness to.
 */
witness: string, 
/**
 * What stands on this computer's word alone, if anything does.
 */
own_word: string | null, 
/**
 * Who took note of where it is not, when, and what they said became of it.
 */
noted: string | null, 
/**
 * The desks that the portal was told of: the person's own, the facility's for a supervisor.
 */
desks: Array<WitnessedDeskView>, };

export type AuditPage = { rows: Array<AuditRow>, more: boolean, };

export type AuditRequest = { 
/**
 * Entries older than this number; `None` for the newest.
 */
before: number | null, limit: number, 
/**
 * Only what is of this sort.
 */
sort: AuditSort | null, 
/**
 * Only what was done to cases that hold these words: 案號, a name, a 呼號. Empty: all.
 */
case: string, };

export type AuditRow = { seq: number, 
/**
 * `115.11.23 16:48`
 */
at: string, who: string, what: string, case_number: string | null, };

/**
 * What an entry is about.
 */
export type AuditSort = "seen" | "decided" | "taken_out" | "settings" | "sign_in";

export type BacktestCountView = { posts: number, approved: number, rejected: number, 
/**
 * Nobody has decided yet, or the post is held.
 */
open: number, 
/**
 * Sent back for correction, or withdrawn.
 */
other: number, 
/**
 * Of how many of the rejected, the latest, the reasons are counted.
 */
reasons_of: number, 
/**
 * The most frequent first.
 */
reasons: Array<ReasonCountView>, };

export type BacktestRowView = { case: CaseRef, 
/**
 * 簿115-2087
 */
number: string, 
/**
 * 115.10.07
 */
day: string, title: string, 
/**
 * Newly marked, or else no longer.
 */
newly: boolean, 
/**
 * What is marked, and a little of what stands before and after it.
 */
before: string, marked: string, after: string, state: CaseState, 
/**
 * Whether this is by a decision that the portal has not taken yet.
 */
on_its_way: boolean, reasons: Array<string>, };

/**
 * What would be marked otherwise. A post is marked where something in it weighs; a word that does
 * not count alone leaves it unmarked.
 */
export type BacktestView = { 
/**
 * How many posts on this desk were looked at; none where nothing could be different.
 */
looked_at: number, 
/**
 * Posts that are not marked now and would be.
 */
newly: BacktestCountView, 
/**
 * Posts that are marked now and would not be.
 */
no_longer: BacktestCountView, 
/**
 * Posts that are marked now and would get another mark.
 */
further: number, 
/**
 * Posts of the first two kinds, the latest first, at most 200.
 */
rows: Array<BacktestRowView>, };

export type BlindCaseView = { sample: string, kind: CaseKind, number: string, nth: number, of: number, relation: string, 
/**
 * The words as the first reader saw them; empty for an application.
 */
title: string, body: Array<SegmentView>, 
/**
 * What the rules found.
 */
findings: Array<string>, 
/**
 * 1 張照片, 戶籍謄本 2 頁
 */
documents: Array<string>, };

/**
 * What the window needs to draw its first frame.
 */
export type BootView = { version: string, keyring: KeyringView, 
/**
 * The portal used last, offered again.
 */
remembered_portal: string | null, 
/**
 * The portal that this computer's administrators set, if they did: no other is spoken to.
 */
managed_portal: string | null, 
/**
 * Has a portal inside to practise with.
 */
practises: boolean, 
/**
 * Started with `--practice`: the window goes straight there.
 */
straight_to_practice: boolean, session: SessionView | null, 
/**
 * The desk is locked: nobody is signed in, and there is only this to be shown.
 */
lock: LockView | null, 
/**
 * Whose desks on this computer open without a browser.
 */
desks: Array<KnownDeskView>, settings: SettingsView, };

export type CallTo = { "to": "case", case: CaseRef, } | { "to": "conflicts" } | { "to": "outbox" };

/**
 * Whether this person is called, and when not.
 */
export type CallsView = { off: boolean, 
/**
 * No call from here until there, over midnight too, by Taipei's clock.
 */
quiet: QuietView | null, };

/**
 * An application or a post; made by the portal.
 */
export type CaseId = string;

/**
 * The two things that staff decide on; their rules, reasons and words to the family differ.
 */
export type CaseKind = "application" | "post";

/**
 * Names one case. Its id is unique by itself; the kind says under which path the portal has it.
 */
export type CaseRef = { 
/**
 * `/applications` or `/posts`.
 */
kind: CaseKind, 
/**
 * Made by the portal when the family sends the case; kept over all its revisions.
 */
id: CaseId, };

/**
 * Where a case stands on the portal. A held case is still open: it is queued again when the
 * inmate's status lifts.
 */
export type CaseState = "pending" | "held" | "approved" | "returned" | "rejected" | "withdrawn";

export type CaseView = { case: CaseRef, number: string, revision: number, state: CaseState, 
/**
 * `115.11.18`
 */
submitted_on: string, resubmitted_on: string | null, who: PersonView, relation: string, inmate: InmateView, content: ContentView, findings: Array<FindingView>, documents: Array<DocumentView>, 
/**
 * How much was known of all documents when this was read: see
 * [`DeskChangedView::looks`](super::boot::DeskChangedView::looks).
 */
looks: number, 
/**
 * How large a page of a paper has to be on the screen to be seen, in CSS pixels.
 */
readable_px: number, 
/**
 * Newest first.
 */
history: Array<HistoryView>, strikes: StrikesView, draft: DraftView, 
/**
 * Pictures in the staff-only note.
 */
crops: Array<CropView>, 
/**
 * A decision of this desk that is not acknowledged yet.
 */
pending: OutboxItemView | null, 
/**
 * Which verdicts can be given now, and why not.
 */
verdicts: Array<VerdictOption>, claim: ClaimView | null, 
/**
 * Of a closed case: the decision in force, and what may be done about it.
 */
reversal: ReversalView | null, policy_version: string, 
/**
 * Of a decided case: under which version of the rules it is read, and since when that is.
 */
judged: string | null, };

/**
 * A PIN, and the one that takes its place. Wiped when dropped, and in no log.
 */
export type ChangePinRequest = { pin: string, new_pin: string, };

/**
 * One thing that is different now.
 */
export type ChangeView = { 
/**
 * 標題, 戶籍謄本
 */
what: string, 
/**
 * `None`: it was not there.
 */
before: string | null, 
/**
 * `None`: it is not there any more.
 */
after: string | null, };

export type ChartsView = { 
/**
 * Open cases by working days since they came in.
 */
pending: Array<AgeBarView>, 
/**
 * The last 26 weeks, oldest first.
 */
weeks: Array<WeekBarView>, 
/**
 * The last six months, oldest first.
 */
months: Array<MonthBarView>, 
/**
 * Counting rejections of the last six months, most first.
 */
reasons: Array<ReasonBarView>, 
/**
 * Of the decisions of the last six months.
 */
waiting: Array<WaitingView>, 
/**
 * Of the returns and rejections of the last six months.
 */
next_tries: Array<NextTryView>, 
/**
 * 115 年 6 至 11 月
 */
span: string, 
/**
 * 無該年度辦公日曆，僅扣週末（117 年）, where working days were counted without a year's calendar.
 */
caveat: string | null, };

/**
 * A day that the reviewer reads from a paper; what they typed is in the draft.
 */
export type CheckDateView = { 
/**
 * 核發日期
 */
label: string, 
/**
 * Why what is kept in the draft is no day.
 */
error: string | null, };

export type CheckMark = "pass" | "ask" | "reject";

export type CheckView = { 
/**
 * Stable within the rules' data: `國民身分證/1`.
 */
id: string, text: string, fail_reason: string | null, 
/**
 * What a rule has already found, if it could.
 */
auto: Level | null, 
/**
 * Where a day has to be read from the paper.
 */
date: CheckDateView | null, };

export type ChoiceView = { id: string, label: string, };

export type ChooseDeskRequest = { desk: string, };

/**
 * 認領
 */
export type ClaimView = { mine: boolean, holder: string, 
/**
 * 14:20
 */
since: string, 
/**
 * 17:24
 */
until: string, 
/**
 * Offline, or its lease has run out: perhaps it is not so any more.
 */
stale: boolean, };

export type ComparisonState = "same" | "different" | "unknown";

export type ConsequenceView = { before: number, after: number, threshold: number, headline: string, sentence: string, 
/**
 * 2 ＋ 1 ＝ 3，門檻 3
 */
arithmetic: string, 
/**
 * What could be done instead, best first.
 */
alternatives: Array<string>, entries: Array<StrikeEntryView>, };

export type ContentView = { "type": "application" } & ApplicationView | { "type": "post" } & PostView;

export type CountView = { kind: CaseKind, state: CaseState, here: number, there: number | null, };

/**
 * A magnified crop in the staff-only note: it never leaves this computer.
 */
export type CropView = { id: string, 
/**
 * A random name under `doc://localhost/`.
 */
handle: string, 
/**
 * 身分證明文件 第 1 頁
 */
label: string, 
/**
 * Quarter turns to the right.
 */
turn: number, width: number, height: number, };

export type DecideRequest = { case: CaseRef, 
/**
 * The revision on the screen: the stale guard.
 */
base_revision: number, verdict: Verdict, 
/**
 * 改判: the decision that this one takes the place of.
 */
overturns: DecisionId | null, reasons: Array<GivenReason>, 
/**
 * 補充說明 to the family, after the reasons' texts.
 */
addition: string, 
/**
 * Added beneath the Chinese text; not for an approval.
 */
language: FamilyLanguage | null, 
/**
 * 只給同仁看: stays here.
 */
staff_note: string, checks: { [key in string]: CheckMark }, };

/**
 * A decision; a UUIDv7 made by the desk that decided.
 */
export type DecisionId = string;

/**
 * What would be sent, to the letter, and what still stands in the way.
 */
export type DecisionPreview = { 
/**
 * Exactly what the family will read; slots still empty are shown as `{slot}`.
 */
family_message: string, paragraphs: Array<string>, 
/**
 * What stands beneath `paragraphs` in the family's language, if one is asked for.
 */
translation: string | null, 
/**
 * The languages that can be added to this message.
 */
languages: Array<LanguageOptionView>, 
/**
 * The one that this family seems to read, if something says so.
 */
proposed: ProposedLanguageView | null, 
/**
 * How much of what the portal takes is used.
 */
length: LengthView, 
/**
 * Policy leaves this one to two people: it goes to a supervisor as a proposal, by
 * `propose_decision`. Why, in a sentence; `None`: it is decided at once.
 */
four_eyes: string | null, 
/**
 * What must be mended before it can be sent.
 */
obstacles: Array<string>, 
/**
 * What a careful reader would change; does not stop anything.
 */
advice: Array<string>, 
/**
 * 送出後，這將是第 3 次退件
 */
consequence: ConsequenceView | null, };

export type DecisionRequest = { decision: DecisionId, };

export type DeclineSuspensionRequest = { family: FamilyId, 
/**
 * Of the card on the screen. A further rejection opens the card again.
 */
strikes: Array<DecisionId>, 
/**
 * For staff.
 */
grounds: string, };

/**
 * Days of approval in Asia/Taipei, both included: `2026-11-24`.
 */
export type DeliveriesRequest = { first_day: string, last_day: string, };

export type DeliveriesView = { 
/**
 * By name; the posts of inmates without one last.
 */
units: Array<DeliveryUnitView>, 
/**
 * Whether there are more posts than are shown: choose fewer days.
 */
more: boolean, };

export type DeliveryRow = { case: CaseRef, number: string, inmate_number: string, inmate_name: string, author: string, title: string, 
/**
 * 115.11.23
 */
approved_on: string, photos: number, 
/**
 * 115.11.24 14:20 李沛真
 */
handed: string | null, };

export type DeliveryUnitView = { 
/**
 * 教區／舍房; empty where the portal names none.
 */
name: string, posts: Array<DeliveryRow>, };

/**
 * Sent to the window as `desk-changed` whenever numbers or the sync bar changed.
 */
export type DeskChangedView = { 
/**
 * Whose session it is, as the portal told last: their role may be another now.
 */
session: SessionView, places: PlacesView, sync: SyncView, 
/**
 * Cases on screen may be stale: read them again.
 */
cases_changed: boolean, 
/**
 * Raised whenever something more is known of a document. A case whose view has a lesser number
 * may have been read before an answer that it waits for.
 */
looks: number, 
/**
 * The facility wants the window kept out of screenshots and shared screens; the shell sees to
 * it.
 */
capture_protected: boolean, };

export type DeskMode = "practice" | "portal";

export type DocumentChoiceView = { kind: DocumentKind, label: string, };

/**
 * What an uploaded file is meant to show.
 */
export type DocumentKind = "identity" | "relationship" | "portrait" | "cohabitation" | "official_letter" | "photo" | "other";

export type DocumentState = "ready" | "opening" | "waiting" | "refused" | "purged";

export type DocumentView = { id: AttachmentId, kind: DocumentKind, 
/**
 * 身分證明文件
 */
label: string, file_name: string, 
/**
 * 2.1 MB
 */
size: string, 
/**
 * New in the present revision of a resubmitted case.
 */
is_new: boolean, state: DocumentState, 
/**
 * Why it is not shown and what to do, unless ready.
 */
sentence: string | null, 
/**
 * The catalogue reason that fits a file which cannot be shown, to be had ready.
 */
reason: string | null, 
/**
 * A random name under `doc://localhost/`; `?page=0&box=1600` chooses the rendition, and
 * `&part=0,0,5000,5000` a part of it (ten-thousandths). Set when ready.
 */
handle: string | null, 
/**
 * 1 until the file is open.
 */
pages: number, 
/**
 * The pages that were on the screen, for this revision; from 0, ascending.
 */
seen: Array<number>, 
/**
 * The pages that cannot be shown, ascending.
 */
troubles: Array<PageTroubleView>, 
/**
 * 提示: resolution, blur, exposure. A hint never rejects.
 */
hints: Array<string>, 
/**
 * What its QR codes say: text to compare, never an address to follow.
 */
codes: Array<Private>, 
/**
 * The same file or a near-duplicate in other applications. A hint.
 */
twins: Array<TwinView>, 
/**
 * Of a relationship proof: which paper it is taken for.
 */
paper: RelationPaper | null, checks: Array<CheckView>, };

/**
 * What the reviewer has prepared and not yet decided; kept on this computer alone.
 */
export type DraftView = { 
/**
 * 只給同仁看: never leaves this computer.
 */
staff_note: string, checks: { [key in string]: CheckMark }, reasons: Array<GivenReason>, 
/**
 * 補充說明 to the family.
 */
addition: string, 
/**
 * The language that is added to the family's text.
 */
language: FamilyLanguage | null, 
/**
 * Whether a person chose it, or chose none; else what the desk proposes is taken.
 */
language_chosen: boolean, 
/**
 * Which paper the relationship proof is; `None`: as the relation suggests.
 */
paper: RelationPaper | null, 
/**
 * Days read from the papers, as typed, by the check that asks for them.
 */
dates: { [key in string]: string }, };

export type DrawRequest = { 
/**
 * Percent, 1 to 20.
 */
share: number, };

export type DrawView = { 
/**
 * 115.11.23
 */
on: string, by: string, 
/**
 * 16 characters; with it the same draw can be made again.
 */
seed: string, 
/**
 * Percent.
 */
share: number, 
/**
 * 115.11.01 至 115.11.23
 */
span: string, of: number, drawn: number, looked: number, agreed: number, };

export type DropCropRequest = { case: CaseRef, crop: string, };

/**
 * The queue's sections, in their order.
 */
export type DueBand = "first" | "timely" | "overdue" | "today" | "tomorrow" | "later" | "not_counted" | "done";

export type DueView = { band: DueBand, 
/**
 * `11.25`; empty where the band says it all.
 */
day: string, 
/**
 * 無該年度辦公日曆，僅扣週末（117 年）, where the day was counted without a year's calendar.
 */
caveat: string | null, };

export type ErrorCode = "signed_out" | "stale" | "gone" | "refused" | "keyring" | "locked_out" | "locked" | "pin_wanted" | "confirm_portal" | "failed";

export type EscalateRequest = { case: CaseRef, 
/**
 * The revision on the screen.
 */
base_revision: number, 
/**
 * For the supervisor; travels, and no family sees it.
 */
question: string, proposed: Verdict | null, };

export type EscalationAnswerView = { by: string, at: string, words: string, };

/**
 * A question to the supervisor; a UUIDv7 made by the desk that asked.
 */
export type EscalationId = string;

export type EscalationKind = "question" | "reversal" | "second_opinion";

export type EscalationView = { id: EscalationId, case: CaseRef, number: string, 
/**
 * 「麵線」, or the applicant's name.
 */
subject: string, relation: string, inmate_number: string, kind: EscalationKind, question: string, proposed: Verdict | null, 
/**
 * `P09 言語威脅或羞辱`: the proposed reasons that ask for a second person.
 */
reasons: Array<string>, 
/**
 * 您, or a colleague's name.
 */
asked_by: string, mine: boolean, 
/**
 * 14:20, or with the day.
 */
asked_at: string, 
/**
 * Where it is on its way to the portal.
 */
fate: OutboxState, 
/**
 * Despair or violence: the hours that the law gives are running.
 */
urgent: ReportingClockView | null, 
/**
 * The decision that it asks to reverse.
 */
against: SideView | null, 
/**
 * The family's own words, cut short; empty for an application.
 */
excerpt: string, 
/**
 * Why this person cannot settle it; the one who asked never can.
 */
why_not: string | null, answer: EscalationAnswerView | null, };

export type EscalationsView = { 
/**
 * Urgent ones first, then oldest first.
 */
open: Array<EscalationView>, 
/**
 * Newest first.
 */
settled: Array<EscalationView>, };

export type ExportedView = { 
/**
 * Where the file is now.
 */
path: string, };

export type FacilityChangeRequest = { "type": "add_term", term: string, category: string, severity: Severity, 
/**
 * Counts only together with others.
 */
weak: boolean, note: string, } | { "type": "switch_off_term", term: string, } | { "type": "reword_reason", code: string, message: string, } | { "type": "reword_sentence", key: string, sentence: string, } | { "type": "adopt_translations", language: FamilyLanguage, texts: Array<AdoptedTextRequest>, } | { "type": "add_check", kind: DocumentKind, check: string, help: string, 
/**
 * The reason's code if it fails; empty where a person weighs it.
 */
reason: string, } | { "type": "add_day", 
/**
 * 115.11.03, or as people write it.
 */
date: string, worked: boolean, name: string, } | { "type": "remove", list: FacilityList, name: string, };

export type FacilityExportRequest = { list: FacilityList, };

export type FacilityImportRequest = { list: FacilityList, file_name: string, content: string, };

/**
 * Which of the six lists.
 */
export type FacilityList = "lexicon" | "reasons" | "wording" | "translations" | "checklist" | "office_calendar";

export type FacilityListView = { list: FacilityList, 
/**
 * 詞彙
 */
title: string, file_name: string, 
/**
 * How many entries come with the desk.
 */
shipped: number, rows: Array<FacilityRowView>, };

export type FacilityRowView = { 
/**
 * `F001`, `P06`, `message.approve_post`
 */
name: string, words: string, 
/**
 * 案情或證人・請人看
 */
detail: string, };

/**
 * A change or a file whose effect on the posts of this desk is asked for before it holds.
 */
export type FacilityTrialRequest = { "what": "change", change: FacilityChangeRequest, } | { "what": "import", file: FacilityImportRequest, };

export type FacilityWordsView = { 
/**
 * Why the facility's words are not in force, if they are not.
 */
trouble: string | null, lists: Array<FacilityListView>, 
/**
 * What a term may be about.
 */
categories: Array<ChoiceView>, reasons: Array<WordingView>, sentences: Array<WordingView>, 
/**
 * What there is in each language, or is not yet.
 */
translations: Array<LanguageWordsView>, 
/**
 * Whether the person may adopt translations.
 */
may_adopt: boolean, 
/**
 * Documents that a check may be for.
 */
documents: Array<DocumentChoiceView>, };

export type FactView = { label: string, value: string, attention: boolean, };

/**
 * A family's portal account.
 */
export type FamilyId = string;

/**
 * One of the languages that the desk has words in.
 */
export type FamilyLanguage = "vi" | "id" | "en" | "th";

/**
 * 檢核結果: what one rule says, with its arithmetic. It never decides.
 */
export type FindingView = { id: string, label: string, value: string, level: Level, sentence: string, arithmetic: string | null, clause: string, 
/**
 * 資料時間, as shown.
 */
data_date: string | null, suggested_reasons: Array<string>, };

/**
 * What 設定 shows and cannot change.
 */
export type FoundationView = { version: string, portal: string, data_folder: string, 
/**
 * 112.12 版，自 112.12.05 施行
 */
policy: string, 
/**
 * Each rule as a line: 內文上限 150 字（貳.三）.
 */
rules: Array<string>, keyring: KeyringView, 
/**
 * What opens the data if the keyring or the PIN is lost.
 */
recovery: string, 
/**
 * Whether a PIN opens the data here, and can be changed.
 */
pin: boolean, cases: number, documents: string, 
/**
 * What this computer's administrators set; nothing of it can be changed here.
 */
managed: Array<ManagedView>, 
/**
 * What holds the documents' worker in; empty if there is no worker.
 */
walls: Array<WallView>, };

/**
 * A catalogue reason as given in one decision.
 */
export type GivenReason = { 
/**
 * A code of the catalogue, such as `P01`.
 */
code: string, 
/**
 * The words for the `{slots}` of the family's text, by slot name.
 */
slots: { [key in string]: Private }, 
/**
 * Whether it counts towards the three of 貳.四. The catalogue decides where it can; where it
 * says 裁量, the reviewer does.
 */
counts: boolean, };

/**
 * In whose words a reason was given.
 */
export type GivenWording = "shipped" | "facility" | "earlier" | "unknown";

export type HealthView = { 
/**
 * One sentence: whether all is well, and if not, what to do.
 */
sentence: string, well: boolean, facts: Array<FactView>, 
/**
 * By kind and state: here, and on the portal.
 */
counts: Array<CountView>, 
/**
 * When the portal counted; `None` if it could not be asked.
 */
counted_at: string | null, mishaps: Array<MishapView>, 
/**
 * What a newer portal told that this version does not know.
 */
skipped: Array<string>, 
/**
 * For supervisors: what lies sealed on colleagues' computers.
 */
remainders: Array<RemainderView>, 
/**
 * The last restore of the portal, in one sentence.
 */
restored: string | null, 
/**
 * The same without anybody's data, to be copied.
 */
for_it: string, 
/**
 * Where the log lies.
 */
log_file: string, };

export type HistoryView = { 
/**
 * `115.11.12`
 */
day: string, what: string, detail: string, verdict: Verdict | null, overturned: boolean, };

export type InmateView = { number: string, name: string, housing_unit: string, juvenile: boolean, open: boolean, 
/**
 * 開放, or 目前未開放; the ground is told only where it is not special personal data.
 */
status: string, };

export type KeepCropRequest = { case: CaseRef, document: AttachmentId, 
/**
 * From 0.
 */
page: number, part: PartView, 
/**
 * Quarter turns to the right, as it is looked at.
 */
turn: number, };

export type KeyringState = "ready" | "missing" | "locked" | "failing";

/**
 * Whether this computer can keep the keys.
 */
export type KeyringView = { state: KeyringState, 
/**
 * One sentence for the person.
 */
sentence: string, 
/**
 * Words to hand to IT, if something is wrong.
 */
for_it: string | null, };

export type KinDirection = "up" | "down" | "spouse";

export type KinStep = { direction: KinDirection, 
/**
 * Who stands there: 父母, 姊, 申請人.
 */
label: string, };

export type KinshipAnswerView = { 
/**
 * 旁系血親 三親等; several by 或.
 */
headline: string, level: Level, 
/**
 * What follows and why.
 */
sentence: string, 
/**
 * What the data say besides; may be empty.
 */
note: string, 
/**
 * What to mind: 視婚姻或收養是否存續.
 */
cautions: Array<string>, 
/**
 * Which reading of 壹.一 the facility's rules take, and which version says so.
 */
policy: string, 
/**
 * Several where the word is ambiguous; none where no path is known.
 */
senses: Array<KinshipSenseView>, };

export type KinshipRequest = { 
/**
 * A word, a chain such as 媽媽的姊姊的兒子, or a path in the letters U, D and S.
 */
text: string, };

export type KinshipSenseView = { headline: string, 
/**
 * 1＋1＋1＝三親等，往上 1、往下 2
 */
sum: string, clause: string, 
/**
 * Under reading A (直系 without limit) and B (直系 up to three).
 */
reading_a: boolean, reading_b: boolean, 
/**
 * Under the reading that the facility's rules take.
 */
eligible: boolean, 
/**
 * U, D and S.
 */
letters: string, path: Array<KinStep>, proofs: Array<string>, no_proofs: Array<string>, };

/**
 * What the stated relation amounts to by 民法 967–971, and the path to draw.
 */
export type KinshipView = { 
/**
 * 旁系血親 三親等
 */
headline: string, 
/**
 * 1＋1＋1＝三親等
 */
sum: string, level: Level, sentence: string, clause: string, 
/**
 * From the inmate to the applicant; empty if the relation could not be resolved.
 */
path: Array<KinStep>, 
/**
 * Documents that would show it, and those that cannot.
 */
proofs: Array<string>, no_proofs: Array<string>, };

/**
 * Somebody whose desk is on this computer, for the start page.
 */
export type KnownDeskView = { 
/**
 * By portal and person; says neither.
 */
desk: string, facility: string, masked_name: string, portal: string, };

export type LanguageOptionView = { language: FamilyLanguage, 
/**
 * 越南文
 */
word: string, 
/**
 * What of this message nobody has translated, and what the facility has yet to adopt: `P01`,
 * `下一步`. Both empty: it can be sent.
 */
untranslated: Array<string>, awaiting: Array<string>, };

export type LanguageWordsView = { language: FamilyLanguage, 
/**
 * 越南文
 */
word: string, 
/**
 * In the order of the Chinese texts.
 */
texts: Array<TranslationView>, };

/**
 * One rejected post.
 */
export type LedgerEntryView = { decision: DecisionId, case: CaseRef, number: string, 
/**
 * 115.11.23
 */
day: string, 
/**
 * Which of the counting ones it is; `None`: it does not count.
 */
nth: number | null, 
/**
 * `P01 屬一般公務聯繫`
 */
reasons: Array<string>, clause: string, policy_version: string, who: string, unit: string, 
/**
 * Author and inmate.
 */
of: string, 
/**
 * The title and the family's words, cut short; empty when this desk no longer has them.
 */
excerpt: string, 
/**
 * Why it does not count: 115.09.18 改判通過，不列入.
 */
why_not: string | null, overturned: boolean, };

export type LedgerRequest = { by: TallyBy, key: string, span: TallySpan, };

export type LedgerView = { title: string, detail: string, count: number, 
/**
 * Oldest first; of more than 500 the latest.
 */
entries: Array<LedgerEntryView>, 
/**
 * What else to know of this family, in a sentence.
 */
remark: string | null, };

/**
 * In characters.
 */
export type LengthView = { chinese: number, translation: number, limit: number, };

export type Level = "pass" | "attention" | "fail";

export type LiftSuspensionRequest = { suspension: SuspensionId, 
/**
 * For staff.
 */
grounds: string, };

export type LiftedView = { by: string, at: string, grounds: string, };

/**
 * Why the desk is locked.
 */
export type LockCause = "asked" | "idle" | "system" | "sleep";

export type LockOutCause = "key_gone" | "key_file_gone" | "key_replaced" | "file_gone" | "pin_lost" | "keyring_missing" | "keyring_locked" | "keyring_failing" | "disk_full" | "read_only" | "in_use" | "newer" | "unreadable";

export type LockOutView = { cause: LockOutCause, title: string, 
/**
 * What nothing has happened to.
 */
safe: string, 
/**
 * How much lay unsent and since when, as far as that is known from outside.
 */
unsent: string | null, to_do: string, 
/**
 * What 設為舊檔並重新開始 does, where it is a way on.
 */
begin_anew: string | null, 
/**
 * Words to hand to IT.
 */
for_it: string, };

export type LockRequest = { cause: LockCause, };

/**
 * What anybody who passes by may read.
 */
export type LockView = { facility: string, 
/**
 * Such as 李○真.
 */
masked_name: string, 
/**
 * Acts that the portal has not acknowledged, as far as that is known without opening the data.
 */
unsent: number | null, 
/**
 * What is being sent is still waited for, at most 30 seconds; then the data is closed.
 */
finishing: boolean, 
/**
 * Whether a PIN opens it; otherwise a press does.
 */
pin: boolean, 
/**
 * Seconds until the next PIN is taken, after too many wrong ones.
 */
wait_seconds: number, 
/**
 * Why the portal alone opens it now, if it does.
 */
portal_wanted: string | null, };

export type LookAlikeView = { case: CaseRef, number: string, 
/**
 * 115.10.07
 */
day: string, 
/**
 * The decision in force.
 */
verdict: Verdict, reasons: Array<string>, excerpt: string, 
/**
 * What is alike: 都提到「在監證明」.
 */
why: string, 
/**
 * Whether it stands in place of an overturned one.
 */
overturned: boolean, };

export type LookAlikesView = { 
/**
 * The most alike first.
 */
rows: Array<LookAlikeView>, 
/**
 * 通過 2、退件 3
 */
sentence: string, };

/**
 * One setting of the computer's administrators.
 */
export type ManagedView = { 
/**
 * 閒置上鎖
 */
name: string, words: string, 
/**
 * What cannot be read is told with its place; the safe side is taken meanwhile.
 */
readable: boolean, };

export type MarkDeliveredRequest = { posts: Array<CaseId>, 
/**
 * `false` takes marks back that were made by mistake.
 */
handed: boolean, };

export type MarkSeverity = "flag" | "block" | "escalate";

export type MarkView = { severity: MarkSeverity, 
/**
 * One or two words: 公務, 聯絡.
 */
label: string, sentence: string, 
/**
 * Of a pattern: the concepts that stand together in this stretch, such as 請託 and 接見.
 */
concepts: Array<string>, };

export type MarkedDeliveredView = { 
/**
 * How many marks changed; the others were so already, or are not approved any more.
 */
changed: number, };

export type MishapView = { 
/**
 * 14:20
 */
at: string, sentence: string, times: number, };

export type MissingView = { case: CaseRef, number: string, who: string, documents: number, why: string, };

export type MonthBarView = { 
/**
 * 11月
 */
label: string, 
/**
 * Posts decided.
 */
decided: number, 
/**
 * Of these, counting rejections.
 */
rejected: number, };

/**
 * What came of a reason, by the wording in which it was given.
 */
export type NextTryView = { kind: CaseKind, code: string, 
/**
 * Empty for a code that no catalogue here has.
 */
label: string, wording: GivenWording, 
/**
 * How often it was given.
 */
given: number, 
/**
 * How many of these families' next tries have been decided.
 */
tried: number, 
/**
 * How many of the next tries were let through.
 */
succeeded: number, 
/**
 * Calendar days until half of those were let through.
 */
half: number | null, };

/**
 * Somebody takes note of where the log is not as it was written.
 */
export type NoteAuditFaultRequest = { 
/**
 * To whom it was told, and what is known of the cause: at most 200 characters.
 */
grounds: string, };

export type OutboxItemView = { decision: DecisionId, case: CaseRef, 
/**
 * 「麵線」, or the applicant's name.
 */
subject: string, verdict: Verdict, state: OutboxState, 
/**
 * 待送出，還有 7 秒可復原
 */
sentence: string, 
/**
 * 16:48
 */
at: string, 
/**
 * RFC 3339; the undo window, while it lasts.
 */
undo_until: string | null, 
/**
 * Not sent yet: can be taken back.
 */
can_recall: boolean, };

export type OutboxState = "waiting" | "sending" | "acknowledged" | "conflict";

export type OutboxView = { conflicts: Array<TrayItemView>, unsent: Array<OutboxItemView>, sent_today: Array<OutboxItemView>, 
/**
 * What is no decision and has not arrived, the conflicts first.
 */
acts: Array<ActView>, };

export type OwnSettingsView = { 
/**
 * By the window's name of an act: the key that the person put it on.
 */
keys: { [key in string]: string }, 
/**
 * By the window's name of a place: what is searched and shown there.
 */
filters: { [key in string]: PlaceFilterView }, 
/**
 * `窗口` of the reasons' texts: who a family may call, such as 社工室 (05) 000-0000. At most 60
 * characters.
 */
contact: string, 
/**
 * Whether they are called while they look elsewhere.
 */
calls: CallsView, 
/**
 * The keys that were kept could not be read, and none are told. Never kept.
 */
keys_unread: boolean, };

/**
 * Which cases: the first of the queue as it is filtered.
 */
export type PackRequest = { kind: CaseKind, group: QueueGroup, inmate_number: string | null, text: string, only: QueueOnly, check: string | null, 
/**
 * 1 to 100.
 */
most: number, };

export type PackState = "none" | "fetching" | "ready" | "incomplete";

export type PackView = { state: PackState, 
/**
 * One sentence for the person.
 */
sentence: string, cases: number, documents: number, stored: number, 
/**
 * Of the bytes; 0 to 100.
 */
percent: number, size: string, stored_size: string, 
/**
 * 14:20
 */
since: string | null, 
/**
 * What is not here, by case.
 */
missing: Array<MissingView>, 
/**
 * Why some of what was asked for was not taken; told once.
 */
left_behind: string | null, };

/**
 * What would be taken along.
 */
export type PackWeight = { cases: number, 
/**
 * How many the filter has in all.
 */
in_filter: number, documents: number, 
/**
 * `34.2 MB`
 */
size: string, 
/**
 * Cases of these that a colleague works on: they stay behind.
 */
held: number, };

/**
 * One page of a document of a case.
 */
export type PageRequest = { case: CaseRef, document: AttachmentId, 
/**
 * From 0.
 */
page: number, };

/**
 * A page was on the screen, drawn and large enough to be read.
 */
export type PageSeenRequest = { case: CaseRef, 
/**
 * The revision that is open.
 */
revision: number, document: AttachmentId, 
/**
 * From 0.
 */
page: number, };

/**
 * Why a page cannot be shown, and what to do.
 */
export type PageTroubleView = { 
/**
 * From 0.
 */
page: number, sentence: string, 
/**
 * The catalogue reason that fits.
 */
reason: string | null, 
/**
 * Another try may go better.
 */
may_try_again: boolean, };

/**
 * A part of an upright page, in ten-thousandths of its width and height.
 */
export type PartView = { left: number, top: number, width: number, height: number, };

/**
 * A person as the desk shows them. The full number is asked for on its own and leaves a trace.
 */
export type PersonView = { name: string, 
/**
 * `A1234***89`
 */
masked_id: string, 
/**
 * `民國 88 年 3 月 12 日`, if known.
 */
birth_date: string, phone: string, address: string, };

/**
 * What a person typed. Wiped when dropped, and in no log.
 */
export type PinRequest = { 
/**
 * Empty where none is asked for.
 */
pin: string, };

export type PlaceFilterView = { 
/**
 * For 查詢; a queue has its own.
 */
kind: CaseKind | null, group: QueueGroup, inmate_number: string | null, text: string, only: QueueOnly, check: string | null, };

/**
 * The numbers beside the places.
 */
export type PlacesView = { applications: number, posts: number, 
/**
 * Questions that this person can settle or has asked.
 */
escalations: number, outbox: number, conflicts: number, 
/**
 * Families at the threshold on which nobody has decided; supervisors only.
 */
suspensions: number, };

export type PortalRequest = { 
/**
 * `https://…`; `http://` for this computer alone. Without a path.
 */
url: string, 
/**
 * The person has read the portal's name and host, and says that it is the right one.
 */
confirmed: boolean, };

export type PostView = { title: Array<SegmentView>, 
/**
 * The family's own text, cut where marks begin and end; joined it is the text to the letter.
 */
body: Array<SegmentView>, };

export type PracticeRequest = { 
/**
 * Who to be: `social_worker` or `supervisor`.
 */
role: Role, };

export type PrintRequest = { case: CaseRef, document: AttachmentId, };

/**
 * A document ready for the system's print dialog.
 */
export type PrintView = { 
/**
 * A random name under `doc://localhost/` for each marked page; gone with the next printing.
 */
sheets: Array<string>, 
/**
 * The words that are burnt into each of them.
 */
mark: string, };

/**
 * A text that must never reach a log, an error or a panic message.
 *
 * `Debug` prints the number of characters alone, and there is no `Display`: whoever needs the
 * words asks for them by name with [`Private::as_str`].
 */
export type Private = string;

/**
 * What `probe_portal` found behind an address.
 */
export type ProbeView = { answers: boolean, sentence: string, };

export type ProposedLanguageView = { language: FamilyLanguage, 
/**
 * What says so.
 */
why: string, };

export type QueueGroup = "open" | "resubmitted" | "held" | "all";

export type QueueMark = "new" | "resubmitted" | "claimed" | "held" | "urgent" | "decided" | "closed";

export type QueueOnly = "all" | "mine" | "pressing";

export type QueuePage = { rows: Array<QueueRow>, next: string | null, 
/**
 * Of the whole filter, not of the page.
 */
total: number, };

export type QueueRequest = { 
/**
 * `None`: both, for 查詢.
 */
kind: CaseKind | null, group: QueueGroup, 
/**
 * 呼號, exactly.
 */
inmate_number: string | null, 
/**
 * Searches names, inmate numbers, case numbers and titles; one character is enough.
 */
text: string, 
/**
 * Of these.
 */
only: QueueOnly, 
/**
 * A rule's name, such as `post.interval`: of the cases that wait, those that it does not let
 * pass without a look.
 */
check: string | null, 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type QueueRow = { case: CaseRef, number: string, revision: number, 
/**
 * Applicant or author.
 */
who: string, 
/**
 * Posts only.
 */
title: string | null, relation: string, inmate_number: string, inmate_name: string, juvenile: boolean, mark: QueueMark, 
/**
 * Who works on it at the moment.
 */
claim: ClaimView | null, 
/**
 * Calendar days since the present revision came in.
 */
age_days: number, due: DueView, 
/**
 * A decision of this desk that has not been acknowledged yet.
 */
pending: Verdict | null, 
/**
 * The state on the portal, for 查詢.
 */
state: CaseState, };

export type QuietView = { 
/**
 * `17:30`
 */
from: string, 
/**
 * `08:00`
 */
until: string, };

export type ReasonBarView = { code: string, label: string, count: number, };

export type ReasonCountView = { 
/**
 * P01 屬一般公務聯繫
 */
label: string, posts: number, };

export type ReasonCounts = "yes" | "no" | "reviewer";

/**
 * A reason to choose from.
 */
export type ReasonView = { code: string, label: string, clause: string, 
/**
 * The family's text with its `{slots}`.
 */
template: string, slots: Array<string>, counts: ReasonCounts, verdicts: Array<Verdict>, kind: CaseKind | null, };

export type RecordedView = { decision: DecisionId, verdict: Verdict, 
/**
 * 「麵線」, or the applicant's name.
 */
subject: string, 
/**
 * RFC 3339; until then it can be undone without a trace on the portal.
 */
undo_until: string, 
/**
 * What the queue shows next.
 */
next: CaseRef | null, };

/**
 * What a relationship proof turns out to be; the reviewer says.
 */
export type RelationPaper = "register" | "transcript" | "marriage" | "birth" | "adoption";

export type RemainderView = { who: string, unsent: number, 
/**
 * 最早 115.11.22 17:05 決定，115.11.23 09:28 通報
 */
sentence: string, };

export type ReportFormat = "ods" | "xlsx" | "csv" | "pdf";

/**
 * What is to be exported.
 */
export type ReportKind = { "what": "tally" } | { "what": "strikes" } | { "what": "suspensions" } | { "what": "access", month: string, } | { "what": "dossier", family: FamilyId, suspension: SuspensionId | null, } | { "what": "decision", decision: DecisionId, } | { "what": "deliveries", days: DeliveriesRequest, unit: string | null, only_open: boolean, };

export type ReportRequest = { kind: ReportKind, format: ReportFormat, 
/**
 * Identity numbers in full; supervisors, and never without `grounds`.
 */
unmasked: boolean, 
/**
 * Why unmasked: recorded in the audit log and printed on the paper.
 */
grounds: string, };

export type ReportView = { 
/**
 * Where the files are now; CSV has one for each table.
 */
paths: Array<string>, 
/**
 * 停用卷宗，3 頁，證號已部分遮蔽
 */
sentence: string, };

/**
 * 通報時限, for words of despair or of violence.
 */
export type ReportingClockView = { 
/**
 * 輕生的話
 */
what: string, 
/**
 * 自殺防治法 11
 */
clause: string, 
/**
 * Hours that the law gives from when it was learnt of.
 */
hours: number, 
/**
 * RFC 3339
 */
until: string, 
/**
 * 11.24 14:20
 */
until_label: string, 
/**
 * From when the hours run, and how that is known: a first look, or the arrival.
 */
from_label: string, 
/**
 * What has to be done, in one sentence.
 */
sentence: string, };

/**
 * What somebody needs a whole identity number for.
 */
export type RevealPurpose = "compare_documents" | "verify_elsewhere" | "contact_family" | "official_inquiry";

/**
 * The applicant's whole number is asked for.
 */
export type RevealRequest = { case: CaseRef, purpose: RevealPurpose, };

export type ReversalRequest = { case: CaseRef, decision: DecisionId, proposed: Verdict | null, 
/**
 * Why; for the supervisor. It travels, and no family sees it.
 */
question: string, };

/**
 * The decision in force on a closed case, and what this person may do about it.
 */
export type ReversalView = { decision: DecisionId, verdict: Verdict, 
/**
 * 您, or a colleague's name.
 */
who: string, at: string, way: ReversalWay, 
/**
 * The verdicts that a supervisor may put in its place.
 */
verdicts: Array<VerdictOption>, };

export type ReversalWay = "ask" | "asked" | "overturn";

/**
 * What a person may do, as `GET /me` tells it; the portal enforces it, the desk only leaves out
 * what would be refused.
 */
export type Role = "social_worker" | "supervisor";

/**
 * Which clause of the notice the applicant invokes.
 */
export type Route = "kin" | "cohabiting" | "project";

export type SamplingView = { 
/**
 * The draw in hand; `None`: none has been made.
 */
draw: DrawView | null, 
/**
 * The next one to look at, without who decided and how; never one of the person's own.
 */
next: BlindCaseView | null, 
/**
 * Over all draws.
 */
agreement: Array<AgreementView>, 
/**
 * Newest first.
 */
past: Array<DrawView>, };

export type SaveDraftRequest = { case: CaseRef, draft: DraftView, };

export type SecondLookRequest = { sample: string, verdict: Verdict, 
/**
 * One to three codes, unless it is an approval.
 */
reasons: Array<string>, 
/**
 * For staff; never leaves this computer.
 */
note: string, };

export type SecondLookView = { agreed: boolean, sentence: string, case: CaseRef, first_verdict: Verdict, first_reasons: Array<string>, second_verdict: Verdict, second_reasons: Array<string>, };

export type SegmentView = { text: string, mark: MarkView | null, };

export type SessionView = { mode: DeskMode, display_name: string, role: Role, facility: string, portal: string, policy_version: string, 
/**
 * False only in practice without a keyring: nothing outlives the window, and the banner says so.
 */
keeps_data: boolean, 
/**
 * Minutes without a key or a movement after which the window locks the desk.
 */
lock_minutes: number, 
/**
 * That the sign-in is not renewed, until when it lasts, and that there is no start without the
 * portal, where it is so.
 */
ends: string | null, };

export type SettingsView = { theme: Theme, 
/**
 * Percent, 100 to 200.
 */
text_scale: number, 
/**
 * Pictures are blurred until pointed at.
 */
blur_pictures: boolean, };

export type SettleEscalationRequest = { escalation: EscalationId, 
/**
 * For staff; travels, and no family sees it.
 */
answer: string, };

export type SettleTrayRequest = { act: ActRef, choice: TrayChoice, 
/**
 * For the supervisor; travels, and no family sees it.
 */
question: string, };

/**
 * What a hit asks for.
 */
export type Severity = "allow" | "priority" | "flag" | "block" | "escalate";

export type SideView = { who: string, verdict: Verdict, 
/**
 * `A11 同居證明不足`
 */
reasons: Array<string>, family_message: string, at: string, 
/**
 * Mine alone; the other's stays on the other's computer.
 */
staff_note: string | null, in_force: boolean, };

export type StrikeEntryView = { decision: DecisionId, day: string, 
/**
 * P01 屬一般公務聯繫
 */
reason: string, 
/**
 * It looks like a strike and does not count: overturned, or one of the reasons below.
 */
overturned: boolean, why_not_counted: string | null, };

/**
 * 退件次數 of the family (貳.四).
 */
export type StrikesView = { count: number, threshold: number, entries: Array<StrikeEntryView>, };

export type SuspendRequest = { family: FamilyId, mode: SuspensionMode, 
/**
 * `first_day` of the option on the screen: refused as stale when midnight has passed since.
 */
first_day: string, 
/**
 * Of the card on the screen.
 */
strikes: Array<DecisionId>, 
/**
 * For staff.
 */
grounds: string, };

/**
 * The third counting rejection: nothing happens until a supervisor decides.
 */
export type SuspensionCardView = { family: FamilyId, name: string, relation: string, inmate_number: string, inmate_name: string, count: number, threshold: number, 
/**
 * 115.11.23
 */
reached_on: string, entries: Array<LedgerEntryView>, 
/**
 * The counting rejections; sent back with the decision, so that it rests on what was seen.
 */
strikes: Array<DecisionId>, 
/**
 * Both ways of counting the month, the policy's own first.
 */
options: Array<SuspensionOptionView>, };

/**
 * A suspension of one family; a UUIDv7 made by the supervisor's desk.
 */
export type SuspensionId = string;

/**
 * How 「一個月」 is counted.
 */
export type SuspensionMode = "APA48V_FIRST_DAY_COUNTED" | "CIVIL_FIRST_DAY_EXCLUDED";

export type SuspensionOptionView = { mode: SuspensionMode, 
/**
 * 115.11.24
 */
first_day: string, last_day: string, resumes_on: string, days: number, 
/**
 * 首日計入，行政程序法 48 V
 */
clause: string, 
/**
 * 115.11.24 起一個月（首日計入，行政程序法 48 V）至 115.12.23，共 30 日，115.12.24 恢復
 */
arithmetic: string, 
/**
 * The facility's rule names this one.
 */
by_default: boolean, 
/**
 * Exactly what the family will read.
 */
family_message: string, };

/**
 * What a row is of: a suspension, or a choice not to suspend.
 */
export type SuspensionRowId = SuspensionId | WaiverId;

export type SuspensionState = "coming" | "running" | "ended" | "lifted" | "declined";

export type SuspensionView = { id: SuspensionRowId, family: FamilyId, name: string, relation: string, inmate_number: string, inmate_name: string, state: SuspensionState, fate: OutboxState, 
/**
 * Empty, like the next four, when declined.
 */
first_day: string, last_day: string, resumes_on: string, days: number, 
/**
 * How many days are over.
 */
days_gone: number, 
/**
 * How many rejections it rests on.
 */
strikes: number, grounds: string, family_message: string, ordered_by: string, ordered_at: string, lifted: LiftedView | null, };

export type SuspensionsView = { 
/**
 * Families at the threshold, each for a supervisor to decide.
 */
cards: Array<SuspensionCardView>, running: Array<SuspensionView>, 
/**
 * Ended, lifted and declined ones, newest first.
 */
past: Array<SuspensionView>, };

export type SyncState = "online" | "attention" | "offline" | "sign_in_needed" | "troubled" | "starting";

/**
 * The honest status bar.
 */
export type SyncView = { state: SyncState, 
/**
 * Whether all is well: the same that the health page says.
 */
well: boolean, 
/**
 * Something on this computer, its disk, its folder, its keyring, keeps the work from going on
 * until somebody acts: told at the head of every place.
 */
urgent: boolean, 
/**
 * Such as 連線正常, 目前離線.
 */
label: string, 
/**
 * What is wrong, what is safe and what happens next, if anything is wrong.
 */
trouble: string | null, 
/**
 * `16:52`, or with the date if not today.
 */
last_pull: string | null, last_ack: string | null, 
/**
 * All that the portal has not acknowledged yet, what is on its way included.
 */
queued: number, 
/**
 * Whether the portal has acknowledged every act: the only time at which it may be said.
 */
all_sent: boolean, 
/**
 * Of these, on their way.
 */
sending: number, conflicts: number, 
/**
 * Documents still to be fetched.
 */
documents_waiting: number, 
/**
 * Items of the portal that could not be read and were reported.
 */
unreadable: number, 
/**
 * Seconds that this computer's clock is ahead of the portal's.
 */
skew_seconds: number, 
/**
 * `16:52`: the portal's time, if this computer's clock is notably wrong: only then is the clock
 * worth a word.
 */
portal_time: string | null, 
/**
 * The portal was restored from a backup, or this computer's database was damaged: what
 * happened, until the person has read it.
 */
notice: string | null, };

export type TallyBy = "family" | "inmate" | "reason" | "category" | "unit" | "month";

/**
 * The portal's own count beside this desk's.
 */
export type TallyComparisonView = { state: ComparisonState, sentence: string, 
/**
 * 16:52
 */
at: string | null, differences: Array<TallyDifferenceView>, };

export type TallyDifferenceView = { 
/**
 * The family's, for its ledger.
 */
key: string, label: string, detail: string, here: number, there: number, };

export type TallyRequest = { by: TallyBy, 
/**
 * A family's count follows the rule of 貳.四 alone, whatever the span.
 */
span: TallySpan, 
/**
 * Families with fewer are counted in `one` and `two` and not listed; 1 lists all.
 */
at_least: number, };

export type TallyRow = { 
/**
 * Opens its ledger.
 */
key: string, label: string, 
/**
 * 呼號 3071・女兒
 */
detail: string, count: number, 
/**
 * Overturned ones, which do not count.
 */
dropped: number, 
/**
 * 115.11.23
 */
last_on: string | null, 
/**
 * P01 屬一般公務聯繫
 */
last_reason: string | null, 
/**
 * 待您決定, 停用至 115.12.23, 已決定不停用
 */
standing: string | null, };

/**
 * Counted back from the present month, which is part of it.
 */
export type TallySpan = "month" | "half_year" | "year" | "all";

export type TallyView = { 
/**
 * From how many on a supervisor may suspend.
 */
threshold: number, 
/**
 * 累計自上次停用結束起，不設歸零
 */
rule: string, policy_version: string, 
/**
 * Counting rejections of the whole span.
 */
total: number, 
/**
 * Overturned ones of the whole span.
 */
dropped: number, 
/**
 * Families at the threshold or above, with one less, with fewer: whatever `at_least`.
 */
at_threshold: number, one_short: number, fewer: number, 
/**
 * Most first, then the latest first; months newest first. 500 at most.
 */
rows: Array<TallyRow>, 
/**
 * Whether there are more rows than these.
 */
more: boolean, compared: TallyComparisonView, };

export type Theme = "system" | "light" | "dark";

export type TranslationStanding = "adopted" | "awaiting" | "outdated" | "missing";

export type TranslationView = { 
/**
 * `P01`, `next_step.return_post`
 */
name: string, label: string, 
/**
 * As families read it now.
 */
chinese: string, 
/**
 * Empty where nobody has translated it.
 */
words: string, standing: TranslationStanding, 
/**
 * `115.11.30`, or empty.
 */
adopted_on: string, 
/**
 * Whether there is a row of the facility's own, which can be withdrawn.
 */
own: boolean, };

export type TrayChoice = "keep_theirs" | "send_again" | "decide_again" | "ask_reversal" | "escalate";

export type TrayItemView = { decision: DecisionId, case: CaseRef, number: string, subject: string, relation: string, inmate_number: string, 
/**
 * 同仁已先決定：通過
 */
why: string, 
/**
 * The whole story in one sentence: what is in force, what became of mine.
 */
story: string, at: string, 
/**
 * What changed since I saw it.
 */
changes: Array<ChangeView>, mine: SideView, theirs: SideView | null, choices: Array<TrayChoice>, };

/**
 * The same file, or one that looks the same, in another application of this facility. A hint.
 */
export type TwinView = { 
/**
 * The other application, to be opened.
 */
case: CaseRef, 
/**
 * 申115-0409 王○明的身分證明文件
 */
sentence: string, 
/**
 * The same bytes, rather than a picture that looks the same.
 */
same_bytes: boolean, 
/**
 * The other applicant has the same name and number: a person who applies twice.
 */
same_person: boolean, };

/**
 * What a decision comes to. The words are those of `PUT /decisions/{uuid}`.
 */
export type Verdict = "approve" | "return" | "reject" | "hold";

export type VerdictOption = { verdict: Verdict, allowed: boolean, why_not: string | null, };

/**
 * In working days, from arrival to decision.
 */
export type WaitingView = { kind: CaseKind, half: number, nine_tenths: number, longest: number, deadline: number, decided: number, };

/**
 * A choice not to suspend; a UUIDv7 made by the supervisor's desk.
 */
export type WaiverId = string;

/**
 * One wall around the documents' worker.
 */
export type WallView = { 
/**
 * 檔案與網路的隔離
 */
name: string, 
/**
 * 有效。
 */
words: string, 
/**
 * The system has it and it does not stand: no document is opened.
 */
failed: boolean, };

/**
 * Decisions of the week from Monday on.
 */
export type WeekBarView = { 
/**
 * 11.16
 */
label: string, approve: number, return: number, hold: number, reject: number, };

/**
 * Up to where the portal was told of one desk's log.
 */
export type WitnessedDeskView = { who: string, entries: number, 
/**
 * When it was last told.
 */
told_at: string, 
/**
 * The desk had told of another log before.
 */
goes_back: boolean, };

/**
 * A reason's or a sentence's text as families read it now.
 */
export type WordingView = { id: string, label: string, text: string, own: boolean, };

/** Every command of the desk: what it takes and what it answers. */
export type Commands = {
  boot: { request: null; answer: BootView };
  start_practice: { request: PracticeRequest; answer: SessionView };
  probe_portal: { request: PortalRequest; answer: ProbeView };
  sign_in: { request: PortalRequest; answer: SessionView };
  cancel_sign_in: { request: null; answer: null };
  sign_out: { request: null; answer: null };
  places: { request: null; answer: PlacesView };
  sync_status: { request: null; answer: SyncView };
  sync_now: { request: null; answer: SyncView };
  list_cases: { request: QueueRequest; answer: QueuePage };
  open_case: { request: CaseRef; answer: CaseView };
  case_ahead: { request: CaseRef; answer: CaseView | null };
  leave_case: { request: CaseRef; answer: null };
  reasons: { request: null; answer: Array<ReasonView> };
  save_draft: { request: SaveDraftRequest; answer: null };
  page_seen: { request: PageSeenRequest; answer: null };
  show_again: { request: PageRequest; answer: null };
  reveal_identity: { request: RevealRequest; answer: string };
  keep_crop: { request: KeepCropRequest; answer: Array<CropView> };
  drop_crop: { request: DropCropRequest; answer: Array<CropView> };
  print_document: { request: PrintRequest; answer: PrintView };
  print_done: { request: null; answer: null };
  preview_decision: { request: DecideRequest; answer: DecisionPreview };
  record_decision: { request: DecideRequest; answer: RecordedView };
  undo_decision: { request: DecisionRequest; answer: CaseRef };
  list_outbox: { request: null; answer: OutboxView };
  settle_conflict: { request: SettleTrayRequest; answer: CaseRef | null };
  ask_reversal: { request: ReversalRequest; answer: null };
  weigh_pack: { request: PackRequest; answer: PackWeight };
  take_pack: { request: PackRequest; answer: PackView };
  pack: { request: null; answer: PackView };
  end_pack: { request: null; answer: PackView };
  health: { request: null; answer: HealthView };
  show_log: { request: null; answer: null };
  resync: { request: null; answer: null };
  dismiss_notice: { request: null; answer: null };
  save_settings: { request: SettingsView; answer: SettingsView };
  own_settings: { request: null; answer: OwnSettingsView };
  save_own_settings: { request: OwnSettingsView; answer: null };
  foundation: { request: null; answer: FoundationView };
  list_audit: { request: AuditRequest; answer: AuditPage };
  verify_audit: { request: null; answer: AuditCheckView };
  note_audit_fault: { request: NoteAuditFaultRequest; answer: AuditCheckView };
  calculate_kinship: { request: KinshipRequest; answer: KinshipAnswerView };
  facility_words: { request: null; answer: FacilityWordsView };
  change_facility_words: { request: FacilityChangeRequest; answer: FacilityWordsView };
  import_facility_words: { request: FacilityImportRequest; answer: FacilityWordsView };
  try_facility_words: { request: FacilityTrialRequest; answer: BacktestView };
  export_facility_words: { request: FacilityExportRequest; answer: ExportedView };
  sign_in_again: { request: null; answer: null };
  list_escalations: { request: null; answer: EscalationsView };
  escalate: { request: EscalateRequest; answer: EscalationId };
  propose_decision: { request: DecideRequest; answer: EscalationId };
  settle_escalation: { request: SettleEscalationRequest; answer: null };
  tally: { request: TallyRequest; answer: TallyView };
  tally_ledger: { request: LedgerRequest; answer: LedgerView };
  compare_tally: { request: null; answer: TallyComparisonView };
  charts: { request: null; answer: ChartsView };
  list_suspensions: { request: null; answer: SuspensionsView };
  suspend: { request: SuspendRequest; answer: SuspensionId };
  decline_suspension: { request: DeclineSuspensionRequest; answer: null };
  lift_suspension: { request: LiftSuspensionRequest; answer: null };
  sampling: { request: null; answer: SamplingView };
  draw_sample: { request: DrawRequest; answer: SamplingView };
  second_look: { request: SecondLookRequest; answer: SecondLookView };
  look_alikes: { request: CaseRef; answer: LookAlikesView };
  export_report: { request: ReportRequest; answer: ReportView };
  list_deliveries: { request: DeliveriesRequest; answer: DeliveriesView };
  mark_delivered: { request: MarkDeliveredRequest; answer: MarkedDeliveredView };
  lock: { request: LockRequest; answer: LockView | null };
  lock_page: { request: null; answer: LockView | null };
  unlock: { request: PinRequest; answer: SessionView };
  unlock_by_portal: { request: null; answer: SessionView };
  leave_lock: { request: null; answer: null };
  choose_desk: { request: ChooseDeskRequest; answer: LockView };
  set_pin: { request: PinRequest; answer: SessionView };
  change_pin: { request: ChangePinRequest; answer: null };
  change_key: { request: PinRequest; answer: null };
  locked_out: { request: null; answer: LockOutView | null };
  open_again: { request: null; answer: SessionView };
  begin_anew: { request: null; answer: SessionView };
};
