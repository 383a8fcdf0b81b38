//! That something changed of which the window has to be told. Whoever changes something says so
//! here; the words are put together elsewhere.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Changes that the window has not been told of.
#[derive(Default)]
pub(crate) struct Changes {
    of_cases: AtomicBool,
    come: Notify,
}

impl Changes {
    /// Something changed; `of_cases`, whether the queue and the open case may have.
    pub(crate) fn note(&self, of_cases: bool) {
        if of_cases {
            self.of_cases.store(true, Ordering::SeqCst);
        }
        self.come.notify_one();
    }

    /// Waits until something has changed since the last answer. Answers whether cases may have.
    pub(crate) async fn next(&self) -> bool {
        self.come.notified().await;
        self.of_cases.swap(false, Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;

    #[tokio::test]
    async fn what_changes_before_the_window_is_told_is_told_together() {
        let changes = Changes::default();
        changes.note(true);
        changes.note(false);
        assert!(changes.next().await, "cases have changed");
        changes.note(false);
        assert!(!changes.next().await, "told once");
    }
}
