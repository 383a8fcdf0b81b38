//! What a page's request is answered with: a rendered template under strict headers, a redirect, or
//! a plain page that says what went wrong.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::visit::Visit;
use crate::{house::House, store::StoreError};

/// What keeps a page from being made; none of it is the visitor's doing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the database failed")]
    Store(#[from] StoreError),
    #[error("a page could not be put together")]
    Page(#[from] askama::Error),
    #[error("a password could not be hashed")]
    Password,
    #[error("the answer was not finished")]
    Stopped,
}

pub(super) type Paged = Result<Response, Fault>;

/// What every page shows around its content.
pub(super) struct Frame {
    pub title: &'static str,
    /// Which place of the menu this is.
    pub here: &'static str,
    /// Who is signed in.
    pub name: Option<String>,
    /// The form key; see [`Visit::form_key`].
    pub key: String,
}

impl Frame {
    pub(super) fn new(visit: &Visit, title: &'static str, here: &'static str) -> Self {
        let name = visit.account.as_ref().map(|account| account.applicant.name.as_str().to_owned());
        Self { title, here, name, key: visit.form_key() }
    }
}

/// Nothing but this portal's own style, pictures and the one counting script; no frames, no forms
/// to elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn html(status: StatusCode, page: &impl Template) -> Paged {
    Ok(with_headers((status, page.render()?).into_response()))
}

pub(super) fn ok(page: &impl Template) -> Paged {
    html(StatusCode::OK, page)
}

/// A form that was not taken as it is.
pub(super) fn refused(page: &impl Template) -> Paged {
    html(StatusCode::UNPROCESSABLE_ENTITY, page)
}

fn with_headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// After something was done: to a page that can be loaded again without doing it twice.
pub(super) fn go(to: &str) -> Paged {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/family"));
    Ok((
        StatusCode::SEE_OTHER,
        [
            (header::LOCATION, location),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
    )
        .into_response())
}

/// A page with a heading, some sentences and one way on.
#[derive(Template)]
#[template(path = "plain.html")]
pub(super) struct Plain {
    pub frame: Frame,
    pub sentences: Vec<String>,
    /// Address and words of the way on.
    pub on: Option<(&'static str, &'static str)>,
}

/// The same for what does not exist, is another family's, or was never a case at all.
pub(super) fn nothing_here(_: &House, visit: &mut Visit) -> Paged {
    let sentences = vec!["沒有這個頁面，或不是您的案件。".to_owned()];
    let on = Some(("/family", "回首頁"));
    html(
        StatusCode::NOT_FOUND,
        &Plain { frame: Frame::new(visit, "找不到這一頁", ""), sentences, on },
    )
}

/// A form without its key: left open too long, or not from a page of ours.
pub(super) fn form_expired(visit: &Visit) -> Response {
    let sentences = vec![
        "這份表單已經失效，沒有送出任何資料。".to_owned(),
        "請重新開啟這一頁再填一次；瀏覽器需要允許 Cookie。".to_owned(),
    ];
    let on = Some(("/family", "回首頁"));
    let page = Plain { frame: Frame::new(visit, "請重新開啟表單", ""), sentences, on };
    html(StatusCode::FORBIDDEN, &page).unwrap_or_else(|fault| broken(&fault))
}

pub(super) fn too_large(visit: &Visit) -> Response {
    let sentences = vec![
        "檔案加起來太大，沒有收下任何資料。".to_owned(),
        "每個檔案請在 20 MB 以內；手機可在傳送前選「中」或「小」的尺寸。".to_owned(),
    ];
    let on = Some(("/family", "回首頁"));
    let page = Plain { frame: Frame::new(visit, "檔案太大", ""), sentences, on };
    html(StatusCode::PAYLOAD_TOO_LARGE, &page).unwrap_or_else(|fault| broken(&fault))
}

pub(super) fn broken(fault: &Fault) -> Response {
    tracing::error!(error = %fault, "a family's page could not be answered");
    let text = "<!doctype html><html lang=\"zh-Hant-TW\"><title>請稍後再試</title>\
                <h1>請稍後再試</h1><p>入口發生錯誤，請稍後再試。</p></html>";
    with_headers((StatusCode::INTERNAL_SERVER_ERROR, text).into_response())
}
