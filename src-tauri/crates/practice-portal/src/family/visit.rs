//! One request of a family member: who asks, what the form says, whether it came from a page of ours.

use axum::{http::header, response::Response};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::upload::Sent;
use crate::store::Account;

pub(super) const COOKIE: &str = "family_visit";
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
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
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

/// The visit's cookie. Lax, so that a link in a letter finds the visitor still signed in; not
/// `Secure`, because the practice portal speaks plain HTTP and listens on this computer alone.
pub(super) fn set_cookie(response: &mut Response, secret: &str) {
    let value = format!("{COOKIE}={secret}; Path=/family; HttpOnly; SameSite=Lax");
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}
