//! 認領 on the screen: who works on a case, since when, and whether that is certain; and giving
//! everything back when the person leaves.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::CaseId;
use store::claims::StoredClaim;

use crate::error::ApiError;
use crate::state::session::Session;
use crate::views::case::ClaimView;
use crate::words;

/// The window is gone already: so long its process still tries to give claims back.
const FAREWELL: Duration = Duration::from_millis(1500);

impl Session {
    /// Everybody's claims, by case: a few hundred at most.
    pub(crate) async fn claims(&self) -> Result<HashMap<CaseId, StoredClaim>, ApiError> {
        let all = self.read(store::claims::all).await?;
        Ok(all.into_iter().map(|claim| (claim.case.id, claim)).collect())
    }

    pub(crate) fn claim_view(&self, claim: &StoredClaim, now: DateTime<Utc>) -> ClaimView {
        ClaimView {
            mine: claim.mine,
            holder: claim.holder.display_name.clone(),
            since: words::clock(claim.claimed_at, now),
            until: words::clock(claim.expires_at, now),
            stale: !self.engine.is_certain(claim),
        }
    }

    /// Gives claims back, as far as a moment suffices; the rest run out by themselves.
    pub(crate) async fn give_claims_back(&self, shift_too: bool) {
        match tokio::time::timeout(FAREWELL, self.engine.leave(shift_too)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(%error, "claims are left to run out"),
            Err(_) => tracing::info!("claims are left to run out: the portal is slow"),
        }
    }

    /// Tells the portal how much stays here unsent, for the supervisor's desk.
    pub(crate) async fn tell_remainder(&self) {
        match tokio::time::timeout(FAREWELL, self.engine.tell_remainder()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(%error, "the remainder could not be told"),
            Err(_) => tracing::info!("the remainder could not be told: the portal is slow"),
        }
    }
}
