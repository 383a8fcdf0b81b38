//! The counts that are kept up to date, held against the rule itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::calendar::taipei_date;
use domain::{
    Case, DecisionId, DecisionRecord, FamilyId, GivenReason, Policy, Private, StrikeLedger,
    Suspension, SuspensionId, SuspensionRecord, Verdict,
};
use store::tally::{self, By, Of};
use store::{decisions, suspensions};

use crate::support::*;

const DAY: i64 = 24 * 60;

fn day(minutes: i64) -> NaiveDate {
    taipei_date(at(minutes))
}

fn post_of(number: u128, family: u128) -> Case {
    let mut post = post(number);
    post.family_id = FamilyId(id(family));
    Case::Post(post)
}

fn record(case: &Case, number: u128, minutes: i64, codes: &[(&str, bool)]) -> DecisionRecord {
    let verdict = if codes.is_empty() { Verdict::Approve } else { Verdict::Reject };
    let mut decision = decision(case, verdict).decision;
    decision.decided_at = at(minutes);
    decision.reasons = codes
        .iter()
        .map(|(code, counts)| GivenReason {
            code: (*code).to_owned(),
            slots: Default::default(),
            counts: *counts,
        })
        .collect();
    DecisionRecord {
        id: DecisionId(id(number)),
        decision,
        decided_by: me(),
        accepted_at: at(minutes),
        resulting_revision: 2,
        family_id: case.family_id(),
        unit: if number.is_multiple_of(2) { "輔導科" } else { "調查科" }.to_owned(),
        overturned_by: None,
    }
}

fn suspension(number: u128, family: u128, from: i64, days: i64) -> SuspensionRecord {
    SuspensionRecord {
        id: SuspensionId(id(number)),
        revision: 1,
        suspension: Suspension {
            family_id: FamilyId(id(family)),
            first_day: day(from),
            last_day: day(from + (days - 1) * DAY),
            strikes: Vec::new(),
            grounds: Private::from("三次退件"),
            family_message: Private::from("暫停"),
            policy_version: "112.12".into(),
        },
        ordered_by: me(),
        ordered_at: at(from),
        lifted_by: None,
        lifted_at: None,
        lift_grounds: Private::default(),
    }
}

fn take(desk: &Desk, record: &DecisionRecord) {
    write(desk, |tx| decisions::take_record(tx, record, record.accepted_at));
}

fn count_on(desk: &Desk, family: u128, policy: &Policy, minutes: i64) -> u32 {
    write(desk, |tx| tally::settle(tx, policy, day(minutes)));
    assert!(!read(desk, |c| tally::is_due(c, policy, day(minutes))), "settled is settled");
    read(desk, |c| tally::family(c, FamilyId(id(family)))).map_or(0, |row| row.strikes)
}

#[test]
fn a_count_follows_every_decision_in_the_same_transaction() {
    let desk = Desk::new();
    let policy = Policy::default();
    for number in 1..=3 {
        let case = post_of(number, 9);
        put(&desk, &case);
        take(&desk, &record(&case, 100 + number, number as i64 * DAY, &[("P01", true)]));
    }
    assert_eq!(count_on(&desk, 9, &policy, 5 * DAY), 3);
    let groups = read(&desk, |c| tally::groups(c, 3));
    assert_eq!((groups.at_threshold, groups.one_short, groups.strikes), (1, 0, 3));

    // A supervisor decides the second anew: it drops out, everywhere.
    let case = post_of(2, 9);
    let mut anew = record(&case, 200, 6 * DAY, &[]);
    anew.decision.overturns = Some(DecisionId(id(102)));
    take(&desk, &anew);
    let row = read(&desk, |c| tally::family(c, FamilyId(id(9)))).expect("a row");
    assert_eq!((row.strikes, row.dropped), (2, 1));
    assert_eq!(row.last_reason.as_deref(), Some("P01"));
    assert_eq!(read(&desk, |c| tally::total(c, None)), (2, 1));
    let reasons = read(&desk, |c| tally::by(c, By::Reason, None, 10));
    assert_eq!((reasons[0].key.as_str(), reasons[0].strikes, reasons[0].dropped), ("P01", 2, 1));
    let ledger = read(&desk, |c| {
        tally::ledger(c, &Of::Reasons(vec!["P01".into()]), day(0), day(30 * DAY), 10)
    });
    assert_eq!(ledger.len(), 3, "the overturned one stays in the ledger");

    // The portal forgot others' decisions: so do the counts.
    write(&desk, decisions::unlearn);
    assert_eq!(read(&desk, |c| tally::total(c, None)), (0, 0));
    assert!(read(&desk, |c| tally::by(c, By::Reason, None, 10)).is_empty());
}

