//! What runs beside the window while somebody is signed in: the sync loop, the facility's rules,
//! and telling the window of changes.

use std::sync::Arc;
use std::time::Duration;

use sync::SyncEvent;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::documents::likenesses::look_at_all;
use crate::documents::looks::document_came;
use crate::session::calling::keep_calling;
use crate::session::database_key::forget_old_entries;
use crate::session::kept_sign_in;
use crate::session::places::places;
use crate::session::sync_bar::whole_sync_view;
use crate::session::{counting, retention, unsent, update, who};
use crate::state::{OnCalled, OnChanged, Session};
use crate::views::boot::DeskChangedView;

/// How often the facility's rules are asked for again.
const POLICY_EVERY: Duration = Duration::from_secs(3600);
/// After a failed try.
const POLICY_RETRY: Duration = Duration::from_secs(60);

/// What nobody waits for leaves both processors to the window's first frames.
const AFTER_THE_WINDOW: Duration = Duration::from_secs(2);

/// The window is told at most so often; what happens meanwhile is told together.
const BREATH: Duration = Duration::from_millis(100);

/// And at least so often: that nothing has come for a while is news as well.
const SILENCE: Duration = Duration::from_secs(60);

/// Starts them; all end when `stopped` turns true.
pub(crate) fn start(
    session: &Arc<Session>,
    on_changed: OnChanged,
    on_called: OnCalled,
    stopped: watch::Receiver<bool>,
) {
    let engine = session.engine.clone();
    let end = stopped.clone();
    tokio::spawn(async move { engine.run(end).await });
    tokio::spawn(until(stopped.clone(), keep_policies(session.clone())));
    tokio::spawn(until(stopped.clone(), keep_known(session.clone(), on_changed.clone())));
    tokio::spawn(until(stopped.clone(), later(warm_the_workshop(session.clone()))));
    tokio::spawn(until(stopped.clone(), later(retention::keep_no_longer(session.clone()))));
    tokio::spawn(until(stopped.clone(), later(look_for_updates(session.clone()))));
    tokio::spawn(until(stopped.clone(), later(tidy_the_keyring(session.clone()))));
    tokio::spawn(until(stopped.clone(), later(look_at_all(session.clone()))));
    tokio::spawn(until(stopped.clone(), unsent::keep_noted(session.clone())));
    tokio::spawn(until(stopped.clone(), later(unsent::tell_of_set_aside(session.clone()))));
    tokio::spawn(until(stopped.clone(), later(counting::keep_counted(session.clone()))));
    tokio::spawn(until(stopped.clone(), keep_calling(session.clone(), on_called)));
    tokio::spawn(until(stopped.clone(), tell_of_acts(session.clone(), on_changed.clone())));
    tokio::spawn(until(stopped, tell_of_changes(session.clone(), on_changed)));
}

async fn until(mut stopped: watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

async fn later(work: impl Future<Output = ()>) {
    tokio::time::sleep(AFTER_THE_WINDOW).await;
    work.await;
}

/// The first document of the day does not wait for the worker processes.
async fn warm_the_workshop(session: Arc<Session>) {
    if let Err(refusal) = session.workshop.warm_up().await {
        tracing::error!(%refusal, "the documents' worker does not start");
    }
    if session.workshop.failed_wall().is_some() {
        session.tell_window(false);
    }
}

async fn look_for_updates(session: Arc<Session>) {
    update::keep_looking(&session).await;
}

/// What earlier versions kept in the keyring lies elsewhere by now.
async fn tidy_the_keyring(session: Arc<Session>) {
    let opening = session.opening();
    let kept = session.read(|c| store::settings::get::<serde_json::Value>(c, kept_sign_in::NAME));
    let kept = matches!(kept.await, Ok(Some(_)));
    let tidied = tokio::task::spawn_blocking(move || forget_old_entries(&opening, kept));
    if tidied.await.is_err() {
        tracing::warn!("the keyring could not be tidied");
    }
}

async fn keep_policies(session: Arc<Session>) {
    loop {
        let wait = match session.client.policy().await {
            Ok(policies) => {
                if session.take_policies(policies.versions).await.is_ok() {
                    session.tell_window(false);
                }
                POLICY_EVERY
            }
            Err(error) => {
                tracing::info!(%error, "the facility's rules could not be asked for");
                POLICY_RETRY
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Asks who sits here until the session ends, which the answer itself may bring about.
async fn keep_known(session: Arc<Session>, on_changed: OnChanged) {
    loop {
        who::ask(&session).await;
        if session.is_over() {
            // The other loops end, this one too: the window is told by nobody else.
            tokio::spawn(async move { tell(&session, &on_changed, true).await });
            return;
        }
        tokio::time::sleep(who::EVERY).await;
    }
}

/// Tells the window that something changed.
async fn tell(session: &Session, on_changed: &OnChanged, cases_changed: bool) {
    match places(session).await {
        Ok(places) => on_changed(DeskChangedView {
            session: session.view(),
            places,
            sync: whole_sync_view(session).await,
            cases_changed,
            looks: session.pictures.version(),
            capture_protected: session.managed().keeps_captures_out(&session.policy_today()),
        }),
        Err(error) => tracing::warn!(code = ?error.code, "the window could not be told"),
    }
}

/// What somebody did at this desk is told at once.
async fn tell_of_acts(session: Arc<Session>, on_changed: OnChanged) {
    loop {
        let cases_changed = session.changes.next().await;
        tell(&session, &on_changed, cases_changed).await;
    }
}

async fn tell_of_changes(session: Arc<Session>, on_changed: OnChanged) {
    let mut status = session.engine.status();
    let mut events = session.engine.events();
    tell(&session, &on_changed, true).await;
    loop {
        let cases_changed = tokio::select! {
            () = tokio::time::sleep(SILENCE) => false,
            changed = status.changed() => {
                if changed.is_err() {
                    return;
                }
                false
            }
            event = events.recv() => match event {
                Err(RecvError::Closed) => return,
                // Documents come in by the hundred; to the window only those of the case on the
                // screen matter.
                Ok(SyncEvent::DocumentStored { case }) if !session.is_in_view(case) => {
                    document_came(&session, case);
                    continue;
                }
                // What was missed is read anew.
                Ok(_) | Err(RecvError::Lagged(_)) => true,
            },
        };
        tell(&session, &on_changed, cases_changed).await;
        tokio::time::sleep(BREATH).await;
    }
}
