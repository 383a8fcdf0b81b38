//! Cases as the portal last told them, whole.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use domain::merge::{Absent, Local};
use domain::{
    Application, Case, CaseId, CaseKind, CaseState, FamilyId, InmateId, Post, Priority, Verdict,
};
use rusqlite::{Connection, Transaction, named_params, params};
use serde_json::json;

use crate::columns::{blob, collect, first, from_json, id_at, micros, name, named_at, to_json};
use crate::queue::{priority_of, rank_of};
use crate::{
    StoreError, audit, claims, documents, identities, likenesses, photos, places, search, wordless,
};

/// A case and where it stands here.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCase {
    /// As the portal last told it, or as our unsent decision saw it.
    pub case: Case,
    /// Which part of the queue it is in.
    pub place: places::Place,
    /// What it is seen before.
    pub priority: Priority,
    /// A newer version that came in while our decision was on its way.
    pub staged: Option<Case>,
}

static UPSERT: LazyLock<String> = LazyLock::new(|| {
    let place = places::belongs(":id", ":state", ":resubmitted");
    format!(
        "INSERT INTO cases (id, kind, revision, state, number, family_id, inmate_id, name,
                            relation, title, resubmitted, arrived_at, rank, place, body,
                            snapshot, number_key)
         VALUES (:id, :kind, :revision, :state, :number, :family, :inmate, :name, :relation,
                 :title, :resubmitted, :arrived_at, :rank, {place}, :body, :snapshot,
                 :number_key)
         ON CONFLICT (id) DO UPDATE SET
             revision = excluded.revision, state = excluded.state, number = excluded.number,
             family_id = excluded.family_id, inmate_id = excluded.inmate_id,
             name = excluded.name, relation = excluded.relation, title = excluded.title,
             resubmitted = excluded.resubmitted, arrived_at = excluded.arrived_at,
             rank = excluded.rank, place = excluded.place, body = excluded.body, staged = NULL,
             snapshot = excluded.snapshot, number_key = excluded.number_key
         RETURNING seq, place"
    )
});

/// Stores a case as it came: its row, its place, its search words, its wanted documents. `priority`
/// says what it stands before; `snapshot` is the number of the running full snapshot.
///
/// The documents of a case that is closed are not fetched (個資法 5: no more than is needed); those
/// that are here stay until [`purge_documents`].
///
/// # Errors
/// A failing database.
pub fn upsert(
    tx: &Transaction<'_>,
    case: &Case,
    priority: Priority,
    snapshot: i64,
) -> Result<(), StoreError> {
    let kept = wordless::as_kept(tx, case)?;
    let case = kept.as_ref().unwrap_or(case);
    let columns = Columns::of(case);
    let reference = case.reference();
    let (seq, place): (i64, String) = tx.prepare_cached(&UPSERT)?.query_row(
        named_params! {
            ":id": blob(&reference.id.0),
            ":kind": name(&reference.kind)?,
            ":revision": case.revision() as i64,
            ":state": name(&case.state())?,
            ":number": case.number(),
            ":family": blob(&case.family_id().0),
            ":inmate": blob(&case.inmate_id().0),
            ":name": columns.name,
            ":relation": columns.relation,
            ":title": columns.title,
            ":resubmitted": columns.resubmitted,
            ":arrived_at": micros(case.arrived_at()),
            ":rank": rank_of(priority),
            ":body": to_json(case)?,
            ":snapshot": snapshot,
            ":number_key": identities::key_of(case),
        },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    search::renew_later(tx, seq)?;
    keep_documents(tx, case, &place)
}

fn keep_documents(tx: &Transaction<'_>, case: &Case, place: &str) -> Result<(), StoreError> {
    let id = case.reference().id;
    if case.state() == CaseState::Withdrawn {
        // They are nobody's business any more.
        documents::forget_case(tx, id)?;
        photos::forget_case(tx, id)?;
        return likenesses::forget_case(tx, id);
    }
    if let Case::Post(post) = case {
        photos::note(tx, post)?;
    }
    if place == places::Place::Closed.column() {
        documents::want_no_more(tx, id)
    } else {
        documents::want(tx, case)
    }
}

/// Lays a newer version beside the one that our unsent decision is about.
///
/// # Errors
/// A failing database.
pub fn stage(tx: &Transaction<'_>, case: &Case, snapshot: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE cases SET staged = ?2, snapshot = ?3 WHERE id = ?1")?
        .execute(params![blob(&case.reference().id.0), to_json(case)?, snapshot])?;
    Ok(())
}

/// What was laid beside is what is here already.
///
/// # Errors
/// A failing database.
pub fn drop_staged(tx: &Transaction<'_>, id: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE cases SET staged = NULL WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

/// Notes that the running full snapshot names this case, though nothing about it is new.
///
/// # Errors
/// A failing database.
pub fn mark_seen(tx: &Transaction<'_>, id: CaseId, snapshot: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE cases SET snapshot = ?2 WHERE id = ?1")?
        .execute(params![blob(&id.0), snapshot])?;
    Ok(())
}

/// The cases that a finished full snapshot has not named.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn not_seen(c: &Connection, snapshot: i64) -> Result<Vec<CaseId>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT id FROM cases WHERE snapshot < ?1 ORDER BY seq")?;
    collect(&mut statement, [snapshot], |row| id_at(row, "id"))
}

/// One case, whole.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, id: CaseId) -> Result<Option<StoredCase>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT place, rank, body, staged FROM cases WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], |row| {
        Ok(StoredCase {
            case: from_json(&row.get::<_, String>("body")?, "body")?,
            place: named_at(row, "place")?,
            priority: priority_of(row.get("rank")?),
            staged: row
                .get::<_, Option<String>>("staged")?
                .map(|text| from_json(&text, "staged"))
                .transpose()?,
        })
    })
}

