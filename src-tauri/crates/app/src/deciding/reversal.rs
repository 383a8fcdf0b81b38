//! 請求改判 and 改判: a decision that was acknowledged is never changed; a social worker asks, and a
//! supervisor puts a new decision in its place that names the old one.

use chrono::Utc;
use domain::{
    CaseState, DecisionId, Escalation, EscalationId, EscalationState, Private, Role, Verdict,
};
use store::decisions::{Fate, StoredDecision};

use crate::case_file::CaseFile;
use crate::deciding::decide::new_uuid;
use crate::error::{ApiError, ErrorCode};
use crate::state::desk::Desk;
use crate::state::session::Session;
use crate::views::case::VerdictOption;
use crate::views::decide::DecideRequest;
use crate::views::reversal::{ReversalRequest, ReversalView, ReversalWay};
use crate::words;

impl Desk {
    /// Asks a supervisor to reverse an acknowledged decision.
    pub async fn ask_reversal(&self, request: ReversalRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        let question = request.question.trim();
        if question.is_empty() {
            return Err(ApiError::refused("請寫下要請主管改判的原因。"));
        }
        let file = session.case_file(request.case).await?;
        match in_force(&file) {
            Some(decision) if decision.id == request.decision => {}
            _ => return Err(ApiError::new(ErrorCode::Stale, "這個決定已經被取代，請看過再說。")),
        }
        if file.reversal_asked {
            return Err(ApiError::refused("已經有一個改判請求等主管答覆。"));
        }
        let now = Utc::now();
        let id = EscalationId(new_uuid(now)?);
        let escalation = Escalation {
            case: request.case,
            base_revision: file.case.revision(),
            question: Private::from(question),
            proposed: request.proposed,
            against: Some(request.decision),
            reasons: Vec::new(),
            known_at: session.known_at(request.case.id, file.case.revision()).await?,
        };
        let by = session.staff();
        session.write(move |tx| store::escalations::ask(tx, id, &escalation, &by, now)).await?;
        session.engine.outbox_changed();
        session.tell_window(true).await;
        Ok(())
    }
}

impl Session {
    /// What this person may do about the decision in force, if the case is closed.
    pub(crate) fn reversal_view(&self, file: &CaseFile) -> Option<ReversalView> {
        let decision = in_force(file)?;
        let supervisor = self.me.role == Role::Supervisor;
        let way = match (supervisor, file.reversal_asked) {
            (true, _) => ReversalWay::Overturn,
            (false, true) => ReversalWay::Asked,
            (false, false) => ReversalWay::Ask,
        };
        let verdicts = [Verdict::Approve, Verdict::Return, Verdict::Hold, Verdict::Reject]
            .map(|verdict| {
                let why_not = self.why_not_overturn(file, decision, verdict);
                VerdictOption { verdict, allowed: why_not.is_none(), why_not }
            })
            .to_vec();
        Some(ReversalView {
            decision: decision.id,
            verdict: decision.decision.verdict,
            who: if decision.by.subject == self.me.subject {
                "您".to_owned()
            } else {
                decision.by.display_name.clone()
            },
            at: words::clock(
                decision.accepted_at.unwrap_or(decision.decision.decided_at),
                file.now,
            ),
            way,
            verdicts,
        })
    }

    /// What stands in the way of a decision that would replace another; `None` if nothing does.
    pub(crate) fn obstacle_to_overturning(
        &self,
        file: &CaseFile,
        request: &DecideRequest,
        overturns: DecisionId,
    ) -> Option<String> {
        match in_force(file) {
            Some(old) if old.id == overturns => {
                self.why_not_overturn(file, old, request.verdict).or_else(|| {
                    request
                        .staff_note
                        .trim()
                        .is_empty()
                        .then(|| "改判要寫下原因：請填「只給同仁看」。".to_owned())
                })
            }
            _ => Some("要改判的決定已經被取代，請重新看過。".to_owned()),
        }
    }

    fn why_not_overturn(
        &self,
        file: &CaseFile,
        old: &StoredDecision,
        verdict: Verdict,
    ) -> Option<String> {
        if self.me.role != Role::Supervisor {
            return Some("只有主管可以改判，請用「請求改判」。".to_owned());
        }
        if file.pending.is_some() {
            return Some("已有一個決定在寄件匣，先收回才能重新決定。".to_owned());
        }
        (old.decision.verdict == verdict)
            .then(|| format!("原來就是「{}」。", words::verdict_word(verdict)))
    }
}

/// The acknowledged decision that nothing has replaced, on a case that is closed.
fn in_force(file: &CaseFile) -> Option<&StoredDecision> {
    if file.case.state().is_open() || file.case.state() == CaseState::Withdrawn {
        return None;
    }
    file.decisions
        .iter()
        .filter(|one| one.fate == Fate::Accepted && one.overturned_by.is_none())
        .max_by_key(|one| one.resulting_revision)
}

/// Whether a question against this decision is open or on its way.
pub(crate) fn is_asked(escalations: &[store::escalations::StoredEscalation]) -> bool {
    escalations.iter().any(|one| {
        one.record.escalation.against.is_some()
            && one.record.state == EscalationState::Open
            && matches!(one.fate, Fate::Unsent | Fate::Accepted)
    })
}
