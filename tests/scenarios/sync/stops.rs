//! When nothing is sent at all: signed out, somebody else, no right, too old.

use domain::Verdict;
use domain::outbox::Stop;
use store::documents::{self, DocumentState};
use support::desk;
use sync::{Link, SyncError};

use super::{DECISIONS, scene};

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_pauses_everything_and_signing_in_goes_on() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    scene.hand.sign_everybody_out().expect("the portal's database");
    let end = scene.desk.engine().push_once().await;
    assert!(matches!(end, Err(SyncError::Stopped(Stop::SignedOut))), "{end:?}");
    assert_eq!(scene.desk.engine().status().borrow().link, Link::Stopped(Stop::SignedOut));
    let tried = scene.line.heard().len();
    scene.desk.engine().push_once().await.expect_err("stopped");
    scene.desk.engine().pull_once().await.expect_err("stopped");
    assert_eq!(scene.line.heard().len(), tried, "the portal is left alone");
    assert_eq!(scene.desk.queued(), 1, "nothing is lost");
    let hand = scene.hand.clone();
    scene.desk.sign_in(&hand, "sw-01");
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_under_another_persons_token() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    let hand = scene.hand.clone();
    scene.desk.sign_in(&hand, "sw-02");
    let end = scene.desk.engine().push_once().await;
    assert!(matches!(end, Err(SyncError::Stopped(Stop::OtherPerson))), "{end:?}");
    assert_eq!((scene.line.count(DECISIONS), scene.accepted(post)), (0, 0));
    scene.desk.sign_in(&hand, "sw-01");
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_right_stops_sending_keeps_the_decisions_and_erases_the_documents() {
    let mut scene = scene().await;
    let case = desk::apply(&scene.hand, scene.inmate, "王小明", b"private paper");
    let posts = scene.posts(3).await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    for post in &posts {
        scene.desk.decide(*post, Verdict::Approve);
    }
    scene.hand.revoke_right("sw-01");
    let end = scene.desk.engine().push_once().await;
    assert!(matches!(end, Err(SyncError::Stopped(Stop::Revoked))), "{end:?}");
    assert_eq!(scene.desk.queued(), 3, "the sealed record stays");
    assert!(scene.desk.tray().is_empty());
    let files = scene.desk.read(|c| documents::of_case(c, case.id));
    assert!(files.iter().all(|file| file.state != DocumentState::Stored));
    let left = std::fs::read_dir(scene.desk.path().with_extension("documents")).expect("a folder");
    assert_eq!(left.count(), 0);
    scene.hand.give_right("sw-01");
    let hand = scene.hand.clone();
    scene.desk.sign_in(&hand, "sw-01");
    assert_eq!(scene.push().await.accepted, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_too_old_says_so_and_loses_nothing() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    scene.hand.require_client("99.0.0");
    let end = scene.desk.engine().push_once().await;
    assert!(matches!(end, Err(SyncError::Stopped(Stop::ClientTooOld))), "{end:?}");
    assert_eq!((scene.desk.queued(), scene.desk.tray().len()), (1, 0));
}
