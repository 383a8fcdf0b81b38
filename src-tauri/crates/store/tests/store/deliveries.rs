//! Posts handed to inmates.

use chrono::{DateTime, Utc};
use domain::{Case, Verdict};
use store::deliveries::{self, ApprovedPost};
use store::{audit, cases, people};

use crate::support::*;

fn listed(desk: &Desk) -> Vec<ApprovedPost> {
    let end: DateTime<Utc> = at(10_000);
    read(desk, |c| deliveries::approved(c, at(0), end, 100))
}

fn approved(desk: &Desk, number: u128) {
    let case = Case::Post(post(number));
    put(desk, &case);
    decide(desk, &case, Verdict::Approve);
    acknowledge(desk, &case, 120 + number as i64);
}

#[test]
fn an_approved_post_is_marked_once_and_the_mark_can_be_taken_back() {
    let desk = Desk::new();
    write(&desk, |tx| people::upsert_inmate(tx, &inmate(), false, 0));
    approved(&desk, 1);
    approved(&desk, 2);
    let rejected = Case::Post(post(3));
    put(&desk, &rejected);
    decide(&desk, &rejected, Verdict::Reject);

    let posts = listed(&desk);
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0].inmate.as_ref().expect("told").housing_unit, "三教區");
    assert!(posts.iter().all(|post| post.handed.is_none()));

    assert!(write(&desk, |tx| deliveries::mark(tx, case_id(1), &me(), at(200))));
    assert!(!write(&desk, |tx| deliveries::mark(tx, case_id(1), &me(), at(201))), "noted already");
    assert!(!write(&desk, |tx| deliveries::mark(tx, case_id(3), &me(), at(201))), "not approved");
    assert!(!write(&desk, |tx| deliveries::mark(tx, case_id(9), &me(), at(201))), "unheard of");
    let handed = listed(&desk)[0].handed.clone().expect("marked");
    assert_eq!((handed.at, handed.by), (at(200), me()));

    assert!(write(&desk, |tx| deliveries::unmark(tx, case_id(1), &me(), at(202))));
    assert!(!write(&desk, |tx| deliveries::unmark(tx, case_id(1), &me(), at(203))));
    assert!(listed(&desk)[0].handed.is_none());
    let actions: Vec<String> =
        read(&desk, |c| audit::page(c, &audit::Wanted::default(), None, 100))
            .into_iter()
            .map(|row| row.action)
            .filter(|action| action.starts_with("delivery."))
            .collect();
    assert_eq!(actions, ["delivery.unmarked", "delivery.marked"]);
}

#[test]
fn a_purged_post_takes_its_mark_along() {
    let desk = Desk::new();
    approved(&desk, 1);
    write(&desk, |tx| deliveries::mark(tx, case_id(1), &me(), at(200)));
    write(&desk, |tx| cases::purge(tx, case_id(1)));
    assert!(listed(&desk).is_empty());
    assert!(!write(&desk, |tx| deliveries::unmark(tx, case_id(1), &me(), at(203))));
}
