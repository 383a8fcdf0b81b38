//! The contract as it is kept: what really passes between three desks and the practice portal.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::{
    Applicant, Case, CaseRef, Decision, DecisionId, DocumentKind, Escalation, GivenReason, Inmate,
    InmateStatus, Route, Suspension, Verdict,
};
use portal::secrets::MemorySecrets;
use portal::wire::{
    ActKind, ActRef, AuditHead, ClaimsRequest, Escrow, Lift, Remainder, Settlement,
};
use portal::{Client, ClientError, ClientOptions, PartialAttachment, sign_in_practice};
use practice_portal::{Clock, Config, Hand, Portal, Upload, World};
use support::contract::Contract;
use support::recorder::Recorder;
use uuid::Uuid;

/// One person at a desk, seen by the recorder.
async fn desk(recorder: &Recorder, person: &str) -> Client {
    let (base, options) = (recorder.base_url().parse().unwrap(), ClientOptions::default());
    let secrets = Arc::new(MemorySecrets::new());
    let session = sign_in_practice(&base, &options, person, secrets, person).await.unwrap();
    assert_eq!(session.me.subject, person);
    Client::new(base, session.tokens, options).unwrap()
}

/// Ids as a desk makes them: UUIDs, version 7.
struct Ids(u128);

impl Ids {
    fn next<T: From<Uuid>>(&mut self) -> T {
        self.0 += 1;
        Uuid::from_u128(0x019a_b3c4_0000_7000_8000_0000_0000_0000 + self.0).into()
    }
}

/// A small world beside the sample one, whose every corner is known.
struct Known {
    application: Case,
    posts: Vec<Case>,
}

fn known(hand: &Hand) -> Known {
    let inmate = Inmate {
        id: Uuid::from_u128(0x7e1f_4a90_1c0b_4b3e_9a57_cc2c_6d3e_4f01).into(),
        revision: 1,
        number: "9901".to_owned(),
        name: "陳志明".into(),
        facility: "雲林第二監獄".to_owned(),
        housing_unit: "忠二舍".to_owned(),
        juvenile: false,
        status: InmateStatus { code: "OPEN".to_owned(), since: None, until: None },
        family_id: None,
    };
    hand.put_inmate(&inmate).unwrap();
    let applicant = Applicant {
        name: "陳玉珍".into(),
        national_id: "B123456780".into(),
        birth_date: "1958-09-17".parse().unwrap(),
        phone: "".into(),
        email: "".into(),
        address: "".into(),
    };
    let file = |kind, seed: u8| Upload::jpeg(kind, vec![seed; 3_000]);
    let files = vec![
        file(DocumentKind::Identity, 1),
        file(DocumentKind::Relationship, 2),
        file(DocumentKind::Portrait, 3),
    ];
    let application =
        hand.submit_application(inmate.id, applicant, Route::Kin, "母親", files).unwrap();
    let application = hand.case(application).unwrap().unwrap();
    let posts = (0..7)
        .map(|index| {
            let photo = (index == 0).then(|| file(DocumentKind::Photo, 9));
            let post = hand
                .submit_post(
                    application.family_id(),
                    inmate.id,
                    "近況",
                    "家裡都好，別掛念。",
                    photo,
                )
                .unwrap();
            hand.case(post).unwrap().unwrap()
        })
        .collect();
    Known { application, posts }
}

fn decision(case: &Case, verdict: Verdict, now: DateTime<Utc>) -> Decision {
    let reason = GivenReason {
        code: "P01".to_owned(),
        slots: [("事項".to_owned(), "假釋申請".into()), ("窗口".to_owned(), "教化科".into())]
            .into(),
        counts: true,
    };
    Decision {
        case: case.reference(),
        base_revision: case.revision(),
        evidence_sha256: case.evidence(),
        verdict,
        reasons: if verdict == Verdict::Approve { Vec::new() } else { vec![reason] },
        family_message: "內容提到假釋申請，請洽教化科。".into(),
        policy_version: "112.12".to_owned(),
        fence: None,
        decided_at: now,
        overturns: None,
        pages_seen: Vec::new(),
    }
}

