//! A page as a handler: the request is read, the act runs where it may wait, and a form without its
//! key changes nothing.

use std::{pin::Pin, sync::Arc};

use axum::{
    RequestExt,
    body::Body,
    extract::{FromRequest, Multipart, RawPathParams, Request, State, multipart::MultipartError},
    http::{Method, header},
    response::Response,
};
use http_body_util::BodyExt;

use super::{
    answer::{self, Fault, Paged},
    upload::{LARGEST_FILE, Sent},
    visit::{COOKIE, Visit, set_cookie},
};
use crate::{house::House, random};

/// Largest form without files, in bytes; nobody may send more before signing in.
const LARGEST_FORM: usize = 64 * 1024;
/// Largest request that is taken, in bytes: three documents at their largest, and some words.
const LARGEST_BODY: usize = 3 * LARGEST_FILE + 256 * 1024;
/// How much of a request is listened to, taken or not, before the connection is cut.
pub(super) const MOST_HEARD: usize = 2 * LARGEST_BODY;

pub(super) type Act = fn(&House, &mut Visit) -> Paged;

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
