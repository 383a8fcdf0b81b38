//! What lies sealed on a desk is told to the supervisor's: how many, since when, and nothing else.

use chrono::TimeDelta;
use domain::Verdict;
use portal::wire::RemainderRecord;
use support::desk::Desk;

use super::{DECISIONS, Scene, scene};

const REMAINDERS: &str = "PUT /staff/v1/remainders";

async fn told(scene: &Scene) -> Vec<RemainderRecord> {
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.portal.base_url());
    supervisor.client().remainders().await.expect("the supervisor's view").remainders
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_persons_sealed_decisions_are_told_until_they_are_sent() {
    let mut scene = scene().await;
    let posts = scene.posts(3).await;
    for post in &posts {
        scene.desk.decide(*post, Verdict::Reject);
    }
    scene.hand.revoke_right("sw-01");
    scene.desk.engine().push_once().await.expect_err("revoked");
    let rows = told(&scene).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].person.subject.as_str(), rows[0].remainder.unsent), ("sw-01", 3));
    assert!(rows[0].remainder.oldest_at.is_some());
    assert_eq!(scene.line.count(REMAINDERS), 1);
    for post in &posts {
        assert_eq!(scene.accepted(*post), 0, "no decision went with it");
    }
    scene.hand.give_right("sw-01");
    let hand = scene.hand.clone();
    scene.desk.sign_in(&hand, "sw-01");
    assert_eq!(scene.push().await.accepted, 3);
    assert!(told(&scene).await.is_empty(), "nothing lies there any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_with_something_unsent_leaves_word_and_saying_it_twice_is_once() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    scene.desk.engine().tell_remainder().await.expect("told");
    assert_eq!(scene.line.count(REMAINDERS), 0, "nothing unsent is nothing to tell");
    for post in posts {
        scene.desk.decide(post, Verdict::Approve);
    }
    scene.desk.engine().tell_remainder().await.expect("told");
    scene.desk.engine().tell_remainder().await.expect("told");
    assert_eq!(scene.line.count(REMAINDERS), 1);
    assert_eq!(told(&scene).await[0].remainder.unsent, 2);
    assert_eq!(scene.line.count(DECISIONS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_at_the_same_files_tells_nothing_in_their_name() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    let hand = scene.hand.clone();
    scene.desk.sign_in(&hand, "sw-02");
    scene.desk.engine().push_once().await.expect_err("another person");
    scene.desk.engine().tend_claims_once().await.expect_err("another person");
    scene.desk.clock.advance(TimeDelta::minutes(5));
    assert_eq!((scene.line.count(REMAINDERS), scene.line.count(DECISIONS)), (0, 0));
    assert!(told(&scene).await.is_empty());
}
