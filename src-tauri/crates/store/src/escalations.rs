//! 送主管 and 請求改判: questions to the supervisor, ours and those the portal tells of.

use chrono::{DateTime, Utc};
use domain::{
    CaseId, Escalation, EscalationId, EscalationRecord, EscalationState, Private, StaffMember,
};
use rusqlite::{Connection, Transaction, named_params, params};
use serde_json::json;

use crate::act::{Act, not_kept};
use crate::columns::{blob, collect, first, from_json, id_at, micros, name, named_at, to_json};
use crate::decision_table::Fate;
use crate::outbox_table;
use crate::{StoreError, audit, cases, feed, places, wordless};

/// An escalation as the store has it; `fate` says whether the portal has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEscalation {
    /// As the portal last told it, or as it was asked here.
    pub record: EscalationRecord,
    /// Whether the portal has it.
    pub fate: Fate,
}

/// Asks the supervisor: the question, its outbox row and its audit row, all or none.
///
/// # Errors
/// A failing database.
pub fn ask(
    tx: &Transaction<'_>,
    id: EscalationId,
    escalation: &Escalation,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let record = EscalationRecord {
        id,
        revision: 0,
        escalation: escalation.clone(),
        state: EscalationState::Open,
        asked_by: by.clone(),
        asked_at: now,
        settled_by: None,
        settled_at: None,
        answer: Private::default(),
    };
    put(tx, &record, Fate::Unsent)?;
    let family = cases::get(tx, escalation.case.id)?.map(|stored| stored.case.family_id());
    let act = Act::Escalation { id, escalation: escalation.clone() };
    outbox_table::enqueue(tx, &act, family, now, now)?;
    places::settle(tx, escalation.case.id)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &by.subject,
            action: audit::Action::EscalationAsked,
            subject: audit::case_subject(escalation.case.id),
            detail: json!({
                "escalation": id,
                "proposed": escalation.proposed,
                "against": escalation.against,
            }),
        },
    )
}

/// A supervisor answers: the outbox row and the audit row. Whether they may is the portal's and
/// the caller's concern.
///
/// # Errors
/// A failing database.
pub fn settle(
    tx: &Transaction<'_>,
    id: EscalationId,
    answer: &Private,
    by: &StaffMember,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let act = Act::Settlement { id, answer: answer.clone() };
    outbox_table::enqueue(tx, &act, None, now, now)?;
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor: &by.subject,
            action: audit::Action::EscalationSettled,
            subject: format!("escalation:{id}"),
            detail: json!({}),
        },
    )
}

/// What the feed says of an escalation. Returns whether it was news.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn take_record(
    tx: &Transaction<'_>,
    record: &EscalationRecord,
    restarted: bool,
) -> Result<bool, StoreError> {
    let known = get(tx, record.id)?.map(|known| (known.fate, known.record.revision));
    let news = feed::is_news(known, record.revision, restarted);
    if news {
        let mut record = record.clone();
        if wordless::is_marked(tx, record.escalation.case.id)? {
            forget_words(&mut record);
        }
        put(tx, &record, Fate::Accepted)?;
        places::settle(tx, record.escalation.case.id)?;
    }
    Ok(news)
}

fn put(tx: &Transaction<'_>, record: &EscalationRecord, fate: Fate) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO escalations (id, case_id, revision, state, asked_at, fate, body)
         VALUES (:id, :case, :revision, :state, :asked_at, :fate, :body)
         ON CONFLICT (id) DO UPDATE SET
             revision = excluded.revision, state = excluded.state, asked_at = excluded.asked_at,
             fate = excluded.fate, body = excluded.body",
    )?
    .execute(named_params! {
        ":id": blob(&record.id.0),
        ":case": blob(&record.escalation.case.id.0),
        ":revision": record.revision as i64,
        ":state": name(&record.state)?,
        ":asked_at": micros(record.asked_at),
        ":fate": name(&fate)?,
        ":body": to_json(record)?,
    })?;
    Ok(())
}

/// One question, asked here or told by the portal.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, id: EscalationId) -> Result<Option<StoredEscalation>, StoreError> {
    let mut statement = c.prepare_cached("SELECT fate, body FROM escalations WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], read)
}

