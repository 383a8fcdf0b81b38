//! A feed that says that more follows and does not move: it costs two requests, not thousands, and
//! nobody is told that all is well.

use std::sync::Arc;
use std::time::Duration;

use support::desk::{self, Desk};
use support::faulty_proxy::Fault;
use support::scripted_portal::{Answer, ScriptedPortal};
use sync::{Link, Mishap, Round, SyncError};
use tokio::sync::watch;

use super::{CHANGES, scene};

const ME: &str = include_str!("../../../schema/portal/examples/me.json");
const META: &str = include_str!("../../../schema/portal/examples/meta.json");

/// A page with one inmate, that says that more follows at this cursor.
fn page(cursor: &str) -> Answer {
    Answer::json(format!(
        r#"{{"epoch":"5b0c7e52-6f0e-4d3c-9b9a-2f7f0f9f1c11","next_cursor":"{cursor}","has_more":true,
            "changes":[{{"kind":"inmate","id":"01900000-0000-7000-8000-0000000000aa","revision":1,
            "op":"upsert","data":{{"id":"01900000-0000-7000-8000-0000000000aa","revision":1,
            "number":"4001","name":"林","facility":"雲林第二監獄","juvenile":false,
            "status":{{"code":"OPEN"}}}}}}]}}"#
    ))
}

/// A portal whose feed stands still at once, or goes round in a circle of three.
async fn circling(cursors: &[&str]) -> (ScriptedPortal, Desk) {
    let portal = desk::empty_portal();
    let mut script = vec![Answer::json(ME), Answer::json(META)];
    script.extend(cursors.iter().map(|cursor| page(cursor)));
    let scripted = ScriptedPortal::with(script).await;
    let desk = Desk::of(&portal.hand(), "sw-01", scripted.base_url());
    (scripted, desk)
}

fn asked(portal: &ScriptedPortal) -> usize {
    let pages = portal.requests();
    pages.iter().filter(|head| head.starts_with("GET /staff/v1/changes")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_does_not_move_ends_the_pull_and_is_told() {
    let (portal, desk) = circling(&["stand", "stand"]).await;
    let error = desk.engine().pull_once().await.expect_err("it leads nowhere");
    assert!(matches!(error, SyncError::FeedCircles), "{error}");
    assert_eq!(asked(&portal), 2, "the first page, and the same once more");
    let status = desk.engine().status().borrow().clone();
    assert!(matches!(status.link, Link::Circling { .. }), "{:?}", status.link);
    assert_eq!(status.last_pull_at, None, "the feed has not come to its end");
    let mishaps = desk.engine().mishaps();
    assert_eq!((mishaps[0].round, mishaps[0].what), (Round::Pull, Mishap::FeedCircles));
    // What it did bring is kept, and the next pull is as short.
    let inmates = desk.read(|c| store::people::inmates_by_number(c, "4001", 9));
    assert_eq!(inmates.len(), 1);
    desk.engine().pull_once().await.expect_err("it still leads nowhere");
    assert_eq!(asked(&portal), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_goes_round_ends_where_it_has_been() {
    let (portal, desk) = circling(&["a", "b", "c", "a"]).await;
    let error = desk.engine().pull_once().await.expect_err("it leads nowhere");
    assert!(matches!(error, SyncError::FeedCircles), "{error}");
    assert_eq!(asked(&portal), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_feed_that_stands_still_the_desk_does_not_race_and_starts_over_when_asked() {
    let scene = scene().await;
    let post = scene.post("一則");
    // Every page says that more follows, and the last one leads to itself.
    let (from, to) = (r#""has_more":false"#.to_owned(), r#""has_more":true"#.to_owned());
    scene.line.fail(CHANGES, Fault::Replace { from, to }, 1_000);
    let engine = Arc::clone(scene.desk.engine());
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(Arc::clone(&engine).run(stopped));
    let mut status = engine.status();
    let circles = status.wait_for(|status| matches!(status.link, Link::Circling { .. }));
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, circles).await.expect("told in time").expect("it runs");
    let asked = scene.line.count(CHANGES);
    assert!(asked <= 4, "{asked} requests until it was found out");
    assert!(scene.desk.case(post.id).is_some(), "what came is kept");
    // 全部重新取件 used to hang.
    let over = tokio::time::timeout(patience, engine.resync()).await;
    over.expect("it does not hang").expect("written");
    // A portal that has come to its senses is taken at its word.
    scene.line.heal();
    engine.sync_now().await;
    let online = status.wait_for(|status| status.link == Link::Online);
    tokio::time::timeout(patience, online).await.expect("in time").expect("it runs");
    stop.send(true).expect("running");
    running.await.expect("no panic");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_round_that_goes_well_does_not_hide_that_the_feed_stands_still() {
    let (_portal, desk) = circling(&["stand", "stand"]).await;
    desk.engine().pull_once().await.expect_err("it leads nowhere");
    desk.engine().push_once().await.expect("nothing to send");
    desk.engine().fetch_documents_once().await.expect("nothing to fetch");
    let link = desk.engine().status().borrow().link;
    assert!(matches!(link, Link::Circling { .. }), "{link:?}");
}
