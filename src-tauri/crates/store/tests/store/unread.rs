//! Acts of the outbox that cannot be read, and the bodies that are kept word for word.

use domain::{Case, DecisionId, EscalationId, Private, Verdict};
use store::decisions::Fate;
use store::feed::NoticeKind;
use store::outbox::Acknowledgement;
use store::places::Place;
use store::{StoreError, acknowledged, audit, decisions, escalations, feed, outbox};

use crate::support::*;

fn three(desk: &Desk) -> [DecisionId; 3] {
    [1, 2, 3].map(|number| {
        let case = Case::Post(post(number));
        put(desk, &case);
        decide(desk, &case, Verdict::Reject)
    })
}

fn run(desk: &Desk, sql: &str) {
    write(desk, |tx| Ok(tx.execute_batch(sql)?));
}

fn due(desk: &Desk) -> Result<Vec<uuid::Uuid>, StoreError> {
    let due = desk.read(|c| outbox::due(c, at(200), 99))?;
    Ok(due.iter().map(|item| item.act.id()).collect())
}

/// The ways in which the second row of the outbox may be spoilt.
const SPOILT: [&str; 6] = [
    "UPDATE outbox SET body = '' WHERE seq = 2",
    "UPDATE outbox SET body = '{\"case\":' WHERE seq = 2",
    "UPDATE outbox SET body = '{\"verdict\":\"shrug\"}' WHERE seq = 2",
    "UPDATE outbox SET act = 'appeal' WHERE seq = 2",
    "UPDATE outbox SET trouble = 'none' WHERE seq = 2",
    "UPDATE outbox SET created_at = 9223372036854775807 WHERE seq = 2",
];

#[test]
fn a_row_that_cannot_be_read_is_set_aside_with_a_notice_and_the_others_go() {
    for spoilt in SPOILT {
        let desk = Desk::new();
        let [first, _, third] = three(&desk);
        // Its own table cannot help.
        run(
            &desk,
            "UPDATE decisions SET body = '?' WHERE case_id = (SELECT case_id FROM outbox WHERE seq = 2)",
        );
        run(&desk, spoilt);
        assert!(due(&desk).is_err(), "{spoilt}");
        assert_eq!(read(&desk, outbox::list).len(), 2, "the screen shows the others: {spoilt}");
        assert_eq!(write(&desk, |tx| outbox::set_unread_aside(tx, at(150))), 1, "{spoilt}");
        assert_eq!(due(&desk).expect("read"), [first.0, third.0], "{spoilt}");
        // It is told, counts as unsent, and its case can be decided anew.
        let [notice] = &read(&desk, feed::notices)[..] else { panic!("one notice: {spoilt}") };
        assert_eq!((notice.what, notice.op.as_str()), (NoticeKind::ActUnread, "outbox"));
        assert_eq!(read(&desk, feed::malformed), 1, "the bar does not say that all is well");
        assert_eq!(read(&desk, outbox::counts).queued, 3, "nor that all is sent");
        assert_eq!(place(&desk, 2), Place::Waiting, "{spoilt}");
        let log = read(&desk, |c| audit::page(c, &audit::Wanted::default(), None, 1));
        assert_eq!(log[0].action, "act.set_aside");
        assert_eq!(write(&desk, |tx| outbox::set_unread_aside(tx, at(151))), 0, "and only once");
        let mut anew = decision(&Case::Post(post(2)), Verdict::Approve);
        anew.id = DecisionId(id(9999));
        desk.write(|tx| decisions::record(tx, &anew, at(160))).expect("decided anew");
    }
}

#[test]
fn what_its_own_table_still_knows_goes_on_with_the_same_body() {
    for spoilt in SPOILT {
        let desk = Desk::new();
        let [first, second, third] = three(&desk);
        let body = read(&desk, outbox::list)[1].body.clone();
        run(&desk, spoilt);
        write(&desk, |tx| outbox::set_unread_aside(tx, at(150)));
        let all = [first.0, third.0, second.0];
        assert_eq!(due(&desk).expect("read"), all, "{spoilt}");
        let items = read(&desk, outbox::list);
        assert_eq!(items[2].body, body, "{spoilt}");
        assert!(items[2].may_have_arrived, "the portal is asked before anything is taken back");
        assert!(read(&desk, feed::notices).is_empty());
        assert_eq!(read(&desk, outbox::counts).queued, 3);
    }
}

