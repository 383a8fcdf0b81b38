//! The loop: three rounds side by side (push, pull, fetch), each woken by what concerns it, by its
//! timer, or by the network's return.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::outbox::backoff;
use store::{documents, outbox};
use tokio::sync::{Notify, watch};

use crate::engine::TELL_EVERY;
use crate::mishaps::Round;
use crate::{Engine, SyncError};

/// The longest sleep of a round that only waits for a wake; a missed one costs no more than this.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// The longest wait between two attempts to reach a portal that does not answer.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

impl Engine {
    /// Exchanges with the portal until `shutdown` turns true or its sender is gone. Calls under way
    /// are dropped then; the next start goes on with them.
    pub async fn run(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        // A failing database is shown by the rounds themselves.
        let _ = self.refresh_status().await;
        tokio::select! {
            _ = shutdown.wait_for(|over| *over) => {}
            () = self.rounds() => {}
        }
    }

    async fn rounds(self: &Arc<Self>) {
        tokio::join!(
            self.push_rounds(),
            self.pull_rounds(),
            self.fetch_rounds(),
            self.claim_rounds(),
            self.witness_rounds()
        );
    }

    async fn push_rounds(&self) {
        let mut failures = 0;
        loop {
            let end = self.push_once().await;
            failures = next_failures(&end, failures);
            let wait = match &end {
                Err(SyncError::Stopped(_)) => LONGEST_SLEEP,
                Err(error) => retry_wait(failures, self.jitter(), error),
                Ok(_) => self.until(self.next_act().await),
            };
            self.sleep_or(&self.wake_push, wait).await;
        }
    }

    async fn pull_rounds(&self) {
        let mut failures = 0;
        loop {
            let was_reachable = !self.is_failing();
            let end = self.pull_once().await;
            failures = next_failures(&end, failures);
            let wait = match &end {
                Err(SyncError::Stopped(_)) => LONGEST_SLEEP,
                Err(error) => retry_wait(failures, self.jitter(), error),
                Ok(_) => self.settings.pull_every,
            };
            let next_try_at = end.is_err().then(|| self.after(wait));
            self.change_status(|status| status.next_try_at = next_try_at);
            if end.is_ok() && !was_reachable {
                self.hurry().await;
            }
            self.sleep_or(&self.wake_pull, wait).await;
        }
    }

    async fn fetch_rounds(self: &Arc<Self>) {
        let mut failures = 0;
        tokio::time::sleep(self.settings.documents_after).await;
        // Nothing is known to be wanted before the first pull, or the network is not up yet.
        self.sleep_or(&self.wake_fetch, self.until(self.next_document().await)).await;
        loop {
            let end = self.fetch_documents_once().await;
            failures = next_failures(&end, failures);
            let wait = match &end {
                Err(SyncError::Stopped(_)) => LONGEST_SLEEP,
                Err(error) => retry_wait(failures, self.jitter(), error),
                Ok(_) => self.until(self.next_document().await),
            };
            self.sleep_or(&self.wake_fetch, wait).await;
        }
    }

    /// Claims are a courtesy: a failure of theirs says nothing of the link and hurries nobody.
    async fn claim_rounds(&self) {
        let mut failures = 0;
        loop {
            let end = self.tend_claims_once().await;
            self.note_mishap(Round::Claims, &end);
            failures = next_failures(&end, failures);
            let wait = match &end {
                Err(SyncError::Stopped(_)) => LONGEST_SLEEP,
                Err(error) => retry_wait(failures, self.jitter(), error),
                Ok(()) => self.settings.claims_every,
            };
            self.sleep_or(&self.wake_claims, wait).await;
        }
    }

    /// Whether the portal keeps how the log ends says nothing of the link either.
    async fn witness_rounds(&self) {
        let mut failures = 0;
        loop {
            let end = self.witness_once().await;
            self.note_mishap(Round::Witness, &end);
            failures = next_failures(&end, failures);
            let wait = match &end {
                Err(SyncError::Stopped(_)) => LONGEST_SLEEP,
                Err(error) => retry_wait(failures, self.jitter(), error),
                Ok(()) => TELL_EVERY,
            };
            self.sleep_or(&self.wake_witness, wait).await;
        }
    }

    fn is_failing(&self) -> bool {
        self.status().borrow().link.failing_since().is_some()
    }

    async fn next_act(&self) -> Option<DateTime<Utc>> {
        self.read(outbox::next_due_at).await.ok().flatten()
    }

    async fn next_document(&self) -> Option<DateTime<Utc>> {
        self.read(documents::next_wanted_at).await.ok().flatten()
    }

    fn until(&self, at: Option<DateTime<Utc>>) -> Duration {
        let wait = at.map(|at| (at - self.now()).to_std().unwrap_or_default());
        // A due date in the past that was not sent just now waits a little, never none.
        wait.unwrap_or(LONGEST_SLEEP).clamp(Duration::from_millis(50), LONGEST_SLEEP)
    }

    fn after(&self, wait: Duration) -> DateTime<Utc> {
        self.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default()
    }

    async fn sleep_or(&self, wake: &Notify, wait: Duration) {
        tokio::select! {
            () = wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn next_failures<T>(end: &Result<T, SyncError>, failures: u32) -> u32 {
    if end.is_ok() { 0 } else { failures.saturating_add(1) }
}

/// Never a hot loop, and never before the portal's own wish.
fn retry_wait(failures: u32, jitter: f64, error: &SyncError) -> Duration {
    let asked = match error {
        SyncError::Client(error) => error.retry_after().unwrap_or_default(),
        _ => Duration::ZERO,
    };
    backoff(failures, jitter).min(LONGEST_RETRY).max(asked.min(Duration::from_secs(3600)))
}
