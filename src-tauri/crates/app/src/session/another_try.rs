//! The ways on for somebody who could not sit down: another try with the sign-in that is still good, or
//! a new database beside the sealed one.

use crate::error::ApiError;
use crate::session::lock_out::{can_begin_anew, keep_lock_out, lock_out};
use crate::session::opening::{Entrance, begin_anew, open_session, sit_down};
use crate::state::{Again, Desk, LockedOut};
use crate::views::boot::{PortalRequest, SessionView};

impl Desk {
    /// 再試一次: with the sign-in that is still good. It says who signed in, not who presses: the PIN is
    /// asked for as ever, and the portal's secret opens after another sign-in only.
    ///
    /// # Errors
    /// `LockedOut`, perhaps of another cause by now.
    pub async fn open_again(&self) -> Result<SessionView, ApiError> {
        let one = self.opening.lock().await;
        match self.take_locked_out().map(|locked_out| locked_out.again) {
            Some(Again::Open(kept)) => {
                let (signed_in, opening) = *kept;
                let entrance = Entrance { signed_in, ..Entrance::default() };
                open_session(self, entrance, opening).await
            }
            // It was the right portal when the keyring failed.
            Some(Again::SignIn(url)) => {
                drop(one);
                self.sign_in(PortalRequest { url, confirmed: true }).await
            }
            None => Err(ApiError::signed_out()),
        }
    }

    /// 設為舊檔並重新開始: the sealed database gets the day beside its name, and a new one begins.
    /// Nothing is deleted; what lay unsent in it is told to the portal. Its person signs in first, unless
    /// they did just now.
    ///
    /// # Errors
    /// `Refused` if waiting or making room is the way on, and `LockedOut` if it failed: then what
    /// was there is there; those of a sign-in, after which it is as it was.
    pub async fn begin_anew(&self) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        let Some(locked_out) = self.take_locked_out() else { return Err(ApiError::signed_out()) };
        let (cause, kept, unsent) = match locked_out {
            LockedOut { cause, again: Again::Open(kept), unsent } if can_begin_anew(cause) => {
                (cause, kept, unsent)
            }
            other => {
                keep_lock_out(self, other);
                return Err(ApiError::refused(
                    "資料還打得開，不需要重新開始。請先照上面的說明處理。",
                ));
            }
        };
        let (signed_in, opening) = *kept;
        let signed_in = match signed_in {
            Some(signed_in) => signed_in,
            // Nobody has shown yet whose it is: whoever passes by sets nothing aside.
            None => match self.prove(&opening).await {
                Ok(signed_in) => signed_in,
                Err(error) => {
                    let again = Again::Open(Box::new((None, opening)));
                    keep_lock_out(self, LockedOut { cause, again, unsent });
                    return Err(error);
                }
            },
        };
        // Held from before the database is open, so that the end of the program finds it.
        let slot = self.session.write().await;
        match begin_anew(&opening).await {
            Ok(held) => sit_down(self, slot, Some(signed_in), opening, held, false).await,
            Err(closed) => Err(lock_out(self, closed.cause(), Some(signed_in), opening)),
        }
    }
}
