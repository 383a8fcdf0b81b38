//! Locking the desk and coming back. What is being sent is let finish; then the database is closed and
//! its key wiped, and from the first moment on the window is told nothing but whose desk it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use crate::error::ApiError;
use crate::session::coming_and_going::{Ending, note_closed};
use crate::session::opening::open_session;
use crate::state::{Desk, Lock, Locked, Session, Whose};
use crate::views::boot::SessionView;
use crate::views::lock::{LockCause, LockRequest, LockView};

/// So long what is being sent may take to end, the time to undo it included.
const FINISHING: Duration = Duration::from_secs(30);
/// A computer on its way to sleep waits no longer.
const FINISHING_BEFORE_SLEEP: Duration = Duration::from_secs(2);
/// A command that was under way when the desk was locked, such as keeping a decision, ends by then.
const UNDER_WAY: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Desk {
    /// Locks the desk. Answers what the lock page shows; nothing if nobody is signed in. What is being
    /// sent ends behind the page.
    pub async fn lock(&self, request: LockRequest) -> Result<Option<LockView>, ApiError> {
        let _one = self.lock.turning.lock().await;
        self.take_opened_ahead();
        {
            let mut slot = self.session.write().await;
            if let Some(session) = slot.take() {
                self.lock.set(Locked {
                    whose: whose(&session),
                    unsent: unsent(&session),
                    way_back: None,
                });
                session.pictures.forget_everything();
                let patience = match request.cause {
                    LockCause::Sleep => FINISHING_BEFORE_SLEEP,
                    _ => FINISHING,
                };
                tokio::spawn(finish(session, self.lock.clone(), patience));
            }
        }
        Ok(self.lock_view())
    }

    /// What the lock page shows; nothing if the desk is not locked.
    pub async fn lock_page(&self) -> Result<Option<LockView>, ApiError> {
        Ok(self.lock_view())
    }

    /// Opens the desk again for the person who locked it.
    ///
    /// # Errors
    /// `LockedOut` if their data does not open; `SignedOut` if the desk is not locked.
    pub async fn unlock(&self) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        self.lock.hurry().await;
        let Some((_, opening)) = self.lock.take() else { return Err(ApiError::signed_out()) };
        open_session(self, None, opening).await
    }

    /// 不是我: somebody else wants to work here. Whose desk it was finds everything again.
    pub async fn leave_lock(&self) -> Result<(), ApiError> {
        let _one = self.opening.lock().await;
        self.lock.hurry().await;
        drop(self.lock.take());
        Ok(())
    }

    pub(crate) fn lock_view(&self) -> Option<LockView> {
        self.lock.tell(|locked| {
            let Whose { mode, facility, masked_name, .. } = locked.whose.clone();
            let finishing = locked.way_back.is_none();
            LockView { mode, facility, masked_name, unsent: locked.unsent, finishing }
        })
    }
}

fn whose(session: &Session) -> Whose {
    Whose {
        mode: session.mode,
        facility: session.me.facility.clone(),
        masked_name: masked(&session.me.display_name),
        portal: session.base.to_string(),
    }
}

fn unsent(session: &Session) -> u32 {
    let status = session.status();
    status.queued + status.failed
}

/// Lets what is being sent end, closes the database, and wipes what remains of the session.
async fn finish(session: Arc<Session>, lock: Arc<Lock>, patience: Duration) {
    let began = Instant::now();
    while began.elapsed() < patience && is_sending(&session, patience - began.elapsed()).await {
        tokio::select! {
            () = lock.hurried() => break,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    lock.quiet(UNDER_WAY).await;
    // A refused act counts as unsent, also one that came back just now.
    let _ = session.engine.refresh_status().await;
    let unsent = unsent(&session);
    let way_back = put_down(session).await;
    lock.closed(unsent, way_back);
}

/// Whether something is on its way to the portal, or will be within this time.
async fn is_sending(session: &Session, within: Duration) -> bool {
    let status = session.status();
    if status.link.failing_since().is_some() || status.queued == 0 {
        return false;
    }
    let until = session.own_now() + TimeDelta::from_std(within).unwrap_or_default();
    let due = session.read(|c| {
        let sending = store::outbox::counts(c)?.sending > 0;
        Ok((sending, store::outbox::next_due_at(c)?))
    });
    matches!(due.await, Ok((sending, due)) if sending || due.is_some_and(|due| due <= until))
}

/// Ends the loops, forgets the tokens and closes the database. Answers how it is opened again; the
/// practice portal inside the desk goes on behind the lock.
async fn put_down(session: Arc<Session>) -> crate::state::Opening {
    let mut way_back = session.way_back();
    let closing = session.clone();
    let closed = tokio::task::spawn_blocking(move || {
        note_closed(&closing, Ending::Locked);
        let inside = closing.take_running().and_then(crate::state::Running::end);
        closing.pictures.forget_everything();
        inside
    });
    way_back.inside = closed.await.ok().flatten();
    session.tokens_rest().await;
    let store = session.store.clone();
    if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
        tracing::error!("the database was not closed in order while the desk locked");
    }
    way_back
}

/// A name with all but its ends hidden: 李○真, 王○, 歐○○娜. Of a name in letters only the first
/// stays.
pub(crate) fn masked(name: &str) -> String {
    let name: Vec<char> = name.trim().chars().collect();
    let keeps_last = name.len() > 2 && !name.iter().any(char::is_ascii);
    let last = name.len().saturating_sub(1);
    let shown = |at: usize| at == 0 || (keeps_last && at == last);
    name.iter().enumerate().map(|(at, one)| if shown(at) { *one } else { '○' }).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_name_tells_its_bearer_and_nobody_else() {
        for (name, shown) in [
            ("李沛真", "李○真"),
            ("王明", "王○"),
            ("歐陽娜娜", "歐○○娜"),
            ("林", "林"),
            ("Ana Li", "A○○○○○"),
            (" ", ""),
        ] {
            assert_eq!(masked(name), shown, "{name}");
        }
    }
}
