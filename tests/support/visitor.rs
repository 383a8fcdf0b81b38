//! A family member without a browser: keeps the cookie, takes the form's key from the page before,
//! sends what a form would send.

use std::sync::Mutex;

use reqwest::{StatusCode, header, redirect};

/// Somebody who visits the families' pages.
pub struct Visitor {
    http: reqwest::Client,
    base: String,
    cookie: Mutex<Option<String>>,
}

/// A page as it was answered.
pub struct Page {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Page {
    /// Where it sends the visitor on to; empty if it does not.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "{words:?} is not in {}:\n{}", self.status, self.text);
        self
    }

    #[track_caller]
    pub fn leads_to(&self, place: &str) -> &Self {
        let to = self.location();
        assert!(to.starts_with(place), "to {to:?}, {}:\n{}", self.status, self.text);
        self
    }

    /// The text of the element with this test id, with its entities read.
    pub fn element(&self, testid: &str) -> Option<String> {
        let from = self.text.find(&format!("data-testid=\"{testid}\""))?;
        let text = &self.text[from..];
        let start = text.find('>')? + 1;
        let end = start + text[start..].find('<')?;
        Some(unescape(&text[start..end]))
    }

    /// What stands between two marks, such as the value of an attribute.
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        let start = self.text.find(before)? + before.len();
        let end = start + self.text[start..].find(after)?;
        Some(&self.text[start..end])
    }
}

/// Reads the entities that a template writes.
pub fn unescape(html: &str) -> String {
    html.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// A file as a form sends it: field, name, claimed type, content.
pub type FormFile<'a> = (&'a str, &'a str, &'a str, &'a [u8]);

impl Visitor {
    /// A visitor of the portal at this address.
    ///
    /// # Panics
    /// When no HTTP client can be made.
    pub fn new(base: &str) -> Self {
        portal::choose_cipher_provider();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client can be made");
        Self { http, base: base.to_owned(), cookie: Mutex::new(None) }
    }

    /// The cookie as it stands.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("nobody panics with it").clone()
    }

    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().expect("nobody panics with it") = cookie;
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    /// Sends a form with the key of its page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let key = self.key().await;
        let mut all = vec![("key", key.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// Sends a form as it is, with whatever key it has.
    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(self.http.post(format!("{}{path}", self.base)).form(fields)).await
    }

    /// Sends a form with files.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[FormFile<'_>],
    ) -> Page {
        const BOUNDARY: &str = "----a-form-of-the-scenarios";
        let key = self.key().await;
        let mut body = Vec::new();
        let mut part = |head: &str, content: &[u8]| {
            body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        for (name, value) in std::iter::once(&("key", key.as_str())).chain(fields) {
            part(&format!("Content-Disposition: form-data; name=\"{name}\""), value.as_bytes());
        }
        for (field, name, media_type, content) in files {
            let head = format!(
                "Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: {media_type}"
            );
            part(&head, content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        self.send(request).await
    }

    /// The key that the forms of this visit carry now.
    pub async fn key(&self) -> String {
        let page = self.get("/family/sign-in").await;
        page.between("name=\"key\" value=\"", "\"").expect("every form has a key").to_owned()
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Page {
        if let Some(cookie) = self.cookie() {
            request = request.header(header::COOKIE, cookie);
        }
        let answer = request.send().await.expect("the portal answers");
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie of letters");
            self.set_cookie(cookie.split(';').next().map(str::to_owned));
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("a whole answer");
        Page { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Registers, takes the link out of the mailbox, verifies and signs in.
    pub async fn join(&self, email: &str, name: &str) {
        self.register(email, name).await.says("驗證信已寄出");
        let link = self.newest_link(email).await;
        let page = self.post("/family/verify", &[("link", &link)]).await;
        page.leads_to("/family/sign-in");
        self.sign_in(email, PASSWORD).await.leads_to("/family");
    }

    pub async fn register(&self, email: &str, name: &str) -> Page {
        let mut fields = registration(email);
        fields.push(("name", name));
        self.post("/family/register/account", &fields).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        self.post("/family/sign-in", &[("email", email), ("password", password)]).await
    }

    /// The secret of the newest link that was sent to this address.
    pub async fn newest_link(&self, email: &str) -> String {
        let list = self.get("/family/mailbox").await;
        for part in list.text.split("/family/mailbox/").skip(1) {
            let seq: String = part.chars().take_while(char::is_ascii_digit).collect();
            let letter = self.get(&format!("/family/mailbox/{seq}")).await;
            if letter.text.contains(email)
                && let Some(link) = letter.between("/family/verify?link=", "\"")
            {
                return link.to_owned();
            }
        }
        panic!("no link for {email} in:\n{}", list.text);
    }

    /// 查詢 for an inmate as a relative.
    pub async fn find(&self, number: &str, relation: &str) -> Page {
        let fields = [
            ("facility", "雲林第二監獄"),
            ("number", number),
            ("relation", "other"),
            ("relation_other", relation),
            ("route", "kin"),
        ];
        self.post("/family/apply/find", &fields).await
    }

    /// Applies for an inmate with three pictures.
    pub async fn apply(&self, number: &str, relation: &str) {
        self.find(number, relation).await.leads_to("/family/apply");
        let files = [
            ("identity", "身分證.jpg", "image/jpeg", JPEG),
            ("relationship", "戶口名簿.png", "image/png", PNG),
            ("portrait", "我.jpg", "image/jpeg", JPEG),
        ];
        let page = self.upload("/family/apply", &[("notebook", "yes")], &files).await;
        page.leads_to("/family/status?done=applied");
    }

    /// Publishes a post to the inmate with this id.
    pub async fn publish(&self, recipient: &str, title: &str, body: &str) -> Page {
        let fields = [("recipient", recipient), ("title", title), ("body", body), ("act", "send")];
        self.upload("/family/publish/new", &fields, &[]).await
    }
}

/// A password that the rules take.
pub const PASSWORD: &str = "xiang-ni-2026-wan";
/// The beginning of a JPEG file, which is all that a form looks at.
pub const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9";
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";

/// A registration that nothing is wrong with, but for the name that it lacks.
pub fn registration(email: &str) -> Vec<(&str, &str)> {
    vec![
        ("consent", "yes"),
        ("national_id", "Z259000014"),
        ("birth", "75.03.09"),
        ("phone", "0912-000-000"),
        ("email", email),
        ("address", "雲林縣虎尾鎮"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ]
}
