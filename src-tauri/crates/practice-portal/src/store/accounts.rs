//! The families' accounts: registering, verifying, signing in, and what is limited.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use domain::{Applicant, FamilyId};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use uuid::Uuid;

use super::{StoreResult, sign_in::digest};

/// The accounts' own database.
pub(crate) struct Accounts {
    pub(super) connection: Connection,
}

/// A family member's account on the portal.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: Uuid,
    pub family: FamilyId,
    pub applicant: Applicant,
    /// As a PHC string; it never leaves the sign-in.
    pub password: domain::Private,
    pub verified: bool,
}

/// What a link of 操作一.4 is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    Good(Uuid),
    Expired(Uuid),
    Used(Uuid),
    Unknown,
}

/// How an attempt to sign in may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    Open,
    /// Until this instant nobody signs in under this address, whatever the password.
    Locked(DateTime<Utc>),
}

/// A visit with nothing asked of it for so long has ended.
const IDLE: Duration = Duration::minutes(30);
/// No visit lasts longer.
const LONGEST_VISIT: Duration = Duration::hours(8);
/// 資通安全責任等級分級辦法 附表十: five failures lock for 15 minutes.
const FAILURES: i64 = 5;
const LOCK: Duration = Duration::minutes(15);
/// 操作一.4: within ten minutes.
const LINK: Duration = Duration::minutes(10);

fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

const COLUMNS: &str = "a.id, a.family_id, a.applicant, a.password, a.verified_ms IS NOT NULL";

fn account(row: &Row<'_>) -> rusqlite::Result<(String, String, String, String, bool)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn read(row: Option<(String, String, String, String, bool)>) -> StoreResult<Option<Account>> {
    let Some((id, family, applicant, password, verified)) = row else { return Ok(None) };
    Ok(Some(Account {
        id: id.parse().unwrap_or_default(),
        family: FamilyId(family.parse().unwrap_or_default()),
        applicant: serde_json::from_str(&applicant)?,
        password: password.into(),
        verified,
    }))
}

