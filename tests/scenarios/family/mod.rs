//! The family's side: its pages over HTTP and in a real browser, from registering to publishing.
#![allow(clippy::unwrap_used, reason = "what cannot be set up fails its test right there")]

mod accounts;
mod applying;
#[cfg(unix)]
mod browser;
#[cfg(unix)]
mod desk;
#[cfg(unix)]
mod letters;
mod publishing;
mod security;
#[cfg(unix)]
mod suspending;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use domain::{
    Case, CaseRef, CaseState, Composition, Decision, DecisionId, GivenReason, Inmate, InmateStatus,
    Verdict,
};
use practice_portal::{Clock, Config, Hand, Portal, World};
use support::visitor::Visitor;
use uuid::Uuid;

/// A Monday noon in Taipei.
fn noon() -> DateTime<Utc> {
    "2026-11-23T04:00:00Z".parse().unwrap()
}

fn start(config: Config) -> Portal {
    Portal::start(Config { world: World { draw: false, ..World::at(noon()) }, ..config }).unwrap()
}

/// An id that nothing else in this program has.
fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(0xFA_0000, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A portal whose clock a test moves, and a hand on it.
fn portal() -> (Portal, Hand) {
    let portal = start(Config { clock: Clock::manual(noon()), ..Config::default() });
    let hand = portal.hand();
    (portal, hand)
}

/// An inmate who may be reached and has no family yet.
fn inmate(hand: &Hand, number: &str, name: &str) -> Inmate {
    let inmate = Inmate {
        id: domain::InmateId(fresh()),
        revision: 1,
        number: number.to_owned(),
        name: name.into(),
        facility: "雲林第二監獄".to_owned(),
        housing_unit: "忠舍".to_owned(),
        juvenile: false,
        status: InmateStatus { code: "OPEN".to_owned(), since: None, until: None },
        family_id: None,
    };
    hand.put_inmate(&inmate).unwrap();
    inmate
}

fn reason(code: &str, slots: &[(&str, &str)], counts: bool) -> GivenReason {
    let slots: BTreeMap<_, _> =
        slots.iter().map(|(name, words)| ((*name).to_owned(), (*words).into())).collect();
    GivenReason { code: code.to_owned(), slots, counts }
}

/// Staff decide as the desk does: the text is composed by the same rules that its preview shows.
fn decide(hand: &Hand, case: CaseRef, verdict: Verdict, reasons: Vec<GivenReason>) -> String {
    let case: Case = hand.case(case).unwrap().unwrap();
    let kind = case.reference().kind;
    let message = Composition::new(kind, verdict, &reasons).compose().unwrap().text;
    let decision = Decision {
        case: case.reference(),
        base_revision: case.revision(),
        evidence_sha256: case.evidence(),
        verdict,
        reasons,
        family_message: message.clone().into(),
        policy_version: "112.12".to_owned(),
        fence: None,
        decided_at: hand.clock().now(),
        overturns: None,
        pages_seen: Vec::new(),
    };
    hand.decide("sw-01", DecisionId(fresh()), &decision).unwrap();
    message
}

fn approve(hand: &Hand, case: CaseRef) {
    decide(hand, case, Verdict::Approve, Vec::new());
}

/// A post is rejected for its content, which counts (貳.四).
fn reject(hand: &Hand, case: CaseRef) -> String {
    decide(hand, case, Verdict::Reject, vec![reason("P06", &[("項目", "廣告")], true)])
}

/// The newest application or post.
fn newest_application(hand: &Hand) -> CaseRef {
    Case::Application(hand.applications().unwrap().pop().unwrap()).reference()
}

fn newest_post(hand: &Hand) -> CaseRef {
    Case::Post(hand.posts().unwrap().pop().unwrap()).reference()
}

fn state(hand: &Hand, case: CaseRef) -> CaseState {
    hand.case(case).unwrap().unwrap().state()
}

/// A family whose application for an inmate was approved.
async fn approved(portal: &Portal, email: &str, number: &str) -> (Visitor, Inmate) {
    let hand = portal.hand();
    let inmate = inmate(&hand, number, "陳國樑");
    let visitor = Visitor::new(&portal.base_url());
    visitor.join(email, "陳怡君").await;
    visitor.apply(number, "女兒").await;
    approve(&hand, newest_application(&hand));
    (visitor, inmate)
}
