//! The supervisor's desk: who may do what, a third rejection and what is decided on it, and a tally
//! that is the portal's own.

use app::views::decide::DecideRequest;
use app::views::escalations::SettleEscalationRequest;
use app::views::queue::QueueRow;
use app::views::sampling::{DrawRequest, SecondLookRequest};
use app::views::suspensions::{
    DeclineSuspensionRequest, LiftSuspensionRequest, SuspendRequest, SuspensionRowId,
    SuspensionState,
};
use app::views::tally::{ComparisonState, LedgerRequest, TallyBy, TallyRequest, TallySpan};
use app::{ApiError, Desk, ErrorCode};
use domain::{EscalationId, FamilyId, GivenReason, Private, SuspensionId, SuspensionMode, Verdict};
use practice_portal::Portal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::{at_rest, portal, posts, rejection};
use crate::seat::{Seat, seat, until};

/// One person at a desk of their own, signed in and at rest.
fn strikes(by: TallyBy) -> TallyRequest {
    TallyRequest { by, span: TallySpan::All, at_least: 1 }
}

/// Every command that only a supervisor may give, with something to ask for.
async fn supervisors_commands(desk: &Desk) -> Vec<(&'static str, Result<(), ApiError>)> {
    let family = FamilyId(Uuid::from_u128(1));
    let words = || "理由".to_owned();
    let ledger =
        LedgerRequest { by: TallyBy::Family, key: family.to_string(), span: TallySpan::All };
    let suspend = SuspendRequest {
        family,
        mode: SuspensionMode::Apa48vFirstDayCounted,
        first_day: "115.11.24".to_owned(),
        strikes: Vec::new(),
        grounds: words(),
    };
    let decline = DeclineSuspensionRequest { family, strikes: Vec::new(), grounds: words() };
    let lift =
        LiftSuspensionRequest { suspension: SuspensionId(Uuid::from_u128(2)), grounds: words() };
    let settle =
        SettleEscalationRequest { escalation: EscalationId(Uuid::from_u128(3)), answer: words() };
    let look = SecondLookRequest {
        sample: Uuid::from_u128(4).to_string(),
        verdict: Verdict::Approve,
        reasons: Vec::new(),
        note: String::new(),
    };
    vec![
        ("tally", desk.tally(strikes(TallyBy::Family)).await.map(drop)),
        ("tally_ledger", desk.tally_ledger(ledger).await.map(drop)),
        ("compare_tally", desk.compare_tally().await.map(drop)),
        ("charts", desk.charts().await.map(drop)),
        ("list_suspensions", desk.list_suspensions().await.map(drop)),
        ("suspend", desk.suspend(suspend).await.map(drop)),
        ("decline_suspension", desk.decline_suspension(decline).await),
        ("lift_suspension", desk.lift_suspension(lift).await),
        ("settle_escalation", desk.settle_escalation(settle).await),
        ("sampling", desk.sampling().await.map(drop)),
        ("draw_sample", desk.draw_sample(DrawRequest { share: 5 }).await.map(drop)),
        ("second_look", desk.second_look(look).await.map(drop)),
    ]
}

const REFUSED: &str = "這個動作只有主管可以做。";

