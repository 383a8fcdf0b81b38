//! 認領 on the screen: who works on a case, since when, and whether that is certain.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::CaseId;
use store::claims::StoredClaim;

use crate::error::ApiError;
use crate::state::Session;
use crate::views::case::ClaimView;
use crate::words;

/// Everybody's claims, by case: a few hundred at most.
pub(crate) async fn claims(session: &Session) -> Result<HashMap<CaseId, StoredClaim>, ApiError> {
    let all = session.read(store::claims::all).await?;
    Ok(all.into_iter().map(|claim| (claim.case.id, claim)).collect())
}

pub(crate) fn claim_view(session: &Session, claim: &StoredClaim, now: DateTime<Utc>) -> ClaimView {
    ClaimView {
        mine: claim.mine,
        holder: claim.holder.display_name.clone(),
        since: words::clock(claim.claimed_at, now),
        until: words::clock(claim.expires_at, now),
        stale: !session.engine.is_certain(claim),
    }
}
