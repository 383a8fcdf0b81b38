//! The practice sign-in: a small OpenID Connect provider under the portal's own address. Code flow
//! with PKCE S256 and loopback redirects (RFC 8252), rotated refresh tokens, EdDSA-signed ID tokens.

mod authorize;
mod id_token;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{house::House, problem, problem::Refusal};

pub(crate) use token::sign_in_directly;

pub(crate) fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/authorize", get(authorize::authorize))
        .route("/token", post(token::token))
        .route("/jwks", get(jwks))
        .route("/revoke", post(token::revoke))
        .fallback(async || Refusal::from(problem::not_found()))
}

/// OpenID Connect Discovery 1.0, section 3.
async fn discovery(State(house): State<Arc<House>>) -> Response {
    let issuer = house.issuer();
    answer(
        StatusCode::OK,
        &json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "offline_access"],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name"],
            "ui_locales_supported": ["zh-TW"],
            "authorization_response_iss_parameter_supported": true,
        }),
    )
}

async fn jwks(State(house): State<Arc<House>>) -> Response {
    answer(StatusCode::OK, &json!({ "keys": [id_token::public_key(&house.signing_key)] }))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::PRAGMA, HeaderValue::from_static("no-cache")),
        ],
        body.to_string(),
    )
        .into_response()
}
