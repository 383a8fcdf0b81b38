//! A year of 20,000 posts with overturns, suspensions and a new policy: the desk's tally is what the
//! portal's raw decisions add up to, counted apart, in SQL on the portal's side.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    CaseState, Decision, DecisionId, DecisionRecord, Family, FamilyId, GivenReason, InmateId,
    Policy, Post, Private, StaffMember, Suspension, SuspensionId, SuspensionRecord, Verdict,
};
use practice_portal::{Clock, Config};
use store::tally::{self, By, CountRow};
use support::desk::{Desk, applicant, empty_portal_with};
use uuid::Uuid;

const POSTS: u64 = 20_000;
const FAMILIES: u64 = 400;
const UNITS: [&str; 3] = ["輔導科", "調查科", ""];

/// The same year for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn id(kind: u64, number: u64) -> Uuid {
    Uuid::from_u64_pair(kind << 32 | 0x7000, 1 << 63 | number)
}

/// What happened in a year, in the order in which it did.
struct Year {
    posts: Vec<Post>,
    decisions: Vec<DecisionRecord>,
    suspensions: Vec<SuspensionRecord>,
}

fn year(first_day: NaiveDate, dice: &mut Dice) -> Year {
    let mut year = Year { posts: Vec::new(), decisions: Vec::new(), suspensions: Vec::new() };
    let mut suspended: BTreeMap<u64, (NaiveDate, NaiveDate)> = BTreeMap::new();
    let begin = first_day.and_hms_opt(1, 0, 0).expect("an hour").and_utc();
    for number in 0..POSTS {
        let family = dice.roll(FAMILIES);
        let at = begin
            + TimeDelta::minutes((number * 365 * 24 * 60 / POSTS) as i64)
            + TimeDelta::seconds(dice.roll(600) as i64);
        let day = domain::calendar::taipei_date(at);
        // A suspended family publishes nothing.
        if suspended.get(&family).is_some_and(|(from, until)| (*from..=*until).contains(&day)) {
            continue;
        }
        let post = post(number, family, at - TimeDelta::hours(20));
        let reasons: &[(&str, bool)] = match dice.roll(20) {
            0 => &[("P01", true)],
            1 => &[("P06", true), ("P01", true)],
            2 => &[("P07", true)],
            3 => &[("P07", false)],
            4 => &[("P08", false), ("P12", true)],
            _ => &[],
        };
        let record = record(number, &post, reasons, at, UNITS[dice.roll(3) as usize]);
        if !reasons.is_empty() && dice.roll(6) == 0 {
            let later = at + TimeDelta::hours(1 + dice.roll(300) as i64);
            let mut anew = self::record(POSTS + number, &post, &[], later, "輔導科");
            anew.decision.overturns = Some(record.id);
            anew.decision.base_revision = 2;
            anew.resulting_revision = 3;
            year.decisions.push(anew);
        }
        if record.decision.is_strike() && dice.roll(12) == 0 {
            let first = day.succ_opt().expect("a day");
            let last = first + Days::new(29);
            suspended.insert(family, (first, last));
            // Nobody is lifted in what is still to come.
            let lifted = dice.roll(4) == 0 && number < POSTS * 10 / 12;
            // At any instant, also on the day of a rejection, before it began, and after it ended.
            let lifted_at = at + TimeDelta::minutes(dice.roll(32 * 24 * 60) as i64);
            let mut order =
                suspension(number, family, first, last, at, lifted.then_some(lifted_at));
            let of = |one: &&DecisionRecord| one.family_id == post.family_id;
            let earlier = year.decisions.iter().rev().filter(of).map(|one| one.id);
            order.suspension.strikes =
                earlier.take(dice.roll(3) as usize).chain([record.id]).collect();
            if lifted {
                let open = domain::calendar::taipei_date(lifted_at);
                suspended.insert(family, (first, open.pred_opt().expect("a day")));
            }
            year.suspensions.push(order);
        }
        year.posts.push(post);
        year.decisions.push(record);
    }
    year.decisions.sort_by_key(|record| record.accepted_at);
    year
}

fn post(number: u64, family: u64, at: DateTime<Utc>) -> Post {
    Post {
        id: id(3, number).into(),
        revision: 2,
        number: format!("簿115-{number:05}"),
        state: CaseState::Approved,
        submitted_at: at,
        resubmitted_at: None,
        family_id: FamilyId(id(1, family)),
        inmate_id: InmateId(id(2, family / 2)),
        author_name: Private::from("陳怡君"),
        relation: Private::from("女兒"),
        title: Private::from("近況"),
        body: Private::from("爸，妹妹會騎車了。"),
        photos: Vec::new(),
    }
}

fn record(
    number: u64,
    post: &Post,
    reasons: &[(&str, bool)],
    at: DateTime<Utc>,
    unit: &str,
) -> DecisionRecord {
    DecisionRecord {
        id: DecisionId(id(4, number)),
        decision: Decision {
            case: domain::Case::Post(post.clone()).reference(),
            base_revision: 1,
            evidence_sha256: Vec::new(),
            verdict: if reasons.is_empty() { Verdict::Approve } else { Verdict::Reject },
            reasons: reasons
                .iter()
                .map(|(code, counts)| GivenReason {
                    code: (*code).to_owned(),
                    slots: Default::default(),
                    counts: *counts,
                })
                .collect(),
            family_message: Private::from("請修改後再送。"),
            policy_version: "112.12".to_owned(),
            fence: None,
            decided_at: at,
            overturns: None,
            pages_seen: Vec::new(),
        },
        decided_by: StaffMember {
            subject: "sw-02".to_owned(), display_name: "王思齊".to_owned()
        },
        accepted_at: at,
        resulting_revision: 2,
        family_id: post.family_id,
        unit: unit.to_owned(),
        overturned_by: None,
    }
}

