//! The supervisor's desk: who may do what, a third rejection and what is decided on it, two people
//! for one decision, second looks, and a tally that is the portal's own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::views::decide::DecideRequest;
use app::views::escalations::{EscalateRequest, EscalationKind, SettleEscalationRequest};
use app::views::queue::QueueRow;
use app::views::sampling::{DrawRequest, SecondLookRequest};
use app::views::suspensions::{
    DeclineSuspensionRequest, LiftSuspensionRequest, SuspendRequest, SuspensionState,
};
use app::views::tally::{ComparisonState, LedgerRequest, TallyBy, TallyRequest, TallySpan};
use app::{ApiError, Desk, ErrorCode};
use domain::{EscalationId, FamilyId, GivenReason, Private, SuspensionId, SuspensionMode, Verdict};
use practice_portal::Portal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::{Keyring, at_rest, desk, portal, posts, rejection, sign_in};

/// One person at a desk of their own, signed in and at rest.
struct Seat {
    desk: Desk,
    _folder: tempfile::TempDir,
}

async fn seat(portal: &Portal, subject: &'static str) -> Seat {
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), subject);
    sign_in(&desk, portal).await.expect("signed in");
    at_rest(&desk).await;
    Seat { desk, _folder: folder }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(60), "never came: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

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
async fn posts_of_one_family(portal: &Portal, desk: &Desk, count: usize) -> Vec<QueueRow> {
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

fn reject(row: &QueueRow, code: &str, slot: &str) -> DecideRequest {
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
        view.running
            .iter()
            .any(|one| one.id == id && one.fate == app::views::outbox::OutboxState::Acknowledged)
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
        view.past.iter().any(|one| one.id == id && one.state == SuspensionState::Lifted)
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
    let ledger = boss.desk.tally_ledger(ledger).await.expect("a ledger");
    let entry = ledger.entries.iter().find(|entry| entry.case == rows[0].case).expect("listed");
    assert!(entry.overturned && entry.nth.is_none());
    assert!(entry.why_not.as_ref().is_some_and(|why| why.contains("改判通過，不列入")));
    assert_eq!((entry.policy_version.as_str(), entry.clause.as_str()), ("112.12", "貳.二"));
    assert_eq!((entry.who.as_str(), entry.unit.as_str()), ("您", "輔導科"));
    assert!(entry.excerpt.contains("在監證明"));

    // A difference is shown, not hidden: the portal is told of a strike that has not come here.
    portal.stop();
    let unknown = boss.desk.compare_tally().await.expect("an answer");
    assert_eq!(unknown.state, ComparisonState::Unknown);
    boss.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_left_to_two_people_is_proposed_by_one_and_decided_by_another() {
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    let first = seat(&portal, "sv-01").await;
    let second = seat(&portal, "sv-02").await;
    let row = posts_of_one_family(&portal, &worker.desk, 1).await.remove(0);
    let request = reject(&row, "P09", "窗口");
    let preview = worker.desk.preview_decision(request.clone()).await.expect("a preview");
    assert!(preview.four_eyes.is_some_and(|why| why.contains("P09") && why.contains("兩個人")));
    let refused = worker.desk.record_decision(request.clone()).await.expect_err("not alone");
    assert!(refused.message.contains("兩個人"), "{}", refused.message);
    // An ordinary reason needs nobody else, and is not proposed.
    let ordinary = worker.desk.propose_decision(reject(&row, "P01", "事項")).await;
    assert!(ordinary.expect_err("not needed").message.contains("可以直接決定"));

    let id = worker.desk.propose_decision(request.clone()).await.expect("proposed");
    assert_eq!(
        worker.desk.propose_decision(request.clone()).await.expect_err("once").code,
        ErrorCode::Refused
    );
    let theirs = async |seat: &Seat| {
        let view = seat.desk.list_escalations().await.expect("the list");
        view.open.into_iter().find(|one| one.id == id)
    };
    until("the proposal at both supervisors", async || {
        first.desk.sync_now().await.expect("asked");
        second.desk.sync_now().await.expect("asked");
        theirs(&first).await.is_some() && theirs(&second).await.is_some()
    })
    .await;
    let asked = theirs(&first).await.expect("listed");
    assert_eq!(
        (asked.kind, asked.proposed),
        (EscalationKind::SecondOpinion, Some(Verdict::Reject))
    );
    assert!(asked.reasons[0].starts_with("P09") && asked.why_not.is_none());
    let own = theirs(&worker).await.expect("listed");
    assert!(own.mine && own.why_not.is_some());

    // The second person decides; that answers it.
    let revision = first.desk.open_case(row.case).await.expect("opened").revision;
    let decided = DecideRequest { base_revision: revision, ..request };
    first.desk.record_decision(decided).await.expect("the second of two");
    until("it is answered", async || {
        worker.desk.sync_now().await.expect("asked");
        let view = worker.desk.list_escalations().await.expect("the list");
        view.settled.iter().any(|one| {
            one.id == id && one.answer.as_ref().is_some_and(|answer| answer.words.contains("退件"))
        })
    })
    .await;
    for seat in [worker, first, second] {
        seat.desk.close();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_who_asked_cannot_answer_and_urgent_questions_come_first_with_their_hours() {
    let portal = portal().await;
    let hand = portal.hand();
    let asking = seat(&portal, "sv-01").await;
    let other = seat(&portal, "sv-02").await;
    let rows = posts_of_one_family(&portal, &asking.desk, 1).await;
    let seen = hand.case(rows[0].case).expect("readable").expect("there");
    let urgent = hand
        .submit_post(seen.family_id(), seen.inmate_id(), "累了", "我真的不想活了", None)
        .expect("published");
    asking.desk.sync_now().await.expect("asked");
    until("the urgent post", async || asking.desk.open_case(urgent).await.is_ok()).await;
    let ask = |case, base_revision| EscalateRequest {
        case,
        base_revision,
        question: "請一起看".to_owned(),
        proposed: Some(Verdict::Hold),
    };
    let empty = EscalateRequest { question: String::new(), ..ask(rows[0].case, rows[0].revision) };
    assert_eq!(asking.desk.escalate(empty).await.expect_err("empty").code, ErrorCode::Refused);
    let stale = ask(rows[0].case, rows[0].revision + 1);
    assert_eq!(asking.desk.escalate(stale).await.expect_err("stale").code, ErrorCode::Stale);
    let plain = asking.desk.escalate(ask(rows[0].case, rows[0].revision)).await.expect("asked");
    let grave = asking.desk.escalate(ask(urgent, 1)).await.expect("asked");
    until("both at the other", async || {
        other.desk.sync_now().await.expect("asked");
        let open = other.desk.list_escalations().await.expect("the list").open;
        open.iter().filter(|one| [plain, grave].contains(&one.id)).count() == 2
    })
    .await;
    let open = other.desk.list_escalations().await.expect("the list").open;
    let clock = open[0].urgent.as_ref().expect("the urgent one is first");
    assert_eq!((open[0].id, clock.hours, clock.clause.as_str()), (grave, 24, "自殺防治法 11"));

    let settle =
        |answer: &str| SettleEscalationRequest { escalation: plain, answer: answer.to_owned() };
    let own = asking.desk.settle_escalation(settle("好")).await.expect_err("their own");
    assert!(own.message.contains("另一位主管"), "{}", own.message);
    let blank = other.desk.settle_escalation(settle("")).await.expect_err("blank");
    assert_eq!(blank.code, ErrorCode::Refused);
    other.desk.settle_escalation(settle("可以通過")).await.expect("answered");
    until("the answer at the one who asked", async || {
        asking.desk.sync_now().await.expect("asked");
        let view = asking.desk.list_escalations().await.expect("the list");
        view.settled.iter().any(|one| {
            one.id == plain && one.answer.as_ref().is_some_and(|answer| answer.words == "可以通過")
        })
    })
    .await;
    asking.desk.close();
    other.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_look_is_blind_recorded_and_never_at_ones_own() {
    let portal = portal().await;
    let boss = seat(&portal, "sv-01").await;
    let refused = boss.desk.draw_sample(DrawRequest { share: 0 }).await.expect_err("nothing");
    assert!(refused.message.contains("1 到 20"), "{}", refused.message);
    let view = boss.desk.draw_sample(DrawRequest { share: 20 }).await.expect("drawn");
    let draw = view.draw.expect("a draw");
    assert_eq!(draw.seed.len(), 16);
    assert_eq!(draw.drawn, (draw.of * 20).div_ceil(100));
    let case = view.next.expect("something to look at");
    let again = boss.desk.draw_sample(DrawRequest { share: 20 }).await.expect_err("not yet");
    assert!(again.message.contains("還沒有看完"), "{}", again.message);
    let look = SecondLookRequest {
        sample: case.sample.clone(),
        verdict: Verdict::Return,
        reasons: Vec::new(),
        note: String::new(),
    };
    let bare = boss.desk.second_look(look.clone()).await.expect_err("no reason");
    assert!(bare.message.contains("1 到 3"), "{}", bare.message);
    let look = SecondLookRequest { verdict: Verdict::Approve, ..look };
    let told = boss.desk.second_look(look.clone()).await.expect("looked");
    assert_eq!(told.agreed, told.first_verdict == Verdict::Approve);
    assert_eq!(boss.desk.second_look(look).await.expect_err("once").code, ErrorCode::Stale);
    let after = boss.desk.sampling().await.expect("the view");
    let draw = after.draw.expect("a draw");
    assert_eq!((draw.looked, draw.agreed), (1, u32::from(told.agreed)));
    assert!(after.agreement.iter().any(|row| row.code == "approve" && row.looked == 1));
    assert!(after.next.is_none_or(|next| next.sample != case.sample));

    // The charts add up to what was decided, and a like post is beside the case.
    let charts = boss.desk.charts().await.expect("charts");
    assert_eq!((charts.weeks.len(), charts.months.len()), (26, 6));
    assert!(
        charts
            .waiting
            .iter()
            .all(|one| one.half <= one.nine_tenths && one.nine_tenths <= one.longest)
    );
    let rows = posts_of_one_family(&portal, &boss.desk, 2).await;
    boss.desk.record_decision(reject(&rows[0], "P01", "事項")).await.expect("recorded");
    until("the like one", async || {
        let alike = boss.desk.look_alikes(rows[1].case).await.expect("an answer");
        alike.rows.iter().any(|row| row.case == rows[0].case && row.why.contains("在監證明"))
    })
    .await;
    boss.desk.close();
}

fn today() -> chrono::NaiveDate {
    domain::calendar::taipei_date(chrono::Utc::now())
}
