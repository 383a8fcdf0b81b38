//! 待處理衝突: acts that the portal could not take as they are, until somebody settles them.

use chrono::{DateTime, Utc};
use domain::outbox::ParkReason;
use domain::{Case, CaseId, Decision, DecisionRecord};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::act::Act;
use crate::columns::{
    blob, collect, first, from_json, id_at, instant_at, micros, name, optional_id_at, to_json,
};
use crate::decision_table::{self, Fate};
use crate::{StoreError, audit, cases, outbox_table, places};

/// An act that the portal could not take, until somebody settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayItem {
    /// Rises with every act that comes here; settling goes by it.
    pub seq: i64,
    /// As it was sent.
    pub act: Act,
    /// The case that it is about; absent for a suspension and what belongs to one.
    pub case: Option<CaseId>,
    /// The case as its author saw it, where it was still here.
    pub seen: Option<Case>,
    /// Why the portal could not take it.
    pub reason: ParkReason,
    /// By the PC's clock.
    pub parked_at: DateTime<Utc>,
}

/// How a parked act was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// 保留對方的決定
    KeptTheirs,
    /// A new decision was made on the present revision.
    DecidedAnew,
    /// 請求改判 or 送主管裁決
    Escalated,
    /// The family withdrew: there is nothing to decide any more.
    Void,
    /// The portal had it after all.
    Confirmed,
    /// Its case is back as it was, and it is on its way again.
    SentAgain,
}

pub(crate) fn add(
    tx: &Transaction<'_>,
    act: &Act,
    body: &str,
    reason: &ParkReason,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO tray (act, act_id, case_id, body, seen, reason, parked_at)
         VALUES (:act, :id, :case, :body,
                 coalesce((SELECT body FROM cases WHERE id = :case AND revision = :revision),
                          (SELECT body FROM tombstones
                           WHERE case_id = :case AND body ->> '$.revision' = :revision)),
                 :reason, :now)",
    )?
    .execute(named_params! {
        ":act": act.kind(),
        ":id": blob(&act.id()),
        ":case": act.case().map(|case| *case.0.as_bytes()),
        ":body": body,
        ":revision": act.base_revision().map(|revision| revision as i64),
        ":reason": to_json(reason)?,
        ":now": micros(now),
    })?;
    Ok(())
}

/// What is not settled, oldest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn list(c: &Connection) -> Result<Vec<TrayItem>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM tray WHERE settled_at IS NULL ORDER BY seq")?;
    collect(&mut statement, [], read)
}

/// How many are not settled.
///
/// # Errors
/// A failing database.
pub fn count(c: &Connection) -> Result<u32, StoreError> {
    Ok(c.prepare_cached("SELECT count(*) FROM tray WHERE settled_at IS NULL")?
        .query_row([], |row| row.get(0))?)
}

/// What lies in the tray for a case.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Vec<TrayItem>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM tray WHERE case_id = ?1 AND settled_at IS NULL ORDER BY seq",
    )?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// Settles one item. Returns whether it was open.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn settle(
    tx: &Transaction<'_>,
    seq: i64,
    settlement: Settlement,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let item = first(
        &mut *tx.prepare_cached("SELECT * FROM tray WHERE seq = ?1 AND settled_at IS NULL")?,
        [seq],
        read,
    )?;
    let Some(item) = item else { return Ok(false) };
    tx.prepare_cached(
        "UPDATE tray SET settled_at = ?2, settlement = ?3, seen = NULL WHERE seq = ?1",
    )?
    .execute(params![seq, micros(now), name(&settlement)?])?;
    if let Some(case) = item.case {
        places::settle(tx, case)?;
    }
    let mut detail = json!({ "how": settlement });
    detail[item.act.kind()] = json!(item.act.id());
    audit::append(
        tx,
        &audit::Event {
            at: now,
            actor,
            action: audit::Action::TraySettled,
            subject: match item.case {
                Some(case) => audit::case_subject(case),
                None => format!("{}:{}", item.act.kind(), item.act.id()),
            },
            detail,
        },
    )?;
    Ok(true)
}

