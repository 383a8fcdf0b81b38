//! Opening the database and sitting down at it, and why it may stay closed.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::calendar::taipei_date;
use domain::policy_in_force;
use portal::secrets::{SecretError, SecretStore};
use portal::{Client, ClientError};
use store::key_file::Owner;
use store::{Key, OpenError, Pin, Store};
use sync::{Clock, Engine, Settings};
use tokio::sync::RwLockWriteGuard;

use crate::deciding::findings;
use crate::error::{ApiError, ErrorCode};
use crate::session::closed::Closed;
use crate::session::coming_and_going::{note_new_key, note_opened, note_wrapping};
use crate::session::confirmed;
use crate::session::database_key::{HeldKey, Proof, key_of, make_beside};
use crate::session::escrow;
use crate::session::explain::explain_portal;
use crate::session::kept_sign_in::{self, KeptSignIn};
use crate::session::lock_out::lock_out;
use crate::session::person::{as_known_now, is_theirs, tell_owner};
use crate::session::pin_policy::{asks_pin, without_pin};
use crate::session::turned_away::turn_away;
use crate::session::{loops, set_aside};
use crate::state::{Desk, MOVED, Means, Opening, OwnWords, PinWanted, Session};
use crate::views::boot::{DeskMode, SessionView};
use crate::words;

/// How long a session that was left may take to end what it was doing.
const LETTING_GO: Duration = Duration::from_secs(5);

/// Who comes to the door, and with what.
#[derive(Default)]
pub(crate) struct Entrance {
    /// Signed in just now; otherwise the database keeps the sign-in.
    pub signed_in: Option<portal::Session>,
    pub pin: Option<Pin>,
    /// They signed in themselves, not the practice desk for them: the portal's secret may open.
    pub proven: bool,
    /// They do not know their PIN any more, or may not try it: a new one is set.
    pub new_pin: bool,
}

/// Opens the database and sits down at it; what keeps it closed is kept for the page that tells it.
pub(crate) async fn open_session(
    desk: &Desk,
    entrance: Entrance,
    opening: Opening,
) -> Result<SessionView, ApiError> {
    // Held from before the database is open, so that the end of the program finds it.
    let slot = desk.session.write().await;
    let Entrance { signed_in, pin, proven, new_pin } = entrance;
    let opened = held_key(Proof { pin, escrow: None }, opening.without_inside()).await;
    let held = match opened {
        Err(closed) if closed.is_of_the_key() && proven => {
            match escrow::fetch(signed_in.as_ref(), &opening).await {
                Some(escrow) => {
                    let proof = Proof { pin: None, escrow: Some(escrow) };
                    held_key(proof, opening.without_inside()).await
                }
                None => Err(closed),
            }
        }
        opened => opened,
    };
    match held {
        Ok(held) => sit_down(desk, slot, signed_in, opening, held, new_pin).await,
        // Whoever does not know their PIN is not asked for it once more.
        Err(closed) if new_pin && closed.is_of_the_key() => {
            desk.lock.take_off();
            Err(lock_out(desk, closed.cause(), signed_in, opening))
        }
        Err(closed) => Err(turn_away(desk, closed, signed_in, opening)),
    }
}

