//! The photos of posts: known again in other posts with what was decided on them, and gone with
//! their post.

use domain::{
    Attachment, AttachmentId, Case, CaseState, DecisionId, DecisionRecord, DocumentKind, FamilyId,
    Likeness, Post, Verdict,
};
use store::decisions;
use store::photos::{self, PhotoRuling};
use store::{cases, documents, likenesses, tombstones};

use crate::support::*;

fn photo(number: u128, bytes: &[u8]) -> Attachment {
    Attachment { kind: DocumentKind::Photo, ..file(number, bytes) }
}

/// A post of a family of its own with one photo of its own number plus 100, which has come.
fn posted(desk: &Desk, number: u128, bytes: &[u8]) -> Post {
    let family_id = FamilyId(id(2000 + number));
    let post = Post { family_id, photos: vec![photo(number + 100, bytes)], ..post(number) };
    put(desk, &Case::Post(post.clone()));
    desk.put_document(post.photos[0].id, bytes, at(1)).expect("stored");
    post
}

fn drawn(desk: &Desk, document: AttachmentId, coarse: u64) {
    let likeness = Likeness { coarse, fine: [coarse; 4] };
    write(desk, |tx| likenesses::put(tx, document, Some(likeness)));
}

fn record(post: &Post, number: u128, verdict: Verdict) -> DecisionRecord {
    let new = decision(&Case::Post(post.clone()), verdict);
    DecisionRecord {
        id: DecisionId(id(number)),
        decision: new.decision,
        decided_by: me(),
        accepted_at: at(100),
        resulting_revision: post.revision + 1,
        family_id: post.family_id,
        unit: "調查科".into(),
        overturned_by: None,
    }
}

/// The portal tells of a decision by a colleague, and then of the post as decided.
fn ruled(desk: &Desk, post: &Post, number: u128, verdict: Verdict) -> Post {
    let record = record(post, number, verdict);
    write(desk, |tx| decisions::take_record(tx, &record, at(100)));
    let decided = Post { revision: post.revision + 1, state: verdict.leads_to(), ..post.clone() };
    put(desk, &Case::Post(decided.clone()));
    decided
}

/// The family sends the post again, with another photo if there is one.
fn resent(desk: &Desk, post: &Post, new: Option<Attachment>) -> Post {
    let revision = post.revision + 1;
    let photos = match new {
        Some(photo) => vec![Attachment { since_revision: revision, ..photo }],
        None => post.photos.clone(),
    };
    let post = Post { revision, state: CaseState::Pending, photos, ..post.clone() };
    put(desk, &Case::Post(post.clone()));
    post
}

/// Case, revision, verdict and whether the bytes are the same, of each ruling.
fn rulings(desk: &Desk, post: &Post) -> Vec<(u128, u64, Verdict, bool)> {
    let found: Vec<PhotoRuling> = read(desk, |c| photos::rulings(c, post));
    let mut told: Vec<_> = found
        .iter()
        .map(|ruling| {
            let made = &ruling.stored.decision;
            (made.case.id.0.as_u128(), made.base_revision, made.verdict, ruling.same_bytes)
        })
        .collect();
    told.sort_unstable();
    told
}

fn rows(desk: &Desk) -> i64 {
    read(desk, |c| Ok(c.query_row("SELECT count(*) FROM post_photos", [], |row| row.get(0))?))
}

/// Photos whose look is known.
fn looks(desk: &Desk) -> i64 {
    let sql = "SELECT count(*) FROM post_photos WHERE coarse IS NOT NULL";
    read(desk, |c| Ok(c.query_row(sql, [], |row| row.get(0))?))
}

