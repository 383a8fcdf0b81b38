//! Absence is not deletion: what a snapshot lacks, and what has left and comes back.

use chrono::{TimeDelta, Utc};
use domain::outbox::ParkReason;
use domain::{CaseRef, CaseState, Private, Verdict};
use practice_portal::{Clock, Config};
use serde_json::{Value, json};
use store::decisions::Fate;
use store::places::Place;
use store::queue::{self, QueueFilter};
use store::{StoreError, documents, notes, search, tombstones, tray};
use support::desk;
use support::faulty_proxy::Fault;

use super::{CHANGES, DECISIONS, Scene, scene, scene_of};

const STATS: &str = "GET /staff/v1/stats/cases";

/// A portal whose clock a test moves, and on which a person stays signed in for weeks.
async fn scene_on(clock: &Clock) -> Scene {
    let config =
        Config { clock: clock.clone(), token_lifetime: TimeDelta::days(60), ..Config::default() };
    scene_of(desk::empty_portal_with(config)).await
}

impl Scene {
    /// The next full snapshot lacks the items for which `lacks` holds.
    async fn next_snapshot_lacks(&self, lacks: impl Fn(&Value) -> bool) {
        let whole = self.desk.client().changes(None, 2000).await.expect("the feed");
        let items =
            whole.changes.iter().map(|item| serde_json::from_str(item.get()).expect("JSON"));
        let changes: Vec<Value> = items.filter(|item| !lacks(item)).collect();
        self.answer(
            CHANGES,
            &json!({
                "epoch": whole.epoch, "changes": changes, "next_cursor": whole.next_cursor,
                "has_more": false,
            }),
        );
        self.desk.engine().resync().await.expect("written");
    }

    async fn next_snapshot_lacks_cases(&self, cases: &[CaseRef]) {
        let gone: Vec<String> = cases.iter().map(|case| case.id.to_string()).collect();
        self.next_snapshot_lacks(|item| gone.iter().any(|id| item["id"] == id.as_str())).await;
    }

    fn answer(&self, request: &str, body: &Value) {
        let headers = vec![("content-type", "application/json".to_owned())];
        let answer = Fault::Answer { status: "200 OK", headers, body: body.to_string() };
        self.line.fail(request, answer, 1);
    }

    fn put_note(&self, case: CaseRef, text: &str) {
        let (text, now) = (Private::from(text), Utc::now());
        let written: Result<(), StoreError> =
            self.desk.store().write(|tx| notes::put_note(tx, case.id, &text, now));
        written.expect("written");
    }

    fn note(&self, case: CaseRef) -> Option<String> {
        self.desk.read(|c| notes::note(c, case.id)).map(Private::into_string)
    }

    fn is_here(&self, case: CaseRef) -> bool {
        self.desk.case(case.id).is_some()
    }

    /// Everything that a person could come across the case by.
    fn shows(&self, case: CaseRef, title: &str) -> bool {
        let filter = QueueFilter::all(case.kind);
        let listed = self.desk.read(|c| queue::page(c, &filter, None, 100));
        let found = self.desk.read(|c| search::find_cases(c, title, 100));
        listed.iter().chain(&found).any(|row| row.case == case)
    }

    fn open_counted(&self) -> u32 {
        self.desk.read(queue::counts).iter().map(|count| count.cases).sum()
    }

