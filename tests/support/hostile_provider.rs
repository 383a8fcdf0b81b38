//! A sign-in service that gets one thing wrong, or does one thing in an odd and lawful way: each check
//! of a sign-in is tried with the very answer that it must refuse, or must not refuse.

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
    /// The token endpoint lies on another origin.
    ForeignTokenEndpoint,
    /// So do its keys.
    ForeignKeys,
    /// The answer says that another provider gave it (RFC 9207).
    AnswersForAnother,
    /// It announces that its answers say whose they are, and this one does not.
    AnswersNameless,
    /// It takes a sign-in of an hour ago for this one.
    SignedInBefore,
    /// The token endpoint says no, with this code.
    Refuses(&'static str),
    /// So does the page in the browser.
    Declines(&'static str),
    /// The renewed id token is somebody else's.
    RenewsForAnother,
}

/// What it does otherwise than most, as it may.
#[derive(Debug, Clone, Copy, Default)]
pub struct Habits {
    /// Its endpoints have queries of their own.
    pub queries: bool,
    /// `Ed25519` (RFC 9864) where others write `EdDSA`, in keys and tokens.
    pub new_name_of_the_algorithm: bool,
    /// Booleans in quotes, and dates where numbers belong, in claims that nobody reads.
    pub odd_claims: bool,
    /// How far its clock is ahead of the portal's, in seconds.
    pub ahead: i64,
    /// How long its access tokens are good, in seconds; in quotes.
    pub life: Option<i64>,
    /// What its refresh tokens are; empty ones are none.
    pub refresh_token: Option<&'static str>,
}

/// A portal and its sign-in service on one port; it stops when dropped.
pub struct HostileProvider {
    base_url: String,
    asked: Arc<Mutex<Vec<String>>>,
    grants: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

struct House {
    base_url: String,
    flaw: Flaw,
    habits: Habits,
    key: SigningKey,
    nonce: Mutex<String>,
    /// The queries of the questions that a browser brought.
    asked: Arc<Mutex<Vec<String>>>,
    /// The grant types that the token endpoint was asked for.
    grants: Arc<Mutex<Vec<String>>>,
}

const ACCESS_TOKEN: &str = "access-1";

impl HostileProvider {
    /// # Panics
    /// If no port is free.
    pub async fn with(flaw: Flaw) -> Self {
        Self::begin(flaw, Habits::default()).await
    }

    /// One that gets nothing wrong, and has habits of its own.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn of_habits(habits: Habits) -> Self {
        Self::begin(Flaw::None, habits).await
    }

    async fn begin(flaw: Flaw, habits: Habits) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("its address"));
        let key = SigningKey::from_bytes(&[7; 32]);
        let (asked, grants) = (Arc::default(), Arc::default());
        let house = House {
            base_url: base_url.clone(),
            flaw,
            habits,
            key,
            nonce: Mutex::default(),
            asked: Arc::clone(&asked),
            grants: Arc::clone(&grants),
        };
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
        Self { base_url, asked, grants, server }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The queries of the questions that were asked, oldest first.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the token endpoint was asked for, oldest first: `authorization_code`, `refresh_token`.
    pub fn grants(&self) -> Vec<String> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
    let query = if house.habits.queries { "?tenant=A&x=1" } else { "" };
    let token_endpoint = match house.flaw {
        Flaw::PlainTokenEndpoint => "http://elsewhere.example.tw/token".to_owned(),
        Flaw::ForeignTokenEndpoint => "https://elsewhere.example.tw/token".to_owned(),
        _ => format!("{base}/token{query}"),
    };
    let jwks_uri = match house.flaw {
        Flaw::ForeignKeys => "https://elsewhere.example.tw/jwks".to_owned(),
        _ => format!("{base}/jwks{query}"),
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/authorize{query}"),
        "token_endpoint": token_endpoint,
        "jwks_uri": jwks_uri,
        "end_session_endpoint": format!("{base}/farewell{query}"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none"],
        "authorization_response_iss_parameter_supported": house.flaw == Flaw::AnswersNameless,
    }))
}