#[test]
fn the_same_bytes_and_the_same_look_are_found_with_what_was_decided() {
    let desk = Desk::new();
    let first = posted(&desk, 1, b"photo");
    ruled(&desk, &first, 501, Verdict::Reject);
    let alike = posted(&desk, 2, b"photo, saved again");
    ruled(&desk, &alike, 502, Verdict::Approve);
    let another = posted(&desk, 3, b"another");
    ruled(&desk, &another, 503, Verdict::Reject);
    // Nobody has decided on this one, and this one waits for its inmate.
    posted(&desk, 4, b"photo");
    let held = posted(&desk, 5, b"photo");
    ruled(&desk, &held, 505, Verdict::Hold);
    let now = posted(&desk, 6, b"photo");
    assert_eq!(rulings(&desk, &now), [(1, 1, Verdict::Reject, true)], "without any look");
    drawn(&desk, first.photos[0].id, 0xF0F0);
    drawn(&desk, alike.photos[0].id, 0xF0F1);
    drawn(&desk, another.photos[0].id, u64::MAX);
    drawn(&desk, now.photos[0].id, 0xF0F0);
    let both = [(1, 1, Verdict::Reject, true), (2, 1, Verdict::Approve, false)];
    assert_eq!(rulings(&desk, &now), both);
    // A decision that another took the place of counts no more, and one that is not sent not yet.
    let mut anew = record(&first, 510, Verdict::Approve);
    anew.decision.overturns = Some(DecisionId(id(501)));
    write(&desk, |tx| decisions::take_record(tx, &anew, at(120)));
    let anew = [(1, 1, Verdict::Approve, true), (2, 1, Verdict::Approve, false)];
    assert_eq!(rulings(&desk, &now), anew);
    decide(&desk, &Case::Post(now.clone()), Verdict::Reject);
    assert_eq!(rulings(&desk, &now), anew);
}

#[test]
fn a_photo_that_was_never_fetched_here_is_known_by_its_digest_in_any_spelling() {
    let desk = Desk::new();
    let mut elsewhere = Post { photos: vec![photo(101, b"photo")], ..post(1) };
    elsewhere.state = CaseState::Rejected;
    elsewhere.revision = 2;
    elsewhere.photos[0].sha256.make_ascii_uppercase();
    put(&desk, &Case::Post(elsewhere.clone()));
    let before = Post { revision: 1, ..elsewhere };
    let told = record(&before, 501, Verdict::Reject);
    write(&desk, |tx| decisions::take_record(tx, &told, at(100)));
    let now = posted(&desk, 2, b"photo");
    assert_eq!(rulings(&desk, &now), [(1, 1, Verdict::Reject, true)]);
}

#[test]
fn an_earlier_revision_is_known_and_a_replaced_photo_only_where_it_was_decided_on() {
    let desk = Desk::new();
    let first = posted(&desk, 1, b"photo");
    drawn(&desk, first.photos[0].id, 7);
    let rejected = ruled(&desk, &first, 501, Verdict::Reject);
    let again = resent(&desk, &rejected, Some(photo(150, b"photo, saved again")));
    drawn(&desk, again.photos[0].id, 7);
    assert_eq!(rulings(&desk, &again), [(1, 1, Verdict::Reject, false)]);
    // Another family with the first of the two, though it is on no post any more.
    let other = posted(&desk, 2, b"photo");
    assert_eq!(rulings(&desk, &other), [(1, 1, Verdict::Reject, true)]);
    // What was let through with the new photo says nothing of the old one.
    ruled(&desk, &again, 502, Verdict::Approve);
    assert_eq!(rulings(&desk, &other), [(1, 1, Verdict::Reject, true)]);
    drawn(&desk, other.photos[0].id, 7);
    let both = [(1, 1, Verdict::Reject, true), (1, 3, Verdict::Approve, false)];
    assert_eq!(rulings(&desk, &other), both);
    // One that the family took back before anybody decided is forgotten.
    assert_eq!(rows(&desk), 3);
    let newer = resent(&desk, &other, Some(photo(151, b"a third")));
    assert_eq!((rows(&desk), looks(&desk)), (3, 2));
    let bare = Post { photos: Vec::new(), revision: newer.revision + 1, ..newer };
    put(&desk, &Case::Post(bare));
    assert_eq!(rows(&desk), 2);
}

#[test]
fn a_photo_kept_on_the_post_was_decided_on_with_every_revision() {
    let desk = Desk::new();
    let first = posted(&desk, 1, b"photo");
    let rejected = ruled(&desk, &first, 501, Verdict::Reject);
    let again = resent(&desk, &rejected, None);
    assert_eq!(rulings(&desk, &again), [(1, 1, Verdict::Reject, true)]);
    ruled(&desk, &again, 502, Verdict::Approve);
    let other = posted(&desk, 2, b"photo");
    let both = [(1, 1, Verdict::Reject, true), (1, 3, Verdict::Approve, true)];
    assert_eq!(rulings(&desk, &other), both);
}

