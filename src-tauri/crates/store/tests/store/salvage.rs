//! Saving from a damaged database, page by page.

use std::path::PathBuf;

use domain::{Case, DecisionId, DecisionRecord, Verdict};
use store::decisions::{self, Fate};
use store::{Salvage, audit, outbox, settings};

use crate::support::*;

const DECIDED: u128 = 40;
const PAGE: usize = 4096;

/// A closed desk with so many unsent decisions, and the place of its file.
fn decided(desk: &mut Desk) -> PathBuf {
    for number in 1..=DECIDED {
        let case = Case::Post(post(number));
        put(desk, &case);
        decide(desk, &case, Verdict::Reject);
    }
    desk.close();
    desk.path()
}

#[test]
fn whichever_page_is_damaged_every_unsent_decision_is_sent() {
    let mut damaged = Desk::new();
    let bytes = std::fs::read(decided(&mut damaged)).expect("the file");
    let aside = damaged.folder.path().join("aside.db");
    let (mut unreadable, mut saved) = (0, 0);
    for page in 0..bytes.len() / PAGE {
        let mut bytes = bytes.clone();
        bytes[page * PAGE + 1000] ^= 0xFF;
        std::fs::write(&aside, &bytes).expect("written");
        let desk = Desk::new();
        let Salvage { unsent, whole } = desk.salvage(&aside).expect("a working disk");
        if unsent == 0 {
            // The list of the tables itself: nothing can be found without it, and that is told.
            assert!(!whole, "page {page}");
            unreadable += 1;
            continue;
        }
        saved += 1;
        let due = read(&desk, |c| outbox::due(c, at(200), 99));
        assert_eq!((due.len() as u128, u128::from(unsent)), (DECIDED, DECIDED), "page {page}");
        let examined = read(&desk, |c| audit::examine(c, &[]));
        assert_eq!(examined.fault, None, "page {page}");
    }
    // That list is as long as the schema; in a desk with a year of cases it is one page in thousands.
    assert!(unreadable < 12 && saved > 100, "{unreadable} unreadable, {saved} saved");
}

#[test]
fn a_decision_whose_place_in_the_outbox_was_lost_is_sent() {
    let mut damaged = Desk::new();
    let case = Case::Post(post(1));
    put(&damaged, &case);
    let id = decide(&damaged, &case, Verdict::Reject);
    write(&damaged, |tx| Ok(tx.execute("DELETE FROM outbox", [])?));
    damaged.close();
    let desk = Desk::new();
    let saved = desk.salvage(&damaged.path()).expect("a working disk");
    assert_eq!(saved, Salvage { unsent: 1, whole: true });
    let due = read(&desk, |c| outbox::due(c, at(200), 9));
    assert_eq!(due[0].act.id(), id.0);
    assert!(due[0].may_have_arrived, "nobody knows whether it was sent");
}

#[test]
fn what_the_owner_decided_is_theirs_also_where_only_the_portal_still_knows_of_it() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    write(&desk, |tx| settings::put_owner(tx, &me().subject));
    let record = |number, subject: &str| DecisionRecord {
        id: DecisionId(id(number)),
        decision: decision(&case, Verdict::Reject).decision,
        decided_by: domain::StaffMember { subject: subject.into(), ..me() },
        accepted_at: at(110),
        resulting_revision: 2,
        family_id: case.family_id(),
        overturned_by: None,
        unit: String::new(),
    };
    let (mine, theirs) = (record(1, &me().subject), record(2, "worker-2"));
    for told in [&mine, &theirs] {
        write(&desk, |tx| decisions::take_record(tx, told, at(111)));
    }
    let stored = |id| read(&desk, |c| decisions::get(c, id)).expect("told");
    assert_eq!((stored(mine.id).ours, stored(theirs.id).ours), (true, false));
    assert_eq!(stored(mine.id).fate, Fate::Accepted);
    let again = read(&desk, |c| decisions::ours_accepted_after(c, at(100)));
    assert_eq!(again.iter().map(|one| one.id).collect::<Vec<_>>(), [mine.id]);
}
