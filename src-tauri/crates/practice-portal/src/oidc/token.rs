//! `POST /oidc/token` and `/oidc/revoke`: codes become tokens, refresh tokens are exchanged once.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    answer,
    id_token::{About, sign},
};
use crate::{
    house::{CLIENT_ID, House},
    problem::Done,
    random,
    staff_room::Person,
    store::{StoreResult, Token},
};

type Form = BTreeMap<String, String>;

fn form(headers: &HeaderMap, body: &[u8]) -> Option<Form> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return None;
    }
    let mut form = Form::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(form)
}

/// RFC 6749, section 5.2.
fn refuse(error: &str) -> Response {
    answer(StatusCode::BAD_REQUEST, &json!({ "error": error }))
}

pub(super) async fn token(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    body: Bytes,
) -> Done<Response> {
    let Some(form) = form(&headers, &body) else { return Ok(refuse("invalid_request")) };
    if form.get("client_id").map(String::as_str) != Some(CLIENT_ID) {
        return Ok(refuse("invalid_client"));
    }
    house.sign_in().sweep(house.now())?;
    match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => exchange_code(&house, &form),
        Some("refresh_token") => refresh(&house, &form),
        _ => Ok(refuse("unsupported_grant_type")),
    }
}

fn exchange_code(house: &House, form: &Form) -> Done<Response> {
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let now = house.now();
    let Some(code) = house.sign_in().take_code(get("code"))? else {
        return Ok(refuse("invalid_grant"));
    };
    if code.used {
        // RFC 6749, section 4.1.2: what came of the code is no longer good.
        house.sign_in().end_grant(code.grant)?;
        return Ok(refuse("invalid_grant"));
    }
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier").as_bytes()));
    let good = code.expires_at > now
        && code.redirect_uri == get("redirect_uri")
        && code.challenge.trim_end_matches('=') == proof;
    let person = house.person(&code.subject).filter(|_| good);
    let Some(person) = person else { return Ok(refuse("invalid_grant")) };
    let nonce = code.nonce.as_deref();
    Ok(issue(house, &person, code.grant, nonce, now)?)
}

/// A refresh token is good once. Whoever comes with one that was exchanged already is not told
/// apart from a thief, so that the whole sign-in ends (RFC 9700, section 4.14.2).
fn refresh(house: &House, form: &Form) -> Done<Response> {
    let secret = form.get("refresh_token").map(String::as_str).unwrap_or_default();
    let now = house.now();
    let token = house.sign_in().token(secret)?.filter(|token| token.refresh);
    let Some(token) = token else { return Ok(refuse("invalid_grant")) };
    if token.used || !house.sign_in().use_token(secret)? {
        house.sign_in().end_grant(token.grant)?;
        return Ok(refuse("invalid_grant"));
    }
    let person = house.person(&token.subject).filter(|_| token.expires_at > now);
    let Some(person) = person else { return Ok(refuse("invalid_grant")) };
    Ok(issue(house, &person, token.grant, None, now)?)
}

fn issue(
    house: &House,
    person: &Person,
    grant: Uuid,
    nonce: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<Response> {
    let (access, refresh) = give_tokens(house, &person.subject, grant, now)?;
    let issuer = house.issuer();
    let id_token = sign(
        &house.signing_key,
        person,
        &About {
            issuer: &issuer,
            client_id: CLIENT_ID,
            nonce,
            signed_in_at: now,
            now,
            expires_at: now + house.config.token_lifetime,
        },
    );
    Ok(answer(
        StatusCode::OK,
        &json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": house.config.token_lifetime.num_seconds(),
            "refresh_token": refresh,
            "id_token": id_token,
            "scope": "openid profile offline_access",
        }),
    ))
}

fn give_tokens(
    house: &House,
    subject: &str,
    grant: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<(String, String)> {
    let (access, refresh) = (random::token(), random::token());
    let sign_in = house.sign_in();
    for (secret, refresh, lifetime) in [
        (&access, false, house.config.token_lifetime),
        (&refresh, true, house.config.refresh_lifetime),
    ] {
        let subject = subject.to_owned();
        let expires_at = now + lifetime;
        sign_in.keep_token(secret, &Token { grant, subject, refresh, expires_at, used: false })?;
    }
    Ok((access, refresh))
}

/// An access token without the browser's way round, for tests that are about something else.
pub(crate) fn sign_in_directly(house: &House, subject: &str) -> StoreResult<String> {
    Ok(give_tokens(house, subject, random::uuid(), house.now())?.0)
}

/// RFC 7009: an unknown token is as good as revoked.
pub(super) async fn revoke(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    body: Bytes,
) -> Done<Response> {
    let Some(form) = form(&headers, &body) else { return Ok(refuse("invalid_request")) };
    if form.get("client_id").map(String::as_str) != Some(CLIENT_ID) {
        return Ok(refuse("invalid_client"));
    }
    let Some(secret) = form.get("token") else { return Ok(refuse("invalid_request")) };
    let sign_in = house.sign_in();
    if let Some(token) = sign_in.token(secret)? {
        sign_in.end_grant(token.grant)?;
    }
    Ok(StatusCode::OK.into_response())
}
