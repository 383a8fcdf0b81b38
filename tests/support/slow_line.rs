//! A line of a certain width between a desk and a portal, as an office has one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Bytes that go on at once: a few packets.
const PORTION: usize = 16 * 1024;
/// So late a timer may ring: what it cost the line is made up for.
const LATE: Duration = Duration::from_millis(20);

/// Listens on a port of its own and passes everything on, answers no faster than the line is wide.
pub struct SlowLine {
    address: SocketAddr,
    server: JoinHandle<()>,
}

/// The line, shared by all connections: when it is free again.
struct Line {
    bits_per_second: u64,
    free_at: Mutex<Instant>,
}

impl SlowLine {
    /// # Panics
    /// If no port is free, or `portal` is no `http://host:port`.
    pub async fn before(portal: &str, bits_per_second: u64) -> Self {
        let portal: SocketAddr =
            portal.trim_start_matches("http://").parse().expect("an address and a port");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let line = Arc::new(Line { bits_per_second, free_at: Mutex::new(Instant::now()) });
        let server = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(portal).await else { continue };
                let _ = (near.set_nodelay(true), far.set_nodelay(true));
                let ((from_near, to_near), (from_far, to_far)) =
                    (near.into_split(), far.into_split());
                tokio::spawn(pass_on(from_near, to_far, None));
                tokio::spawn(pass_on(from_far, to_near, Some(Arc::clone(&line))));
            }
        });
        Self { address, server }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Line {
    /// When so many bytes that start now, or when the line is free, have gone through.
    fn through_at(&self, bytes: usize) -> Instant {
        let takes = Duration::from_nanos(bytes as u64 * 8 * 1_000_000_000 / self.bits_per_second);
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = (*free_at).max(Instant::now() - LATE) + takes;
        *free_at
    }
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, line: Option<Arc<Line>>) {
    let mut portion = vec![0; PORTION];
    while let Ok(read @ 1..) = from.read(&mut portion).await {
        if let Some(line) = &line {
            tokio::time::sleep_until(line.through_at(read)).await;
        }
        if to.write_all(&portion[..read]).await.is_err() {
            return;
        }
    }
}
