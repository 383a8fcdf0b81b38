//! A proxy that stands between a client and a portal and writes down every exchange, both ways.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use tokio::task::JoinHandle;

/// Largest body that passes.
const LARGEST: usize = 256 << 20;

/// What the staff side of every address begins with.
const PREFIX: &str = "/staff/v1";

/// One request and its answer, as they passed.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub method: String,
    /// Without `/staff/v1` and without the query.
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub request_headers: HeaderMap,
    pub request_body: Bytes,
    pub status: u16,
    pub response_headers: HeaderMap,
    pub response_body: Bytes,
}

impl Exchange {
    pub fn request_header(&self, name: &str) -> Option<&str> {
        self.request_headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn response_header(&self, name: &str) -> Option<&str> {
        self.response_headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn request(&self) -> (Option<String>, &[u8]) {
        (media_type(&self.request_headers), &self.request_body)
    }

    pub(crate) fn response(&self) -> (Option<String>, &[u8]) {
        (media_type(&self.response_headers), &self.response_body)
    }
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// A recording proxy on a port of its own; it stops when dropped.
pub struct Recorder {
    base_url: String,
    tape: Arc<Mutex<Vec<Exchange>>>,
    server: JoinHandle<()>,
}

struct Desk {
    upstream: String,
    http: reqwest::Client,
    tape: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    /// Stands before the portal at `upstream` (`http://127.0.0.1:…`).
    ///
    /// # Panics
    /// If no port is free.
    pub async fn before(upstream: &str) -> Self {
        portal::choose_cipher_provider();
        let tape = Arc::new(Mutex::new(Vec::new()));
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client without TLS");
        let upstream = upstream.trim_end_matches('/').to_owned();
        let desk = Arc::new(Desk { upstream, http, tape: tape.clone() });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("its address"));
        let router = Router::new().fallback(pass).with_state(desk);
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { base_url, tape, server }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Every exchange so far, in the order of their answers.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    forward(&desk, request).await.unwrap_or_else(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

async fn forward(desk: &Desk, request: Request) -> Option<Response> {
    let (parts, body) = request.into_parts();
    let request_body = to_bytes(body, LARGEST).await.ok()?;
    let mut headers = parts.headers.clone();
    headers.remove(header::HOST);
    let target = format!("{}{}", desk.upstream, parts.uri);
    let answer = desk
        .http
        .request(parts.method.clone(), target)
        .headers(headers)
        .body(request_body.clone())
        .send()
        .await
        .ok()?;
    let (status, response_headers) = (answer.status(), answer.headers().clone());
    let response_body = answer.bytes().await.ok()?;
    let query = axum::extract::Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri);
    let exchange = Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().strip_prefix(PREFIX).unwrap_or(parts.uri.path()).to_owned(),
        query: query.map(|query| query.0).unwrap_or_default(),
        request_headers: parts.headers,
        request_body,
        status: status.as_u16(),
        response_headers: response_headers.clone(),
        response_body: response_body.clone(),
    };
    desk.tape.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    let mut response = Response::new(Body::from(response_body));
    *response.status_mut() = status;
    *response.headers_mut() = response_headers;
    // Both describe a connection, not the message.
    response.headers_mut().remove(header::TRANSFER_ENCODING);
    response.headers_mut().insert("via", HeaderValue::from_static("1.1 recorder"));
    Some(response)
}