#[tokio::test(flavor = "multi_thread")]
async fn a_social_worker_is_refused_every_act_of_a_supervisor_whichever_way_they_ask() {
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    for (command, answer) in supervisors_commands(&worker.desk).await {
        let refused = answer.expect_err(command);
        assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::Refused, REFUSED));
    }
    // A supervisor's call is refused for what it asks, if at all, and never for who asks.
    let boss = seat(&portal, "sv-01").await;
    for (command, answer) in supervisors_commands(&boss.desk).await {
        if let Err(refused) = answer {
            assert_ne!(refused.message, REFUSED, "{command}");
        }
    }

    // Past the desk, straight to the portal with the worker's own token.
    let hand = portal.hand();
    let token = hand.access_token("sw-01").expect("a token");
    let decided = hand.decisions().expect("the portal's list").pop().expect("a past");
    let family = hand.families().expect("the portal's list").remove(0).id;
    let order = hand.suspend(family, 30).expect("suspended");
    let question = hand.escalations().expect("the portal's list").remove(0).id;
    let fresh = Uuid::from_u128(77);
    let suspension = json!({
        "family_id": family, "first_day": "2026-12-01", "last_day": "2026-12-30", "strikes": [],
        "grounds": "三次", "family_message": "暫停", "policy_version": "112.12",
    });
    let mut overturn = serde_json::to_value(&decided.decision).expect("JSON");
    overturn["overturns"] = json!(decided.id);
    let calls: [(&str, String, Option<Value>); 6] = [
        ("PUT", format!("suspensions/{fresh}"), Some(suspension)),
        ("PUT", format!("suspensions/{order}/lift"), Some(json!({ "grounds": "恢復" }))),
        ("PUT", format!("escalations/{question}/settle"), Some(json!({ "answer": "好" }))),
        ("PUT", format!("decisions/{fresh}"), Some(overturn)),
        ("GET", "stats/rejections".to_owned(), None),
        ("GET", "remainders".to_owned(), None),
    ];
    for (method, path, body) in calls {
        let address = format!("{}/staff/v1/{path}", portal.base_url());
        let client = reqwest::Client::new();
        let mut call = match method {
            "PUT" => client.put(address),
            _ => client.get(address),
        }
        .bearer_auth(&token)
        .header("Desk-Version", "9.9.9");
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let answer = call.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 403, "{method} {path}");
        let problem: Value =
            serde_json::from_str(&answer.text().await.expect("a body")).expect("a problem");
        assert_eq!(problem["type"], "/problems/not-authorised", "{method} {path}");
    }
    worker.desk.close();
    boss.desk.close();
}

/// Posts of one family that can be rejected now.
pub(crate) async fn posts_of_one_family(
    portal: &Portal,
    desk: &Desk,
    count: usize,
) -> Vec<QueueRow> {
    let hand = portal.hand();
    let first = posts(desk).await;
    for row in &first {
        let case = hand.case(row.case).expect("readable").expect("there");
        let (family, inmate) = (case.family_id(), case.inmate_id());
        let suspended = hand
            .family(family)
            .expect("readable")
            .is_some_and(|family| family.suspended_until.is_some());
        if suspended {
            continue;
        }
        let wanted: Vec<domain::CaseRef> = (0..count)
            .map(|_| {
                hand.submit_post(family, inmate, "拜託", "請你向主管幫我申請在監證明，謝謝", None)
                    .expect("published")
            })
            .collect();
        desk.sync_now().await.expect("asked");
        let mut found = Vec::new();
        until("the new posts", async || {
            found = posts(desk).await;
            found.retain(|row| wanted.contains(&row.case));
            found.len() == count
        })
        .await;
        return found;
    }
    panic!("a family that may publish")
}

