//! How the next try ended, held against a walk through all decisions.

use chrono::TimeDelta;
use domain::{Case, DecisionId, DecisionRecord, FamilyId, GivenReason, Verdict};
use store::{decisions, next_tries};

use crate::support::*;

/// Decisions of five families in two kinds of cases, drawn from a seed: returned, rejected, put off,
/// approved, some of them overturned, some at one and the same minute.
fn draw(desk: &Desk) {
    let mut state = 0x5EED_u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut told: Vec<DecisionId> = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    for number in 1..=400_u128 {
        let accepted_at = at(next(3000) as i64);
        let family = FamilyId(id(9000 + u128::from(next(5))));
        let submitted_at = accepted_at - TimeDelta::minutes(next(900) as i64);
        let again = (next(3) == 0).then(|| cases.get(next(400) as usize).cloned()).flatten();
        let case = if let Some(case) = again {
            case
        } else if next(3) == 0 {
            let mut application = application(number);
            application.family_id = family;
            application.submitted_at = submitted_at;
            Case::Application(application)
        } else {
            let mut post = post(number);
            post.family_id = family;
            post.submitted_at = submitted_at;
            Case::Post(post)
        };
        put(desk, &case);
        cases.push(case.clone());
        let verdicts = [Verdict::Approve, Verdict::Return, Verdict::Reject, Verdict::Hold];
        let verdict = verdicts[next(4) as usize];
        let mut decision = decision(&case, verdict).decision;
        decision.reasons = match verdict {
            Verdict::Approve => Vec::new(),
            _ => vec![GivenReason {
                code: format!("P{:02}", 1 + next(4)),
                slots: Default::default(),
                counts: verdict == Verdict::Reject,
            }],
        };
        let overturns = (next(9) == 0).then(|| told.pop()).flatten();
        decision.overturns = overturns;
        decision.decided_at = accepted_at;
        let record = DecisionRecord {
            id: DecisionId(id(100_000 + number)),
            decision,
            decided_by: me(),
            accepted_at,
            resulting_revision: 2,
            family_id: case.family_id(),
            unit: String::new(),
            overturned_by: None,
        };
        told.push(record.id);
        write(desk, |tx| decisions::take_record(tx, &record, record.accepted_at));
    }
}

/// As the database has it, in the order in which it took effect.
struct Row {
    case: Vec<u8>,
    family: Vec<u8>,
    kind: String,
    verdict: String,
    accepted_at: i64,
    overturned: bool,
    arrived_at: i64,
}

#[test]
fn the_next_try_is_the_one_that_a_walk_through_all_rows_finds() {
    let desk = Desk::new();
    draw(&desk);
    let from = at(500);
    let rows = read(&desk, |c| {
        let mut statement = c.prepare(
            "SELECT case_id, decisions.family_id, decisions.kind, verdict, accepted_at,
                    overturned_by IS NOT NULL, arrived_at
             FROM decisions JOIN cases ON cases.id = case_id ORDER BY accepted_at, decisions.id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Row {
                case: row.get(0)?,
                family: row.get(1)?,
                kind: row.get(2)?,
                verdict: row.get(3)?,
                accepted_at: row.get(4)?,
                overturned: row.get(5)?,
                arrived_at: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    let mut walked = Vec::new();
    for (place, given) in rows.iter().enumerate() {
        if given.overturned
            || !["return", "reject"].contains(&given.verdict.as_str())
            || given.accepted_at < from.timestamp_micros()
        {
            continue;
        }
        let next = rows[place + 1..].iter().find(|tried| {
            let comes_after = given.verdict == "reject" && tried.arrived_at > given.accepted_at;
            !tried.overturned
                && tried.verdict != "hold"
                && (&tried.family, &tried.kind) == (&given.family, &given.kind)
                && (tried.case == given.case || comes_after)
        });
        let next = next.map(|tried| (tried.verdict.clone(), tried.accepted_at));
        walked.push((given.accepted_at, next));
    }
    let found: Vec<(i64, Option<(String, i64)>)> = read(&desk, |c| next_tries::since(c, from))
        .into_iter()
        .map(|tried| {
            let next = tried.next.map(|(verdict, at)| {
                let word = serde_json::to_value(verdict).expect("a word");
                (word.as_str().expect("text").to_owned(), at.timestamp_micros())
            });
            (tried.accepted_at.timestamp_micros(), next)
        })
        .collect();
    assert!(found.len() > 80, "{} were asked to mend something", found.len());
    let tried = found.iter().filter(|(_, next)| next.is_some()).count();
    assert!((20..found.len()).contains(&tried), "{tried} have tried again");
    assert_eq!(found, walked);
}
