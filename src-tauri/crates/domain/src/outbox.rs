//! What becomes of an act in the 寄件匣 after one attempt to send it.
//!
//! Pure: the attempt's outcome, the portal-independent time and a number for the jitter come in,
//! the next step comes out. The table is told in `src-tauri/ARCHITECTURE.md`,
//! "A decision".

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{DecisionId, StaffMember, Verdict};

/// The first wait after a failed attempt.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait that the desk chooses by itself.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// The longest `Retry-After` that is believed, so that a slip of the portal cannot silence the
/// desk for days.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// How many refusals without a problem document it takes until one is believed: a filter between
/// desk and portal must not empty an outbox into the tray.
const BARE_REFUSALS: u32 = 5;

/// The act that was sent, as far as its fate depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How often it has been sent, this time included; at least 1.
    pub number: u32,
    /// What it decides, if it is a decision.
    pub verdict: Option<Verdict>,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The portal took it now, or had taken it before and repeated its answer.
    Accepted,
    /// No connection came about: the portal has certainly not taken it.
    NotReached,
    /// The connection broke, timed out, or the answer was no answer (HTML, a cut body): the portal
    /// may have taken it. Sending the same UUID again is harmless.
    Unclear,
    /// 408, 425, 429 or 5xx: not now.
    Deferred {
        /// The HTTP status.
        status: u16,
        /// From `Retry-After` (RFC 9110 10.2.3); absent where the portal gave none.
        retry_after: Option<Duration>,
    },
    /// 401
    SignedOut,
    /// 403, and the portal refuses this person everything else as well.
    Revoked,
    /// The portal answered, and the answer is no.
    Refused(Refusal),
    /// The desk's own store failed before or after sending.
    StoreFailed,
}

/// Why the portal did not take an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// 409: the family withdrew the case.
    Withdrawn,
    /// 409: a colleague was first. `None` where the portal does not say who or what.
    AlreadyDecided {
        /// The colleague's.
        decision: Option<DecisionId>,
        /// The colleague's.
        verdict: Option<Verdict>,
    },
    /// 409: the case has changed since the reviewer saw it.
    RevisionMismatch {
        /// The revision that the portal has now.
        current: Option<u64>,
    },
    /// 409: a colleague has a newer claim.
    ClaimSuperseded {
        /// Whoever has the newer claim.
        holder: Option<StaffMember>,
    },
    /// 409: the family is suspended until and including this day.
    Suspended {
        /// The last day of it.
        until: Option<NaiveDate>,
    },
    /// 403
    NotAuthorised,
    /// 422: this UUID has been used with another body.
    IdReused,
    /// 422: the portal finds a field wrong; an RFC 6901 pointer says which.
    Invalid {
        /// Into the body that was sent; empty for the whole of it, absent where the portal named
        /// none.
        pointer: Option<String>,
    },
    /// This version of the desk is no longer served.
    ClientTooOld,
    /// Any other 4xx; `problem` is the last segment of its type, such as `inmate-has-family`.
    Other {
        /// The HTTP status.
        status: u16,
        /// Absent where the portal named no type.
        problem: Option<String>,
    },
    /// A 4xx without a problem document: hardly the portal's own, rather of something on the way.
    Bare {
        /// The HTTP status.
        status: u16,
    },
}

/// The next step for the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Acknowledged: the row goes.
    Done,
    /// It stays and is due again at this instant.
    Retry {
        /// Not earlier, by the clock that `after_attempt` was given.
        at: DateTime<Utc>,
    },
    /// It stays as it is, and so do all others.
    Stop(Stop),
    /// It stays until the family is resumed, or the suspension's last day is over.
    AwaitResumption {
        /// The last day of the suspension, where the portal named it.
        until: Option<NaiveDate>,
    },
    /// The row goes without effect, and there is nothing to decide about it.
    Close(Closing),
    /// It goes to the tray; only this case waits.
    Park(ParkReason),
}

