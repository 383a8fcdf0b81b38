//! What staff do beside deciding: questions, answers, suspensions on their way to the portal.

use domain::outbox::ParkReason;
use domain::{Case, Escalation, EscalationId, Private, Suspension, SuspensionId, Verdict};
use store::decisions::Fate;
use store::outbox::{Acknowledgement, Act, OutboxItem};
use store::places::Place;
use store::{acknowledged, escalations, outbox, suspensions, tray};

use crate::support::*;

fn question(case: &Case) -> Escalation {
    Escalation {
        case: case.reference(),
        base_revision: case.revision(),
        question: Private::from("這樣算不算廣告？"),
        proposed: None,
        against: None,
        reasons: Vec::new(),
        known_at: None,
    }
}

fn ask(desk: &Desk, case: &Case, number: u128, minutes: i64) -> EscalationId {
    let asked = EscalationId(id(number));
    write(desk, |tx| escalations::ask(tx, asked, &question(case), &me(), at(minutes)));
    asked
}

fn order(desk: &Desk, number: u128) -> SuspensionId {
    let ordered = SuspensionId(id(number));
    let suspension = Suspension {
        family_id: post(1).family_id,
        first_day: at(0).date_naive(),
        last_day: at(60 * 24 * 30).date_naive(),
        strikes: Vec::new(),
        grounds: Private::from("三次退件"),
        family_message: Private::from("暫停一個月。"),
        policy_version: "112.12".into(),
    };
    write(desk, |tx| suspensions::order(tx, ordered, &suspension, &me(), at(0), at(0)));
    ordered
}

fn due(desk: &Desk, minutes: i64) -> Vec<OutboxItem> {
    read(desk, |c| outbox::due(c, at(minutes), 99))
}

fn accept(desk: &Desk, item: &OutboxItem, minutes: i64) {
    let answer = Acknowledgement { accepted_at: at(minutes), revision: 1, state: None };
    write(desk, |tx| outbox::acknowledge(tx, item, &answer, at(minutes)));
}

#[test]
fn what_waits_behind_another_act_of_its_case_does_not_make_the_loop_spin() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    decide(&desk, &case, Verdict::Reject);
    ask(&desk, &case, 800, 100);
    let first = due(&desk, 200).remove(0);
    write(&desk, |tx| {
        outbox::await_resumption(tx, first.seq, None, at(600))?;
        Ok(())
    });
    assert!(due(&desk, 200).is_empty(), "the question waits behind the decision");
    assert_eq!(read(&desk, outbox::next_due_at), None, "and is not due in the past");
    write(&desk, |tx| outbox::resume(tx, None, at(700)));
    assert_eq!(due(&desk, 700).len(), 1);
}

#[test]
fn a_parked_question_leaves_its_case_in_the_open_queue() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    ask(&desk, &case, 800, 100);
    assert_eq!(place(&desk, 1), Place::Escalated);
    let item = due(&desk, 100).remove(0);
    let reason = ParkReason::RevisionMismatch { current: Some(2) };
    write(&desk, |tx| outbox::park(tx, item.seq, &reason, at(101)));
    assert_eq!((place(&desk, 1), read(&desk, tray::count)), (Place::Waiting, 1));
}

#[test]
fn a_restored_portal_is_asked_and_told_again_what_it_lost_and_nothing_before() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let kept = ask(&desk, &case, 800, 10);
    accept(&desk, &due(&desk, 10)[0], 11);
    let lost = ask(&desk, &case, 801, 30);
    accept(&desk, &due(&desk, 30)[0], 31);
    let ordered = order(&desk, 900);
    accept(&desk, &due(&desk, 30)[0], 32);
    write(&desk, |tx| suspensions::lift(tx, ordered, &Private::from("誤會"), &me(), at(33)));
    accept(&desk, &due(&desk, 33)[0], 34);
    assert!(read(&desk, outbox::list).is_empty());

    let again = write(&desk, |tx| {
        let again = acknowledged::send_again(tx, at(20), at(40))?;
        escalations::unlearn(tx, false)?;
        suspensions::unlearn(tx, false)?;
        Ok(again)
    });
    assert_eq!(again, 3);
    // What ends a suspension waits for the suspension.
    let first: Vec<_> =
        due(&desk, 40).iter().map(|item| (item.act.kind(), item.act.id())).collect();
    assert_eq!(first, [("escalation", lost.0), ("suspension", ordered.0)]);
    assert!(due(&desk, 40).iter().all(|item| item.may_have_arrived));
    let stored = read(&desk, |c| escalations::get(c, lost)).expect("kept");
    assert_eq!(stored.fate, Fate::Unsent);
    assert_eq!(stored.record.escalation.question.as_str(), "這樣算不算廣告？");
    assert!(read(&desk, |c| escalations::get(c, kept)).is_none(), "the portal will tell of it");
    for item in due(&desk, 40) {
        accept(&desk, &item, 41);
    }
    let last = due(&desk, 41);
    assert!(matches!(last[..], [OutboxItem { act: Act::Lift { .. }, .. }]), "{}", last.len());
}
