//! Families and inmates as the portal last told them.

use domain::{CaseId, Family, FamilyId, Inmate, InmateId};
use rusqlite::{Connection, Transaction, named_params, params};

use crate::columns::{blob, collect, first, from_json, id_at, to_json};
use crate::{StoreError, identities, search};

/// Stores a family. Returns whether it was news; with `restarted`, an older revision is too.
///
/// # Errors
/// A failing database.
pub fn upsert_family(
    tx: &Transaction<'_>,
    family: &Family,
    restarted: bool,
    snapshot: i64,
) -> Result<bool, StoreError> {
    let suspended_until = family.suspended_until.map(|day| day.to_string());
    let changed = tx
        .prepare_cached(
            "INSERT INTO families (id, revision, suspended_until, body, snapshot, number_key)
             VALUES (:id, :revision, :until, :body, :snapshot, :number_key)
             ON CONFLICT (id) DO UPDATE SET
                 revision = excluded.revision, suspended_until = excluded.suspended_until,
                 body = excluded.body, snapshot = excluded.snapshot,
                 number_key = excluded.number_key
             WHERE :restarted OR excluded.revision > families.revision",
        )?
        .execute(named_params! {
            ":id": blob(&family.id.0),
            ":revision": family.revision as i64,
            ":until": suspended_until,
            ":body": to_json(family)?,
            ":snapshot": snapshot,
            ":number_key": identities::column(&family.applicant),
            ":restarted": restarted,
        })?;
    Ok(changed > 0)
}

/// Stores an inmate, and renews the search words of their cases if number or name changed.
/// Returns whether it was news.
///
/// # Errors
/// A failing database.
pub fn upsert_inmate(
    tx: &Transaction<'_>,
    inmate: &Inmate,
    restarted: bool,
    snapshot: i64,
) -> Result<bool, StoreError> {
    let known = first(
        &mut *tx.prepare_cached("SELECT number, name FROM inmates WHERE id = ?1")?,
        [blob(&inmate.id.0)],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
    )?;
    let changed = tx
        .prepare_cached(
            "INSERT INTO inmates (id, revision, number, name, juvenile, status, body, snapshot)
             VALUES (:id, :revision, :number, :name, :juvenile, :status, :body, :snapshot)
             ON CONFLICT (id) DO UPDATE SET
                 revision = excluded.revision, number = excluded.number, name = excluded.name,
                 juvenile = excluded.juvenile, status = excluded.status, body = excluded.body,
                 snapshot = excluded.snapshot
             WHERE :restarted OR excluded.revision > inmates.revision",
        )?
        .execute(named_params! {
            ":id": blob(&inmate.id.0),
            ":revision": inmate.revision as i64,
            ":number": inmate.number,
            ":name": inmate.name.as_str(),
            ":juvenile": inmate.juvenile,
            ":status": inmate.status.code,
            ":body": to_json(inmate)?,
            ":snapshot": snapshot,
            ":restarted": restarted,
        })?;
    let renamed =
        known.is_none_or(|(number, name)| number != inmate.number || name != inmate.name.as_str());
    if changed > 0 && renamed {
        renew_words(tx, inmate.id)?;
    }
    Ok(changed > 0)
}

fn renew_words(tx: &Transaction<'_>, inmate: InmateId) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("SELECT seq FROM cases WHERE inmate_id = ?1")?;
    for seq in collect(&mut statement, [blob(&inmate.0)], |row| Ok(row.get(0)?))? {
        search::renew_later(tx, seq)?;
    }
    Ok(())
}

/// A family as the portal last told it; `None` where it has not.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn family(c: &Connection, id: FamilyId) -> Result<Option<Family>, StoreError> {
    let mut statement = c.prepare_cached("SELECT body FROM families WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], |row| from_json(&row.get::<_, String>(0)?, "family"))
}

/// An inmate as the portal last told it; `None` where it has not.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn inmate(c: &Connection, id: InmateId) -> Result<Option<Inmate>, StoreError> {
    let mut statement = c.prepare_cached("SELECT body FROM inmates WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], |row| from_json(&row.get::<_, String>(0)?, "inmate"))
}

/// Inmates whose 呼號 begins so, by number.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn inmates_by_number(
    c: &Connection,
    beginning: &str,
    limit: u32,
) -> Result<Vec<Inmate>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT body FROM inmates WHERE substr(number, 1, length(?1)) = ?1
         ORDER BY number LIMIT ?2",
    )?;
    collect(&mut statement, params![beginning, limit], |row| {
        from_json(&row.get::<_, String>(0)?, "inmate")
    })
}

/// Erases a family; its cases are purged apart.
///
/// # Errors
/// A failing database.
pub fn forget_family(tx: &Transaction<'_>, id: FamilyId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM families WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

/// Erases an inmate; returns their cases, which the caller purges.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn forget_inmate(tx: &Transaction<'_>, id: InmateId) -> Result<Vec<CaseId>, StoreError> {
    tx.prepare_cached("DELETE FROM inmates WHERE id = ?1")?.execute([blob(&id.0)])?;
    let mut statement = tx.prepare_cached("SELECT id FROM cases WHERE inmate_id = ?1")?;
    collect(&mut statement, [blob(&id.0)], |row| id_at(row, "id"))
}

/// Erases the people whom a finished full snapshot has not named and no case needs, be it one that
/// is put away.
///
/// # Errors
/// A failing database.
pub fn sweep(tx: &Transaction<'_>, snapshot: i64) -> Result<(), StoreError> {
    for (table, column) in [("families", "family_id"), ("inmates", "inmate_id")] {
        tx.execute(
            &format!(
                "DELETE FROM {table} WHERE snapshot < ?1
                   AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.{column} = {table}.id)
                   AND NOT EXISTS (SELECT 1 FROM tombstones
                                   WHERE tombstones.{column} = {table}.id)"
            ),
            [snapshot],
        )?;
    }
    Ok(())
}
