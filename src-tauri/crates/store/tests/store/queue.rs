//! The queue: order, pages, filters.

use domain::{Case, CaseKind, CaseState, Priority, Private, StaffMember, Verdict};
use store::claims::StoredClaim;
use store::notes::Draft;
use store::places::Place;
use store::queue::{Only, QueueFilter};
use store::{cases, claims, notes, people, queue};

use crate::support::*;

#[test]
fn the_queue_shows_the_urgent_then_those_whose_day_passes_then_the_oldest_and_pages_through_all() {
    let desk = Desk::new();
    let of = |number| match number {
        5 => Priority::Urgent,
        3 | 7 => Priority::TimeSensitive,
        _ => Priority::Normal,
    };
    write(&desk, |tx| {
        people::upsert_inmate(tx, &inmate(), false, 0)?;
        for number in (1..=9).rev() {
            cases::upsert(tx, &Case::Post(post(number)), of(number), 0)?;
        }
        cases::upsert(tx, &Case::Application(application(20)), Priority::Normal, 0)
    });
    let filter = QueueFilter::all(CaseKind::Post);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = read(&desk, |c| queue::page(c, &filter, after.as_ref(), 2));
        let Some(last) = page.last() else { break };
        after = Some(last.key());
        seen.extend(page.iter().map(|row| row.case.id.0.as_u128()));
    }
    assert_eq!(seen, [5, 3, 7, 1, 2, 4, 6, 8, 9]);
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
            cases::upsert(tx, &Case::Post(post(number)), Priority::Normal, 0)?;
        }
        let mut again = post(4);
        again.revision = 2;
        again.resubmitted_at = Some(at(50));
        again.author_name = Private::from("林秋香");
        cases::upsert(tx, &Case::Post(again), Priority::Normal, 0)?;
        let mut held = post(5);
        held.state = CaseState::Held;
        held.inmate_id = domain::InmateId(id(78));
        cases::upsert(tx, &Case::Post(held), Priority::Normal, 0)
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
fn a_part_of_the_queue_is_what_is_claimed_or_begun_here_or_what_cannot_wait() {
    let desk = Desk::new();
    let of = |number| match number {
        5 => Priority::Urgent,
        3 => Priority::TimeSensitive,
        _ => Priority::Normal,
    };
    write(&desk, |tx| {
        for number in 1..=9 {
            cases::upsert(tx, &Case::Post(post(number)), of(number), 0)?;
        }
        let mut held = post(10);
        held.state = CaseState::Held;
        held.submitted_at = at(0);
        cases::upsert(tx, &Case::Post(held), Priority::Normal, 0)?;
        notes::put_draft(tx, case_id(2), &Draft { revision: 1, sheet: "a draft" }, at(20))?;
        for (number, mine, until) in [(4, true, 60), (6, false, 60), (7, true, 30)] {
            let claim = StoredClaim {
                id: id(900 + number),
                case: Case::Post(post(number)).reference(),
                mine,
                here: mine,
                holder: StaffMember { subject: "sw".into(), display_name: "李沛真".into() },
                fence: 1,
                claimed_at: at(0),
                expires_at: at(until),
            };
            claims::put(tx, &claim)?;
        }
        Ok(())
    });
    let ids = |only: Only| -> Vec<u128> {
        let filter = QueueFilter { only, ..QueueFilter::all(CaseKind::Post) };
        let rows = read(&desk, |c| queue::page(c, &filter, None, 50));
        assert_eq!(read(&desk, |c| queue::count(c, &filter)) as usize, rows.len());
        rows.iter().map(|row| row.case.id.0.as_u128()).collect()
    };
    assert_eq!(ids(Only::Mine(at(30))), [2, 4], "a claim that ran out is nobody's");
    assert_eq!(ids(Only::Pressing(at(0))), [5, 3]);
    assert_eq!(ids(Only::Pressing(at(3))), [5, 3, 1, 2], "what is held is not counted");
    assert_eq!(ids(Only::All).len(), 10);
    let urgent = |limit| -> Vec<u128> {
        let cases = read(&desk, |c| queue::urgent(c, limit));
        cases.iter().map(|case| case.id.0.as_u128()).collect()
    };
    assert_eq!((urgent(9), urgent(0)), (vec![5], vec![]));
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
