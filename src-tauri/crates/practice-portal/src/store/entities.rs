//! Entities in their wire form, and the feed that tells every change of them in order.

use domain::{
    Application, CaseState, DecisionRecord, EscalationRecord, Family, FamilyId, Inmate, InmateId,
    Post, SuspensionRecord,
};
use portal::wire::CaseCount;
use rusqlite::{Connection, OptionalExtension, Rows, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::StoreResult;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Application,
    Post,
    Family,
    Inmate,
    Decision,
    Escalation,
    Suspension,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Post => "post",
            Self::Family => "family",
            Self::Inmate => "inmate",
            Self::Decision => "decision",
            Self::Escalation => "escalation",
            Self::Suspension => "suspension",
        }
    }
}

impl From<domain::CaseKind> for Kind {
    fn from(kind: domain::CaseKind) -> Self {
        match kind {
            domain::CaseKind::Application => Self::Application,
            domain::CaseKind::Post => Self::Post,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Upsert,
    Withdrawn,
    Decided,
    Suspended,
    Resumed,
}

impl Op {
    fn as_str(self) -> &'static str {
        match self {
            Self::Upsert => "upsert",
            Self::Withdrawn => "withdrawn",
            Self::Decided => "decided",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
        }
    }
}

pub(crate) fn state_text(state: CaseState) -> &'static str {
    match state {
        CaseState::Pending => "pending",
        CaseState::Held => "held",
        CaseState::Approved => "approved",
        CaseState::Returned => "returned",
        CaseState::Rejected => "rejected",
        CaseState::Withdrawn => "withdrawn",
    }
}

/// What the feed carries.
pub(crate) trait Entity: Serialize + DeserializeOwned {
    const KIND: Kind;
    fn id(&self) -> Uuid;
    fn revision(&self) -> u64;
    fn state(&self) -> Option<CaseState> {
        None
    }
    fn family(&self) -> Option<Uuid> {
        None
    }
    fn inmate(&self) -> Option<Uuid> {
        None
    }
    fn case(&self) -> Option<Uuid> {
        None
    }
}

/// Says of a wire type what the feed and its table ask of it.
macro_rules! entity {
    ($type:ty, $kind:ident, |$it:ident| $revision:expr $(, $also:ident: $ids:ty = $value:expr)*) => {
        impl Entity for $type {
            const KIND: Kind = Kind::$kind;
            fn id(&self) -> Uuid {
                self.id.0
            }
            fn revision(&self) -> u64 {
                let $it = self;
                $revision
            }
            $(fn $also(&self) -> Option<$ids> {
                let $it = self;
                Some($value)
            })*
        }
    };
}

entity!(Application, Application, |it| it.revision,
    state: CaseState = it.state, family: Uuid = it.family_id.0, inmate: Uuid = it.inmate_id.0);
entity!(Post, Post, |it| it.revision,
    state: CaseState = it.state, family: Uuid = it.family_id.0, inmate: Uuid = it.inmate_id.0);
entity!(Family, Family, |it| it.revision);
entity!(Inmate, Inmate, |it| it.revision);
// A decision changes once at most: when a later one replaces it.
entity!(DecisionRecord, Decision, |it| if it.overturned_by.is_some() { 2 } else { 1 },
    family: Uuid = it.family_id.0, case: Uuid = it.decision.case.id.0);
entity!(EscalationRecord, Escalation, |it| it.revision, case: Uuid = it.escalation.case.id.0);
entity!(SuspensionRecord, Suspension, |it| it.revision,
    family: Uuid = it.suspension.family_id.0);

/// Writes an entity and tells the feed.
pub(crate) fn put<E: Entity>(tx: &Transaction<'_>, op: Op, entity: &E) -> StoreResult<()> {
    let data = put_quietly(tx, entity)?;
    append(tx, E::KIND, entity.id(), entity.revision(), op.as_str(), Some(&data))
}

/// Writes an entity without telling the feed, and returns its wire form.
pub(crate) fn put_quietly<E: Entity>(tx: &Transaction<'_>, entity: &E) -> StoreResult<String> {
    let data = serde_json::to_string(entity)?;
    tx.prepare_cached(
        "INSERT INTO entity (kind, id, revision, state, family_id, inmate_id, case_id, data)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
             family_id = excluded.family_id, inmate_id = excluded.inmate_id, data = excluded.data",
    )?
    .execute(params![
        E::KIND.as_str(),
        entity.id().to_string(),
        entity.revision() as i64,
        entity.state().map(state_text),
        entity.family().map(|id| id.to_string()),
        entity.inmate().map(|id| id.to_string()),
        entity.case().map(|id| id.to_string()),
        data,
    ])?;
    Ok(data)
}

