//! The portal as witness of the audit log: it is told how the log ends, and another log than it was told
//! of is found by it.

use chrono::TimeDelta;
use domain::Verdict;
use practice_portal::Config;
use store::audit;
use store::chain::Edit;
use support::desk::{self, Desk};
use support::faulty_proxy::Fault;
use sync::Witnessed;

use super::{Scene, scene, scene_of};

const HEADS: &str = "PUT /staff/v1/audit-heads";

fn witnessed(scene: &Scene) -> Witnessed {
    scene.desk.engine().status().borrow().witnessed
}

async fn told(scene: &Scene) -> Vec<(i64, bool)> {
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.portal.base_url());
    let client = supervisor.client();
    let newest = client.newest_audit_heads().await.expect("the facility's desks").heads;
    let [one] = &newest[..] else { panic!("{newest:?}") };
    let all = client.audit_heads(one.told.desk, None).await.expect("its heads").heads;
    all.iter().map(|head| (head.told.entries, head.goes_back)).collect()
}

fn edit(scene: &Scene, sql: &str) {
    let edited = scene.desk.store().write::<_, store::StoreError>(|tx| Ok(tx.execute_batch(sql)?));
    edited.expect("edited");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_told_how_the_log_ends_and_bears_witness_to_it() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    assert_eq!(witnessed(&scene), Witnessed::Unasked);
    scene.desk.decide(posts[0], Verdict::Approve);
    scene.push().await;
    scene.desk.engine().witness_once().await.expect("told");
    let Witnessed::UpTo { entries, .. } = witnessed(&scene) else {
        panic!("{:?}", witnessed(&scene))
    };
    let end = scene.desk.read(audit::end).expect("entries");
    assert_eq!(entries, end.entries);
    scene.desk.decide(posts[1], Verdict::Approve);
    scene.push().await;
    scene.desk.engine().witness_once().await.expect("told");
    let heads = told(&scene).await;
    assert_eq!(heads.len(), 2);
    assert!(heads[0].0 < heads[1].0 && heads.iter().all(|(_, back)| !back), "{heads:?}");
    let kept = scene.desk.engine().witnesses().await.expect("read back").expect("offered");
    let witnesses: Vec<_> = kept.into_iter().map(|(witness, _)| witness).collect();
    let examined = scene.desk.read(move |c| audit::examine(c, &witnesses));
    assert_eq!((examined.witnessed, examined.fault), (heads[1].0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_rewritten_whole_is_found_by_the_witness_and_stays_found() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Reject);
    scene.push().await;
    scene.desk.engine().witness_once().await.expect("told");
    // Every hash is right again: the chain by itself says nothing.
    let mut log = scene.desk.read(|c| audit::entries(c, 1, i64::MAX));
    let mut previous = store::chain::Place::BEGINNING;
    for one in &mut log {
        one.actor = "sw-02".to_owned();
        one.hash = store::chain::hash_at(previous, one);
        previous = store::chain::Place { seq: one.seq, hash: one.hash };
        let hash = hex::encode(one.hash);
        edit(
            &scene,
            &format!("UPDATE audit SET actor = 'sw-02', hash = x'{hash}' WHERE seq = {}", one.seq),
        );
    }
    assert_eq!(scene.desk.read(|c| audit::examine(c, &[])).fault, None);
    scene.desk.reopen();
    scene.pull().await;
    // The new log is told of as well, and covers nothing up.
    for _ in 0..2 {
        scene.desk.engine().witness_once().await.expect("told");
        assert_eq!(witnessed(&scene), Witnessed::Differs);
    }
    let kept = scene.desk.engine().witnesses().await.expect("read back").expect("offered");
    let witnesses: Vec<_> = kept.into_iter().map(|(witness, _)| witness).collect();
    let fault = scene.desk.read(move |c| audit::examine(c, &witnesses)).fault.expect("found");
    assert_eq!((fault.edit, fault.first), (Edit::RewrittenWhole, 1));
    assert!(told(&scene).await[1].1, "the portal itself sees that it goes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_rolled_back_with_its_counter_is_found_by_the_witness() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    for post in posts {
        scene.desk.decide(post, Verdict::Reject);
        scene.push().await;
        scene.desk.engine().witness_once().await.expect("told");
    }
    edit(
        &scene,
        "DELETE FROM audit WHERE seq > 2; UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit'",
    );
    assert_eq!(scene.desk.read(|c| audit::examine(c, &[])).fault, None);
    let kept = scene.desk.engine().witnesses().await.expect("read back").expect("offered");
    let witnesses: Vec<_> = kept.into_iter().map(|(witness, _)| witness).collect();
    let fault = scene.desk.read(move |c| audit::examine(c, &witnesses)).fault.expect("found");
    assert_eq!((fault.edit, fault.first), (Edit::RolledBack, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_of_1_0_is_told_nothing_and_named_as_no_witness() {
    let scene =
        scene_of(desk::empty_portal_with(Config { audit_heads: false, ..Config::default() })).await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    scene.push().await;
    scene.desk.engine().witness_once().await.expect("nothing to do");
    scene.desk.engine().tell_audit_head().await.expect("nothing to do");
    assert_eq!(witnessed(&scene), Witnessed::NotOffered);
    assert_eq!(scene.desk.engine().witnesses().await.expect("nothing asked"), None);
    assert_eq!(scene.line.count(HEADS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_desk_tells_after_an_act_every_hour_and_again_after_a_failure() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.line.fail(HEADS, Fault::LoseAnswer, 1);
    scene.desk.decide(post, Verdict::Approve);
    scene.push().await;
    scene.desk.engine().witness_once().await.expect_err("the answer is lost");
    assert_eq!(witnessed(&scene), Witnessed::Unasked);
    scene.desk.clock.advance(TimeDelta::minutes(1));
    scene.desk.engine().witness_once().await.expect("told");
    assert!(matches!(witnessed(&scene), Witnessed::UpTo { .. }));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(scene.desk.engine().clone().run(stopped));
    let before = scene.line.count(HEADS);
    let mut status = scene.desk.engine().status();
    let next = scene.post("再一則");
    scene.pull().await;
    scene.desk.decide(next, Verdict::Approve);
    scene.desk.engine().outbox_changed();
    let end = |scene: &Scene| scene.desk.read(audit::end).map_or(0, |end| end.entries);
    let up_to_the_end = status.wait_for(|status| {
        matches!(status.witnessed, Witnessed::UpTo { entries, .. } if status.all_sent() && entries == end(&scene))
    });
    tokio::time::timeout(std::time::Duration::from_secs(30), up_to_the_end)
        .await
        .expect("within half a minute")
        .expect("running");
    assert!(scene.line.count(HEADS) > before);
    stop.send(true).expect("running");
    running.await.expect("ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_person_says_in_this_desks_name_bears_witness_to_nothing() {
    let scene = scene().await;
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.portal.base_url());
    scene.post("給主管看");
    supervisor.engine().pull_once().await.expect("a pull");
    let note = store::audit::Event {
        at: sync::Clock::now(&supervisor.clock),
        actor: "sv-01",
        action: audit::Action::SessionOpened,
        subject: "desk".to_owned(),
        detail: serde_json::json!({}),
    };
    supervisor.store().write(|tx| audit::append(tx, &note)).expect("noted");
    supervisor.engine().witness_once().await.expect("told");
    let told = supervisor.client().newest_audit_heads().await.expect("the newest").heads;
    let mut other = told[0].told.clone();
    (other.head, other.entries) = ("0".repeat(64), 90);
    let id = uuid::Uuid::from_u128(0x019a_b3c4_0000_7000_8000_0000_0000_0099);
    scene.desk.client().tell_audit_head(id, &other).await.expect("taken, in their own name");
    supervisor.engine().witness_once().await.expect("told");
    let witnessed = supervisor.engine().status().borrow().witnessed;
    assert!(matches!(witnessed, Witnessed::UpTo { entries: 1, .. }), "{witnessed:?}");
}
