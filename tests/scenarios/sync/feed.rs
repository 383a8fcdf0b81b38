//! What the feed says, read item by item.

use chrono::TimeDelta;
use domain::Verdict;
use store::feed::{self, NoticeKind};
use store::{StoreError, queue};
use support::desk;

use super::{CHANGES, scene};
use support::faulty_proxy::Fault;

const ID: &str = "01900000-0000-7000-8000-0000000000aa";

#[tokio::test(flavor = "multi_thread")]
async fn one_malformed_item_is_reported_and_the_rest_of_the_page_is_taken() {
    let scene = scene().await;
    let before = scene.post("前一則");
    let item = format!(
        r#"{{"kind":"post","id":"{ID}","revision":1,"op":"upsert","data":{{"body":"悄悄話"}}}}"#
    );
    scene.hand.tell_raw(&item).expect("the portal's database");
    let after = scene.post("後一則");
    let pulled = scene.pull().await;
    assert_eq!(pulled.unread, 1);
    assert!(scene.desk.case(before.id).is_some() && scene.desk.case(after.id).is_some());
    let notices = scene.desk.read(feed::notices);
    assert_eq!((notices.len(), notices[0].what), (1, NoticeKind::Malformed));
    assert_eq!(notices[0].id, ID.parse().ok());
    assert!(!notices[0].detail.contains('悄'));
    assert_eq!(scene.desk.engine().status().borrow().malformed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_portal_says_is_skipped_with_a_notice_or_ignored() {
    let scene = scene().await;
    for (kind, op) in [("post", "teleported"), ("parcel", "upsert")] {
        let item =
            format!(r#"{{"kind":"{kind}","id":"{ID}","revision":1,"op":"{op}","data":{{}}}}"#);
        scene.hand.tell_raw(&item).expect("the portal's database");
    }
    let item = format!(
        r#"{{"kind":"inmate","id":"{ID}","revision":1,"op":"upsert","since_version":9,"data":
            {{"id":"{ID}","revision":1,"number":"4001","name":"林","facility":"雲林第二監獄",
              "juvenile":true,"status":{{"code":"OPEN","mood":"fine"}},"cell":"12"}}}}"#
    );
    scene.hand.tell_raw(&item).expect("the portal's database");
    let post = scene.post("之後的");
    scene.pull().await;
    let what: Vec<NoticeKind> =
        scene.desk.read(feed::notices).iter().map(|notice| notice.what).collect();
    assert_eq!(what, [NoticeKind::UnknownKind, NoticeKind::UnknownOp]);
    assert_eq!(scene.desk.engine().status().borrow().malformed, 0);
    let inmates = scene.desk.read(|c| store::people::inmates_by_number(c, "4001", 9));
    assert!(inmates[0].juvenile, "future fields do not cost the known ones");
    assert!(scene.desk.case(post.id).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_case_that_comes_in_whole_later_is_no_fault_any_more() {
    let scene = scene().await;
    // The numbers of cases have been compared by then, and are not for a day.
    scene.pull().await;
    let post = scene.post("一則");
    let (from, to) = (r#""title":"一則""#.to_owned(), r#""title":7"#.to_owned());
    scene.line.fail(CHANGES, Fault::Replace { from, to }, 1);
    scene.pull().await;
    assert!(scene.desk.case(post.id).is_none());
    assert_eq!(scene.desk.read(feed::malformed), 1);
    scene.hand.rewrite(post, "改過", "內容").expect("the portal's database");
    scene.pull().await;
    assert!(scene.desk.case(post.id).is_some());
    assert_eq!(scene.desk.read(feed::malformed), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn replaying_every_page_changes_nothing() {
    let scene = scene().await;
    let posts = scene.posts(4).await;
    scene.desk.decide(posts[0], Verdict::Reject);
    scene.push().await;
    scene.pull().await;
    scene.desk.decide(posts[1], Verdict::Hold);
    let dump = || {
        scene.desk.read(|c| {
            let mut lines = Vec::new();
            for table in ["cases", "decisions", "inmates", "families", "outbox", "documents"] {
                let mut statement = c.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    for column in 0..columns {
                        lines.push(format!("{:?}", row.get_ref(column)?));
                    }
                }
            }
            Ok::<_, StoreError>(lines)
        })
    };
    let before = dump();
    for _ in 0..2 {
        // The cursor goes back, as if the page had been applied and its answer not remembered.
        scene
            .desk
            .store()
            .write::<_, StoreError>(|tx| {
                tx.execute("UPDATE feed SET cursor = NULL", [])?;
                Ok(())
            })
            .expect("written");
        assert!(scene.pull().await.items > 0);
        assert!(dump() == before, "a replayed page changed something");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pages_come_in_whole_and_the_queue_is_in_order() {
    let scene = scene().await;
    let posts = scene.posts(2_100).await;
    let filter = queue::QueueFilter::all(domain::CaseKind::Post);
    let rows = scene.desk.read(|c| queue::page(c, &filter, None, 3000));
    assert_eq!(rows.len(), posts.len());
    assert!(rows.windows(2).all(|pair| pair[0].arrived_at <= pair[1].arrived_at));
    assert!(scene.line.count(CHANGES) >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portals_clock_is_shown_when_ours_is_wrong() {
    let scene = scene().await;
    scene.pull().await;
    let now = || sync::Clock::now(&scene.desk.clock);
    assert_eq!(scene.desk.engine().status().borrow().portal_time(now()), None);
    scene.desk.clock.advance(TimeDelta::minutes(-20));
    scene.desk.engine().resync().await.expect("written");
    scene.pull().await;
    let status = scene.desk.engine().status().borrow().clone();
    let shown = status.portal_time(now()).expect("twenty minutes are notable");
    assert!((shown - now() - TimeDelta::minutes(20)).abs() < TimeDelta::seconds(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inmate_moved_away_takes_all_cases_along() {
    let scene = scene().await;
    let post = scene.posts(1).await[0];
    let other = desk::inmate(&scene.hand, "9");
    scene.hand.move_out(scene.inmate).expect("the portal's database");
    scene.pull().await;
    assert!(scene.desk.case(post.id).is_none());
    assert!(scene.desk.read(|c| store::people::inmate(c, other)).is_some());
    assert!(scene.desk.read(|c| store::people::inmate(c, scene.inmate)).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_desk_had_to_skip_is_read_again_after_an_update() {
    let mut scene = scene().await;
    let item = format!(r#"{{"kind":"parcel","id":"{ID}","revision":1,"op":"upsert","data":{{}}}}"#);
    scene.hand.tell_raw(&item).expect("the portal's database");
    scene.pull().await;
    assert_eq!(scene.desk.read(feed::notices).len(), 1);
    let items = scene.pull().await.items;
    assert_eq!(items, 0, "the same version does not ask again");
    scene.desk.update_to("99.0.0");
    assert!(scene.pull().await.items > 0, "a newer one reads everything anew");
    assert_eq!(scene.desk.read(feed::notices).len(), 1, "this one does not know it either");
    assert_eq!(scene.pull().await.items, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_snapshot_asked_for_by_hand_changes_nothing_that_is_unsent() {
    let scene = scene().await;
    let posts = scene.posts(3).await;
    let id = scene.desk.decide(posts[0], Verdict::Reject);
    scene.desk.engine().resync().await.expect("written");
    assert!(scene.pull().await.items > 0);
    assert_eq!((scene.desk.queued(), scene.desk.fate(id)), (1, store::decisions::Fate::Unsent));
    assert_eq!(scene.push().await.accepted, 1);
}
