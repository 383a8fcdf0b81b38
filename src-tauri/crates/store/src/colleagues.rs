//! Who works on the notebook besides the person signed in: everybody whose act this desk has.

use rusqlite::Connection;

use crate::StoreError;
use crate::columns::collect;

/// The names of all members of staff that anything here names, each once, in no order. Reads every
/// decision: to be asked now and then.
///
/// # Errors
/// A failing database.
pub fn names(c: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT name FROM (
             SELECT decided_by ->> '$.display_name' AS name FROM decisions
             UNION SELECT holder ->> '$.display_name' FROM claims
             UNION SELECT handed_by ->> '$.display_name' FROM deliveries
             UNION SELECT drawn_by ->> '$.display_name' FROM sample_draws
             UNION SELECT body ->> '$.asked_by.display_name' FROM escalations
             UNION SELECT body ->> '$.settled_by.display_name' FROM escalations
             UNION SELECT body ->> '$.ordered_by.display_name' FROM suspensions
             UNION SELECT body ->> '$.lifted_by.display_name' FROM suspensions)
         WHERE name IS NOT NULL AND trim(name) <> ''",
    )?;
    collect(&mut statement, [], |row| Ok(row.get("name")?))
}
