//! Deciding: the exact preview, the decision itself, and taking it back.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Case, CaseKind, CaseRef, CaseState, Composition, Decision, DecisionId, FourEyes, GivenReason,
    Lint, MessageError, Policy, Private, ReasonCatalogue, Verdict, reason_counts,
};
use portal::wire::PAGES_SEEN;
use store::decisions::{NewDecision, RecordError};
use store::outbox::RecallError;

use crate::case_file::CaseFile;
use crate::deciding::advice;
use crate::error::{ApiError, ErrorCode};
use crate::state::desk::Desk;
use crate::state::session::Session;
use crate::supervision::escalations::four_eyes_sentence;
use crate::supervision::tally::reason_label;
use crate::views::decide::{
    ConsequenceView, DecideRequest, DecisionPreview, DecisionRequest, RecordedView,
};

/// How long a decision waits here so that it can be undone.
pub const UNDO_SECONDS: i64 = 10;

impl Desk {
    /// What would be sent, to the letter.
    pub async fn preview_decision(
        &self,
        request: DecideRequest,
    ) -> Result<DecisionPreview, ApiError> {
        let session = self.session().await?;
        let file = session.case_file(request.case).await?;
        let policy = session.policy_today();
        let catalogue = &file.rules.reasons;
        let reasons = settle_counts(catalogue, &file.case, request.verdict, &request.reasons);
        let lints = advice::of(&session, &file, request.verdict, &request.addition);
        let mut obstacles = obstacles(&session, &file, &request, &lints);
        let (family_message, paragraphs) = match compose(&file, &policy, &request, &reasons) {
            Ok(message) => (message.text.clone(), whole_paragraphs(message)),
            Err(error) => {
                obstacles.push(error.to_string());
                let draft = draft_paragraphs(catalogue, &reasons, &request.addition);
                (draft.join("\n"), draft)
            }
        };
        Ok(DecisionPreview {
            family_message,
            paragraphs,
            four_eyes: match session.four_eyes(&file, &request) {
                FourEyes::Propose(codes) => Some(four_eyes_sentence(&codes, catalogue)),
                FourEyes::NotNeeded | FourEyes::Second => None,
            },
            obstacles,
            advice: advice::advice(&lints).collect(),
            consequence: consequence(&file, &policy, request.verdict, &reasons),
        })
    }

    /// Decides: on the disk, with its place in the outbox and its audit entry, before this returns.
    pub async fn record_decision(&self, request: DecideRequest) -> Result<RecordedView, ApiError> {
        let session = self.session().await?;
        let file = session.case_file(request.case).await?;
        if file.case.revision() != request.base_revision {
            return Err(stale());
        }
        let lints = advice::of(&session, &file, request.verdict, &request.addition);
        if let Some(obstacle) = obstacles(&session, &file, &request, &lints).into_iter().next() {
            return Err(ApiError::refused(obstacle));
        }
        if let FourEyes::Propose(codes) = session.four_eyes(&file, &request) {
            return Err(ApiError::refused(four_eyes_sentence(&codes, &file.rules.reasons)));
        }
        let policy = session.policy_today();
        let reasons =
            settle_counts(&file.rules.reasons, &file.case, request.verdict, &request.reasons);
        let message = compose(&file, &policy, &request, &reasons)
            .map_err(|error| ApiError::refused(error.to_string()))?;
        let now = Utc::now();
        let pages_seen = session.pages_seen(&file);
        let takes_pages = session.status().features.iter().any(|one| one == PAGES_SEEN);
        let new = NewDecision {
            id: new_decision_id(now)?,
            decision: Decision {
                case: request.case,
                base_revision: request.base_revision,
                evidence_sha256: file.case.evidence(),
                verdict: request.verdict,
                reasons,
                family_message: Private::from(message.text),
                policy_version: policy.version.clone(),
                fence: file.claim.as_ref().filter(|claim| claim.mine).map(|claim| claim.fence),
                decided_at: now,
                overturns: request.overturns,
                pages_seen: if takes_pages { pages_seen.clone() } else { Vec::new() },
            },
            pages_seen,
            by: session.staff(),
            not_before: now + TimeDelta::seconds(UNDO_SECONDS),
        };
        let subject = file.subject();
        let next = session.next_after(request.case).await?;
        let receipt = RecordedView {
            decision: new.id,
            verdict: request.verdict,
            subject,
            undo_until: new.not_before.to_rfc3339(),
            next,
        };
        let note = Private::from(request.staff_note);
        session
            .write(move |tx| {
                store::decisions::record(tx, &new, now)?;
                store::notes::put_note(tx, request.case.id, &note, now)?;
                Ok::<_, RecordError>(())
            })
            .await?;
        session.engine.outbox_changed();
        session.tell_window(true).await;
        Ok(receipt)
    }