#[test]
fn a_look_outlives_the_bytes_and_goes_with_its_post() {
    let desk = Desk::new();
    let now = posted(&desk, 1, b"photo");
    drawn(&desk, now.photos[0].id, 7);
    let seen = |number: u128| {
        let post = posted(&desk, number, format!("copy {number}").as_bytes());
        drawn(&desk, post.photos[0].id, 7);
        ruled(&desk, &post, 500 + number, Verdict::Reject)
    };
    let (kept, purged, erased, withdrawn, away) = (seen(2), seen(3), seen(4), seen(5), seen(6));
    let found = |desk: &Desk| -> Vec<u128> {
        rulings(desk, &now).into_iter().map(|(case, ..)| case).collect()
    };
    assert_eq!(found(&desk), [2, 3, 4, 5, 6]);
    write(&desk, |tx| documents::forget_case(tx, kept.id));
    assert_eq!(found(&desk), [2, 3, 4, 5, 6], "the bytes are past their time");
    write(&desk, |tx| cases::purge(tx, purged.id));
    write(&desk, |tx| store::erasure::erase_words(tx, erased.id));
    put(&desk, &Case::Post(Post { state: CaseState::Withdrawn, revision: 3, ..withdrawn }));
    assert_eq!((found(&desk), rows(&desk)), (vec![2, 6], 3));
    // An erased post that the portal names once more is no precedent either, drawn or not.
    put(&desk, &Case::Post(erased.clone()));
    drawn(&desk, erased.photos[0].id, 7);
    assert_eq!(found(&desk), [2, 6]);
    write(&desk, |tx| cases::purge(tx, erased.id));
    // One that the portal does not name any more is shown nowhere, and back when it is named again.
    write(&desk, |tx| tombstones::put_away(tx, away.id, at(200)));
    assert_eq!(found(&desk), [2]);
    assert!(write(&desk, |tx| tombstones::bring_back(tx, away.id, 0, false)));
    assert_eq!(found(&desk), [2, 6]);
    write(&desk, |tx| tombstones::put_away(tx, away.id, at(200)));
    write(&desk, |tx| tombstones::erase_past(tx, at(200) + tombstones::KEPT));
    assert_eq!((found(&desk), rows(&desk)), (vec![2], 2));
}

#[test]
fn whoever_loses_the_right_to_see_documents_loses_what_they_looked_like() {
    let desk = Desk::new();
    let first = posted(&desk, 1, b"photo");
    drawn(&desk, first.photos[0].id, 7);
    let rejected = ruled(&desk, &first, 501, Verdict::Reject);
    let again = resent(&desk, &rejected, Some(photo(150, b"photo, saved again")));
    desk.put_document(again.photos[0].id, b"photo, saved again", at(2)).expect("stored");
    drawn(&desk, again.photos[0].id, 7);
    assert_eq!((rows(&desk), looks(&desk)), (2, 2));
    write(&desk, documents::erase_all);
    assert_eq!((rows(&desk), looks(&desk)), (1, 0));
    assert!(rulings(&desk, &again).is_empty());
    // When the files come again they are looked at again.
    desk.put_document(again.photos[0].id, b"photo, saved again", at(3)).expect("stored");
    assert_eq!(read(&desk, |c| likenesses::unlooked(c, 9)), [again.photos[0].id]);
}

#[test]
fn photos_are_looked_at_after_papers_and_once() {
    let desk = Desk::new();
    let one = posted(&desk, 1, b"photo");
    let mut application = application(2);
    application.documents = vec![file(102, b"paper")];
    put(&desk, &Case::Application(application.clone()));
    let paper = application.documents[0].id;
    desk.put_document(paper, b"paper", at(1)).expect("stored");
    let unlooked = || read(&desk, |c| likenesses::unlooked(c, 9));
    assert_eq!(unlooked(), [paper, one.photos[0].id]);
    drawn(&desk, paper, 7);
    assert_eq!(unlooked(), [one.photos[0].id]);
    // An empty picture looks like nothing, and is not looked at again.
    write(&desk, |tx| likenesses::put(tx, one.photos[0].id, None));
    assert!(unlooked().is_empty());
    // A paper and a photo that look the same are no precedent of one another, either way.
    drawn(&desk, one.photos[0].id, 7);
    assert!(read(&desk, |c| likenesses::twins(c, paper)).is_empty());
    let sql = "SELECT count(*) FROM likenesses";
    assert_eq!(read(&desk, |c| Ok(c.query_row(sql, [], |row| row.get::<_, i64>(0))?)), 1);
    assert!(rulings(&desk, &one).is_empty());
}
