//! The line between one desk and the portal: passes requests on one by one, and fails as its dice
//! say. What it does wrong depends on the seed and on the requests' order alone, never on time.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::dice::Dice;
use super::thinning::Thinning;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Passes,
    /// The portal never hears of it.
    Swallowed,
    /// The portal does it, and its answer is lost.
    AnswerLost,
    /// The portal does it, and half of its answer arrives.
    AnswerCut,
    /// The desk hears nothing; the portal gets it much later, perhaps after newer ones.
    Late,
    /// The portal gets it twice.
    Twice,
    /// 503 with `Retry-After`, from something before the portal.
    Unavailable,
    /// 500 in HTML.
    Broken,
    /// 429
    TooMany,
    /// The desk's process ends before the portal hears of it.
    CrashBefore,
    /// The portal does it, and the desk's process ends before the answer.
    CrashAfter,
}

/// One request and what became of it.
#[derive(Debug, Clone)]
pub struct Passage {
    pub line: String,
    pub bearer: String,
    pub fate: Fate,
    /// The portal's status, if it was asked.
    pub status: Option<u16>,
    /// Cases that a full snapshot should have named and did not.
    pub left_out: Vec<Uuid>,
}

struct State {
    dice: Dice,
    /// How many requests in a hundred meet a fault.
    faults: usize,
    /// So many requests more meet a 503.
    storm: usize,
    cut: bool,
    /// The request after so many more ends the process.
    crash_in: Option<usize>,
    /// What the next full snapshot lacks.
    thinning: Option<Thinning>,
    late: Vec<Vec<u8>>,
    passages: Vec<Passage>,
}

pub struct Line {
    address: SocketAddr,
    portal: SocketAddr,
    state: Arc<Mutex<State>>,
    crashed: Arc<Notify>,
    server: JoinHandle<()>,
}

