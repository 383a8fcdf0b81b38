//! `/staff/v1`: the contract's staff side over HTTP.

mod caller;
mod cursor;
mod files;
mod reads;
mod writes;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use portal::wire::Problem;

use crate::{
    house::House,
    problem::{self, Refusal},
};

/// Largest body of a request, in bytes. A decision is a few kilobytes.
const LARGEST_BODY: usize = 256 * 1024;

pub(crate) fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/meta", get(reads::meta))
        .route("/me", get(reads::me))
        .route("/me/escrow/{desk}", get(reads::escrow).put(writes::put_escrow))
        .route("/policy", get(reads::policy))
        .route("/changes", get(reads::changes))
        .route("/applications/{id}", get(reads::application))
        .route("/posts/{id}", get(reads::post))
        .route("/attachments/{id}", get(files::attachment))
        .route("/claims", get(reads::claims).post(writes::claim))
        .route("/claims/{id}", put(writes::extend_claim).delete(writes::release_claim))
        .route("/decisions/{id}", put(writes::decide))
        .route("/escalations/{id}", put(writes::escalate))
        .route("/escalations/{id}/settle", put(writes::settle))
        .route("/suspensions/{id}", put(writes::suspend))
        .route("/suspensions/{id}/lift", put(writes::lift))
        .route("/acts/missing", post(writes::missing_acts))
        .route("/stats/rejections", get(reads::rejections))
        .route("/stats/cases", get(reads::cases))
        .route("/audit-heads", get(reads::audit_heads))
        .route("/audit-heads/{id}", put(writes::tell_audit_head))
        .route("/remainders", get(reads::remainders))
        .route("/remainders/{id}", put(writes::tell_remainder))
        .method_not_allowed_fallback(async || Refusal::from(problem::method_not_allowed()))
        .fallback(async || Refusal::from(problem::not_found()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// For every address that the portal does not have.
pub(crate) async fn nothing_here() -> Refusal {
    problem::not_found().into()
}

/// JSON that is there already, never to be stored on the way.
fn json(body: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        body,
    )
        .into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = match self {
            Self::Problem(problem) => *problem,
            Self::Store(error) => {
                tracing::error!(%error, "the practice portal's database failed");
                problem::internal()
            }
        };
        problem_response(&problem)
    }
}

fn problem_response(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_string(problem).unwrap_or_else(|_| "{}".to_owned());
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        body,
    )
        .into_response();
    if status == StatusCode::UNAUTHORIZED {
        // RFC 6750, section 3.
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(r#"Bearer realm="staff", error="invalid_token""#),
        );
    }
    response
}
