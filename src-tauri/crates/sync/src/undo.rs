//! 復原: for how long an act that has never been sent may still be undone, by time that only ever goes
//! on. Somebody may set the PC's clock: a row made with the clock a day ahead would wait a day, and
//! one made just before the clock is set forward could not be undone at all.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use store::{StoreError, Transaction, outbox};

/// The longest that anything never sent waits, from the first look at it.
const LONGEST: Duration = Duration::from_secs(10);
/// The longest waits after a failure; see `domain::outbox`.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(300);
const LONGEST_ASKED: TimeDelta = TimeDelta::seconds(3600);

/// The rows that may still be undone, each with the monotonic time at which that ends.
#[derive(Debug, Default)]
pub(crate) struct Undo(HashMap<i64, Duration>);

impl Undo {
    /// Brings the rows' own due dates to what the monotonic clock says; before every look at what
    /// is due.
    pub fn settle(
        &mut self,
        tx: &Transaction<'_>,
        now: DateTime<Utc>,
        monotonic: Duration,
    ) -> Result<(), StoreError> {
        let waiting = outbox::undoable(tx, now)?;
        for (seq, not_before) in &waiting {
            let told = (*not_before - now).to_std().unwrap_or_default();
            self.0.entry(*seq).or_insert_with(|| monotonic.saturating_add(told.min(LONGEST)));
        }
        // A row that is due too early is among these, and not among those that wait.
        for (seq, ends) in &self.0 {
            let left = TimeDelta::from_std(ends.saturating_sub(monotonic)).unwrap_or_default();
            let at = now.checked_add_signed(left).unwrap_or(now);
            let told = waiting.iter().find(|(waits, _)| waits == seq).map(|(_, at)| *at);
            if told.is_some_and(|told| told != at) || (told.is_none() && at > now) {
                outbox::put_off(tx, *seq, at)?;
            }
        }
        self.0.retain(|_, ends| *ends > monotonic);
        let latest = |wait| now.checked_add_signed(wait).unwrap_or(now);
        outbox::wait_no_longer(tx, latest(LONGEST_WAIT), latest(LONGEST_ASKED))
    }

    /// 立即同步: nothing waits for its undoing any more.
    pub fn over(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use domain::{Case, Decision, StaffMember};
    use store::decisions::{NewDecision, record};
    use store::{Key, Store, cases};

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + seconds, 0).expect("an instant")
    }

    const DAY: i64 = 86_400;

    /// A store with one decision, made when the PC's clock said `made`.
    fn decided(made: DateTime<Utc>) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let store = Store::open(&path, &Key::from_bytes([7; 32]), made).expect("a store");
        let id = uuid::Uuid::from_u128(1);
        let case: domain::Post = serde_json::from_value(serde_json::json!({
            "id": id, "revision": 1, "number": "簿115-1", "state": "pending",
            "submitted_at": at(0), "family_id": id, "inmate_id": id, "author_name": "",
            "relation": "", "title": "", "body": "",
        }))
        .expect("a post");
        let case = Case::Post(case);
        let decision: Decision = serde_json::from_value(serde_json::json!({
            "case": case.reference(), "base_revision": 1, "evidence_sha256": [],
            "verdict": "approve", "reasons": [], "family_message": "",
            "policy_version": "112.12", "decided_at": at(0),
        }))
        .expect("a decision");
        let by = StaffMember { subject: "s".to_owned(), display_name: String::new() };
        let not_before = made + TimeDelta::seconds(10);
        let new = NewDecision { id: id.into(), decision, pages_seen: Vec::new(), by, not_before };
        store
            .write::<_, store::decisions::RecordError>(|tx| {
                cases::upsert(tx, &case, domain::Priority::Normal, 0)?;
                record(tx, &new, made)
            })
            .expect("recorded");
        (folder, store)
    }

    /// How many acts are due when the PC's clock says `now`, so long after the first look.
    fn due(store: &Store, undo: &mut Undo, now: DateTime<Utc>, after: u64) -> usize {
        store
            .write::<_, StoreError>(|tx| {
                undo.settle(tx, now, Duration::from_secs(1_000 + after))?;
                outbox::due(tx, now, 9)
            })
            .expect("looked")
            .len()
    }

    #[test]
    fn a_decision_made_with_the_clock_a_day_ahead_is_sent_after_ten_seconds() {
        let (_folder, store) = decided(at(DAY));
        let mut undo = Undo::default();
        assert_eq!(due(&store, &mut undo, at(0), 0), 0);
        assert_eq!(due(&store, &mut undo, at(9), 9), 0);
        assert_eq!(due(&store, &mut undo, at(10), 10), 1);
    }

    #[test]
    fn a_clock_set_forward_does_not_end_the_undoing() {
        let (_folder, store) = decided(at(0));
        let mut undo = Undo::default();
        assert_eq!(due(&store, &mut undo, at(1), 0), 0);
        assert_eq!(due(&store, &mut undo, at(DAY), 3), 0, "three seconds have passed");
        assert_eq!(due(&store, &mut undo, at(DAY + 6), 9), 1);
    }

    #[test]
    fn who_wants_it_sent_now_waits_for_nothing() {
        let (_folder, store) = decided(at(DAY));
        let mut undo = Undo::default();
        assert_eq!(due(&store, &mut undo, at(0), 0), 0);
        undo.over();
        store.write(|tx| outbox::take_all(tx, at(1))).expect("written");
        assert_eq!(due(&store, &mut undo, at(1), 1), 1);
    }
}
