//! What the status bar says, honestly.

use chrono::{DateTime, TimeDelta, Utc};
use domain::outbox::{Closing, ParkReason, Stop};
use domain::{CaseId, DecisionId};
use portal::NetworkKind;
use store::StoreError;

use crate::AbsenceNotice;

/// From this difference on, the portal's time is shown beside the PC's.
const NOTABLE_SKEW: TimeDelta = TimeDelta::seconds(300);

/// How the desk stands with the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Nothing has been tried yet.
    Starting,
    /// Nothing fails of what was tried last.
    Online,
    /// The portal cannot be reached.
    Offline {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
        /// How the last attempt failed.
        kind: NetworkKind,
    },
    /// Something answers, but not as the portal should: a status such as 503, or none for HTML or
    /// JSON beside the contract.
    Troubled {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
        /// The HTTP status of the last answer; absent where it was no answer of the contract.
        status: Option<u16>,
    },
    /// The portal's feed leads back to where it has been: nothing new comes in.
    Circling {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
    },
    /// A step of the desk's own broke off, and is tried again.
    Interrupted {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
    },
    /// Nothing is exchanged until somebody acts.
    Stopped(Stop),
    /// The desk's own database fails.
    StoreFailing {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
        /// What a person can do about it.
        what: StoreTrouble,
    },
    /// The keyring does not take the renewed sign-in.
    KeyringFailing {
        /// Since when something has failed without a break, by the PC's clock.
        since: DateTime<Utc>,
    },
}

/// What a person can do about a failing database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreTrouble {
    /// Room has to be made on the disk.
    DiskFull,
    /// The file or its disk does not let itself be written.
    ReadOnly,
    /// The file is not as SQLite or SQLCipher left it.
    Damaged,
    /// Anything else; trying again may help.
    Other,
}

/// What the portal bears witness to of the audit log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Witnessed {
    /// It has not been asked since the start.
    #[default]
    Unasked,
    /// It is none of those that keep how logs end: the log stands on this computer's word alone.
    NotOffered,
    /// It has what is here.
    UpTo {
        /// The last entry of which it was told.
        entries: i64,
        /// When it was told, by the portal's clock.
        told_at: DateTime<Utc>,
    },
    /// It was told of another log than is here.
    Differs,
}

impl From<&StoreError> for StoreTrouble {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Damaged => Self::Damaged,
            _ => Self::Other,
        }
    }
}

impl Link {
    /// Since when nothing works, if something fails that is tried again.
    pub fn failing_since(&self) -> Option<DateTime<Utc>> {
        match *self {
            Self::Offline { since, .. }
            | Self::Troubled { since, .. }
            | Self::Circling { since }
            | Self::Interrupted { since }
            | Self::StoreFailing { since, .. }
            | Self::KeyringFailing { since } => Some(since),
            Self::Starting | Self::Online | Self::Stopped(_) => None,
        }
    }

    /// Whether it fails between here and the portal, not on this computer.
    pub(crate) fn is_of_the_line(&self) -> bool {
        matches!(self, Self::Offline { .. } | Self::Troubled { .. } | Self::KeyringFailing { .. })
    }
}

/// What the status bar shows, all of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// How it stands with the portal.
    pub link: Link,
    /// When a pull last came to the end of the feed.
    pub last_pull_at: Option<DateTime<Utc>>,
    /// When the portal last acknowledged an act.
    pub last_ack_at: Option<DateTime<Utc>>,
    /// Acts that the portal has not acknowledged, sending included.
    pub queued: u32,
    /// Acts that are on their way in this moment.
    pub sending: u32,
    /// Decisions that wait until a family's suspension is over; among `queued`.
    pub awaiting_resumption: u32,
    /// Acts in the tray.
    pub failed: u32,
    /// Items of the feed that could not be read and have not come in whole since.
    pub malformed: u32,
    /// Documents still to be fetched.
    pub documents_wanted: u32,
    /// How far the portal's clock is ahead of the PC's; to the second.
    pub skew: Option<TimeDelta>,
    /// Whether changes are being asked for in this moment.
    pub pulling: bool,
    /// The oldest version of the desk that the portal serves, once it has told.
    pub min_client: Option<String>,
    /// What of later versions of the contract the portal has said that it understands.
    pub features: Vec<String>,
    /// The last full snapshot that lacked much of what is here.
    pub absence: Option<AbsenceNotice>,
    /// Cases that the portal does not name any more, and that are kept for a while.
    pub put_away: u32,
    /// When the portal was last found to have, or given again, all that it acknowledged; by its
    /// clock. `None` since the start.
    pub compared_at: Option<DateTime<Utc>>,
    /// What the portal bears witness to of the audit log.
    pub witnessed: Witnessed,
    /// When the next attempt follows after a failure.
    pub next_try_at: Option<DateTime<Utc>>,
}

impl SyncStatus {
    /// Whether the last full snapshot lacked much that the portal has by its own number, so that
    /// another is due.
    pub fn is_snapshot_doubted(&self) -> bool {
        self.absence.as_ref().is_some_and(|notice| notice.again)
    }

    pub(crate) fn starting() -> Self {
        Self {
            link: Link::Starting,
            last_pull_at: None,
            last_ack_at: None,
            queued: 0,
            sending: 0,
            awaiting_resumption: 0,
            failed: 0,
            malformed: 0,
            documents_wanted: 0,
            skew: None,
            pulling: false,
            min_client: None,
            features: Vec::new(),
            absence: None,
            put_away: 0,
            compared_at: None,
            witnessed: Witnessed::Unasked,
            next_try_at: None,
        }
    }

    /// Whether every act has been acknowledged: the only time at which "all sent" may be said.
    pub fn all_sent(&self) -> bool {
        self.queued == 0 && self.failed == 0
    }

    /// The portal's time, if it differs notably from the PC's.
    pub fn portal_time(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.skew.filter(|skew| skew.abs() > NOTABLE_SKEW).map(|skew| now + skew)
    }
}

/// Something that a person may want to be told when it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    /// Cases came in or changed.
    CasesChanged {
        /// How many, in this page or at the end of this snapshot.
        count: usize,
    },
    /// The portal acknowledged a decision.
    Acknowledged {
        /// The decided case.
        case: CaseId,
        /// The decision.
        decision: DecisionId,
    },
    /// A decision ended without effect.
    Closed {
        /// The case of the decision.
        case: CaseId,
        /// Why nobody has to decide about it any more.
        closing: Closing,
    },
    /// An act went to the tray.
    Parked {
        /// The act's case; absent for a suspension and what belongs to one.
        case: Option<CaseId>,
        /// What has to be settled.
        reason: ParkReason,
    },
    /// The portal was restored from a backup; so many decisions are sent again.
    Restored {
        /// The earliest instant that the portal went back to, where it told.
        to: Option<DateTime<Utc>>,
        /// How many acts are due again.
        sent_again: usize,
    },
    /// Somebody's claims, perhaps our own.
    ClaimsChanged,
    /// A document has come in whole and can be shown.
    DocumentStored {
        /// The document's case.
        case: CaseId,
    },
    /// A document's bytes were not those announced; it is not shown.
    DocumentRefused {
        /// The document's case.
        case: CaseId,
    },
    /// Nothing is exchanged until somebody acts.
    Stopped(Stop),
}
