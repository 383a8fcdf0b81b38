//! Which pages were on the screen since somebody signed in. In memory alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{AttachmentId, CaseId};

/// Of so many cases it is remembered; what was seen longer ago is looked at again.
const CASES: usize = 256;

/// The pages of each document of one case.
pub(crate) type Pages = BTreeMap<AttachmentId, BTreeSet<u32>>;

/// What was on the screen since somebody signed in, by case and revision. In memory alone.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    pages: HashMap<(CaseId, u64), Pages>,
    /// Oldest first.
    order: Vec<(CaseId, u64)>,
}

impl Seen {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn of(&self, case: CaseId, revision: u64) -> Pages {
        self.inner().pages.get(&(case, revision)).cloned().unwrap_or_default()
    }

    pub(crate) fn note(&self, case: CaseId, revision: u64, document: AttachmentId, page: u32) {
        let mut inner = self.inner();
        let key = (case, revision);
        if !inner.pages.contains_key(&key) {
            inner.order.push(key);
            if inner.order.len() > CASES {
                let oldest = inner.order.remove(0);
                inner.pages.remove(&oldest);
            }
        }
        inner.pages.entry(key).or_default().entry(document).or_default().insert(page);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_seen_of_one_revision_says_nothing_of_the_next() {
        let seen = Seen::default();
        let (case, paper) = (CaseId(Uuid::from_u128(1)), AttachmentId(Uuid::from_u128(2)));
        seen.note(case, 1, paper, 0);
        seen.note(case, 1, paper, 1);
        assert_eq!(seen.of(case, 1)[&paper], BTreeSet::from([0, 1]));
        assert!(seen.of(case, 2).is_empty());
    }

    #[test]
    fn only_so_many_cases_are_remembered() {
        let seen = Seen::default();
        let paper = AttachmentId(Uuid::from_u128(2));
        for n in 0..=CASES {
            seen.note(CaseId(Uuid::from_u128(n as u128)), 1, paper, 0);
        }
        assert!(seen.of(CaseId(Uuid::from_u128(0)), 1).is_empty());
        assert!(!seen.of(CaseId(Uuid::from_u128(CASES as u128)), 1).is_empty());
    }
}
