//! 認領: who works on which case at the moment, as the portal last told it. A courtesy: nothing
//! correct rests on what is here, and a row that is missing costs nothing.

use chrono::{DateTime, Utc};
use domain::{CaseId, CaseRef, StaffMember};
use rusqlite::{Connection, Row, Transaction, named_params};
use uuid::Uuid;

use crate::StoreError;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant_at, micros, name, named_at, to_json,
};

/// A claim on a case; there is one for each case at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredClaim {
    /// The portal's name for it.
    pub id: Uuid,
    /// The claimed case.
    pub case: CaseRef,
    /// Whether the person signed in holds it.
    pub mine: bool,
    /// Whether this desk took it, and so gives it back.
    pub here: bool,
    /// Whoever works on it.
    pub holder: StaffMember,
    /// Rises with every claim of the case.
    pub fence: u64,
    /// By the portal's clock.
    pub claimed_at: DateTime<Utc>,
    /// By the portal's clock; after it the case is free again.
    pub expires_at: DateTime<Utc>,
}

/// Notes a claim in place of the one that was known.
///
/// # Errors
/// A failing database.
pub fn put(tx: &Transaction<'_>, claim: &StoredClaim) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO claims (case_id, kind, claim_id, mine, here, holder, fence,
                                        claimed_at, expires_at)
         VALUES (:case, :kind, :id, :mine, :here, :holder, :fence, :claimed_at, :expires_at)",
    )?
    .execute(named_params! {
        ":case": blob(&claim.case.id.0),
        ":kind": name(&claim.case.kind)?,
        ":id": blob(&claim.id),
        ":mine": claim.mine,
        ":here": claim.here,
        ":holder": to_json(&claim.holder)?,
        ":fence": claim.fence as i64,
        ":claimed_at": micros(claim.claimed_at),
        ":expires_at": micros(claim.expires_at),
    })?;
    Ok(())
}

/// Takes the portal's whole list of the claims in force. What this desk took stays, unless
/// somebody else has claimed the case since; that an own claim is not in the list is found out
/// when it is extended. Answers whether anything is different now.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn take_list(tx: &Transaction<'_>, list: &[StoredClaim]) -> Result<bool, StoreError> {
    let before = all(tx)?;
    for old in before.iter().filter(|old| !old.here) {
        if !list.iter().any(|new| new.case.id == old.case.id) {
            forget(tx, old.case.id)?;
        }
    }
    for new in list {
        match before.iter().find(|old| old.case.id == new.case.id) {
            // The list is older than what this desk was told since.
            Some(old) if old.fence > new.fence => {}
            Some(old) if old.id == new.id => {
                put(tx, &StoredClaim { here: old.here, ..new.clone() })?
            }
            _ => put(tx, new)?,
        }
    }
    Ok(all(tx)? != before)
}

/// Forgets the claim on a case, whoever has it.
///
/// # Errors
/// A failing database.
pub fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM claims WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}

/// Forgets one claim, but not a newer one on the same case.
///
/// # Errors
/// A failing database.
pub fn forget_claim(tx: &Transaction<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM claims WHERE claim_id = ?1")?.execute([blob(&id)])?;
    Ok(())
}

/// Who works on the case, as last heard; whether that still holds is the caller's to judge.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Option<StoredClaim>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM claims WHERE case_id = ?1")?;
    first(&mut statement, [blob(&case.0)], read)
}

/// Everybody's: as many as people work at the moment, and what they have taken along.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn all(c: &Connection) -> Result<Vec<StoredClaim>, StoreError> {
    collect(&mut *c.prepare_cached("SELECT * FROM claims ORDER BY claimed_at, case_id")?, [], read)
}

/// The fence under which a decision on this case is made now: that of the own claim.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn fence(c: &Connection, case: CaseId) -> Result<Option<u64>, StoreError> {
    Ok(of_case(c, case)?.filter(|claim| claim.mine).map(|claim| claim.fence))
}

fn read(row: &Row<'_>) -> Result<StoredClaim, StoreError> {
    Ok(StoredClaim {
        id: id_at(row, "claim_id")?,
        case: CaseRef { kind: named_at(row, "kind")?, id: id_at(row, "case_id")? },
        mine: row.get("mine")?,
        here: row.get("here")?,
        holder: from_json(&row.get::<_, String>("holder")?, "holder")?,
        fence: row.get::<_, i64>("fence")? as u64,
        claimed_at: instant_at(row, "claimed_at")?,
        expires_at: instant_at(row, "expires_at")?,
    })
}
