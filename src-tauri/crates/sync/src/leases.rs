//! How long claims are good for, by the monotonic clock: what cannot be written down, since that
//! clock begins anew with every start.

use std::collections::HashMap;
use std::time::Duration;

use domain::{CaseId, CaseRef};
use uuid::Uuid;

/// What the desk asks for, and half of what it has left when it asks again.
const ASKED: Duration = Duration::from_secs(15 * 60);
const ASKED_FOR_A_SHIFT: Duration = Duration::from_secs(12 * 3600);
/// A case that a colleague holds, or that could not be claimed, is asked for again after this.
const ASK_AGAIN: Duration = Duration::from_secs(30);
const ASK_AGAIN_FOR_SHIFT: Duration = Duration::from_secs(300);

/// The longest claims that the portal gives, once it has told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Longest {
    pub claim: Option<Duration>,
    pub shift: Option<Duration>,
}

impl Longest {
    /// How long a claim is asked for, and how long it then lasts.
    pub fn ttl(&self, shift: bool) -> Duration {
        let (asked, longest) =
            if shift { (ASKED_FOR_A_SHIFT, self.shift) } else { (ASKED, self.claim) };
        longest.map_or(asked, |longest| asked.min(longest)).max(Duration::from_secs(1))
    }
}

#[derive(Debug, Clone, Copy)]
struct Lease {
    claim: Uuid,
    from: Duration,
    until: Duration,
}

/// The leases of this run, and the case on the screen.
#[derive(Debug, Default)]
pub(crate) struct Leases {
    by_case: HashMap<CaseId, Lease>,
    pub in_view: Option<CaseRef>,
    /// When a case was last asked for: the one on the screen, and those of the pack.
    asked: Option<(CaseId, Duration)>,
    asked_for_shift: HashMap<CaseId, Duration>,
    listed: Option<Duration>,
    pub longest: Longest,
}

impl Leases {
    pub fn note(&mut self, case: CaseId, claim: Uuid, from: Duration, lasts: Duration) {
        self.by_case.insert(case, Lease { claim, from, until: from + lasts });
    }

    pub fn forget(&mut self, case: CaseId) {
        self.by_case.remove(&case);
    }

    /// Whether this very claim still runs, as far as this run of the desk knows.
    pub fn runs(&self, case: CaseId, claim: Uuid, now: Duration) -> bool {
        self.by_case.get(&case).is_some_and(|lease| lease.claim == claim && now < lease.until)
    }

    /// Whether half of the lease is over, or nothing is known of it.
    pub fn is_due(&self, case: CaseId, claim: Uuid, now: Duration) -> bool {
        match self.by_case.get(&case) {
            Some(lease) if lease.claim == claim => {
                now >= lease.from + (lease.until - lease.from) / 2
            }
            _ => true,
        }
    }

    /// Whether the case on the screen may be asked for now; notes that it was.
    pub fn may_ask(&mut self, case: CaseId, now: Duration) -> bool {
        if self.asked.is_some_and(|(last, at)| last == case && now < at + ASK_AGAIN) {
            return false;
        }
        self.asked = Some((case, now));
        true
    }

    /// The same for a case of the shift's pack.
    pub fn may_ask_for_shift(&mut self, case: CaseId, now: Duration) -> bool {
        if self.asked_for_shift.get(&case).is_some_and(|at| now < *at + ASK_AGAIN_FOR_SHIFT) {
            return false;
        }
        self.asked_for_shift.insert(case, now);
        true
    }

    /// Whether the list of all claims is old; notes that it is being read.
    pub fn may_list(&mut self, now: Duration, every: Duration) -> bool {
        if self.listed.is_some_and(|at| now < at + every) {
            return false;
        }
        self.listed = Some(now);
        true
    }

    /// What was asked counts for nothing any more: the line was down.
    pub fn ask_anew(&mut self) {
        self.asked = None;
        self.asked_for_shift.clear();
        self.listed = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_lease_is_due_at_half_and_over_at_its_end() {
        let (case, claim) = (CaseId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let mut leases = Leases::default();
        assert!(leases.is_due(case, claim, seconds(0)), "nothing is known after a start");
        leases.note(case, claim, seconds(100), seconds(60));
        assert!(leases.runs(case, claim, seconds(159)) && !leases.runs(case, claim, seconds(160)));
        assert!(
            !leases.is_due(case, claim, seconds(129)) && leases.is_due(case, claim, seconds(130))
        );
        assert!(!leases.runs(case, Uuid::from_u128(3), seconds(101)), "another claim's lease");
    }

    #[test]
    fn the_portals_limit_is_the_longest_lease_and_none_is_shorter_than_a_second() {
        let short = Longest { claim: Some(seconds(60)), shift: Some(Duration::ZERO) };
        assert_eq!((short.ttl(false), short.ttl(true)), (seconds(60), seconds(1)));
        assert_eq!(Longest::default().ttl(false), ASKED);
    }

    #[test]
    fn a_case_is_asked_for_once_in_a_while_and_another_one_at_once() {
        let mut leases = Leases::default();
        let (one, other) = (CaseId(Uuid::from_u128(1)), CaseId(Uuid::from_u128(2)));
        assert!(leases.may_ask(one, seconds(0)) && !leases.may_ask(one, seconds(29)));
        assert!(leases.may_ask(other, seconds(29)) && leases.may_ask(one, seconds(29)));
    }
}
