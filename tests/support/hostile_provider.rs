//! A sign-in service that gets one thing wrong: for the checks of an id token, each tried with the
//! very token that it must refuse.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};
use tokio::task::JoinHandle;

/// What it gets wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing: the measure for all others.
    None,
    /// Signed with a key that it does not publish.
    ForeignKey,
    /// `alg: none`, without a signature.
    Unsigned,
    /// A claim changed after signing.
    Altered,
    AnotherNonce,
    AnotherAudience,
    AnotherIssuer,
    Expired,
    /// An `at_hash` of another access token.
    AnotherAccessToken,
    NoIdToken,
    /// The portal knows the token's bearer as somebody else.
    AnotherPerson,
    /// Discovery names another issuer than the portal does.
    AnotherDiscovery,
    /// The token endpoint answers 503 with a page.
    Busy,
    /// The token endpoint redirects.
    Redirecting,
    /// The token endpoint is plain http on another machine.
    PlainTokenEndpoint,
}

/// A portal and its sign-in service on one port; it stops when dropped.
pub struct HostileProvider {
    base_url: String,
    server: JoinHandle<()>,
}

struct House {
    base_url: String,
    flaw: Flaw,
    key: SigningKey,
    nonce: Mutex<String>,
}

const ACCESS_TOKEN: &str = "access-1";

impl HostileProvider {
    /// # Panics
    /// If no port is free.
    pub async fn with(flaw: Flaw) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("its address"));
        let key = SigningKey::from_bytes(&[7; 32]);
        let house = House { base_url: base_url.clone(), flaw, key, nonce: Mutex::default() };
        let router = Router::new()
            .route("/staff/v1/meta", get(meta))
            .route("/staff/v1/me", get(me))
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route("/oidc/jwks", get(jwks))
            .route("/oidc/authorize", get(authorize))
            .route("/oidc/token", post(token))
            .with_state(Arc::new(house));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { base_url, server }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl Drop for HostileProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn meta(State(house): State<Arc<House>>) -> Json<Value> {
    Json(json!({
        "epoch": "5b0c7e52-6f0e-4d3c-9b9a-2f7f0f9f1c11",
        "server_now": chrono::Utc::now(),
        "min_client": "0.1.0",
        "issuer": format!("{}/oidc", house.base_url),
        "client_id": "notebook-desk",
        "limits": { "max_page": 1, "max_attachment_bytes": 1, "claim_ttl_seconds": 1, "shift_ttl_seconds": 1 },
        "practice": true,
    }))
}

async fn me(State(house): State<Arc<House>>) -> Json<Value> {
    let subject = if house.flaw == Flaw::AnotherPerson { "sw-02" } else { "sw-01" };
    Json(json!({
        "subject": subject, "display_name": "李沛真", "facility": "雲林第二監獄",
        "role": "social_worker",
    }))
}

async fn discovery(State(house): State<Arc<House>>) -> Json<Value> {
    let base = format!("{}/oidc", house.base_url);
    let issuer = match house.flaw {
        Flaw::AnotherDiscovery => "https://elsewhere.example.tw".to_owned(),
        _ => base.clone(),
    };
    let token_endpoint = match house.flaw {
        Flaw::PlainTokenEndpoint => "http://elsewhere.example.tw/token".to_owned(),
        _ => format!("{base}/token"),
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": token_endpoint,
        "jwks_uri": format!("{base}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none"],
    }))
}

async fn jwks(State(house): State<Arc<House>>) -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(house.key.verifying_key().as_bytes());
    Json(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "k", "x": x },
    ] }))
}

#[derive(serde::Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
    nonce: String,
}

async fn authorize(
    State(house): State<Arc<House>>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Redirect {
    *house.nonce.lock().unwrap_or_else(PoisonError::into_inner) = asked.nonce;
    Redirect::to(&format!("{}?code=c&state={}", asked.redirect_uri, asked.state))
}

async fn token(State(house): State<Arc<House>>, Form(_): Form<Vec<(String, String)>>) -> Response {
    match house.flaw {
        Flaw::Busy => {
            let page = [(header::CONTENT_TYPE, "text/html"), (header::RETRY_AFTER, "9")];
            return (StatusCode::SERVICE_UNAVAILABLE, page, "<h1>忙線中</h1>").into_response();
        }
        Flaw::Redirecting => return Redirect::temporary("http://127.0.0.1:9/").into_response(),
        _ => {}
    }
    let mut answer = json!({
        "access_token": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": 900,
        "refresh_token": "refresh-1",
    });
    if house.flaw != Flaw::NoIdToken {
        answer["id_token"] = json!(id_token(&house));
    }
    Json(answer).into_response()
}

fn id_token(house: &House) -> String {
    let now = chrono::Utc::now().timestamp();
    let flaw = house.flaw;
    let nonce = house.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let hashed = if flaw == Flaw::AnotherAccessToken { "access-2" } else { ACCESS_TOKEN };
    // OpenID Connect Core 3.1.3.6: the left half of the hash; for Ed25519 that is SHA-512.
    let at_hash = URL_SAFE_NO_PAD.encode(&Sha512::digest(hashed)[..32]);
    let pick =
        |wrong: Flaw, bad: &str, good: String| if flaw == wrong { bad.to_owned() } else { good };
    let claims = json!({
        "iss": pick(Flaw::AnotherIssuer, "https://elsewhere.example.tw", format!("{}/oidc", house.base_url)),
        "aud": pick(Flaw::AnotherAudience, "another-app", "notebook-desk".to_owned()),
        "nonce": pick(Flaw::AnotherNonce, "another", nonce),
        "sub": "sw-01",
        "iat": now,
        "exp": if flaw == Flaw::Expired { now - 60 } else { now + 900 },
        "at_hash": at_hash,
    });
    let head = match flaw {
        Flaw::Unsigned => json!({ "alg": "none" }),
        _ => json!({ "alg": "EdDSA", "kid": "k" }),
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&head), part(&claims));
    let signature = match flaw {
        Flaw::Unsigned => return format!("{signed}."),
        Flaw::ForeignKey => SigningKey::from_bytes(&[8; 32]).sign(signed.as_bytes()),
        _ => house.key.sign(signed.as_bytes()),
    };
    let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
    if flaw == Flaw::Altered {
        let mut other = claims;
        other["sub"] = json!("sv-01");
        return format!("{}.{}.{signature}", part(&head), part(&other));
    }
    format!("{signed}.{signature}")
}
