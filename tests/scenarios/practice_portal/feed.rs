//! The practice portal's feed: its order, its cursors, a restore, an erasure.

use std::collections::HashSet;

use chrono::Duration;
use domain::{Case, Verdict};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{desk, now, pending_post, portal, verdict};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_row_never_lands_behind_a_cursor_given_out() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let Case::Post(model) = pending_post(&hand) else { unreachable!() };
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let (hand, model) = (hand.clone(), model.clone());
            std::thread::spawn(move || {
                for turn in 0..40 {
                    let title = format!("第{turn}封");
                    hand.submit_post(model.family_id, model.inmate_id, &title, "平安", None)
                        .unwrap();
                }
            })
        })
        .collect();
    let (mut seen, mut cursor) = (Vec::new(), None);
    while writers.iter().any(|writer| !writer.is_finished()) {
        let (mut page, next) = one.feed(cursor, 3).await;
        seen.append(&mut page);
        cursor = Some(next);
    }
    seen.append(&mut one.feed(cursor, 500).await.0);
    let (whole, _) = one.feed(None, 500).await;
    assert_eq!(seen, whole, "page by page, while others wrote, nothing was skipped or told twice");
    let told: HashSet<&str> = seen.iter().filter_map(|item| item["id"].as_str()).collect();
    for post in hand.posts().unwrap() {
        assert!(told.contains(post.id.to_string().as_str()));
    }
}

#[tokio::test]
async fn a_cursor_the_portal_never_gave_is_gone_and_a_page_can_be_had_again() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let first = one.get("/changes?limit=7").await;
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    let path = format!("/changes?limit=7&cursor={cursor}");
    assert_eq!(one.get(&path).await, one.get(&path).await);
    let most = one.get("/changes?limit=100000").await["changes"].as_array().unwrap().len();
    assert_eq!(most as i64, hand.changes().unwrap().min(2_000));

    let copy = hand.take_copy().unwrap();
    hand.restore(&copy).unwrap();
    let changed = format!("{}x", &cursor[..cursor.len() - 1]);
    for bad in [cursor.as_str(), changed.as_str(), "42", "AAAA", "%00", "不是"] {
        let answer =
            one.call(Method::GET, "/changes").query(&[("cursor", bad)]).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::GONE, "{bad}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["type"], "/problems/cursor-unknown");
    }
    for bad in ["0", "-1", "many"] {
        let answer = one.call(Method::GET, &format!("/changes?limit={bad}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn a_restored_portal_has_a_new_epoch_and_takes_a_lost_decision_again() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let case = pending_post(&hand);
    let before = one.get("/meta").await;
    assert_eq!(before["restored_to"], Value::Null);
    let copy = hand.take_copy().unwrap();
    hand.clock().advance(Duration::minutes(5));
    let decision = verdict(&case, Verdict::Reject);
    let first = one.decide(1, &decision).await;
    assert_eq!(first.0, 200);

    hand.restore(&copy).unwrap();
    assert_eq!(now(&hand, case.reference()), case);
    let after = one.get("/meta").await;
    assert_ne!(after["epoch"], before["epoch"]);
    assert_eq!(after["restored_to"], json!(copy.taken_at()));

    let again = one.decide(1, &decision).await;
    assert_eq!((again.0, again.2), (200, first.2), "the same revision and state as before");
    assert_eq!(hand.decisions_on(case.reference()).unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_of_a_purged_case_is_left_in_the_feed() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let Case::Post(post) = pending_post(&hand) else { unreachable!() };
    let reference = Case::Post(post.clone()).reference();
    let words: String = post.body.as_str().chars().take(12).collect();
    let text = |items: &[Value]| serde_json::to_string(items).unwrap();
    assert!(text(&one.feed(None, 500).await.0).contains(&words));
    hand.purge(reference).unwrap();
    let (items, _) = one.feed(None, 500).await;
    assert!(!text(&items).contains(&words));
    assert_eq!(items.last().unwrap()["op"], "purged");
}
