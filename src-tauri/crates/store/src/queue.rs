//! The queue: open cases, those to be seen first on top, then those whose day passes, then the
//! oldest, in pages that cost the
//! same wherever they begin.

use chrono::{DateTime, Utc};
use domain::{
    CaseId, CaseKind, CaseRef, CaseState, DecisionId, InmateId, Priority, Private, Verdict,
};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::columns::{blob, collect, id_at, instant_at, micros, name, named_at, optional_id_at};
use crate::outbox_table::OutboxState;
use crate::phrases::phrase_query;
use crate::places::Place;

/// What a queue shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueFilter {
    /// Applications or posts; a queue shows one of the two.
    pub kind: CaseKind,
    /// Empty: all open places.
    pub places: Vec<Place>,
    /// 呼號, exactly.
    pub inmate_number: Option<String>,
    /// Names, numbers, 案號, titles.
    pub words: Option<String>,
    /// Of these.
    pub only: Only,
}

/// Of which cases a queue shows a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// None is left out.
    #[default]
    All,
    /// Claimed by this person, by a claim that lasts beyond this instant, or begun: with a draft.
    Mine(DateTime<Utc>),
    /// To be seen first, or its day passes, or it came in before this instant and waits for us.
    Pressing(DateTime<Utc>),
}

impl QueueFilter {
    /// Everything open of a kind.
    pub fn all(kind: CaseKind) -> Self {
        Self { kind, places: Vec::new(), inmate_number: None, words: None, only: Only::All }
    }
}

/// A place in the order of the queue: the row after which the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueKey {
    /// What [`QueueRow::rank`] was.
    pub rank: i64,
    /// What [`QueueRow::arrived_at`] was.
    pub arrived_at: DateTime<Utc>,
    /// Decides between two that arrived in one instant.
    pub id: CaseId,
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The case that a click opens.
    pub case: CaseRef,
    /// As the portal last told it.
    pub revision: u64,
    /// As the portal last told it.
    pub state: CaseState,
    /// Which part of the queue it is in.
    pub place: Place,
    /// 案號
    pub number: String,
    /// The applicant's or the author's name.
    pub name: Private,
    /// 與收容人關係 in the family's words.
    pub relation: Private,
    /// A post's title; empty for an application.
    pub title: Private,
    /// Whether the family has corrected and sent it again.
    pub resubmitted: bool,
    /// When the present revision reached the portal.
    pub arrived_at: DateTime<Utc>,
    /// The stored form of [`QueueRow::priority`]; the smaller is the first.
    pub rank: i64,
    /// The inmate whom the case is about.
    pub inmate_id: InmateId,
    /// `None` until the portal has told of the inmate.
    pub inmate: Option<QueueInmate>,
    /// Our decision on its way.
    pub pending: Option<PendingDecision>,
}

/// What a line of the queue says of its inmate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueInmate {
    /// 呼號
    pub number: String,
    /// As the register has it.
    pub name: Private,
    /// Decides the interval between posts (貳.三).
    pub juvenile: bool,
    /// `OPEN`, or a code of `schema/rules/inmate_status.tsv`.
    pub status: String,
}

/// A decision of this desk that the portal has not acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingDecision {
    /// The UUID that it is sent under.
    pub id: DecisionId,
    /// What was decided.
    pub verdict: Verdict,
    /// What it waits for.
    pub state: OutboxState,
    /// Not sent before; while undoing is possible, when that ends.
    pub not_before: DateTime<Utc>,
}

/// How many cases of a kind stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceCount {
    /// Applications or posts.
    pub kind: CaseKind,
    /// The part of the queue.
    pub place: Place,
    /// How many stand there.
    pub cases: u32,
}

/// What a priority is in the column. 1 was the ordinary rank of files that knew no time-sensitive
/// cases; such a row stays ordinary, and being older stands before those that came after.
pub(crate) fn rank_of(priority: Priority) -> i64 {
    match priority {
        Priority::Urgent => 0,
        Priority::TimeSensitive => 2,
        Priority::Normal => 3,
    }
}

