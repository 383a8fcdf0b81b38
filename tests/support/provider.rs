//! A certified OpenID provider as it comes (`tests/provider`), a portal that leaves signing in to it, and
//! somebody's browser.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use practice_portal::{Hand, Portal};
use regex::Regex;
use reqwest::Url;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// Larger than any photo.
const LARGEST: usize = 64 << 20;

/// The provider's process; it ends when dropped.
pub struct Provider {
    issuer: String,
    told: Mutex<Lines<BufReader<ChildStdout>>>,
    _process: Child,
}

impl Provider {
    /// One whose access tokens are good for so many seconds.
    ///
    /// # Panics
    /// If it does not start: `cargo xtask test` installs its packages.
    pub async fn start(seconds: u32) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/provider");
        let mut process = Command::new("node")
            .args(["server.mjs", &seconds.to_string()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node runs");
        let mut told = BufReader::new(process.stdout.take().expect("its output")).lines();
        let issuer = told.next_line().await.expect("readable").expect("it listens");
        Self { issuer, told: Mutex::new(told), _process: process }
    }

    /// Whether it has done this by now, looking for a tenth of a second.
    pub async fn has_done(&self, done: &str) -> bool {
        tokio::time::timeout(Duration::from_millis(100), self.until(done)).await.is_ok()
    }

    /// Waits until it has done this, such as `granted refresh_token`, since it was asked last.
    ///
    /// # Panics
    /// If it ends before.
    pub async fn until(&self, done: &str) {
        let mut told = self.told.lock().await;
        loop {
            let line = told.next_line().await.expect("readable").expect("it goes on");
            if line == done {
                return;
            }
        }
    }
}

/// A portal before which that provider stands; it stops when dropped.
pub struct FederatedPortal {
    base_url: String,
    server: JoinHandle<()>,
}

struct House {
    portal: String,
    issuer: String,
    hand: Hand,
    http: reqwest::Client,
}

impl FederatedPortal {
    /// # Panics
    /// If no port is free.
    pub async fn before(portal: &Portal, provider: &Provider) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("its address"));
        let house = House {
            portal: portal.base_url().trim_end_matches('/').to_owned(),
            issuer: provider.issuer.clone(),
            hand: portal.hand(),
            http: plain_client(),
        };
        let router = Router::new().fallback(pass_on).with_state(Arc::new(house));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self { base_url, server }
    }

    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }
}

impl Drop for FederatedPortal {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Asks the portal behind it, as the person whom the provider's token names.
async fn pass_on(State(house): State<Arc<House>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.expect("a body within bounds");
    if let Some(bearer) = parts.headers.get(header::AUTHORIZATION).cloned() {
        let told = house.http.get(format!("{}/me", house.issuer)).header("authorization", bearer);
        let told = told.send().await.expect("the provider answers");
        if told.status().is_success() {
            let who: Value = told.json().await.expect("JSON");
            let who = who["sub"].as_str().expect("a subject");
            let token = house.hand.access_token(who).expect("one of the practice portal's people");
            let token = format!("Bearer {token}").parse().expect("a header");
            parts.headers.insert(header::AUTHORIZATION, token);
        }
    }
    parts.headers.remove(header::HOST);
    let answer = house
        .http
        .request(parts.method, format!("{}{}", house.portal, parts.uri))
        .headers(parts.headers)
        .body(body)
        .send()
        .await;
    let Ok(answer) = answer else { return StatusCode::BAD_GATEWAY.into_response() };
    if parts.uri.path().ends_with("/meta") {
        let mut meta: Value = answer.json().await.expect("JSON");
        meta["issuer"] = house.issuer.clone().into();
        return Json(meta).into_response();
    }
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut passed = Response::new(Body::from(answer.bytes().await.unwrap_or_default()));
    *passed.status_mut() = status;
    *passed.headers_mut() = headers;
    passed.headers_mut().remove(header::TRANSFER_ENCODING);
    passed
}

/// Somebody's browser, which keeps its cookies. It types this person's name and a password wherever it is
/// asked, and agrees to everything.
#[derive(Clone)]
pub struct Browser(Arc<Tab>);

struct Tab {
    http: reqwest::Client,
    cookies: std::sync::Mutex<BTreeMap<String, String>>,
    person: std::sync::Mutex<String>,
    passwords: AtomicUsize,
}

impl Browser {
    pub fn of(person: &str) -> Self {
        let cookies = std::sync::Mutex::default();
        let person = std::sync::Mutex::new(person.to_owned());
        Self(Arc::new(Tab {
            http: plain_client(),
            cookies,
            person,
            passwords: AtomicUsize::new(0),
        }))
    }

    /// The next colleague sits down at the same computer, with the same browser.
    pub fn handed_to(&self, person: &str) {
        *self.0.person.lock().unwrap_or_else(PoisonError::into_inner) = person.to_owned();
    }

    /// How often a password was asked for.
    pub fn passwords(&self) -> usize {
        self.0.passwords.load(Ordering::SeqCst)
    }

    /// Opens an address and goes on until a page asks for nothing more.
    ///
    /// # Panics
    /// If a page cannot be had, or the pages find no end.
    pub async fn open(&self, address: &str) {
        let mut next = (Method::GET, Url::parse(address).expect("an address"), Vec::new());
        for _ in 0..30 {
            let (method, place, form) = next;
            let (status, location, page) = self.ask(method, &place, &form).await;
            next = if status.is_redirection() {
                (Method::GET, place.join(&location).expect("an address"), Vec::new())
            } else if let Some((action, form)) = self.fill_in(&page) {
                (Method::POST, place.join(&action).expect("an address"), form)
            } else {
                return;
            };
        }
        panic!("the pages found no end: {}", next.1);
    }

    async fn ask(
        &self,
        method: Method,
        place: &Url,
        form: &[(String, String)],
    ) -> (StatusCode, String, String) {
        let cookies = {
            let jar = self.0.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            let cookies: Vec<_> =
                jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            cookies.join("; ")
        };
        let mut request = self.0.http.request(method.clone(), place.clone());
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if method == Method::POST {
            request = request.form(form);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap_or_default();
            if let Some((name, value)) = cookie.split(';').next().and_then(|it| it.split_once('='))
            {
                let mut jar = self.0.cookies.lock().unwrap_or_else(PoisonError::into_inner);
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get(header::LOCATION);
        let location = location.and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        (status, location, answer.text().await.unwrap_or_default())
    }

    /// The form of a page with what a person would put into it; nothing where there is none.
    fn fill_in(&self, page: &str) -> Option<(String, Vec<(String, String)>)> {
        let action = first(page, r#"<form[^>]*action="([^"]+)""#)?;
        let hidden = Regex::new(r#"<input type="hidden" name="([^"]+)" value="([^"]*)""#);
        let hidden = hidden.expect("written correctly");
        let mut form: Vec<(String, String)> = hidden
            .captures_iter(page)
            .map(|found| (found[1].to_owned(), found[2].to_owned()))
            .collect();
        if page.contains(r#"name="login""#) {
            self.0.passwords.fetch_add(1, Ordering::SeqCst);
            let person = self.0.person.lock().unwrap_or_else(PoisonError::into_inner).clone();
            form.push(("login".to_owned(), person));
            form.push(("password".to_owned(), "any".to_owned()));
        }
        Some((action, form))
    }
}

fn first(page: &str, pattern: &str) -> Option<String> {
    let pattern = Regex::new(pattern).expect("written correctly");
    pattern.captures(page).map(|found| found[1].to_owned())
}

fn plain_client() -> reqwest::Client {
    portal::choose_cipher_provider();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    client.build().expect("a client")
}
