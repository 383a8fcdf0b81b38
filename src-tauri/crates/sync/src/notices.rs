//! What the desk remembers of itself beside the feed: that the portal was restored, and with which
//! version it last read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{Connection, StoreError, Transaction, audit, feed, outbox, settings};

const RESTORED: &str = "sync.restored";
const DESK_VERSION: &str = "sync.desk_version";

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
