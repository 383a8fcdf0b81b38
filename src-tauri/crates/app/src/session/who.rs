//! Who sits here, as the portal tells it. It is asked again and again, and every answer is taken
//! whole: a changed role opens and closes places at once, and whoever works elsewhere from now on does
//! not go on in this facility's database.

use std::time::Duration;

use portal::wire::Me;

use crate::error::ApiError;
use crate::session::coming_and_going::{Ending, note_role};
use crate::session::confirmed;
use crate::session::leaving::stop;
use crate::state::Session;

/// How often the portal is asked.
pub(crate) const EVERY: Duration = Duration::from_secs(60);

/// Asks once. Without an answer what was known last goes on to hold.
pub(crate) async fn ask(session: &Session) {
    match session.client.me().await {
        Ok(me) => {
            if let Err(error) = take(session, me).await {
                tracing::error!(code = ?error.code, "who sits here could not be written down");
            }
        }
        Err(error) => tracing::info!(%error, "the portal was not asked who sits here"),
    }
}

async fn take(session: &Session, me: Me) -> Result<(), ApiError> {
    let before = session.me();
    if *before == me {
        return note(session, me).await;
    }
    if (&before.subject, &before.facility) != (&me.subject, &me.facility) {
        tracing::warn!("the person works elsewhere from now on: this session is over");
        drop(stop(session, Ending::Moved));
        // What is kept opens the right database at the next sign-in.
        session.take_me(me).await;
        return Ok(());
    }
    let (role, now) = (me.role, session.own_now());
    // It holds before it is written down: a full disk keeps nobody in a role.
    session.take_me(me.clone()).await;
    session.tell_window(true);
    session.write(move |tx| note_role(tx, role, now)).await?;
    note(session, me).await
}

async fn note(session: &Session, me: Me) -> Result<(), ApiError> {
    let (store, now) = (session.store.clone(), session.own_now());
    let noted = tokio::task::spawn_blocking(move || confirmed::note(&store, &me, now));
    Ok(noted.await.map_err(|_| ApiError::failed("寫入被中斷，資料沒有被動過。請再試一次。"))??)
}
