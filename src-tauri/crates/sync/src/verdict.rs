//! What a failed call means for the act that it carried.

use domain::DecisionRecord;
use domain::outbox::{Outcome, Refusal};
use portal::wire::{Problem, ProblemType};
use portal::{ClientError, NetworkKind};
use store::outbox::Trouble;

pub(crate) fn outcome_of(error: &ClientError) -> Outcome {
    match error {
        ClientError::Network { kind: NetworkKind::Timeout | NetworkKind::Cut } => Outcome::Unclear,
        ClientError::Network { .. } | ClientError::Secrets(_) | ClientError::BadAddress => {
            Outcome::NotReached
        }
        ClientError::Unauthorised => Outcome::SignedOut,
        ClientError::Problem { status, retry_after, .. } if is_transient(*status) => {
            Outcome::Deferred { status: *status, retry_after: *retry_after }
        }
        ClientError::Problem { status, problem, .. } => {
            Outcome::Refused(refusal_of(*status, problem))
        }
        ClientError::Status { status, retry_after } if is_transient(*status) => {
            Outcome::Deferred { status: *status, retry_after: *retry_after }
        }
        ClientError::Status { status: status @ 400..=499, .. } => {
            Outcome::Refused(Refusal::Bare { status: *status })
        }
        ClientError::Status { .. }
        | ClientError::NotJson { .. }
        | ClientError::Malformed { .. }
        | ClientError::TooLarge { .. }
        | ClientError::DigestMismatch => Outcome::Unclear,
    }
}

fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

fn refusal_of(status: u16, problem: &Problem) -> Refusal {
    match problem.kind() {
        ProblemType::Withdrawn => Refusal::Withdrawn,
        ProblemType::AlreadyDecided => Refusal::AlreadyDecided {
            decision: problem.decision.as_ref().map(|record| record.id),
            verdict: problem.decision.as_ref().map(|record| record.decision.verdict),
        },
        ProblemType::RevisionMismatch => {
            Refusal::RevisionMismatch { current: problem.current_revision }
        }
        ProblemType::ClaimSuperseded => Refusal::ClaimSuperseded {
            holder: problem.claim.as_ref().map(|claim| claim.holder.clone()),
        },
        ProblemType::Suspended => Refusal::Suspended { until: problem.suspended_until },
        ProblemType::NotAuthorised => Refusal::NotAuthorised,
        ProblemType::DecisionIdReused => Refusal::IdReused,
        ProblemType::Validation => Refusal::Invalid { pointer: problem.pointer.clone() },
        ProblemType::ClientTooOld => Refusal::ClientTooOld,
        ProblemType::CursorUnknown | ProblemType::Other => {
            Refusal::Other { status, problem: slug(problem) }
        }
    }
}

/// The last segment of the problem's type, if it looks like one.
fn slug(problem: &Problem) -> Option<String> {
    let slug = problem.problem_type.rsplit('/').next()?;
    let fits = !slug.is_empty()
        && slug.len() <= 40
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    fits.then(|| slug.to_owned())
}

/// The decision that was first, as the refusal tells it.
pub(crate) fn first_decision(error: &ClientError) -> Option<&DecisionRecord> {
    error.problem()?.decision.as_deref()
}

/// What the screen says of an act that stays.
pub(crate) fn trouble_of(outcome: &Outcome) -> Trouble {
    match outcome {
        Outcome::NotReached => Trouble::NotReached,
        Outcome::Accepted | Outcome::Unclear => Trouble::Unclear,
        Outcome::Deferred { status, retry_after } => {
            Trouble::Deferred { status: *status, asked: retry_after.is_some() }
        }
        Outcome::SignedOut => Trouble::SignedOut,
        Outcome::Revoked => Trouble::Revoked,
        Outcome::StoreFailed => Trouble::StoreFailed,
        Outcome::Refused(Refusal::ClientTooOld) => Trouble::ClientTooOld,
        Outcome::Refused(Refusal::Bare { status }) => {
            Trouble::Deferred { status: *status, asked: false }
        }
        Outcome::Refused(_) => Trouble::Unclear,
    }
}
