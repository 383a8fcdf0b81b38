//! Every decision arrives, and arrives once.

use chrono::TimeDelta;
use domain::Verdict;
use store::decisions::Fate;
use store::places::Place;
use support::faulty_proxy::Fault;

use super::{DECISIONS, scene};

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_travels_from_the_desk_to_the_family() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let id = scene.desk.decide(post, Verdict::Reject);
    assert_eq!(scene.push().await.accepted, 1);
    let records = scene.hand.decisions_on(post).expect("the portal's database");
    assert_eq!((records.len(), records[0].id), (1, id));
    assert_eq!(records[0].decision.family_message.as_str(), "請依說明修改後再送。");
    assert_eq!((scene.desk.fate(id), scene.desk.place(post)), (Fate::Accepted, Place::Closed));
    let status = scene.desk.engine().status().borrow().clone();
    assert!(status.all_sent() && status.last_ack_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_each_decision_goes_how_the_audit_log_ends() {
    let scene = scene().await;
    for post in scene.posts(3).await {
        let id = scene.desk.decide(post, Verdict::Approve);
        assert_eq!(scene.push().await.accepted, 1);
        let head =
            scene.hand.audit_head(id).expect("the portal's database").expect("it came along");
        let row = scene.desk.read(|c| store::audit::row_of_head(c, &head)).expect("in the log");
        assert_eq!(row.action, "decision.recorded");
        assert_eq!(row.detail["decision"], serde_json::json!(id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_decisions_of_an_offline_shift_arrive_once_each_after_a_restart() {
    let mut scene = scene().await;
    let posts = scene.posts(5).await;
    scene.portal.stop();
    for post in &posts {
        scene.desk.decide(*post, Verdict::Approve);
    }
    scene.desk.engine().push_once().await.expect_err("nobody is there");
    assert_eq!(scene.desk.queued(), 5);
    scene.desk.reopen();
    assert_eq!(scene.desk.queued(), 5, "the shift's work is on the disk");
    scene.portal.restart().expect("the portal is back");
    scene.desk.clock.advance(TimeDelta::minutes(10));
    assert_eq!(scene.push().await.accepted, 5);
    for post in posts {
        assert_eq!(scene.accepted(post), 1);
        assert_eq!(scene.desk.place(post), Place::Closed);
    }
    assert_eq!(scene.desk.queued(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_one_decision_and_the_desk_says_so() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail(DECISIONS, Fault::LoseAnswer, 1);
    let id = scene.desk.decide(post, Verdict::Reject);
    scene.desk.engine().push_once().await.expect_err("the answer is lost");
    assert_eq!(scene.accepted(post), 1, "the portal has it");
    assert_eq!((scene.desk.queued(), scene.desk.fate(id)), (1, Fate::Unsent));
    scene.desk.clock.advance(TimeDelta::minutes(1));
    assert_eq!(scene.push().await.accepted, 1, "the stored answer comes");
    assert_eq!(scene.line.count(DECISIONS), 2);
    assert_eq!((scene.accepted(post), scene.desk.fate(id)), (1, Fate::Accepted));
    assert!(scene.desk.tray().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_made_good_by_the_feed_as_well() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail(DECISIONS, Fault::LoseAnswer, 1);
    let id = scene.desk.decide(post, Verdict::Return);
    scene.desk.engine().push_once().await.expect_err("the answer is lost");
    scene.pull().await;
    assert_eq!((scene.desk.queued(), scene.desk.fate(id)), (0, Fate::Accepted));
    assert!(scene.desk.tray().is_empty());
    assert_eq!((scene.accepted(post), scene.desk.place(post)), (1, Place::Closed));
    assert_eq!(scene.line.count(DECISIONS), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_whose_answer_is_lost_survives_a_crash_and_a_resubmission() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail(DECISIONS, Fault::LoseAnswer, 1);
    let id = scene.desk.decide(post, Verdict::Return);
    scene.desk.engine().push_once().await.expect_err("the answer is lost");
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
    scene.desk.reopen();
    scene.desk.clock.advance(TimeDelta::minutes(1));
    assert_eq!(scene.push().await.accepted, 1);
    scene.pull().await;
    assert_eq!(scene.desk.fate(id), Fate::Accepted);
    assert!(scene.desk.tray().is_empty(), "our own decision is no conflict");
    assert_eq!(scene.desk.place(post), Place::Resubmitted);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_sends_by_itself_what_is_recorded_and_after_the_network_returns() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    let (shutdown, over) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(std::sync::Arc::clone(scene.desk.engine()).run(over));
    let first = scene.desk.decide(posts[0], Verdict::Approve);
    scene.desk.engine().outbox_changed();
    until("the first decision", || scene.desk.fate(first) == Fate::Accepted).await;
    scene.line.cut_off(true);
    let second = scene.desk.decide(posts[1], Verdict::Approve);
    scene.desk.engine().outbox_changed();
    let status = scene.desk.engine().status();
    until("offline", || matches!(status.borrow().link, sync::Link::Offline { .. })).await;
    scene.line.cut_off(false);
    scene.desk.clock.advance(TimeDelta::minutes(5));
    scene.desk.engine().sync_now().await;
    until("the second decision", || scene.desk.fate(second) == Fate::Accepted).await;
    until("all sent", || status.borrow().all_sent()).await;
    shutdown.send(true).expect("the loop listens");
    running.await.expect("the loop ends");
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("never came: {what}");
}
