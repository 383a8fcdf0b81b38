//! A portal that was restored from a backup, and desks that read everything again: what the
//! simulation found, told one by one.

use domain::Verdict;
use store::decisions::{self, Fate};

use super::{Scene, scene};

async fn push_all(scene: &Scene) {
    while scene.desk.queued() > 0 {
        assert!(scene.push().await.accepted > 0, "the portal takes the next one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_decisions_on_one_case_are_both_sent_again_and_in_their_order() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("a copy");
    let held = scene.desk.decide(post, Verdict::Hold);
    push_all(&scene).await;
    let approved = scene.desk.decide(post, Verdict::Approve);
    push_all(&scene).await;
    scene.hand.restore(&copy).expect("restored");
    scene.pull().await;
    push_all(&scene).await;
    let there: Vec<_> = scene.hand.decisions_on(post).expect("readable");
    assert_eq!(there.iter().map(|one| one.id).collect::<Vec<_>>(), [held, approved]);
    assert_eq!(
        (scene.desk.fate(held), scene.desk.fate(approved)),
        (Fate::Accepted, Fate::Accepted)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_slept_through_two_restores_sends_again_from_the_earlier_one_on() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let first = scene.hand.take_copy().expect("a copy");
    scene.desk.decide(post, Verdict::Reject);
    push_all(&scene).await;
    scene.hand.restore(&first).expect("restored");
    let second = scene.hand.take_copy().expect("a copy");
    scene.hand.restore(&second).expect("restored");
    scene.pull().await;
    push_all(&scene).await;
    assert_eq!(scene.accepted(post), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_everything_again_still_notices_the_restore() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("a copy");
    scene.desk.decide(post, Verdict::Reject);
    push_all(&scene).await;
    scene.hand.restore(&copy).expect("restored");
    scene.desk.engine().resync().await.expect("written");
    scene.pull().await;
    push_all(&scene).await;
    assert_eq!(scene.accepted(post), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_strike_that_the_restored_portal_does_not_know_counts_no_longer() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("a copy");
    scene.colleague_decides(post, Verdict::Reject);
    scene.pull().await;
    assert_eq!(scene.desk.read(decisions::all_strikes).len(), 1);
    scene.hand.restore(&copy).expect("restored");
    scene.pull().await;
    assert_eq!(scene.desk.read(decisions::all_strikes).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_revisions_told_again_are_no_conflict() {
    let scene = scene().await;
    let post = scene.post("第一則");
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
    scene.pull().await;
    let id = scene.desk.decide(post, Verdict::Return);
    scene.desk.engine().resync().await.expect("written");
    scene.pull().await;
    assert!(scene.desk.tray().is_empty());
    push_all(&scene).await;
    assert_eq!(scene.desk.fate(id), Fate::Accepted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_rewritten_and_then_withdrawn_is_shown_as_the_portal_has_it() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Return);
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
    scene.hand.withdraw(post).expect("the portal's database");
    assert_eq!(scene.push().await.closed, 1);
    scene.pull().await;
    let there = scene.hand.case(post).expect("readable").expect("the case");
    assert_eq!(scene.desk.case(post.id).expect("the case").case, there);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_number_that_a_restored_portal_gives_twice_is_no_permission_for_other_words() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("copied");
    scene.hand.rewrite(post, "我看過的標題", "我看過的內容").expect("rewritten");
    scene.pull().await;
    scene.hand.restore(&copy).expect("restored");
    scene.hand.rewrite(post, "別的標題", "沒有人看過的內容").expect("rewritten");
    // The desk has not heard of the restore; both revisions have the same number.
    let id = scene.desk.decide(post, Verdict::Approve);
    let seen = scene.desk.read(|c| store::decisions::get(c, id)).expect("recorded");
    let present = scene.hand.case(post).expect("readable").expect("known");
    assert_eq!(seen.decision.base_revision, present.revision());
    assert_eq!(scene.push().await.accepted, 0);
    assert_eq!(scene.accepted(post), 0, "nobody has decided on those words");
}
