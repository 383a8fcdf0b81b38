//! What lies unsent on this desk, told to the portal for the supervisor's.

use chrono::{DateTime, Utc};
use portal::wire::Remainder;
use serde::{Deserialize, Serialize};
use store::{StoreError, Transaction, outbox, settings};
use uuid::Uuid;

use super::Engine;
use crate::SyncError;

const REMAINDER: &str = "sync.remainder";

/// What the portal was last told of this desk's unsent acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct ToldRemainder {
    id: Uuid,
    unsent: u32,
}

/// Under which the portal is told of this database; made when first asked for.
///
/// # Errors
/// A failing database.
pub fn remainder_id(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<Uuid, StoreError> {
    if let Some(told) = settings::get::<ToldRemainder>(tx, REMAINDER)? {
        return Ok(told.id);
    }
    let id = fresh_id(now);
    settings::put(tx, REMAINDER, &ToldRemainder { id, unsent: 0 })?;
    Ok(id)
}

impl Engine {
    /// What was told of this desk is told anew once something of it has been sent.
    pub(crate) async fn lessen_remainder(&self) -> Result<(), SyncError> {
        let told: Option<ToldRemainder> = self.read(|c| settings::get(c, REMAINDER)).await?;
        if told.is_some_and(|told| told.unsent > 0) { self.tell_remainder().await } else { Ok(()) }
    }

    /// Tells the portal how much lies unsent here and since when, for the supervisor's desk: when
    /// the person's right has ended, when they sign out, and again when it is no longer so.
    ///
    /// # Errors
    /// See [`SyncError`]. A portal that does not take it is no error.
    pub async fn tell_remainder(&self) -> Result<(), SyncError> {
        let (counts, oldest_at, told) = self
            .read(|c| {
                let told: Option<ToldRemainder> = settings::get(c, REMAINDER)?;
                Ok((outbox::counts(c)?, outbox::oldest_at(c)?, told))
            })
            .await?;
        let unsent = counts.queued;
        if told.map_or(0, |told| told.unsent) == unsent {
            return Ok(());
        }
        let id = told.map_or_else(|| fresh_id(self.now()), |told| told.id);
        match self.client().tell_remainder(id, &Remainder { unsent, oldest_at }).await {
            Ok(()) => {
                self.write(move |tx| settings::put(tx, REMAINDER, &ToldRemainder { id, unsent }))
                    .await
            }
            Err(error) if matches!(error.status(), Some(403..=405)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A UUIDv7 (RFC 9562). Without randomness it would still be unique by its time.
pub(super) fn fresh_id(now: DateTime<Utc>) -> Uuid {
    let mut random = [0; 10];
    let _ = getrandom::fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
