//! Answers that are none: later, elsewhere, cut.

use chrono::TimeDelta;
use domain::Verdict;
use store::outbox::{self, Trouble};
use support::faulty_proxy::Fault;
use sync::Link;

use super::{CHANGES, DECISIONS, Scene, scene};

fn answer(status: &'static str, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Answer { status, headers, body: body.to_owned() }
}

fn html() -> Fault {
    answer("200 OK", &[("content-type", "text/html")], "<html>請先登入網路</html>")
}

fn trouble(scene: &Scene) -> Option<Trouble> {
    scene.desk.read(outbox::list)[0].trouble.clone()
}

fn link(scene: &Scene) -> Link {
    scene.desk.engine().status().borrow().link
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_stands_in_for_an_answer_delays_a_decision_and_loses_nothing() {
    let problem = r#"{"type":"/problems/internal","title":"x","status":500}"#;
    for (fault, expected) in [
        (
            answer("500 Internal Server Error", &[], ""),
            Trouble::Deferred { status: 500, asked: false },
        ),
        (
            answer(
                "503 Service Unavailable",
                &[("content-type", "application/problem+json")],
                problem,
            ),
            Trouble::Deferred { status: 503, asked: false },
        ),
        (html(), Trouble::Unclear),
        (
            answer("403 Forbidden", &[("content-type", "text/html")], "no"),
            Trouble::Deferred { status: 403, asked: false },
        ),
        (Fault::CutAnswer, Trouble::Unclear),
        (Fault::Swallow, Trouble::Unclear),
    ] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        scene.line.fail(DECISIONS, fault.clone(), 1);
        scene.desk.decide(post, Verdict::Approve);
        scene.desk.engine().push_once().await.expect_err("no answer");
        assert_eq!(trouble(&scene), Some(expected), "{fault:?}");
        assert!(!matches!(link(&scene), Link::Online | Link::Starting), "{fault:?}");
        // Not before its time.
        assert_eq!(scene.push().await.accepted, 0, "{fault:?}");
        scene.desk.clock.advance(TimeDelta::seconds(3));
        assert_eq!(scene.push().await.accepted, 1, "{fault:?}");
        assert_eq!((scene.accepted(post), scene.desk.queued()), (1, 0), "{fault:?}");
        assert_eq!(link(&scene), Link::Online);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_is_left_alone_for_as_long_as_it_asks() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail(DECISIONS, answer("429 Too Many Requests", &[("retry-after", "120")], ""), 1);
    scene.desk.decide(post, Verdict::Approve);
    scene.desk.engine().push_once().await.expect_err("later");
    scene.desk.clock.advance(TimeDelta::seconds(119));
    assert_eq!(scene.push().await.accepted, 0);
    assert_eq!(scene.line.count(DECISIONS), 1);
    scene.desk.clock.advance(TimeDelta::seconds(2));
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn syncing_by_hand_tries_at_once_what_failed_and_not_what_the_portal_wants_later() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    let later = answer("429 Too Many Requests", &[("retry-after", "120")], "");
    for (post, fault, sent) in [(posts[0], html(), 1), (posts[1], later, 0)] {
        scene.line.fail(DECISIONS, fault, 1);
        scene.desk.decide(post, Verdict::Approve);
        scene.desk.engine().push_once().await.expect_err("no answer");
        assert_eq!(scene.push().await.accepted, 0, "it waits");
        scene.desk.engine().sync_now().await;
        assert_eq!(scene.push().await.accepted, sent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_none_changes_nothing_and_the_next_one_brings_all() {
    for fault in [
        html(),
        answer("500 Internal Server Error", &[], ""),
        answer("429 Too Many Requests", &[("retry-after", "1")], ""),
        answer("200 OK", &[("content-type", "application/json")], "{\"epoch\":"),
        Fault::CutAnswer,
        Fault::LoseAnswer,
    ] {
        let scene = scene().await;
        let post = scene.post("第一則");
        scene.line.fail(CHANGES, fault.clone(), 1);
        scene.desk.engine().pull_once().await.expect_err("no page");
        assert!(scene.desk.case(post.id).is_none(), "{fault:?}");
        assert!(!matches!(link(&scene), Link::Online), "{fault:?}");
        assert!(scene.desk.engine().status().borrow().last_pull_at.is_none());
        scene.pull().await;
        assert!(scene.desk.case(post.id).is_some(), "{fault:?}");
        assert_eq!(link(&scene), Link::Online);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_portal_is_called_offline() {
    let scene = scene().await;
    scene.pull().await;
    scene.line.cut_off(true);
    scene.desk.engine().pull_once().await.expect_err("nobody is there");
    assert!(matches!(link(&scene), Link::Offline { .. }));
    scene.line.cut_off(false);
    scene.pull().await;
    assert_eq!(link(&scene), Link::Online);
}
