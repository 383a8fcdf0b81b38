//! Instants that no calendar of the desk reaches, wherever the feed can have one: each costs its own
//! item, never the page, and is never taken for a failing disk.

use serde_json::Value;
use store::feed;
use sync::Link;

use super::scene;

const EXAMPLES: &str = include_str!("../../../schema/portal/examples/changes.json");

/// Beyond what the database takes, what the calendar of Taiwan takes, what `chrono` takes, and none.
const INSTANTS: [&str; 7] = [
    "+12345-01-01T00:00:00Z",
    "+262142-12-31T23:59:59.999999999Z",
    "-262143-01-01T00:00:00Z",
    "+999999-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "9999-12-31T23:59:59+23:59",
];
const DAYS: [&str; 4] = ["+12345-01-01", "-0001-01-01", "9999-12-31", "+262142-12-31"];

/// What to put in the place of a leaf that is an instant or a day.
fn others(leaf: &str) -> &'static [&'static str] {
    if leaf.parse::<chrono::DateTime<chrono::Utc>>().is_ok() {
        return &INSTANTS;
    }
    if leaf.parse::<chrono::NaiveDate>().is_ok() { &DAYS } else { &[] }
}

/// The paths of all leaves with something to put in their place.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, &'static [&'static str])>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                leaves(value, &format!("{path}/{at}"), found);
            }
        }
        Value::String(leaf) if !others(leaf).is_empty() => {
            found.push((path.to_owned(), others(leaf)));
        }
        _ => {}
    }
}

/// Every item of the contract's own examples, with each of its instants and days out of range.
fn items() -> Vec<String> {
    let examples: Value = serde_json::from_str(EXAMPLES).expect("JSON");
    let mut items = Vec::new();
    for change in examples["changes"].as_array().expect("a list") {
        let mut found = Vec::new();
        leaves(change, "", &mut found);
        for (path, others) in found {
            for other in others {
                let mut changed = change.clone();
                *changed.pointer_mut(&path).expect("found there") = Value::from(*other);
                items.push(changed.to_string());
            }
        }
    }
    items
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_out_of_range_anywhere_in_the_feed_costs_its_own_item_alone() {
    let scene = scene().await;
    let before = scene.post("前一則");
    let items = items();
    assert!(items.len() > 100, "{} items", items.len());
    for item in &items {
        scene.hand.tell_raw(item).expect("the portal's database");
    }
    let after = scene.post("後一則");
    let pulled = scene.pull().await;
    assert!(pulled.unread > 0);
    assert!(scene.desk.case(before.id).is_some() && scene.desk.case(after.id).is_some());
    let status = scene.desk.engine().status().borrow().clone();
    assert_eq!(status.link, Link::Online);
    assert!(scene.desk.engine().mishaps().is_empty());
    let notices = scene.desk.read(feed::notices);
    assert!(notices.iter().all(|notice| !notice.kind.is_empty()));
    // The feed goes on.
    let next = scene.post("再一則");
    scene.pull().await;
    assert!(scene.desk.case(next.id).is_some());
    scene.desk.read(store::cases::count_by_state);
    scene.desk.read(store::outbox::list);
}
