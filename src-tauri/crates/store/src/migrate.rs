//! Brings a database to this version's schema: numbered files, one IMMEDIATE transaction, a copy
//! of the file before, and no way back.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::{OpenError, StoreError, files, identities, search};

/// In order; the first brings an empty file to version 1. A released file is never changed again.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../../../schema/store/0001_init.sql"),
    include_str!("../../../../schema/store/0002_supervision.sql"),
    include_str!("../../../../schema/store/0003_deliveries.sql"),
    include_str!("../../../../schema/store/0004_words_due.sql"),
    include_str!("../../../../schema/store/0005_same_number.sql"),
    include_str!("../../../../schema/store/0006_tombstones.sql"),
    include_str!("../../../../schema/store/0007_durable.sql"),
    include_str!("../../../../schema/store/0008_post_words.sql"),
    include_str!("../../../../schema/store/0009_post_photos.sql"),
    include_str!("../../../../schema/store/0010_words_gone.sql"),
];

/// Marks the file as one of this desk ("NBDK").
const APPLICATION_ID: i32 = 0x4E42_444B;

pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let known = MIGRATIONS.len() as u32;
    let found = version(connection)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy_before(connection, path, found)?;
    }
    apply(connection, found)?;
    Ok(())
}

pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn apply(connection: &mut Connection, found: u32) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for migration in &MIGRATIONS[found as usize..] {
        tx.execute_batch(migration)?;
    }
    // What SQL alone cannot work out of the rows that are there.
    if (1..5).contains(&found) {
        identities::fill(&tx)?;
        search::rebuild(&tx)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    Ok(tx.commit()?)
}

/// The file is locked by this process, and after the checkpoint everything is in it.
fn copy_before(connection: &Connection, path: &Path, found: u32) -> Result<PathBuf, OpenError> {
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(StoreError::from)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".before-{found}"));
    let copy = path.with_file_name(name);
    files::copy(path, &copy).map_err(OpenError::from_io)?;
    Ok(copy)
}

/// How a statement would be run on a database of today, a line for each step.
#[cfg(test)]
pub(crate) fn plan_of(statement: &str, parameters: impl rusqlite::Params) -> String {
    let c = Connection::open_in_memory().expect("a database");
    for migration in MIGRATIONS {
        c.execute_batch(migration).expect("the schema");
    }
    let mut statement = c.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).expect("prepared");
    let plan = statement.query_map(parameters, |row| row.get::<_, String>("detail"));
    let lines = plan.expect("a plan").map(|line| line.expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}
