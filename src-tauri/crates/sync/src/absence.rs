//! A full snapshot that lacks much of what is here: before anything is put away, the portal is
//! asked how many cases it has, and the person is told how it went.

use chrono::{DateTime, Utc};
use domain::merge::{Absence, Absent};
use serde::{Deserialize, Serialize};
use store::{Connection, StoreError, Transaction, settings};

const ABSENCE: &str = "sync.absence";

/// The last full snapshot that lacked much, and what the desk did about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceNotice {
    /// By the portal's clock.
    pub at: DateTime<Utc>,
    /// Cases that were here, open or closed.
    pub here: u32,
    /// Those of them that the snapshot did not name.
    pub missing: u32,
    /// How many cases the portal said that it has; `None` if it tells no number.
    pub portal: Option<u32>,
    /// Nothing was taken away, since the portal's own number speaks against the snapshot.
    pub kept: bool,
    /// Another snapshot is still to be taken, since this one was not whole.
    pub again: bool,
    /// Whether the person has read it.
    pub seen: bool,
}

impl AbsenceNotice {
    pub(crate) fn of(at: DateTime<Utc>, absent: Absent, portal: Option<u32>) -> Self {
        let kept = absent.judge(portal) == Absence::Kept;
        let Absent { all, missing, .. } = absent;
        Self { at, here: all, missing, portal, kept, again: kept, seen: false }
    }
}

/// The last full snapshot that lacked much.
///
/// # Errors
/// A failing database.
pub fn absence(c: &Connection) -> Result<Option<AbsenceNotice>, StoreError> {
    settings::get(c, ABSENCE)
}

/// The person has read it.
///
/// # Errors
/// A failing database.
pub fn mark_absence_seen(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match absence(tx)? {
        Some(notice) => note_absence(tx, &AbsenceNotice { seen: true, ..notice }),
        None => Ok(()),
    }
}

pub(crate) fn note_absence(tx: &Transaction<'_>, notice: &AbsenceNotice) -> Result<(), StoreError> {
    settings::put(tx, ABSENCE, notice)
}

/// A later snapshot was whole.
pub(crate) fn settle_absence(tx: &Transaction<'_>) -> Result<(), StoreError> {
    match absence(tx)? {
        Some(notice) if notice.again => note_absence(tx, &AbsenceNotice { again: false, ..notice }),
        _ => Ok(()),
    }
}
