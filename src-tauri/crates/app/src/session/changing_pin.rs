//! 變更 PIN: by whoever knows the one before; and how whoever sits here shows that they know it.

use store::Pin;

use crate::error::ApiError;
use crate::session::closed::Closed;
use crate::session::coming_and_going::{note_failed, note_wrapping};
use crate::session::database_key::{HeldKey, Proof, key_of, read_file, rewrap};
use crate::session::turned_away::wrong_pin;
use crate::session::unlocking::{PIN_NOT_KEPT, UNFIT_PIN};
use crate::state::{Desk, Opening};
use crate::views::lock::ChangePinRequest;

impl Desk {
    /// Sets another PIN. A wrong one counts as on the lock page.
    ///
    /// # Errors
    /// `Refused` for a wrong PIN, one that came too soon, or a new one that anybody would try first;
    /// `Failed` if it could not be kept: then the one before holds.
    pub async fn change_pin(&self, request: ChangePinRequest) -> Result<(), ApiError> {
        let _one = self.opening.lock().await;
        let session = self.session().await?;
        let opening = session.opening();
        let asks = read_file(&opening).ok().flatten().is_some_and(|file| file.asks_pin());
        if !asks {
            return Err(ApiError::refused("這台審核台沒有使用 PIN。"));
        }
        let new_pin = Pin::typed(&request.new_pin);
        if !new_pin.is_fit() {
            return Err(ApiError::refused(UNFIT_PIN));
        }
        let held = self.key_again(&opening, Some(Pin::typed(&request.pin)), PIN_NOT_KEPT).await?;
        let place = opening.without_inside();
        let changed = tokio::task::spawn_blocking(move || {
            rewrap(&place, held.file, &held.key, Some(&new_pin))
        });
        let changed = changed.await.unwrap_or(Err(Closed::Interrupted)).map_err(|closed| {
            tracing::error!(cause = ?closed.cause(), "the PIN could not be changed");
            ApiError::failed(PIN_NOT_KEPT)
        })?;
        let (actor, at) = (session.me().subject.clone(), session.own_now());
        let wrapping = changed.secret();
        let note = move |tx: &store::Transaction<'_>| note_wrapping(tx, &actor, wrapping, at);
        // The new one holds by now: whoever is told of a failure would try the one before.
        if let Err(error) = session.write(note).await {
            tracing::error!(code = ?error.code, "the changed PIN stands in no audit entry");
        }
        Ok(())
    }

    /// The key of a desk that is open, for whoever sits here and gives their PIN again.
    ///
    /// # Errors
    /// `Refused` for a wrong PIN or one that came too soon; `Failed` with `otherwise` for the rest.
    pub(super) async fn key_again(
        &self,
        opening: &Opening,
        pin: Option<Pin>,
        otherwise: &str,
    ) -> Result<HeldKey, ApiError> {
        let file = || read_file(opening).ok().flatten();
        if let Some(wait @ 1..) = file().map(|file| self.pin_wait(&file)) {
            return Err(ApiError::refused(format!("請等 {wait} 秒再試。")));
        }
        let place = opening.without_inside();
        let held =
            tokio::task::spawn_blocking(move || key_of(&place, &Proof { pin, escrow: None }));
        held.await.unwrap_or(Err(Closed::Interrupted)).map_err(|closed| match closed {
            Closed::WrongPin | Closed::PinWanted | Closed::PortalWanted => {
                note_failed(self);
                ApiError::refused(wrong_pin(self, file().as_ref()))
            }
            closed => {
                tracing::error!(cause = ?closed.cause(), "the key could not be had again");
                ApiError::failed(otherwise)
            }
        })
    }
}