/// Sends a decision that lies here because its case was gone: the case is back as its author saw it,
/// and the same decision goes under the same id. `false`, and nothing changed: it is not so.
///
/// # Errors
/// A failing database.
pub fn send_again(
    tx: &Transaction<'_>,
    seq: i64,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT * FROM tray WHERE seq = ?1 AND settled_at IS NULL")?;
    let Some(item) = first(&mut statement, [seq], read)? else { return Ok(false) };
    let Act::Decision { id, decision } = &item.act else { return Ok(false) };
    let case = decision.case.id;
    let Some(stored) = cases::get(tx, case)? else { return Ok(false) };
    let queued = outbox_table::decision_of_case(tx, case)?.is_some();
    if queued || !can_be_sent_again(&item.reason, decision, &stored.case) {
        return Ok(false);
    }
    settle(tx, seq, Settlement::SentAgain, actor, now)?;
    decision_table::set_fate(tx, *id, Fate::Unsent)?;
    outbox_table::enqueue(tx, &item.act, Some(stored.case.family_id()), now, now)?;
    places::settle(tx, case)?;
    Ok(true)
}

/// Whether a parked decision still fits the case as it is here: the case was gone, by the feed or by
/// the portal's 404, and is back as it was.
pub fn can_be_sent_again(reason: &ParkReason, decision: &Decision, case: &Case) -> bool {
    matches!(reason, ParkReason::LeftScope | ParkReason::Other { status: 404, .. })
        && case.revision() == decision.base_revision
        && (case.state().is_open() || decision.overturns.is_some())
}

/// The portal has erased the case: what waited for its return waits no longer.
pub(crate) fn will_not_return(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    for item in of_case(tx, case)? {
        if item.reason == ParkReason::LeftScope {
            tx.prepare_cached("UPDATE tray SET reason = ?2 WHERE seq = ?1")?
                .execute(params![item.seq, to_json(&ParkReason::Purged)?])?;
        }
    }
    Ok(())
}

/// Settles everything that lies in the tray for a case.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn settle_case(
    tx: &Transaction<'_>,
    case: CaseId,
    settlement: Settlement,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for item in of_case(tx, case)? {
        settle(tx, item.seq, settlement, audit::DESK, now)?;
    }
    Ok(())
}

/// The portal has erased the case: what was said in the acts that lie here is forgotten, also in
/// those that were settled.
pub(crate) fn erase_words(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let items = collect(
        &mut *tx.prepare_cached(
            "SELECT * FROM tray WHERE case_id = ?1
                OR (act = 'settlement'
                    AND act_id IN (SELECT id FROM escalations WHERE case_id = ?1))",
        )?,
        [blob(&case.0)],
        read,
    )?;
    for item in items {
        tx.prepare_cached("UPDATE tray SET body = ?2, seen = NULL WHERE seq = ?1")?
            .execute(params![item.seq, item.act.without_words().body()?])?;
    }
    Ok(())
}

/// The feed tells of a decision that lies here: the portal had it after all.
pub(crate) fn confirm_decision(
    tx: &Transaction<'_>,
    record: &DecisionRecord,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for item in of_case(tx, record.decision.case.id)? {
        if item.act.id() == record.id.0 {
            settle(tx, item.seq, Settlement::Confirmed, audit::DESK, now)?;
            decision_table::set_fate(tx, record.id, Fate::Accepted)?;
        }
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<TrayItem, StoreError> {
    let kind: String = row.get("act")?;
    Ok(TrayItem {
        seq: row.get("seq")?,
        act: Act::read(&kind, id_at(row, "act_id")?, &row.get::<_, String>("body")?)?,
        case: optional_id_at(row, "case_id")?,
        seen: row
            .get::<_, Option<String>>("seen")?
            .map(|text| from_json(&text, "seen"))
            .transpose()?,
        reason: from_json(&row.get::<_, String>("reason")?, "reason")?,
        parked_at: instant_at(row, "parked_at")?,
    })
}
