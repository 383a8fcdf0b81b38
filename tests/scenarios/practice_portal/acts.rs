//! What staff do at the practice portal: the order of its checks, its calendar, who may do what.

use chrono::Duration;
use domain::{Case, CaseRef, CaseState, Decision, DecisionId, Verdict};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, desk, now, pending_post, portal, verdict};

#[tokio::test]
async fn a_lost_answer_is_told_again_whatever_has_changed_since() {
    let (portal, hand) = portal();
    let (one, two) = (desk(&portal, "sw-01"), desk(&portal, "sw-02"));
    let case = pending_post(&hand);
    let decision = verdict(&case, Verdict::Approve);
    let first = one.decide(1, &decision).await;
    assert_eq!(first.0, 200, "{}", first.2);

    hand.withdraw(case.reference()).unwrap();
    hand.revoke_right("sw-01");
    assert_eq!(one.decide(1, &decision).await, first);
    assert_eq!(hand.decisions_on(case.reference()).unwrap().len(), 1);

    // Another body or another person under the same id is another decision.
    let other = Decision { family_message: "不同的話".into(), ..decision.clone() };
    assert_eq!(one.decide(1, &other).await.1, "decision-id-reused");
    assert_eq!(two.decide(1, &decision).await.1, "decision-id-reused");
    assert_eq!(one.put(&format!("/decisions/{}", Uuid::from_u128(1)), &json!({})).await.0, 422);
    // A new id finds the right gone.
    assert_eq!(one.decide(2, &decision).await.1, "not-authorised");
}

#[tokio::test]
async fn the_checks_come_in_the_order_of_the_contract() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let case = pending_post(&hand);
    let claim = hand.claim("sw-01", vec![case.reference()]).unwrap().remove(0);
    hand.clock().advance(Duration::hours(2));
    hand.claim("sw-02", vec![case.reference()]).unwrap();
    hand.rewrite(case.reference(), "新的標題", "新的內文").unwrap();
    let suspension = hand.suspend(case.family_id(), 30).unwrap();
    hand.revoke_right("sw-01");

    // Everything is wrong at once; each thing put right lets the next one show.
    let mut decision = Decision { fence: Some(claim.fence), ..verdict(&case, Verdict::Reject) };
    decision.reasons.clear();
    let stranger = Desk { token: "nobody".to_owned(), ..desk(&portal, "sw-01") };
    assert_eq!(stranger.decide(1, &decision).await.0, 401);
    assert_eq!(one.decide(1, &decision).await.1, "unauthenticated", "the token has ended");
    let one = desk(&portal, "sw-01");
    assert_eq!(one.decide(1, &decision).await.1, "not-authorised");
    hand.give_right("sw-01");
    assert_eq!(one.decide(1, &decision).await.1, "validation");
    decision.reasons = verdict(&case, Verdict::Reject).reasons;
    assert_eq!(one.decide(1, &decision).await.1, "suspended");
    hand.lift(suspension).unwrap();
    assert_eq!(one.decide(1, &decision).await.1, "revision-mismatch");
    let case = now(&hand, case.reference());
    decision.base_revision = case.revision();
    let superseded = one.decide(1, &decision).await;
    assert_eq!((superseded.0, superseded.1.as_str()), (409, "claim-superseded"));
    assert!(superseded.2.contains("王思齊"), "it names the holder");
    decision.fence = Some(hand.claim("sw-01", vec![case.reference()]).unwrap()[0].fence);
    assert_eq!(one.decide(1, &decision).await.1, "claim-superseded", "a colleague holds it");
    hand.clock().advance(Duration::minutes(10));
    decision.fence = Some(99);
    assert_eq!(one.decide(1, &decision).await.0, 200);

    let late = Decision { base_revision: 1, ..decision.clone() };
    let answer = desk(&portal, "sw-02").decide(2, &late).await;
    assert_eq!(answer.1, "already-decided");
    assert!(answer.2.contains("李沛真") && answer.2.contains("P01"), "who and what");
}

