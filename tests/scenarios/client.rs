//! The client before a portal that misbehaves: every answer that can come, and what is made of it.
// The whole file is a test, its helpers too.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use domain::{Attachment, CaseId, Decision, DecisionId, DocumentKind, Role};
use portal::wire::{Me, ProblemType};
use portal::{Client, ClientError, ClientOptions, NetworkKind, PartialAttachment, Session};
use sha2::{Digest as _, Sha256};
use support::contract::folder;
use support::scripted_portal::{Answer, ScriptedPortal};

/// Planted where a token is; it must turn up nowhere else.
const TOKEN: &str = "token-4f1c9d0b";
/// Planted where a family's words are.
const WORDS: &str = "家屬寫的悄悄話";

fn options() -> ClientOptions {
    ClientOptions {
        connect_timeout: Duration::from_secs(2),
        read_timeout: Duration::from_millis(400),
        call_timeout: Duration::from_secs(5),
        max_page_bytes: 200_000,
        max_answer_bytes: 100_000,
        ..ClientOptions::default()
    }
}

fn client_at(base_url: &str) -> Client {
    let me = Me {
        subject: "sw-01".to_owned(),
        display_name: "李沛真".to_owned(),
        facility: "雲林第二監獄".to_owned(),
        role: Role::SocialWorker,
    };
    let session = Session::with_access_token(me, TOKEN).unwrap();
    Client::new(base_url.parse().unwrap(), session.tokens, options()).unwrap()
}

async fn meet(answer: Answer) -> (ScriptedPortal, Client) {
    let portal = ScriptedPortal::with(vec![answer]).await;
    let client = client_at(portal.base_url());
    (portal, client)
}

/// What `GET /policy` makes of one answer.
async fn policy_error(answer: Answer) -> ClientError {
    let (_portal, client) = meet(answer).await;
    client.policy().await.expect_err("a bad answer")
}

fn example(name: &str) -> Vec<u8> {
    std::fs::read(folder().join("examples").join(name)).unwrap()
}

fn problem(status: &str, name: &str, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![("content-type", "application/problem+json")];
    all.extend_from_slice(headers);
    Answer::whole(status, &all, example(name))
}

