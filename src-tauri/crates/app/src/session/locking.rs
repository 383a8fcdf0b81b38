//! Locking the desk. What is being sent is let finish; then the database is closed and its key wiped,
//! and from the first moment on the window is told nothing but whose desk it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use store::key_file::{KeyFile, MOST_WRONG, Owner};
use sync::Link;

use crate::error::ApiError;
use crate::session::coming_and_going::{Ending, note_closed};
use crate::session::leaving::tell_audit_head;
use crate::state::{Desk, Lock, Locked, Running, Session, WayBack};
use crate::views::lock::{LockCause, LockRequest, LockView};
use crate::words;

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
        self.take_opened_ahead();
        // Nor does a sign-in wait for whoever passes, or a key for a PIN that is not set yet.
        drop(self.take_pin_wanted());
        drop(self.take_locked_out());
        {
            let mut slot = self.session.write().await;
            if let Some(session) = slot.take() {
                let locked = locked(&session);
                self.lock.set(locked.clone());
                session.pictures.forget_everything();
                let patience = match request.cause {
                    LockCause::Sleep => FINISHING_BEFORE_SLEEP,
                    _ => FINISHING,
                };
                tokio::spawn(finish(session, locked, self.lock.clone(), patience));
            }
        }
        Ok(self.lock_view())
    }

    /// What the lock page shows; nothing if the desk is not locked.
    pub async fn lock_page(&self) -> Result<Option<LockView>, ApiError> {
        Ok(self.lock_view())
    }

    pub fn is_locked(&self) -> bool {
        self.lock.is_set()
    }

    /// Waits until a desk that is being locked has closed its data.
    pub async fn until_closed(&self) {
        self.lock.until_closed().await;
    }

    /// 不是我: somebody else wants to work here. Whose desk it was finds everything again.
    pub async fn leave_lock(&self) -> Result<(), ApiError> {
        let _one = self.opening.lock().await;
        drop(self.take_pin_wanted());
        self.lock.hurry().await;
        self.lock.take_off();
        Ok(())
    }

    pub(crate) fn lock_view(&self) -> Option<LockView> {
        let finishing = self.lock.is_closing();
        self.lock.tell(|locked, way_back| {
            let file = way_back.and_then(|way_back| {
                let opening = &way_back.opening;
                KeyFile::read(&opening.file, &opening.database).ok().flatten()
            });
            let portal_wanted = match &file {
                Some(file) if file.asks_pin() && file.wrong() >= MOST_WRONG => {
                    Some("PIN 連續錯了十次，要由入口網確認您是誰。")
                }
                _ if locked.secret_lost => {
                    Some("這台電腦的鑰匙圈裡找不到鑰匙，要由入口網保管的備份打開。")
                }
                _ => None,
            };
            LockView {
                facility: locked.owner.facility.clone(),
                masked_name: locked.owner.masked_name.clone(),
                unsent: locked.unsent,
                finishing,
                pin: file.as_ref().is_some_and(KeyFile::asks_pin),
                wait_seconds: file.as_ref().map_or(0, |file| self.pin_wait(file)),
                portal_wanted: portal_wanted.map(str::to_owned),
            }
        })
    }
}

fn locked(session: &Session) -> Locked {
    Locked {
        owner: Owner {
            facility: session.me().facility.clone(),
            masked_name: words::masked_name(&session.me().display_name),
            portal: session.base.to_string(),
            signed_in: true,
        },
        unsent: Some(unsent(session)),
        secret_lost: false,
    }
}

fn unsent(session: &Session) -> u32 {
    let status = session.status();
    status.queued + status.failed
}

/// Lets what is being sent end, closes the database, and wipes what remains of the session.
async fn finish(session: Arc<Session>, locked: Locked, lock: Arc<Lock>, patience: Duration) {
    let began = Instant::now();
    while began.elapsed() < patience && is_sending(&session, patience - began.elapsed()).await {
        tokio::select! {
            () = lock.hurried() => break,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    lock.quiet(UNDER_WAY).await;
    // Counted once more: what was recorded in the last moment is unsent too.
    if session.engine.refresh_status().await.is_err() {
        tracing::warn!("the unsent could not be counted while the desk locked");
    }
    let unsent = Some(unsent(&session));
    let way_back = put_down(session).await;
    lock.closed(Locked { unsent, ..locked }, way_back);
}

/// Whether something is on its way to the portal, or will be within this time.
async fn is_sending(session: &Session, within: Duration) -> bool {
    let link = session.status().link;
    if link.failing_since().is_some() || matches!(link, Link::Stopped(_)) {
        return false;
    }
    let until = session.own_now() + TimeDelta::from_std(within).unwrap_or_default();
    let due = session.read(|c| {
        let sending = store::outbox::counts(c)?.sending > 0;
        Ok((sending, store::outbox::next_due_at(c)?))
    });
    matches!(due.await, Ok((sending, due)) if sending || due.is_some_and(|due| due <= until))
}

/// Ends the loops, wipes the tokens and closes the database. Answers how it is opened again; the
/// practice portal inside the desk goes on behind the lock.
async fn put_down(session: Arc<Session>) -> WayBack {
    let mut opening = session.opening();
    let ending = session.clone();
    let inside = tokio::task::spawn_blocking(move || {
        let running = ending.take_running()?;
        note_closed(&ending, Ending::Locked);
        Running::end(running)
    });
    opening.inside = inside.await.ok().flatten();
    tell_audit_head(&session).await;
    session.tokens_rest().await;
    let closing = session.clone();
    let closed = tokio::task::spawn_blocking(move || {
        closing.store.close();
        // What was drawn for somebody who asked just before.
        closing.pictures.forget_everything();
    });
    if closed.await.is_err() {
        tracing::error!("the database was not closed in order while the desk locked");
    }
    WayBack { opening, signed_in: None }
}
