//! The texts of all posts that are here, handed one by one to whoever looks through them.
//!
//! They are the posts that a reviewer may open, of the queue and closed ones. A case that the portal
//! has erased or does not name any more ([`crate::tombstones`]) is not among them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use domain::{CaseState, Verdict};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use serde::Deserialize;

use crate::columns::{collect, first, from_json, instant_at, named_at};
use crate::queue::{QueueRow, ROW};
use crate::{Store, StoreError};

/// So many connections read at once; the others stay for whoever works at the desk meanwhile.
const THREADS: usize = 2;
/// Rows that one of them takes at a time.
const STRIDE: i64 = 2_048;

/// What was found in the posts' texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sifted<T> {
    /// How many posts were looked at.
    pub looked_at: u32,
    /// Those that were kept, the latest first.
    pub kept: Vec<Kept<T>>,
}

/// A post that was kept, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// By which [`row`] and [`reasons`] know it.
    pub seq: i64,
    /// As the portal has it.
    pub state: CaseState,
    /// When its present revision came in.
    pub arrived_at: DateTime<Utc>,
    /// What `judge` had to say.
    pub found: T,
}

/// Looks through title and body of every post, on two threads, and keeps those of which `judge`
/// has something to say. Each thread sees a snapshot of its own, so that a post that comes in
/// meanwhile may be counted or not.
///
/// # Errors
/// A failing database.
pub fn sift<T: Send>(
    store: &Store,
    judge: impl Fn(&str, &str) -> Option<T> + Sync,
) -> Result<Sifted<T>, StoreError> {
    let (from, last) = store.read(bounds)?;
    let next = AtomicI64::new(from);
    let work = || {
        let mut part = Sifted { looked_at: 0, kept: Vec::new() };
        store.read::<_, StoreError>(|c| {
            loop {
                let from = next.fetch_add(STRIDE, Ordering::Relaxed);
                if from > last {
                    return Ok(());
                }
                sift_rows(c, from, &judge, &mut part)?;
            }
        })?;
        Ok(part)
    };
    let parts: Vec<Result<Sifted<T>, StoreError>> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let others = others.into_iter().map(|other| other.join().unwrap_or(Err(StoreError::Busy)));
        others.chain([mine]).collect()
    });
    let mut all = Sifted { looked_at: 0, kept: Vec::new() };
    for part in parts {
        let part = part?;
        all.looked_at += part.looked_at;
        all.kept.extend(part.kept);
    }
    all.kept.sort_by_key(|kept| std::cmp::Reverse((kept.arrived_at, kept.seq)));
    Ok(all)
}

fn bounds(c: &Connection) -> Result<(i64, i64), StoreError> {
    Ok(c.prepare_cached("SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM cases")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn sift_rows<T>(
    c: &Connection,
    from: i64,
    judge: &impl Fn(&str, &str) -> Option<T>,
    part: &mut Sifted<T>,
) -> Result<(), StoreError> {
    // Every column is in the index, which is a fifth of the table.
    let mut statement = c.prepare_cached(
        "SELECT seq, state, arrived_at, title, body ->> '$.body'
         FROM cases INDEXED BY cases_post_words
         WHERE kind = 'post' AND seq >= ?1 AND seq < ?2",
    )?;
    let mut rows = statement.query(params![from, from.saturating_add(STRIDE)])?;
    while let Some(row) = rows.next()? {
        part.looked_at += 1;
        let found = judge(text(row, 3)?, text(row, 4)?);
        if let Some(found) = found {
            part.kept.push(Kept {
                seq: row.get(0)?,
                state: named_at(row, "state")?,
                arrived_at: instant_at(row, "arrived_at")?,
                found,
            });
        }
    }
    Ok(())
}

/// A text where it lies, without a copy.
fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, StoreError> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| StoreError::Unreadable("text"))
        }
        _ => Ok(""),
    }
}

/// Our decisions on posts that the portal has not taken yet.
///
/// # Errors
/// A failing database.
pub fn on_their_way(c: &Connection) -> Result<HashMap<i64, Verdict>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT cases.seq, decisions.verdict FROM outbox
         JOIN decisions ON decisions.id = outbox.act_id
         JOIN cases ON cases.id = outbox.case_id
         WHERE outbox.act = 'decision' AND cases.kind = 'post'",
    )?;
    let all = collect(&mut statement, [], |row| Ok((row.get("seq")?, named_at(row, "verdict")?)))?;
    Ok(all.into_iter().collect())
}

/// The line of one post, as the queue would show it; `None` if it has gone meanwhile.
///
/// # Errors
/// A failing database.
pub fn row(c: &Connection, seq: i64) -> Result<Option<QueueRow>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{ROW} WHERE cases.seq = ?1"))?;
    first(&mut statement, [seq], QueueRow::read)
}

/// Title and body of one post as the family wrote them; `None` if it has gone meanwhile.
///
/// # Errors
/// A failing database.
pub fn words(c: &Connection, seq: i64) -> Result<Option<(String, String)>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT title, body ->> '$.body' FROM cases WHERE seq = ?1")?;
    first(&mut statement, [seq], |row| Ok((text(row, 0)?.to_owned(), text(row, 1)?.to_owned())))
}

/// The codes of the reasons by which a case stands decided: of the last decision on it that holds
/// or is on its way. Empty where nobody has decided.
///
/// # Errors
/// A failing database.
pub fn reasons(c: &Connection, seq: i64) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Given {
        code: String,
    }
    let mut statement = c.prepare_cached(
        "SELECT decisions.body ->> '$.reasons' AS reasons FROM decisions
         WHERE case_id = (SELECT id FROM cases WHERE seq = ?1)
           AND fate IN ('accepted', 'unsent') AND overturned_by IS NULL
         ORDER BY decided_at DESC LIMIT 1",
    )?;
    let given = first(&mut statement, [seq], |row| {
        let reasons: Option<String> = row.get("reasons")?;
        from_json::<Vec<Given>>(reasons.as_deref().unwrap_or("[]"), "reasons")
    })?;
    Ok(given.unwrap_or_default().into_iter().map(|given| given.code).collect())
}
