//! The portal's database: opening it, its epoch, and copies of it to go back to.

mod accounts;
mod acts;
mod attachments;
mod audit_heads;
mod claims;
mod decisions;
mod drafts;
mod entities;
mod escrow;
mod letters;
mod policies;
mod recount;
mod remainders;
mod sign_in;
mod suspensions;

use std::{path::Path, time::Duration};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use uuid::Uuid;

pub(crate) use accounts::{Account, Accounts, Attempt, Link};
pub(crate) use acts::{StoredAct, find_act, keep_act};
pub(crate) use attachments::{
    add_attachment, add_picture, attachment, forget_attachments, read_bytes,
};
pub(crate) use audit_heads::{
    audit_head, audit_heads_of, forget_audit_heads, keep_audit_head, last_audit_head,
    newest_audit_heads,
};
pub(crate) use claims::{
    claim_by_id, claims_in_force, drop_claim, extend_claim, newest_claim, next_fence, put_claim,
};
pub(crate) use decisions::{
    decision_in_force, index_decision, last_published, mark_overturned, rejections,
};
pub(crate) use entities::{
    Entity, Kind, Op, append_raw, case_counts, cases_of_family, cases_of_inmate, entities, entity,
    inmate_by_number, leave_scope, mark_of, newest_seq, page, purge, put, return_to_scope,
    was_ever,
};
pub(crate) use escrow::{escrow, put_escrow};
pub(crate) use letters::{KeptLetter, Letter};
pub(crate) use policies::{add_policy, knows_policy, policies};
pub use recount::Recount;
pub(crate) use recount::recount;
pub(crate) use remainders::{put_remainder, remainders};
pub(crate) use sign_in::{Code, SignIn, Token};
pub(crate) use suspensions::{
    due_to_begin, due_to_end, end_suspension, has_suspension_from, index_suspension, is_rested_on,
    set_in_force,
};

/// Of the database's schema.
const VERSION: i64 = 5;

/// A failure of the database itself; what is refused by a rule is a problem, not an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database refused")]
    Sqlite(#[from] rusqlite::Error),
    #[error("a row of the database does not read as what it should be")]
    Row(#[from] serde_json::Error),
}

pub(crate) type StoreResult<T> = Result<T, StoreError>;

/// The one connection to the portal's world.
pub(crate) struct Store {
    connection: Connection,
}

/// The portal's world as it was at one moment.
pub struct PortalCopy {
    connection: Connection,
    taken_at: DateTime<Utc>,
}

impl PortalCopy {
    /// The portal's time at which the copy was taken.
    pub fn taken_at(&self) -> DateTime<Utc> {
        self.taken_at
    }
}

/// What identifies a portal's database.
pub(crate) struct Identity {
    pub epoch: Uuid,
    pub restored_to: Option<DateTime<Utc>>,
    pub facility: String,
}

impl Store {
    /// Opens a database; says whether it is a new, empty one.
    pub(crate) fn open(
        path: Option<&Path>,
        facility: &str,
        epoch: Uuid,
    ) -> StoreResult<(Self, bool)> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(64);
        // A practice world may be lost with the computer's power, but not with the portal's process.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;",
        )?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let fresh = version == 0;
        if fresh {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute_batch(include_str!("schema.sql"))?;
            tx.execute_batch(include_str!("audit_heads.sql"))?;
            tx.execute(
                "INSERT INTO portal (one, epoch, facility) VALUES (1, ?1, ?2)",
                params![epoch.to_string(), facility],
            )?;
            tx.pragma_update(None, "user_version", VERSION)?;
            tx.commit()?;
        } else if version < VERSION {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if version == 1 {
                tx.execute_batch("ALTER TABLE act ADD COLUMN audit_head TEXT")?;
            }
            if version <= 2 {
                tx.execute_batch("ALTER TABLE change ADD COLUMN mark INTEGER NOT NULL DEFAULT 0")?;
            }
            if version <= 3 {
                tx.execute_batch(
                    "CREATE TABLE escrow (subject TEXT NOT NULL, desk TEXT NOT NULL, secret TEXT NOT NULL,
                                          PRIMARY KEY (subject, desk)) STRICT, WITHOUT ROWID",
                )?;
            }
            tx.execute_batch(include_str!("audit_heads.sql"))?;
            tx.pragma_update(None, "user_version", VERSION)?;
            tx.commit()?;
        }
        Ok((Self { connection }, fresh))
    }

    pub(crate) fn read(&self) -> &Connection {
        &self.connection
    }

    /// Runs `write` in one IMMEDIATE transaction; nothing of it stays if it fails.
    pub(crate) fn write<T, E: From<StoreError>>(
        &mut self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let done = write(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// A copy of the whole world, in memory.
    pub(crate) fn copy(&self, now: DateTime<Utc>) -> StoreResult<PortalCopy> {
        let mut connection = Connection::open_in_memory()?;
        {
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut connection)?;
            backup.run_to_completion(1024, Duration::ZERO, None)?;
        }
        Ok(PortalCopy { connection, taken_at: now })
    }

    /// Goes back to a copy, as an operator does after a disk failure: the epoch is a new one.
    /// A desk may have slept through an earlier restore, so `restored_to` never grows within the
    /// time for which desks keep their decisions.
    pub(crate) fn restore(
        &mut self,
        copy: &PortalCopy,
        epoch: Uuid,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        let earlier = identity(&self.connection)?
            .restored_to
            .filter(|earlier| now - *earlier <= chrono::TimeDelta::days(90));
        let restored_to = earlier.map_or(copy.taken_at, |earlier| earlier.min(copy.taken_at));
        self.restore_silently(copy)?;
        self.connection.execute(
            "UPDATE portal SET epoch = ?1, restored_to_ms = ?2",
            params![epoch.to_string(), restored_to.timestamp_millis()],
        )?;
        Ok(())
    }

    /// Goes back to a copy as it is, its epoch too: what an operator must not do, and does.
    pub(crate) fn restore_silently(&mut self, copy: &PortalCopy) -> StoreResult<()> {
        let backup = rusqlite::backup::Backup::new(&copy.connection, &mut self.connection)?;
        Ok(backup.run_to_completion(1024, Duration::ZERO, None)?)
    }
}

pub(crate) fn identity(connection: &Connection) -> StoreResult<Identity> {
    Ok(connection.query_row("SELECT epoch, restored_to_ms, facility FROM portal", [], |row| {
        Ok(Identity {
            epoch: row.get::<_, String>(0)?.parse().unwrap_or_default(),
            restored_to: row.get::<_, Option<i64>>(1)?.and_then(DateTime::from_timestamp_millis),
            facility: row.get(2)?,
        })
    })?)
}

/// The next running number for a 案號 of this kind.
pub(crate) fn next_number(tx: &Transaction<'_>, kind: Kind) -> StoreResult<u32> {
    let sql = match kind {
        Kind::Application => {
            "UPDATE portal SET next_application = next_application + 1 RETURNING next_application - 1"
        }
        _ => "UPDATE portal SET next_post = next_post + 1 RETURNING next_post - 1",
    };
    Ok(tx.query_row(sql, [], |row| row.get(0))?)
}

/// The numbers from which the next 案號 go on.
pub(crate) fn set_numbers(tx: &Transaction<'_>, application: u32, post: u32) -> StoreResult<()> {
    tx.execute("UPDATE portal SET next_application = ?1, next_post = ?2", [application, post])?;
    Ok(())
}