fn suspension(
    number: u64,
    family: u64,
    first_day: NaiveDate,
    last_day: NaiveDate,
    at: DateTime<Utc>,
    lifted_at: Option<DateTime<Utc>>,
) -> SuspensionRecord {
    let boss = StaffMember { subject: "sv-01".to_owned(), display_name: "洪主任".to_owned() };
    SuspensionRecord {
        id: SuspensionId(id(5, number)),
        revision: if lifted_at.is_some() { 2 } else { 1 },
        suspension: Suspension {
            family_id: FamilyId(id(1, family)),
            first_day,
            last_day,
            strikes: Vec::new(),
            grounds: Private::from("累計"),
            family_message: Private::from("暫停"),
            policy_version: "112.12".to_owned(),
        },
        ordered_by: boss.clone(),
        ordered_at: at,
        lifted_by: lifted_at.map(|_| boss),
        lifted_at,
        lift_grounds: Private::default(),
    }
}

fn counted(rows: Vec<CountRow>) -> BTreeMap<String, (u32, u32)> {
    rows.into_iter().map(|row| (row.key, (row.strikes, row.dropped))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tally_of_a_year_is_what_the_portals_raw_decisions_add_up_to() {
    let mut dice = Dice(115);
    let first_day = NaiveDate::from_ymd_opt(2025, 11, 1).expect("a day");
    let clock = Clock::manual("2026-11-01T04:00:00Z".parse().expect("an instant"));
    let portal = empty_portal_with(Config { clock: clock.clone(), ..Config::default() });
    let hand = portal.hand();
    let year = year(first_day, &mut dice);
    for family in 0..FAMILIES {
        hand.put_family(&Family {
            id: FamilyId(id(1, family)),
            revision: 1,
            applicant: applicant("陳怡君"),
            last_published_on: None,
            suspended_until: None,
            registered_at: DateTime::UNIX_EPOCH,
        })
        .expect("put");
    }
    let mut desk = Desk::of(&hand, "sv-01", &portal.base_url());
    // It comes in three parts: overturns reach rejections that are here already, and the desk is
    // closed and opened in between.
    let parts = 3;
    let of = |part: usize, all: usize| part * all / parts..(part + 1) * all / parts;
    for part in 0..parts {
        hand.bring_past(
            &year.posts[of(part, year.posts.len())],
            &year.decisions[of(part, year.decisions.len())],
            &year.suspensions[of(part, year.suspensions.len())],
        )
        .expect("brought");
        desk.engine().pull_once().await.expect("pulled");
        desk.reopen();
    }

    let window = Policy {
        version: "115.11".to_owned(),
        in_force_from: NaiveDate::from_ymd_opt(2026, 11, 10).expect("a day"),
        strike_window_days: Some(180),
        ..Policy::default()
    };
    let days = [
        (NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day"), Policy::default()),
        // A new version puts a window on it.
        (NaiveDate::from_ymd_opt(2026, 11, 10).expect("a day"), window.clone()),
        (NaiveDate::from_ymd_opt(2026, 12, 24).expect("a day"), window),
    ];
    hand.add_policy(&days[1].1).expect("in force");
    for (today, policy) in days {
        let from = policy.strike_window_days.map(|days| today - Days::new(u64::from(days) - 1));
        let portals = hand.recount(today, from).expect("counted");
        desk.store().write(|tx| tally::settle(tx, &policy, today)).expect("settled");
        let kept: BTreeMap<FamilyId, u32> = desk.read(tally::counts).into_iter().collect();
        assert!(portals.families.len() > 100, "there is something to count");
        assert_eq!(kept, portals.families, "on {today}");
        assert_eq!(counted(desk.read(|c| tally::months(c, None))), portals.months);
        let by = |by| counted(desk.read(|c| tally::by(c, by, None, u32::MAX)));
        assert_eq!(by(By::Reason), portals.reasons);
        assert_eq!(by(By::Unit), portals.units);
        let inmates = |map: BTreeMap<String, (u32, u32)>| -> BTreeMap<String, (u32, u32)> {
            map.into_iter().map(|(key, count)| (key.replace('-', ""), count)).collect()
        };
        assert_eq!(by(By::Inmate), inmates(portals.inmates));

        // What the portal says over the wire is the same once more.
        clock.set(today.and_hms_opt(4, 0, 0).expect("an hour").and_utc());
        // Nobody stays signed in for weeks.
        desk.sign_in(&hand, "sv-01");
        let told = desk.client().rejection_stats().await.expect("supervisors may ask");
        let told: BTreeMap<FamilyId, u32> =
            told.families.into_iter().map(|family| (family.family_id, family.strikes)).collect();
        assert_eq!(told, kept, "on {today}");
    }
    let (strikes, dropped) = desk.read(|c| tally::total(c, None));
    assert!(strikes > 2_000 && dropped > 300, "{strikes} and {dropped} overturned");
}
