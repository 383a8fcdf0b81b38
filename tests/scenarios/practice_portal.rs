//! The practice portal over HTTP: the order of its checks, its feed, its files, its calendar, and a
//! world that is the same for the same seed.
#![allow(clippy::unwrap_used, reason = "what cannot be set up fails its test right there")]

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use domain::{Case, CaseRef, CaseState, Decision, DecisionId, DocumentKind, GivenReason, Verdict};
use practice_portal::{Clock, Config, Database, Hand, Portal, Upload, World};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

fn noon() -> DateTime<Utc> {
    "2026-11-23T04:00:00Z".parse().unwrap()
}

fn config(cases: usize) -> Config {
    Config {
        clock: Clock::manual(noon()),
        world: World { cases, draw: false, ..World::at(noon()) },
        ..Config::default()
    }
}

fn portal() -> (Portal, Hand) {
    let portal = Portal::start(config(40)).unwrap();
    let hand = portal.hand();
    (portal, hand)
}

/// A desk that says exactly what a test wants said.
struct Desk {
    http: reqwest::Client,
    base: String,
    token: String,
}

fn desk(portal: &Portal, subject: &str) -> Desk {
    portal::choose_cipher_provider();
    Desk {
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        base: format!("{}/staff/v1", portal.base_url()),
        token: portal.hand().access_token(subject).unwrap(),
    }
}

impl Desk {
    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.call(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    /// The status, the problem's slug if it is one, and the whole answer.
    async fn put(&self, path: &str, body: &Value) -> (u16, String, String) {
        let answer = self.call(Method::PUT, path).json(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let slug = value["type"].as_str().unwrap_or_default().replace("/problems/", "");
        (status, slug, text)
    }

    async fn decide(&self, id: u128, decision: &Decision) -> (u16, String, String) {
        self.put(&format!("/decisions/{}", Uuid::from_u128(id)), &json!(decision)).await
    }

    /// Everything in the feed after `cursor`, and where it ended.
    async fn feed(&self, cursor: Option<String>, limit: u32) -> (Vec<Value>, String) {
        let (mut cursor, mut all) = (cursor, Vec::new());
        loop {
            let at = cursor.as_deref().map(|at| format!("&cursor={at}")).unwrap_or_default();
            let mut page = self.get(&format!("/changes?limit={limit}{at}")).await;
            all.append(page["changes"].as_array_mut().unwrap());
            let next = page["next_cursor"].as_str().unwrap().to_owned();
            if page["has_more"] == false {
                return (all, next);
            }
            cursor = Some(next);
        }
    }
}

/// An untroubled pending post: nobody suspended, nothing decided.
fn pending_post(hand: &Hand) -> Case {
    hand.open_cases()
        .unwrap()
        .into_iter()
        .find(|case| matches!(case, Case::Post(_)) && case.state() == CaseState::Pending)
        .unwrap()
}

fn verdict(case: &Case, verdict: Verdict) -> Decision {
    let reason = GivenReason { code: "P01".to_owned(), slots: BTreeMap::new(), counts: true };
    Decision {
        case: case.reference(),
        base_revision: case.revision(),
        evidence_sha256: case.attachments().iter().map(|file| file.sha256.clone()).collect(),
        verdict,
        reasons: if verdict == Verdict::Approve { Vec::new() } else { vec![reason] },
        family_message: "請把公務的部分拿掉再發佈。".into(),
        policy_version: "112.12".to_owned(),
        fence: None,
        decided_at: noon(),
        overturns: None,
    }
}

fn now(hand: &Hand, case: CaseRef) -> Case {
    hand.case(case).unwrap().unwrap()
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_row_never_lands_behind_a_cursor_given_out() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let Case::Post(model) = pending_post(&hand) else { unreachable!() };
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let (hand, model) = (hand.clone(), model.clone());
            std::thread::spawn(move || {
                for turn in 0..40 {
                    let title = format!("第{turn}封");
                    hand.submit_post(model.family_id, model.inmate_id, &title, "平安", None)
                        .unwrap();
                }
            })
        })
        .collect();
    let (mut seen, mut cursor) = (Vec::new(), None);
    while writers.iter().any(|writer| !writer.is_finished()) {
        let (mut page, next) = one.feed(cursor, 3).await;
        seen.append(&mut page);
        cursor = Some(next);
    }
    seen.append(&mut one.feed(cursor, 500).await.0);
    let (whole, _) = one.feed(None, 500).await;
    assert_eq!(seen, whole, "page by page, while others wrote, nothing was skipped or told twice");
    let told: HashSet<&str> = seen.iter().filter_map(|item| item["id"].as_str()).collect();
    for post in hand.posts().unwrap() {
        assert!(told.contains(post.id.to_string().as_str()));
    }
}

