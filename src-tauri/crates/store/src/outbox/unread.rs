//! Acts of the outbox that cannot be read: set aside with a notice, so that the others go. Nothing
//! of them is changed or thrown away, and another version of the desk tries them again.

use chrono::{DateTime, Utc};
use domain::CaseId;
use rusqlite::{Transaction, params};
use serde_json::json;
use uuid::Uuid;

use super::answers::{queue_oldest, set_fate};
use crate::act::Act;
use crate::columns::{collect, id_at, optional_id_at};
use crate::decision_table::{self, Fate};
use crate::feed::NoticeKind;
use crate::outbox_table::{decision_of_case, enqueue_again, find, read, unless_unread};
use crate::{StoreError, audit, escalations, feed, places, suspensions};

/// As much of a row as can be told of one that cannot be read.
struct Outline {
    /// Anything may stand there.
    act: String,
    /// Nothing where not even that is an id.
    id: Option<Uuid>,
    case: Option<CaseId>,
}

impl Outline {
    /// The kind of act, where this version knows it.
    fn kind(&self) -> &'static str {
        let known = ["decision", "escalation", "settlement", "suspension", "lift"];
        known.into_iter().find(|known| *known == self.act).unwrap_or("?")
    }
}

/// Takes out of the outbox what cannot be read. Where the act's own table still knows it, it goes
/// on from there; the rest lies aside, is told of by a notice and does not hold up its case.
/// Answers how many rows were taken out.
///
/// # Errors
/// A failing database.
pub fn set_unread_aside(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let rows = collect(&mut tx.prepare("SELECT * FROM outbox ORDER BY seq")?, [], |row| {
        let seq: i64 = row.get("seq")?;
        Ok(unless_unread(read(row))?.is_none().then_some(seq))
    })?;
    let unread: Vec<i64> = rows.into_iter().flatten().collect();
    for seq in &unread {
        set_aside(tx, *seq, now)?;
    }
    Ok(unread.len())
}

fn set_aside(tx: &Transaction<'_>, seq: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR REPLACE INTO outbox_unread (act, act_id, case_id, family_id, body, created_at)
         SELECT act, act_id, case_id, family_id, body, created_at FROM outbox WHERE seq = ?1",
        [seq],
    )?;
    let mut statement =
        tx.prepare("DELETE FROM outbox WHERE seq = ?1 RETURNING act, act_id, case_id")?;
    for outline in collect(&mut statement, [seq], outline)? {
        let Some(id) = outline.id else {
            tell(tx, &outline, now)?;
            continue;
        };
        let queued = unless_unread(queue_from_its_table(tx, &outline, id, now))?.flatten();
        if let Some(kind) = queued
            && unless_unread(find(tx, kind, &id))?.flatten().is_some()
        {
            drop_row(tx, &outline.act, id)?;
            continue;
        }
        for table in ["decisions", "escalations", "suspensions"] {
            tx.execute(
                &format!("UPDATE {table} SET fate = 'parked' WHERE id = ?1 AND fate = 'unsent'"),
                [id.as_bytes()],
            )?;
        }
        if let Some(case) = outline.case {
            // A later decision on the case has its turn.
            unless_unread(queue_oldest(tx, case, now))?;
            places::settle(tx, case)?;
        }
        tell(tx, &outline, now)?;
    }
    Ok(())
}

/// Puts an act back into the outbox as its own table has it, and answers its kind. Answers and
/// liftings have no table: they have the ids of what they answer and lift.
fn queue_from_its_table(
    tx: &Transaction<'_>,
    outline: &Outline,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<&'static str>, StoreError> {
    if matches!(outline.kind(), "settlement" | "lift") {
        return Ok(None);
    }
    if let Some(stored) = decision_table::get(tx, id.into())? {
        queue_oldest(tx, stored.decision.case.id, now)?;
        return Ok(Some("decision"));
    }
    let asked = escalations::get(tx, id.into())?.filter(|stored| stored.fate == Fate::Unsent);
    let ordered = suspensions::get(tx, id.into())?.filter(|stored| stored.fate == Fate::Unsent);
    let act = match (asked, ordered) {
        (Some(asked), _) => Act::Escalation { id: id.into(), escalation: asked.record.escalation },
        (None, Some(ordered)) => {
            Act::Suspension { id: id.into(), suspension: ordered.record.suspension }
        }
        (None, None) => return Ok(None),
    };
    enqueue_again(tx, &act, &act.body()?, None, now)?;
    Ok(Some(act.kind()))
}

fn drop_row(tx: &Transaction<'_>, act: &str, id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM outbox_unread WHERE act = ?1 AND act_id = ?2",
        params![act, id.as_bytes()],
    )?;
    Ok(())
}

/// Another version of the desk: what it can read goes on its way again, unless its case has been
/// decided anew; of the rest it tells.
///
/// # Errors
/// A failing database.
pub fn try_unread_again(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut statement = tx.prepare(
        "SELECT act, act_id, case_id, family_id, body FROM outbox_unread ORDER BY created_at",
    )?;
    let rows = collect(&mut statement, [], |row| {
        Ok((outline(row)?, optional_id_at(row, "family_id")?, row.get::<_, String>("body")?))
    })?;
    for (outline, family, body) in rows {
        let Some(id) = outline.id else { continue };
        // One that cannot be read waits there in its place.
        let queued = match outline.case {
            Some(case) if outline.act == "decision" => {
                unless_unread(decision_of_case(tx, case))? != Some(None)
            }
            _ => false,
        };
        match Act::read(&outline.act, id, &body) {
            Ok(act) if !queued => {
                drop_row(tx, &outline.act, id)?;
                set_fate(tx, &act, Fate::Unsent)?;
                enqueue_again(tx, &act, &body, family, now)?;
                if let Some(case) = outline.case {
                    places::settle(tx, case)?;
                }
            }
            _ => tell(tx, &outline, now)?,
        }
    }
    Ok(())
}

/// A person sees that it lies aside, and the log says so.
fn tell(tx: &Transaction<'_>, outline: &Outline, now: DateTime<Utc>) -> Result<(), StoreError> {
    feed::notice(tx, NoticeKind::ActUnread, outline.kind(), "outbox", outline.id, "", now)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: audit::DESK,
            action: audit::Action::ActSetAside,
            subject: match outline.case {
                Some(case) => audit::case_subject(case),
                None => "desk".to_owned(),
            },
            detail: json!({ "act": outline.kind(), "id": outline.id }),
        },
    )
}

fn outline(row: &rusqlite::Row<'_>) -> Result<Outline, StoreError> {
    Ok(Outline {
        act: row.get("act")?,
        id: id_at(row, "act_id").ok(),
        case: optional_id_at(row, "case_id").unwrap_or_default(),
    })
}
