//! Questions to the supervisor, answers, suspensions: a restored portal gets them again, and what
//! the portal does not take is seen and can be closed.

use domain::outbox::ParkReason;
use domain::{EscalationState, Private, Suspension, SuspensionId, Verdict};
use store::decisions::Fate;
use store::places::Place;
use store::{escalations, suspensions, tray};
use support::desk::{Desk, new_id};

use super::{Scene, scene};

async fn push_all(desk: &Desk) {
    for _ in 0..9 {
        if desk.queued() == 0 {
            return;
        }
        desk.engine().push_once().await.expect("a push");
    }
    panic!("{} acts are left", desk.queued());
}

async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
}

fn asked(scene: &Scene) -> Vec<domain::EscalationRecord> {
    scene.hand.escalations().expect("the portal's list")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_a_restored_portal_lost_is_asked_again_and_once() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    let before = scene.desk.ask(posts[0], "先問的", None);
    push_all(&scene.desk).await;
    a_moment().await;
    let copy = scene.hand.take_copy().expect("a copy");
    a_moment().await;
    let held = scene.desk.decide(posts[1], Verdict::Hold);
    push_all(&scene.desk).await;
    let lost = scene.desk.ask(posts[1], "後問的", Some(held));
    push_all(&scene.desk).await;
    scene.pull().await;
    scene.hand.restore(&copy).expect("restored");
    assert_eq!(asked(&scene).len(), 1);
    scene.pull().await;
    push_all(&scene.desk).await;
    scene.pull().await;
    let mut there: Vec<_> = asked(&scene).iter().map(|one| one.id).collect();
    there.sort();
    assert_eq!(there, [before, lost], "each once");
    assert!(scene.desk.tray().is_empty());
    for id in [before, lost] {
        let stored = scene.desk.read(|c| escalations::get(c, id)).expect("here");
        assert_eq!((stored.fate, stored.record.state), (Fate::Accepted, EscalationState::Open));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_question_that_the_restored_portal_lost_blocks_nobody() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let copy = scene.hand.take_copy().expect("a copy");
    let colleague = Desk::of(&scene.hand, "sw-02", &scene.portal.base_url());
    colleague.engine().pull_once().await.expect("a pull");
    colleague.ask(post, "同仁問的", None);
    push_all(&colleague).await;
    scene.pull().await;
    assert_eq!(scene.desk.place(post), Place::Escalated);
    scene.hand.restore(&copy).expect("restored");
    scene.pull().await;
    assert_eq!(scene.desk.place(post), Place::Waiting);
    assert!(scene.desk.read(|c| escalations::of_case(c, post.id)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_a_suspension_and_its_lifting_are_sent_again_after_a_restore() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let question = scene.desk.ask(post, "這樣可以嗎", None);
    push_all(&scene.desk).await;
    a_moment().await;
    let copy = scene.hand.take_copy().expect("a copy");
    a_moment().await;
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.portal.base_url());
    supervisor.engine().pull_once().await.expect("a pull");
    supervisor.settle_question(question, "可以");
    let (id, now) = (SuspensionId(new_id()), sync::Clock::now(&supervisor.clock));
    let by = domain::StaffMember { subject: "sv-01".to_owned(), display_name: String::new() };
    let first_day = domain::calendar::taipei_date(now);
    let suspension = Suspension {
        family_id: scene.family,
        first_day,
        last_day: first_day + chrono::Days::new(29),
        strikes: Vec::new(),
        grounds: Private::from("三次退件"),
        family_message: Private::from("暫停使用一個月。"),
        policy_version: "112.12".to_owned(),
    };
    let acts: Result<(), store::StoreError> = supervisor.store().write(|tx| {
        suspensions::order(tx, id, &suspension, &by, now, now)?;
        suspensions::lift(tx, id, &Private::from("誤會"), &by, now)
    });
    acts.expect("written");
    push_all(&supervisor).await;
    supervisor.engine().pull_once().await.expect("a pull");
    assert!(supervisor.tray().is_empty(), "{:?}", supervisor.tray());

    scene.hand.restore(&copy).expect("restored");
    assert!(scene.hand.suspensions().expect("the portal's list").is_empty());
    supervisor.engine().pull_once().await.expect("a pull");
    push_all(&supervisor).await;
    assert!(supervisor.tray().is_empty(), "{:?}", supervisor.tray());
    let there = asked(&scene);
    assert_eq!((there.len(), there[0].state), (1, EscalationState::Settled));
    assert_eq!(there[0].answer.as_str(), "可以");
    let there = scene.hand.suspensions().expect("the portal's list");
    assert_eq!((there.len(), there[0].id), (1, id));
    assert_eq!(there[0].lift_grounds.as_str(), "誤會");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_whose_revision_moved_lies_in_the_tray_and_its_case_stays_in_the_queue() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.ask(post, "這樣可以嗎", None);
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
    assert_eq!(scene.push().await.parked, 1);
    scene.pull().await;
    assert_eq!(scene.desk.place(post), Place::Resubmitted);
    let item = scene.desk.tray().remove(0);
    assert!(matches!(item.reason, ParkReason::RevisionMismatch { .. }));
    let now = sync::Clock::now(&scene.desk.clock);
    let closed: Result<bool, store::StoreError> = scene
        .desk
        .store()
        .write(|tx| tray::settle(tx, item.seq, tray::Settlement::KeptTheirs, "sw-01", now));
    assert!(closed.expect("written"));
    assert!(scene.desk.engine().refresh_status().await.is_ok());
    assert!(scene.desk.engine().status().borrow().all_sent());
}
