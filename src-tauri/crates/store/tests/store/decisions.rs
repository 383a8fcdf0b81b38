//! Decisions from their recording to the portal's answer.

use chrono::TimeDelta;
use domain::outbox::{Closing, ParkReason};
use domain::{Case, CaseState, DecisionRecord, Verdict};
use store::decisions::{Fate, RecordError};
use store::outbox::{Acknowledgement, OutboxState, RecallError, Trouble};
use store::places::Place;
use store::{audit, cases, decisions, feed, outbox, queue, tray};

use crate::support::*;

#[test]
fn a_decision_is_in_history_outbox_and_audit_at_once() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    assert_eq!(place(&desk, 1), Place::Decided);
    let items = read(&desk, outbox::list);
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].act.id(), items[0].state), (id.0, OutboxState::Waiting));
    let history = read(&desk, |c| decisions::of_case(c, case_id(1)));
    assert_eq!((history.len(), history[0].fate), (1, Fate::Unsent));
    let strikes = read(&desk, |c| decisions::strikes(c, case.family_id()));
    assert_eq!(strikes.len(), 1);
    let trail = read(&desk, |c| audit::page(c, &audit::Wanted::default(), None, 9));
    assert_eq!(trail[0].action, "decision.recorded");
    let row = read(&desk, |c| queue::row(c, case_id(1))).expect("a row");
    assert_eq!(row.pending.expect("a decision").verdict, Verdict::Reject);
}

#[test]
fn a_decision_on_another_revision_or_a_closed_case_or_twice_is_not_recorded() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let record =
        |new: &decisions::NewDecision| desk.write(|tx| decisions::record(tx, new, at(100)));
    let mut stale = decision(&case, Verdict::Approve);
    stale.decision.base_revision = 2;
    assert!(matches!(record(&stale), Err(RecordError::Stale { current: 1 })));
    let unknown = decision(&Case::Post(post(9)), Verdict::Approve);
    assert!(matches!(record(&unknown), Err(RecordError::NoSuchCase)));
    let mut closed = post(2);
    closed.state = CaseState::Approved;
    put(&desk, &Case::Post(closed.clone()));
    let late = decision(&Case::Post(closed), Verdict::Reject);
    assert!(matches!(record(&late), Err(RecordError::NotOpen)));
    let mut overturning = late.clone();
    overturning.decision.overturns = Some(domain::DecisionId(crate::support::id(1)));
    record(&overturning).expect("a supervisor's reversal");
    decide(&desk, &case, Verdict::Approve);
    let mut again = decision(&case, Verdict::Reject);
    again.id = domain::DecisionId(id(9999));
    assert!(matches!(record(&again), Err(RecordError::AlreadyQueued)));
    assert_eq!(read(&desk, outbox::counts).queued, 2);
}

#[test]
fn an_undone_decision_leaves_no_strike_and_gives_the_sheet_back() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    let back = desk.write(|tx| outbox::recall(tx, id, "worker-1", at(101))).expect("recalled");
    assert_eq!(back.reasons[0].slots["事項"].as_str(), "在監證明");
    assert_eq!(place(&desk, 1), Place::Waiting);
    assert!(read(&desk, |c| decisions::of_case(c, case_id(1))).is_empty());
    assert!(read(&desk, |c| decisions::strikes(c, case.family_id())).is_empty());
    let again = desk.write(|tx| outbox::recall(tx, id, "worker-1", at(101)));
    assert!(matches!(again, Err(RecallError::NotQueued)));
    // And a new decision may be made, with a new id.
    let mut anew = decision(&case, Verdict::Approve);
    anew.id = domain::DecisionId(crate::support::id(1));
    desk.write(|tx| decisions::record(tx, &anew, at(102))).expect("recorded");
}

#[test]
fn a_decision_is_not_due_while_it_can_be_undone_and_not_recalled_once_it_may_have_arrived() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Approve);
    assert!(read(&desk, |c| outbox::due(c, at(100), 9)).is_empty());
    assert_eq!(read(&desk, outbox::next_due_at), Some(at(100) + TimeDelta::seconds(10)));
    let due = read(&desk, |c| outbox::due(c, at(101), 9));
    write(&desk, |tx| outbox::mark_sending(tx, &[due[0].seq]));
    let recall = |minutes| desk.write(|tx| outbox::recall(tx, id, "worker-1", at(minutes)));
    assert!(matches!(recall(101), Err(RecallError::MayHaveArrived)));
    write(&desk, |tx| outbox::reschedule(tx, due[0].seq, at(105), &Trouble::NotReached, false));
    assert!(read(&desk, |c| outbox::due(c, at(104), 9)).is_empty());
    write(&desk, |tx| outbox::hurry(tx, at(103)));
    assert_eq!(read(&desk, |c| outbox::due(c, at(104), 9)).len(), 1, "the network is back");
    recall(104).expect("never reached the portal");
}

#[test]
fn a_crash_while_sending_makes_the_row_due_again() {
    let mut desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    decide(&desk, &case, Verdict::Approve);
    let due = read(&desk, |c| outbox::due(c, at(101), 9));
    write(&desk, |tx| outbox::mark_sending(tx, &[due[0].seq]));
    desk.reopen();
    assert!(read(&desk, |c| outbox::due(c, at(101), 9)).is_empty());
    write(&desk, outbox::release_interrupted);
    let again = read(&desk, |c| outbox::due(c, at(101), 9));
    assert_eq!((again.len(), again[0].attempts), (1, 1));
    assert!(again[0].may_have_arrived);
    assert_eq!(again[0].act, due[0].act, "the same UUID and the same body");
}

