//! Cases and people as the portal tells them.

use domain::{Case, Private};
use store::places::Place;
use store::{cases, people, search};

use crate::support::*;

#[test]
fn a_case_comes_back_whole() {
    let desk = Desk::new();
    let case = Case::Application(application(1));
    put(&desk, &case);
    let stored = read(&desk, |c| cases::get(c, case_id(1))).expect("a case");
    assert_eq!(stored.case, case);
    assert_eq!(stored.place, Place::Waiting);
    assert!(read(&desk, |c| cases::get(c, case_id(2))).is_none());
}

#[test]
fn a_renamed_inmate_is_found_by_the_new_name_alone() {
    let desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    let mut renamed = inmate();
    write(&desk, |tx| people::upsert_inmate(tx, &renamed, false, 0));
    assert_eq!(read(&desk, |c| search::find_cases(c, "國樑", 9)).len(), 1);
    renamed.revision = 2;
    renamed.name = Private::from("陳大文");
    write(&desk, |tx| people::upsert_inmate(tx, &renamed, false, 0));
    assert_eq!(read(&desk, |c| search::find_cases(c, "國樑", 9)).len(), 0);
    assert_eq!(read(&desk, |c| search::find_cases(c, "大文", 9)).len(), 1);
}

#[test]
fn an_older_revision_of_a_person_changes_nothing() {
    let desk = Desk::new();
    let mut newer = inmate();
    newer.revision = 3;
    assert!(write(&desk, |tx| people::upsert_inmate(tx, &newer, false, 0)));
    assert!(!write(&desk, |tx| people::upsert_inmate(tx, &inmate(), false, 0)));
    let stored = read(&desk, |c| people::inmate(c, newer.id)).expect("an inmate");
    assert_eq!(stored.revision, 3);
}
