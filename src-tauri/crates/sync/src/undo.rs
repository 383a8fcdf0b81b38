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