#[test]
fn an_acknowledged_decision_closes_its_case() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    let item = read(&desk, outbox::list).remove(0);
    let answer =
        Acknowledgement { accepted_at: at(110), revision: 2, state: Some(CaseState::Rejected) };
    write(&desk, |tx| outbox::acknowledge(tx, &item, &answer, at(111)));
    assert_eq!(place(&desk, 1), Place::Closed);
    let stored = read(&desk, |c| decisions::get(c, id)).expect("a decision");
    assert_eq!((stored.fate, stored.resulting_revision), (Fate::Accepted, Some(2)));
    assert_eq!(read(&desk, |c| cases::get(c, case_id(1))).expect("a case").case.revision(), 2);
    assert_eq!(read(&desk, feed::position).last_ack_at, Some(at(111)));
    assert_eq!(read(&desk, outbox::counts).queued, 0);
    // A second time changes nothing.
    write(&desk, |tx| outbox::acknowledge(tx, &item, &answer, at(112)));
    assert_eq!(read(&desk, feed::position).last_ack_at, Some(at(111)));
}

#[test]
fn a_parked_decision_lies_in_the_tray_until_the_case_is_decided_anew() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    decide(&desk, &case, Verdict::Reject);
    let mut newer = post(1);
    newer.revision = 2;
    newer.resubmitted_at = Some(at(105));
    write(&desk, |tx| cases::stage(tx, &Case::Post(newer.clone()), 0));
    assert_eq!(read(&desk, |c| cases::get(c, case_id(1))).expect("a case").case.revision(), 1);
    let seq = read(&desk, outbox::list)[0].seq;
    let reason = ParkReason::RevisionMismatch { current: Some(2) };
    write(&desk, |tx| outbox::park(tx, seq, &reason, at(106)));
    assert_eq!(place(&desk, 1), Place::Tray);
    let stored = read(&desk, |c| cases::get(c, case_id(1))).expect("a case");
    assert_eq!((stored.case.revision(), stored.staged), (2, None), "the newer version is shown");
    assert!(read(&desk, |c| decisions::strikes(c, case.family_id())).is_empty());
    let items = read(&desk, tray::list);
    assert_eq!((items.len(), &items[0].reason), (1, &reason));
    let mut anew = decision(&Case::Post(newer), Verdict::Approve);
    anew.id = domain::DecisionId(crate::support::id(1));
    desk.write(|tx| decisions::record(tx, &anew, at(107))).expect("recorded");
    assert_eq!(read(&desk, tray::count), 0);
    assert_eq!(place(&desk, 1), Place::Decided);
}

#[test]
fn a_decision_closed_without_effect_counts_nowhere() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    let seq = read(&desk, outbox::list)[0].seq;
    write(&desk, |tx| outbox::close(tx, seq, Closing::Withdrawn, None, at(106)));
    assert_eq!(read(&desk, |c| decisions::get(c, id)).expect("kept").fate, Fate::Closed);
    assert!(read(&desk, |c| decisions::strikes(c, case.family_id())).is_empty());
    assert_eq!((read(&desk, tray::count), read(&desk, outbox::counts).queued), (0, 0));
}

#[test]
fn the_feed_acknowledges_our_decision_whose_answer_got_lost() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    let stored = read(&desk, |c| decisions::get(c, id)).expect("a decision");
    let record = DecisionRecord {
        id,
        decision: stored.decision,
        decided_by: me(),
        accepted_at: at(110),
        resulting_revision: 2,
        family_id: case.family_id(),
        unit: String::new(),
        overturned_by: None,
    };
    for _ in 0..2 {
        write(&desk, |tx| decisions::take_record(tx, &record, at(111)));
        assert_eq!(read(&desk, outbox::counts).queued, 0);
        assert_eq!(place(&desk, 1), Place::Closed);
        let stored = read(&desk, |c| decisions::get(c, id)).expect("a decision");
        assert_eq!((stored.fate, stored.ours), (Fate::Accepted, true));
    }
}

#[test]
fn an_overturned_rejection_is_no_strike_any_more() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let first = decide(&desk, &case, Verdict::Reject);
    let record = |id, overturns, verdict| {
        let mut decision = decision(&case, verdict).decision;
        decision.overturns = overturns;
        DecisionRecord {
            id,
            decision,
            decided_by: me(),
            accepted_at: at(120),
            resulting_revision: 2,
            family_id: case.family_id(),
            unit: String::new(),
            overturned_by: None,
        }
    };
    write(&desk, |tx| decisions::take_record(tx, &record(first, None, Verdict::Reject), at(120)));
    assert_eq!(read(&desk, |c| decisions::strikes(c, case.family_id())).len(), 1);
    let second = domain::DecisionId(id(2));
    let reversal = record(second, Some(first), Verdict::Approve);
    write(&desk, |tx| decisions::take_record(tx, &reversal, at(121)));
    assert!(read(&desk, |c| decisions::strikes(c, case.family_id())).is_empty());
    assert!(read(&desk, decisions::all_strikes).is_empty());
}