/// The open questions, oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn open(c: &Connection) -> Result<Vec<StoredEscalation>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT fate, body FROM escalations
         WHERE state = 'open' AND fate IN ('unsent', 'accepted') ORDER BY asked_at",
    )?;
    collect(&mut statement, [], read)
}

/// The answered questions, the latest asked first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn settled(c: &Connection, limit: u32) -> Result<Vec<StoredEscalation>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT fate, body FROM escalations
         WHERE state = 'settled' AND fate = 'accepted' ORDER BY asked_at DESC LIMIT ?1",
    )?;
    collect(&mut statement, [limit], read)
}

/// All questions about a case, oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Vec<StoredEscalation>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT fate, body FROM escalations WHERE case_id = ?1 ORDER BY asked_at",
    )?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// Our questions that the portal has not answered for.
pub(crate) fn unsent(c: &Connection) -> Result<Vec<(Act, DateTime<Utc>)>, StoreError> {
    let mut statement =
        c.prepare("SELECT fate, body FROM escalations WHERE fate = 'unsent' ORDER BY asked_at")?;
    let found = collect(&mut statement, [], read)?;
    let act = |one: EscalationRecord| Act::Escalation { id: one.id, escalation: one.escalation };
    Ok(found.into_iter().map(|one| (act(one.record.clone()), one.record.asked_at)).collect())
}

/// A question that the restored portal may not know any more is as it was when it was asked.
pub(crate) fn ask_again(tx: &Transaction<'_>, id: EscalationId) -> Result<(), StoreError> {
    let Some(stored) = get(tx, id)? else { return Ok(()) };
    let record = EscalationRecord {
        revision: 0,
        state: EscalationState::Open,
        settled_by: None,
        settled_at: None,
        answer: Private::default(),
        ..stored.record
    };
    put(tx, &record, Fate::Unsent)?;
    places::settle(tx, record.escalation.case.id)
}

/// The portal was restored from a backup: it will tell again which questions it knows, and what it
/// does not know stands in nobody's way. With `compared`, ours stay until the portal has said which
/// of them it does not have.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn unlearn(tx: &Transaction<'_>, compared: bool) -> Result<(), StoreError> {
    let mut statement = tx.prepare(&format!(
        "DELETE FROM escalations WHERE fate = 'accepted' AND {} RETURNING case_id",
        not_kept("escalation", "escalations.id", compared)
    ))?;
    let cases = collect(&mut statement, [], |row| id_at::<CaseId>(row, "case_id"))?;
    cases.into_iter().try_for_each(|case| places::settle(tx, case))
}

fn forget_words(record: &mut EscalationRecord) {
    record.escalation.question = Private::default();
    record.answer = Private::default();
}

/// Removes question and answer; see [`crate::erasure`]. What is on its way keeps them until then.
pub(crate) fn erase_words(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    for stored in of_case(tx, case)? {
        if stored.fate == Fate::Unsent {
            continue;
        }
        let mut record = stored.record;
        forget_words(&mut record);
        tx.prepare_cached("UPDATE escalations SET body = ?2 WHERE id = ?1")?
            .execute(params![blob(&record.id.0), to_json(&record)?])?;
    }
    Ok(())
}

pub(crate) fn set_fate(
    tx: &Transaction<'_>,
    id: EscalationId,
    fate: Fate,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE escalations SET fate = ?2 WHERE id = ?1")?
        .execute(params![blob(&id.0), name(&fate)?])?;
    Ok(())
}

/// The portal has taken the answer; who and when comes with the feed.
pub(crate) fn mark_settled(
    tx: &Transaction<'_>,
    id: EscalationId,
) -> Result<Option<CaseId>, StoreError> {
    tx.prepare_cached("UPDATE escalations SET state = 'settled' WHERE id = ?1")?
        .execute([blob(&id.0)])?;
    let mut statement = tx.prepare_cached("SELECT case_id FROM escalations WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], |row| id_at(row, "case_id"))
}

fn read(row: &rusqlite::Row<'_>) -> Result<StoredEscalation, StoreError> {
    Ok(StoredEscalation {
        record: from_json(&row.get::<_, String>("body")?, "escalation")?,
        fate: named_at(row, "fate")?,
    })
}
