//! One request of a family member: who asks, what the form says, whether it came from a page of ours.

use std::{pin::Pin, sync::Arc};

use axum::{
    RequestExt,
    body::Body,
    extract::{FromRequest, Multipart, RawPathParams, Request, State, multipart::MultipartError},
    http::{Method, header},
    response::Response,
};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};

use super::{
    answer::{self, Fault, Paged},
    upload::{LARGEST_FILE, Sent},
};
use crate::{house::House, random, store::Account};

pub(super) const COOKIE: &str = "family_visit";
/// Largest form without files, in bytes; nobody may send more before signing in.
const LARGEST_FORM: usize = 64 * 1024;
/// Largest request that is taken, in bytes: three documents at their largest, and some words.
const LARGEST_BODY: usize = 3 * LARGEST_FILE + 256 * 1024;
/// How much of a request is listened to, taken or not, before the connection is cut.
pub(super) const MOST_HEARD: usize = 2 * LARGEST_BODY;

pub(super) type Act = fn(&House, &mut Visit) -> Paged;

/// A visit as an act sees it.
pub(super) struct Visit {
    pub now: DateTime<Utc>,
    pub account: Option<Account>,
    /// Where a visit has ended, whose it was: what they typed is kept for them.
    pub ended: Option<Account>,
    /// The cookie's value.
    pub cookie: domain::Private,
    /// The address that was asked for.
    pub address: String,
    /// What stands in the address where the route has a name.
    pub id: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    pub files: Vec<Sent>,
}

impl Visit {
    pub(super) fn query(&self, name: &str) -> &str {
        find(&self.query, name)
    }

    /// A field of the form as it was typed.
    pub(super) fn text(&self, name: &str) -> &str {
        find(&self.form, name)
    }

    /// A field of one line: trimmed, without control characters.
    pub(super) fn line(&self, name: &str) -> String {
        let text: String = self.text(name).chars().filter(|c| !c.is_control()).collect();
        text.trim().to_owned()
    }

    /// A field that holds a code and no prose (證號, 電話, 呼號, 電子信箱), as it was meant: whoever types
    /// with a Chinese keyboard types it in full width, and pastes it with other dashes and spaces.
    pub(super) fn code(&self, name: &str) -> String {
        domain::text::narrowed(&self.line(name))
    }

    /// A field of several lines, with line breaks as one character each.
    pub(super) fn lines(&self, name: &str) -> String {
        let text = self.text(name).replace("\r\n", "\n").replace('\r', "\n");
        let text: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        text.trim().to_owned()
    }

    /// What every form of this visit carries, so that no other site's page can send one.
    pub(super) fn form_key(&self) -> String {
        form_key(self.cookie.as_str())
    }
}

