//! The queue: order, pages, filters.

use domain::{Case, CaseKind, CaseState, Private, Verdict};
use store::places::Place;
use store::queue::QueueFilter;
use store::{cases, people, queue};

use crate::support::*;

#[test]
fn the_queue_shows_the_urgent_first_then_the_oldest_and_pages_through_all() {
    let desk = Desk::new();
    write(&desk, |tx| {
        people::upsert_inmate(tx, &inmate(), false, 0)?;
        for number in (1..=9).rev() {
            cases::upsert(tx, &Case::Post(post(number)), number == 5, 0)?;
        }
        cases::upsert(tx, &Case::Application(application(20)), false, 0)
    });
    let filter = QueueFilter::all(CaseKind::Post);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = read(&desk, |c| queue::page(c, &filter, after.as_ref(), 4));
        let Some(last) = page.last() else { break };
        after = Some(last.key());
        seen.extend(page.iter().map(|row| row.case.id.0.as_u128()));
    }
    assert_eq!(seen, [5, 1, 2, 3, 4, 6, 7, 8, 9]);
    let row = read(&desk, |c| queue::row(c, case_id(5))).expect("a row");
    let inmate = row.inmate.expect("an inmate");
    assert_eq!((inmate.number.as_str(), inmate.name.as_str()), ("3071", "陳國樑"));
    assert_eq!(row.title.as_str(), "妹妹會騎車了");
    assert_eq!(read(&desk, |c| queue::count(c, &filter)), 9);
}

#[test]
fn the_queue_is_filtered_by_place_inmate_and_words() {
    let desk = Desk::new();
    write(&desk, |tx| {
        people::upsert_inmate(tx, &inmate(), false, 0)?;
        for number in 1..=3 {
            cases::upsert(tx, &Case::Post(post(number)), false, 0)?;
        }
        let mut again = post(4);
        again.revision = 2;
        again.resubmitted_at = Some(at(50));
        again.author_name = Private::from("林秋香");
        cases::upsert(tx, &Case::Post(again), false, 0)?;
        let mut held = post(5);
        held.state = CaseState::Held;
        held.inmate_id = domain::InmateId(id(78));
        cases::upsert(tx, &Case::Post(held), false, 0)
    });
    let ids = |filter: &QueueFilter| -> Vec<u128> {
        read(&desk, |c| queue::page(c, filter, None, 50))
            .iter()
            .map(|row| row.case.id.0.as_u128())
            .collect()
    };
    let all = QueueFilter::all(CaseKind::Post);
    let places = |places: &[Place]| QueueFilter { places: places.to_vec(), ..all.clone() };
    assert_eq!(ids(&places(&[Place::Resubmitted])), [4]);
    assert_eq!(ids(&places(&[Place::Held, Place::Resubmitted])), [5, 4]);
    assert_eq!(ids(&places(&[Place::Tray])), [0; 0]);
    assert_eq!(
        ids(&QueueFilter { inmate_number: Some("3071".into()), ..all.clone() }),
        [1, 2, 3, 4]
    );
    let words = |words: &str| QueueFilter { words: Some(words.into()), ..all.clone() };
    assert_eq!(ids(&words("秋香")), [4], "two characters of a name are enough");
    assert_eq!(ids(&words("國樑")), [1, 2, 3, 4], "the inmate's name");
    assert_eq!(ids(&words("簿115-0002")), [2]);
    assert_eq!(ids(&words("307")), [1, 2, 3, 4], "the beginning of a number");
    assert_eq!(ids(&words("騎車 怡君")), [1, 2, 3, 5], "all words, in any field");
    assert_eq!(ids(&words("君妹")), [0; 0], "no phrase runs over two fields");
    assert_eq!(ids(&words("\"' * OR")), [0; 0], "no query language");
    assert_eq!(ids(&words("  ")), [1, 2, 3, 5, 4], "no words, no filter");
    let counts = read(&desk, queue::counts);
    let of = |place| counts.iter().find(|one| one.place == place).map(|one| one.cases);
    assert_eq!(
        (of(Place::Waiting), of(Place::Resubmitted), of(Place::Held)),
        (Some(3), Some(1), Some(1))
    );
}

#[test]
fn the_kept_counts_are_those_that_counting_gives() {
    let desk = Desk::new();
    for number in 1..=9 {
        put(&desk, &Case::Post(post(number)));
        put(&desk, &Case::Application(application(100 + number)));
    }
    decide(&desk, &Case::Post(post(1)), Verdict::Approve);
    acknowledge(&desk, &Case::Post(post(1)), 120);
    decide(&desk, &Case::Post(post(2)), Verdict::Reject);
    let mut closed = post(3);
    (closed.revision, closed.state) = (2, CaseState::Withdrawn);
    put(&desk, &Case::Post(closed));
    write(&desk, |tx| cases::purge(tx, case_id(4)));
    let counted = read(&desk, |c| {
        let mut statement = c.prepare(
            "SELECT kind || place, count(*) FROM cases WHERE place <> 'closed' GROUP BY 1 ORDER BY 1",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<(String, u32)>, _>>()?)
    });
    let kept = read(&desk, |c| {
        let mut statement =
            c.prepare("SELECT kind || place, cases FROM queue_counts WHERE cases > 0 ORDER BY 1")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<(String, u32)>, _>>()?)
    });
    assert_eq!(kept, counted);
    assert!(kept.len() >= 3, "{kept:?}");
    let posts = read(&desk, |c| queue::count(c, &QueueFilter::all(CaseKind::Post)));
    assert_eq!(posts, 6, "nine, less one approved and gone, one withdrawn and one purged");
}
