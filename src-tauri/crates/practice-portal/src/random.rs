//! Randomness that is not the sample world's: tokens, epochs, ids made while the portal runs.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Fills from the system's generator. A computer without one cannot sign anybody in.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's generator of random numbers works");
    bytes
}

/// 256 bits that nobody guesses, as text for a URL.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

pub(crate) fn uuid() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// An id that sorts by the portal's time, and within a millisecond by when it was made (RFC 9562,
/// 6.2, a counter).
pub(crate) fn uuid_v7(at: DateTime<Utc>) -> Uuid {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    let mut rest: [u8; 10] = bytes();
    // The first bytes hold the version and the variant.
    rest[..3].fill(0);
    rest[3..7].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}
