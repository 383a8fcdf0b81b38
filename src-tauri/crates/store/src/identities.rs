//! Who has the same identity number: over the whole facility, by an index and not by reading every
//! case. The number stands in its row alone, and so is gone when the case or the person is erased.

use domain::identity::number_key;
use domain::{Applicant, Application, Case, Family};
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{collect, from_json};

/// More than this says no more to the person who looks.
const MOST: u32 = 50;

pub(crate) const APPLICATIONS: &str = "SELECT body FROM cases
     WHERE number_key = ?1 AND number_key <> '' AND kind = 'application'
     ORDER BY arrived_at DESC LIMIT ?2";
pub(crate) const ACCOUNTS: &str = "SELECT body FROM families
     WHERE number_key = ?1 AND number_key <> '' LIMIT ?2";

/// Applications in any state by whoever has this identity number, newest first, at most 50. The
/// number may be written in any way; what is no number finds nothing.
///
/// # Errors
/// A failing database.
pub fn applications(c: &Connection, number: &str) -> Result<Vec<Application>, StoreError> {
    let Some(key) = number_key(number) else { return Ok(Vec::new()) };
    let mut statement = c.prepare_cached(APPLICATIONS)?;
    let cases = collect(&mut statement, params![key, MOST], |row| {
        from_json::<Case>(&row.get::<_, String>(0)?, "body")
    })?;
    Ok(cases
        .into_iter()
        .filter_map(|case| match case {
            Case::Application(application) => Some(application),
            Case::Post(_) => None,
        })
        .collect())
}

/// Accounts that were registered with this identity number, at most 50.
///
/// # Errors
/// A failing database.
pub fn accounts(c: &Connection, number: &str) -> Result<Vec<Family>, StoreError> {
    let Some(key) = number_key(number) else { return Ok(Vec::new()) };
    let mut statement = c.prepare_cached(ACCOUNTS)?;
    collect(&mut statement, params![key, MOST], |row| {
        from_json(&row.get::<_, String>(0)?, "family")
    })
}

/// What a case is looked up by; a post has no number.
pub(crate) fn key_of(case: &Case) -> String {
    match case {
        Case::Application(application) => column(&application.applicant),
        Case::Post(_) => String::new(),
    }
}

pub(crate) fn column(applicant: &Applicant) -> String {
    number_key(applicant.national_id.as_str()).unwrap_or_default()
}

/// Gives the cases and families of a database from before version 5 their keys. A row that this
/// version cannot read stays without one; the feed will bring it again.
pub(crate) fn fill(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut read = tx.prepare("SELECT seq, body FROM cases WHERE kind = 'application'")?;
    let mut write = tx.prepare("UPDATE cases SET number_key = ?2 WHERE seq = ?1")?;
    let mut rows = read.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        if let Ok(case) = from_json::<Case>(&body, "body") {
            keys.push((row.get::<_, i64>(0)?, key_of(&case)));
        }
    }
    for (seq, key) in keys {
        write.execute(params![seq, key])?;
    }
    let mut read = tx.prepare("SELECT id, body FROM families")?;
    let mut write = tx.prepare("UPDATE families SET number_key = ?2 WHERE id = ?1")?;
    let mut rows = read.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        if let Ok(family) = from_json::<Family>(&body, "family") {
            keys.push((row.get::<_, Vec<u8>>(0)?, column(&family.applicant)));
        }
    }
    for (id, key) in keys {
        write.execute(params![id, key])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::plan_of;

    #[test]
    fn a_look_up_reads_by_the_indexes_and_never_the_whole_table() {
        for (statement, index) in
            [(APPLICATIONS, "cases_by_number_key"), (ACCOUNTS, "families_by_number_key")]
        {
            let plan = plan_of(statement, params!["A123456789", MOST]);
            assert!(plan.contains(index) && !plan.contains("SCAN"), "{plan}");
        }
    }
}
