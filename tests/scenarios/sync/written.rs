//! What was written down when it was recorded is what is sent, word for word; and what cannot be read
//! any more holds up nothing else.

use chrono::TimeDelta;
use domain::Verdict;
use store::decisions::Fate;
use store::{StoreError, feed, outbox};
use support::desk::Desk;
use support::recorder::Recorder;

use super::{DECISIONS, scene};
use support::faulty_proxy::{Fault, FaultyProxy};

fn run(desk: &Desk, sql: &str) {
    desk.store()
        .write::<_, StoreError>(|tx| Ok(tx.execute_batch(sql)?))
        .expect("the desk's database");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_another_version_is_sent_byte_for_byte_and_again_after_an_update() {
    let scene = scene().await;
    let recorder = Recorder::before(&scene.portal.base_url()).await;
    let line = FaultyProxy::before(recorder.base_url()).await;
    let mut desk = Desk::of(&scene.hand, "sw-01", &line.base_url());
    let post = scene.post("一則");
    desk.engine().pull_once().await.expect("a pull");
    desk.decide(post, Verdict::Reject);
    // As an older version wrote it: another order of the keys, and a field that this one does not
    // know and would leave out.
    let item = desk.read(outbox::list).remove(0);
    let rest = item.body.as_str().strip_prefix('{').expect("an object");
    let (first, rest) = rest.split_once(",\"base_revision\"").expect("as it is written today");
    let written = format!("{{\"mood\":\"好\", \"base_revision\"{rest}");
    let written = format!("{},{first}}}", written.strip_suffix('}').expect("an object"));
    run(&desk, &format!("UPDATE outbox SET body = '{written}'"));
    line.fail(DECISIONS, Fault::LoseAnswer, 1);
    desk.engine().push_once().await.expect_err("the answer is lost");
    desk.update_to("9.9.9");
    desk.clock.advance(TimeDelta::minutes(1));
    let pushed = desk.engine().push_once().await.expect("a push");
    assert_eq!(pushed.accepted, 1);
    let sent: Vec<_> = recorder
        .exchanges()
        .into_iter()
        .filter(|one| one.path.starts_with("/decisions/"))
        .collect();
    assert_eq!(sent.len(), 2);
    for exchange in sent {
        assert_eq!(exchange.request_body, written.as_bytes());
        assert_eq!(exchange.request_header("content-type"), Some("application/json"));
    }
    assert_eq!(scene.accepted(post), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_row_that_cannot_be_read_holds_up_neither_the_others_nor_a_snapshot() {
    let scene = scene().await;
    let posts = scene.posts(3).await;
    let ids = posts.iter().map(|post| scene.desk.decide(*post, Verdict::Approve));
    let ids: Vec<_> = ids.collect();
    run(
        &scene.desk,
        "UPDATE decisions SET body = char(0) WHERE id = (SELECT act_id FROM outbox WHERE seq = 2);
         UPDATE outbox SET body = char(0) WHERE seq = 2",
    );
    assert_eq!(scene.push().await.accepted, 2);
    assert_eq!(
        (scene.desk.fate(ids[0]), scene.desk.fate(ids[2])),
        (Fate::Accepted, Fate::Accepted)
    );
    scene.desk.engine().resync().await.expect("the desk's database");
    scene.pull().await;
    assert!(!scene.desk.read(feed::position).restarting, "the snapshot came to its end");
    let [notice] = &scene.desk.read(feed::notices)[..] else { panic!("one notice") };
    assert_eq!((notice.what, notice.id), (feed::NoticeKind::ActUnread, Some(ids[1].0)));
    let status = scene.desk.engine().status().borrow().clone();
    assert!(!status.all_sent() && status.malformed == 1, "nobody says that all is well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_that_cannot_be_read_is_set_aside_while_its_snapshot_ends() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let question = scene.desk.ask(post, "這樣可以嗎？", None);
    scene.desk.settle_question(question, "可以。");
    run(&scene.desk, "UPDATE outbox SET body = '{\"answer\":7}' WHERE act = 'settlement'");
    scene.push().await;
    scene.push().await;
    assert_eq!(
        scene.hand.escalations().expect("the portal's database").len(),
        1,
        "the question went"
    );
    let [notice] = &scene.desk.read(feed::notices)[..] else { panic!("one notice") };
    assert_eq!((notice.kind.as_str(), notice.id), ("settlement", Some(question.0)));
}
