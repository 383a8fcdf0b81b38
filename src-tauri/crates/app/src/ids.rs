//! The identifiers of what this desk makes.

use chrono::{DateTime, Utc};

use crate::error::ApiError;

/// A UUIDv7 (RFC 9562): sorted by when it was made, unique by 74 random bits.
pub(crate) fn new_uuid(now: DateTime<Utc>) -> Result<uuid::Uuid, ApiError> {
    let mut random = [0u8; 10];
    getrandom::fill(&mut random)
        .map_err(|_| ApiError::failed("作業系統無法產生識別碼，決定沒有記下。請再試一次。"))?;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
