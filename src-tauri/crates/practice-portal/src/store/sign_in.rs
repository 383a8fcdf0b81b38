//! Codes and tokens of the sign-in, kept by their digests alone.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::StoreResult;

/// The sign-in's own small database.
pub(crate) struct SignIn {
    connection: Connection,
}

/// A code as it was given out.
pub(crate) struct Code {
    pub grant: Uuid,
    pub subject: String,
    pub redirect_uri: String,
    pub challenge: String,
    pub nonce: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub used: bool,
}

/// A token as it was given out.
pub(crate) struct Token {
    pub grant: Uuid,
    pub subject: String,
    pub refresh: bool,
    pub expires_at: DateTime<Utc>,
    /// A refresh token that was exchanged already.
    pub used: bool,
}

pub(super) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn instant(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

impl SignIn {
    /// Opens the database; `seed` becomes the signing key of a new one.
    pub(crate) fn open(path: Option<&Path>, seed: [u8; 32]) -> StoreResult<Self> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute_batch(include_str!("sign_in.sql"))?;
            tx.execute("INSERT INTO signing_key (one, seed) VALUES (1, ?1)", [seed.as_slice()])?;
            tx.pragma_update(None, "user_version", 1)?;
            tx.commit()?;
        }
        Ok(Self { connection })
    }

    pub(crate) fn signing_seed(&self) -> StoreResult<[u8; 32]> {
        Ok(self.connection.query_row("SELECT seed FROM signing_key", [], |row| row.get(0))?)
    }

    pub(crate) fn keep_code(&self, secret: &str, code: &Code) -> StoreResult<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO code (hash, grant_id, subject, redirect_uri, challenge, nonce, expires_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                digest(secret),
                code.grant.to_string(),
                code.subject,
                code.redirect_uri,
                code.challenge,
                code.nonce,
                code.expires_at.timestamp_millis()
            ])?;
        Ok(())
    }

    /// The code, marked as used from now on.
    pub(crate) fn take_code(&self, secret: &str) -> StoreResult<Option<Code>> {
        let hash = digest(secret);
        let code = self
            .connection
            .prepare_cached(
                "SELECT grant_id, subject, redirect_uri, challenge, nonce, expires_ms, used
                 FROM code WHERE hash = ?1",
            )?
            .query_row([&hash], |row| {
                Ok(Code {
                    grant: row.get::<_, String>(0)?.parse().unwrap_or_default(),
                    subject: row.get(1)?,
                    redirect_uri: row.get(2)?,
                    challenge: row.get(3)?,
                    nonce: row.get(4)?,
                    expires_at: instant(row.get(5)?),
                    used: row.get(6)?,
                })
            })
            .optional()?;
        self.connection.execute("UPDATE code SET used = 1 WHERE hash = ?1", [&hash])?;
        Ok(code)
    }

    pub(crate) fn keep_token(&self, secret: &str, token: &Token) -> StoreResult<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO token (hash, grant_id, subject, refresh, expires_ms, used)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                digest(secret),
                token.grant.to_string(),
                token.subject,
                token.refresh,
                token.expires_at.timestamp_millis(),
                token.used
            ])?;
        Ok(())
    }

    pub(crate) fn token(&self, secret: &str) -> StoreResult<Option<Token>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT grant_id, subject, refresh, expires_ms, used FROM token WHERE hash = ?1",
            )?
            .query_row([digest(secret)], |row| {
                Ok(Token {
                    grant: row.get::<_, String>(0)?.parse().unwrap_or_default(),
                    subject: row.get(1)?,
                    refresh: row.get(2)?,
                    expires_at: instant(row.get(3)?),
                    used: row.get(4)?,
                })
            })
            .optional()?)
    }

    /// Marks a refresh token as exchanged; false if it was already.
    pub(crate) fn use_token(&self, secret: &str) -> StoreResult<bool> {
        let changed = self
            .connection
            .prepare_cached("UPDATE token SET used = 1 WHERE hash = ?1 AND used = 0")?
            .execute([digest(secret)])?;
        Ok(changed == 1)
    }

    /// Ends one sign-in with every token that came of it.
    pub(crate) fn end_grant(&self, grant: Uuid) -> StoreResult<()> {
        self.connection.execute("DELETE FROM token WHERE grant_id = ?1", [grant.to_string()])?;
        Ok(())
    }

    /// Ends every access token, or with `refresh` every sign-in.
    pub(crate) fn end_all(&self, refresh: bool) -> StoreResult<()> {
        self.connection.execute("DELETE FROM token WHERE refresh = 0 OR ?1", [refresh])?;
        Ok(())
    }

    pub(crate) fn sweep(&self, now: DateTime<Utc>) -> StoreResult<()> {
        let ms = now.timestamp_millis();
        self.connection.execute("DELETE FROM token WHERE expires_ms < ?1", [ms])?;
        // A used code is remembered a day, so that using it again ends what came of it.
        self.connection.execute("DELETE FROM code WHERE expires_ms < ?1", [ms - 86_400_000])?;
        Ok(())
    }
}
