//! The data does not open. Where a PIN or the portal is all that is wanted the desk is locked, and the
//! lock page asks for it; anything else has a page of its own.

use store::OpenError;
use store::key_file::{KeyFile, Owner};

use crate::error::ApiError;
use crate::session::closed::Closed;
use crate::session::coming_and_going::note_failed;
use crate::session::database_key::read_file;
use crate::session::lock_out::lock_out;
use crate::state::{Desk, Locked, Opening, WayBack};
use crate::words;

/// Keeps what was brought, for the next try.
pub(crate) fn turn_away(
    desk: &Desk,
    closed: Closed,
    signed_in: Option<portal::Session>,
    opening: Opening,
) -> ApiError {
    let file = read_file(&opening).ok().flatten();
    let secret_lost = matches!(closed, Closed::KeyGone | Closed::Open(OpenError::WrongKey));
    let portal_may_help =
        secret_lost && signed_in.is_none() && file.as_ref().is_some_and(KeyFile::has_portal);
    let asks = matches!(
        closed,
        Closed::PinWanted | Closed::WrongPin | Closed::Wait(_) | Closed::PortalWanted
    );
    if !asks && !portal_may_help {
        desk.lock.take_off();
        return lock_out(desk, closed.cause(), signed_in, opening);
    }
    let error = match closed {
        Closed::WrongPin => {
            note_failed(desk);
            ApiError::refused(wrong_pin(desk, file.as_ref()))
        }
        Closed::Wait(seconds) => ApiError::refused(format!("請等 {seconds} 秒再試。")),
        _ => ApiError::locked(),
    };
    let owner = file.as_ref().and_then(KeyFile::owner).cloned();
    let locked = Locked {
        owner: owner.unwrap_or_else(|| owner_of(signed_in.as_ref(), &opening)),
        unsent: store::aside::unsent(&opening.file).map(|noted| noted.unsent),
        secret_lost,
    };
    desk.lock.closed(locked, WayBack { opening, signed_in });
    error
}

fn owner_of(signed_in: Option<&portal::Session>, opening: &Opening) -> Owner {
    let me = signed_in.map(|session| &session.me);
    Owner {
        facility: me.map(|me| me.facility.clone()).unwrap_or_default(),
        masked_name: me.map(|me| words::masked_name(&me.display_name)).unwrap_or_default(),
        portal: opening.base.to_string(),
        signed_in: false,
    }
}

pub(crate) fn wrong_pin(desk: &Desk, file: Option<&KeyFile>) -> String {
    let Some(file) = file else { return "PIN 不對，資料沒有打開。".to_owned() };
    let left = store::key_file::MOST_WRONG.saturating_sub(file.wrong());
    match (left, desk.pin_wait(file)) {
        (0, _) => "PIN 連續錯了十次。請到入口網登入，再設新的 PIN；資料都在。".to_owned(),
        (left, 0) => format!("PIN 不對，還可以試 {left} 次。"),
        (left, wait) => format!("PIN 不對，請等 {wait} 秒再試，還可以試 {left} 次。"),
    }
}

impl Desk {
    /// Seconds until the next PIN is taken. Counted by the monotonic clock, and from the beginning
    /// where the desk was started anew meanwhile.
    pub(crate) fn pin_wait(&self, file: &KeyFile) -> u32 {
        let (wait, now) = (file.wait_seconds(), self.clock.monotonic());
        let mut waits = self.pin_waits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if wait == 0 {
            waits.remove(&file.desk());
            return 0;
        }
        let began = waits.entry(file.desk()).or_insert((file.wrong(), now));
        if began.0 != file.wrong() {
            *began = (file.wrong(), now);
        }
        let passed = now.saturating_sub(began.1).as_secs();
        u32::try_from(wait.saturating_sub(passed)).unwrap_or(u32::MAX)
    }
}
