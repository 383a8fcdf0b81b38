//! What the desk does with what the portal says of a case.
//!
//! Pure: where the case stands here and what comes in go in, the action comes out; `sync` stages,
//! asks, and applies. Two promises hold throughout: a case with an unsent decision is never
//! overwritten under its reviewer, and saying the same thing twice changes nothing.

use crate::outbox::{Closing, ParkReason};
use crate::{CaseState, Verdict};

/// Where a case stands on this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// Never heard of, or purged.
    Unknown,
    /// Here, and nothing of ours is on its way.
    Clean {
        /// The one that the desk has.
        revision: u64,
    },
    /// Our decision waits in the outbox.
    Unsent {
        /// The one that the decision was made on.
        revision: u64,
        /// What was decided.
        verdict: Verdict,
        /// It has been sent at least once, and no answer says that it did not arrive.
        may_have_arrived: bool,
    },
    /// Our decision lies in the tray.
    Parked {
        /// The one that the desk has.
        revision: u64,
    },
}

/// What the portal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incoming {
    /// The case as it now is.
    Case {
        /// The portal's number for it.
        revision: u64,
        /// Where it stands now.
        state: CaseState,
    },
    /// `left_scope`: it is no longer this facility's.
    LeftScope,
    /// `purged`: the portal has erased it.
    Purged,
}

/// Whether revisions can be compared with those known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// The database that the revisions known here come from.
    Same,
    /// The portal was restored, or the desk starts over: a lower revision may be the newer one.
    Restarted,
}

/// What to do with the case that came; `sync` does it in the page's transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing new.
    Ignore,
    /// Store the case as it came.
    Take,
    /// Keep what the reviewer saw, lay the new one beside it until the portal has answered.
    Stage,
    /// Store the case; our decision leaves the outbox for the tray.
    TakeAndPark(ParkReason),
    /// Store the case; our decision ends without effect.
    TakeAndClose(Closing),
    /// Store the case; what lay in the tray is void, since the family withdrew.
    TakeAndVoid,
    /// Put the case away, or erase it if the portal has.
    Purge(Queued),
}

/// What becomes of our decision when its case goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queued {
    /// There is none, or it already lies in the tray.
    Nothing,
    /// It was never sent: to the tray.
    Park(ParkReason),
    /// It may have arrived: the portal's answer, which it keeps for good, will tell.
    LeftToPortal,
}

/// What to do with one change of a case.
pub fn plan_incoming(local: Local, incoming: Incoming, epoch: Epoch) -> Action {
    let (revision, state) = match incoming {
        Incoming::Case { revision, state } => (revision, state),
        Incoming::LeftScope => return purge(local, ParkReason::LeftScope),
        Incoming::Purged => return purge(local, ParkReason::Purged),
    };
    match local {
        Local::Unknown => Action::Take,
        Local::Clean { revision: known } => {
            if is_news(known, revision, epoch) {
                Action::Take
            } else {
                Action::Ignore
            }
        }
        Local::Parked { revision: known } => {
            if !is_news(known, revision, epoch) {
                Action::Ignore
            } else if state == CaseState::Withdrawn {
                Action::TakeAndVoid
            } else {
                Action::Take
            }
        }
        Local::Unsent { revision: seen, verdict, may_have_arrived } => {
            if epoch == Epoch::Restarted {
                // A snapshot may tell old revisions before the newest; see `after_snapshot`.
                Action::Stage
            } else if revision <= seen {
                Action::Ignore
            } else if may_have_arrived {
                // The change may well be our own decision, whose answer got lost.
                Action::Stage
            } else {
                supersede(verdict, revision, state)
            }
        }
    }
}

/// What becomes of an unsent decision once a full snapshot has been read: `newest` is the case as
/// the snapshot's last word on it has it, and `same` says whether that is, to the letter, the case
/// that the decision's author saw. After a restore the same number may stand for other words.
pub fn after_snapshot(local: Local, newest: (u64, CaseState), same: bool) -> Action {
    let (revision, state) = newest;
    match local {
        Local::Unsent { .. } if same => Action::Ignore,
        Local::Unsent { may_have_arrived: true, .. } => Action::Stage,
        Local::Unsent { verdict, .. } => supersede(verdict, revision, state),
        _ => Action::Take,
    }
}

/// What a full snapshot did not name of the cases that are here at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent {
    /// All open ones, named or not.
    pub open: u32,
    /// Those of the open ones that were not named.
    pub open_missing: u32,
    /// All, open or closed, named or not.
    pub all: u32,
    /// Those of all that were not named.
    pub missing: u32,
}

/// What becomes of cases that a full snapshot did not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// They are put away, and kept for a while.
    Gone,
    /// They stay: the snapshot was not whole.
    Kept,
}

impl Absent {
    /// Whether so many open cases are missing, more than a tenth and more than five, that the portal
    /// is asked how many it has.
    pub fn is_doubtful(self) -> bool {
        self.open_missing > 5 && u64::from(self.open_missing) * 10 > u64::from(self.open)
    }

