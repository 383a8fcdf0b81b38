//! The sync bar: how the desk stands with the portal, and what the person has still to be told.

use crate::error::ApiError;
use crate::session::health::unread_notice;
use crate::session::{standing, who};
use crate::state::{Desk, Session};
use crate::views::boot::SyncView;
use crate::words;

impl Desk {
    pub async fn sync_status(&self) -> Result<SyncView, ApiError> {
        let session = self.session().await?;
        Ok(whole_sync_view(&session).await)
    }

    /// Tries at once what waits for a better moment.
    pub async fn sync_now(&self) -> Result<SyncView, ApiError> {
        let session = self.session().await?;
        session.engine.sync_now().await;
        who::ask(&session).await;
        // The answer may have ended it.
        let session = self.session().await?;
        Ok(whole_sync_view(&session).await)
    }
}

/// With what the person has still to be told.
pub(crate) async fn whole_sync_view(session: &Session) -> SyncView {
    SyncView { notice: unread_notice(session).await, ..sync_view(session) }
}

fn sync_view(session: &Session) -> SyncView {
    let (status, standing, now) = (session.status(), standing::of(session), session.now());
    SyncView {
        state: standing.state,
        well: standing.well,
        urgent: standing.urgent,
        label: standing.label.to_owned(),
        trouble: standing.trouble(),
        last_pull: status.last_pull_at.map(|at| words::clock(at, now)),
        last_ack: status.last_ack_at.map(|at| words::clock(at, now)),
        queued: status.queued,
        all_sent: status.all_sent(),
        sending: status.sending,
        conflicts: status.failed,
        documents_waiting: status.documents_wanted,
        unreadable: status.malformed,
        // The engine says how far the portal is ahead; the screen, how far this computer is.
        skew_seconds: status.skew.map_or(0, |skew| -skew.num_seconds()),
        portal_time: status.portal_time(session.own_now()).map(|at| words::clock(at, now)),
        notice: None,
    }
}