impl Accounts {
    pub(crate) fn open(path: Option<&Path>) -> StoreResult<Self> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.execute_batch("PRAGMA foreign_keys = ON;")?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute_batch(include_str!("accounts.sql"))?;
            tx.pragma_update(None, "user_version", 1)?;
            tx.commit()?;
        }
        Ok(Self { connection })
    }

    /// Takes a registration in. An address that nobody has verified yet may be registered anew and
    /// its earlier links are void; `None` if the address has a verified account already.
    pub(crate) fn register(
        &mut self,
        email: &str,
        password: &str,
        applicant: &Applicant,
        now: DateTime<Utc>,
    ) -> StoreResult<Option<Uuid>> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let taken: bool = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM account WHERE email = ?1 AND verified_ms IS NOT NULL)",
            [email],
            |row| row.get(0),
        )?;
        if taken {
            return Ok(None);
        }
        tx.execute("DELETE FROM account WHERE email = ?1", [email])?;
        let id = crate::random::uuid();
        tx.execute(
            "INSERT INTO account (id, family_id, email, password, applicant, registered_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                id.to_string(),
                crate::random::uuid().to_string(),
                email,
                password,
                serde_json::to_string(applicant)?,
                ms(now)
            ],
        )?;
        tx.commit()?;
        Ok(Some(id))
    }

    pub(crate) fn by_email(&self, email: &str) -> StoreResult<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.email = ?1");
        read(self.connection.prepare_cached(&sql)?.query_row([email], account).optional()?)
    }

    pub(crate) fn by_id(&self, id: Uuid) -> StoreResult<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.id = ?1");
        let id = id.to_string();
        read(self.connection.prepare_cached(&sql)?.query_row([id], account).optional()?)
    }

    pub(crate) fn by_family(&self, family: FamilyId) -> StoreResult<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.family_id = ?1");
        let id = family.to_string();
        read(self.connection.prepare_cached(&sql)?.query_row([id], account).optional()?)
    }

    // Links.

    /// A new link for an account; earlier ones that were not used are void.
    pub(crate) fn keep_link(
        &self,
        account: Uuid,
        secret: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        self.connection.execute(
            "UPDATE link SET expires_ms = min(expires_ms, ?2) WHERE account_id = ?1 AND used = 0",
            params![account.to_string(), ms(now)],
        )?;
        self.connection.execute(
            "INSERT INTO link (hash, account_id, expires_ms) VALUES (?1, ?2, ?3)",
            params![digest(secret), account.to_string(), ms(now + LINK)],
        )?;
        Ok(())
    }

    pub(crate) fn link(&self, secret: &str, now: DateTime<Utc>) -> StoreResult<Link> {
        let found: Option<(String, i64, bool)> = self
            .connection
            .query_row(
                "SELECT account_id, expires_ms, used FROM link WHERE hash = ?1",
                [digest(secret)],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        Ok(match found {
            None => Link::Unknown,
            Some((account, expires, used)) => {
                let account = account.parse().unwrap_or_default();
                match (used, expires > ms(now)) {
                    (true, _) => Link::Used(account),
                    (false, true) => Link::Good(account),
                    (false, false) => Link::Expired(account),
                }
            }
        })
    }

    /// Verifies the account of a link that is still good; of two at once only one does.
    pub(crate) fn verify(&mut self, secret: &str, now: DateTime<Utc>) -> StoreResult<bool> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let account: Option<String> = tx
            .query_row(
                "UPDATE link SET used = 1 WHERE hash = ?1 AND used = 0 AND expires_ms > ?2
                 RETURNING account_id",
                params![digest(secret), ms(now)],
                |row| row.get(0),
            )
            .optional()?;
        let Some(account) = account else { return Ok(false) };
        tx.execute(
            "UPDATE account SET verified_ms = coalesce(verified_ms, ?2) WHERE id = ?1",
            params![account, ms(now)],
        )?;
        tx.commit()?;
        Ok(true)
    }

    // Signing in.

    /// Counts an attempt before its password is looked at, so that many at once are not more than
    /// one after the other. A success takes the count back by [`Accounts::begin_visit`].
    pub(crate) fn attempt(&mut self, email: &str, now: DateTime<Utc>) -> StoreResult<Attempt> {
        let who = digest(email);
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (count, locked): (i64, i64) = tx
            .query_row("SELECT count, locked_until_ms FROM failure WHERE who = ?1", [&who], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?
            .unwrap_or((0, 0));
        if locked > ms(now) {
            return Ok(Attempt::Locked(DateTime::from_timestamp_millis(locked).unwrap_or(now)));
        }
        // A lock that is over begins a new count.
        let count = if locked > 0 { 1 } else { count + 1 };
        let until = if count >= FAILURES { ms(now + LOCK) } else { 0 };
        tx.execute(
            "INSERT INTO failure (who, count, locked_until_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (who) DO UPDATE SET count = ?2, locked_until_ms = ?3",
            params![who, count, until],
        )?;
        tx.commit()?;
        Ok(Attempt::Open)
    }

    /// Until when an address is locked, if it is.
    pub(crate) fn locked_until(
        &self,
        email: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<Option<DateTime<Utc>>> {
        let until: Option<i64> = self
            .connection
            .query_row(
                "SELECT locked_until_ms FROM failure WHERE who = ?1 AND locked_until_ms > ?2",
                params![digest(email), ms(now)],
                |row| row.get(0),
            )
            .optional()?;
        Ok(until.and_then(DateTime::from_timestamp_millis))
    }

    pub(crate) fn begin_visit(
        &mut self,
        account: Uuid,
        email: &str,
        secret: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM failure WHERE who = ?1", [digest(email)])?;
        tx.execute("DELETE FROM visit WHERE begun_ms < ?1", [ms(now - Duration::days(1))])?;
        tx.execute(
            "INSERT INTO visit (hash, account_id, begun_ms, seen_ms) VALUES (?1, ?2, ?3, ?3)",
            params![digest(secret), account.to_string(), ms(now)],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Whose visit it is, if it has not ended; being asked keeps it going.
    pub(crate) fn visitor(&self, secret: &str, now: DateTime<Utc>) -> StoreResult<Option<Account>> {
        let seen = self.connection.execute(
            "UPDATE visit SET seen_ms = ?2 WHERE hash = ?1 AND seen_ms > ?3 AND begun_ms > ?4",
            params![digest(secret), ms(now), ms(now - IDLE), ms(now - LONGEST_VISIT)],
        )?;
        if seen == 0 {
            return Ok(None);
        }
        self.owner(secret)
    }

    /// Whose visit it is or was: what was typed before it ended can still be kept for its owner.
    pub(crate) fn owner(&self, secret: &str) -> StoreResult<Option<Account>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM visit v JOIN account a ON a.id = v.account_id WHERE v.hash = ?1"
        );
        let hash = digest(secret);
        read(self.connection.prepare_cached(&sql)?.query_row([hash], account).optional()?)
    }

    pub(crate) fn end_visit(&self, secret: &str) -> StoreResult<()> {
        self.connection.execute("DELETE FROM visit WHERE hash = ?1", [digest(secret)])?;
        Ok(())
    }

    /// Writes down that `who` does `what`; `false`, and nothing written, if that has been done
    /// `most` times within `within`.
    pub(crate) fn may(
        &mut self,
        who: &str,
        what: &str,
        most: i64,
        within: Duration,
        now: DateTime<Utc>,
    ) -> StoreResult<bool> {
        let who = digest(who);
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM tried WHERE at_ms < ?1", [ms(now - Duration::days(2))])?;
        let done: i64 = tx.query_row(
            "SELECT count(*) FROM tried WHERE who = ?1 AND what = ?2 AND at_ms > ?3",
            params![who, what, ms(now - within)],
            |row| row.get(0),
        )?;
        if done >= most {
            return Ok(false);
        }
        tx.execute(
            "INSERT INTO tried (who, what, at_ms) VALUES (?1, ?2, ?3)",
            params![who, what, ms(now)],
        )?;
        tx.commit()?;
        Ok(true)
    }
}
