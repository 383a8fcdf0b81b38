//! The photo of a post that came in before.

use chrono::NaiveDate;
use domain::{
    AttachmentId, CaseId, CaseState, DocumentKind, FamilyId, Finding, FindingLevel, PhotoPrecedent,
    Policy, Post, PostCheck, PostFacts, RuleBook, Verdict, photo_precedents, post_findings,
};
use uuid::Uuid;

use super::{FAMILY, INMATE, day, family, file, inmate, noon};

const OWN: CaseId = CaseId(Uuid::from_u128(3));
const PHOTO: AttachmentId = AttachmentId(Uuid::from_u128(30));

/// A post with one photo, at its third revision.
fn post() -> Post {
    Post {
        id: OWN,
        revision: 3,
        number: "簿115-0009".to_owned(),
        state: CaseState::Pending,
        submitted_at: noon(day(11, 20)),
        resubmitted_at: None,
        family_id: FAMILY,
        inmate_id: INMATE,
        author_name: "範例".into(),
        relation: "女兒".into(),
        title: "晚安".into(),
        body: "爸，我們都好。".into(),
        photos: vec![file(30, DocumentKind::Photo, "image/jpeg", 2_000_000)],
    }
}

/// Another family's post of 2 October with the same file.
fn other(verdict: Verdict, reasons: &[&str]) -> PhotoPrecedent {
    PhotoPrecedent {
        photo: PHOTO,
        case: CaseId(Uuid::from_u128(7)),
        family_id: FamilyId(Uuid::from_u128(70)),
        revision: 1,
        decided_on: day(10, 2),
        verdict,
        reasons: reasons.iter().map(|&code| code.to_owned()).collect(),
        same_bytes: true,
    }
}

fn on(date: NaiveDate, case: u128, precedent: PhotoPrecedent) -> PhotoPrecedent {
    PhotoPrecedent { case: CaseId(Uuid::from_u128(case)), decided_on: date, ..precedent }
}

fn judged(post: &Post, precedents: &[PhotoPrecedent]) -> (Option<Finding>, FindingLevel) {
    let (inmate, family, policy) = (inmate("OPEN"), family(), Policy::default());
    let facts = PostFacts {
        post,
        inmate: &inmate,
        family: &family,
        policy: &policy,
        today: day(11, 23),
        published_on: &[],
        other_open_posts: 0,
        photo_precedents: precedents,
        strikes: None,
        data_date: Some(day(11, 23)),
        rules: RuleBook::shipped(),
    };
    let found = post_findings(&facts).into_iter().find(|one| one.rule == "post.photo_again");
    (found, PostCheck::new(&facts).level())
}

fn finding(precedents: &[PhotoPrecedent]) -> Option<Finding> {
    judged(&post(), precedents).0
}

#[test]
fn a_rejected_photo_of_another_family_asks_for_attention_and_names_nobody() {
    let rejected = other(Verdict::Reject, &["P05"]);
    let (found, level) = judged(&post(), std::slice::from_ref(&rejected));
    let found = found.expect("a finding");
    assert_eq!((found.label.as_str(), found.value.as_str()), ("同一張照片", "115.10.02 退件 P05"));
    assert_eq!((found.level, level), (FindingLevel::Attention, FindingLevel::Attention));
    assert_eq!(found.suggested_reasons, ["P05"]);
    assert_eq!(
        found.sentence,
        "同一個照片檔案，另一位家屬的聯絡簿在 115.10.02 退件（P05 照片內容不適宜）。\
         這一次由您判斷，理由可能不在照片。"
    );
    assert_eq!(found.arithmetic, "");
    // Neither case nor family is in what a log could write.
    assert_eq!(format!("{rejected:?}"), "PhotoPrecedent(115.10.02 退件 P05)");
}

#[test]
fn a_photo_let_through_is_told_and_passes() {
    let (found, level) = judged(&post(), &[other(Verdict::Approve, &[])]);
    let found = found.expect("a finding");
    assert_eq!((found.value.as_str(), found.level), ("115.10.02 通過", FindingLevel::Pass));
    assert_eq!(level, FindingLevel::Pass);
    assert!(found.suggested_reasons.is_empty());
}

#[test]
fn a_photo_that_only_looks_the_same_is_told_so_and_whose_it_was_as_far_as_this_family_goes() {
    let alike = PhotoPrecedent {
        same_bytes: false,
        family_id: FAMILY,
        ..other(Verdict::Reject, &["P05", "P08"])
    };
    let found = finding(&[alike]).expect("a finding");
    assert_eq!(found.value, "115.10.02 退件 P05、P08");
    assert_eq!(found.suggested_reasons, ["P05", "P08"]);
    assert!(found.sentence.contains("看起來相同") && found.sentence.contains("請自己比對"));
    assert!(found.sentence.contains("這位家屬先前的聯絡簿"), "{}", found.sentence);
}