fn append(
    tx: &Transaction<'_>,
    kind: Kind,
    id: Uuid,
    revision: u64,
    op: &str,
    data: Option<&str>,
) -> StoreResult<()> {
    let mut item =
        format!(r#"{{"kind":"{}","id":"{id}","revision":{revision},"op":"{op}""#, kind.as_str());
    if let Some(data) = data {
        item.push_str(",\"data\":");
        item.push_str(data);
    }
    item.push('}');
    append_raw(tx, &item)
}

/// Puts a line into the feed as it is, for tests of what a desk makes of a strange one.
pub(crate) fn append_raw(tx: &Transaction<'_>, item: &str) -> StoreResult<()> {
    tx.prepare_cached("INSERT INTO change (item, mark) VALUES (?1, random())")?.execute([item])?;
    Ok(())
}

/// An entity of this facility; `None` too for what has left it.
pub(crate) fn entity<E: Entity>(connection: &Connection, id: Uuid) -> StoreResult<Option<E>> {
    let data: Option<String> = connection
        .prepare_cached("SELECT data FROM entity WHERE kind = ?1 AND id = ?2 AND in_scope = 1")?
        .query_row(params![E::KIND.as_str(), id.to_string()], |row| row.get(0))
        .optional()?;
    Ok(data.map(|data| serde_json::from_str(&data)).transpose()?)
}

/// Whether there is such an entity, of this facility or gone from it.
pub(crate) fn was_ever(connection: &Connection, kind: Kind, id: Uuid) -> StoreResult<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM entity WHERE kind = ?1 AND id = ?2")?
        .exists(params![kind.as_str(), id.to_string()])?)
}

/// All entities of a kind, in the order in which they came.
pub(crate) fn entities<E: Entity>(connection: &Connection) -> StoreResult<Vec<E>> {
    let mut statement = connection.prepare_cached(
        "SELECT data FROM entity WHERE kind = ?1 AND in_scope = 1 ORDER BY rowid",
    )?;
    read_all(statement.query([E::KIND.as_str()])?)
}

/// How many applications and posts of this facility are in which state.
pub(crate) fn case_counts(connection: &Connection) -> StoreResult<Vec<CaseCount>> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, state, count(*) FROM entity
         WHERE kind IN ('application', 'post') AND in_scope = 1 AND state IS NOT NULL
         GROUP BY kind, state ORDER BY kind, state",
    )?;
    let mut rows = statement.query([])?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        counts.push(CaseCount {
            kind: serde_json::from_value(row.get::<_, String>(0)?.into())?,
            state: serde_json::from_value(row.get::<_, String>(1)?.into())?,
            cases: row.get(2)?,
        });
    }
    Ok(counts)
}

/// The applications or posts of one inmate.
pub(crate) fn cases_of_inmate<E: Entity>(
    connection: &Connection,
    inmate: InmateId,
) -> StoreResult<Vec<E>> {
    let mut statement = connection.prepare_cached(
        "SELECT data FROM entity WHERE inmate_id = ?1 AND kind = ?2 AND in_scope = 1 ORDER BY rowid",
    )?;
    read_all(statement.query(params![inmate.to_string(), E::KIND.as_str()])?)
}

/// The applications or posts of one family.
pub(crate) fn cases_of_family<E: Entity>(
    connection: &Connection,
    family: FamilyId,
) -> StoreResult<Vec<E>> {
    let mut statement = connection.prepare_cached(
        "SELECT data FROM entity WHERE family_id = ?1 AND kind = ?2 AND in_scope = 1 ORDER BY rowid",
    )?;
    read_all(statement.query(params![family.to_string(), E::KIND.as_str()])?)
}

/// The inmate of this facility with this 呼號.
pub(crate) fn inmate_by_number(
    connection: &Connection,
    number: &str,
) -> StoreResult<Option<Inmate>> {
    let mut statement = connection.prepare_cached(
        "SELECT data FROM entity WHERE kind = 'inmate' AND in_scope = 1
         AND json_extract(data, '$.number') = ?1 ORDER BY rowid",
    )?;
    Ok(read_all(statement.query([number])?)?.pop())
}

