//! The facility's policy versions, oldest first.

use domain::Policy;
use rusqlite::{Connection, Transaction, params};

use super::StoreResult;

pub(crate) fn add_policy(tx: &Transaction<'_>, policy: &Policy) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO policy (version, data) VALUES (?1, ?2)",
        params![policy.version, serde_json::to_string(policy)?],
    )?;
    Ok(())
}

pub(crate) fn policies(connection: &Connection) -> StoreResult<Vec<Policy>> {
    let mut statement = connection.prepare_cached("SELECT data FROM policy ORDER BY position")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut all: Vec<Policy> = Vec::new();
    for data in rows {
        all.push(serde_json::from_str(&data?)?);
    }
    all.sort_by_key(|policy| policy.in_force_from);
    Ok(all)
}

pub(crate) fn knows_policy(connection: &Connection, version: &str) -> StoreResult<bool> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM policy WHERE version = ?1)")?
        .query_row([version], |row| row.get(0))?)
}
