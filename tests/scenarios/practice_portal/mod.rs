//! The practice portal over HTTP, as a desk that says exactly what a test wants said hears it.
#![allow(clippy::unwrap_used, reason = "what cannot be set up fails its test right there")]

mod acts;
mod feed;
mod running;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{Case, CaseRef, CaseState, Decision, GivenReason, Verdict};
use practice_portal::{Clock, Config, Hand, Portal, World};
use reqwest::{Method, RequestBuilder, StatusCode};
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
        pages_seen: Vec::new(),
    }
}

fn now(hand: &Hand, case: CaseRef) -> Case {
    hand.case(case).unwrap().unwrap()
}