#[test]
fn our_own_decision_counts_from_its_acknowledgement_on_and_once() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let own = decide(&desk, &case, Verdict::Reject);
    assert_eq!(read(&desk, |c| tally::total(c, None)), (0, 0), "still unsent");
    acknowledge(&desk, &case, 110);
    assert_eq!(read(&desk, |c| tally::total(c, None)), (1, 0));
    // The feed tells of it too, twice, and names the unit.
    let mut told = record(&case, 1, 110, &[("P01", true)]);
    told.id = own;
    take(&desk, &told);
    take(&desk, &told);
    assert_eq!(read(&desk, |c| tally::total(c, None)), (1, 0));
    let units = read(&desk, |c| tally::by(c, By::Unit, None, 10));
    let shown: Vec<_> = units.iter().map(|row| (row.key.as_str(), row.strikes)).collect();
    assert_eq!(shown, [("調查科", 1)]);
    // Erasing the words leaves the counts.
    write(&desk, |tx| store::erasure::erase_words(tx, case.reference().id));
    assert_eq!(read(&desk, |c| tally::total(c, None)), (1, 0));
}

#[test]
fn a_decision_told_before_its_case_is_counted_for_the_inmate_once_the_case_is_there() {
    let desk = Desk::new();
    let case = post_of(1, 9);
    take(&desk, &record(&case, 101, DAY, &[("P06", true)]));
    assert!(read(&desk, |c| tally::by(c, By::Inmate, None, 10)).is_empty());
    put(&desk, &case);
    let inmates = read(&desk, |c| tally::by(c, By::Inmate, None, 10));
    assert_eq!((inmates.len(), inmates[0].strikes), (1, 1));
    assert_eq!(inmates[0].key, case.inmate_id().0.simple().to_string());
}

#[test]
fn the_count_starts_anew_on_the_day_after_a_suspension_and_slides_with_the_window() {
    let desk = Desk::new();
    let policy = Policy::default();
    for number in 1..=3 {
        let case = post_of(number, 9);
        put(&desk, &case);
        take(&desk, &record(&case, 100 + number, number as i64 * DAY, &[("P01", true)]));
    }
    let order = suspension(1, 9, 10 * DAY, 30);
    write(&desk, |tx| suspensions::take_record(tx, &order, false).map(drop));
    assert_eq!(count_on(&desk, 9, &policy, 39 * DAY), 3, "the last day is still suspended");
    assert_eq!(count_on(&desk, 9, &policy, 40 * DAY), 0);
    let case = post_of(4, 9);
    put(&desk, &case);
    take(&desk, &record(&case, 104, 41 * DAY, &[("P01", true)]));
    assert_eq!(count_on(&desk, 9, &policy, 41 * DAY), 1);
    // A window of 20 days: it drops out by itself, and comes back when the policy has none.
    let sliding = Policy { strike_window_days: Some(20), ..Policy::default() };
    assert_eq!(count_on(&desk, 9, &sliding, 60 * DAY), 1);
    assert_eq!(count_on(&desk, 9, &sliding, 61 * DAY), 0);
    assert_eq!(count_on(&desk, 9, &policy, 61 * DAY), 1);
    // Lifted early, the instant of the lifting is the new beginning.
    let mut lifted = suspension(2, 9, 62 * DAY, 30);
    lifted.lifted_at = Some(at(65 * DAY));
    write(&desk, |tx| suspensions::take_record(tx, &lifted, false).map(drop));
    assert_eq!(count_on(&desk, 9, &policy, 66 * DAY), 0);
}

#[test]
fn on_the_day_of_a_lifting_the_instant_decides_and_what_it_rested_on_never_counts_again() {
    let desk = Desk::new();
    let policy = Policy::default();
    let strike = |number: u128, minutes: i64| {
        let case = post_of(number, 9);
        put(&desk, &case);
        let record = record(&case, 100 + number, minutes, &[("P01", true)]);
        take(&desk, &record);
        record.id
    };
    let lifted_at = 5 * DAY;
    let rested_on = [strike(1, DAY), strike(2, 2 * DAY), strike(3, lifted_at - 1)];
    let mut order = suspension(1, 9, 4 * DAY, 30);
    order.suspension.strikes = rested_on.to_vec();
    write(&desk, |tx| suspensions::take_record(tx, &order, false).map(drop));
    assert_eq!(count_on(&desk, 9, &policy, 4 * DAY), 3, "while it runs");
    order.revision = 2;
    order.lifted_at = Some(at(lifted_at));
    write(&desk, |tx| suspensions::take_record(tx, &order, false).map(drop));
    assert_eq!(day(lifted_at - 1), day(lifted_at + 1), "all on one day");
    assert_eq!(count_on(&desk, 9, &policy, lifted_at), 0);
    strike(4, lifted_at + 1);
    assert_eq!(count_on(&desk, 9, &policy, lifted_at + 2), 1);
    // The portal tells of one of them with another instant: it rested on it all the same.
    write(&desk, |tx| {
        let later = at(lifted_at + 3).timestamp_micros();
        Ok(tx.execute(
            "UPDATE decisions SET accepted_at = ?1 WHERE id = ?2",
            (later, rested_on[0].0.as_bytes()),
        )?)
    });
    let row = read(&desk, |c| tally::family(c, FamilyId(id(9)))).expect("a row");
    assert_eq!(row.strikes, 1, "in the same transaction");
    assert_eq!(count_on(&desk, 9, &policy, lifted_at + 4), 1);
}