pub(crate) fn reject(row: &QueueRow, code: &str, slot: &str) -> DecideRequest {
    let slots = [
        (slot.to_owned(), Private::from("在監證明")),
        ("窗口".to_owned(), Private::from("輔導科")),
    ];
    DecideRequest {
        reasons: vec![GivenReason { code: code.to_owned(), slots: slots.into(), counts: true }],
        ..rejection(row)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_rejection_opens_a_card_and_only_a_supervisor_suspends() {
    let portal = portal().await;
    let hand = portal.hand();
    let boss = seat(&portal, "sv-01").await;
    let rows = posts_of_one_family(&portal, &boss.desk, 4).await;
    let family = hand.case(rows[0].case).expect("readable").expect("there").family_id();
    let before = hand.recount(today(), None).expect("counted");
    let earlier = before.families.get(&family).copied().unwrap_or(0);
    for row in &rows[..3] {
        boss.desk.record_decision(reject(row, "P01", "事項")).await.expect("recorded");
    }
    until("three more at the portal and in the tally", async || {
        let there = hand.recount(today(), None).expect("counted").families.get(&family).copied();
        let here = boss.desk.tally(strikes(TallyBy::Family)).await.expect("a tally");
        let here = here.rows.iter().find(|row| row.key == family.to_string()).map(|row| row.count);
        there == Some(earlier + 3) && here == there
    })
    .await;
    assert!(hand.family(family).expect("readable").expect("there").suspended_until.is_none());

    let view = boss.desk.list_suspensions().await.expect("the list");
    let card = view.cards.iter().find(|card| card.family == family).expect("a card");
    assert_eq!(card.strikes.len() as u32, card.count);
    let [first, second] = &card.options[..] else { panic!("both ways of counting") };
    assert!(first.by_default && !second.by_default);
    assert!(first.arithmetic.contains("首日計入") && second.arithmetic.contains("首日不計"));
    assert!(first.family_message.contains("暫停至") && !first.family_message.contains('{'));

    // 得: the supervisor may leave it, until there is one more.
    let places = async || boss.desk.places().await.expect("numbers").suspensions;
    let before = places().await;
    let decline = |grounds: &str| DeclineSuspensionRequest {
        family,
        strikes: card.strikes.clone(),
        grounds: grounds.to_owned(),
    };
    let silent = boss.desk.decline_suspension(decline("")).await.expect_err("why");
    assert_eq!(silent.code, ErrorCode::Refused);
    boss.desk.decline_suspension(decline("都能改寫後重送")).await.expect("left");
    assert_eq!(places().await, before - 1);
    let view = boss.desk.list_suspensions().await.expect("the list");
    assert!(view.cards.iter().all(|card| card.family != family));
    assert!(
        view.past
            .iter()
            .any(|one| { one.family == family && one.state == SuspensionState::Declined })
    );
    boss.desk.record_decision(reject(&rows[3], "P01", "事項")).await.expect("recorded");
    let mut reopened = None;
    until("the card again", async || {
        let view = boss.desk.list_suspensions().await.expect("the list");
        reopened = view.cards.into_iter().find(|card| card.family == family);
        reopened.is_some()
    })
    .await;
    let card = reopened.expect("a card");
    let first = &card.options[0];

    // What the supervisor saw is what it rests on.
    let request = SuspendRequest {
        family,
        mode: first.mode,
        first_day: first.first_day.clone(),
        strikes: card.strikes.clone(),
        grounds: "三次請託，前兩次已電話說明".to_owned(),
    };
    let empty = SuspendRequest { grounds: " ".to_owned(), ..request.clone() };
    assert_eq!(boss.desk.suspend(empty).await.expect_err("no grounds").code, ErrorCode::Refused);
    let other = SuspendRequest { strikes: card.strikes[1..].to_vec(), ..request.clone() };
    assert_eq!(boss.desk.suspend(other).await.expect_err("not seen").code, ErrorCode::Stale);
    let late = SuspendRequest { first_day: "115.01.01".to_owned(), ..request.clone() };
    assert_eq!(boss.desk.suspend(late).await.expect_err("other days").code, ErrorCode::Stale);

    let id = boss.desk.suspend(request.clone()).await.expect("suspended");
    assert_eq!(boss.desk.suspend(request).await.expect_err("twice").code, ErrorCode::Stale);
    until("the order at the portal", async || {
        hand.suspensions().expect("the portal's list").iter().any(|one| one.id == id)
    })
    .await;
    until("the answer here", async || {
        boss.desk.sync_now().await.expect("asked");
        let view = boss.desk.list_suspensions().await.expect("the list");
        view.running.iter().any(|one| {
            one.id == row_of(id) && one.fate == app::views::outbox::OutboxState::Acknowledged
        })
    })
    .await;
    let lift =
        |grounds: &str| LiftSuspensionRequest { suspension: id, grounds: grounds.to_owned() };
    assert_eq!(
        boss.desk.lift_suspension(lift("")).await.expect_err("why").code,
        ErrorCode::Refused
    );
    boss.desk.lift_suspension(lift("家屬已說明")).await.expect("lifted");
    until("the end here", async || {
        boss.desk.sync_now().await.expect("asked");
        let view = boss.desk.list_suspensions().await.expect("the list");
        view.past.iter().any(|one| one.id == row_of(id) && one.state == SuspensionState::Lifted)
    })
    .await;
    boss.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overturned_rejection_drops_out_and_the_two_counts_agree() {
    let portal = portal().await;
    let boss = seat(&portal, "sv-01").await;
    let rows = posts_of_one_family(&portal, &boss.desk, 1).await;
    let recorded =
        boss.desk.record_decision(reject(&rows[0], "P01", "事項")).await.expect("recorded");
    let of_month = async || {
        let tally = boss.desk.tally(strikes(TallyBy::Month)).await.expect("a tally");
        (tally.total, tally.dropped)
    };
    let hand = portal.hand();
    let portals = || {
        let months = hand.recount(today(), None).expect("counted").months;
        months.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let had = portals();
    until("the strike in both", async || {
        portals() == (had.0 + 1, had.1) && of_month().await == portals()
    })
    .await;
    let case = boss.desk.open_case(rows[0].case).await.expect("opened");
    assert!(case.reversal.is_some());
    let anew = DecideRequest {
        base_revision: case.revision,
        verdict: Verdict::Approve,
        overturns: Some(recorded.decision),
        reasons: Vec::new(),
        staff_note: "家屬是問候，不是請託".to_owned(),
        ..rejection(&rows[0])
    };
    boss.desk.record_decision(anew).await.expect("overturned");
    until("dropped in both", async || {
        portals() == (had.0, had.1 + 1) && of_month().await == portals()
    })
    .await;
    at_rest(&boss.desk).await;
    let compared = boss.desk.compare_tally().await.expect("compared");
    assert_eq!(compared.state, ComparisonState::Same, "{}", compared.sentence);
    let family = hand.case(rows[0].case).expect("readable").expect("there").family_id();
    let ledger =
        LedgerRequest { by: TallyBy::Family, key: family.to_string(), span: TallySpan::All };
    // The unit comes with the feed.
    let mut found = None;
    until("the unit", async || {
        boss.desk.sync_now().await.expect("asked");
        let view = boss.desk.tally_ledger(ledger.clone()).await.expect("a ledger");
        found = view.entries.into_iter().find(|entry| entry.case == rows[0].case);
        found.as_ref().is_some_and(|entry| !entry.unit.is_empty())
    })
    .await;
    let entry = found.expect("listed");
    assert!(entry.overturned && entry.nth.is_none());
    assert!(entry.why_not.as_ref().is_some_and(|why| why.contains("改判通過，不列入")));
    assert_eq!((entry.policy_version.as_str(), entry.clause.as_str()), ("112.12", "貳.二"));
    assert_eq!((entry.who.as_str(), entry.unit.as_str()), ("您", "輔導科"));
    assert!(entry.excerpt.contains("在監證明"));

    // A portal that does not answer is no portal that agrees.
    portal.stop();
    let unknown = boss.desk.compare_tally().await.expect("an answer");
    assert_eq!(unknown.state, ComparisonState::Unknown);
    boss.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_and_portal_count_alike_when_a_suspension_is_lifted_on_the_day_of_a_rejection() {
    let portal = portal().await;
    let hand = portal.hand();
    let boss = seat(&portal, "sv-01").await;
    let rows = posts_of_one_family(&portal, &boss.desk, 4).await;
    let family = hand.case(rows[0].case).expect("readable").expect("there").family_id();
    let asking = support::desk::Desk::of(&hand, "sv-01", &portal.base_url());
    let there = async || {
        let stats = asking.client().rejection_stats().await.expect("supervisors may ask");
        let row = stats.families.into_iter().find(|row| row.family_id == family);
        row.map_or(0, |row| row.strikes)
    };
    let here = async |seat: &Seat| {
        let tally = seat.desk.tally(strikes(TallyBy::Family)).await.expect("a tally");
        let row = tally.rows.iter().find(|row| row.key == family.to_string());
        row.map_or(0, |row| row.count)
    };
    let earlier = there().await;
    for row in &rows[..3] {
        boss.desk.record_decision(reject(row, "P01", "事項")).await.expect("recorded");
    }
    until("three more in both", async || {
        there().await == earlier + 3 && here(&boss).await == earlier + 3
    })
    .await;
    // Suspended and lifted on this very day, and one more rejection after that.
    let suspension = hand.suspend(family, 30).expect("suspended");
    hand.lift(suspension).expect("lifted");
    until("the end here", async || {
        boss.desk.sync_now().await.expect("asked");
        here(&boss).await == 0
    })
    .await;
    boss.desk.record_decision(reject(&rows[3], "P01", "事項")).await.expect("recorded");
    until("one in both", async || there().await == 1 && here(&boss).await == 1).await;
    // A fresh desk that has pulled everything says the same.
    let fresh = seat(&portal, "sv-02").await;
    assert_eq!((here(&fresh).await, there().await), (1, 1));
    let compared = fresh.desk.compare_tally().await.expect("compared");
    assert_eq!(compared.state, ComparisonState::Same, "{}", compared.sentence);
    let again = hand.recount(today(), None).expect("counted");
    assert_eq!(again.families.get(&family), Some(&1));
    fresh.desk.close();
    boss.desk.close();
}

fn row_of(id: domain::SuspensionId) -> SuspensionRowId {
    SuspensionRowId::Suspension(id)
}

fn today() -> chrono::NaiveDate {
    domain::calendar::taipei_date(chrono::Utc::now())
}
