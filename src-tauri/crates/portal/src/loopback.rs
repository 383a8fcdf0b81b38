//! The place on this machine that the browser comes back to after a sign-in (RFC 8252 §7.3): it
//! answers one question, says goodbye kindly, and closes.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

use crate::oidc::clean_code;

/// The path of the redirect address.
pub(crate) const PATH: &str = "/signed-in";

/// A browser's request line with a code and a state is far shorter.
const LONGEST_HEAD: usize = 16 * 1024;
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

pub(crate) struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// What the browser brought back.
pub(crate) enum Return {
    Code(String),
    /// The `error` of RFC 6749 §4.1.2.1, such as `access_denied`.
    Declined(String),
    /// The answer is another provider's, or does not say whose it is (RFC 9207 §2.4): what it brings
    /// is not looked at.
    Foreign,
}

/// Whose answer is waited for.
#[derive(Clone)]
pub(crate) struct Answerer {
    /// Drawn for this question (RFC 6749 §10.12).
    pub state: String,
    pub issuer: String,
    /// The provider has announced that its answers say whose they are.
    pub names_itself: bool,
}

impl Loopback {
    /// Listens on a free port of 127.0.0.1: reachable from this machine alone.
    pub async fn listen() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits until a browser brings the answer to this question. Everything else that asks here, such
    /// as for a favicon or with another state, is turned away and changes nothing.
    pub async fn wait(self, answerer: Answerer) -> std::io::Result<Return> {
        let (found, mut answers) = mpsc::channel(1);
        let mut visitors = JoinSet::new();
        loop {
            tokio::select! {
                Some(answer) = answers.recv() => return Ok(answer),
                visitor = self.listener.accept() => {
                    // A connection that died while waiting is the visitor's affair.
                    if let Ok((stream, _)) = visitor {
                        visitors.spawn(serve(stream, answerer.clone(), found.clone()));
                    } else {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
                Some(_) = visitors.join_next() => {}
            }
        }
    }
}

async fn serve(mut stream: TcpStream, answerer: Answerer, found: mpsc::Sender<Return>) {
    let Ok(Some(target)) = tokio::time::timeout(SLOWEST_HEAD, read_target(&mut stream)).await
    else {
        return;
    };
    let answer = answer_in(&target, &answerer);
    let page = match &answer {
        Some(Return::Code(_)) => page("200 OK", "登入完成", "可以回到審核台了，這個分頁可以關閉。"),
        Some(Return::Declined(_) | Return::Foreign) => {
            page("200 OK", "沒有登入", "您可以關閉這個分頁，回到審核台再試一次。")
        }
        None => page("404 Not Found", "這裡沒有內容", "請回到審核台。"),
    };
    // Whether the goodbye arrives does not matter.
    let _ = stream.write_all(page.as_bytes()).await;
    let _ = stream.shutdown().await;
    if let Some(answer) = answer {
        let _ = found.send(answer).await;
    }
}

/// Reads a request's head and gives the target of a GET.
async fn read_target(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let count = stream.read(&mut chunk).await.ok()?;
        if count == 0 || head.len() + count > LONGEST_HEAD {
            return None;
        }
        head.extend_from_slice(&chunk[..count]);
    }
    let line = std::str::from_utf8(&head).ok()?.lines().next()?;
    let mut words = line.split(' ');
    (words.next()? == "GET").then_some(words.next()?.to_owned())
}

/// The answer in a redirect's target, if its state is ours.
pub(crate) fn answer_in(target: &str, answerer: &Answerer) -> Option<Return> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    if url.path() != PATH {
        return None;
    }
    let one = |wanted: &str| {
        url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    if one("state")? != answerer.state {
        return None;
    }
    let is_theirs = match one("iss") {
        Some(issuer) => issuer == answerer.issuer,
        None => !answerer.names_itself,
    };
    if !is_theirs {
        return Some(Return::Foreign);
    }
    if let Some(error) = one("error") {
        return Some(Return::Declined(clean_code(&error)));
    }
    one("code").filter(|code| !code.is_empty()).map(Return::Code)
}

fn page(status: &str, title: &str, sentence: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"zh-Hant-TW\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>:root{{color-scheme:light dark}}body{{font:1.15rem/1.8 system-ui,sans-serif;\
         display:grid;place-content:center;min-height:90vh;margin:0;padding:1rem;\
         text-align:center}}h1{{font-size:1.6rem}}</style><h1>{title}</h1><p>{sentence}</p>"
    );
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nreferrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\n\
         content-security-policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://sso.example.gov.tw";

    fn got(target: &str, names_itself: bool) -> Option<String> {
        let answerer = Answerer { state: "s1".into(), issuer: ISSUER.into(), names_itself };
        answer_in(target, &answerer).map(|answer| match answer {
            Return::Code(code) => code,
            Return::Declined(code) => format!("declined {code}"),
            Return::Foreign => "foreign".to_owned(),
        })
    }

    fn check(target: &str, expect: Option<&str>) {
        assert_eq!(got(target, false).as_deref(), expect, "{target}");
    }

    #[test]
    fn an_answer_of_another_provider_is_nobodys() {
        let theirs = "/signed-in?code=abc&state=s1&iss=https%3A%2F%2Fsso.example.gov.tw";
        let anothers = "/signed-in?code=abc&state=s1&iss=https%3A%2F%2Fsso.example.com.tw";
        let no = "/signed-in?error=access_denied&state=s1&iss=https%3A%2F%2Fsso.example.com.tw";
        let nameless = "/signed-in?code=abc&state=s1";
        for (target, announced, otherwise) in [
            (theirs, "abc", "abc"),
            (anothers, "foreign", "foreign"),
            (no, "foreign", "foreign"),
            (nameless, "foreign", "abc"),
        ] {
            assert_eq!(got(target, true).as_deref(), Some(announced), "{target}");
            assert_eq!(got(target, false).as_deref(), Some(otherwise), "{target}");
        }
    }

    #[test]
    fn only_an_answer_with_our_state_counts() {
        check("/signed-in?code=abc&state=s1", Some("abc"));
        check("/signed-in?state=s1&code=a%2Bb", Some("a+b"));
        check("/signed-in?code=abc&state=other", None);
        check("/signed-in?code=abc", None);
        check("/signed-in?code=&state=s1", None);
        check("/favicon.ico", None);
        check("/elsewhere?code=abc&state=s1", None);
        check("//evil.example/other?code=abc&state=s1", None);
        check("/signed-in?error=access_denied&state=s1", Some("declined access_denied"));
        check("/signed-in?error=<script>&state=s1", Some("declined script"));
    }
}
