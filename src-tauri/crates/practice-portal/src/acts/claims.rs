//! Claims: leases that spare double work and that no correctness rests on.

use chrono::Duration;
use domain::CaseRef;
use portal::wire::{Claim, ClaimExtension, Claims, ClaimsRequest};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{Asking, case};
use crate::{
    problem::{Done, claim_superseded, not_authorised, not_found, validation},
    store::{self, StoreResult},
};

/// Most cases in one request.
const MOST_CASES: usize = 200;

/// The longest claims that this portal gives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Longest {
    pub claim: Duration,
    pub shift: Duration,
}

fn lease(ttl_seconds: u32, longest: Duration) -> Done<Duration> {
    if ttl_seconds == 0 {
        return Err(validation("/ttl_seconds", "認領時間要大於零").into());
    }
    Ok(Duration::seconds(i64::from(ttl_seconds)).min(longest))
}

/// `POST /claims`: a claim for each open case. A case that a colleague holds at the moment comes
/// back with the colleague's claim; one that is not there or not open is left out.
pub(crate) fn claim_cases(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    request: &ClaimsRequest,
    longest: Longest,
) -> Done<Claims> {
    asking.require_right()?;
    let longest = if request.shift { longest.shift } else { longest.claim };
    let lease = lease(request.ttl_seconds, longest)?;
    if request.cases.len() > MOST_CASES {
        return Err(validation("/cases", "一次最多認領 200 件").into());
    }
    let mut claims = Vec::with_capacity(request.cases.len());
    for reference in &request.cases {
        let Some(case) = case(tx, *reference)? else { continue };
        if !case.state().is_open() {
            continue;
        }
        claims.push(claim_case(tx, asking, *reference, lease)?);
    }
    Ok(Claims { claims })
}

fn claim_case(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    case: CaseRef,
    lease: Duration,
) -> StoreResult<Claim> {
    let mut claimed_at = asking.now;
    if let Some(old) = store::newest_claim(tx, case)? {
        let mine = old.holder.subject == asking.person.subject;
        if !mine && old.expires_at > asking.now {
            return Ok(old);
        }
        if mine {
            if old.expires_at > asking.now {
                claimed_at = old.claimed_at;
            }
            store::drop_claim(tx, old.id)?;
        }
    }
    let claim = Claim {
        id: crate::random::uuid_v7(asking.now),
        case,
        holder: asking.person.member(),
        fence: store::next_fence(tx, case)?,
        claimed_at,
        expires_at: asking.now + lease,
    };
    store::put_claim(tx, &claim)?;
    Ok(claim)
}

/// `PUT /claims/{id}`: longer, as long as nobody else has claimed since.
pub(crate) fn extend(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: Uuid,
    extension: &ClaimExtension,
    longest: Duration,
) -> Done<Claim> {
    asking.require_right()?;
    let lease = lease(extension.ttl_seconds, longest)?;
    let Some(mut claim) = store::claim_by_id(tx, id)? else {
        return Err(not_found().into());
    };
    if claim.holder.subject != asking.person.subject {
        return Err(not_authorised("這是同仁的認領").into());
    }
    if let Some(newest) = store::newest_claim(tx, claim.case)?
        && newest.fence > claim.fence
    {
        return Err(claim_superseded(newest).into());
    }
    // A claim for a shift is never cut short by extending it.
    claim.expires_at = claim.expires_at.max(asking.now + lease);
    store::extend_claim(tx, id, claim.expires_at)?;
    Ok(claim)
}

/// `DELETE /claims/{id}`: given back; a second time changes nothing.
pub(crate) fn release(tx: &Transaction<'_>, asking: &Asking<'_>, id: Uuid) -> Done<()> {
    asking.require_right()?;
    match store::claim_by_id(tx, id)? {
        Some(claim) if claim.holder.subject != asking.person.subject => {
            Err(not_authorised("這是同仁的認領").into())
        }
        Some(_) => Ok(store::drop_claim(tx, id)?),
        None => Ok(()),
    }
}