/// A year of made-up decisions, in any order, with overturns, resends and suspensions.
#[test]
fn the_kept_counts_equal_the_rule_whatever_came_in_whatever_order() {
    let policy = Policy::default();
    for seed in 1..=3u64 {
        let desk = Desk::new();
        let mut dice = seed;
        let mut roll = |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        let mut told: Vec<DecisionRecord> = Vec::new();
        for number in 1..=150u128 {
            let family = u128::from(roll(9)) + 1;
            let case = post_of(number, 1000 + family);
            let minutes = roll(365) as i64 * DAY + roll(DAY as u64) as i64;
            let codes: &[(&str, bool)] = match roll(5) {
                0 => &[],
                1 => &[("P01", true)],
                2 => &[("P07", false), ("P06", true)],
                3 => &[("P08", false)],
                _ => &[("P06", true), ("P01", true)],
            };
            let record = record(&case, 10_000 + number, minutes, codes);
            // Cases come before, after, or never.
            let when = roll(3);
            if when == 0 {
                put(&desk, &case);
            }
            take(&desk, &record);
            if when == 1 {
                put(&desk, &case);
            }
            if !codes.is_empty() && roll(4) == 0 {
                let mut anew = self::record(&case, 20_000 + number, minutes + 60, &[]);
                anew.decision.overturns = Some(record.id);
                take(&desk, &anew);
                told.push(DecisionRecord { overturned_by: Some(anew.id), ..record });
                told.push(anew);
            } else {
                if roll(3) == 0 {
                    take(&desk, &record);
                }
                told.push(record);
            }
        }
        let mut ordered = Vec::new();
        for number in 1..=6u128 {
            let from = roll(330) as i64 * DAY;
            let mut order = suspension(number, 1000 + number, from, 30);
            let of = |record: &&DecisionRecord| record.family_id == order.suspension.family_id;
            let strikes: Vec<_> = told.iter().filter(of).map(|record| record.id).collect();
            order.suspension.strikes = strikes.into_iter().filter(|_| roll(3) == 0).collect();
            if roll(2) == 0 {
                order.lifted_at = Some(at(from + roll(40 * DAY as u64) as i64));
            }
            write(&desk, |tx| suspensions::take_record(tx, &order, false).map(drop));
            ordered.push(order);
        }
        for today in [100 * DAY, 250 * DAY, 400 * DAY] {
            // The counts know what was told, whenever it is looked at: so does the rule.
            for family in 1001..=1009u128 {
                let of = |id: FamilyId| id == FamilyId(self::id(family));
                let records: Vec<_> =
                    told.iter().filter(|record| of(record.family_id)).cloned().collect();
                let orders: Vec<_> =
                    ordered.iter().filter(|one| of(one.suspension.family_id)).cloned().collect();
                let rule = StrikeLedger::new(&records, &orders, &policy, day(today));
                assert_eq!(count_on(&desk, family, &policy, today), rule.count, "seed {seed}");
            }
        }
        let strikes = |record: &&DecisionRecord| record.decision.is_strike();
        let effective = |record: &&DecisionRecord| record.overturned_by.is_none();
        let mut months: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for record in told.iter().filter(strikes) {
            let month = taipei_date(record.accepted_at).format("%Y%m").to_string();
            let entry = months.entry(month).or_default();
            if effective(&record) { entry.0 += 1 } else { entry.1 += 1 }
        }
        let kept: BTreeMap<String, (u32, u32)> = read(&desk, |c| tally::months(c, None))
            .into_iter()
            .map(|row| (row.key, (row.strikes, row.dropped)))
            .collect();
        assert_eq!(kept, months);
        let leads: u32 = read(&desk, |c| tally::by(c, By::LeadReason, None, 99))
            .iter()
            .map(|row| row.strikes)
            .sum();
        let all = told.iter().filter(strikes).filter(effective).count() as u32;
        assert_eq!(leads, all, "each strike has one first reason");
    }
}
