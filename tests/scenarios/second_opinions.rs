//! Two people for one decision: questions to the supervisor, decisions that policy leaves to two, and
//! second looks at what was decided.

use app::ErrorCode;
use app::views::decide::DecideRequest;
use app::views::escalations::{EscalateRequest, EscalationKind, SettleEscalationRequest};
use app::views::sampling::{DrawRequest, SecondLookRequest};
use domain::Verdict;

use crate::desk::portal;
use crate::seat::{Seat, seat, until};
use crate::supervision::{posts_of_one_family, reject};

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
    // The hours run from the first look and not from the question, at the other desk too: it was
    // told, and has never looked itself.
    let asked = hand.escalations().expect("the portal's list");
    let asked = asked.iter().find(|one| one.id == grave).expect("asked");
    let known = asked.escalation.known_at.expect("the portal takes it");
    assert!(known < asked.asked_at, "looked at before it was asked");
    assert_eq!(clock.until, (known + chrono::TimeDelta::hours(24)).to_rfc3339());
    assert!(clock.from_label.contains("第一次有人看到"), "{}", clock.from_label);

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
