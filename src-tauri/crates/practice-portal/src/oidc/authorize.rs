//! `GET /oidc/authorize`: who sits at the desk is chosen from the sample staff.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use url::Url;

use crate::{
    house::{CLIENT_ID, House},
    problem::Done,
    random,
    staff_room::Person,
    store::Code,
};

/// RFC 6749 recommends ten minutes at most; a desk exchanges a code at once.
const CODE_LIFETIME: Duration = Duration::seconds(60);

pub(super) async fn authorize(State(house): State<Arc<House>>, uri: Uri) -> Done<Response> {
    let query = uri.query().unwrap_or_default();
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        // RFC 6749, section 3.1: no parameter twice.
        if asked.insert(name.into_owned(), value.into_owned()).is_some() {
            return Ok(page(StatusCode::BAD_REQUEST, "無法登入", "<p>登入網址不完整。</p>"));
        }
    }
    let get = |name: &str| asked.get(name).map(String::as_str).filter(|value| !value.is_empty());

    // Nothing is ever sent to an address that was not checked.
    let redirect = get("redirect_uri").and_then(loopback);
    let (Some(redirect), Some(CLIENT_ID)) = (redirect, get("client_id")) else {
        return Ok(page(
            StatusCode::BAD_REQUEST,
            "無法登入",
            "<p>這個登入網址不是審核台開的，請回到審核台重新登入。</p>",
        ));
    };
    let state = get("state");
    let refuse = |error: &str| redirect_back(&house, &redirect, state, &[("error", error)]);
    if get("response_type") != Some("code") {
        return Ok(refuse("unsupported_response_type"));
    }
    if !get("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
        return Ok(refuse("invalid_scope"));
    }
    // PKCE S256 is required: a plain challenge protects nothing.
    let challenge = match (get("code_challenge"), get("code_challenge_method")) {
        (Some(challenge), Some("S256"))
            if URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == 32) =>
        {
            challenge
        }
        _ => return Ok(refuse("invalid_request")),
    };
    let person = get("login_hint").and_then(|subject| house.person(subject));
    let Some(person) = person else {
        if get("prompt") == Some("none") {
            return Ok(refuse("login_required"));
        }
        return Ok(choose(&house.people(), query));
    };

    let secret = random::token();
    house.sign_in().keep_code(
        &secret,
        &Code {
            grant: random::uuid(),
            subject: person.subject,
            redirect_uri: asked.get("redirect_uri").cloned().unwrap_or_default(),
            challenge: challenge.to_owned(),
            nonce: get("nonce").map(str::to_owned),
            expires_at: house.now() + CODE_LIFETIME,
            used: false,
        },
    )?;
    Ok(redirect_back(&house, &redirect, state, &[("code", &secret)]))
}

/// A loopback redirect of a native app: the address as an IP literal, any port (RFC 8252, 7.3).
fn loopback(uri: &str) -> Option<Url> {
    let url = Url::parse(uri).ok()?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
    let clean = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (url.scheme() == "http" && here && clean).then_some(url)
}

fn redirect_back(
    house: &House,
    redirect: &Url,
    state: Option<&str>,
    answer: &[(&str, &str)],
) -> Response {
    let mut target = redirect.clone();
    {
        let mut query = target.query_pairs_mut();
        query.extend_pairs(answer);
        if let Some(state) = state {
            query.append_pair("state", state);
        }
        // RFC 9207: which provider answered.
        query.append_pair("iss", &house.issuer());
    }
    let location = HeaderValue::from_str(target.as_str()).unwrap_or(HeaderValue::from_static("/"));
    (
        StatusCode::FOUND,
        [
            (header::LOCATION, location),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
    )
        .into_response()
}

/// The page on which a sample person is chosen; each choice is the same address with a
/// `login_hint`.
fn choose(people: &[Person], query: &str) -> Response {
    let mut list = String::from("<ul>");
    for person in people {
        let mut target = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if name != "login_hint" {
                target.append_pair(&name, &value);
            }
        }
        target.append_pair("login_hint", &person.subject);
        let first = person.display_name.chars().next().unwrap_or(' ');
        list.push_str(&format!(
            "<li><a href=\"?{}\"><span class=face aria-hidden=true>{first}</span><span><b>{}</b>\
             <i>範例</i><br><small>{}・{}</small></span></a></li>",
            escape(&target.finish()),
            escape(&person.display_name),
            escape(&person.title),
            escape(&person.subject),
        ));
    }
    list.push_str("</ul><p class=foot>這些人都是為練習虛構的，不需要密碼。</p>");
    page(StatusCode::OK, "選一位同仁登入", &list)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = include_str!("page.html").replace("{title}", title).replace("{body}", body);
    (
        status,
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(
                    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                     frame-ancestors 'none'",
                ),
            ),
        ],
        html,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::loopback;

    #[test]
    fn only_a_loopback_address_is_redirected_to() {
        for good in ["http://127.0.0.1:4711/callback", "http://[::1]:9/", "http://127.0.0.1/x?y=1"]
        {
            assert!(loopback(good).is_some(), "{good}");
        }
        for bad in [
            "https://127.0.0.1/",
            "http://localhost:80/",
            "http://127.0.0.1.example.org/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/#part",
            "notebook:/callback",
            "",
        ] {
            assert!(loopback(bad).is_none(), "{bad}");
        }
    }
}
