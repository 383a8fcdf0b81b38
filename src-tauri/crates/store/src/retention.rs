//! What is over for longer than the facility keeps words (個資法 11 III): of a closed case its number,
//! codes, dates, counts and digests stay, and nothing that somebody wrote or is called, wherever it
//! lies. What counts and the audit log rest on none of it.
//!
//! An account that is in use, since an inmate has it, is no closed case: it stays as the portal tells
//! it. So do the inmates of the facility.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::taipei_date;
use domain::{Case, CaseId, Family, Private, SuspensionRecord};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

use crate::act::Act;
use crate::columns::{blob, collect, from_json, id_at, micros, to_json};
use crate::waivers::Waiver;
use crate::{StoreError, audit, claims, documents, erasure, pack, photos, search, wordless};

/// So many cases are erased in one transaction: whoever works meanwhile waits no longer than for that.
const AT_ONCE: u32 = 200;

/// With nothing on its way and nothing to settle, and nothing that happened at or after `?1`.
const AT_REST: &str = "id NOT IN (SELECT case_id FROM words_gone)
       AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.case_id = id
                         AND coalesce(accepted_at, decided_at) >= ?1)
       AND NOT EXISTS (SELECT 1 FROM escalations WHERE escalations.case_id = id
                         AND (asked_at >= ?1 OR fate = 'unsent' OR state = 'open'))
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.case_id = id)
       AND NOT EXISTS (SELECT 1 FROM tray WHERE tray.case_id = id AND settled_at IS NULL)";

/// Cases that are closed, and those that are gone but for what was decided, on which nothing happened
/// since `before` (by the portal's clock): some of them, until none is left. Reads an index alone, and
/// keeps no writer waiting.
///
/// # Errors
/// A failing database.
pub fn past(c: &Connection, before: DateTime<Utc>) -> Result<Vec<CaseId>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "SELECT id FROM (
             SELECT id FROM cases
             WHERE kind IN ('application', 'post') AND place = 'closed' AND arrived_at < ?1
             UNION
             SELECT case_id FROM decisions
             -- A full snapshot may yet bring the case.
             WHERE NOT EXISTS (SELECT 1 FROM feed WHERE restarting)
               AND case_id NOT IN (SELECT id FROM cases)
               AND case_id NOT IN (SELECT case_id FROM tombstones)
               AND case_id NOT IN (SELECT case_id FROM erased_cases))
         WHERE {AT_REST} LIMIT ?2"
    ))?;
    collect(&mut statement, params![micros(before), AT_ONCE], |row| id_at(row, "id"))
}

/// Erases the words of those of these cases that are still [`past`], each with an audit entry. `now` is
/// the PC's clock, for the log. Answers how many.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn erase_cases(
    tx: &Transaction<'_>,
    cases: &[CaseId],
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut erased = 0;
    for case in cases {
        let still: bool = tx
            .prepare_cached(&format!(
                "SELECT {AT_REST} AND NOT EXISTS (SELECT 1 FROM cases
                     WHERE cases.id = given.id AND (place <> 'closed' OR arrived_at >= ?1))
                 FROM (SELECT ?2 AS id) AS given"
            ))?
            .query_row(params![micros(before), blob(&case.0)], |row| row.get(0))?;
        if !still {
            continue;
        }
        erase_case(tx, *case)?;
        let event = audit::Event {
            at: now,
            actor: audit::DESK,
            action: audit::Action::WordsErased,
            subject: audit::case_subject(*case),
            detail: json!({ "before": before }),
        };
        audit::append(tx, &event)?;
        erased += 1;
    }
    Ok(erased)
}

/// Erases what was written beside cases that are over: of accounts that nobody uses, about suspensions
/// that ended before `before`, and what was acknowledged or settled by then. With an audit entry.
/// Answers how much; some of it, until it is none.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn erase_others(
    tx: &Transaction<'_>,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let others = erase_accounts(tx, before)?
        + erase_suspensions(tx, taipei_date(before))?
        + erase_waivers(tx, before)?
        + erase_settled(tx, before)?;
    if others > 0 {
        let event = audit::Event {
            at: now,
            actor: audit::DESK,
            action: audit::Action::WordsErased,
            subject: "desk".to_owned(),
            detail: json!({ "others": others, "before": before }),
        };
        audit::append(tx, &event)?;
    }
    Ok(others)
}

fn erase_case(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    wordless::mark(tx, case)?;
    erasure::strip(tx, case)?;
    documents::forget_case(tx, case)?;
    photos::forget_case(tx, case)?;
    claims::forget(tx, case)?;
    pack::forget(tx, case)?;
    for table in ["notes", "drafts"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE case_id = ?1"))?
            .execute([blob(&case.0)])?;
    }
    let mut statement = tx.prepare_cached("SELECT seq, body FROM cases WHERE id = ?1")?;
    let found = collect(&mut statement, [blob(&case.0)], |row| {
        Ok((row.get::<_, i64>("seq")?, from_json::<Case>(&row.get::<_, String>("body")?, "body")?))
    })?;
    for (seq, case) in found {
        tx.prepare_cached(
            "UPDATE cases SET name = '', relation = '', title = '', number_key = '', staged = NULL,
                              body = ?2
             WHERE seq = ?1",
        )?
        .execute(params![seq, to_json(&case.without_words())?])?;
        search::renew_later(tx, seq)?;
    }
    Ok(())
}

