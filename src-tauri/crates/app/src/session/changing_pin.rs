//! 變更 PIN: by whoever knows the one before.

use serde_json::json;
use store::Pin;
use store::audit::{self, Action};

use crate::error::ApiError;
use crate::session::closed::Closed;
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
        let Some(file) = read_file(&opening).ok().flatten().filter(|file| file.asks_pin()) else {
            return Err(ApiError::refused("這台審核台沒有使用 PIN。"));
        };
        if let wait @ 1.. = self.pin_wait(&file) {
            return Err(ApiError::refused(format!("請等 {wait} 秒再試。")));
        }
        let new_pin = Pin::typed(&request.new_pin);
        if !new_pin.is_fit() {
            return Err(ApiError::refused(UNFIT_PIN));
        }
        let (pin, place) = (Pin::typed(&request.pin), opening.without_inside());
        let changed = tokio::task::spawn_blocking(move || change(&place, pin, &new_pin));
        match changed.await.unwrap_or(Err(Closed::Interrupted)) {
            Ok(()) => {}
            Err(Closed::WrongPin | Closed::PortalWanted) => {
                let file = read_file(&opening).ok().flatten();
                return Err(ApiError::refused(wrong_pin(self, file.as_ref())));
            }
            Err(closed) => {
                tracing::error!(cause = ?closed.cause(), "the PIN could not be changed");
                return Err(ApiError::failed(PIN_NOT_KEPT));
            }
        }
        let (actor, at) = (session.me().subject.clone(), session.own_now());
        let note = move |tx: &store::Transaction<'_>| {
            let event = audit::Event {
                at,
                actor: &actor,
                action: Action::PinChanged,
                subject: "desk".to_owned(),
                detail: json!({}),
            };
            audit::append(tx, &event)
        };
        // The new one holds by now: whoever is told of a failure would try the one before.
        if let Err(error) = session.write(note).await {
            tracing::error!(code = ?error.code, "the changed PIN stands in no audit entry");
        }
        Ok(())
    }
}

fn change(opening: &Opening, pin: Pin, new_pin: &Pin) -> Result<(), Closed> {
    let HeldKey { key, file, .. } = key_of(opening, &Proof { pin: Some(pin), escrow: None })?;
    rewrap(opening, file, &key, Some(new_pin)).map(drop)
}