#[tokio::test]
async fn a_body_that_does_not_hold_is_pointed_at() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let case = pending_post(&hand);
    let good = json!(verdict(&case, Verdict::Reject));
    let reason = &good["reasons"][0];
    let mut turn = 100;
    for (pointer, value) in [
        ("/reasons", json!([])),
        ("/reasons", json!([reason, reason, reason, reason])),
        ("/reasons/1/code", json!([reason, reason])),
        ("/reasons/0/code", json!([{"code": "P99", "counts": false}])),
        ("/reasons/0/code", json!([{"code": "A07", "counts": false}])),
        ("/reasons/0/counts", json!([{"code": "P01", "counts": false}])),
        ("/reasons/0/counts", json!([{"code": "P10", "counts": true}])),
        ("/reasons/0/counts", json!([{"code": "P10", "counts": "maybe"}])),
        ("/family_message", json!("  ")),
        ("/family_message", json!("內容提到{事項}。")),
        ("/policy_version", json!("999")),
        ("/evidence_sha256", json!(["00"])),
        ("/base_revision", json!(-1)),
        ("/verdict", json!("perhaps")),
        ("/case/kind", json!({"kind": "letter", "id": case.reference().id})),
    ] {
        let mut body = good.clone();
        let field = pointer.split('/').nth(1).unwrap();
        body[field] = value;
        turn += 1;
        let (status, slug, text) =
            one.put(&format!("/decisions/{}", Uuid::from_u128(turn)), &body).await;
        assert_eq!((status, slug.as_str()), (422, "validation"), "{pointer}: {text}");
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(problem["pointer"], pointer);
    }
    assert!(hand.decisions_on(case.reference()).unwrap().is_empty());
}

#[tokio::test]
async fn one_inmate_has_one_family() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let Case::Application(first) = hand.open_cases().unwrap().remove(1) else { unreachable!() };
    let rival = hand
        .submit_application(first.inmate_id, first.applicant.clone(), first.route, "母", Vec::new())
        .unwrap();
    let reference = CaseRef { id: first.id, ..rival };
    let approve = verdict(&now(&hand, reference), Verdict::Approve);
    assert_eq!(one.decide(1, &approve).await.0, 200);
    assert_eq!(hand.inmate(first.inmate_id).unwrap().unwrap().family_id, Some(first.family_id));
    let second = verdict(&now(&hand, rival), Verdict::Approve);
    assert_eq!(one.decide(2, &second).await.1, "inmate-has-family");
    // An application is not approved with a file unseen.
    let mut blind = verdict(&hand.open_cases().unwrap()[0], Verdict::Approve);
    blind.evidence_sha256.pop();
    assert_eq!(one.decide(3, &blind).await.1, "validation");
}

#[tokio::test]
async fn a_rejected_post_does_not_use_up_the_ten_days_and_an_overturned_one_is_no_strike() {
    let (portal, hand) = portal();
    let (one, boss) = (desk(&portal, "sw-01"), desk(&portal, "sv-01"));
    let case = pending_post(&hand);
    let family = case.family_id();
    let published = || hand.family(family).unwrap().unwrap().last_published_on;
    let before = published();
    let strikes = async || {
        let stats = boss.get("/stats/rejections").await;
        let families = stats["families"].as_array().unwrap().clone();
        families
            .iter()
            .find(|one| one["family_id"] == json!(family))
            .map_or(0, |one| one["strikes"].as_u64().unwrap())
    };
    let tally = strikes().await;
    assert_eq!(one.decide(1, &verdict(&case, Verdict::Reject)).await.0, 200);
    assert_eq!((published(), strikes().await), (before, tally + 1));

    let rejected = now(&hand, case.reference());
    let overturns = Some(DecisionId(Uuid::from_u128(1)));
    let overturn = Decision { overturns, ..verdict(&rejected, Verdict::Approve) };
    assert_eq!(one.decide(2, &overturn).await.1, "not-authorised");
    assert_eq!(boss.decide(2, &overturn).await.0, 200);
    assert_eq!((published(), strikes().await), (Some("2026-11-23".parse().unwrap()), tally));
    let stats = one.call(Method::GET, "/stats/rejections").send().await.unwrap();
    assert_eq!(stats.status(), StatusCode::FORBIDDEN, "the tally is the supervisors'");
}

