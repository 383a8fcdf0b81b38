//! How the next try ended, held against the same question asked in another way.

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
    for number in 1..=400_u128 {
        let family = FamilyId(id(9000 + u128::from(next(5))));
        let case = if next(3) == 0 {
            let mut application = application(number);
            application.family_id = family;
            Case::Application(application)
        } else {
            let mut post = post(number);
            post.family_id = family;
            Case::Post(post)
        };
        put(desk, &case);
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
        let accepted_at = at(next(3000) as i64);
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

#[test]
fn the_next_try_is_the_one_that_a_recount_by_subqueries_finds() {
    let desk = Desk::new();
    draw(&desk);
    let from = at(500);
    let found: Vec<(String, Option<String>, Option<i64>)> =
        read(&desk, |c| next_tries::since(c, from))
            .into_iter()
            .map(|tried| {
                let next = tried.next.map(|(verdict, at)| (verdict, at.timestamp_micros()));
                (
                    tried.decision.reasons[0].code.clone(),
                    next.map(|(verdict, _)| {
                        serde_json::to_value(verdict)
                            .expect("a word")
                            .as_str()
                            .expect("text")
                            .to_owned()
                    }),
                    next.map(|(_, at)| at),
                )
            })
            .collect();
    let recounted = read(&desk, |c| {
        let mut statement = c.prepare(
            "SELECT json_extract(body, '$.reasons[0].code'),
                    (SELECT verdict FROM decisions AS n WHERE n.family_id = d.family_id
                       AND n.kind = d.kind AND n.fate = 'accepted' AND n.overturned_by IS NULL
                       AND n.verdict IN ('approve', 'return', 'reject')
                       AND (n.accepted_at > d.accepted_at
                            OR (n.accepted_at = d.accepted_at AND n.id > d.id))
                     ORDER BY n.accepted_at, n.id LIMIT 1),
                    (SELECT min(accepted_at) FROM decisions AS n WHERE n.family_id = d.family_id
                       AND n.kind = d.kind AND n.fate = 'accepted' AND n.overturned_by IS NULL
                       AND n.verdict IN ('approve', 'return', 'reject')
                       AND (n.accepted_at > d.accepted_at
                            OR (n.accepted_at = d.accepted_at AND n.id > d.id)))
             FROM decisions AS d
             WHERE fate = 'accepted' AND overturned_by IS NULL AND verdict IN ('return', 'reject')
               AND accepted_at >= ?1
             ORDER BY accepted_at, id",
        )?;
        let rows = statement.query_map([from.timestamp_micros()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    assert!(found.len() > 100, "{} were asked to mend something", found.len());
    assert!(found.iter().any(|(_, next, _)| next.is_none()), "somebody has not tried again");
    assert_eq!(found, recounted);
}