fn problem_of<T: std::fmt::Debug>(result: Result<T, ClientError>) -> String {
    let error = result.expect_err("a problem");
    let problem = error.problem().unwrap_or_else(|| panic!("{error}"));
    problem.problem_type.trim_start_matches("/problems/").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_day_of_three_desks_keeps_to_the_contract() {
    let now = "2026-11-23T01:30:00Z".parse().unwrap();
    let clock = Clock::manual(now);
    let world = World { cases: 30, draw: false, ..World::at(now) };
    let config = Config { clock: clock.clone(), world, ..Config::default() };
    let portal = Portal::start(config).unwrap();
    let recorder = Recorder::before(&portal.base_url()).await;
    let (hand, mut ids) = (portal.hand(), Ids(0));
    let Known { application, posts } = known(&hand);

    let one = desk(&recorder, "sw-01").await;
    let two = desk(&recorder, "sw-02").await;
    let boss = desk(&recorder, "sv-01").await;

    // Reading: everything there is, in small pages.
    one.policy().await.unwrap();
    let (mut cursor, mut items) = (None, 0);
    loop {
        let page = one.changes(cursor.as_deref(), 17).await.unwrap();
        items += page.changes.len();
        cursor = Some(page.next_cursor);
        if !page.has_more {
            break;
        }
    }
    assert!(items > 60, "{items} changes");
    one.application(application.reference().id).await.unwrap();
    one.post(posts[0].reference().id).await.unwrap();
    for row in application.attachments() {
        let bytes = one.attachment(row, &mut PartialAttachment::new()).await.unwrap();
        assert_eq!(bytes.len(), 3_000);
    }

    // Claims.
    let cases = vec![application.reference(), posts[0].reference(), posts[5].reference()];
    let request = ClaimsRequest { cases, ttl_seconds: 600, shift: false };
    let claims = one.claim(&request).await.unwrap().claims;
    assert_eq!(claims.len(), 3);
    let theirs = two.claim(&request).await.unwrap().claims;
    assert_eq!(theirs[0].holder.subject, "sw-01");
    one.extend_claim(claims[0].id, 900).await.unwrap();
    assert_eq!(problem_of(two.extend_claim(claims[0].id, 900).await), "not-authorised");
    assert_eq!(two.claims().await.unwrap().claims.len(), 3);
    let shift = ClaimsRequest { cases: vec![posts[3].reference()], shift: true, ..request.clone() };
    let shift = ClaimsRequest { ttl_seconds: 8 * 3600, ..shift };
    let taken = one.claim(&shift).await.unwrap().claims.remove(0);
    assert_eq!(taken.expires_at - taken.claimed_at, Duration::hours(8));
    one.release_claim(taken.id).await.unwrap();
    one.release_claim(claims[1].id).await.unwrap();
    one.release_claim(claims[1].id).await.unwrap();
    clock.advance(Duration::minutes(45));
    assert_eq!(two.claim(&request).await.unwrap().claims[2].holder.subject, "sw-02");
    assert_eq!(problem_of(one.extend_claim(claims[2].id, 900).await), "claim-superseded");

    // Decisions, and every way to be refused one.
    let (first, approval) =
        (ids.next::<DecisionId>(), decision(&application, Verdict::Approve, now));
    let receipt = one.put_decision(first, &approval, None).await.unwrap();
    assert_eq!(one.put_decision(first, &approval, None).await.unwrap(), receipt, "a replay");
    let other = decision(&posts[1], Verdict::Approve, now);
    assert_eq!(problem_of(one.put_decision(first, &other, None).await), "decision-id-reused");
    let known = ActRef { act: ActKind::Decision, id: first.0 };
    let unknown = ActRef { act: ActKind::Lift, id: first.0 };
    assert_eq!(one.missing_acts(&[known, unknown]).await.unwrap().missing, [unknown]);
    assert_eq!(problem_of(one.missing_acts(&[known; 1001]).await), "validation");
    assert_eq!(problem_of(two.put_decision(ids.next(), &approval, None).await), "already-decided");

    let mut strikes = Vec::new();
    for post in &posts[1..4] {
        let id = ids.next();
        one.put_decision(id, &decision(post, Verdict::Reject, now), None).await.unwrap();
        strikes.push(id);
    }
    let mut unseen = decision(&posts[4], Verdict::Approve, now);
    unseen.base_revision += 1;
    assert_eq!(problem_of(one.put_decision(ids.next(), &unseen, None).await), "revision-mismatch");
    hand.withdraw(posts[4].reference()).unwrap();
    let late = decision(&posts[4], Verdict::Approve, now);
    assert_eq!(problem_of(one.put_decision(ids.next(), &late, None).await), "withdrawn");
    let mut fenced = decision(&posts[5], Verdict::Approve, now);
    fenced.fence = Some(claims[2].fence);
    assert_eq!(problem_of(one.put_decision(ids.next(), &fenced, None).await), "claim-superseded");
    let mut silent = decision(&posts[6], Verdict::Reject, now);
    silent.reasons.clear();
    assert_eq!(problem_of(one.put_decision(ids.next(), &silent, None).await), "validation");
    let mut reversal =
        decision(&hand.case(posts[1].reference()).unwrap().unwrap(), Verdict::Approve, now);
    reversal.overturns = Some(strikes[0]);
    assert_eq!(problem_of(one.put_decision(ids.next(), &reversal, None).await), "not-authorised");
    boss.put_decision(ids.next(), &reversal, None).await.unwrap();

    // A question and its answer.
    let question = Escalation {
        case: posts[6].reference(),
        base_revision: posts[6].revision(),
        question: "這樣寫算不算請託？".into(),
        proposed: Some(Verdict::Return),
        against: None,
        reasons: Vec::new(),
        known_at: None,
    };
    let id = ids.next();
    one.put_escalation(id, &question).await.unwrap();
    let answer = Settlement { answer: "不算，請通過。".into() };
    assert_eq!(problem_of(two.settle(id, &answer).await), "not-authorised");
    boss.settle(id, &answer).await.unwrap();
    assert_eq!(problem_of(boss.settle(ids.next(), &answer).await), "not-found");

    // The tally, a suspension, and its end.
    assert_eq!(problem_of(one.rejection_stats().await), "not-authorised");
    let stats = boss.rejection_stats().await.unwrap();
    let family = application.family_id();
    let counted = stats.families.iter().find(|one| one.family_id == family).unwrap();
    assert_eq!(counted.strikes, 2, "the overturned one does not count");
    let first_day = "2026-11-23".parse().unwrap();
    let suspension = Suspension {
        family_id: family,
        first_day,
        last_day: "2026-12-22".parse().unwrap(),
        strikes: strikes[1..].to_vec(),
        grounds: "兩次退件均為請託。".into(),
        family_message: "您的聯絡簿暫停使用一個月。".into(),
        policy_version: "112.12".to_owned(),
    };
    let id = ids.next();
    assert_eq!(problem_of(one.put_suspension(id, &suspension).await), "not-authorised");
    boss.put_suspension(id, &suspension).await.unwrap();
    let stopped = decision(&posts[6], Verdict::Approve, now);
    assert_eq!(problem_of(one.put_decision(ids.next(), &stopped, None).await), "suspended");
    boss.lift(id, &Lift { grounds: "家屬已說明。".into() }).await.unwrap();

    // What lies unsent on a desk, told by somebody whose right has ended.
    hand.revoke_right("sw-02");
    let remainder = Remainder { unsent: 3, oldest_at: Some(now) };
    let id = ids.next::<Uuid>();
    two.tell_remainder(id, &remainder).await.unwrap();
    hand.give_right("sw-02");
    assert_eq!(problem_of(one.remainders().await), "not-authorised");
    let told = boss.remainders().await.unwrap().remainders;
    assert_eq!((told.len(), told[0].person.subject.as_str()), (1, "sw-02"));
    assert_eq!((told[0].id, &told[0].remainder), (id, &remainder));
    two.tell_remainder(id, &Remainder { unsent: 0, oldest_at: None }).await.unwrap();
    assert!(boss.remainders().await.unwrap().remainders.is_empty());

    // What opens a desk: for its own person, also without a right, and in the place of the older.
    let desk = Uuid::from_u128(0x8f1d_2c0b_9a7e_4d5c_8b3a_2918_1706_f5e4);
    let left = |digit: &str| Escrow { secret: digit.repeat(64).into() };
    assert!(one.escrow(desk).await.unwrap().is_none());
    one.put_escrow(desk, &left("a")).await.unwrap();
    one.put_escrow(desk, &left("b")).await.unwrap();
    two.put_escrow(desk, &left("c")).await.unwrap();
    hand.revoke_right("sw-02");
    assert_eq!(one.escrow(desk).await.unwrap(), Some(left("b")));
    assert_eq!(two.escrow(desk).await.unwrap(), Some(left("c")));
    hand.give_right("sw-02");
    assert_eq!(problem_of(one.put_escrow(desk, &left("G")).await), "validation");

    // How a desk's audit log ends: kept as it was told, to its own person and to supervisors.
    let head = |entries: i64, digit: &str| AuditHead {
        desk,
        entries,
        head: digit.repeat(64),
        from: now,
        to: now,
    };
    let first = ids.next::<Uuid>();
    one.tell_audit_head(first, &head(7, "a")).await.unwrap();
    one.tell_audit_head(first, &head(7, "a")).await.unwrap();
    assert_eq!(problem_of(one.tell_audit_head(first, &head(8, "a")).await), "decision-id-reused");
    assert_eq!(problem_of(two.tell_audit_head(first, &head(7, "a")).await), "decision-id-reused");
    assert_eq!(problem_of(one.tell_audit_head(ids.next(), &head(9, "G")).await), "validation");
    assert_eq!(problem_of(one.tell_audit_head(ids.next(), &head(0, "a")).await), "validation");
    one.tell_audit_head(ids.next(), &head(9, "b")).await.unwrap();
    one.tell_audit_head(ids.next(), &head(9, "c")).await.unwrap();
    hand.revoke_right("sw-01");
    let kept = one.audit_heads(desk, None).await.unwrap();
    let told: Vec<_> = kept.heads.iter().map(|it| (it.told.entries, it.goes_back)).collect();
    assert_eq!((told, kept.has_more), (vec![(7, false), (9, false), (9, true)], false));
    hand.give_right("sw-01");
    assert_eq!(one.audit_heads(desk, Some(first)).await.unwrap().heads.len(), 2);
    assert!(two.audit_heads(desk, None).await.unwrap().heads.is_empty());
    assert!(two.newest_audit_heads().await.unwrap().heads.is_empty());
    let newest = boss.newest_audit_heads().await.unwrap().heads;
    assert_eq!((newest.len(), newest[0].told.head.as_str()), (1, &*"c".repeat(64)));
    assert_eq!(newest[0].person.subject, "sw-01");

    // The numbers that a desk holds its own against.
    let cases: u32 = one.case_stats().await.unwrap().counts.iter().map(|one| one.cases).sum();
    let there = hand.applications().unwrap().len() + hand.posts().unwrap().len();
    assert_eq!(cases as usize, there);

    // What the feed says of it all, and an erased case.
    hand.purge(posts[6].reference()).unwrap();
    let page = one.changes(cursor.as_deref(), 500).await.unwrap();
    assert!(page.changes.len() > 10);
    assert_eq!(problem_of(one.changes(Some("bm90IGEgY3Vyc29y"), 10).await), "cursor-unknown");
    assert_eq!(problem_of(one.changes(None, 0).await), "validation");
    assert_eq!(problem_of(one.post(posts[6].reference().id).await), "not-found");

    // A desk too old, a right taken away, a session that is over.
    hand.require_client("0.2.0");
    assert_eq!(problem_of(one.me().await), "client-too-old");
    hand.require_client("0.1.0");
    hand.revoke_right("sw-02");
    assert_eq!(problem_of(two.policy().await), "not-authorised");
    hand.sign_everybody_out().unwrap();
    assert!(matches!(one.me().await, Err(ClientError::Unauthorised)));

    odd_requests(&recorder, &hand, &posts[0]).await;

    let contract = Contract::load();
    let exchanges = recorder.exchanges();
    let faults: Vec<String> =
        exchanges.iter().flat_map(|exchange| contract.faults(exchange)).collect();
    assert_eq!(faults, Vec::<String>::new());
    let exercised: BTreeSet<String> =
        exchanges.iter().filter_map(|exchange| contract.operation(exchange)).collect();
    assert_eq!(exercised, contract.operations());
    let succeeded: BTreeSet<String> = exchanges
        .iter()
        .filter(|exchange| (200..300).contains(&exchange.status))
        .filter_map(|exchange| contract.operation(exchange))
        .collect();
    assert_eq!(succeeded, contract.operations(), "each of them at least once with success");
}

/// Requests that the client makes in bad weather only: conditions, ranges, no token at all.
async fn odd_requests(recorder: &Recorder, hand: &Hand, post: &Case) {
    let token = hand.access_token("sw-01").unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: String, headers: &[(&str, &str)], token: Option<&str>| {
        let mut request = http.get(format!("{}/staff/v1{path}", recorder.base_url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        let etag = answer.headers().get("etag").map(|etag| etag.to_str().unwrap().to_owned());
        (answer.status().as_u16(), etag.unwrap_or_default(), answer.bytes().await.unwrap())
    };
    let CaseRef { id, .. } = post.reference();
    let (_, etag, _) = get(format!("/posts/{id}"), &[], Some(&token)).await;
    let known = [("if-none-match", etag.as_str())];
    assert_eq!(get(format!("/posts/{id}"), &known, Some(&token)).await.0, 304);

    let file = format!("/attachments/{}", post.attachments()[0].id);
    let (_, etag, whole) = get(file.clone(), &[], Some(&token)).await;
    let range = [("range", "bytes=1000-"), ("if-range", etag.as_str())];
    let (status, _, part) = get(file.clone(), &range, Some(&token)).await;
    assert_eq!((status, &part[..]), (206, &whole[1000..]));
    let stale = [("range", "bytes=1000-"), ("if-range", "\"another\"")];
    let (status, _, again) = get(file.clone(), &stale, Some(&token)).await;
    assert_eq!((status, again), (200, whole));
    assert_eq!(get(file, &[("range", "bytes=999999-")], Some(&token)).await.0, 416);

    assert_eq!(get("/me".to_owned(), &[], None).await.0, 401);
    assert_eq!(get("/me".to_owned(), &[], Some("nonsense")).await.0, 401);
}