impl Line {
    pub async fn before(portal: SocketAddr, dice: Dice) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let state = Arc::new(Mutex::new(State {
            dice,
            faults: 0,
            storm: 0,
            cut: false,
            crash_in: None,
            thinning: None,
            late: Vec::new(),
            passages: Vec::new(),
        }));
        let crashed = Arc::new(Notify::new());
        let (shared, bell) = (Arc::clone(&state), Arc::clone(&crashed));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let (state, bell) = (Arc::clone(&shared), Arc::clone(&bell));
                tokio::spawn(async move {
                    // A connection that breaks is what this is for.
                    let _ = serve(stream, portal, &state, &bell).await;
                });
            }
        });
        Self { address, portal, state, crashed, server }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn set_faults(&self, in_a_hundred: usize) {
        self.state().faults = in_a_hundred;
    }

    pub fn storm(&self, requests: usize) {
        self.state().storm = requests;
    }

    pub fn cut(&self, cut: bool) {
        self.state().cut = cut;
    }

    pub fn is_cut(&self) -> bool {
        self.state().cut
    }

    pub fn crash_in(&self, requests: Option<usize>) {
        self.state().crash_in = requests;
    }

    /// The next full snapshot lacks so many cases in a hundred; with a hundred it is empty.
    pub fn thin(&self, in_a_hundred: usize) {
        let mut state = self.state();
        state.thinning = Some(Thinning::new(in_a_hundred, state.dice.fork()));
    }

    /// Comes when a request has ended the desk's process.
    pub async fn crashed(&self) {
        self.crashed.notified().await;
    }

    /// Everything is well again; what is late stays late.
    pub fn heal(&self) {
        let mut state = self.state();
        (state.faults, state.storm, state.cut, state.crash_in) = (0, 0, false, None);
        state.thinning = None;
    }

    /// What came through since the last call.
    pub fn passages(&self) -> Vec<Passage> {
        std::mem::take(&mut self.state().passages)
    }

    /// The portal gets one of the late requests now. False if there is none.
    pub async fn deliver_late(&self) -> bool {
        let message = {
            let mut state = self.state();
            let count = state.late.len();
            if count == 0 {
                return false;
            }
            let at = state.dice.below(count);
            state.late.remove(at)
        };
        // Its answer goes nowhere.
        let _ = ask(self.portal, &message).await;
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl State {
    fn fate(&mut self) -> Fate {
        if let Some(left) = self.crash_in {
            if left == 0 {
                self.crash_in = None;
                return if self.dice.percent(50) { Fate::CrashBefore } else { Fate::CrashAfter };
            }
            self.crash_in = Some(left - 1);
        }
        if self.cut {
            return Fate::Swallowed;
        }
        if self.storm > 0 {
            self.storm -= 1;
            return Fate::Unavailable;
        }
        if !self.dice.percent(self.faults) {
            return Fate::Passes;
        }
        const FATES: [Fate; 9] = [
            Fate::Swallowed,
            Fate::AnswerLost,
            Fate::AnswerLost,
            Fate::AnswerCut,
            Fate::Late,
            Fate::Twice,
            Fate::Unavailable,
            Fate::Broken,
            Fate::TooMany,
        ];
        FATES[self.dice.below(FATES.len())]
    }
}

async fn serve(
    mut desk: TcpStream,
    portal: SocketAddr,
    state: &Mutex<State>,
    crashed: &Notify,
) -> std::io::Result<()> {
    let mut kept = Vec::new();
    while let Some(request) = read_message(&mut desk, &mut kept).await? {
        let head = String::from_utf8_lossy(&request).into_owned();
        let mut passage = Passage {
            line: head.lines().next().unwrap_or_default().to_owned(),
            bearer: header(&head, "authorization").unwrap_or_default().to_owned(),
            fate: Fate::Passes,
            status: None,
            left_out: Vec::new(),
        };
        let changes = !passage.line.starts_with("GET");
        let fate = match lock(state).fate() {
            // Asking late tells nobody anything.
            Fate::Late | Fate::Twice if !changes => Fate::Swallowed,
            fate => fate,
        };
        passage.fate = fate;
        let answer = match fate {
            Fate::Swallowed | Fate::Late | Fate::CrashBefore => None,
            Fate::Unavailable => Some(instead("503 Service Unavailable", "retry-after: 7\r\n")),
            Fate::Broken => Some(instead("500 Internal Server Error", "")),
            Fate::TooMany => Some(instead("429 Too Many Requests", "")),
            _ => {
                if fate == Fate::Twice {
                    ask(portal, &request).await?;
                }
                Some(ask(portal, &request).await?)
            }
        };
        passage.status = answer.as_deref().and_then(status);
        let answer = {
            let mut state = lock(state);
            let answer = answer.map(|answer| thinned(&mut state, &mut passage, answer));
            state.passages.push(passage);
            if fate == Fate::Late {
                state.late.push(request);
            }
            answer
        };
        match (fate, answer) {
            (Fate::CrashBefore | Fate::CrashAfter, _) => {
                crashed.notify_one();
                // Nobody may learn that the line is dead before the process is.
                let _ = desk.read(&mut [0]).await;
                return Ok(());
            }
            (Fate::AnswerLost, _) | (_, None) => return Ok(()),
            (Fate::AnswerCut, Some(answer)) => {
                let body = body_at(&answer).unwrap_or(answer.len());
                desk.write_all(&answer[..body + (answer.len() - body) / 2]).await?;
                return Ok(());
            }
            (_, Some(answer)) => desk.write_all(&answer).await?,
        }
    }
    Ok(())
}

/// The answer to a request for a page of the feed, without what the snapshot is to lack.
fn thinned(state: &mut State, passage: &mut Passage, answer: Vec<u8>) -> Vec<u8> {
    let Some(thinning) = &mut state.thinning else { return answer };
    let fits = passage.line.starts_with("GET /staff/v1/changes") && passage.status == Some(200);
    let Some(body) = body_at(&answer).filter(|_| fits) else { return answer };
    let begins = !passage.line.contains("cursor=");
    let Some((page, ends)) = thinning.page(&answer[body..], begins, &mut passage.left_out) else {
        return answer;
    };
    if ends {
        state.thinning = None;
    }
    let head = String::from_utf8_lossy(&answer[..body]).into_owned();
    let kept =
        head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length:"));
    let mut whole = String::new();
    for line in kept.filter(|line| !line.is_empty()) {
        let _ = write!(whole, "{line}\r\n");
    }
    let _ = write!(whole, "content-length: {}\r\n\r\n{page}", page.len());
    whole.into_bytes()
}

/// One request on a connection of its own; the answer's bytes as they are, but for the end of the
/// connection.
async fn ask(portal: SocketAddr, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(portal).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request).await?;
    let answer = read_message(&mut stream, &mut Vec::new()).await?;
    answer.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

fn instead(status: &str, headers: &str) -> Vec<u8> {
    let body = "<html>";
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn status(answer: &[u8]) -> Option<u16> {
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}

fn body_at(message: &[u8]) -> Option<usize> {
    message.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim())
}

/// The next whole message of a connection; both sides always say how long theirs is.
async fn read_message(
    stream: &mut TcpStream,
    kept: &mut Vec<u8>,
) -> std::io::Result<Option<Vec<u8>>> {
    let mut chunk = [0; 16384];
    loop {
        if let Some(body) = body_at(kept) {
            let head = String::from_utf8_lossy(&kept[..body]).into_owned();
            let length: usize =
                header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            if kept.len() >= body + length {
                let rest = kept.split_off(body + length);
                return Ok(Some(std::mem::replace(kept, rest)));
            }
        }
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Ok(None);
        }
        kept.extend_from_slice(&chunk[..count]);
    }
}

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
