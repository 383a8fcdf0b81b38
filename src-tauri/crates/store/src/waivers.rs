//! 這次不停用: a supervisor saw that the threshold was reached and decided not to suspend. Kept on
//! this desk and in its audit chain; the portal has no word for it.

use chrono::{DateTime, Utc};
use domain::{DecisionId, FamilyId, Private, StaffMember, WaiverId};
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::columns::{blob, collect, from_json, micros, to_json};
use crate::{StoreError, audit};

/// A choice not to suspend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Made by the desk.
    pub id: WaiverId,
    /// The family that is not suspended.
    pub family_id: FamilyId,
    /// The counting rejections that were on the card.
    pub strikes: Vec<DecisionId>,
    /// For staff.
    pub grounds: Private,
    /// The supervisor who decided so.
    pub by: StaffMember,
    /// By the PC's clock.
    pub decided_at: DateTime<Utc>,
}

/// Writes the choice and its audit row.
///
/// # Errors
/// A failing database.
pub fn put(tx: &Transaction<'_>, waiver: &Waiver) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO suspension_waivers (id, family_id, decided_at, body) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        blob(&waiver.id.0),
        blob(&waiver.family_id.0),
        micros(waiver.decided_at),
        to_json(waiver)?
    ])?;
    audit::append(
        tx,
        &audit::Event {
            at: waiver.decided_at,
            actor: &waiver.by.subject,
            action: audit::Action::SuspensionDeclined,
            subject: format!("family:{}", waiver.family_id),
            detail: json!({ "waiver": waiver.id, "strikes": waiver.strikes }),
        },
    )
}

/// The choices about a family, newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_family(c: &Connection, family: FamilyId) -> Result<Vec<Waiver>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT body FROM suspension_waivers WHERE family_id = ?1 ORDER BY decided_at DESC",
    )?;
    collect(&mut statement, [blob(&family.0)], read)
}

/// Newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn list(c: &Connection, limit: u32) -> Result<Vec<Waiver>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT body FROM suspension_waivers ORDER BY decided_at DESC LIMIT ?1")?;
    collect(&mut statement, [limit], read)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Waiver, StoreError> {
    from_json(&row.get::<_, String>("body")?, "waiver")
}