#[tokio::test]
async fn a_cursor_the_portal_never_gave_is_gone_and_a_page_can_be_had_again() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let first = one.get("/changes?limit=7").await;
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    let path = format!("/changes?limit=7&cursor={cursor}");
    assert_eq!(one.get(&path).await, one.get(&path).await);
    let most = one.get("/changes?limit=100000").await["changes"].as_array().unwrap().len();
    assert_eq!(most as i64, hand.changes().unwrap().min(2_000));

    let copy = hand.take_copy().unwrap();
    hand.restore(&copy).unwrap();
    let changed = format!("{}x", &cursor[..cursor.len() - 1]);
    for bad in [cursor.as_str(), changed.as_str(), "42", "AAAA", "%00", "不是"] {
        let answer =
            one.call(Method::GET, "/changes").query(&[("cursor", bad)]).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::GONE, "{bad}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["type"], "/problems/cursor-unknown");
    }
    for bad in ["0", "-1", "many"] {
        let answer = one.call(Method::GET, &format!("/changes?limit={bad}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn a_restored_portal_has_a_new_epoch_and_takes_a_lost_decision_again() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let case = pending_post(&hand);
    let before = one.get("/meta").await;
    assert_eq!(before["restored_to"], Value::Null);
    let copy = hand.take_copy().unwrap();
    hand.clock().advance(Duration::minutes(5));
    let decision = verdict(&case, Verdict::Reject);
    let first = one.decide(1, &decision).await;
    assert_eq!(first.0, 200);

    hand.restore(&copy).unwrap();
    assert_eq!(now(&hand, case.reference()), case);
    let after = one.get("/meta").await;
    assert_ne!(after["epoch"], before["epoch"]);
    assert_eq!(after["restored_to"], json!(copy.taken_at()));

    let again = one.decide(1, &decision).await;
    assert_eq!((again.0, again.2), (200, first.2), "the same revision and state as before");
    assert_eq!(hand.decisions_on(case.reference()).unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_comes_whole_or_in_parts_with_its_digest() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let case = pending_post(&hand);
    let bytes: Vec<u8> = (0..5000u32).map(|index| (index % 251) as u8).collect();
    hand.resubmit(case.reference(), vec![Upload::jpeg(DocumentKind::Photo, bytes.clone())])
        .unwrap();
    let file = now(&hand, case.reference()).attachments()[0].clone();
    let path = format!("/attachments/{}", file.id);
    let whole = one.call(Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["cache-control"], "no-store");
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    let etag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    let digest = whole.headers()["repr-digest"].clone();
    assert_eq!(whole.bytes().await.unwrap(), bytes);

    let ask = |range: &'static str, if_range: Option<String>| {
        let mut request = one.call(Method::GET, &path).header(header::RANGE, range);
        if let Some(tag) = if_range {
            request = request.header(header::IF_RANGE, tag);
        }
        async move { request.send().await.unwrap() }
    };
    let part = ask("bytes=1000-1999", Some(etag.clone())).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 1000-1999/5000");
    assert_eq!(part.headers()["repr-digest"], digest, "of the whole, not of the part");
    assert_eq!(part.bytes().await.unwrap(), bytes[1000..2000]);
    let tail = ask("bytes=-10", None).await;
    assert_eq!(tail.bytes().await.unwrap(), bytes[4990..]);
    let other = ask("bytes=1000-1999", Some("\"another\"".to_owned())).await;
    assert_eq!((other.status(), other.bytes().await.unwrap().len()), (StatusCode::OK, 5000));
    let beyond = ask("bytes=5000-", None).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.headers()[header::CONTENT_RANGE], "bytes */5000");

    hand.purge(case.reference()).unwrap();
    let gone = one.call(Method::GET, &path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
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

#[tokio::test]
async fn nothing_of_a_purged_case_is_left_in_the_feed() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let Case::Post(post) = pending_post(&hand) else { unreachable!() };
    let reference = Case::Post(post.clone()).reference();
    let words: String = post.body.as_str().chars().take(12).collect();
    let text = |items: &[Value]| serde_json::to_string(items).unwrap();
    assert!(text(&one.feed(None, 500).await.0).contains(&words));
    hand.purge(reference).unwrap();
    let (items, _) = one.feed(None, 500).await;
    assert!(!text(&items).contains(&words));
    assert_eq!(items.last().unwrap()["op"], "purged");
}

#[tokio::test]
async fn the_same_seed_tells_the_same_world_and_a_file_keeps_it() {
    let told = async |config: Config| {
        let portal = Portal::start(config).unwrap();
        desk(&portal, "sw-01").feed(None, 500).await.0
    };
    let first = told(config(40)).await;
    assert_eq!(told(config(40)).await, first);
    let mut other = config(40);
    other.world.seed = 8;
    assert_ne!(told(other).await, first);

    let folder = tempfile::tempdir().unwrap();
    let mut kept = config(40);
    kept.database = Database::File(folder.path().join("practice.db"));
    let portal = Portal::start(kept.clone()).unwrap();
    let (epoch, address) = (portal.hand().epoch().unwrap(), portal.base_url());
    let case = pending_post(&portal.hand());
    portal.hand().withdraw(case.reference()).unwrap();
    let token = desk(&portal, "sw-01").token;
    portal.stop();
    drop(portal);
    kept.bind = address.trim_start_matches("http://").parse().unwrap();
    let portal = Portal::start(kept).unwrap();
    assert_eq!((portal.hand().epoch().unwrap(), portal.base_url()), (epoch, address));
    assert_eq!(now(&portal.hand(), case.reference()).state(), CaseState::Withdrawn);
    let one = Desk { token, ..desk(&portal, "sw-01") };
    assert_eq!(one.get("/me").await["display_name"], "李沛真", "signed in still");
}

#[tokio::test]
async fn the_first_head_of_an_audit_log_is_kept_and_what_is_none_is_refused() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    let decision = json!(verdict(&pending_post(&hand), Verdict::Approve));
    let id = Uuid::from_u128(1);
    let send = async |head: &str| {
        let call = one.call(Method::PUT, &format!("/decisions/{id}")).json(&decision);
        call.header("Desk-Audit-Head", head).send().await.unwrap().status().as_u16()
    };
    let (first, later) = ("0f".repeat(32), "a1".repeat(32));
    for bad in ["", "0f", &"0F".repeat(32), &"zz".repeat(32)] {
        assert_eq!(send(bad).await, 422, "{bad}");
    }
    assert_eq!(hand.audit_head(id.into()).unwrap(), None);
    assert_eq!((send(&first).await, send(&later).await), (200, 200));
    assert_eq!(hand.audit_head(id.into()).unwrap(), Some(first));
}

#[tokio::test]
async fn a_stopped_portal_is_gone_at_once_and_comes_back_as_it_was() {
    let (portal, hand) = portal();
    let one = desk(&portal, "sw-01");
    one.get("/me").await;
    portal.stop();
    assert!(one.call(Method::GET, "/me").send().await.is_err());
    hand.withdraw(pending_post(&hand).reference()).unwrap();
    portal.restart().unwrap();
    assert_eq!(one.get("/me").await["role"], "social_worker");

    hand.require_client("0.2.0");
    let old = one.call(Method::GET, "/me").header("Desk-Version", "0.1.9").send().await.unwrap();
    let problem: Value = old.json().await.unwrap();
    assert_eq!(problem["type"], "/problems/client-too-old");
}

#[test]
fn it_listens_on_this_computer_alone() {
    let open = Config { bind: "0.0.0.0:0".parse().unwrap(), ..config(0) };
    assert!(Portal::start(open).is_err());
}
