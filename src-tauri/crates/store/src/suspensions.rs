//! 暫停使用 (貳.四): suspensions that supervisors ordered, here or elsewhere.

use chrono::{DateTime, Utc};
use domain::{FamilyId, Private, StaffMember, Suspension, SuspensionId, SuspensionRecord};
use rusqlite::{Connection, Transaction, named_params, params};
use serde_json::json;

use crate::act::{Act, not_kept};
use crate::columns::{blob, collect, first, from_json, name, named_at, to_json};
use crate::decision_table::Fate;
use crate::outbox_table;
use crate::{StoreError, audit, feed};

/// A suspension as the store has it; `fate` says whether the portal has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSuspension {
    /// As the portal last told it, or as it was ordered here.
    pub record: SuspensionRecord,
    /// Whether the portal has it.
    pub fate: Fate,
}

/// A supervisor suspends: the order, its outbox row and its audit row, all or none.
///
/// # Errors
/// A failing database.
pub fn order(
    tx: &Transaction<'_>,
    id: SuspensionId,
    suspension: &Suspension,
    by: &StaffMember,
    not_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let record = SuspensionRecord {
        id,
        revision: 0,
        suspension: suspension.clone(),
        ordered_by: by.clone(),
        ordered_at: now,
        lifted_by: None,
        lifted_at: None,
        lift_grounds: Private::default(),
    };
    put(tx, &record, Fate::Unsent)?;
    let act = Act::Suspension { id, suspension: suspension.clone() };
    outbox_table::enqueue(tx, &act, None, not_before, now)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &by.subject,
            action: audit::Action::SuspensionOrdered,
            subject: format!("family:{}", suspension.family_id),
            detail: json!({
                "suspension": id,
                "first_day": suspension.first_day,
                "last_day": suspension.last_day,
                "strikes": suspension.strikes,
            }),
        },
    )
}

/// A supervisor ends a suspension early.
///
/// # Errors
/// A failing database.
pub fn lift(
    tx: &Transaction<'_>,
    id: SuspensionId,
    grounds: &Private,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let act = Act::Lift { id, grounds: grounds.clone() };
    outbox_table::enqueue(tx, &act, None, now, now)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &by.subject,
            action: audit::Action::SuspensionLifted,
            subject: format!("suspension:{id}"),
            detail: json!({}),
        },
    )
}

/// What the feed says of a suspension. Returns whether it was news.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn take_record(
    tx: &Transaction<'_>,
    record: &SuspensionRecord,
    restarted: bool,
) -> Result<bool, StoreError> {
    let known = get(tx, record.id)?.map(|known| (known.fate, known.record.revision));
    let news = feed::is_news(known, record.revision, restarted);
    if news {
        put(tx, record, Fate::Accepted)?;
    }
    Ok(news)
}

fn put(tx: &Transaction<'_>, record: &SuspensionRecord, fate: Fate) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO suspensions (id, family_id, revision, first_day, last_day, lifted, fate, body)
         VALUES (:id, :family, :revision, :first, :last, :lifted, :fate, :body)
         ON CONFLICT (id) DO UPDATE SET
             revision = excluded.revision, first_day = excluded.first_day,
             last_day = excluded.last_day, lifted = excluded.lifted, fate = excluded.fate,
             body = excluded.body",
    )?
    .execute(named_params! {
        ":id": blob(&record.id.0),
        ":family": blob(&record.suspension.family_id.0),
        ":revision": record.revision as i64,
        ":first": record.suspension.first_day.to_string(),
        ":last": record.suspension.last_day.to_string(),
        ":lifted": record.lifted_at.is_some(),
        ":fate": name(&fate)?,
        ":body": to_json(record)?,
    })?;
    Ok(())
}

/// One suspension, ordered here or told by the portal.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, id: SuspensionId) -> Result<Option<StoredSuspension>, StoreError> {
    let mut statement = c.prepare_cached("SELECT fate, body FROM suspensions WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], read)
}

/// All suspensions of a family, oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_family(c: &Connection, family: FamilyId) -> Result<Vec<StoredSuspension>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT fate, body FROM suspensions WHERE family_id = ?1 ORDER BY first_day",
    )?;
    collect(&mut statement, [blob(&family.0)], read)
}

/// All suspensions, newest first: 停用管理.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn list(c: &Connection, limit: u32) -> Result<Vec<StoredSuspension>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT fate, body FROM suspensions ORDER BY first_day DESC, id DESC LIMIT ?1",
    )?;
    collect(&mut statement, [limit], read)
}

/// Our orders that the portal has not answered for.
pub(crate) fn unsent(c: &Connection) -> Result<Vec<(Act, DateTime<Utc>)>, StoreError> {
    let mut statement =
        c.prepare("SELECT fate, body FROM suspensions WHERE fate = 'unsent' ORDER BY first_day")?;
    let found = collect(&mut statement, [], read)?;
    let act = |one: SuspensionRecord| Act::Suspension { id: one.id, suspension: one.suspension };
    Ok(found.into_iter().map(|one| (act(one.record.clone()), one.record.ordered_at)).collect())
}

/// An order that the restored portal may not know any more is as it was when it was given.
pub(crate) fn order_again(tx: &Transaction<'_>, id: SuspensionId) -> Result<(), StoreError> {
    let Some(stored) = get(tx, id)? else { return Ok(()) };
    let record = SuspensionRecord {
        revision: 0,
        lifted_by: None,
        lifted_at: None,
        lift_grounds: Private::default(),
        ..stored.record
    };
    put(tx, &record, Fate::Unsent)
}

/// The portal was restored from a backup: it will tell again which suspensions it knows. With
/// `compared`, ours stay until the portal has said which of them it does not have.
///
/// # Errors
/// A failing database.
pub fn unlearn(tx: &Transaction<'_>, compared: bool) -> Result<(), StoreError> {
    let not_kept = not_kept("suspension", "suspensions.id", compared);
    tx.execute(&format!("DELETE FROM suspensions WHERE fate = 'accepted' AND {not_kept}"), [])?;
    Ok(())
}

pub(crate) fn set_fate(
    tx: &Transaction<'_>,
    id: SuspensionId,
    fate: Fate,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE suspensions SET fate = ?2 WHERE id = ?1")?
        .execute(params![blob(&id.0), name(&fate)?])?;
    Ok(())
}

/// The portal has taken the lifting; who and when comes with the feed.
pub(crate) fn mark_lifted(tx: &Transaction<'_>, id: SuspensionId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE suspensions SET lifted = 1 WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<StoredSuspension, StoreError> {
    Ok(StoredSuspension {
        record: from_json(&row.get::<_, String>("body")?, "suspension")?,
        fate: named_at(row, "fate")?,
    })
}
