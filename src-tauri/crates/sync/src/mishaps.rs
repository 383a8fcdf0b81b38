//! The last things that went wrong, for the health page: what kind and how often, and no word of
//! anybody's.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use portal::{ClientError, NetworkKind};

use crate::SyncError;

/// So many are remembered.
const REMEMBERED: usize = 10;

/// What the desk was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Round {
    /// Asking for changes.
    Pull,
    /// Sending what is in the outbox.
    Push,
    /// Fetching files.
    Documents,
    /// Taking, extending and giving back claims.
    Claims,
    /// Telling how the audit log ends, and reading it back.
    Witness,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The portal was not reached.
    Network(NetworkKind),
    /// An HTTP status.
    Status(u16),
    /// Something answered, but not as the contract has it.
    NotTheContract,
    /// 401: the sign-in is over.
    SignedOut,
    /// The portal's feed leads back to where it has been.
    FeedCircles,
    /// A step of the desk's own broke off.
    Interrupted,
    /// The desk's own database.
    Store,
    /// The keyring did not take the renewed sign-in.
    Keyring,
}

/// The same thing going wrong again and again is one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MishapRow {
    /// What the desk was doing.
    pub round: Round,
    /// What went wrong.
    pub what: Mishap,
    /// The first time, by the PC's clock.
    pub first_at: DateTime<Utc>,
    /// The last time, by the PC's clock.
    pub last_at: DateTime<Utc>,
    /// How many times from the first to the last.
    pub times: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Mishaps(VecDeque<MishapRow>);

impl Mishaps {
    pub fn note(&mut self, round: Round, error: &SyncError, at: DateTime<Utc>) {
        let Some(what) = Mishap::of(error) else { return };
        if let Some(row) = self.0.iter_mut().find(|row| row.round == round && row.what == what) {
            row.times = row.times.saturating_add(1);
            row.last_at = at;
            return;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(MishapRow { round, what, first_at: at, last_at: at, times: 1 });
    }

    /// Newest first.
    pub fn list(&self) -> Vec<MishapRow> {
        let mut rows: Vec<MishapRow> = self.0.iter().cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.last_at));
        rows
    }
}

impl Mishap {
    fn of(error: &SyncError) -> Option<Self> {
        match error {
            // A stop is told by the link itself.
            SyncError::Stopped(_) => None,
            SyncError::Store(_) => Some(Self::Store),
            SyncError::Interrupted => Some(Self::Interrupted),
            SyncError::FeedCircles => Some(Self::FeedCircles),
            SyncError::Client(error) => Some(match error {
                ClientError::Network { kind } => Self::Network(*kind),
                ClientError::Unauthorised => Self::SignedOut,
                ClientError::Secrets(_) => Self::Keyring,
                error => error.status().map_or(Self::NotTheContract, Self::Status),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).expect("an instant")
    }

    #[test]
    fn what_fails_all_night_is_one_row_and_ten_different_things_are_ten() {
        let mut mishaps = Mishaps::default();
        let failing = |status| SyncError::Client(ClientError::Status { status, retry_after: None });
        for second in 0..1000 {
            mishaps.note(Round::Pull, &failing(503), at(second));
        }
        let rows = mishaps.list();
        assert_eq!((rows.len(), rows[0].times, rows[0].last_at), (1, 1000, at(999)));
        for status in 500..520 {
            mishaps.note(Round::Push, &failing(status), at(2000 + i64::from(status)));
        }
        let rows = mishaps.list();
        assert_eq!((rows.len(), rows[0].what), (REMEMBERED, Mishap::Status(519)));
    }
}