    /// The snapshot is believed if the portal's own number of cases is nearer to what the snapshot
    /// leaves than to what is here, or if the portal tells none. All cases are counted: whether one
    /// is still open, the desk may not have heard of a case that the snapshot lacks.
    pub fn judge(self, told: Option<u32>) -> Absence {
        let left = self.all.saturating_sub(self.missing);
        match told {
            Some(told) if told.abs_diff(left) >= told.abs_diff(self.all) => Absence::Kept,
            _ => Absence::Gone,
        }
    }
}

/// The case moved on while our decision, certainly unknown to the portal, was waiting.
fn supersede(ours: Verdict, revision: u64, state: CaseState) -> Action {
    let theirs = match state {
        CaseState::Withdrawn => return Action::TakeAndClose(Closing::Withdrawn),
        CaseState::Pending | CaseState::Held => {
            return Action::TakeAndPark(ParkReason::RevisionMismatch { current: Some(revision) });
        }
        CaseState::Approved => Verdict::Approve,
        CaseState::Returned => Verdict::Return,
        CaseState::Rejected => Verdict::Reject,
    };
    if ours == theirs {
        Action::TakeAndClose(Closing::SameVerdict)
    } else {
        let verdict = Some(theirs);
        Action::TakeAndPark(ParkReason::AlreadyDecided { decision: None, verdict })
    }
}

fn purge(local: Local, reason: ParkReason) -> Action {
    match local {
        Local::Unknown => Action::Ignore,
        Local::Clean { .. } | Local::Parked { .. } => Action::Purge(Queued::Nothing),
        Local::Unsent { may_have_arrived: true, .. } => Action::Purge(Queued::LeftToPortal),
        Local::Unsent { may_have_arrived: false, .. } => Action::Purge(Queued::Park(reason)),
    }
}