    /// 復原 and 收回: as if it had never been decided; the sheet is filled in again.
    pub async fn undo_decision(&self, request: DecisionRequest) -> Result<CaseRef, ApiError> {
        let session = self.session().await?;
        let actor = session.me.subject.clone();
        let now = Utc::now();
        let decision = session
            .write(move |tx| {
                let decision = store::outbox::recall(tx, request.decision, &actor, now)?;
                let sheet = crate::deciding::drafts::from_decision(&decision);
                let draft = store::notes::Draft { revision: decision.base_revision, sheet };
                store::notes::put_draft(tx, decision.case.id, &draft, now)?;
                Ok::<_, RecallError>(decision)
            })
            .await?;
        session.engine.outbox_changed();
        session.tell_window(true).await;
        Ok(decision.case)
    }
}

/// Whether each reason counts is the catalogue's to say, the reviewer's only where that leaves it.
fn settle_counts(
    catalogue: &ReasonCatalogue,
    case: &Case,
    verdict: Verdict,
    given: &[GivenReason],
) -> Vec<GivenReason> {
    let kind = case.reference().kind;
    given
        .iter()
        .map(|reason| {
            let counts = catalogue
                .entry(&reason.code)
                .is_some_and(|entry| reason_counts(entry, kind, verdict, reason.counts, true));
            GivenReason { counts, ..reason.clone() }
        })
        .collect()
}

fn compose(
    file: &CaseFile,
    policy: &Policy,
    request: &DecideRequest,
    reasons: &[GivenReason],
) -> Result<domain::FamilyMessage, MessageError> {
    let interval = file.interval_days(policy);
    let mut composition = Composition::new(request.case.kind, request.verdict, reasons);
    composition.catalogue = &file.rules.reasons;
    composition.wording = &file.rules.wording;
    composition.own_words = &request.addition;
    composition.interval_days = interval;
    if request.case.kind == CaseKind::Post && request.verdict == Verdict::Approve {
        composition.next_post_on = file.next_post_on(policy);
    }
    let photo_rejected = reasons.iter().any(|reason| matches!(reason.code.as_str(), "P04" | "P05"));
    composition.photo_is_fine = !file.case.attachments().is_empty()
        && !photo_rejected
        && request.checks.get("photo") == Some(&crate::views::case::CheckMark::Pass);
    composition.text_is_fine = photo_rejected && reasons.len() == 1;
    composition.compose()
}

fn whole_paragraphs(message: domain::FamilyMessage) -> Vec<String> {
    message.paragraphs.into_iter().chain(message.next_step).collect()
}

/// What can be shown while slots are empty: the templates with what is filled in.
fn draft_paragraphs(
    catalogue: &ReasonCatalogue,
    reasons: &[GivenReason],
    addition: &str,
) -> Vec<String> {
    let mut paragraphs: Vec<String> = reasons
        .iter()
        .filter_map(|given| {
            let mut text = catalogue.entry(&given.code)?.message.clone();
            for (slot, words) in &given.slots {
                if !words.as_str().trim().is_empty() {
                    text = text.replace(&format!("{{{slot}}}"), words.as_str().trim());
                }
            }
            Some(text)
        })
        .collect();
    if !addition.trim().is_empty() {
        paragraphs.push(addition.trim().to_owned());
    }
    paragraphs
}

