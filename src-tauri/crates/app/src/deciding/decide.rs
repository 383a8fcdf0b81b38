//! Deciding: the exact preview, the decision itself, and taking it back.

use chrono::TimeDelta;
use domain::{CaseRef, Decision, DecisionId, FourEyes, LONGEST_MESSAGE, Private};
use portal::wire::PAGES_SEEN;
use store::decisions::{NewDecision, RecordError};
use store::outbox::RecallError;

use crate::case_file::case_file;
use crate::deciding::four_eyes::{four_eyes, four_eyes_sentence};
use crate::deciding::languages;
use crate::deciding::message::{Shown, compose, composition, settle_counts, shown};
use crate::deciding::obstacles::obstacles;
use crate::deciding::queue::next_after;
use crate::deciding::strikes::consequence;
use crate::deciding::{advice, drafts};
use crate::documents::seen::pages_seen;
use crate::error::{ApiError, ErrorCode};
use crate::ids::new_uuid;
use crate::labels::subject;
use crate::state::Desk;
use crate::views::decide::{
    DecideRequest, DecisionPreview, DecisionRequest, LengthView, RecordedView,
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
        let file = case_file(&session, request.case).await?;
        let policy = session.policy_today();
        let catalogue = &file.rules.reasons;
        let reasons = settle_counts(catalogue, &file.case, request.verdict, &request.reasons);
        let lints = advice::of(&session, &file, &request).await?;
        let mut obstacles = obstacles(&session, &file, &request, &lints);
        let composition = composition(&file, &policy, &request, &reasons);
        if let Err(error) = composition.compose() {
            obstacles.push(error.to_string());
        }
        let Shown { paragraphs, translation, text } = shown(&composition);
        Ok(DecisionPreview {
            length: length(&paragraphs, &text),
            family_message: text,
            paragraphs,
            translation,
            languages: languages::options(&composition),
            proposed: languages::proposed(&file),
            four_eyes: match four_eyes(&session, &file, &request) {
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
        let file = case_file(&session, request.case).await?;
        if file.case.revision() != request.base_revision {
            return Err(stale());
        }
        let lints = advice::of(&session, &file, &request).await?;
        if let Some(obstacle) = obstacles(&session, &file, &request, &lints).into_iter().next() {
            return Err(ApiError::refused(obstacle));
        }
        if let FourEyes::Propose(codes) = four_eyes(&session, &file, &request) {
            return Err(ApiError::refused(four_eyes_sentence(&codes, &file.rules.reasons)));
        }
        let policy = session.policy_today();
        let reasons =
            settle_counts(&file.rules.reasons, &file.case, request.verdict, &request.reasons);
        let message = compose(&file, &policy, &request, &reasons)
            .map_err(|error| ApiError::refused(error.to_string()))?;
        let now = session.own_now();
        let pages_seen = pages_seen(&session, &file);
        let takes_pages = session.status().features.iter().any(|one| one == PAGES_SEEN);
        let new = NewDecision {
            id: DecisionId(new_uuid(now)?),
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
        let subject = subject(&file.case);
        let next = next_after(&session, request.case).await?;
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
        session.tell_window(true);
        Ok(receipt)
    }

    /// 復原 and 收回: as if it had never been decided; the sheet is filled in again.
    pub async fn undo_decision(&self, request: DecisionRequest) -> Result<CaseRef, ApiError> {
        let session = self.session().await?;
        let actor = session.me().subject.clone();
        let now = session.own_now();
        let decision = session
            .write(move |tx| {
                let decision = store::outbox::recall(tx, request.decision, &actor, now)?;
                let sheet = drafts::from_decision(&decision);
                let draft = store::notes::Draft { revision: decision.base_revision, sheet };
                store::notes::put_draft(tx, decision.case.id, &draft, now)?;
                Ok::<_, RecallError>(decision)
            })
            .await?;
        session.engine.outbox_changed();
        session.tell_window(true);
        Ok(decision.case)
    }
}

/// What is between the two parts counts with the added one.
fn length(paragraphs: &[String], text: &str) -> LengthView {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let chinese = count(&paragraphs.join("\n"));
    let limit = u32::try_from(LONGEST_MESSAGE).unwrap_or(u32::MAX);
    LengthView { chinese, translation: count(text).saturating_sub(chinese), limit }
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

#[cfg(test)]
mod tests;
