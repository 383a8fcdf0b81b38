//! Getting up from the desk: signing out, making room for another session, closing the window. What
//! was claimed goes back, as far as a moment suffices, and the end stands in the log.

use std::time::{Duration, Instant};

use store::key_file::{KeyFile, Owner};

use crate::error::{ApiError, ErrorCode};
use crate::session::coming_and_going::{Ending, note_closed};
use crate::session::person::tell_owner;
use crate::state::{Desk, PracticePortal, Session};

/// How long the end of the program waits for what is done with the session just then.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The window is gone already: so long its process still tries to give claims back.
const LEAVE_TIMEOUT: Duration = Duration::from_millis(1500);

impl Desk {
    /// The window is closing: gives back, within a moment, what the person had claimed. What they
    /// took along for a shift stays theirs.
    pub async fn farewell(&self) {
        let session = self.session.read().await.clone();
        if let Some(session) = session {
            give_claims_back(&session, false).await;
        }
    }

    /// The window closes: the loops stop, and the database is closed before the program is taken
    /// down. What is unsent is on the disk already.
    pub fn close(&self) {
        // Somebody may be reading it, signing in, or locking, at this very moment: that is waited for.
        let began = Instant::now();
        loop {
            if self.lock.is_closing() {
                self.lock.hurry_up();
            } else if let Ok(mut slot) = self.session.try_write() {
                if let Some(session) = slot.take() {
                    stop(&session, Ending::WindowClosed);
                    session.store.close();
                }
                drop(slot);
                // With it goes the practice portal inside, if that was the portal.
                self.lock.take_off();
                return;
            }
            if began.elapsed() > CLOSE_TIMEOUT {
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The desk opens by the browser alone from here on, and its start page offers nobody's.
    async fn forget_kept(&self, session: &Session) {
        let opening = session.opening();
        if let Ok(Some(file)) = KeyFile::read(&opening.file, &opening.database)
            && let Some(owner) = file.owner().cloned()
        {
            tell_owner(file, Owner { signed_in: false, ..owner }).await;
        }
        if self.preferences.change(|kept| kept.desk = None).is_err() {
            tracing::warn!("the last desk could not be forgotten");
        }
    }

    /// Ends the session here and at the portal. What is unsent stays, sealed, for the next time
    /// that the same person signs in.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.take_opened_ahead();
        let session = self.session.write().await.take();
        if let Some(session) = session {
            give_claims_back(&session, true).await;
            tell_remainder(&session).await;
            let _inside = stop(&session, Ending::SignedOut);
            tell_audit_head(&session).await;
            self.forget_kept(&session).await;
            let farewell = session.farewell_page().await;
            let ended = session.tokens_end().await;
            // The browser forgets the person too, where the sign-in service has a page for that;
            // whoever signs in next is asked for a password in any case.
            if farewell.is_some_and(|page| (self.open_browser)(page.as_str()).is_err()) {
                tracing::warn!("the sign-in service's own farewell could not be opened");
            }
            if ended.is_err() {
                return Err(ApiError::new(
                    ErrorCode::Keyring,
                    "已登出，但鑰匙圈沒有刪掉登入紀錄。請通知資訊人員。",
                ));
            }
        }
        Ok(())
    }

    /// 重新登入: the session at the portal has run out. Its tokens are forgotten, so that the browser
    /// asks anew; the shift's pack and everything unsent stay for the same person's next sign-in.
    pub async fn sign_in_again(&self) -> Result<(), ApiError> {
        self.take_opened_ahead();
        let Some(session) = self.session.write().await.take() else { return Ok(()) };
        give_claims_back(&session, false).await;
        let _inside = stop(&session, Ending::ToSignInAgain);
        self.forget_kept(&session).await;
        session.tokens_end().await.map_err(|error| {
            tracing::error!(%error, "the kept session could not be deleted");
            ApiError::new(
                ErrorCode::Keyring,
                "鑰匙圈沒有刪掉過期的登入紀錄，可能無法重新登入。請通知資訊人員。",
            )
        })
    }
}

/// Ends the session that is open, for another.
pub(crate) async fn leave_session(desk: &Desk) {
    desk.take_opened_ahead();
    drop(desk.take_pin_wanted());
    desk.lock.hurry().await;
    desk.lock.take_off();
    if let Some(session) = desk.session.write().await.take() {
        give_claims_back(&session, false).await;
        stop(&session, Ending::Replaced);
    }
}

/// Ends the session with its trace in the log. The practice portal inside the desk ends when what
/// this answers is dropped.
pub(crate) fn stop(session: &Session, ending: Ending) -> Option<PracticePortal> {
    let running = session.take_running()?;
    note_closed(session, ending);
    running.end()
}

/// Gives claims back, as far as a moment suffices; the rest run out by themselves.
async fn give_claims_back(session: &Session, shift_too: bool) {
    match tokio::time::timeout(LEAVE_TIMEOUT, session.engine.leave(shift_too)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "claims are left to run out"),
        Err(_) => tracing::info!("claims are left to run out: the portal is slow"),
    }
}

/// Tells the portal how the audit log ends, the end of the session included.
pub(crate) async fn tell_audit_head(session: &Session) {
    match tokio::time::timeout(LEAVE_TIMEOUT, session.engine.tell_audit_head()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "the end of the audit log could not be told"),
        Err(_) => tracing::info!("the end of the audit log could not be told: the portal is slow"),
    }
}

/// Tells the portal how much stays here unsent, for the supervisor's desk.
async fn tell_remainder(session: &Session) {
    match tokio::time::timeout(LEAVE_TIMEOUT, session.engine.tell_remainder()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "the remainder could not be told"),
        Err(_) => tracing::info!("the remainder could not be told: the portal is slow"),
    }
}