/// What stands in the way of this verdict, whatever its words.
fn obstacles(
    session: &Session,
    file: &CaseFile,
    request: &DecideRequest,
    lints: &[Lint],
) -> Vec<String> {
    let mut obstacles = Vec::new();
    let why = match request.overturns {
        Some(old) => session.obstacle_to_overturning(file, request, old),
        None => file.why_not(request.verdict),
    };
    obstacles.extend(why);
    if request.verdict == Verdict::Approve {
        let open = file.unchecked(&request.checks);
        if open > 0 {
            obstacles.push(format!("還有 {open} 項文件檢核沒有通過，核對後才能通過。"));
        }
        obstacles.extend(session.obstacle_unseen(file));
    }
    obstacles.extend(advice::obstacles(lints));
    obstacles
}

/// What a rejection would mean for the family's tally (貳.四). Nothing is suspended by itself.
fn consequence(
    file: &CaseFile,
    policy: &Policy,
    verdict: Verdict,
    reasons: &[GivenReason],
) -> Option<ConsequenceView> {
    if file.case.reference().kind != CaseKind::Post || verdict != Verdict::Reject {
        return None;
    }
    let ledger = crate::deciding::findings::ledger(file, policy, file.today());
    let consequence = ledger.consequence(reasons.iter().any(|reason| reason.counts));
    Some(ConsequenceView {
        before: consequence.before,
        after: consequence.after,
        threshold: consequence.threshold,
        headline: consequence.headline,
        sentence: consequence.sentence,
        arithmetic: consequence.arithmetic,
        alternatives: consequence.alternatives,
        entries: crate::deciding::findings::strikes_view(&ledger, &file.rules.reasons).entries,
    })
}

/// `P01 屬一般公務聯繫`, for each reason, in the facility's own words.
pub(crate) fn reason_labels_of(catalogue: &ReasonCatalogue, decision: &Decision) -> Vec<String> {
    decision.reasons.iter().map(|given| reason_label(&given.code, catalogue)).collect()
}

/// A UUIDv7 (RFC 9562): sorted by when it was made, unique by 74 random bits.
pub(crate) fn new_uuid(now: DateTime<Utc>) -> Result<uuid::Uuid, ApiError> {
    let mut random = [0u8; 10];
    getrandom::fill(&mut random)
        .map_err(|_| ApiError::failed("作業系統無法產生識別碼，決定沒有記下。請再試一次。"))?;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

fn new_decision_id(now: DateTime<Utc>) -> Result<DecisionId, ApiError> {
    new_uuid(now).map(DecisionId)
}

fn stale() -> ApiError {
    ApiError::new(ErrorCode::Stale, "家屬剛剛重新送件，或案件有更新。請看過新的內容後再決定。")
}

impl From<RecordError> for ApiError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::NoSuchCase => Self::gone(),
            RecordError::Stale { .. } => stale(),
            RecordError::NotOpen => {
                Self::new(ErrorCode::Stale, "這件已經有決定了，不能再決定一次。")
            }
            RecordError::AlreadyQueued => {
                Self::refused("這件已有一個決定還在寄件匣。請先在寄件匣收回，再重新決定。")
            }
            RecordError::Store(error) => error.into(),
        }
    }
}

impl From<RecallError> for ApiError {
    fn from(error: RecallError) -> Self {
        match error {
            RecallError::NotQueued => Self::refused("這個決定已送達入口網，不能復原。"),
            RecallError::MayHaveArrived => {
                Self::refused("這個決定正在傳送或可能已送達，不能收回。")
            }
            RecallError::Store(error) => error.into(),
        }
    }
}

/// Whether a state still lets anybody decide.
pub(crate) fn closed_words(state: CaseState) -> Option<&'static str> {
    match state {
        CaseState::Pending | CaseState::Held => None,
        CaseState::Approved => Some("這件已通過。"),
        CaseState::Returned => Some("這件已請家屬補件，等家屬重新送件。"),
        CaseState::Rejected => Some("這件已退件。"),
        CaseState::Withdrawn => Some("家屬已撤回這件。"),
    }
}