pub(crate) fn priority_of(rank: i64) -> Priority {
    match rank {
        0 => Priority::Urgent,
        2 => Priority::TimeSensitive,
        _ => Priority::Normal,
    }
}

impl QueueRow {
    /// What `rank` stands for; an unknown rank is [`Priority::Normal`].
    pub fn priority(&self) -> Priority {
        priority_of(self.rank)
    }

    /// Where the page after this row begins.
    pub fn key(&self) -> QueueKey {
        QueueKey { rank: self.rank, arrived_at: self.arrived_at, id: self.case.id }
    }

    pub(crate) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let number: Option<String> = row.get("inmate_number")?;
        let inmate = match number {
            Some(number) => Some(QueueInmate {
                number,
                name: Private::from(row.get::<_, String>("inmate_name")?),
                juvenile: row.get("juvenile")?,
                status: row.get("inmate_status")?,
            }),
            None => None,
        };
        let pending = match optional_id_at(row, "decision_id")? {
            Some(id) => Some(PendingDecision {
                id,
                verdict: named_at(row, "verdict")?,
                state: named_at(row, "outbox_state")?,
                not_before: instant_at(row, "not_before")?,
            }),
            None => None,
        };
        Ok(Self {
            case: CaseRef { kind: named_at(row, "kind")?, id: id_at(row, "id")? },
            revision: row.get::<_, i64>("revision")? as u64,
            state: named_at(row, "state")?,
            place: named_at(row, "place")?,
            number: row.get("number")?,
            name: Private::from(row.get::<_, String>("name")?),
            relation: Private::from(row.get::<_, String>("relation")?),
            title: Private::from(row.get::<_, String>("title")?),
            resubmitted: row.get("resubmitted")?,
            arrived_at: instant_at(row, "arrived_at")?,
            rank: row.get("rank")?,
            inmate_id: id_at(row, "inmate_id")?,
            inmate,
            pending,
        })
    }
}

/// A row with its inmate and its pending decision; every WHERE comes after it.
pub(crate) const ROW: &str = "
SELECT cases.id, cases.kind, cases.revision, cases.state, cases.place, cases.number, cases.name,
       cases.relation, cases.title, cases.resubmitted, cases.arrived_at, cases.rank,
       cases.inmate_id, inmates.number AS inmate_number, inmates.name AS inmate_name,
       inmates.juvenile, inmates.status AS inmate_status,
       decisions.id AS decision_id, decisions.verdict, outbox.state AS outbox_state,
       outbox.not_before
FROM cases
LEFT JOIN inmates ON inmates.id = cases.inmate_id
LEFT JOIN outbox ON outbox.case_id = cases.id AND outbox.act = 'decision'
LEFT JOIN decisions ON decisions.id = outbox.act_id";

/// The next `limit` rows after `after`, or the first ones.
///
/// # Errors
/// A failing database.
pub fn page(
    c: &Connection,
    filter: &QueueFilter,
    after: Option<&QueueKey>,
    limit: u32,
) -> Result<Vec<QueueRow>, StoreError> {
    let Some(mut condition) = Condition::of(filter)? else { return Ok(Vec::new()) };
    if let Some(key) = after {
        condition.and(
            "(cases.rank, cases.arrived_at, cases.id) > (?, ?, ?)",
            [
                Value::Integer(key.rank),
                Value::Integer(micros(key.arrived_at)),
                Value::Blob(blob(&key.id.0).to_vec()),
            ],
        );
    }
    let sql = format!(
        "{ROW} WHERE {} ORDER BY cases.rank, cases.arrived_at, cases.id LIMIT {limit}",
        condition.sql
    );
    collect(&mut *c.prepare_cached(&sql)?, params_from_iter(condition.values), QueueRow::read)
}

