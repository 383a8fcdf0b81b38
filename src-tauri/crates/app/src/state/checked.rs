//! What the rules said lately of the cases that wait: the queue is read anew with everything that
//! changes, and judging them all takes a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::CaseId;

/// For how long a case is taken as judged: what its findings rest on changes without it, too.
const KEPT: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug)]
struct Judged {
    revision: u64,
    at: DateTime<Utc>,
    amiss: Arc<[String]>,
}

#[derive(Debug, Default)]
pub(crate) struct Checked(Mutex<HashMap<CaseId, Judged>>);

impl Checked {
    /// The names of the rules that found something amiss with this revision, if they were asked lately.
    pub fn amiss(&self, case: CaseId, revision: u64, now: DateTime<Utc>) -> Option<Arc<[String]>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let judged = known.get(&case).filter(|one| one.revision == revision && one.holds(now))?;
        Some(judged.amiss.clone())
    }

    pub fn keep(&self, case: CaseId, revision: u64, now: DateTime<Utc>, amiss: Arc<[String]>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(case, Judged { revision, at: now, amiss });
    }

    /// Forgets what holds no more.
    pub fn tidy(&self, now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, one| one.holds(now));
    }
}

impl Judged {
    fn holds(&self, now: DateTime<Utc>) -> bool {
        (now - self.at).abs() < KEPT
    }
}
