//! A desk with many cases: what a page, a count, a search and a decision cost. Run by hand:
//! `cargo test -p store twenty_thousand -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use domain::{Case, CaseKind, CaseState, Priority, Verdict};
use store::places::Place;
use store::queue::{self, QueueFilter, QueueKey};
use store::{StoreError, cases, decisions, outbox, people, search};

use crate::support::*;

const CASES: u128 = 20_000;

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    let took = begin.elapsed();
    eprintln!("{what}: {:.2} ms", took.as_secs_f64() * 1e3);
    (done, took)
}

#[test]
#[ignore = "takes a while; run by hand"]
fn twenty_thousand_cases_page_at_once() {
    let desk = Desk::new();
    timed("filling with 20,000 cases, 200 a transaction", || {
        desk.write::<_, StoreError>(|tx| people::upsert_inmate(tx, &inmate(), false, 0).map(drop))
            .expect("written");
        for block in 0..CASES / 200 {
            desk.write::<_, StoreError>(|tx| {
                for number in block * 200 + 1..=(block + 1) * 200 {
                    let mut post = post(number);
                    if number % 1000 == 0 {
                        post.state = CaseState::Held;
                    }
                    let priority = match number % 5000 {
                        1 => Priority::Urgent,
                        _ => Priority::Normal,
                    };
                    cases::upsert(tx, &Case::Post(post), priority, 0)?;
                }
                Ok(())
            })
            .expect("written");
        }
    });
    let all = QueueFilter::all(CaseKind::Post);
    let page = |filter: &QueueFilter, after: Option<QueueKey>| {
        desk.read::<_, StoreError>(|c| queue::page(c, filter, after.as_ref(), 60)).expect("a page")
    };
    page(&all, None);
    let (first, took) = timed("first page of 60", || page(&all, None));
    assert_eq!(first.len(), 60);
    assert!(took < Duration::from_millis(50), "the first page is instant");
    let far = QueueKey { rank: first[0].rank, arrived_at: at(19_000), id: case_id(19_000) };
    let (last, took) = timed("a page far down", || page(&all, Some(far)));
    assert_eq!(last[0].case.id, case_id(19_001));
    assert!(took < Duration::from_millis(50), "as instant as the first");
    let held = QueueFilter { places: vec![Place::Held], ..all.clone() };
    let (rows, _) = timed("a rare place", || page(&held, None));
    assert_eq!(rows.len(), 20);
    let two = QueueFilter { places: vec![Place::Held, Place::Tray], ..all.clone() };
    assert_eq!(timed("two rare places", || page(&two, None)).0.len(), 20);
    let (counts, took) = timed("counts of all places", || {
        desk.read::<_, StoreError>(queue::counts).expect("counts")
    });
    assert_eq!(counts.iter().map(|one| one.cases).sum::<u32>(), 20_000);
    assert!(took < Duration::from_millis(100));
    timed("searching two characters that all have", || {
        desk.read::<_, StoreError>(|c| search::find_cases(c, "怡君", 60)).expect("found")
    });
    let (found, _) = timed("searching a case number", || {
        desk.read::<_, StoreError>(|c| search::find_cases(c, "簿115-19999", 60)).expect("found")
    });
    assert_eq!(found.len(), 1);
    let words = QueueFilter { words: Some("19999".into()), ..all };
    assert_eq!(timed("the queue filtered by words", || page(&words, None)).0.len(), 1);
    timed("100 decisions, each durable", || {
        for number in 1..=100 {
            decide(&desk, &Case::Post(post(number)), Verdict::Approve);
        }
    });
    let (due, _) = timed("what is due of 100", || {
        desk.read::<_, StoreError>(|c| outbox::due(c, at(200), 8)).expect("due")
    });
    assert_eq!(due.len(), 8);
    timed("a family's history", || {
        let family = post(1).family_id;
        desk.read::<_, StoreError>(|c| decisions::of_family(c, family, 50)).expect("history")
    });
    timed("one case, whole", || {
        desk.read::<_, StoreError>(|c| cases::get(c, case_id(7))).expect("a case")
    });
    let mut desk = desk;
    timed("closing and opening again", || desk.reopen());
}