/// Why nothing at all is sent for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Until the person signs in again.
    SignedOut,
    /// Until the desk is updated.
    ClientTooOld,
    /// The portal no longer lets this person decide.
    Revoked,
    /// Somebody else is signed in than the person whose acts these are.
    OtherPerson,
}

/// Why a decision ended without effect and without a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// The family withdrew: void, not tallied.
    Withdrawn,
    /// A colleague decided the same before.
    SameVerdict,
}

/// Why an act lies in the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum ParkReason {
    /// A colleague was first, with another verdict or one that the portal did not name.
    AlreadyDecided {
        /// The colleague's decision, where the portal named it.
        decision: Option<DecisionId>,
        /// What the colleague decided, where the portal said it.
        verdict: Option<Verdict>,
    },
    /// The family has resent it, or it changed in another way.
    RevisionMismatch {
        /// The revision that the portal has now, where it said it.
        current: Option<u64>,
    },
    /// A colleague has a newer claim on the case.
    ClaimSuperseded {
        /// Whoever has it, where the portal named them.
        holder: Option<StaffMember>,
    },
    /// 403: the portal does not let this person do it.
    NotAuthorised,
    /// 422: the portal knows the UUID with another body.
    IdReused,
    /// 422: the portal finds a field wrong.
    Invalid {
        /// The field (RFC 6901), where the portal named it.
        pointer: Option<String>,
    },
    /// The case is no longer this facility's.
    LeftScope,
    /// The portal has erased the case.
    Purged,
    /// Any other 4xx; `problem` is the last segment of its type, such as `inmate-has-family`.
    Other {
        /// The HTTP status.
        status: u16,
        /// Absent where the portal named no type.
        problem: Option<String>,
    },
}

/// What happens to an act after an attempt. `jitter` is a number from 0 to 1 that spreads the
/// waits of many desks; it comes from outside, so that this rule draws no random number.
pub fn after_attempt(attempt: Attempt, outcome: &Outcome, now: DateTime<Utc>, jitter: f64) -> Next {
    match outcome {
        Outcome::Accepted => Next::Done,
        Outcome::NotReached | Outcome::Unclear | Outcome::StoreFailed => {
            Next::Retry { at: later(now, backoff(attempt.number, jitter)) }
        }
        Outcome::Deferred { retry_after, .. } => {
            let own = backoff(attempt.number, jitter);
            let asked = retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER);
            Next::Retry { at: later(now, own.max(asked)) }
        }
        Outcome::SignedOut => Next::Stop(Stop::SignedOut),
        Outcome::Revoked => Next::Stop(Stop::Revoked),
        Outcome::Refused(Refusal::Bare { .. }) if attempt.number < BARE_REFUSALS => {
            Next::Retry { at: later(now, backoff(attempt.number, jitter)) }
        }
        Outcome::Refused(refusal) => after_refusal(attempt, refusal),
    }
}

fn after_refusal(attempt: Attempt, refusal: &Refusal) -> Next {
    match refusal.clone() {
        Refusal::Withdrawn => Next::Close(Closing::Withdrawn),
        Refusal::AlreadyDecided { decision, verdict } => {
            if verdict.is_some() && verdict == attempt.verdict {
                Next::Close(Closing::SameVerdict)
            } else {
                Next::Park(ParkReason::AlreadyDecided { decision, verdict })
            }
        }
        Refusal::RevisionMismatch { current } => {
            Next::Park(ParkReason::RevisionMismatch { current })
        }
        Refusal::ClaimSuperseded { holder } => Next::Park(ParkReason::ClaimSuperseded { holder }),
        // Only a decision waits for the family's return: a second order to suspend them never will.
        Refusal::Suspended { .. } if attempt.verdict.is_none() => {
            Next::Park(ParkReason::Other { status: 409, problem: Some("suspended".to_owned()) })
        }
        Refusal::Suspended { until } => Next::AwaitResumption { until },
        Refusal::NotAuthorised => Next::Park(ParkReason::NotAuthorised),
        Refusal::IdReused => Next::Park(ParkReason::IdReused),
        Refusal::Invalid { pointer } => Next::Park(ParkReason::Invalid { pointer }),
        Refusal::ClientTooOld => Next::Stop(Stop::ClientTooOld),
        Refusal::Other { status, problem } => Next::Park(ParkReason::Other { status, problem }),
        Refusal::Bare { status } => Next::Park(ParkReason::Other { status, problem: None }),
    }
}

