//! One person at a desk of their own, signed in and with everything pulled.

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::Desk;
use practice_portal::Portal;

use crate::desk::{Keyring, at_rest, desk, sign_in};

pub(crate) struct Seat {
    pub(crate) desk: Desk,
    pub(crate) _folder: tempfile::TempDir,
}

pub(crate) async fn seat(portal: &Portal, subject: &'static str) -> Seat {
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), subject);
    sign_in(&desk, portal).await.expect("signed in");
    at_rest(&desk).await;
    Seat { desk, _folder: folder }
}

pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(60), "never came: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