fn find<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn form_key(cookie: &str) -> String {
    hex::encode(Sha256::digest(format!("form:{cookie}")))
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Turns an act into a handler: reads the request, runs the act where it may wait, and sees to it
/// that a form without its key changes nothing.
pub(super) fn page(act: Act) -> impl Fn(State<Arc<House>>, Request) -> Answering + Clone {
    move |State(house), request| Box::pin(serve(house, request, act))
}

async fn serve(house: Arc<House>, mut request: Request, act: Act) -> Response {
    let sent = cookie_of(&request).map(str::to_owned);
    let fresh = sent.is_none();
    let cookie = sent.unwrap_or_else(random::token);
    let id = match request.extract_parts::<RawPathParams>().await {
        Ok(parts) => parts.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let query = request.uri().query().unwrap_or_default();
    let mut visit = Visit {
        now: house.now(),
        account: None,
        ended: None,
        address: request.uri().path().to_owned(),
        id,
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        form: Vec::new(),
        files: Vec::new(),
        cookie: cookie.clone().into(),
    };
    let posts = request.method() == Method::POST;
    let mut visit = match on_a_waiting_thread(&house, move |house| {
        let accounts = house.accounts();
        visit.account = accounts.visitor(visit.cookie.as_str(), visit.now)?;
        if visit.account.is_none() {
            visit.ended = accounts.owner(visit.cookie.as_str())?;
        }
        Ok(visit)
    })
    .await
    {
        Ok(visit) => visit,
        Err(fault) => return answer::broken(&fault),
    };
    if posts {
        match read_form(request, visit.account.is_some() || visit.ended.is_some()).await {
            Ok((form, files)) => (visit.form, visit.files) = (form, files),
            Err(Unread::TooLarge) => return answer::too_large(&visit),
            Err(Unread::Broken) => return answer::form_expired(&visit),
        }
        if fresh || visit.text("key") != visit.form_key() {
            return answer::form_expired(&visit);
        }
    }
    let answered = on_a_waiting_thread(&house, move |house| act(house, &mut visit)).await;
    let mut response = answered.unwrap_or_else(|fault| answer::broken(&fault));
    if fresh && !response.headers().contains_key(header::SET_COOKIE) {
        set_cookie(&mut response, &cookie);
    }
    response
}

/// Passwords and the database make one wait; both do so off the threads that answer requests.
async fn on_a_waiting_thread<T: Send + 'static>(
    house: &Arc<House>,
    work: impl FnOnce(&House) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let house = Arc::clone(house);
    tokio::task::spawn_blocking(move || work(&house)).await.unwrap_or(Err(Fault::Stopped))
}

fn cookie_of(request: &Request) -> Option<&str> {
    request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() == 43)
        .map(|(_, value)| value)
}

/// The visit's cookie. Lax, so that a link in a letter finds the visitor still signed in; not
/// `Secure`, because the practice portal speaks plain HTTP and listens on this computer alone.
pub(super) fn set_cookie(response: &mut Response, secret: &str) {
    let value = format!("{COOKIE}={secret}; Path=/family; HttpOnly; SameSite=Lax");
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

enum Unread {
    TooLarge,
    Broken,
}

type Form = (Vec<(String, String)>, Vec<Sent>);

/// Reads a form whole. What is too large is read on to [`MOST_HEARD`] and not kept: a browser shows
/// no answer before it has sent what it is sending (RFC 9112, 9.6).
async fn read_form(request: Request<Body>, may_send_files: bool) -> Result<Form, Unread> {
    let has_files = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"));
    if has_files && may_send_files {
        return read_parts(request).await;
    }
    let body = read_body(request.into_body(), LARGEST_FORM).await?;
    if has_files {
        return Err(Unread::Broken);
    }
    Ok((url::form_urlencoded::parse(&body).into_owned().collect(), Vec::new()))
}

async fn read_body(mut body: Body, largest: usize) -> Result<Vec<u8>, Unread> {
    let (mut kept, mut size) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        size += data.len();
        if size <= largest {
            kept.extend_from_slice(&data);
        } else if size > MOST_HEARD {
            break;
        }
    }
    if size > largest { Err(Unread::TooLarge) } else { Ok(kept) }
}

async fn read_parts(request: Request<Body>) -> Result<Form, Unread> {
    let broken = |error: MultipartError| match error.status().as_u16() {
        413 => Unread::TooLarge,
        _ => Unread::Broken,
    };
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Unread::Broken)?;
    let (mut form, mut files, mut total) = (Vec::new(), Vec::new(), 0);
    let mut too_large = false;
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let largest = if file_name.is_some() { LARGEST_FILE } else { LARGEST_FORM };
        let (mut bytes, mut size) = (Vec::new(), 0);
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            size += chunk.len();
            total += chunk.len();
            // More than is ever taken is counted, so that its size can be told, and not kept.
            if size <= largest && total <= LARGEST_BODY {
                bytes.extend_from_slice(&chunk);
            }
        }
        let Some(file_name) = file_name else {
            too_large |= size > largest;
            form.push((field, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        };
        // A field for a file that was left empty comes without a name and without bytes.
        if size > 0 || !file_name.is_empty() {
            files.push(Sent { field, file_name, bytes, size });
        }
    }
    if too_large || total > LARGEST_BODY { Err(Unread::TooLarge) } else { Ok((form, files)) }
}