/// How many of the cases, and of the open ones (pending or held), a full snapshot has not named.
///
/// # Errors
/// A failing database.
pub fn absent(c: &Connection, snapshot: i64) -> Result<Absent, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT count(*) AS everything, count(*) FILTER (WHERE snapshot < ?1) AS missing,
                count(*) FILTER (WHERE state IN ('pending', 'held')) AS open,
                count(*) FILTER (WHERE state IN ('pending', 'held') AND snapshot < ?1)
                    AS open_missing
         FROM cases",
    )?;
    Ok(statement.query_row([snapshot], |row| {
        Ok(Absent {
            open: row.get("open")?,
            open_missing: row.get("open_missing")?,
            all: row.get("everything")?,
            missing: row.get("missing")?,
        })
    })?)
}

/// How many cases of a kind are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateCount {
    /// Applications or posts.
    pub kind: CaseKind,
    /// As the portal last told it.
    pub state: CaseState,
    /// How many are here.
    pub cases: u32,
}

/// All cases by kind and state: what the health page holds against the portal's own numbers.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn count_by_state(c: &Connection) -> Result<Vec<StateCount>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT kind, state, count(*) AS cases FROM cases GROUP BY kind, state")?;
    collect(&mut statement, [], |row| {
        Ok(StateCount {
            kind: named_at(row, "kind")?,
            state: named_at(row, "state")?,
            cases: row.get("cases")?,
        })
    })
}

/// All cases of a family, newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_family(c: &Connection, family: FamilyId) -> Result<Vec<Case>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT body FROM cases WHERE family_id = ?1 ORDER BY arrived_at DESC")?;
    collect(&mut statement, [blob(&family.0)], read_body)
}

/// All cases about an inmate, newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_inmate(c: &Connection, inmate: InmateId) -> Result<Vec<Case>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT body FROM cases WHERE inmate_id = ?1 ORDER BY arrived_at DESC")?;
    collect(&mut statement, [blob(&inmate.0)], read_body)
}

fn read_body(row: &rusqlite::Row<'_>) -> Result<Case, StoreError> {
    from_json(&row.get::<_, String>("body")?, "body")
}

/// Where a case stands, as the merge plan asks.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn standing(c: &Connection, id: CaseId) -> Result<Local, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT cases.revision, decisions.verdict, outbox.may_have_arrived,
                EXISTS (SELECT 1 FROM tray
                        WHERE tray.case_id = cases.id AND settled_at IS NULL) AS parked
         FROM cases
         LEFT JOIN outbox ON outbox.case_id = cases.id AND outbox.act = 'decision'
         LEFT JOIN decisions ON decisions.id = outbox.act_id
         WHERE cases.id = ?1",
    )?;
    let local = first(&mut statement, [blob(&id.0)], |row| {
        let revision = row.get::<_, i64>("revision")? as u64;
        let unsent: Option<bool> = row.get("may_have_arrived")?;
        Ok(match unsent {
            Some(may_have_arrived) => Local::Unsent {
                revision,
                verdict: named_at::<Verdict>(row, "verdict")?,
                may_have_arrived,
            },
            None if row.get("parked")? => Local::Parked { revision },
            None => Local::Clean { revision },
        })
    })?;
    Ok(local.unwrap_or(Local::Unknown))
}

