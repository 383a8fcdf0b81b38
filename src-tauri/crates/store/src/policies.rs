//! 審核規則: every version that the facility ever had, so that a past decision stays readable
//! under the rules of its day.

use chrono::NaiveDate;
use domain::Policy;
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{collect, first, from_json, to_json};

/// Stores the versions that the portal told; known ones are renewed, none is removed.
///
/// # Errors
/// A failing database.
pub fn put_all(tx: &Transaction<'_>, versions: &[Policy]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO policies (version, in_force_from, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (version) DO UPDATE SET in_force_from = excluded.in_force_from,
             body = excluded.body",
    )?;
    for policy in versions {
        statement.execute(params![
            policy.version,
            policy.in_force_from.to_string(),
            to_json(policy)?
        ])?;
    }
    Ok(())
}

/// The version in force on a day; `None` before the first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn in_force(c: &Connection, day: NaiveDate) -> Result<Option<Policy>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT body FROM policies WHERE in_force_from <= ?1
         ORDER BY in_force_from DESC LIMIT 1",
    )?;
    first(&mut statement, [day.to_string()], read)
}

/// One version by its name, in force or not: a past decision is read under it.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, version: &str) -> Result<Option<Policy>, StoreError> {
    let mut statement = c.prepare_cached("SELECT body FROM policies WHERE version = ?1")?;
    first(&mut statement, [version], read)
}

/// Oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn list(c: &Connection) -> Result<Vec<Policy>, StoreError> {
    let mut statement = c.prepare_cached("SELECT body FROM policies ORDER BY in_force_from")?;
    collect(&mut statement, [], read)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Policy, StoreError> {
    from_json(&row.get::<_, String>(0)?, "policy")
}
