//! A line between a desk and a portal that fails as it is told to: lost answers, delays, other
//! answers, cut and altered bodies.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What goes wrong with one request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The portal never hears of it.
    Swallow,
    /// The portal never hears of it, and the line breaks only after this long.
    Hang(Duration),
    /// The portal does it, and its answer is lost.
    LoseAnswer,
    /// The portal does it, and its answer takes this long.
    Delay(Duration),
    /// The portal never hears of it; this is answered instead.
    Answer { status: &'static str, headers: Vec<(&'static str, String)>, body: String },
    /// The portal does it; half of its answer arrives.
    CutAnswer,
    /// The portal does it; the last byte of its answer is another one.
    AlterAnswer,
    /// The portal does it, and these words of its answer are replaced.
    Replace { from: String, to: String },
}

/// A fault for the next requests that fit.
#[derive(Debug, Clone)]
struct Rule {
    /// As a request line begins, such as `PUT /staff/v1/decisions`.
    request: String,
    fault: Fault,
    /// How often more.
    times: usize,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    heard: Vec<String>,
    /// Head and body of each request, as it came in.
    requests: Vec<Vec<u8>>,
    cut_off: bool,
    /// The places in `heard` of the requests that have no whole answer yet.
    under_way: Vec<usize>,
    most_at_once: usize,
}

/// Listens on a port of its own and passes everything on, but for the faults.
pub struct FaultyProxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    server: JoinHandle<()>,
}

impl FaultyProxy {
    /// # Panics
    /// If no port is free, or `portal` is no `http://host:port`.
    pub async fn before(portal: &str) -> Self {
        let portal: SocketAddr =
            portal.trim_start_matches("http://").parse().expect("an address and a port");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A connection that breaks is what this is for.
                    let _ = serve(stream, portal, &state).await;
                });
            }
        });
        Self { address, state, server }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next `times` requests whose line begins so meet this fault.
    pub fn fail(&self, request: &str, fault: Fault, times: usize) {
        self.state().rules.push(Rule { request: request.to_owned(), fault, times });
    }

    /// Forgets every fault that has not happened yet.
    pub fn heal(&self) {
        self.state().rules.clear();
    }

    /// Cuts every connection at once, or lets them through again.
    pub fn cut_off(&self, cut_off: bool) {
        self.state().cut_off = cut_off;
    }

    /// The request lines that came in, in order.
    pub fn heard(&self) -> Vec<String> {
        self.state().heard.clone()
    }

    /// Whether these bytes were in any request.
    pub fn carried(&self, bytes: &[u8]) -> bool {
        let state = self.state();
        let within = |message: &Vec<u8>| message.windows(bytes.len()).any(|part| part == bytes);
        state.requests.iter().any(within)
    }

    /// How many requests were under way at one time, at most.
    pub fn most_at_once(&self) -> usize {
        self.state().most_at_once
    }

    /// How many requests came in so far.
    pub fn heard_so_far(&self) -> usize {
        self.state().heard.len()
    }

    /// How many requests that begin so are under way, of those that came in as number `since` or
    /// later: earlier ones may be of a desk that is gone.
    pub fn under_way(&self, request: &str, since: usize) -> usize {
        let state = self.state();
        let fits = |at: &&usize| **at >= since && state.heard[**at].starts_with(request);
        state.under_way.iter().filter(fits).count()
    }

    /// How many requests began so.
    pub fn count(&self, request: &str) -> usize {
        self.state().heard.iter().filter(|line| line.starts_with(request)).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for FaultyProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    mut desk: TcpStream,
    portal: SocketAddr,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let Some((head, body)) = read_request(&mut desk).await? else { return Ok(()) };
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut on_its_way = OnItsWay { state, at: None };
    let fault = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.cut_off {
            return Ok(());
        }
        let at = state.heard.len();
        state.heard.push(line.clone());
        state.requests.push([head.as_bytes(), &body].concat());
        state.under_way.push(at);
        state.most_at_once = state.most_at_once.max(state.under_way.len());
        on_its_way.at = Some(at);
        let rule =
            state.rules.iter_mut().find(|rule| rule.times > 0 && line.starts_with(&rule.request));
        rule.map(|rule| {
            rule.times -= 1;
            rule.fault.clone()
        })
    };
    match fault {
        Some(Fault::Swallow) => return Ok(()),
        Some(Fault::Hang(wait)) => {
            tokio::time::sleep(wait).await;
            return Ok(());
        }
        Some(Fault::Answer { status, headers, body }) => {
            let mut answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
            for (name, value) in headers {
                answer.push_str(&format!("{name}: {value}\r\n"));
            }
            answer.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
            desk.write_all(answer.as_bytes()).await?;
            return desk.shutdown().await;
        }
        _ => {}
    }
    let mut answer = ask(portal, &head, &body).await?;
    match fault {
        Some(Fault::LoseAnswer) => return Ok(()),
        Some(Fault::Delay(wait)) => tokio::time::sleep(wait).await,
        Some(Fault::CutAnswer) => {
            let body = split_at_body(&answer);
            answer.truncate(body + (answer.len() - body) / 2);
        }
        Some(Fault::AlterAnswer) => {
            if let Some(last) = answer.last_mut() {
                *last ^= 1;
            }
        }
        Some(Fault::Replace { from, to }) => answer = replace(&answer, &from, &to),
        _ => {}
    }
    desk.write_all(&answer).await?;
    desk.shutdown().await
}

/// Counts a request as under way until it is dropped.
struct OnItsWay<'a> {
    state: &'a Mutex<State>,
    /// Its place in what was heard, once it has been.
    at: Option<usize>,
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        if let Some(at) = self.at {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.under_way.retain(|other| *other != at);
        }
    }
}

/// One request on a connection of its own; the answer's bytes as they are.
async fn ask(portal: SocketAddr, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(portal).await?;
    let mut request = String::new();
    for line in head.lines() {
        let hop = line.to_ascii_lowercase();
        if !hop.starts_with("connection:") && !hop.starts_with("host:") {
            request.push_str(line);
            request.push_str("\r\n");
        }
    }
    request.push_str(&format!("host: {portal}\r\nconnection: close\r\n\r\n"));
    stream.write_all(request.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

fn split_at_body(message: &[u8]) -> usize {
    message.windows(4).position(|window| window == b"\r\n\r\n").map_or(message.len(), |at| at + 4)
}

fn replace(answer: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = split_at_body(answer);
    let head = String::from_utf8_lossy(&answer[..at]);
    let body = String::from_utf8_lossy(&answer[at..]).replace(from, to);
    let mut replaced = String::new();
    for line in head.lines().filter(|line| !line.is_empty()) {
        if line.to_ascii_lowercase().starts_with("content-length:") {
            replaced.push_str(&format!("content-length: {}\r\n", body.len()));
        } else {
            replaced.push_str(line);
            replaced.push_str("\r\n");
        }
    }
    format!("{replaced}\r\n{body}").into_bytes()
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        let at = split_at_body(&bytes);
        if at <= bytes.len() && bytes.windows(4).any(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at - 4]).into_owned();
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if bytes.len() >= at + length {
                return Ok(Some((head, bytes[at..at + length].to_vec())));
            }
        }
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
}
