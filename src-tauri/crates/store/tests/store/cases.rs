//! Cases and people as the portal tells them.

use domain::{Case, Family, FamilyId, Private};
use store::places::Place;
use store::{StoreError, cases, identities, people, search};

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

#[test]
fn a_name_is_found_without_its_accents_by_its_variants_and_in_either_width() {
    let desk = Desk::new();
    for (number, name) in [
        (1, "Nguyễn Thị Đào"),
        (2, "Nguye\u{302}\u{303}n Va\u{306}n An"),
        (3, "𠮷野家"),
        (4, "ＬＩＮ１２"),
    ] {
        let mut case = application(number);
        case.applicant.name = Private::from(name);
        put(&desk, &Case::Application(case));
    }
    let found = |words: &str| -> Vec<String> {
        let mut found: Vec<String> = read(&desk, |c| search::find_cases(c, words, 9))
            .into_iter()
            .map(|row| row.number)
            .collect();
        found.sort();
        found
    };
    for words in ["Nguyen", "nguyễn", "NGUYE\u{302}\u{303}N", "ｎｇｕｙｅｎ", "Nguy"] {
        assert_eq!(found(words), ["申115-0001", "申115-0002"], "{words}");
    }
    assert_eq!(found("thi dao"), ["申115-0001"]);
    assert_eq!(found("đào"), ["申115-0001"]);
    for words in ["吉野", "𠮷野", "吉"] {
        assert_eq!(found(words), ["申115-0003"], "{words}");
    }
    for words in ["lin12", "LIN", "ｌｉｎ１２"] {
        assert_eq!(found(words), ["申115-0004"], "{words}");
    }
    assert_eq!(found("申１１５－０００２"), ["申115-0002"]);
}

#[test]
fn one_identity_number_is_found_in_the_whole_facility_and_leaves_with_its_case() {
    let desk = Desk::new();
    for (number, id_number) in
        [(1, "A123456789"), (2, "ａ１２３ ４５６-789"), (3, "Z259000014"), (4, "無"), (5, "無")]
    {
        let mut case = application(number);
        case.applicant.national_id = Private::from(id_number);
        put(&desk, &Case::Application(case));
    }
    let mut family = Family {
        id: FamilyId(id(1001)),
        revision: 1,
        applicant: applicant("王小明"),
        last_published_on: None,
        suspended_until: None,
        registered_at: at(0),
    };
    write(&desk, |tx| people::upsert_family(tx, &family, false, 0));
    let found = |number: &str| -> Vec<String> {
        read(&desk, |c| identities::applications(c, number))
            .into_iter()
            .map(|case| case.number)
            .collect()
    };
    for typed in ["A123456789", "a123-456-789", "Ａ１２３４５６７８９"] {
        assert_eq!(found(typed), ["申115-0002", "申115-0001"], "{typed}");
    }
    assert_eq!(found("無"), Vec::<String>::new());
    let accounts = |number: &str| read(&desk, |c| identities::accounts(c, number)).len();
    assert_eq!(accounts("A123456789"), 1);
    family.revision = 2;
    family.applicant.national_id = Private::from("Z259000014");
    write(&desk, |tx| people::upsert_family(tx, &family, false, 0));
    assert_eq!((accounts("A123456789"), accounts("z259000014")), (0, 1));

    // A corrected number is found under the new one alone.
    let mut corrected = application(1);
    corrected.revision = 2;
    corrected.applicant.national_id = Private::from("W158000106");
    put(&desk, &Case::Application(corrected));
    assert_eq!(found("A123456789"), ["申115-0002"]);
    assert_eq!(found("W158000106"), ["申115-0001"]);

    // What is purged leaves no number anywhere.
    write(&desk, |tx| {
        for number in 1..=5 {
            cases::purge(tx, case_id(number))?;
        }
        people::forget_family(tx, family.id)
    });
    let left = read(&desk, |c| {
        Ok::<i64, StoreError>(c.query_row(
            "SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM families)
                  + (SELECT count(*) FROM case_words)",
            [],
            |row| row.get(0),
        )?)
    });
    assert_eq!(left, 0);
    assert_eq!((found("W158000106").len(), accounts("Z259000014")), (0, 0));
}
