//! 更換資料庫金鑰: for whoever fears that somebody has the key. The database is written anew under another
//! one; the file beside it holds both until it is done, so that whatever becomes of the computer
//! meanwhile, one of the two opens.

use serde_json::json;
use store::aside::{self, CopyKind};
use store::audit::{self, Action};
use store::{Key, Pin, Secret32, Store};

use crate::error::ApiError;
use crate::session::closed::Closed;
use crate::session::coming_and_going::note_key_wrapped;
use crate::session::database_key::{HeldKey, end_change, read_file};
use crate::session::escrow;
use crate::state::{Desk, Opening};
use crate::views::lock::PinRequest;

const KEY_NOT_CHANGED: &str =
    "金鑰沒有更換，資料沒有被動過，仍用原來的金鑰。請確認磁碟空間和鑰匙圈，再試一次。";
const PORTAL_WANTED: &str =
    "更換金鑰要同時換掉入口網保管的備份，現在連不上。資料沒有被動過；連上之後再試一次。";

impl Desk {
    /// Changes the key of the database; a wrong PIN counts as on the lock page. Copies from before a
    /// migration, which the key before opens, are erased.
    ///
    /// # Errors
    /// `Refused` for a wrong PIN, one that came too soon, and while the portal, which keeps the other way
    /// to the key, is not reached; `Failed` if it could not be done: then the key is the one before.
    pub async fn change_key(&self, request: PinRequest) -> Result<(), ApiError> {
        let _one = self.opening.lock().await;
        let session = self.session().await?;
        let opening = session.opening();
        let pin = || (!request.pin.is_empty()).then(|| Pin::typed(&request.pin));
        let held = self.key_again(&opening, pin(), KEY_NOT_CHANGED).await?;
        let escrow = if held.file.has_portal() {
            let kept = escrow::fetch_or_leave(&session.client, &held.file).await;
            Some(kept.ok_or_else(|| ApiError::refused(PORTAL_WANTED))?)
        } else {
            None
        };
        let (store, pin) = (session.store.clone(), pin());
        let changed = tokio::task::spawn_blocking(move || {
            change(&opening, &store, held, escrow.as_ref(), pin.as_ref())
        });
        let copies = changed.await.unwrap_or(Err(Closed::Interrupted)).map_err(|closed| {
            tracing::error!(cause = ?closed.cause(), "the key could not be changed");
            ApiError::failed(KEY_NOT_CHANGED)
        })?;
        let wrapping = read_file(&session.opening()).ok().flatten().and_then(|file| file.secret());
        let (actor, at) = (session.me().subject.clone(), session.own_now());
        let note = move |tx: &store::Transaction<'_>| {
            let event = audit::Event {
                at,
                actor: &actor,
                action: Action::KeyChanged,
                subject: "desk".to_owned(),
                detail: json!({ "copies_erased": copies }),
            };
            audit::append(tx, &event)?;
            note_key_wrapped(tx, wrapping)
        };
        // It is changed by now: whoever is told of a failure would try again.
        if let Err(error) = session.write(note).await {
            tracing::error!(code = ?error.code, "the changed key stands in no audit entry");
        }
        Ok(())
    }
}

/// Answers how many copies were erased.
fn change(
    opening: &Opening,
    store: &Store,
    held: HeldKey,
    escrow: Option<&Secret32>,
    pin: Option<&Pin>,
) -> Result<usize, Closed> {
    let HeldKey { key, mut file, .. } = held;
    let next = Key::generate().map_err(|_| Closed::NoRandomness)?;
    if let Some(escrow) = escrow {
        file.wrap_by_portal(&key, escrow).map_err(|_| Closed::NoRandomness)?;
    }
    file.begin_change(&key, &next).map_err(|_| Closed::NoRandomness)?;
    file.keep()?;
    if let Err(error) = store.change_key(&next) {
        // Otherwise the file keeps both keys, and the next start finds out which one opens.
        if store.is_under(&key) {
            file.end_change();
            file.keep()?;
        }
        return Err(Closed::Open(error.into()));
    }
    if let Err(closed) = end_change(opening, file, &next, escrow, pin) {
        tracing::error!(cause = ?closed.cause(), "the next start ends the change of the key");
    }
    let erased = aside::copies(&opening.file)
        .into_iter()
        .filter(|copy| copy.kind == CopyKind::BeforeMigration)
        .filter(|copy| match aside::erase_copy(copy) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "a copy under the key before could not be erased");
                false
            }
        });
    Ok(erased.count())
}