#[test]
fn the_same_post_is_its_own_precedent_only_where_an_earlier_revision_was_turned_away() {
    let own = |revision, verdict, reasons: &[&str]| PhotoPrecedent {
        case: OWN,
        family_id: FAMILY,
        revision,
        ..other(verdict, reasons)
    };
    let found = finding(&[own(1, Verdict::Reject, &["P05"])]).expect("turned away before");
    assert_eq!(found.level, FindingLevel::Attention);
    assert!(found.sentence.contains("這一則的第 1 版"), "{}", found.sentence);
    assert!(finding(&[own(2, Verdict::Return, &["P05"])]).is_some());
    // Neither what was said of this very revision nor an approval that was reopened.
    assert_eq!(finding(&[own(3, Verdict::Reject, &["P05"])]), None);
    assert_eq!(finding(&[own(4, Verdict::Reject, &["P05"])]), None);
    assert_eq!(finding(&[own(1, Verdict::Approve, &[])]), None);
}

#[test]
fn a_ruling_that_says_nothing_of_the_picture_is_none() {
    assert_eq!(finding(&[other(Verdict::Hold, &["P16"])]), None);
    for code in ["P02", "P03", "P13", "P15", "P17"] {
        assert_eq!(finding(&[other(Verdict::Return, &[code])]), None, "{code}");
    }
    let mixed = finding(&[other(Verdict::Reject, &["P02", "P05"])]).expect("P05 is of the picture");
    assert_eq!(mixed.value, "115.10.02 退件 P02、P05");
    assert_eq!(mixed.suggested_reasons, ["P05"]);
    // A code that the catalogue has no more is told and not suggested.
    let gone = finding(&[other(Verdict::Reject, &["F77"])]).expect("a ruling all the same");
    assert_eq!(gone.level, FindingLevel::Attention);
    assert!(gone.suggested_reasons.is_empty() && gone.sentence.contains("（F77）"));
    // A reason for applications is none for a post.
    let foreign = finding(&[other(Verdict::Reject, &["A03"])]).expect("a ruling all the same");
    assert!(foreign.suggested_reasons.is_empty());
}

#[test]
fn the_gravest_is_told_first_then_the_same_bytes_then_the_latest_and_all_are_counted() {
    let alike = |precedent| PhotoPrecedent { same_bytes: false, ..precedent };
    let reject = || other(Verdict::Reject, &["P05"]);
    let all = [
        on(day(11, 5), 8, other(Verdict::Approve, &[])),
        on(day(11, 1), 9, alike(reject())),
        on(day(10, 9), 10, other(Verdict::Return, &["P08"])),
        on(day(10, 3), 11, reject()),
    ];
    let found = finding(&all).expect("a finding");
    assert_eq!(found.value, "115.10.09 補件 P08");
    assert_eq!(found.arithmetic, "先前 4 次：退件 2 次、補件 1 次、通過 1 次");
    let order: Vec<String> =
        photo_precedents(&post(), &all).into_iter().map(PhotoPrecedent::words).collect();
    assert_eq!(
        order,
        ["115.10.09 補件 P08", "115.10.03 退件 P05", "115.11.01 退件 P05", "115.11.05 通過"]
    );
}

#[test]
fn of_another_post_the_last_ruling_with_the_photo_counts() {
    let first = other(Verdict::Reject, &["P05"]);
    let last = PhotoPrecedent { revision: 3, ..on(day(10, 8), 7, other(Verdict::Approve, &[])) };
    let found = finding(&[first.clone(), last]).expect("a finding");
    assert_eq!((found.value.as_str(), found.level), ("115.10.08 通過", FindingLevel::Pass));
    // One that had nothing to do with the picture does not take its place.
    let early = PhotoPrecedent { revision: 3, ..other(Verdict::Return, &["P03"]) };
    assert_eq!(finding(&[first.clone(), early]).expect("a finding").value, "115.10.02 退件 P05");
    // A post that came with two such photos was one ruling.
    let twice = [first.clone(), PhotoPrecedent { same_bytes: false, ..first }];
    assert_eq!(finding(&twice).expect("a finding").arithmetic, "");
}

#[test]
fn a_decided_post_and_one_whose_photo_is_another_have_none() {
    let rejected = [other(Verdict::Reject, &["P05"])];
    for state in CaseState::ALL {
        let found = judged(&Post { state, ..post() }, &rejected).0;
        assert_eq!(found.is_some(), state.is_open(), "{state:?}");
    }
    let bare = Post { photos: Vec::new(), ..post() };
    assert_eq!(judged(&bare, &rejected).0, None);
    let elsewhere = PhotoPrecedent { photo: AttachmentId(Uuid::nil()), ..rejected[0].clone() };
    assert_eq!(finding(&[elsewhere]), None);
}