    fn put_away(&self) -> u32 {
        self.desk.read(tombstones::count)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_snapshot_takes_nothing_away_that_the_portal_itself_counts() {
    let clock = Clock::manual(Utc::now());
    let scene = scene_on(&clock).await;
    let posts = scene.posts(8).await;
    scene.put_note(posts[0], "媽媽電話裡說的");
    let unsent = scene.desk.decide(posts[1], Verdict::Reject);
    scene.next_snapshot_lacks(|_| true).await;
    scene.pull().await;
    assert!(posts.iter().all(|post| scene.is_here(*post)), "everything is as it was");
    assert_eq!(scene.open_counted(), 9);
    assert_eq!(scene.note(posts[0]).as_deref(), Some("媽媽電話裡說的"));
    assert_eq!(
        (scene.desk.fate(unsent), scene.desk.place(posts[1])),
        (Fate::Unsent, Place::Decided)
    );
    assert!(scene.desk.read(|c| store::people::family(c, scene.family)).is_some());
    let told = scene.desk.engine().status().borrow().absence.clone().expect("it is told");
    assert_eq!((told.here, told.missing, told.portal), (9, 9, Some(9)));
    assert!(told.kept && told.again && !told.seen);
    // It is taken again after an hour, and then it is whole.
    let before = scene.line.count(CHANGES);
    scene.pull().await;
    assert_eq!(scene.line.count(CHANGES), before + 1, "not at once");
    scene.hand.withdraw(posts[2]).expect("withdrawn");
    clock.advance(TimeDelta::minutes(61));
    scene.desk.clock.advance(TimeDelta::minutes(61));
    scene.pull().await;
    let told = scene.desk.engine().status().borrow().absence.clone().expect("still known");
    assert!(told.kept && !told.again);
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_the_portals_own_count_bears_out_puts_cases_away_and_they_come_back_whole()
{
    let scene = scene().await;
    let posts = scene.posts(9).await;
    let (gone, decided) = (posts[0], posts[1]);
    scene.put_note(gone, "等家屬回電");
    let unsent = scene.desk.decide(decided, Verdict::Reject);
    scene.next_snapshot_lacks_cases(&posts[..7]).await;
    let counts = json!([
        { "kind": "application", "state": "pending", "cases": 1 },
        { "kind": "post", "state": "pending", "cases": 2 },
    ]);
    scene.answer(STATS, &json!({ "as_of": Utc::now(), "counts": counts }));
    scene.pull().await;
    let told = scene.desk.engine().status().borrow().absence.clone().expect("it is told");
    assert_eq!((told.here, told.missing, told.portal, told.kept), (10, 7, Some(3), false));
    for post in &posts[..7] {
        assert!(!scene.is_here(*post));
    }
    assert!(!scene.shows(gone, "第0則") && scene.shows(posts[8], "第8則"));
    assert_eq!((scene.open_counted(), scene.put_away()), (3, 7));
    assert_eq!(scene.desk.fate(unsent), Fate::Parked);
    assert_eq!(scene.desk.tray()[0].reason, ParkReason::LeftScope);
    assert!(scene.desk.tray()[0].seen.is_some(), "what its author saw is kept");
    // The portal has them after all.
    scene.desk.engine().resync().await.expect("written");
    scene.pull().await;
    assert!(posts.iter().all(|post| scene.is_here(*post)));
    assert!(scene.shows(gone, "第0則"));
    assert_eq!((scene.open_counted(), scene.put_away()), (10, 0));
    assert_eq!(scene.note(gone).as_deref(), Some("等家屬回電"));
    assert_eq!(scene.desk.place(decided), Place::Tray);
    // And the same decision goes, once.
    let (seq, now) = (scene.desk.tray()[0].seq, sync::Clock::now(&scene.desk.clock));
    let again = || scene.desk.store().write(|tx| tray::send_again(tx, seq, "sw-01", now));
    assert!(again().expect("written"));
    assert!(!again().expect("written"), "it is no longer in the tray");
    assert_eq!(scene.push().await.accepted, 1);
    assert_eq!((scene.accepted(decided), scene.desk.fate(unsent)), (1, Fate::Accepted));
    assert!(scene.desk.tray().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_case_that_a_snapshot_lacks_is_found_out_by_the_next_days_comparison() {
    let clock = Clock::manual(Utc::now());
    let scene = scene_on(&clock).await;
    let posts = scene.posts(3).await;
    scene.put_note(posts[1], "這件要再問");
    scene.next_snapshot_lacks_cases(&posts[1..2]).await;
    scene.pull().await;
    assert!(!scene.is_here(posts[1]) && scene.is_here(posts[2]));
    assert_eq!(scene.line.count(STATS), 1, "so few are not asked for; the first sign-in did");
    clock.advance(TimeDelta::hours(25));
    scene.desk.clock.advance(TimeDelta::hours(25));
    scene.pull().await;
    assert!(scene.is_here(posts[1]));
    assert_eq!(scene.note(posts[1]).as_deref(), Some("這件要再問"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaving_that_is_taken_back_brings_note_draft_documents_and_decision_back() {
    let scene = scene().await;
    let case = desk::apply(&scene.hand, scene.inmate, "王小明", b"private paper");
    let post = scene.posts(1).await[0];
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    scene.put_note(case, "印章不清楚");
    let draft = notes::Draft { revision: 1, sheet: json!({ "verdict": "return" }) };
    let put: Result<(), StoreError> =
        scene.desk.store().write(|tx| notes::put_draft(tx, case.id, &draft, Utc::now()));
    put.expect("written");
    let unsent = scene.desk.decide(post, Verdict::Approve);
    scene.hand.move_out(scene.inmate).expect("moved");
    scene.pull().await;
    assert!(!scene.is_here(case) && !scene.is_here(post));
    assert_eq!(scene.desk.tray()[0].reason, ParkReason::LeftScope);
    scene.hand.come_back(scene.inmate).expect("back");
    scene.pull().await;
    assert!(scene.is_here(case) && scene.is_here(post));
    assert_eq!(scene.note(case).as_deref(), Some("印章不清楚"));
    let kept: Option<notes::Draft<Value>> = scene.desk.read(|c| notes::draft(c, case.id));
    assert_eq!(kept.map(|kept| kept.sheet), Some(draft.sheet));
    let papers = scene.desk.read(|c| documents::of_case(c, case.id));
    assert!(papers.iter().all(|paper| paper.state == documents::DocumentState::Stored));
    scene.desk.store().open_document(papers[0].id).expect("its bytes are here");
    let (seq, now) = (scene.desk.tray()[0].seq, sync::Clock::now(&scene.desk.clock));
    let sent = scene.desk.store().write(|tx| tray::send_again(tx, seq, "sw-01", now));
    assert!(sent.expect("written"));
    assert_eq!(scene.push().await.accepted, 1);
    assert_eq!((scene.accepted(post), scene.desk.fate(unsent)), (1, Fate::Accepted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_whose_case_comes_back_with_other_words_is_not_sent_as_it_was() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let id = scene.desk.decide(post, Verdict::Approve);
    scene.hand.move_out(scene.inmate).expect("moved");
    scene.pull().await;
    scene.hand.come_back(scene.inmate).expect("back");
    scene.hand.rewrite(post, "改過的標題", "改過的內容").expect("rewritten");
    scene.pull().await;
    let (seq, now) = (scene.desk.tray()[0].seq, sync::Clock::now(&scene.desk.clock));
    let sent = scene.desk.store().write(|tx| tray::send_again(tx, seq, "sw-01", now));
    assert!(!sent.expect("read"));
    assert_eq!((scene.desk.fate(id), scene.desk.queued()), (Fate::Parked, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_is_erased_after_seven_days_of_the_portals_clock_and_not_of_this_pcs() {
    let clock = Clock::manual(Utc::now());
    let scene = scene_on(&clock).await;
    let case = desk::apply(&scene.hand, scene.inmate, "王小明", b"private paper");
    scene.pull().await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    scene.put_note(case, "只有我們知道");
    scene.hand.move_out(scene.inmate).expect("moved");
    scene.pull().await;
    assert_eq!(scene.put_away(), 2);
    // Somebody sets the PC's clock a year ahead, and back.
    scene.desk.clock.set_wall(TimeDelta::days(365));
    scene.pull().await;
    assert_eq!(scene.put_away(), 2, "no day has passed at the portal");
    scene.desk.clock.set_wall(TimeDelta::days(-365));
    let days = |days| {
        clock.advance(TimeDelta::days(days));
        scene.desk.clock.advance(TimeDelta::days(days));
    };
    days(6);
    // Whoever reads everything again hears of the cases once more, and that they are gone.
    scene.desk.engine().resync().await.expect("written");
    scene.pull().await;
    assert_eq!(scene.put_away(), 2);
    assert!(!scene.desk.mentions("只有我們知道").is_empty());
    days(1);
    scene.pull().await;
    assert_eq!(scene.put_away(), 0);
    assert_eq!(scene.desk.mentions("只有我們知道"), Vec::<String>::new());
    assert!(scene.desk.read(|c| documents::of_case(c, case.id)).is_empty());
    scene.hand.come_back(scene.inmate).expect("back");
    scene.pull().await;
    assert!(scene.is_here(case) && scene.note(case).is_none(), "it is a new one then");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_portal_erases_is_erased_at_once_also_while_it_is_put_away() {
    let scene = scene().await;
    let posts = scene.posts(2).await;
    scene.put_note(posts[0], "只有我們知道");
    let id = scene.desk.decide(posts[0], Verdict::Reject);
    scene.hand.move_out(scene.inmate).expect("moved");
    scene.pull().await;
    assert_eq!(scene.put_away(), 3);
    let purged = json!({
        "kind": "post", "id": posts[0].id, "revision": 9, "op": "purged",
    });
    scene.hand.tell_raw(&purged.to_string()).expect("told");
    scene.pull().await;
    assert_eq!((scene.put_away(), scene.note(posts[0])), (2, None));
    assert_eq!(scene.desk.mentions("只有我們知道"), Vec::<String>::new());
    assert_eq!(scene.desk.mentions("請依說明修改後再送。"), Vec::<String>::new());
    let item = &scene.desk.tray()[0];
    assert_eq!((item.act.id(), &item.reason), (id.0, &ParkReason::Purged));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_does_not_answer_for_its_number_loses_nobody_anything() {
    let scene = scene().await;
    let posts = scene.posts(7).await;
    scene.next_snapshot_lacks(|_| true).await;
    let body = "<html>".to_owned();
    let later = Fault::Answer { status: "503 Service Unavailable", headers: Vec::new(), body };
    scene.line.fail(STATS, later, 1);
    let failed = scene.desk.engine().pull_once().await;
    assert!(failed.is_err(), "the snapshot has not ended");
    assert!(posts.iter().all(|post| scene.is_here(*post)));
    scene.pull().await;
    assert!(posts.iter().all(|post| scene.is_here(*post)));
    assert!(scene.desk.engine().status().borrow().absence.clone().is_some_and(|told| told.kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_tells_no_numbers_is_believed_for_seven_days() {
    let scene = scene().await;
    scene.posts(7).await;
    scene.next_snapshot_lacks(|_| true).await;
    let missing =
        Fault::Answer { status: "404 Not Found", headers: Vec::new(), body: "<html>".to_owned() };
    scene.line.fail(STATS, missing, 1);
    scene.pull().await;
    let told = scene.desk.engine().status().borrow().absence.clone().expect("it is told");
    assert_eq!((told.portal, told.kept), (None, false));
    assert_eq!(scene.put_away(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_its_way_when_its_case_goes_is_settled_by_the_portals_answer() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let id = scene.desk.decide(post, Verdict::Reject);
    scene.line.fail(DECISIONS, Fault::LoseAnswer, 1);
    assert!(scene.desk.engine().push_once().await.is_err());
    scene.hand.move_out(scene.inmate).expect("moved");
    scene.pull().await;
    assert!(!scene.is_here(post));
    scene.hand.come_back(scene.inmate).expect("back");
    scene.pull().await;
    scene.desk.clock.advance(TimeDelta::hours(1));
    scene.push().await;
    scene.pull().await;
    assert_eq!((scene.accepted(post), scene.desk.fate(id)), (1, Fate::Accepted));
    let here = scene.desk.case(post.id).expect("it is back").case;
    assert_eq!(Some(here.clone()), scene.hand.case(post).expect("readable"));
    assert_eq!((here.state(), scene.desk.place(post)), (CaseState::Rejected, Place::Closed));
}
