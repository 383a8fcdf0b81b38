//! The practice portal as a program: its files, its seeded world, its stop and its address.

use domain::{CaseState, DocumentKind, Verdict};
use practice_portal::{Config, Database, Portal, Upload};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, config, desk, now, pending_post, portal, verdict};

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
