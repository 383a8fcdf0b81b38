//! Whose clock decides, and what becomes of the copies.

use domain::{
    Attachment, Case, CaseState, Decision, DecisionRecord, DocumentKind, Post, Priority, Private,
    Role, Verdict,
};
use sha2::{Digest, Sha256};
use store::cases;

use super::*;
use crate::testing::{Seat, at, post};

const YEAR: i64 = 366 * 24 * 3600;

/// A post with a photo, decided long ago as the portal says.
fn closed_post(seat: &Seat) -> Post {
    let photo = Attachment {
        id: uuid::Uuid::from_u128(77).into(),
        kind: DocumentKind::Photo,
        media_type: "image/jpeg".to_owned(),
        size_bytes: 5,
        sha256: hex::encode(Sha256::digest(b"photo")),
        file_name: Private::from("海邊.jpg"),
        uploaded_at: at(1),
        since_revision: 1,
    };
    let open = Post { photos: vec![photo.clone()], ..post(1) };
    seat.receive(open.clone(), "OPEN");
    seat.session.store.put_document(photo.id, b"photo", at(2)).expect("stored");
    let closed = Post { revision: 2, state: CaseState::Rejected, ..open };
    let record = DecisionRecord {
        id: uuid::Uuid::from_u128(78).into(),
        decision: Decision {
            case: Case::Post(closed.clone()).reference(),
            base_revision: 1,
            evidence_sha256: Vec::new(),
            verdict: Verdict::Reject,
            reasons: Vec::new(),
            family_message: Private::from("請修改後再送。"),
            policy_version: "112.12".to_owned(),
            fence: None,
            decided_at: at(4),
            overturns: None,
            pages_seen: Vec::new(),
        },
        family_id: closed.family_id,
        decided_by: seat.session.staff(),
        accepted_at: at(5),
        resulting_revision: 2,
        overturned_by: None,
        unit: String::new(),
    };
    seat.write(|tx| {
        cases::upsert(tx, &Case::Post(closed.clone()), Priority::Normal, 0)?;
        store::decisions::take_record(tx, &record, at(5))
    });
    closed
}

fn told(seat: &Seat, days: i64) {
    seat.write(|tx| settings::put(tx, "portal.told_at", &(at(0) + TimeDelta::days(days))));
}

/// Whether the words of the post are here, and its photo.
fn kept(seat: &Seat, post: &Post) -> (bool, bool) {
    let read = seat.session.store.read(|c| {
        let case = cases::get(c, post.id)?.expect("the case stays").case;
        let photos = store::documents::of_case(c, post.id)?.len();
        Ok::<_, store::StoreError>((case == Case::Post(post.clone()), photos == 1))
    });
    read.expect("read")
}

async fn copies_erased(seat: &Seat) -> usize {
    let wanted = audit::Wanted { actions: Some(vec![Action::CopyErased]), ..Default::default() };
    seat.session.read(move |c| audit::page(c, &wanted, None, 50)).await.expect("read").len()
}

#[tokio::test]
async fn a_clock_set_years_ahead_without_the_portal_erases_nothing() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let post = closed_post(&seat);
    seat.clock.pass(10 * YEAR);
    erase_what_is_past(&seat.session).await.expect("nothing to do");
    assert_eq!(kept(&seat, &post), (true, true), "the portal has never told its time");
    told(&seat, 1);
    seat.clock.pass(10 * YEAR);
    erase_what_is_past(&seat.session).await.expect("nothing is past");
    assert_eq!(kept(&seat, &post), (true, true), "the portal's last time decides");
    told(&seat, 31);
    erase_what_is_past(&seat.session).await.expect("erased");
    assert_eq!(kept(&seat, &post), (true, false), "documents go first");
    told(&seat, 397);
    erase_what_is_past(&seat.session).await.expect("erased");
    assert_eq!(kept(&seat, &post), (false, false));
}

#[tokio::test]
async fn copies_follow_what_was_erased_and_what_may_hold_unsent_acts_goes_with_its_age() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    closed_post(&seat);
    let named = |ending: &str| seat.session.file.with_file_name(format!("desk.sqlite{ending}"));
    let [before, damaged, sealed] =
        [".before-8", ".damaged-20260101T000000000Z", ".set-aside-20260101T000000000Z"].map(named);
    for file in [&before, &damaged, &sealed] {
        std::fs::write(file, "sealed").expect("written");
    }
    told(&seat, 1);
    erase_what_is_past(&seat.session).await.expect("looked");
    assert!(before.exists() && damaged.exists() && sealed.exists(), "nothing was erased");
    told(&seat, 31);
    erase_what_is_past(&seat.session).await.expect("erased");
    assert!(!before.exists() && damaged.exists() && sealed.exists());
    assert_eq!(copies_erased(&seat).await, 1);
    // Known here since the first day by the portal's clock.
    told(&seat, 397);
    erase_what_is_past(&seat.session).await.expect("erased");
    assert!(!damaged.exists() && !sealed.exists());
    assert_eq!(copies_erased(&seat).await, 3);
}

#[tokio::test]
async fn a_case_that_the_portal_erases_takes_the_copies_from_before_a_migration_with_it() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let before = seat.session.file.with_file_name("desk.sqlite.before-8");
    std::fs::write(&before, "sealed").expect("written");
    told(&seat, 1);
    erase_what_is_past(&seat.session).await.expect("looked");
    assert!(before.exists());
    seat.session
        .record(Action::CasePurged, "case:1".to_owned(), json!({}))
        .await
        .expect("written down");
    erase_what_is_past(&seat.session).await.expect("erased");
    assert!(!before.exists());
}

#[tokio::test]
async fn a_facility_that_keeps_everything_for_ever_may() {
    let seat = Seat::taken_by(Role::SocialWorker).await;
    let post = closed_post(&seat);
    let forever = domain::Policy {
        retention_days: u32::MAX,
        retention_words_days: u32::MAX,
        ..domain::Policy::default()
    };
    seat.session.take_policies(vec![forever]).await.expect("taken");
    told(&seat, 4000);
    erase_what_is_past(&seat.session).await.expect("nothing is past");
    assert_eq!(kept(&seat, &post), (true, true));
    assert!(is_kept_for_ever(&seat).await);
}

/// The case opens as any other does.
async fn is_kept_for_ever(seat: &Seat) -> bool {
    let file = crate::case_file::case_file(&seat.session, Case::Post(post(1)).reference()).await;
    let file = file.expect("the case");
    !crate::documents::seen::is_past_keeping(&seat.session, &file)
}
