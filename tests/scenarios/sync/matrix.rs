//! Every row of the merge table, each way round: known by the feed first, or told when sending.

use chrono::TimeDelta;
use domain::outbox::ParkReason;
use domain::{CaseState, Verdict};
use store::decisions::{self, Fate};
use store::places::Place;
use store::{documents, outbox, tray};
use support::desk::{self, Desk};
use support::faulty_proxy::Fault;

use super::{DECISIONS, scene, scene_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_case_closes_as_void_and_is_not_tallied() {
    for pulled_first in [false, true] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        let id = scene.desk.decide(post, Verdict::Reject);
        scene.hand.withdraw(post).expect("the portal's database");
        if pulled_first {
            scene.pull().await;
        }
        scene.push().await;
        assert_eq!(scene.desk.fate(id), Fate::Closed, "pulled first: {pulled_first}");
        assert_eq!(scene.desk.place(post), Place::Closed);
        assert_eq!(scene.desk.case(post.id).expect("kept").case.state(), CaseState::Withdrawn);
        assert!(scene.desk.tray().is_empty());
        assert!(scene.desk.read(|c| decisions::strikes(c, scene.family)).is_empty());
        assert_eq!(scene.accepted(post), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_applications_documents_are_erased() {
    let scene = scene().await;
    let case = desk::apply(&scene.hand, scene.inmate, "王小明", b"private paper");
    scene.pull().await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    assert!(!scene.desk.read(|c| documents::of_case(c, case.id)).is_empty());
    scene.hand.withdraw(case).expect("the portal's database");
    scene.pull().await;
    assert!(scene.desk.read(|c| documents::of_case(c, case.id)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_decided_the_same_closes_ours_silently() {
    for pulled_first in [false, true] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        let id = scene.desk.decide(post, Verdict::Approve);
        scene.colleague_decides(post, Verdict::Approve);
        if pulled_first {
            scene.pull().await;
        }
        scene.push().await;
        assert_eq!(scene.desk.fate(id), Fate::Closed, "pulled first: {pulled_first}");
        assert_eq!((scene.desk.place(post), scene.accepted(post)), (Place::Closed, 1));
        assert!(scene.desk.tray().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_decided_otherwise_sends_ours_to_the_tray_with_who_and_what() {
    for pulled_first in [false, true] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        let id = scene.desk.decide(post, Verdict::Reject);
        let theirs = scene.colleague_decides(post, Verdict::Approve);
        if pulled_first {
            scene.pull().await;
        }
        scene.push().await;
        scene.pull().await;
        assert_eq!(scene.desk.fate(id), Fate::Parked, "pulled first: {pulled_first}");
        assert_eq!(scene.desk.place(post), Place::Tray);
        let tray = scene.desk.tray();
        assert!(matches!(
            tray[0].reason,
            ParkReason::AlreadyDecided { verdict: Some(Verdict::Approve), .. }
        ));
        let first = scene.desk.read(|c| decisions::get(c, theirs)).expect("who was first");
        assert_eq!((first.by.subject.as_str(), first.ours), ("sw-02", false));
        assert!(scene.desk.read(|c| decisions::strikes(c, scene.family)).is_empty());
        // 保留對方的決定
        let now = sync::Clock::now(&scene.desk.clock);
        let settlement = tray::Settlement::KeptTheirs;
        scene
            .desk
            .store()
            .write(|tx| tray::settle(tx, tray[0].seq, settlement, "sw-01", now))
            .expect("settled");
        assert_eq!(scene.desk.place(post), Place::Closed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_overturns_as_a_new_decision_that_names_the_old() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let old = scene.colleague_decides(post, Verdict::Reject);
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.line.base_url());
    supervisor.engine().pull_once().await.expect("a pull");
    assert_eq!(supervisor.read(|c| decisions::strikes(c, scene.family)).len(), 1);
    let seen = supervisor.case(post.id).expect("the case").case;
    let new = supervisor.try_decide(&seen, Verdict::Approve, Some(old)).expect("recorded");
    assert_eq!(supervisor.engine().push_once().await.expect("a push").accepted, 1);
    scene.pull().await;
    let overturned = scene.desk.read(|c| decisions::get(c, old)).expect("the old one");
    assert_eq!(overturned.overturned_by, Some(new));
    assert!(scene.desk.read(|c| decisions::strikes(c, scene.family)).is_empty());
    assert!(supervisor.read(|c| decisions::strikes(c, scene.family)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resubmitted_case_reopens_and_ours_is_never_applied_to_it() {
    for pulled_first in [false, true] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        let id = scene.desk.decide(post, Verdict::Approve);
        scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
        if pulled_first {
            scene.pull().await;
        }
        scene.push().await;
        scene.pull().await;
        assert_eq!(scene.desk.fate(id), Fate::Parked, "pulled first: {pulled_first}");
        assert_eq!((scene.desk.place(post), scene.accepted(post)), (Place::Tray, 0));
        let reason = &scene.desk.tray()[0].reason;
        assert!(matches!(reason, ParkReason::RevisionMismatch { current: Some(_) }));
        let domain::Case::Post(shown) = scene.desk.case(post.id).expect("the case").case else {
            panic!("a post");
        };
        assert_eq!(shown.title.as_str(), "改過的標題");
        // Decided anew on what is there now, it goes through.
        scene.desk.decide(post, Verdict::Reject);
        assert_eq!(scene.push().await.accepted, 1);
        assert!(scene.desk.tray().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_left_is_out_of_sight_and_leaves_our_decision_in_the_tray() {
    for pulled_first in [false, true] {
        let scene = scene().await;
        let case = desk::apply(&scene.hand, scene.inmate, "王小明", b"private paper");
        scene.pull().await;
        scene.desk.engine().fetch_documents_once().await.expect("fetched");
        let id = scene.desk.decide(case, Verdict::Return);
        scene.hand.move_out(scene.inmate).expect("the portal's database");
        if pulled_first {
            scene.pull().await;
        }
        scene.push().await;
        scene.pull().await;
        assert_eq!(scene.desk.fate(id), Fate::Parked, "pulled first: {pulled_first}");
        assert!(scene.desk.case(case.id).is_none());
        assert_eq!(scene.desk.tray().len(), 1);
        assert_eq!(scene.desk.queued(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_family_holds_the_decision_until_they_are_resumed() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let suspension = scene.hand.suspend(scene.family, 30).expect("the portal's database");
    scene.desk.decide(post, Verdict::Approve);
    assert_eq!(scene.push().await.delayed, 1);
    let item = &scene.desk.read(outbox::list)[0];
    assert!(matches!(item.trouble, Some(outbox::Trouble::Suspended { until: Some(_) })));
    scene.desk.clock.advance(TimeDelta::hours(2));
    assert_eq!(scene.push().await.accepted, 0);
    assert_eq!(scene.line.count(DECISIONS), 1, "it is not tried again and again");
    scene.hand.lift(suspension).expect("lifted");
    scene.pull().await;
    assert_eq!(scene.push().await.accepted, 1);
    assert_eq!((scene.accepted(post), scene.desk.queued()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_claim_alone_does_not_stop_a_decision_but_a_colleagues_newer_one_does() {
    let short = practice_portal::Config {
        claim_ttl: TimeDelta::seconds(1),
        ..practice_portal::Config::default()
    };
    let scene = scene_of(desk::empty_portal_with(short)).await;
    let posts = scene.posts(2).await;
    let claims = scene.hand.claim("sw-01", posts.clone()).expect("claimed");
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    scene.hand.claim("sw-02", vec![posts[1]]).expect("claimed");
    for claim in claims {
        let seen = scene.desk.case(claim.case.id).expect("the case").case;
        scene
            .desk
            .decide_with(&seen, Verdict::Approve, |decision| decision.fence = Some(claim.fence))
            .expect("recorded");
    }
    let pushed = scene.push().await;
    assert_eq!((pushed.accepted, pushed.parked), (1, 1));
    assert_eq!((scene.accepted(posts[0]), scene.accepted(posts[1])), (1, 0));
    let reason = &scene.desk.tray()[0].reason;
    assert!(matches!(
        reason,
        ParkReason::ClaimSuperseded { holder: Some(holder) } if holder.subject == "sw-02"
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_portal_gets_back_every_decision_it_lost_and_none_twice() {
    let scene = scene().await;
    let posts = scene.posts(4).await;
    let before = scene.desk.decide(posts[0], Verdict::Reject);
    scene.push().await;
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let copy = scene.hand.take_copy().expect("a copy");
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let lost = scene.desk.decide(posts[1], Verdict::Reject);
    scene.push().await;
    scene.pull().await;
    let unsent = scene.desk.decide(posts[2], Verdict::Approve);
    let born_later = scene.post("還原後消失的");
    scene.pull().await;
    assert!(scene.desk.case(born_later.id).is_some());
    scene.hand.restore(&copy).expect("restored");
    let mut events = scene.desk.engine().events();
    scene.pull().await;
    let told = std::iter::from_fn(|| events.try_recv().ok())
        .any(|event| matches!(event, sync::SyncEvent::Restored { sent_again: 1, .. }));
    assert!(told, "the person is told how many are sent again");
    assert_eq!(scene.push().await.accepted, 2);
    scene.pull().await;
    for (post, id) in [(posts[0], before), (posts[1], lost), (posts[2], unsent)] {
        let records = scene.hand.decisions_on(post).expect("the portal's database");
        assert_eq!((records.len(), records[0].id), (1, id));
        assert_eq!(scene.desk.fate(id), Fate::Accepted);
        assert_eq!(scene.desk.place(post), Place::Closed);
    }
    assert_eq!(scene.desk.place(posts[3]), Place::Waiting);
    assert!(scene.desk.case(born_later.id).is_none(), "the portal knows nothing of it");
    assert!(scene.desk.tray().is_empty());
    assert_eq!(scene.desk.queued(), 0);
    assert_eq!(scene.desk.read(|c| decisions::strikes(c, scene.family)).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_case_leaves_the_count_but_none_of_its_words() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let seen = scene.desk.case(post.id).expect("the case").case;
    let say = |words: &'static str| {
        move |decision: &mut domain::Decision| {
            decision.family_message = words.into();
            for reason in &mut decision.reasons {
                reason.slots.insert("事項".to_owned(), words.into());
            }
        }
    };
    // One decision of ours that lies in the tray, one that was accepted, a question with its
    // answer, and a question that lies in the tray.
    scene.desk.decide_with(&seen, Verdict::Return, say("祕密甲")).expect("recorded");
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("the portal's database");
    scene.push().await;
    scene.pull().await;
    let asked = scene.desk.ask(post, "祕密乙", None);
    scene.push().await;
    let supervisor = Desk::of(&scene.hand, "sv-01", &scene.portal.base_url());
    supervisor.engine().pull_once().await.expect("a pull");
    supervisor.settle_question(asked, "祕密丙");
    supervisor.engine().push_once().await.expect("a push");
    scene.pull().await;
    scene.desk.ask(post, "祕密丁", None);
    scene.hand.rewrite(post, "又改過的標題", "祕密戊").expect("the portal's database");
    scene.push().await;
    scene.pull().await;
    let seen = scene.desk.case(post.id).expect("the case").case;
    let id = scene.desk.decide_with(&seen, Verdict::Reject, say("祕密己")).expect("recorded");
    scene.push().await;
    scene.pull().await;
    for words in ["祕密甲", "祕密乙", "祕密丙", "祕密丁", "祕密戊", "祕密己"] {
        assert!(!scene.desk.mentions(words).is_empty(), "{words} is here");
    }

    scene.hand.purge(post).expect("the portal's database");
    scene.pull().await;
    supervisor.engine().pull_once().await.expect("a pull");
    assert!(scene.desk.case(post.id).is_none());
    for words in ["祕密甲", "祕密乙", "祕密丙", "祕密丁", "祕密戊", "祕密己", "改過的標題"]
    {
        for desk in [&scene.desk, &supervisor] {
            assert_eq!(desk.mentions(words), [""; 0], "{words}");
        }
    }
    let stored = scene.desk.read(|c| decisions::get(c, id)).expect("kept");
    assert!(stored.decision.family_message.is_empty());
    assert!(stored.decision.is_strike(), "what counts still counts");
    let log = scene
        .desk
        .read(|c| store::audit::page(c, &store::audit::Wanted::default(), None, u32::MAX));
    let purged: Vec<_> = log.iter().filter(|row| row.action == "case.purged").collect();
    assert_eq!(purged.len(), 1, "told once");
    assert_eq!(purged[0].subject, store::audit::case_subject(post.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_its_way_when_its_case_was_erased_loses_its_words_with_the_answer() {
    for answered in [false, true] {
        let scene = scene().await;
        let post = scene.posts(1).await[0];
        let seen = scene.desk.case(post.id).expect("the case").case;
        let say = |decision: &mut domain::Decision| decision.family_message = "祕密甲".into();
        scene.desk.decide_with(&seen, Verdict::Reject, say).expect("recorded");
        scene.desk.ask(post, "祕密乙", None);
        if answered {
            // The decision has arrived, and nobody here knows.
            scene.line.fail(DECISIONS, Fault::LoseAnswer, 1);
            scene.desk.engine().push_once().await.expect_err("the answer is lost");
        }
        scene.hand.purge(post).expect("the portal's database");
        scene.pull().await;
        scene.desk.clock.advance(TimeDelta::minutes(5));
        while scene.desk.queued() > 0 {
            scene.push().await;
        }
        for words in ["祕密甲", "祕密乙"] {
            assert_eq!(scene.desk.mentions(words), [""; 0], "{words}, answered: {answered}");
        }
    }
}
