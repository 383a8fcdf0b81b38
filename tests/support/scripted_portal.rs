//! A portal that answers exactly the bytes it is told to, right or wrong.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What is sent for one request; then the connection closes.
#[derive(Debug, Clone)]
pub enum Answer {
    /// These bytes, as they are.
    Bytes(Vec<u8>),
    /// Nothing, for this long.
    Silence(Duration),
    /// The connection is closed without a word.
    Hangup,
}

impl Answer {
    /// A whole answer with its length.
    pub fn whole(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::announcing(status, headers, body, body.len())
    }

    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::whole("200 OK", &[("content-type", "application/json")], body)
    }

    /// An answer that announces another length than it has.
    pub fn announcing(
        status: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
        length: usize,
    ) -> Self {
        let mut head =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body.as_ref());
        Self::Bytes(bytes)
    }
}

/// Answers requests in the order of its script; the last answer is repeated.
pub struct ScriptedPortal {
    base_url: String,
    requests: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

impl ScriptedPortal {
    /// # Panics
    /// If no port is free or the script is empty.
    pub async fn with(script: Vec<Answer>) -> Self {
        assert!(!script.is_empty(), "a script has at least one answer");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("its address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let heard = requests.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, heard) = (script.clone(), heard.clone());
                tokio::spawn(serve(stream, script, heard));
            }
        });
        Self { base_url, requests, server }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The heads of the requests so far, as they came.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ScriptedPortal {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(mut stream: TcpStream, script: Vec<Answer>, heard: Arc<Mutex<Vec<String>>>) {
    let Some(head) = read_request(&mut stream).await else { return };
    let turn = {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(head);
        heard.len() - 1
    };
    match &script[turn.min(script.len() - 1)] {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
        Answer::Silence(time) => tokio::time::sleep(*time).await,
        Answer::Hangup => {}
    }
}

/// Reads a whole request and gives its head.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Some(head);
            }
        }
        let count = stream.read(&mut chunk).await.ok()?;
        if count == 0 {
            return None;
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
}
