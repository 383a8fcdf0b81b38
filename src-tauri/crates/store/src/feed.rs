//! Where the desk stands in the portal's change feed, and what this version could not take: of the
//! feed, and of its own outbox.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StoreError;
use crate::columns::{
    blob, collect, instant_at, micros, name, named_at, optional_id_at, optional_instant_at,
};
use crate::decision_table::Fate;

/// Where the desk stands in the change feed of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// `None` before the first page.
    pub epoch: Option<Uuid>,
    /// What the next page is asked for with; `None` begins from the start.
    pub cursor: Option<String>,
    /// The number of the latest full snapshot.
    pub snapshot: i64,
    /// Whether a full snapshot is under way, so that revisions may go back.
    pub restarting: bool,
    /// When a pull last came to the end of the feed.
    pub last_pull_at: Option<DateTime<Utc>>,
    /// When the portal last acknowledged an act.
    pub last_ack_at: Option<DateTime<Utc>>,
}

/// Why something was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A newer portal does something that this version does not know.
    UnknownOp,
    /// An item about a thing of a kind that this version does not know.
    UnknownKind,
    /// An item that is not what the contract says.
    Malformed,
    /// An item that could be read and not be taken in: a rule or the database failed on it.
    NotApplied,
    /// A case that is here and could not be judged beforehand: it is shown before all others.
    NotJudged,
    /// An act of this desk's own outbox that cannot be read: it lies aside, unsent.
    ActUnread,
}

/// Something the feed said and this version could not take. Holds no word of the item itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Rises with every notice that is new.
    pub seq: i64,
    /// When it was last noted, by the PC's clock.
    pub at: DateTime<Utc>,
    /// Why it was noted.
    pub what: NoticeKind,
    /// As on the wire, or the kind of act; empty if unreadable.
    pub kind: String,
    /// The `op` on the wire; empty for an act of our own.
    pub op: String,
    /// The id of the thing; `None` where it could not be read.
    pub id: Option<Uuid>,
    /// Where in the item the reading failed, for IT.
    pub detail: String,
}

/// As of the last transaction; a new store begins without epoch and cursor.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn position(c: &Connection) -> Result<Position, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM feed")?;
    let found = crate::columns::first(&mut statement, [], |row| {
        let epoch: Option<String> = row.get("epoch")?;
        Ok(Position {
            epoch: epoch.and_then(|text| text.parse().ok()),
            cursor: row.get("cursor")?,
            snapshot: row.get("snapshot")?,
            restarting: row.get("restarting")?,
            last_pull_at: optional_instant_at(row, "last_pull_at")?,
            last_ack_at: optional_instant_at(row, "last_ack_at")?,
        })
    })?;
    found.ok_or(StoreError::Unreadable("feed"))
}

/// A page has been applied: the cursor moves in the same transaction.
///
/// # Errors
/// A failing database.
pub fn advance(tx: &Transaction<'_>, epoch: Uuid, cursor: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET epoch = ?1, cursor = ?2")?
        .execute(params![epoch.to_string(), cursor])?;
    Ok(())
}

/// The feed came to its end; a full snapshot, if one was under way, is complete.
///
/// # Errors
/// A failing database.
pub fn finish_pull(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET last_pull_at = ?1, restarting = 0")?
        .execute([micros(now)])?;
    Ok(())
}

/// Begins a full snapshot from no cursor: the portal does not know ours any more, or the person
/// asked for it.
///
/// # Errors
/// A failing database.
pub fn restart(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET cursor = NULL, restarting = 1, snapshot = snapshot + 1")?
        .execute([])?;
    Ok(())
}

pub(crate) fn stamp_acknowledgement(
    tx: &Transaction<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET last_ack_at = ?1")?.execute([micros(now)])?;
    Ok(())
}

/// Writes a notice down; the same one twice is one.
///
/// # Errors
/// A failing database.
pub fn notice(
    tx: &Transaction<'_>,
    what: NoticeKind,
    kind: &str,
    op: &str,
    id: Option<Uuid>,
    detail: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // A missing id would make every such notice a new one.
    let id = id.unwrap_or_default();
    tx.prepare_cached(
        "INSERT INTO feed_notices (at, what, kind, op, id, detail)
         VALUES (:at, :what, :kind, :op, :id, :detail)
         ON CONFLICT (what, kind, op, id) DO UPDATE SET at = excluded.at,
             detail = excluded.detail",
    )?
    .execute(named_params! {
        ":at": micros(now),
        ":what": name(&what)?,
        ":kind": kind,
        ":op": op,
        ":id": blob(&id),
        ":detail": detail,
    })?;
    Ok(())
}

/// The thing has since come in whole: what was said of it is settled.
///
/// # Errors
/// A failing database.
pub fn settle_notices(tx: &Transaction<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM feed_notices
         WHERE id = ?1 AND what IN ('malformed', 'not_applied', 'not_judged')",
    )?
    .execute([blob(&id)])?;
    Ok(())
}

/// Newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn notices(c: &Connection) -> Result<Vec<Notice>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM feed_notices ORDER BY seq DESC")?;
    collect(&mut statement, [], |row| {
        Ok(Notice {
            seq: row.get("seq")?,
            at: instant_at(row, "at")?,
            what: named_at(row, "what")?,
            kind: row.get("kind")?,
            op: row.get("op")?,
            id: optional_id_at::<Uuid>(row, "id")?.filter(|id| !id.is_nil()),
            detail: row.get("detail")?,
        })
    })
}

/// A newer version of the desk may know what an older one skipped, and take what it failed on: the
/// caller takes a full snapshot, which notes anew what still cannot be read. Answers whether there
/// was anything.
///
/// # Errors
/// A failing database.
pub fn forget_skipped(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let gone = tx.execute("DELETE FROM feed_notices", [])?;
    Ok(gone > 0)
}

/// Whether any thing is on record that a whole one may settle.
///
/// # Errors
/// A failing database.
pub fn has_unsettled(c: &Connection) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM feed_notices
                        WHERE what IN ('malformed', 'not_applied', 'not_judged'))",
    )?
    .query_row([], |row| row.get(0))?)
}

/// How many items and acts were set aside, as malformed or because something failed on them, and
/// have not come in whole since.
///
/// # Errors
/// A failing database.
pub fn malformed(c: &Connection) -> Result<u32, StoreError> {
    Ok(c.prepare_cached(
        "SELECT count(*) FROM feed_notices
         WHERE what IN ('malformed', 'not_applied', 'act_unread')",
    )?
    .query_row([], |row| row.get(0))?)
}

/// A full snapshot has named this thing, though it could not be taken: what is here of it, as it
/// was told before, is not swept as if the portal had it no more.
///
/// # Errors
/// A failing database.
pub fn mark_named(tx: &Transaction<'_>, id: Uuid, snapshot: i64) -> Result<(), StoreError> {
    for table in ["cases", "families", "inmates"] {
        tx.prepare_cached(&format!("UPDATE {table} SET snapshot = ?2 WHERE id = ?1"))?
            .execute(params![blob(&id), snapshot])?;
    }
    Ok(())
}

/// Notes the portal's epoch before its first page has come.
///
/// # Errors
/// A failing database.
pub fn set_epoch(tx: &Transaction<'_>, epoch: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET epoch = ?1")?.execute([epoch.to_string()])?;
    Ok(())
}

/// Whether a record of the feed says more than what is known here: its fate and revision.
pub(crate) fn is_news(known: Option<(Fate, u64)>, revision: u64, restarted: bool) -> bool {
    restarted || known.is_none_or(|(fate, known)| fate != Fate::Accepted || revision > known)
}
