//! `/family`: the families' pages, after the steps of the notice's 系統操作說明. They are made on the
//! server, need no script, and do everything through the acts that a test's hand goes through too.

mod answer;
mod apply;
mod correct;
mod correction;
mod facilities;
mod field;
mod letters;
mod mailbox;
mod page;
mod publish;
mod quota;
mod register;
mod sign_in;
mod status;
mod upload;
mod visit;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect},
    routing::get,
};

pub(crate) use letters::{carry_letters, write_letters};

use crate::house::House;
use page::page;

pub(crate) fn router() -> Router<Arc<House>> {
    Router::new()
        .route("/", get(async || Redirect::to("/family")))
        .route("/family", get(page(sign_in::welcome)))
        .route("/family/register", get(page(register::consent)).post(page(register::agreed)))
        .route("/family/register/account", get(page(register::form)).post(page(register::register)))
        .route("/family/verify", get(page(register::link)).post(page(register::verify)))
        .route("/family/verify/again", get(page(register::ask_again)).post(page(register::again)))
        .route("/family/sign-in", get(page(sign_in::form)).post(page(sign_in::sign_in)))
        .route("/family/sign-out", get(page(sign_in::leave)).post(page(sign_in::sign_out)))
        .route("/family/apply", get(page(apply::show)).post(page(apply::send)))
        .route("/family/apply/find", get(page(apply::show)).post(page(apply::find)))
        .route("/family/status", get(page(status::list)))
        .route("/family/status/{id}", get(page(status::case)).post(page(correct::send)))
        .route(
            "/family/status/{id}/withdraw",
            get(page(correct::ask_withdraw)).post(page(correct::withdraw)),
        )
        .route("/family/files/{id}", get(page(status::file)))
        .route("/family/publish", get(page(publish::overview)))
        .route("/family/publish/new", get(page(publish::form)).post(page(publish::send)))
        .route("/family/mailbox", get(page(mailbox::list)))
        .route("/family/mailbox/{seq}", get(page(mailbox::letter)))
        .route("/family/{*rest}", get(page(answer::nothing_here)))
        .route("/family/style.css", get(async || asset("text/css; charset=utf-8", STYLE)))
        .route("/family/count.js", get(async || asset("text/javascript; charset=utf-8", COUNT)))
        .layer(DefaultBodyLimit::max(page::MOST_HEARD))
}

const STYLE: &str = include_str!("style.css");
/// The one script: it counts along while one writes. Without it a button counts.
const COUNT: &str = include_str!("count.js");

fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ],
        text,
    )
}