/// The portal has answered for our decision: a staged newer version takes its place, or else the
/// case gets the revision and the state of the answer, if there is one.
pub(crate) fn unstage(
    tx: &Transaction<'_>,
    id: CaseId,
    answer: Option<(u64, CaseState)>,
) -> Result<(), StoreError> {
    let Some(stored) = get(tx, id)? else { return Ok(()) };
    let staged = stored.staged.is_some();
    let mut latest = stored.staged.unwrap_or(stored.case);
    let moves = answer.filter(|(revision, _)| *revision > latest.revision());
    if let Some((revision, state)) = moves {
        // What lies between is not known here; the feed shall bring it as news.
        let next = latest.revision() + 1;
        let revision = if revision == next { revision } else { latest.revision() };
        latest = moved_on(latest, revision, state);
    }
    if staged {
        let snapshot = tx
            .prepare_cached("SELECT snapshot FROM cases WHERE id = ?1")?
            .query_row([blob(&id.0)], |row| row.get(0))?;
        upsert(tx, &latest, stored.priority, snapshot)
    } else if moves.is_some() {
        move_on(tx, &latest)
    } else {
        places::settle(tx, id)
    }
}

/// Nothing of the case but its revision and its state has changed.
fn move_on(tx: &Transaction<'_>, case: &Case) -> Result<(), StoreError> {
    static MOVE_ON: LazyLock<String> = LazyLock::new(|| {
        let place = places::belongs("cases.id", ":state", "cases.resubmitted");
        format!(
            "UPDATE cases SET revision = :revision, state = :state, body = :body, place = {place}
             WHERE id = :id RETURNING place"
        )
    });
    let id = case.reference().id;
    let place: String = tx.prepare_cached(&MOVE_ON)?.query_row(
        named_params! {
            ":id": blob(&id.0),
            ":revision": case.revision() as i64,
            ":state": name(&case.state())?,
            ":body": to_json(case)?,
        },
        |row| row.get(0),
    )?;
    keep_documents(tx, case, &place)
}

fn moved_on(case: Case, revision: u64, state: CaseState) -> Case {
    match case {
        Case::Application(a) => Case::Application(Application { revision, state, ..a }),
        Case::Post(p) => Case::Post(Post { revision, state, ..p }),
    }
}

/// Erases a case with its words, note, draft and documents, also one that was put away (see
/// [`crate::tombstones`]). What was decided stays, as codes and as what the family was told; see
/// [`crate::erasure`] for an erased one.
///
/// # Errors
/// A failing database.
pub fn purge(tx: &Transaction<'_>, id: CaseId) -> Result<(), StoreError> {
    search::forget(tx, id)?;
    documents::forget_case(tx, id)?;
    likenesses::forget_case(tx, id)?;
    photos::forget_case(tx, id)?;
    claims::forget(tx, id)?;
    // So is what somebody saw of it who decided.
    tx.prepare_cached("UPDATE tray SET seen = NULL WHERE case_id = ?1")?.execute([blob(&id.0)])?;
    for table in ["notes", "drafts", "deliveries", "tombstones", "pack"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE case_id = ?1"))?
            .execute([blob(&id.0)])?;
    }
    tx.prepare_cached("DELETE FROM cases WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

/// Erases the documents of closed cases on which no decision was accepted at or after `before` (the
/// portal's clock), with an audit entry. Returns how many cases lost theirs.
///
/// # Errors
/// A failing database.
pub fn purge_documents(
    tx: &Transaction<'_>,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT documents.case_id AS id FROM documents
         LEFT JOIN cases ON cases.id = documents.case_id
         LEFT JOIN tombstones ON tombstones.case_id = documents.case_id
         WHERE coalesce(cases.place, tombstones.place) = 'closed'
           AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.case_id = documents.case_id
                             AND decisions.accepted_at >= ?1)",
    )?;
    let cases: Vec<CaseId> = collect(&mut statement, [micros(before)], |row| id_at(row, "id"))?;
    for case in &cases {
        documents::forget_case(tx, *case)?;
    }
    if !cases.is_empty() {
        let event = audit::Event {
            at: now,
            actor: audit::DESK,
            action: audit::Action::RetentionApplied,
            subject: "desk".to_owned(),
            detail: json!({ "cases": cases.len(), "before": before }),
        };
        audit::append(tx, &event)?;
    }
    Ok(cases.len())
}

struct Columns<'a> {
    name: &'a str,
    relation: &'a str,
    title: &'a str,
    resubmitted: bool,
}

impl<'a> Columns<'a> {
    fn of(case: &'a Case) -> Self {
        match case {
            Case::Application(a) => Self {
                name: a.applicant.name.as_str(),
                relation: a.relation.as_str(),
                title: "",
                resubmitted: a.resubmitted_at.is_some(),
            },
            Case::Post(p) => Self {
                name: p.author_name.as_str(),
                relation: p.relation.as_str(),
                title: p.title.as_str(),
                resubmitted: p.resubmitted_at.is_some(),
            },
        }
    }
}