/// Opens the database with a key that is held, and sits down; or has a PIN set first.
pub(crate) async fn sit_down(
    desk: &Desk,
    mut slot: RwLockWriteGuard<'_, Option<Arc<Session>>>,
    signed_in: Option<portal::Session>,
    opening: Opening,
    held: HeldKey,
    new_pin: bool,
) -> Result<SessionView, ApiError> {
    let store = match open_store(&opening, &held).await {
        Ok(store) => store,
        Err(closed) => return Err(turn_away(desk, closed, signed_in, opening)),
    };
    let HeldKey { key, mut file, desk_lost, .. } = held;
    match asks_pin(&store, signed_in.as_ref(), &opening, &file).await {
        Some(true) if !file.asks_pin() || desk_lost || new_pin => {
            close(store).await;
            desk.keep_pin_wanted(PinWanted { opening, signed_in, key, file });
            desk.lock.take_off();
            return Err(ApiError::pin_wanted());
        }
        Some(false) if file.asks_pin() || desk_lost => {
            // Where that fails it opens with the PIN for one more time.
            file = without_pin(&opening, &key, file).await;
        }
        _ => {}
    }
    escrow::keep(signed_in.as_ref(), &opening, &key, &mut file).await;
    drop(key);
    let mut owner = file.owner().cloned();
    let again = opening.without_inside();
    let session = match open_with(desk, signed_in, opening, store).await {
        Ok(session) => session,
        Err(error) => {
            desk.lock.give_up(again);
            return Err(error);
        }
    };
    let (wrapping, at) = (file.secret(), session.own_now());
    let subject = session.me().subject.clone();
    session.write(move |tx| note_wrapping(tx, &subject, wrapping, at)).await?;
    let view = session.view();
    owner = Some(Owner {
        facility: view.facility.clone(),
        masked_name: words::masked_name(&view.display_name),
        portal: view.portal.clone(),
        signed_in: session.opens_alone().await,
    })
    .filter(|now| owner.as_ref() != Some(now));
    if let Some(owner) = owner {
        tell_owner(file, owner).await;
    }
    *slot = Some(session.clone());
    desk.lock.take_off();
    remember(desk, &session, view.mode, &view.portal);
    Ok(view)
}

/// Sits down at a database that is open.
pub(crate) async fn open_with(
    desk: &Desk,
    signed_in: Option<portal::Session>,
    opening: Opening,
    store: Arc<Store>,
) -> Result<Arc<Session>, ApiError> {
    let options = opening.options.clone();
    let signed_in = keep_sign_in(desk, signed_in, &opening, &store).await?;
    let client = Client::new(opening.base.clone(), signed_in.tokens.clone(), options)
        .map_err(|error| ApiError::failed(explain_portal(&error, desk.own_now())))?;
    let own_words = Arc::new(OwnWords::open(&store)?);
    let engine =
        Engine::new(store.clone(), client.clone(), opening.clock.clone(), Settings::default(), {
            let own_words = own_words.clone();
            Arc::new(move |case| findings::priority(case, &own_words.book()))
        });
    let policies = store.read(store::policies::list)?;
    let calendar = own_words.book().office_calendar.clone();
    store.write(|tx| store::statistics::recount_waits(tx, &calendar))?;
    let workshop = desk.workshop.clone();
    let means = Means { store, engine, client, workshop, own_words, policies };
    let (session, stopped) = Session::new(signed_in, opening, means);
    note_opened(desk, &session).await?;
    loops::start(&session, desk.on_changed.clone(), desk.on_called.clone(), stopped);
    Ok(session)
}

/// A sign-in that is new goes into the database; without one, the database has it.
async fn keep_sign_in(
    desk: &Desk,
    signed_in: Option<portal::Session>,
    opening: &Opening,
    store: &Arc<Store>,
) -> Result<portal::Session, ApiError> {
    let options = &opening.options;
    let place: Arc<dyn SecretStore> = Arc::new(KeptSignIn(store.clone()));
    if let Some(signed_in) = signed_in {
        if !confirmed::is_at_home(store, &signed_in.me)? {
            desk.lock.take_off();
            return Err(ApiError::new(ErrorCode::SignedOut, MOVED));
        }
        confirmed::note(store, &signed_in.me, opening.clock.now())?;
        if signed_in.keep_in(place, kept_sign_in::NAME).await.is_err() {
            tracing::error!("the sign-in could not be kept: the next start asks for it again");
        }
        return Ok(signed_in);
    }
    match portal::Session::resume(place, kept_sign_in::NAME, options).await {
        Ok(Some(kept)) => {
            let (kept, confirmed) = as_known_now(kept, &opening.base, options).await;
            let theirs = opening.mode != DeskMode::Portal || is_theirs(opening, &kept.me);
            if !theirs || !confirmed::is_at_home(store, &kept.me)? {
                desk.lock.take_off();
                return Err(ApiError::new(ErrorCode::SignedOut, MOVED));
            }
            let now = opening.clock.now();
            if confirmed {
                confirmed::note(store, &kept.me, now)?;
            } else if let Some(over) = offline_too_long(store, now)? {
                desk.lock.take_off();
                return Err(ApiError::new(ErrorCode::SignedOut, over));
            }
            Ok(kept)
        }
        Ok(None) | Err(ClientError::Secrets(SecretError::Unreadable)) => {
            desk.lock.take_off();
            Err(ApiError::signed_out())
        }
        Err(error) => Err(ApiError::failed(explain_portal(&error, desk.own_now()))),
    }
}