/// Within one epoch only a higher revision is news; after a restore the portal is taken at its
/// word, since a lower revision may be what it went back to.
fn is_news(known: u64, incoming: u64, epoch: Epoch) -> bool {
    match epoch {
        Epoch::Same => incoming > known,
        Epoch::Restarted => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERDICTS: [Verdict; 4] =
        [Verdict::Approve, Verdict::Return, Verdict::Reject, Verdict::Hold];

    fn case(revision: u64, state: CaseState) -> Incoming {
        Incoming::Case { revision, state }
    }

    fn unsent(verdict: Verdict, may_have_arrived: bool) -> Local {
        Local::Unsent { revision: 2, verdict, may_have_arrived }
    }

    #[test]
    fn a_new_case_is_taken_whatever_its_state() {
        for state in CaseState::ALL {
            for epoch in [Epoch::Same, Epoch::Restarted] {
                assert_eq!(plan_incoming(Local::Unknown, case(1, state), epoch), Action::Take);
            }
        }
    }

    #[test]
    fn replaying_a_change_does_nothing() {
        let locals = [Local::Clean { revision: 2 }, Local::Parked { revision: 2 }];
        for state in CaseState::ALL {
            for revision in [1, 2] {
                for local in locals {
                    let action = plan_incoming(local, case(revision, state), Epoch::Same);
                    assert_eq!(action, Action::Ignore);
                }
                for verdict in VERDICTS {
                    for sent in [false, true] {
                        let action = plan_incoming(
                            unsent(verdict, sent),
                            case(revision, state),
                            Epoch::Same,
                        );
                        assert_eq!(action, Action::Ignore, "{verdict:?} {state:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_newer_case_is_taken_where_nothing_of_ours_waits() {
        for state in CaseState::ALL {
            let action = plan_incoming(Local::Clean { revision: 2 }, case(3, state), Epoch::Same);
            assert_eq!(action, Action::Take);
        }
    }

    #[test]
    fn after_a_restore_an_older_revision_is_taken_too() {
        let local = Local::Clean { revision: 5 };
        assert_eq!(
            plan_incoming(local, case(3, CaseState::Pending), Epoch::Restarted),
            Action::Take
        );
    }

    #[test]
    fn a_decision_never_sent_gives_way_by_the_matrix() {
        for ours in VERDICTS {
            for state in CaseState::ALL {
                let action = plan_incoming(unsent(ours, false), case(3, state), Epoch::Same);
                let already = |verdict| {
                    Action::TakeAndPark(ParkReason::AlreadyDecided {
                        decision: None,
                        verdict: Some(verdict),
                    })
                };
                let expected = match (ours, state) {
                    (_, CaseState::Withdrawn) => Action::TakeAndClose(Closing::Withdrawn),
                    (_, CaseState::Pending | CaseState::Held) => {
                        Action::TakeAndPark(ParkReason::RevisionMismatch { current: Some(3) })
                    }
                    (Verdict::Approve, CaseState::Approved)
                    | (Verdict::Return, CaseState::Returned)
                    | (Verdict::Reject, CaseState::Rejected) => {
                        Action::TakeAndClose(Closing::SameVerdict)
                    }
                    (_, CaseState::Approved) => already(Verdict::Approve),
                    (_, CaseState::Returned) => already(Verdict::Return),
                    (_, CaseState::Rejected) => already(Verdict::Reject),
                };
                assert_eq!(action, expected, "{ours:?} against {state:?}");
            }
        }
    }

    #[test]
    fn a_decision_that_may_have_arrived_is_left_to_the_portals_answer() {
        for ours in VERDICTS {
            for state in CaseState::ALL {
                for epoch in [Epoch::Same, Epoch::Restarted] {
                    let action = plan_incoming(unsent(ours, true), case(3, state), epoch);
                    assert_eq!(action, Action::Stage, "{ours:?} against {state:?}");
                }
            }
        }
    }

    #[test]
    fn a_snapshot_is_laid_beside_an_unsent_decision_until_it_is_whole() {
        for sent in [false, true] {
            for revision in 1..=3 {
                let incoming = case(revision, CaseState::Pending);
                let action =
                    plan_incoming(unsent(Verdict::Approve, sent), incoming, Epoch::Restarted);
                assert_eq!(action, Action::Stage);
            }
        }
    }

    #[test]
    fn after_a_snapshot_an_unsent_decision_stands_on_what_its_author_saw_or_not_at_all() {
        let local = unsent(Verdict::Approve, false);
        let pending = |revision| (revision, CaseState::Pending);
        assert_eq!(after_snapshot(local, pending(2), true), Action::Ignore);
        for revision in 1..=3 {
            assert_eq!(
                after_snapshot(local, pending(revision), false),
                Action::TakeAndPark(ParkReason::RevisionMismatch { current: Some(revision) })
            );
        }
        let sent = unsent(Verdict::Approve, true);
        assert_eq!(after_snapshot(sent, pending(1), false), Action::Stage);
        assert_eq!(after_snapshot(sent, pending(2), true), Action::Ignore);
    }

    #[test]
    fn more_than_a_tenth_and_more_than_five_make_a_snapshot_doubtful() {
        let absent = |open_missing, open| Absent { open, open_missing, all: 0, missing: 0 };
        let doubtful = |missing, open| absent(missing, open).is_doubtful();
        assert!(!doubtful(5, 5) && doubtful(6, 6), "a small desk loses all of it");
        assert!(!doubtful(6, 60) && doubtful(6, 59) && doubtful(7, 60));
        assert!(!doubtful(0, 0) && doubtful(u32::MAX, u32::MAX));
        assert!(!doubtful(u32::MAX / 11, u32::MAX));
    }

    #[test]
    fn a_doubtful_snapshot_is_believed_only_if_the_portals_own_number_agrees_with_it() {
        let absent = Absent { open: 15, open_missing: 9, all: 40, missing: 12 };
        assert_eq!(absent.judge(Some(28)), Absence::Gone);
        assert_eq!(absent.judge(Some(29)), Absence::Gone, "one came in meanwhile");
        assert_eq!(absent.judge(Some(40)), Absence::Kept);
        assert_eq!(absent.judge(Some(39)), Absence::Kept);
        assert_eq!(absent.judge(Some(34)), Absence::Kept, "in the middle: nothing is taken away");
        assert_eq!(absent.judge(Some(u32::MAX)), Absence::Kept);
        assert_eq!(absent.judge(Some(0)), Absence::Gone);
        assert_eq!(absent.judge(None), Absence::Gone, "nobody contradicts");
    }

    #[test]
    fn a_withdrawal_voids_what_lies_in_the_tray() {
        let local = Local::Parked { revision: 2 };
        for state in CaseState::ALL {
            let expected =
                if state == CaseState::Withdrawn { Action::TakeAndVoid } else { Action::Take };
            assert_eq!(plan_incoming(local, case(3, state), Epoch::Same), expected);
        }
    }

    #[test]
    fn a_case_that_leaves_takes_its_documents_along_but_not_our_decision() {
        for (incoming, reason) in
            [(Incoming::LeftScope, ParkReason::LeftScope), (Incoming::Purged, ParkReason::Purged)]
        {
            for epoch in [Epoch::Same, Epoch::Restarted] {
                let plan = |local| plan_incoming(local, incoming, epoch);
                assert_eq!(plan(Local::Unknown), Action::Ignore);
                assert_eq!(plan(Local::Clean { revision: 2 }), Action::Purge(Queued::Nothing));
                assert_eq!(plan(Local::Parked { revision: 2 }), Action::Purge(Queued::Nothing));
                for verdict in VERDICTS {
                    assert_eq!(
                        plan(unsent(verdict, false)),
                        Action::Purge(Queued::Park(reason.clone()))
                    );
                    assert_eq!(plan(unsent(verdict, true)), Action::Purge(Queued::LeftToPortal));
                }
            }
        }
    }
}
