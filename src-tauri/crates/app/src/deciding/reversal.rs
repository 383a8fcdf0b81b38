//! 請求改判 and 改判: a decision that was acknowledged is never changed; a social worker asks, and a
//! supervisor puts a new decision in its place that names the old one.

use domain::{CaseState, DecisionId, Escalation, EscalationId, Private, Role, Verdict};
use store::decisions::{Fate, StoredDecision};

use crate::case_file::{CaseFile, case_file};
use crate::deciding::four_eyes::known_at;
use crate::error::{ApiError, ErrorCode};
use crate::ids::new_uuid;
use crate::labels::person;
use crate::state::{Desk, Session};
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
        let file = case_file(&session, request.case).await?;
        match in_force(&file) {
            Some(decision) if decision.id == request.decision => {}
            _ => return Err(ApiError::new(ErrorCode::Stale, "這個決定已經被取代，請看過再說。")),
        }
        if file.reversal_asked {
            return Err(ApiError::refused("已經有一個改判請求等主管答覆。"));
        }
        let now = session.own_now();
        let id = EscalationId(new_uuid(now)?);
        let escalation = Escalation {
            case: request.case,
            base_revision: file.case.revision(),
            question: Private::from(question),
            proposed: request.proposed,
            against: Some(request.decision),
            reasons: Vec::new(),
            known_at: known_at(&session, request.case.id, file.case.revision()).await?,
        };
        let by = session.staff();
        session.write(move |tx| store::escalations::ask(tx, id, &escalation, &by, now)).await?;
        session.engine.outbox_changed();
        session.tell_window(true);
        Ok(())
    }
}

/// What this person may do about the decision in force, if the case is closed.
pub(crate) fn reversal_view(session: &Session, file: &CaseFile) -> Option<ReversalView> {
    let decision = in_force(file)?;
    let supervisor = session.me().role == Role::Supervisor;
    let way = match (supervisor, file.reversal_asked) {
        (true, _) => ReversalWay::Overturn,
        (false, true) => ReversalWay::Asked,
        (false, false) => ReversalWay::Ask,
    };
    let verdicts = [Verdict::Approve, Verdict::Return, Verdict::Hold, Verdict::Reject]
        .map(|verdict| {
            let why_not = why_not_overturn(session, file, decision, verdict);
            VerdictOption { verdict, allowed: why_not.is_none(), why_not }
        })
        .to_vec();
    Some(ReversalView {
        decision: decision.id,
        verdict: decision.decision.verdict,
        who: person(&decision.by, &session.me().subject),
        at: words::clock(decision.accepted_at.unwrap_or(decision.decision.decided_at), file.now),
        way,
        verdicts,
    })
}

/// What stands in the way of a decision that would replace another; `None` if nothing does.
pub(crate) fn obstacle_to_overturning(
    session: &Session,
    file: &CaseFile,
    request: &DecideRequest,
    overturns: DecisionId,
) -> Option<String> {
    match in_force(file) {
        Some(old) if old.id == overturns => why_not_overturn(session, file, old, request.verdict)
            .or_else(|| {
                request
                    .staff_note
                    .trim()
                    .is_empty()
                    .then(|| "改判要寫下原因：請填「只給同仁看」。".to_owned())
            }),
        _ => Some("要改判的決定已經被取代，請重新看過。".to_owned()),
    }
}

fn why_not_overturn(
    session: &Session,
    file: &CaseFile,
    old: &StoredDecision,
    verdict: Verdict,
) -> Option<String> {
    if session.me().role != Role::Supervisor {
        return Some("只有主管可以改判，請用「請求改判」。".to_owned());
    }
    if file.pending.is_some() {
        return Some("已有一個決定在寄件匣，先收回才能重新決定。".to_owned());
    }
    (old.decision.verdict == verdict)
        .then(|| format!("原來就是「{}」。", words::verdict_word(verdict)))
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