fn read_all<E: Entity>(mut rows: Rows<'_>) -> StoreResult<Vec<E>> {
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(all)
}

/// The entity is another facility's from now on.
pub(crate) fn leave_scope(tx: &Transaction<'_>, kind: Kind, id: Uuid) -> StoreResult<()> {
    let revision: Option<i64> = tx
        .query_row(
            "UPDATE entity SET in_scope = 0, revision = revision + 1
             WHERE kind = ?1 AND id = ?2 AND in_scope = 1 RETURNING revision",
            params![kind.as_str(), id.to_string()],
            |row| row.get(0),
        )
        .optional()?;
    match revision {
        Some(revision) => append(tx, kind, id, revision as u64, "left_scope", None),
        None => Ok(()),
    }
}

/// The entities of a kind that left with an inmate, or with this id, are this facility's again, at
/// the revision at which they left.
pub(crate) fn return_to_scope<E: Entity>(tx: &Transaction<'_>, of: Uuid) -> StoreResult<()> {
    const THESE: &str =
        "kind = ?1 AND in_scope = 0 AND (inmate_id = ?2 OR case_id = ?2 OR id = ?2)";
    let these = params![E::KIND.as_str(), of.to_string()];
    let mut statement =
        tx.prepare_cached(&format!("SELECT data FROM entity WHERE {THESE} ORDER BY rowid"))?;
    let back: Vec<E> = read_all(statement.query(these)?)?;
    tx.prepare_cached(&format!("UPDATE entity SET in_scope = 1 WHERE {THESE}"))?.execute(these)?;
    back.iter().try_for_each(|entity| put(tx, Op::Upsert, entity))
}

/// The entity's words are gone for good, from the feed as well.
pub(crate) fn purge(tx: &Transaction<'_>, kind: Kind, id: Uuid) -> StoreResult<()> {
    let revision: Option<i64> = tx
        .query_row(
            "DELETE FROM entity WHERE kind = ?1 AND id = ?2 RETURNING revision",
            params![kind.as_str(), id.to_string()],
            |row| row.get(0),
        )
        .optional()?;
    let Some(revision) = revision else { return Ok(()) };
    // An earlier line of the feed still carries them: it is replaced, never renumbered.
    let tombstone = format!(
        r#"{{"kind":"{}","id":"{id}","revision":{revision},"op":"purged"}}"#,
        kind.as_str()
    );
    tx.execute(
        "UPDATE change SET item = ?1 WHERE item LIKE ?2",
        params![tombstone, format!(r#"{{"kind":"{}","id":"{id}",%"#, kind.as_str())],
    )?;
    append(tx, kind, id, revision as u64 + 1, "purged", None)
}

/// One page of the feed.
pub(crate) struct FeedPage {
    /// The items, joined with commas, as JSON.
    pub items: String,
    /// The last number on the page, or where the page began if it is empty.
    pub last_seq: i64,
    pub has_more: bool,
}

pub(crate) fn newest_seq(connection: &Connection) -> StoreResult<i64> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM change")?
        .query_row([], |row| row.get(0))?)
}

/// What was drawn for a change; `None` if there is none with this number.
pub(crate) fn mark_of(connection: &Connection, seq: i64) -> StoreResult<Option<i64>> {
    if seq == 0 {
        return Ok(Some(0));
    }
    Ok(connection
        .prepare_cached("SELECT mark FROM change WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?)
}

/// The changes after `seq`, at most `limit`.
pub(crate) fn page(connection: &Connection, seq: i64, limit: u32) -> StoreResult<FeedPage> {
    let mut statement = connection
        .prepare_cached("SELECT seq, item FROM change WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
    let mut rows = statement.query(params![seq, i64::from(limit) + 1])?;
    let mut page = FeedPage { items: String::new(), last_seq: seq, has_more: false };
    let mut taken = 0;
    while let Some(row) = rows.next()? {
        if taken == limit {
            page.has_more = true;
            break;
        }
        if taken > 0 {
            page.items.push(',');
        }
        page.last_seq = row.get(0)?;
        page.items.push_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        taken += 1;
    }
    Ok(page)
}
