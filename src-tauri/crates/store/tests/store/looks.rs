//! When somebody first looked at a revision.

use domain::{Case, CaseState, DecisionRecord, Verdict};
use store::{decisions, looks};

use crate::support::*;

#[test]
fn the_first_look_at_a_revision_is_kept_and_a_decision_does_not_make_it_a_new_one() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let first = |revision| read(&desk, |c| looks::first_of(c, case_id(1), revision));
    assert_eq!(first(1), None, "nobody yet");
    for minutes in [20, 30, 10] {
        write(&desk, |tx| looks::note(tx, case_id(1), 1, at(minutes)));
    }
    assert_eq!(first(1), Some(at(20)));
    assert_eq!(first(2), None, "another revision");
    // A decision leads to revision 2 with the same words.
    let new = decision(&case, Verdict::Hold);
    let record = DecisionRecord {
        id: new.id,
        decision: new.decision,
        decided_by: me(),
        accepted_at: at(40),
        resulting_revision: 2,
        family_id: case.family_id(),
        unit: String::new(),
        overturned_by: None,
    };
    write(&desk, |tx| decisions::take_record(tx, &record, at(40)));
    write(&desk, |tx| looks::note(tx, case_id(1), 2, at(50)));
    assert_eq!(first(2), Some(at(20)));
    // The family has sent it again: these words are new.
    let mut again = post(1);
    again.revision = 3;
    again.state = CaseState::Pending;
    put(&desk, &Case::Post(again));
    assert_eq!(first(3), None);
    // Erased with the case.
    write(&desk, |tx| store::erasure::erase_words(tx, case_id(1)));
    assert_eq!(first(1), None);
}