/// The wait after the `number`th failed attempt in a row: doubling from 2 s to at most 5 min, of
/// which the upper half is spread by `jitter` (0 to 1).
pub fn backoff(number: u32, jitter: f64) -> Duration {
    let doublings = number.saturating_sub(1).min(16);
    let full = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    full.mul_f64(0.5 + 0.5 * jitter)
}

fn later(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(now)
}

/// Whether an act whose last attempt ended so may have reached the portal. Such an act cannot be
/// recalled, and what the portal says of its case is not held against it before it has answered.
pub fn may_have_arrived(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Accepted | Outcome::Unclear | Outcome::StoreFailed => true,
        // A gateway may give up on a portal that has committed.
        Outcome::Deferred { status, .. } => !matches!(status, 425 | 429),
        Outcome::NotReached | Outcome::SignedOut | Outcome::Revoked | Outcome::Refused(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).expect("a valid instant")
    }

    #[test]
    fn a_second_order_to_suspend_the_same_family_does_not_wait_for_ever() {
        let order = Attempt { number: 1, verdict: None };
        let refused = Outcome::Refused(Refusal::Suspended { until: None });
        assert!(matches!(after_attempt(order, &refused, now(), 1.0), Next::Park(_)));
        let next = after_attempt(attempt(1), &refused, now(), 1.0);
        assert_eq!(next, Next::AwaitResumption { until: None });
    }

    fn attempt(number: u32) -> Attempt {
        Attempt { number, verdict: Some(Verdict::Reject) }
    }

    fn wait_after(outcome: Outcome, number: u32) -> TimeDelta {
        match after_attempt(attempt(number), &outcome, now(), 1.0) {
            Next::Retry { at } => at - now(),
            other => panic!("expected a retry, got {other:?}"),
        }
    }

    #[test]
    fn an_accepted_act_is_done() {
        assert_eq!(after_attempt(attempt(1), &Outcome::Accepted, now(), 0.0), Next::Done);
    }

    #[test]
    fn whatever_may_pass_is_tried_again_later_and_later() {
        for outcome in [
            Outcome::NotReached,
            Outcome::Unclear,
            Outcome::StoreFailed,
            Outcome::Deferred { status: 503, retry_after: None },
        ] {
            assert_eq!(wait_after(outcome.clone(), 1), TimeDelta::seconds(2));
            assert_eq!(wait_after(outcome.clone(), 2), TimeDelta::seconds(4));
            assert_eq!(wait_after(outcome.clone(), 8), TimeDelta::seconds(256));
            assert_eq!(wait_after(outcome.clone(), 9), TimeDelta::seconds(300));
            assert_eq!(wait_after(outcome, u32::MAX), TimeDelta::seconds(300));
        }
    }

    #[test]
    fn jitter_takes_at_most_half_of_the_wait_and_nonsense_takes_none() {
        assert_eq!(backoff(3, 0.0), Duration::from_secs(4));
        assert_eq!(backoff(3, 1.0), Duration::from_secs(8));
        assert_eq!(backoff(3, f64::NAN), Duration::from_secs(8));
        assert_eq!(backoff(3, -7.0), Duration::from_secs(4));
        assert!(!backoff(0, 0.0).is_zero(), "never a hot loop");
    }

    #[test]
    fn a_retry_after_is_honoured_but_a_day_of_it_is_not_believed() {
        let after = |seconds| Outcome::Deferred {
            status: 429,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(wait_after(after(120), 1), TimeDelta::seconds(120));
        assert_eq!(wait_after(after(0), 3), TimeDelta::seconds(8), "the own wait is the least");
        assert_eq!(wait_after(after(86_400 * 365), 1), TimeDelta::hours(1));
    }

    #[test]
    fn signing_out_stops_everything_and_loses_nothing() {
        let next = after_attempt(attempt(1), &Outcome::SignedOut, now(), 0.0);
        assert_eq!(next, Next::Stop(Stop::SignedOut));
    }

    #[test]
    fn every_refusal_has_its_end() {
        let until = NaiveDate::from_ymd_opt(2026, 12, 22);
        let by_colleague = |verdict| Refusal::AlreadyDecided { decision: None, verdict };
        let cases = [
            (Refusal::Withdrawn, Next::Close(Closing::Withdrawn)),
            (by_colleague(Some(Verdict::Reject)), Next::Close(Closing::SameVerdict)),
            (
                by_colleague(Some(Verdict::Approve)),
                Next::Park(ParkReason::AlreadyDecided {
                    decision: None,
                    verdict: Some(Verdict::Approve),
                }),
            ),
            (
                by_colleague(None),
                Next::Park(ParkReason::AlreadyDecided { decision: None, verdict: None }),
            ),
            (
                Refusal::RevisionMismatch { current: Some(3) },
                Next::Park(ParkReason::RevisionMismatch { current: Some(3) }),
            ),
            (
                Refusal::ClaimSuperseded { holder: None },
                Next::Park(ParkReason::ClaimSuperseded { holder: None }),
            ),
            (Refusal::Suspended { until }, Next::AwaitResumption { until }),
            (Refusal::NotAuthorised, Next::Park(ParkReason::NotAuthorised)),
            (Refusal::IdReused, Next::Park(ParkReason::IdReused)),
            (
                Refusal::Invalid { pointer: Some("/reasons".into()) },
                Next::Park(ParkReason::Invalid { pointer: Some("/reasons".into()) }),
            ),
            (Refusal::ClientTooOld, Next::Stop(Stop::ClientTooOld)),
            (
                Refusal::Other { status: 409, problem: Some("inmate-has-family".into()) },
                Next::Park(ParkReason::Other {
                    status: 409,
                    problem: Some("inmate-has-family".into()),
                }),
            ),
        ];
        for (refusal, expected) in cases {
            let next = after_attempt(attempt(1), &Outcome::Refused(refusal.clone()), now(), 0.5);
            assert_eq!(next, expected, "{refusal:?}");
        }
    }

    #[test]
    fn a_refusal_that_is_hardly_the_portals_is_believed_only_the_fifth_time() {
        let bare = Outcome::Refused(Refusal::Bare { status: 403 });
        assert_eq!(wait_after(bare.clone(), 4), TimeDelta::seconds(16));
        let parked = Next::Park(ParkReason::Other { status: 403, problem: None });
        assert_eq!(after_attempt(attempt(5), &bare, now(), 0.5), parked);
    }

    #[test]
    fn a_revoked_right_stops_everything_and_parks_nothing() {
        let next = after_attempt(attempt(1), &Outcome::Revoked, now(), 0.0);
        assert_eq!(next, Next::Stop(Stop::Revoked));
    }

    #[test]
    fn an_escalation_is_never_closed_as_the_same_verdict() {
        let question = Attempt { number: 1, verdict: None };
        let refusal = Refusal::AlreadyDecided { decision: None, verdict: None };
        let next = after_attempt(question, &Outcome::Refused(refusal), now(), 0.0);
        assert!(matches!(next, Next::Park(ParkReason::AlreadyDecided { .. })));
    }

    #[test]
    fn a_gateway_error_may_hide_a_commit_and_a_429_does_not() {
        let deferred = |status| Outcome::Deferred { status, retry_after: None };
        assert!(may_have_arrived(&deferred(502)));
        assert!(may_have_arrived(&deferred(408)));
        assert!(may_have_arrived(&Outcome::Unclear));
        assert!(!may_have_arrived(&deferred(429)));
        assert!(!may_have_arrived(&Outcome::NotReached));
        assert!(!may_have_arrived(&Outcome::SignedOut));
    }
}
