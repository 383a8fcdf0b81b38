//! Finding a case by name, number, 案號 or title.
//!
//! Text and query go through one fold (Nguyễn is found by nguyen, 𠮷野 by 吉野, full width by half),
//! so whoever changes the fold has to let a migration call `rebuild`. Text is split into single CJK characters and runs of letters and digits, and asked for as
//! phrases: 「小明」 finds 王小明, which no tokenizer of three characters would.

use domain::CaseId;
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{blob, collect, first};
use crate::phrases::{phrase_query, split};
use crate::queue::{QueueRow, ROW};

/// Cases that hold all the words, open or closed, newest first. Of more than `limit`, those that
/// came to this desk last, so that a name that everybody has costs no more than a rare one.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn find_cases(c: &Connection, words: &str, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
    let Some(query) = phrase_query(words) else { return Ok(Vec::new()) };
    let mut statement = c.prepare_cached(&format!(
        "{ROW} WHERE cases.seq IN (
             SELECT rowid FROM case_words WHERE case_words MATCH ?1
             ORDER BY rowid DESC LIMIT ?2)
         ORDER BY cases.arrived_at DESC"
    ))?;
    collect(&mut statement, params![query, limit], QueueRow::read)
}

/// The case's search words are written with the transaction's end. Every statement that fires a
/// trigger makes FTS5 write out what it has gathered so far; gathered at the end, a page of the
/// feed is written out once.
pub(crate) fn renew_later(tx: &Transaction<'_>, seq: i64) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO words_due (seq) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([seq])?;
    Ok(())
}

/// Writes the search words of every case anew, within this transaction: after a change of the fold.
///
/// # Errors
/// A failing database.
pub(crate) fn rebuild(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO words_due (seq) SELECT seq FROM cases WHERE true ON CONFLICT DO NOTHING",
        [],
    )?;
    renew_due(tx)
}

/// At a transaction's end: the search words of all cases that [`renew_later`] named.
pub(crate) fn renew_due(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut due = tx.prepare_cached(
        "SELECT cases.seq, cases.name, cases.number, cases.title, inmates.number, inmates.name
         FROM words_due LEFT JOIN cases USING (seq)
         -- One whose words are gone is found by its own number alone.
         LEFT JOIN inmates ON inmates.id = cases.inmate_id
              AND cases.id NOT IN (SELECT case_id FROM words_gone)",
    )?;
    let mut rows = due.query([])?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        any = true;
        // Named, and then purged.
        let Some(seq) = row.get(0)? else { continue };
        let mut fields = Vec::with_capacity(5);
        for column in 1..=5 {
            fields.push(split(row.get::<_, Option<String>>(column)?.unwrap_or_default()));
        }
        // A separator that no query holds keeps a phrase from running over two fields.
        write(tx, seq, &fields.join(" zzfieldzz "))?;
    }
    if any {
        tx.prepare_cached("DELETE FROM words_due")?.execute([])?;
    }
    Ok(())
}

fn write(tx: &Transaction<'_>, seq: i64, words: &str) -> Result<(), StoreError> {
    let known = first(
        &mut *tx.prepare_cached("SELECT words FROM case_words WHERE rowid = ?1")?,
        [seq],
        |row| Ok(row.get::<_, String>(0)?),
    )?;
    let statement = match known {
        Some(known) if known == words => return Ok(()),
        Some(_) => "UPDATE case_words SET words = ?2 WHERE rowid = ?1",
        None => "INSERT INTO case_words (rowid, words) VALUES (?1, ?2)",
    };
    tx.prepare_cached(statement)?.execute(params![seq, words])?;
    Ok(())
}

pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM case_words WHERE rowid = (SELECT seq FROM cases WHERE id = ?1)",
    )?
    .execute([blob(&case.0)])?;
    Ok(())
}
