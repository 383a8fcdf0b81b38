//! A portal that was restored from a backup, and desks that read everything again: what the
//! simulation found, told one by one.

use chrono::{TimeDelta, Utc};
use domain::Verdict;
use practice_portal::{Clock, Config};
use store::decisions::{self, Fate};
use support::faulty_proxy::Fault;

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

const ASKED: &str = "POST /staff/v1/acts/missing";

/// What the person is told of a restore.
fn told(scene: &Scene) -> Option<(usize, usize)> {
    scene.desk.read(sync::restored).map(|notice| (notice.sent_again, notice.other_acts))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_restored_without_a_word_gets_back_what_it_had_acknowledged() {
    let mut scene = scene().await;
    let posts = scene.posts(3).await;
    let kept = scene.desk.decide(posts[0], Verdict::Reject);
    push_all(&scene).await;
    let copy = scene.hand.take_copy().expect("a copy");
    let (lost, question) =
        (scene.desk.decide(posts[1], Verdict::Reject), scene.desk.ask(posts[2], "請看", None));
    push_all(&scene).await;
    // The cursor that the desk has is older than the copy: the feed goes on as if nothing were.
    scene.hand.restore_silently(&copy).expect("restored");
    scene.pull().await;
    assert_eq!((scene.accepted(posts[1]), scene.desk.fate(lost)), (0, Fate::Accepted));
    scene.desk.sign_in(&scene.hand, "sw-01");
    scene.pull().await;
    assert_eq!((scene.desk.queued(), told(&scene)), (2, Some((1, 1))), "found out, and told");
    push_all(&scene).await;
    scene.pull().await;
    let there = scene.hand.decisions_on(posts[1]).expect("readable");
    assert_eq!(there.iter().map(|one| one.id).collect::<Vec<_>>(), [lost], "the same, once");
    let mine = scene.desk.read(|c| decisions::get(c, lost)).expect("kept");
    assert_eq!((there[0].decision.clone(), mine.fate), (mine.decision, Fate::Accepted));
    assert_eq!(scene.accepted(posts[0]), 1, "what it still had is not sent twice");
    assert_eq!(scene.desk.fate(kept), Fate::Accepted);
    let asked = scene.hand.escalations().expect("readable");
    assert_eq!(asked.iter().map(|one| one.id).collect::<Vec<_>>(), [question]);
    // Asked again, nothing is missing, and nothing is sent.
    let puts = scene.line.count(super::DECISIONS);
    scene.desk.sign_in(&scene.hand, "sw-01");
    scene.pull().await;
    assert_eq!((scene.desk.queued(), scene.line.count(super::DECISIONS)), (0, puts));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_whose_history_the_portal_has_lost_reads_everything_anew_and_sends_again() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    let copy = scene.hand.take_copy().expect("a copy");
    let lost = scene.desk.decide(posts[0], Verdict::Reject);
    push_all(&scene).await;
    scene.colleague_decides(posts[1], Verdict::Reject);
    scene.pull().await;
    assert_eq!(scene.desk.read(decisions::all_strikes).len(), 2);
    scene.hand.restore_silently(&copy).expect("restored");
    // Another history comes as far as the first one had.
    for number in 0..8 {
        scene.post(&format!("後來的第{number}則"));
    }
    scene.pull().await;
    push_all(&scene).await;
    scene.pull().await;
    assert_eq!((scene.accepted(posts[0]), scene.desk.fate(lost)), (1, Fate::Accepted));
    assert_eq!(told(&scene), Some((1, 0)));
    assert_eq!(scene.desk.read(decisions::all_strikes).len(), 1, "the colleague's is gone there");
    let here = scene.desk.case(posts[1].id).expect("the case").case;
    assert_eq!(Some(here), scene.hand.case(posts[1]).expect("readable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loss_is_found_out_within_a_day_also_where_nobody_signs_in() {
    let clock = Clock::manual(Utc::now());
    let config =
        Config { clock: clock.clone(), token_lifetime: TimeDelta::days(9), ..Config::default() };
    let scene = super::scene_of(support::desk::empty_portal_with(config)).await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("a copy");
    scene.desk.decide(post, Verdict::Approve);
    push_all(&scene).await;
    scene.hand.restore_silently(&copy).expect("restored");
    for _ in 0..2 {
        clock.advance(TimeDelta::hours(13));
        scene.desk.clock.advance(TimeDelta::hours(13));
        scene.pull().await;
    }
    push_all(&scene).await;
    assert_eq!((scene.accepted(post), scene.line.count(ASKED)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_epoch_that_does_not_say_to_when_it_went_back_is_compared() {
    for understands in [true, false] {
        let scene = scene().await;
        if !understands {
            let (from, to) = ("missing_acts".to_owned(), "something_else".to_owned());
            let other = Fault::Replace { from, to };
            scene.line.fail("GET /staff/v1/meta", other, usize::MAX);
        }
        let posts = scene.posts(2).await;
        let copy = scene.hand.take_copy().expect("a copy of the first epoch");
        scene.hand.restore(&copy).expect("restored");
        scene.pull().await;
        let lost = scene.desk.decide(posts[0], Verdict::Reject);
        push_all(&scene).await;
        scene.pull().await;
        // The copy knows of no restore, and its epoch is not the desk's.
        scene.hand.restore_silently(&copy).expect("restored");
        scene.pull().await;
        push_all(&scene).await;
        scene.pull().await;
        assert_eq!(scene.accepted(posts[0]), 1, "understands: {understands}");
        assert_eq!((scene.desk.fate(lost), told(&scene)), (Fate::Accepted, Some((1, 0))));
        assert_eq!(scene.line.count(ASKED) > 0, understands);
    }
}
