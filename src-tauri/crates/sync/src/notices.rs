//! What the desk remembers of itself beside the feed: that the portal was restored, with which
//! version it last read, and what it has told of its sealed remainder.

use chrono::{DateTime, Utc};
use portal::wire::Remainder;
use serde::{Deserialize, Serialize};
use store::{Connection, StoreError, Transaction, audit, feed, outbox, settings};
use uuid::Uuid;

use crate::{Engine, SyncError};

const RESTORED: &str = "sync.restored";
const DESK_VERSION: &str = "sync.desk_version";
const REMAINDER: &str = "sync.remainder";

/// The portal went back to a backup, and what the desk did about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredNotice {
    /// When this desk learnt of it.
    pub at: DateTime<Utc>,
    /// The instant that the portal went back to, if it told.
    pub to: Option<DateTime<Utc>>,
    /// How many decisions were sent again.
    pub sent_again: usize,
    /// How many other acts: questions, answers, suspensions.
    #[serde(default)]
    pub other_acts: usize,
    /// Whether the person has read it.
    pub seen: bool,
}

/// What the portal was last told of this desk's unsent acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct ToldRemainder {
    id: Uuid,
    unsent: u32,
}

pub(crate) fn note_restored(
    tx: &Transaction<'_>,
    notice: &RestoredNotice,
) -> Result<(), StoreError> {
    settings::put(tx, RESTORED, notice)
}

/// Leaves a trace of a restore, however it was found out.
pub(crate) fn note_restore_in_audit(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: audit::DESK,
            action: audit::Action::PortalRestored,
            subject: "portal".to_owned(),
            detail,
        },
    )
}

/// The portal turned out not to have acts that it had acknowledged: they are sent again. What the
/// person has not read of an earlier finding is told with it.
pub(crate) fn note_sent_again(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
    sent_again: usize,
    other_acts: usize,
) -> Result<(), StoreError> {
    let unread = restored(tx)?.filter(|notice| !notice.seen);
    let before = unread.unwrap_or(RestoredNotice {
        at: now,
        to: None,
        sent_again: 0,
        other_acts: 0,
        seen: false,
    });
    note_restored(
        tx,
        &RestoredNotice {
            sent_again: before.sent_again.saturating_add(sent_again),
            other_acts: before.other_acts.saturating_add(other_acts),
            ..before
        },
    )
}

/// A newer desk may know what an older one had to skip, or take what it failed on: it reads the
/// whole feed anew, and the acts of its own that the older one could not read.
pub(crate) fn read_anew_after_an_update(
    tx: &Transaction<'_>,
    version: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let last: Option<String> = settings::get(tx, DESK_VERSION)?;
    if last.as_deref() == Some(version) {
        return Ok(());
    }
    if last.is_some() && feed::forget_skipped(tx)? {
        feed::restart(tx)?;
    }
    outbox::try_unread_again(tx, now)?;
    settings::put(tx, DESK_VERSION, &version)
}

/// The last restore that this desk learnt of.
///
/// # Errors
/// A failing database.
pub fn restored(c: &Connection) -> Result<Option<RestoredNotice>, StoreError> {
    settings::get(c, RESTORED)
}

/// The person has read it.
///
/// # Errors
/// A failing database.
pub fn mark_restored_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match restored(tx)? {
        Some(notice) => settings::put(tx, RESTORED, &RestoredNotice { seen: true, ..notice }),
        None => Ok(()),
    }
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
fn fresh_id(now: DateTime<Utc>) -> Uuid {
    let mut random = [0; 10];
    let _ = getrandom::fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