/// How many rows the filter has in all.
///
/// # Errors
/// A failing database.
pub fn count(c: &Connection, filter: &QueueFilter) -> Result<u32, StoreError> {
    let unfiltered = filter.only == Only::All
        && filter.inmate_number.is_none()
        && filter.words.as_deref().is_none_or(|words| words.trim().is_empty());
    if unfiltered && !filter.places.contains(&Place::Closed) {
        let shown = |count: &&PlaceCount| {
            count.kind == filter.kind
                && (filter.places.is_empty() || filter.places.contains(&count.place))
        };
        return Ok(counts(c)?.iter().filter(shown).map(|count| count.cases).sum());
    }
    let Some(condition) = Condition::of(filter)? else { return Ok(0) };
    let sql = format!("SELECT count(*) FROM cases WHERE {}", condition.sql);
    Ok(c.prepare_cached(&sql)?.query_row(params_from_iter(condition.values), |row| row.get(0))?)
}

/// The urgent cases that wait for us, of both kinds, the oldest first; `limit` of them at most.
///
/// # Errors
/// A failing database.
pub fn urgent(c: &Connection, limit: u32) -> Result<Vec<CaseRef>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT kind, id FROM cases
         WHERE kind IN ('application', 'post') AND rank = 0 AND place <> 'closed'
           AND +place IN ('waiting', 'resubmitted', 'escalated')
         ORDER BY arrived_at, id LIMIT ?1",
    )?;
    collect(&mut statement, [limit], |row| {
        Ok(CaseRef { kind: named_at(row, "kind")?, id: id_at(row, "id")? })
    })
}

/// The row of one case, as the queue would show it.
///
/// # Errors
/// A failing database.
pub fn row(c: &Connection, id: CaseId) -> Result<Option<QueueRow>, StoreError> {
    let sql = format!("{ROW} WHERE cases.id = ?1");
    crate::columns::first(&mut *c.prepare_cached(&sql)?, [blob(&id.0)], QueueRow::read)
}

/// All open places with their counts, as the database keeps them.
///
/// # Errors
/// A failing database.
pub fn counts(c: &Connection) -> Result<Vec<PlaceCount>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT kind, place, cases FROM queue_counts WHERE cases > 0")?;
    collect(&mut statement, [], |row| {
        Ok(PlaceCount {
            kind: named_at(row, "kind")?,
            place: named_at(row, "place")?,
            cases: row.get("cases")?,
        })
    })
}

struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    /// `None`: nothing can match.
    fn of(filter: &QueueFilter) -> Result<Option<Self>, StoreError> {
        let mut condition = Self {
            sql: "cases.kind = ?".to_owned(),
            values: vec![Value::Text(name(&filter.kind)?)],
        };
        match filter.places.as_slice() {
            [] => condition.and("cases.place <> 'closed'", []),
            [one] => condition.and("cases.place = ?", [Value::Text(one.column().to_owned())]),
            several => {
                // Written out, so that the partial index of open cases is seen to apply.
                if !several.contains(&Place::Closed) {
                    condition.and("cases.place <> 'closed'", []);
                }
                let marks = vec!["?"; several.len()].join(", ");
                condition.and(
                    &format!("+cases.place IN ({marks})"),
                    several.iter().map(|place| Value::Text(place.column().to_owned())),
                );
            }
        }
        if let Some(number) = &filter.inmate_number {
            condition.and(
                "cases.inmate_id IN (SELECT id FROM inmates WHERE number = ?)",
                [Value::Text(number.clone())],
            );
        }
        match filter.only {
            Only::All => {}
            Only::Mine(now) => condition.and(
                "(cases.id IN (SELECT case_id FROM claims WHERE mine = 1 AND expires_at > ?)
                  OR cases.id IN (SELECT case_id FROM drafts))",
                [Value::Integer(micros(now))],
            ),
            Only::Pressing(before) => condition.and(
                "(cases.rank IN (0, 2) OR (cases.arrived_at < ?
                  AND cases.place IN ('waiting', 'resubmitted', 'escalated')))",
                [Value::Integer(micros(before))],
            ),
        }
        if let Some(words) = filter.words.as_deref().filter(|words| !words.trim().is_empty()) {
            let Some(query) = phrase_query(words) else { return Ok(None) };
            condition.and(
                "cases.seq IN (SELECT rowid FROM case_words WHERE case_words MATCH ?)",
                [Value::Text(query)],
            );
        }
        Ok(Some(condition))
    }

    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}
