//! How much the portal has not acknowledged, noted beside the database too: if its key is lost, the
//! count and the dates are not. And what was set aside that way is told to the portal.

use std::sync::Arc;
use std::time::Duration;

use portal::wire::Remainder;
use store::aside::{self, Unsent};

use crate::error::ApiError;
use crate::session::log_anchor;
use crate::state::{Session, blocking};

/// After a portal that did not take it.
const TELL_AGAIN: Duration = Duration::from_secs(60);

/// Notes it anew whenever it changes.
pub(crate) async fn keep_noted(session: Arc<Session>) {
    let mut status = session.engine.status();
    let mut noted = None;
    loop {
        let counts = {
            let status = status.borrow_and_update();
            (status.queued, status.failed)
        };
        if noted != Some(counts) {
            match note_unsent(&session).await {
                Ok(()) => noted = Some(counts),
                Err(error) => tracing::warn!(code = ?error.code, "the unsent could not be noted"),
            }
        }
        if status.changed().await.is_err() {
            return;
        }
    }
}

async fn note_unsent(session: &Session) -> Result<(), ApiError> {
    let at = session.own_now();
    let id = session.write(move |tx| sync::remainder_id(tx, at)).await?;
    let unsent = session
        .read(move |c| {
            let unsent = store::outbox::counts(c)?.queued + store::tray::count(c)?;
            let oldest_at = store::outbox::oldest_at(c)?;
            Ok(Unsent { id, unsent, oldest_at, at })
        })
        .await?;
    let (file, opening, store) = (session.file.clone(), session.opening(), session.store.clone());
    blocking(move || {
        store.read(|c| log_anchor::keep(&opening, c))?;
        aside::note_unsent(&file, &unsent).map_err(store::StoreError::Io)
    })
    .await
}

/// Tells the portal of every database that was set aside here with something unsent, until it knows.
pub(crate) async fn tell_of_set_aside(session: Arc<Session>) {
    loop {
        let file = session.file.clone();
        let untold = blocking(move || Ok::<_, ApiError>(aside::untold(&file))).await;
        let mut all_told = true;
        for (note, unsent) in untold.unwrap_or_default() {
            let remainder = Remainder { unsent: unsent.unsent, oldest_at: unsent.oldest_at };
            let told = match remainder.unsent {
                0 => Ok(()),
                _ => session.client.tell_remainder(unsent.id, &remainder).await,
            };
            match told {
                // A portal that takes no such word will not take it later either.
                Err(error) if !matches!(error.status(), Some(403..=405)) => {
                    tracing::info!(%error, "what was set aside could not be told");
                    all_told = false;
                }
                _ => {
                    let marked =
                        blocking(move || aside::mark_told(&note).map_err(store::StoreError::Io));
                    all_told &= marked.await.is_ok();
                }
            }
        }
        if all_told {
            return;
        }
        tokio::time::sleep(TELL_AGAIN).await;
    }
}