/// What is told to whoever was without the portal for longer than the facility allows.
fn offline_too_long(store: &Store, now: DateTime<Utc>) -> Result<Option<String>, ApiError> {
    let policies = store.read(store::policies::list)?;
    let policy = policy_in_force(&policies, taipei_date(now)).cloned().unwrap_or_default();
    let days = policy.offline_for();
    Ok(confirmed::ran_out(store, &policy, now)?.then(|| {
        format!(
            "超過 {days} 天沒有向入口網確認您的身分（或這台電腦的時間被調回去了）。資料和還沒送出的決定都在；請連上網路登入。"
        )
    }))
}

fn remember(desk: &Desk, session: &Session, mode: DeskMode, address: &str) {
    if mode != DeskMode::Portal {
        return;
    }
    let (address, database) = (address.to_owned(), session.opening().database);
    let remembered = desk.preferences.change(|kept| {
        kept.portal = Some(address);
        kept.desk = Some(database);
    });
    if remembered.is_err() {
        tracing::warn!("the portal's address could not be remembered");
    }
}

async fn held_key(proof: Proof, opening: Opening) -> Result<HeldKey, Closed> {
    let held = tokio::task::spawn_blocking(move || key_of(&opening, &proof));
    held.await.unwrap_or(Err(Closed::Interrupted))
}

async fn close(store: Arc<Store>) {
    if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
        tracing::error!("the database was not closed in order");
    }
}

/// Opens the database with its key.
async fn open_store(opening: &Opening, held: &HeldKey) -> Result<Arc<Store>, Closed> {
    let (file, clock) = (opening.file.clone(), opening.clock.clone());
    let (key, made, mode) = (held.key.clone(), held.made, opening.mode);
    let opened = tokio::task::spawn_blocking(move || {
        // Practice data is worth nothing to anybody.
        if mode != DeskMode::Practice && store::aside::is_gone(&file) {
            tracing::error!("the database's file is gone, and what belongs to it is there");
            return Err(Closed::Open(OpenError::Gone));
        }
        let store = match open_when_free(&file, &key, clock.as_ref()) {
            // The damaged file is aside now; a new one begins, and the portal fills it.
            Err(OpenError::Damaged { set_aside }) => {
                tracing::error!(file = ?set_aside.file_name(), "a damaged database was set aside");
                set_aside::begin_anew(&file, &key, &set_aside, clock.now())?
            }
            opened => opened?,
        };
        if made {
            note_new_key(&store, clock.now()).map_err(OpenError::Store)?;
        }
        Ok(Arc::new(store))
    });
    opened.await.unwrap_or(Err(Closed::Interrupted))
}

/// Sets a database that stays closed aside, with its key file, and begins a new one in its place under
/// a key of its own.
pub(crate) async fn begin_anew(opening: &Opening) -> Result<HeldKey, Closed> {
    let opening = opening.without_inside();
    let begun = tokio::task::spawn_blocking(move || {
        let (file, now) = (opening.file.as_path(), opening.clock.now());
        let unsent = store::aside::unsent(file);
        let set_aside = store::aside::set_aside(file, now)?;
        tracing::error!(file = ?set_aside.file_name(), "a sealed database was set aside");
        let held = make_beside(&opening)?;
        let begun = set_aside::begin_beside_sealed(file, &held.key, &set_aside, unsent, now)?;
        note_new_key(&begun, now).map_err(OpenError::Store)?;
        Ok(HeldKey { made: false, ..held })
    });
    begun.await.unwrap_or(Err(Closed::Interrupted))
}

/// The session before this one may still be letting go of the same file; another window does not.
fn open_when_free(file: &Path, key: &Key, clock: &dyn Clock) -> Result<Store, OpenError> {
    let tried_until = Instant::now() + LETTING_GO;
    loop {
        match Store::open(file, key, clock.now()) {
            Err(OpenError::InUse) if Instant::now() < tried_until => {
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}
