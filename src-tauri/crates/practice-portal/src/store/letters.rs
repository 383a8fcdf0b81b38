//! Letters to families: written once for each change in the feed, and sent when they can be.

use chrono::{DateTime, Duration, Utc};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::{Accounts, StoreResult};

/// A letter to one family member.
pub(crate) struct Letter {
    pub recipient: String,
    pub subject: String,
    pub body: String,
}

/// A letter as it lies in the mailbox or waits to be sent.
pub(crate) struct KeptLetter {
    pub seq: i64,
    pub letter: Letter,
    pub written_at: DateTime<Utc>,
    pub attempts: u32,
}

/// Longest wait before a letter is tried again.
const LONGEST_WAIT: Duration = Duration::hours(1);
/// What a page of the mailbox shows.
const SHOWN: i64 = 50;

fn write(tx: &Transaction<'_>, letter: &Letter, now: DateTime<Utc>) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO letter (recipient, subject, body, written_ms, next_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![letter.recipient, letter.subject, letter.body, now.timestamp_millis()],
    )?;
    Ok(())
}

impl Accounts {
    pub(crate) fn write_letter(&mut self, letter: &Letter, now: DateTime<Utc>) -> StoreResult<()> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write(&tx, letter, now)?;
        tx.commit()?;
        Ok(())
    }

    /// Whether there is nobody to write to.
    pub(crate) fn has_no_accounts(&self) -> StoreResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM account)")?
            .query_row([], |row| row.get(0))?)
    }

    /// How far into the feed of this epoch letters have been written.
    pub(crate) fn bookmark(&self, epoch: Uuid) -> StoreResult<Option<i64>> {
        Ok(self
            .connection
            .query_row("SELECT seq FROM bookmark WHERE epoch = ?1", [epoch.to_string()], |row| {
                row.get(0)
            })
            .optional()?)
    }

    /// The letters of a stretch of the feed and its end go in together, and only if the bookmark is
    /// still where the stretch begins: one that is read twice, or by two at once, writes once.
    pub(crate) fn write_letters(
        &mut self,
        letters: &[Letter],
        epoch: Uuid,
        from: Option<i64>,
        to: i64,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        if self.bookmark(epoch)? != from {
            return Ok(());
        }
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for letter in letters {
            write(&tx, letter, now)?;
        }
        tx.execute(
            "INSERT INTO bookmark (one, epoch, seq) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
            params![epoch.to_string(), to],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// The newest letters, for the mailbox's page.
    pub(crate) fn letters(&self) -> StoreResult<Vec<KeptLetter>> {
        self.select(
            "SELECT seq, recipient, subject, body, written_ms, attempts FROM letter
                     ORDER BY seq DESC LIMIT ?1",
            SHOWN,
        )
    }

    pub(crate) fn letter(&self, seq: i64) -> StoreResult<Option<KeptLetter>> {
        Ok(self
            .select(
                "SELECT seq, recipient, subject, body, written_ms, attempts FROM letter
                     WHERE seq = ?1",
                seq,
            )?
            .pop())
    }

    /// Letters whose time to be sent has come.
    pub(crate) fn letters_due(&self, now: DateTime<Utc>) -> StoreResult<Vec<KeptLetter>> {
        self.select(
            "SELECT seq, recipient, subject, body, written_ms, attempts FROM letter
                     WHERE sent_ms IS NULL AND next_ms <= ?1 ORDER BY seq LIMIT 20",
            now.timestamp_millis(),
        )
    }

    fn select(&self, sql: &str, by: i64) -> StoreResult<Vec<KeptLetter>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([by], |row| {
            Ok(KeptLetter {
                seq: row.get(0)?,
                letter: Letter { recipient: row.get(1)?, subject: row.get(2)?, body: row.get(3)? },
                written_at: DateTime::from_timestamp_millis(row.get(4)?).unwrap_or_default(),
                attempts: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// It is with the mail server now; its words, which may hold a link, are not kept.
    pub(crate) fn letter_sent(&self, seq: i64, now: DateTime<Utc>) -> StoreResult<()> {
        self.connection.execute(
            "UPDATE letter SET sent_ms = ?2, body = '' WHERE seq = ?1",
            params![seq, now.timestamp_millis()],
        )?;
        Ok(())
    }

    /// The mail server will never take it: it is not tried again, and its words are not kept.
    pub(crate) fn letter_refused(&self, seq: i64) -> StoreResult<()> {
        self.connection.execute(
            "UPDATE letter SET attempts = attempts + 1, next_ms = ?2, body = '' WHERE seq = ?1",
            params![seq, i64::MAX],
        )?;
        Ok(())
    }

    /// It could not be sent, and is tried again later.
    pub(crate) fn letter_failed(&self, letter: &KeptLetter, now: DateTime<Utc>) -> StoreResult<()> {
        let wait = Duration::seconds(5 << letter.attempts.min(10)).min(LONGEST_WAIT);
        self.connection.execute(
            "UPDATE letter SET attempts = attempts + 1, next_ms = ?2 WHERE seq = ?1",
            params![letter.seq, (now + wait).timestamp_millis()],
        )?;
        Ok(())
    }
}