async fn jwks(State(house): State<Arc<House>>) -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(house.key.verifying_key().as_bytes());
    Json(json!({ "keys": [
        // What nobody understands is no hindrance.
        { "kty": "XYZ", "kid": 5, "alg": "FUTURE" },
        { "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": house.algorithm(), "kid": "k", "x": x },
    ] }))
}

impl House {
    fn algorithm(&self) -> &'static str {
        if self.habits.new_name_of_the_algorithm { "Ed25519" } else { "EdDSA" }
    }
}

#[derive(serde::Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
    nonce: String,
}

async fn authorize(
    State(house): State<Arc<House>>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Redirect {
    *house.nonce.lock().unwrap_or_else(PoisonError::into_inner) = asked.nonce;
    let mut questions = house.asked.lock().unwrap_or_else(PoisonError::into_inner);
    questions.push(query.unwrap_or_default());
    let brings = match house.flaw {
        Flaw::Declines(code) => format!("error={code}"),
        Flaw::AnswersForAnother => "code=c&iss=https%3A%2F%2Felsewhere.example.tw".to_owned(),
        _ => "code=c".to_owned(),
    };
    Redirect::to(&format!("{}?{brings}&state={}", asked.redirect_uri, asked.state))
}

async fn token(
    State(house): State<Arc<House>>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let grant = form.into_iter().find(|(name, _)| name == "grant_type");
    let grant = grant.map(|(_, value)| value).unwrap_or_default();
    house.grants.lock().unwrap_or_else(PoisonError::into_inner).push(grant.clone());
    match house.flaw {
        Flaw::Refuses(code) => {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": code }))).into_response();
        }
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
        "expires_in": house.habits.life.map_or(json!(900), |life| json!(life.to_string())),
        "refresh_token": house.habits.refresh_token.unwrap_or("refresh-1"),
    });
    if house.flaw != Flaw::NoIdToken {
        let renewed = grant == "refresh_token" && house.flaw == Flaw::RenewsForAnother;
        answer["id_token"] = json!(id_token(&house, if renewed { "sv-01" } else { "sw-01" }));
    }
    Json(answer).into_response()
}

fn id_token(house: &House, subject: &str) -> String {
    let now = chrono::Utc::now().timestamp() + house.habits.ahead;
    let flaw = house.flaw;
    let nonce = house.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let hashed = if flaw == Flaw::AnotherAccessToken { "access-2" } else { ACCESS_TOKEN };
    // OpenID Connect Core 3.1.3.6: the left half of the hash; for Ed25519 that is SHA-512.
    let at_hash = URL_SAFE_NO_PAD.encode(&Sha512::digest(hashed)[..32]);
    let pick =
        |wrong: Flaw, bad: &str, good: String| if flaw == wrong { bad.to_owned() } else { good };
    let mut claims = json!({
        "iss": pick(Flaw::AnotherIssuer, "https://elsewhere.example.tw", format!("{}/oidc", house.base_url)),
        "aud": pick(Flaw::AnotherAudience, "another-app", "notebook-desk".to_owned()),
        "nonce": pick(Flaw::AnotherNonce, "another", nonce),
        "sub": subject,
        "iat": now,
        "exp": if flaw == Flaw::Expired { now - 90 } else { now + house.habits.life.unwrap_or(900) },
        "auth_time": if flaw == Flaw::SignedInBefore { now - 3600 } else { now },
        "at_hash": at_hash,
    });
    if house.habits.odd_claims {
        claims["email_verified"] = json!("true");
        claims["updated_at"] = json!("2026-11-23T01:30:00Z");
        claims["address"] = json!("一個字串");
        claims["birthdate"] = json!(19_850_601);
    }
    let head = match flaw {
        Flaw::Unsigned => json!({ "alg": "none" }),
        _ => json!({ "alg": house.algorithm(), "kid": "k" }),
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
