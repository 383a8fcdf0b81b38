//! Coming back to a locked desk: with the PIN, with a press where none is asked for, or by the portal;
//! and setting the PIN.

use portal::secrets::MemorySecrets;
use store::Pin;

use crate::error::ApiError;
use crate::session::closed::Closed;
use crate::session::database_key::{HeldKey, read_file, rewrap};
use crate::session::explain::explain_sign_in;
use crate::session::opening::{Entrance, open_session, sit_down};
use crate::session::person::is_theirs;
use crate::session::turned_away::turn_away;
use crate::state::{Desk, Opening, PinWanted, WayBack};
use crate::views::boot::{DeskMode, SessionView};
use crate::views::lock::PinRequest;

pub(super) const UNFIT_PIN: &str = "請用 6 位以上的數字或一句話；不要連號、重複，或別人會先猜的。";
pub(super) const PIN_NOT_KEPT: &str =
    "PIN 沒有設定成功，資料沒有被動過。請確認磁碟空間和鑰匙圈，再試一次。";

impl Desk {
    /// Opens the desk again for the person who locked it.
    ///
    /// # Errors
    /// `Refused` for a wrong PIN or one that came too soon; `Locked` if the portal is wanted;
    /// `PinWanted` if a first one has to be set; `LockedOut` if the data does not open; `SignedOut` if
    /// there is no locked desk, or its sign-in is over.
    pub async fn unlock(&self, request: PinRequest) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        self.lock.hurry().await;
        let Some((_, way_back)) = self.lock.begin_opening() else {
            return Err(ApiError::signed_out());
        };
        let WayBack { opening, signed_in } = way_back;
        let file = read_file(&opening).ok().flatten();
        if let Some(wait @ 1..) = file.map(|file| self.pin_wait(&file)) {
            return Err(turn_away(self, Closed::Wait(wait), signed_in, opening));
        }
        let pin = (!request.pin.is_empty()).then(|| Pin::typed(&request.pin));
        open_session(self, Entrance { signed_in, pin, ..Entrance::default() }, opening).await
    }

    /// 到入口網登入: for whoever forgot the PIN or may not try it, and where the keyring lost its part.
    /// The portal's secret opens, and a new PIN is set.
    ///
    /// # Errors
    /// `Refused` if somebody else signed in; `PinWanted` when a new one is to be set; `LockedOut` where
    /// the portal keeps nothing for this desk; those of a sign-in, after which the desk is as it was.
    pub async fn unlock_by_portal(&self) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        self.lock.hurry().await;
        let Some((locked, way_back)) = self.lock.begin_opening() else {
            return Err(ApiError::signed_out());
        };
        let signed_in = match self.prove(&way_back.opening).await {
            Ok(signed_in) => signed_in,
            Err(error) => {
                self.lock.closed(locked, way_back);
                return Err(error);
            }
        };
        let entrance =
            Entrance { signed_in: Some(signed_in), pin: None, proven: true, new_pin: true };
        open_session(self, entrance, way_back.opening).await
    }

    /// The person whose desk this is signs in at its portal; nobody else does.
    pub(super) async fn prove(&self, opening: &Opening) -> Result<portal::Session, ApiError> {
        let person = opening.database.rsplit('/').next().unwrap_or_default();
        if opening.mode == DeskMode::Practice {
            let secrets = std::sync::Arc::new(MemorySecrets::new());
            let (base, options) = (&opening.base, &opening.options);
            return portal::sign_in_practice(base, options, person, secrets, "sign-in")
                .await
                .map_err(|error| explain_sign_in(&error, self.own_now()));
        }
        let signed_in = self.sign_in_by_browser(&opening.base, &opening.options, true).await?;
        if is_theirs(opening, &signed_in.me) {
            return Ok(signed_in);
        }
        if signed_in.sign_out().await.is_err() {
            tracing::warn!("the other person's sign-in could not be ended at the portal");
        }
        Err(ApiError::refused(
            "登入的是另一位同仁，沒有打開這份資料。請由本人登入，或按「不是我」用自己的帳號開始。",
        ))
    }

    /// Sets the PIN that was asked for, and sits down.
    ///
    /// # Errors
    /// `Refused` if anybody would try this one first; `Failed` if it could not be kept; `SignedOut` if
    /// none was asked for.
    pub async fn set_pin(&self, request: PinRequest) -> Result<SessionView, ApiError> {
        let _one = self.opening.lock().await;
        let Some(wanted) = self.take_pin_wanted() else { return Err(ApiError::signed_out()) };
        let pin = Pin::typed(&request.pin);
        if !pin.is_fit() {
            self.keep_pin_wanted(wanted);
            return Err(ApiError::refused(UNFIT_PIN));
        }
        let PinWanted { opening, signed_in, key, file } = wanted;
        let (place, held) = (opening.without_inside(), (key.clone(), file.clone()));
        let set = tokio::task::spawn_blocking(move || {
            let (key, file) = held;
            rewrap(&place, file, &key, Some(&pin))
        });
        match set.await.unwrap_or(Err(Closed::Interrupted)) {
            Ok(file) => {
                let slot = self.session.write().await;
                let held = HeldKey { key, file, made: false, desk_lost: false };
                sit_down(self, slot, signed_in, opening, held, false).await
            }
            Err(closed) => {
                tracing::error!(cause = ?closed.cause(), "the PIN could not be kept");
                self.keep_pin_wanted(PinWanted { opening, signed_in, key, file });
                Err(ApiError::failed(PIN_NOT_KEPT))
            }
        }
    }
}