/// Accounts without an inmate and without a case that has words.
fn erase_accounts(tx: &Transaction<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT body FROM families
         WHERE (number_key <> '' OR body ->> '$.applicant.name' <> '')
           AND unixepoch(body ->> '$.registered_at') < ?1
           AND lower(hex(id)) NOT IN (SELECT replace(body ->> '$.family_id', '-', '') FROM inmates
                                      WHERE body ->> '$.family_id' IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.family_id = families.id
                             AND cases.id NOT IN (SELECT case_id FROM words_gone))
           AND NOT EXISTS (SELECT 1 FROM tombstones WHERE tombstones.family_id = families.id)
           AND NOT EXISTS (SELECT 1 FROM suspensions WHERE suspensions.family_id = families.id
                             AND NOT lifted AND last_day >= ?2)
           AND id NOT IN (SELECT family_id FROM outbox WHERE family_id IS NOT NULL)
         LIMIT ?3",
    )?;
    let day = taipei_date(before).to_string();
    let past = params![before.timestamp(), day, AT_ONCE];
    let families: Vec<Family> =
        collect(&mut statement, past, |row| from_json(&row.get::<_, String>(0)?, "family"))?;
    for family in &families {
        let mut family = family.clone();
        family.applicant.forget();
        tx.prepare_cached("UPDATE families SET body = ?2, number_key = '' WHERE id = ?1")?
            .execute(params![blob(&family.id.0), to_json(&family)?])?;
    }
    Ok(families.len())
}

/// What was written about suspensions that ended before this day.
fn erase_suspensions(tx: &Transaction<'_>, before: NaiveDate) -> Result<usize, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT body FROM suspensions WHERE last_day < ?1 AND fate <> 'unsent'")?;
    let records: Vec<SuspensionRecord> = collect(&mut statement, [before.to_string()], |row| {
        from_json(&row.get::<_, String>(0)?, "suspension")
    })?;
    let mut erased = 0;
    for mut record in records {
        let words = [
            &mut record.suspension.grounds,
            &mut record.suspension.family_message,
            &mut record.lift_grounds,
        ];
        if words.iter().all(|text| text.is_empty()) {
            continue;
        }
        words.into_iter().for_each(|text| *text = Private::default());
        tx.prepare_cached("UPDATE suspensions SET body = ?2 WHERE id = ?1")?
            .execute(params![blob(&record.id.0), to_json(&record)?])?;
        erased += 1;
    }
    Ok(erased)
}

/// Why somebody was not suspended.
fn erase_waivers(tx: &Transaction<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT body FROM suspension_waivers WHERE decided_at < ?1 AND body ->> '$.grounds' <> ''",
    )?;
    let waivers: Vec<Waiver> = collect(&mut statement, [micros(before)], |row| {
        from_json(&row.get::<_, String>(0)?, "waiver")
    })?;
    for waiver in &waivers {
        let wordless = Waiver { grounds: Private::default(), ..waiver.clone() };
        tx.prepare_cached("UPDATE suspension_waivers SET body = ?2 WHERE id = ?1")?
            .execute(params![blob(&waiver.id.0), to_json(&wordless)?])?;
    }
    Ok(waivers.len())
}

/// Acts that lay in the tray and were settled, whatever they were about; and what the portal has
/// acknowledged for so long that it will not be asked for again.
fn erase_settled(tx: &Transaction<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT seq, act, act_id, body FROM tray WHERE settled_at < ?1 AND case_id IS NULL",
    )?;
    let settled = collect(&mut statement, [micros(before)], |row| {
        let body: String = row.get("body")?;
        let act = Act::read(&row.get::<_, String>("act")?, id_at(row, "act_id")?, &body)?;
        Ok((row.get::<_, i64>("seq")?, act, body))
    })?;
    let mut erased = 0;
    for (seq, act, body) in settled {
        let wordless = act.without_words().body()?;
        if wordless != body {
            tx.prepare_cached("UPDATE tray SET body = ?2, seen = NULL WHERE seq = ?1")?
                .execute(params![seq, wordless])?;
            erased += 1;
        }
    }
    erased += tx
        .prepare_cached("DELETE FROM acknowledged WHERE accepted_at < ?1")?
        .execute([micros(before)])?;
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use crate::migrate::plan_of;

    #[test]
    fn the_closed_cases_are_looked_through_by_an_index_alone() {
        let plan = plan_of(
            "SELECT id FROM cases
             WHERE kind IN ('application', 'post') AND place = 'closed' AND arrived_at < ?1",
            [0],
        );
        assert!(plan.contains("COVERING INDEX cases_by_place") && !plan.contains("SCAN"), "{plan}");
    }
}