#[tokio::test]
async fn a_sign_in_page_of_the_office_network_is_not_taken_for_an_answer() {
    let page = Answer::whole(
        "200 OK",
        &[("content-type", "text/html; charset=utf-8")],
        format!("<html>{WORDS}</html>"),
    );
    let error = policy_error(page).await;
    assert!(
        matches!(&error, ClientError::NotJson { content_type: Some(kind) } if kind == "text/html"),
        "{error}"
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_cut_body_is_a_cut_connection_and_not_an_answer() {
    let body = example("policy.json");
    let half = &body[..body.len() / 2];
    let headers = [("content-type", "application/json")];
    let error = policy_error(Answer::announcing("200 OK", &headers, half, body.len())).await;
    assert!(matches!(error, ClientError::Network { kind: NetworkKind::Cut }), "{error}");
    assert!(error.is_transient());

    // The same cut, hidden by a right length: it is not JSON any more.
    let error = policy_error(Answer::json(half)).await;
    assert!(matches!(error, ClientError::Malformed { call: "policy", .. }), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait_in_seconds_or_as_a_date() {
    let error =
        policy_error(Answer::whole("429 Too Many Requests", &[("retry-after", "17")], "")).await;
    assert_eq!((error.status(), error.retry_after()), (Some(429), Some(Duration::from_secs(17))));
    assert!(error.is_transient());

    let dated = [
        ("date", "Mon, 23 Nov 2026 01:30:00 GMT"),
        ("retry-after", "Mon, 23 Nov 2026 01:31:30 GMT"),
    ];
    let error = policy_error(Answer::whole("503 Service Unavailable", &dated, "")).await;
    assert_eq!((error.status(), error.retry_after()), (Some(503), Some(Duration::from_secs(90))));

    let with_problem =
        problem("429 Too Many Requests", "problem-not-found.json", &[("retry-after", "5")]);
    let error = policy_error(with_problem).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    assert!(error.is_transient(), "the status counts, not what a problem says of itself");
}

#[tokio::test]
async fn a_failing_portal_is_worth_another_try() {
    for status in [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Busy",
        "504 Slow",
        "408 Slow",
        "425 Early",
    ] {
        let error =
            policy_error(Answer::whole(status, &[("content-type", "text/html")], "<h1>!")).await;
        assert!(
            matches!(error, ClientError::Status { .. }) && error.is_transient(),
            "{status}: {error}"
        );
    }
    for status in ["400 Bad Request", "403 Forbidden", "404 Not Found", "409 Conflict", "422 No"] {
        let error = policy_error(Answer::whole(status, &[], "")).await;
        assert!(!error.is_transient(), "{status}: {error}");
    }
}

#[tokio::test]
async fn each_problem_is_told_with_what_the_desk_needs_to_act() {
    let check = |status: &'static str, name: &'static str, kind: ProblemType| async move {
        let (_portal, client) = meet(problem(status, name, &[])).await;
        let decision: Decision = serde_json::from_slice(&example("decision-reject.json")).unwrap();
        let id: DecisionId = "019ab3c4-5d6e-7f01-8a2b-3c4d5e6f7a01".parse().unwrap();
        let error = client.put_decision(id, &decision, None).await.expect_err(name);
        assert_eq!(error.problem_type(), Some(kind), "{name}");
        assert!(!error.is_transient(), "{name}");
        error
    };
    let error =
        check("409 Conflict", "problem-already-decided.json", ProblemType::AlreadyDecided).await;
    let decision = error.problem().and_then(|problem| problem.decision.as_ref()).unwrap();
    assert_eq!(decision.decided_by.subject, "sw-02");
    let error =
        check("409 Conflict", "problem-revision-mismatch.json", ProblemType::RevisionMismatch)
            .await;
    assert_eq!(error.problem().and_then(|problem| problem.current_revision), Some(3));
    let error =
        check("409 Conflict", "problem-claim-superseded.json", ProblemType::ClaimSuperseded).await;
    assert!(error.problem().is_some_and(|problem| problem.claim.is_some()));
    let error = check("409 Conflict", "problem-suspended.json", ProblemType::Suspended).await;
    assert!(error.problem().is_some_and(|problem| problem.suspended_until.is_some()));
    let error = check("422 No", "problem-validation.json", ProblemType::Validation).await;
    assert_eq!(error.problem().and_then(|problem| problem.pointer.as_deref()), Some("/reasons"));
    check("409 Conflict", "problem-withdrawn.json", ProblemType::Withdrawn).await;
    check("403 Forbidden", "problem-not-authorised.json", ProblemType::NotAuthorised).await;
    check("403 Forbidden", "problem-client-too-old.json", ProblemType::ClientTooOld).await;
    check("410 Gone", "problem-cursor-unknown.json", ProblemType::CursorUnknown).await;
    check("422 No", "problem-decision-id-reused.json", ProblemType::DecisionIdReused).await;
}

#[tokio::test]
async fn a_problem_of_an_unknown_type_is_taken_by_its_status() {
    let body = r#"{"type":"/problems/full-moon","title":"?","status":409,"phase":"waxing"}"#;
    let error = policy_error(Answer::whole(
        "409 Conflict",
        &[("content-type", "application/problem+json; charset=utf-8")],
        body,
    ))
    .await;
    assert_eq!((error.problem_type(), error.status()), (Some(ProblemType::Other), Some(409)));
}

#[tokio::test]
async fn a_huge_body_is_not_read() {
    let headers = [("content-type", "application/json")];
    // Announced: refused at once.
    let error = policy_error(Answer::announcing("200 OK", &headers, "{", 5 << 30)).await;
    assert!(matches!(error, ClientError::TooLarge { limit: 100_000 }), "{error}");
    // Unannounced: refused where the limit is.
    let mut endless =
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n".to_vec();
    endless.extend(std::iter::repeat_n(b' ', 5_000_000));
    let error = policy_error(Answer::Bytes(endless)).await;
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
    // A problem that is too long still says what its status says.
    let headers = [("content-type", "application/problem+json")];
    let error = policy_error(Answer::announcing("503 Busy", &headers, "{", 5 << 30)).await;
    assert_eq!(error.status(), Some(503), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_stays_home() {
    let elsewhere = ScriptedPortal::with(vec![Answer::json(example("policy.json"))]).await;
    let target = format!("{}/staff/v1/policy", elsewhere.base_url());
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let error = policy_error(Answer::whole(status, &[("location", &target)], "")).await;
        assert!(matches!(error, ClientError::Status { .. }), "{status}: {error}");
        assert!(error.is_transient(), "something stands in between");
    }
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_portal_that_is_not_there_is_told_apart_from_one_that_is_slow() {
    let nobody = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let error =
        client_at(&format!("http://127.0.0.1:{nobody}")).policy().await.expect_err("nobody");
    assert!(matches!(error, ClientError::Network { kind: NetworkKind::Refused }), "{error}");

    let error = policy_error(Answer::Silence(Duration::from_secs(3))).await;
    assert!(matches!(error, ClientError::Network { kind: NetworkKind::Timeout }), "{error}");

    let error = policy_error(Answer::Hangup).await;
    assert!(matches!(error, ClientError::Network { kind: NetworkKind::Cut }), "{error}");

    // Plain HTTP where TLS is expected: the handshake fails.
    let portal = ScriptedPortal::with(vec![Answer::json("{}")]).await;
    let secure = portal.base_url().replace("http://", "https://");
    let error = client_at(&secure).policy().await.expect_err("no TLS there");
    assert!(matches!(error, ClientError::Network { .. }), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_401_without_a_way_to_renew_ends_the_session_after_one_request() {
    let (portal, client) =
        meet(problem("401 Unauthorized", "problem-unauthenticated.json", &[])).await;
    assert!(matches!(client.policy().await, Err(ClientError::Unauthorised)));
    assert!(matches!(client.policy().await, Err(ClientError::Unauthorised)));
    assert_eq!(portal.requests().len(), 1, "a session that is over is not tried again");
}

#[tokio::test]
async fn a_page_with_a_malformed_item_gives_the_others() {
    let page = r#"{"epoch":"5b0c7e52-6f0e-4d3c-9b9a-2f7f0f9f1c11","changes":[
        {"kind":"post","id":"not an id"}, 17, {"kind":"ufo","id":"0a4a2c1e-7c57-4a55-8f0a-0d4f6f1b2c09",
        "revision":1,"op":"land","data":{},"colour":"green"}],
        "next_cursor":"c","has_more":false,"weather":"fine"}"#;
    let (portal, client) = meet(Answer::json(page)).await;
    let got = client.changes(Some("a b&c"), 100).await.unwrap();
    let read: Vec<bool> = got
        .changes
        .iter()
        .map(|raw| serde_json::from_str::<portal::wire::Change>(raw.get()).is_ok())
        .collect();
    assert_eq!(read, [false, false, true]);
    let head = &portal.requests()[0];
    assert!(head.starts_with("GET /staff/v1/changes?cursor=a+b%26c&limit=100 "), "{head}");
}

#[tokio::test]
async fn every_request_says_which_desk_asks_and_for_whom() {
    let (portal, client) = meet(Answer::json(example("me.json"))).await;
    client.me().await.unwrap();
    let head = portal.requests()[0].to_ascii_lowercase();
    assert!(head.contains(&format!("authorization: bearer {TOKEN}")), "{head}");
    assert!(head.contains("desk-version: 0.1.0"), "{head}");
    assert!(head.contains("accept: application/json, application/problem+json"), "{head}");

    let (portal, _) = meet(Answer::json(example("meta.json"))).await;
    let client = client_at(&format!("{}/notebook/", portal.base_url()));
    client.meta().await.unwrap();
    let head = portal.requests()[0].to_ascii_lowercase();
    assert!(head.starts_with("get /notebook/staff/v1/meta "), "{head}");
    assert!(!head.contains("authorization"), "nobody needs to be signed in for this: {head}");
}

#[tokio::test]
async fn nothing_leaves_for_another_machine_without_tls() {
    let me: Me = serde_json::from_slice(&example("me.json")).unwrap();
    let tokens = Session::with_access_token(me, TOKEN).unwrap().tokens;
    let base = "http://portal.example.gov.tw/".parse().unwrap();
    assert!(matches!(Client::new(base, tokens, options()), Err(ClientError::BadAddress)));
}

#[tokio::test]
async fn no_error_shows_a_token_or_a_familys_words() {
    let headers = [("content-type", "application/problem+json"), ("x-words", "secret")];
    let body = format!(
        r#"{{"type":"/problems/{WORDS}","title":"{WORDS}","status":422,"detail":"{WORDS}","pointer":"/{WORDS}"}}"#
    );
    let wrong = format!(r#"{{"versions":[{{"version":"{WORDS}","body_limit":"{WORDS}"}}]}}"#);
    let html = format!("text/{TOKEN}{WORDS}");
    let answers = [
        Answer::whole("422 No", &headers, &body),
        Answer::json(&wrong),
        Answer::json(format!("{{\"{WORDS}")),
        Answer::whole("200 OK", &[("content-type", "text/html")], WORDS),
        Answer::whole("200 OK", &[("content-type", &html)], WORDS),
        Answer::whole("500 Oh", &[], WORDS),
        Answer::whole("302 Found", &[("location", "https://example.tw/?token=token-4f1c9d0b")], ""),
        Answer::Hangup,
    ];
    for answer in answers {
        let error = policy_error(answer).await;
        let mut texts = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            texts.push_str(&format!(" {inner} {inner:?}"));
            source = inner.source();
        }
        assert!(!texts.contains(WORDS), "{texts}");
        assert!(!texts.contains(TOKEN), "{texts}");
        assert!(!texts.contains("/staff/v1"), "an address holds ids: {texts}");
    }
}

// ---- attachments -------------------------------------------------------------------------------

fn photo() -> Vec<u8> {
    (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

fn row(bytes: &[u8]) -> Attachment {
    Attachment {
        id: "9c2b1a00-5d2e-4f7a-8b1c-1e2d3c4b5a01".parse().unwrap(),
        kind: DocumentKind::Photo,
        media_type: "image/jpeg".to_owned(),
        size_bytes: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
        file_name: "全家福.jpg".into(),
        uploaded_at: "2026-11-20T03:12:45Z".parse().unwrap(),
        since_revision: 1,
    }
}

const ETAG: (&str, &str) = ("etag", "\"one\"");

#[tokio::test]
async fn a_cut_download_goes_on_where_it_ended() {
    let bytes = photo();
    let portal = ScriptedPortal::with(vec![
        Answer::announcing("200 OK", &[ETAG], &bytes[..40_000], bytes.len()),
        Answer::announcing(
            "206 Partial Content",
            &[ETAG, ("content-range", "bytes 40000-99999/100000")],
            &bytes[40_000..70_000],
            60_000,
        ),
        Answer::whole(
            "206 Partial Content",
            &[ETAG, ("content-range", "bytes 70000-99999/100000")],
            &bytes[70_000..],
        ),
    ])
    .await;
    let (client, row) = (client_at(portal.base_url()), row(&bytes));
    let mut partial = PartialAttachment::new();
    for expected in [40_000, 70_000] {
        let error = client.attachment(&row, &mut partial).await.expect_err("cut");
        assert!(matches!(error, ClientError::Network { kind: NetworkKind::Cut }), "{error}");
        assert_eq!(partial.len(), expected);
    }
    assert_eq!(client.attachment(&row, &mut partial).await.unwrap(), bytes);
    let last = portal.requests()[2].to_ascii_lowercase();
    assert!(last.contains("range: bytes=70000-"), "{last}");
    assert!(last.contains("if-range: \"one\""), "{last}");
    assert!(last.contains("accept-encoding: identity"), "{last}");
}

#[tokio::test]
async fn a_changed_file_is_fetched_whole_and_never_pieced_together() {
    let bytes = photo();
    let portal = ScriptedPortal::with(vec![
        Answer::announcing("200 OK", &[("etag", "\"other\"")], vec![7; 40_000], bytes.len()),
        Answer::whole("200 OK", &[ETAG], &bytes),
    ])
    .await;
    let (client, row) = (client_at(portal.base_url()), row(&bytes));
    let mut partial = PartialAttachment::new();
    client.attachment(&row, &mut partial).await.expect_err("cut");
    assert_eq!(client.attachment(&row, &mut partial).await.unwrap(), bytes);
}

#[tokio::test]
async fn altered_bytes_are_never_handed_out() {
    let bytes = photo();
    let row = row(&bytes);
    let mut altered = bytes.clone();
    altered[50_000] ^= 1;
    let mut longer = bytes.clone();
    longer.push(0);
    let wrong_digest = ("repr-digest", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:");
    let answers = [
        ("one bit", Answer::whole("200 OK", &[ETAG], &altered)),
        ("one byte more", Answer::whole("200 OK", &[ETAG], &longer)),
        ("another digest announced", Answer::whole("200 OK", &[ETAG, wrong_digest], &bytes)),
        (
            "a range nobody asked for",
            Answer::whole(
                "206 Partial Content",
                &[ETAG, ("content-range", "bytes 5-99999/100000")],
                &bytes[5..],
            ),
        ),
    ];
    for (what, answer) in answers {
        let (_portal, client) = meet(answer).await;
        let mut partial = PartialAttachment::new();
        let error = client.attachment(&row, &mut partial).await.expect_err(what);
        assert!(matches!(error, ClientError::DigestMismatch), "{what}: {error}");
        assert!(partial.is_empty(), "{what}: nothing of it is kept");
    }
    // Fewer bytes than the row says, honestly announced: it ended early, and is not handed out.
    let (_portal, client) = meet(Answer::whole("200 OK", &[], &bytes[1..])).await;
    let error = client.attachment(&row, &mut PartialAttachment::new()).await.expect_err("short");
    assert!(matches!(error, ClientError::DigestMismatch), "{error}");
}

#[tokio::test]
async fn a_row_beyond_the_limit_is_not_even_asked_for() {
    let (portal, client) = meet(Answer::whole("200 OK", &[], "")).await;
    let mut row = row(b"");
    row.size_bytes = u64::MAX;
    let error =
        client.attachment(&row, &mut PartialAttachment::new()).await.expect_err("too large");
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
    assert_eq!(portal.requests().len(), 0);
}

#[tokio::test]
async fn an_id_is_one_segment_of_an_address_and_no_way_out_of_it() {
    let (portal, client) = meet(Answer::json(example("post.json"))).await;
    let id: CaseId = "0a4a2c1e-7c57-4a55-8f0a-0d4f6f1b2c02".parse().unwrap();
    let post = client.post(id).await.unwrap();
    assert_eq!(post.number, "簿115-2087");
    assert!(portal.requests()[0].starts_with(&format!("GET /staff/v1/posts/{id} ")));
}
