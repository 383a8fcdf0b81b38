//! A case that the portal has erased, as 少年事件處理法 83-1 and 個資法 11 demand: no word of it stays
//! here either, wherever it lies. Verdict, codes and dates stay, since they count.

use domain::CaseId;
use rusqlite::{Connection, Transaction};

use crate::columns::blob;
use crate::{
    StoreError, acknowledged, decision_table, escalations, looks, outbox_table, photos, tray,
};

/// Removes the words of an erased case from what was decided, asked and parked. What is still on
/// its way keeps them until the portal has answered, and loses them then. Answers whether the case
/// had not been erased before.
///
/// # Errors
/// A failing database.
pub fn erase_words(tx: &Transaction<'_>, case: CaseId) -> Result<bool, StoreError> {
    let erased = tx
        .prepare_cached("INSERT OR IGNORE INTO erased_cases (case_id) VALUES (?1)")?
        .execute([blob(&case.0)])?;
    looks::forget(tx, case)?;
    photos::forget_case(tx, case)?;
    tray::will_not_return(tx, case)?;
    strip(tx, case)?;
    Ok(erased > 0)
}

/// An act on this case has come to its end; if the case was erased meanwhile, so are its words.
pub(crate) fn follow(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    if is_erased(tx, case)? { strip(tx, case) } else { Ok(()) }
}

/// The portal was restored from a backup: what it had erased it may have again, and it will say so.
///
/// # Errors
/// A failing database.
pub fn unlearn(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM erased_cases", [])?;
    Ok(())
}

fn is_erased(c: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT EXISTS (SELECT 1 FROM erased_cases WHERE case_id = ?1)")?;
    Ok(statement.query_row([blob(&case.0)], |row| row.get(0))?)
}

pub(crate) fn strip(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    decision_table::erase_words(tx, case)?;
    acknowledged::forget(tx, case)?;
    outbox_table::forget_unread(tx, case)?;
    tray::erase_words(tx, case)?;
    escalations::erase_words(tx, case)
}
