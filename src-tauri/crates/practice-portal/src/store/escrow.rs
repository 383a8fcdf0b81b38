//! What desks left here to be opened with, each for its own person.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::StoreResult;

/// In the place of what this person's desk left before.
pub(crate) fn put_escrow(
    tx: &Transaction<'_>,
    subject: &str,
    desk: Uuid,
    secret: &str,
) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO escrow (subject, desk, secret) VALUES (?1, ?2, ?3)
         ON CONFLICT (subject, desk) DO UPDATE SET secret = excluded.secret",
        params![subject, desk.to_string(), secret],
    )?;
    Ok(())
}

pub(crate) fn escrow(
    connection: &Connection,
    subject: &str,
    desk: Uuid,
) -> StoreResult<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT secret FROM escrow WHERE subject = ?1 AND desk = ?2")?
        .query_row([subject, &desk.to_string()], |row| row.get(0))
        .optional()?)
}
