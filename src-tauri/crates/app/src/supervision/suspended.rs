//! Whether a family is suspended, or a supervisor has decided not to (貳.四).

use chrono::NaiveDate;
use domain::{FamilyId, SuspensionRecord};
use store::decisions::Fate;
use store::tally::FamilyRow;
use store::{Connection, StoreError};

/// The family's suspension that is not over, sent or still to be sent.
pub(crate) fn running_suspension(
    c: &Connection,
    family: FamilyId,
    today: NaiveDate,
) -> Result<Option<SuspensionRecord>, StoreError> {
    Ok(store::suspensions::of_family(c, family)?
        .into_iter()
        .filter(|stored| matches!(stored.fate, Fate::Unsent | Fate::Accepted))
        .map(|stored| stored.record)
        .find(|record| record.suspension.last_day >= today && record.lifted_at.is_none()))
}

/// Whether a supervisor has seen all of these strikes and did not suspend.
pub(crate) fn is_waived(c: &Connection, row: &FamilyRow) -> Result<bool, StoreError> {
    let waivers = store::waivers::of_family(c, row.family)?;
    let Some(latest) = waivers.first() else { return Ok(false) };
    // A strike after it is one that nobody has weighed.
    let weighed = store::decisions::strikes(c, row.family)?
        .iter()
        .filter(|one| one.fate == Fate::Accepted)
        .all(|one| {
            latest.strikes.contains(&one.id)
                || one.accepted_at.is_some_and(|at| at < latest.decided_at)
        });
    Ok(weighed)
}