#[tokio::test]
async fn a_suspension_is_the_supervisors_and_ends_with_its_last_day() {
    let (portal, hand) = portal();
    let (one, boss) = (desk(&portal, "sw-01"), desk(&portal, "sv-01"));
    let family = pending_post(&hand).family_id();
    let (_, cursor) = boss.feed(None, 500).await;
    let body = json!({
        "family_id": family, "first_day": "2026-11-23", "last_day": "2026-12-22", "strikes": [],
        "grounds": "三次", "family_message": "暫停至十二月二十二日。", "policy_version": "112.12",
    });
    let path = format!("/suspensions/{}", Uuid::from_u128(5));
    assert_eq!(one.put(&path, &body).await.1, "not-authorised");
    assert_eq!(boss.put(&path, &body).await.0, 200);
    let mut wrong = body.clone();
    wrong["strikes"] = json!([Uuid::from_u128(77)]);
    let other = format!("/suspensions/{}", Uuid::from_u128(6));
    assert_eq!(boss.put(&other, &wrong).await.1, "validation");
    assert_eq!(boss.put(&other, &body).await.1, "suspended");

    hand.clock().set("2026-12-22T15:59:00Z".parse().unwrap());
    assert!(hand.family(family).unwrap().unwrap().suspended_until.is_some());
    hand.clock().set("2026-12-22T16:00:00Z".parse().unwrap());
    let boss = desk(&portal, "sv-01");
    let (told, _) = boss.feed(Some(cursor), 500).await;
    let of_family: Vec<&str> = told
        .iter()
        .filter(|item| item["id"] == json!(family))
        .map(|item| item["op"].as_str().unwrap())
        .collect();
    assert_eq!(of_family, ["suspended", "resumed"], "midnight in Taipei");
}

#[tokio::test]
async fn whoever_asks_the_supervisor_does_not_settle_it() {
    let (portal, hand) = portal();
    let case = pending_post(&hand);
    let ask = json!({"case": case.reference(), "base_revision": 1, "question": "可以嗎？"});
    let path = format!("/escalations/{}", Uuid::from_u128(9));
    let (boss, other) = (desk(&portal, "sv-01"), desk(&portal, "sv-02"));
    assert_eq!(boss.put(&path, &ask).await.0, 200);
    let settle = format!("{path}/settle");
    let answer = json!({"answer": "可以。"});
    assert_eq!(boss.put(&settle, &answer).await.1, "not-authorised");
    assert_eq!(desk(&portal, "sw-01").put(&settle, &answer).await.1, "not-authorised");
    assert_eq!(other.put(&settle, &answer).await.0, 200);
    assert_eq!(now(&hand, case.reference()).revision(), 1, "a question is not a decision");
}

#[tokio::test]
async fn a_held_case_is_queued_again_when_the_status_lifts_and_leaves_with_its_inmate() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let held = hand.open_cases().unwrap().into_iter().find(|case| case.state() == CaseState::Held);
    let held = held.unwrap();
    hand.set_status(held.inmate_id(), "OPEN").unwrap();
    let open = now(&hand, held.reference());
    assert_eq!((open.state(), open.revision()), (CaseState::Pending, held.revision() + 1));

    let (_, cursor) = one.feed(None, 500).await;
    hand.move_out(held.inmate_id()).unwrap();
    let (told, _) = one.feed(Some(cursor), 500).await;
    assert!(!told.is_empty());
    for item in told {
        assert_eq!((&item["op"], &item["data"]), (&json!("left_scope"), &Value::Null));
    }
    let path = format!("/posts/{}", held.reference().id);
    let gone = one.call(Method::GET, &path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(one.decide(1, &verdict(&open, Verdict::Approve)).await.0, 404);
}