#[test]
fn another_version_of_the_desk_tries_what_lies_aside_again() {
    let desk = Desk::new();
    let [_, second, _] = three(&desk);
    let body = read(&desk, outbox::list)[1].body.clone();
    run(
        &desk,
        "UPDATE decisions SET body = '?' WHERE case_id = (SELECT case_id FROM outbox WHERE seq = 2)",
    );
    run(&desk, "UPDATE outbox SET body = '{' WHERE seq = 2");
    write(&desk, |tx| outbox::set_unread_aside(tx, at(150)));
    // The next version cannot read it either: it stays, and is told again.
    write(&desk, feed::forget_skipped);
    write(&desk, |tx| outbox::try_unread_again(tx, at(160)));
    assert_eq!(read(&desk, feed::malformed), 1);
    // The one after that can.
    write(&desk, |tx| {
        tx.execute("UPDATE outbox_unread SET body = ?1", [body.as_str()])?;
        feed::forget_skipped(tx)?;
        outbox::try_unread_again(tx, at(170))
    });
    assert!(due(&desk).expect("read").contains(&second.0));
    assert_eq!((read(&desk, feed::malformed), place(&desk, 2)), (0, Place::Decided));
    assert_eq!(read(&desk, outbox::list)[2].body, body, "word for word");
}

#[test]
fn a_purged_case_leaves_no_word_of_what_lies_aside() {
    let desk = Desk::new();
    let [first, ..] = three(&desk);
    run(&desk, "UPDATE decisions SET body = '?' WHERE ours = 1; UPDATE outbox SET body = '悄悄話'");
    write(&desk, |tx| outbox::set_unread_aside(tx, at(150)));
    assert_eq!(read(&desk, outbox::counts).queued, 3);
    run(&desk, "DELETE FROM decisions");
    assert!(write(&desk, |tx| store::erasure::erase_words(tx, case_id(1))));
    assert!(!write(&desk, |tx| store::erasure::erase_words(tx, case_id(1))), "once");
    assert_eq!(read(&desk, outbox::counts).queued, 2, "{first}");
}

#[test]
fn what_is_sent_again_is_the_body_that_was_written_down() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Reject);
    // As another version wrote it: another order, a field that this one does not know.
    let written = read(&desk, outbox::list)[0].body.clone();
    let other = format!("{{\"mood\":7, {}", &written.as_str()[1..]);
    for table in ["outbox", "decisions"] {
        write(&desk, |tx| Ok(tx.execute(&format!("UPDATE {table} SET body = ?1"), [&other])?));
    }
    assert_eq!(read(&desk, outbox::list)[0].body.as_str(), other);
    acknowledge(&desk, &case, 120);
    write(&desk, |tx| outbox::send_again(tx, id, at(130)));
    let [again] = &read(&desk, outbox::list)[..] else { panic!("sent again") };
    assert_eq!((again.act.id(), again.body.as_str()), (id.0, other.as_str()));
    let fate = read(&desk, |c| decisions::get(c, id)).expect("the decision").fate;
    assert_eq!(fate, Fate::Unsent);
}

#[test]
fn an_answer_is_kept_as_the_request_that_is_sent_also_for_a_restored_portal() {
    let desk = Desk::new();
    let question = EscalationId(id(800));
    let answer = Private::from("可以。");
    write(&desk, |tx| escalations::settle(tx, question, &answer, &me(), at(10)));
    let item = read(&desk, outbox::list).remove(0);
    assert_eq!(item.body.as_str(), "{\"answer\":\"可以。\"}");
    let other = "{ \"later\": 1, \"answer\": \"可以。\" }";
    write(&desk, |tx| Ok(tx.execute("UPDATE outbox SET body = ?1", [other])?));
    let item = read(&desk, outbox::list).remove(0);
    let accepted = Acknowledgement { accepted_at: at(20), revision: 1, state: None };
    write(&desk, |tx| outbox::acknowledge(tx, &item, &accepted, at(20)));
    assert_eq!(write(&desk, |tx| acknowledged::send_again(tx, at(15), at(30))), 1);
    assert_eq!(read(&desk, outbox::list)[0].body.as_str(), other);
}
