//! 退件統計: the counts that the schema's triggers keep up to date with every decision, and the
//! ledgers behind them.
//!
//! What moves with the calendar alone (a suspension ends, the policy's window slides) is settled by
//! [`settle`] before anybody reads; between two days that changes nothing.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::taipei_midnight;
use domain::{CaseId, FamilyId, InmateId, Policy, TallyStart};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, named_params, params};

use crate::columns::{blob, collect, id_at, micros, optional_id_at, optional_instant_at};
use crate::decision_table::{Fate, StoredDecision};
use crate::{StoreError, settings, suspensions};

/// Later than any day that a tally moves on.
const NEVER: &str = "9999-12-31";
/// The policy's window that the counts stand on.
const WINDOW: &str = "tally.window";

/// One family and its effective strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRow {
    /// The account.
    pub family: FamilyId,
    /// Those that count now, by the rule of 貳.四.
    pub strikes: u32,
    /// Overturned ones, which do not count.
    pub dropped: u32,
    /// When the last of them was accepted, by the portal's clock.
    pub last_at: Option<DateTime<Utc>>,
    /// The counting reasons of the last one.
    pub last_reason: Option<String>,
    /// Empty when the portal has not told of the family.
    pub name: domain::Private,
    /// From the family's latest case; empty where none is here.
    pub relation: domain::Private,
    /// From the family's latest case; absent where none is here.
    pub inmate: Option<InmateId>,
    /// 呼號; empty where the portal has not told of the inmate.
    pub inmate_number: String,
}

/// How many families stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Groups {
    /// Families with as many as the policy's threshold, or more.
    pub at_threshold: u32,
    /// Families with one fewer.
    pub one_short: u32,
    /// Families with at least one, and fewer than that.
    pub fewer: u32,
    /// Effective strikes of all families together, by the rule of 貳.四.
    pub strikes: u32,
}

/// What the strikes are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The inmate of the rejected post.
    Inmate,
    /// 審核單位 of whoever decided.
    Unit,
    /// Under each of its counting reasons.
    Reason,
    /// Under the first counting reason alone.
    LeadReason,
}

impl By {
    fn what(self) -> &'static str {
        match self {
            Self::Inmate => "inmate",
            Self::Unit => "unit",
            Self::Reason => "reason",
            Self::LeadReason => "lead",
        }
    }
}

/// One line of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// A code, a unit, or an inmate's id in hexadecimal digits.
    pub key: String,
    /// Counting rejections that nobody has overturned.
    pub strikes: u32,
    /// Overturned ones, which do not count.
    pub dropped: u32,
}

/// Whether the calendar or the policy has moved something since it was last settled.
///
/// # Errors
/// A failing database.
pub fn is_due(c: &Connection, policy: &Policy, today: NaiveDate) -> Result<bool, StoreError> {
    if window(c)? != Some(policy.strike_window_days) {
        return Ok(true);
    }
    Ok(c.prepare_cached("SELECT EXISTS (SELECT 1 FROM family_tally WHERE moves_on <= ?1)")?
        .query_row([today.to_string()], |row| row.get(0))?)
}

fn window(c: &Connection) -> Result<Option<Option<u32>>, StoreError> {
    settings::get(c, WINDOW)
}

/// Brings the families' counts to `today` under `policy`. Returns how many families moved.
///
/// # Errors
/// A failing database.
pub fn settle(
    tx: &Transaction<'_>,
    policy: &Policy,
    today: NaiveDate,
) -> Result<usize, StoreError> {
    if window(tx)? != Some(policy.strike_window_days) {
        tx.execute("UPDATE family_tally SET moves_on = ''", [])?;
        settings::put(tx, WINDOW, &policy.strike_window_days)?;
    }
    let due: Vec<FamilyId> = collect(
        &mut *tx.prepare_cached("SELECT family_id FROM family_tally WHERE moves_on <= ?1")?,
        [today.to_string()],
        |row| id_at(row, "family_id"),
    )?;
    for family in &due {
        settle_family(tx, *family, policy, today)?;
    }
    Ok(due.len())
}

fn settle_family(
    tx: &Transaction<'_>,
    family: FamilyId,
    policy: &Policy,
    today: NaiveDate,
) -> Result<(), StoreError> {
    let ordered: Vec<_> = suspensions::of_family(tx, family)?
        .into_iter()
        .filter(|stored| stored.fate == Fate::Accepted)
        .map(|stored| stored.record)
        .collect();
    let start = TallyStart::new(&ordered, policy, today);
    tx.prepare_cached("DELETE FROM spent_strikes WHERE family_id = ?1")?
        .execute([blob(&family.0)])?;
    let mut spend = tx.prepare_cached(
        "INSERT OR IGNORE INTO spent_strikes (decision_id, family_id) VALUES (?1, ?2)",
    )?;
    for strike in &start.spent {
        spend.execute(params![blob(&strike.0), blob(&family.0)])?;
    }
    tx.prepare_cached(
        "UPDATE family_tally SET since = :since, moves_on = :moves_on, (strikes, last_at) =
             (SELECT count(*), max(accepted_at) FROM decisions
              WHERE family_id = :family AND strike = 1 AND fate = 'accepted'
                AND overturned_by IS NULL AND accepted_at >= :since
                AND (:family, id) NOT IN spent_strikes)
         WHERE family_id = :family",
    )?
    .execute(named_params! {
        ":family": blob(&family.0),
        ":since": start.instant().map_or(0, micros),
        ":moves_on": start.moves_on.map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
    })?;
    Ok(())
}

/// The instant at which a day begins in Asia/Taipei; of a day beyond all instants, the earliest.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    taipei_midnight(day).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// How many families stand at the threshold, one below, and lower.
///
/// # Errors
/// A failing database.
pub fn groups(c: &Connection, threshold: u32) -> Result<Groups, StoreError> {
    Ok(c.prepare_cached(
        "SELECT count(*) FILTER (WHERE strikes >= ?1), count(*) FILTER (WHERE strikes = ?1 - 1),
                count(*) FILTER (WHERE strikes < ?1 - 1), coalesce(sum(strikes), 0)
         FROM family_tally WHERE strikes > 0",
    )?
    .query_row([threshold], |row| {
        Ok(Groups {
            at_threshold: row.get(0)?,
            one_short: row.get(1)?,
            fewer: row.get(2)?,
            strikes: row.get(3)?,
        })
    })?)
}

/// Families with so many strikes or more, most first, then the latest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn families(c: &Connection, at_least: u32, limit: u32) -> Result<Vec<FamilyRow>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "{FAMILY_ROW} WHERE tally.strikes >= ?1
         ORDER BY tally.strikes DESC, tally.last_at DESC LIMIT ?2"
    ))?;
    collect(&mut statement, params![at_least.max(1), limit], read_family)
}

/// One family's row; `None` if it never had a strike.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn family(c: &Connection, family: FamilyId) -> Result<Option<FamilyRow>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{FAMILY_ROW} WHERE tally.family_id = ?1"))?;
    crate::columns::first(&mut statement, [blob(&family.0)], read_family)
}

/// Every family's effective count: what is held against the portal's own.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn counts(c: &Connection) -> Result<Vec<(FamilyId, u32)>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT family_id, strikes FROM family_tally WHERE strikes > 0")?;
    collect(&mut statement, [], |row| Ok((id_at(row, "family_id")?, row.get("strikes")?)))
}

const FAMILY_ROW: &str = "
    SELECT tally.*, inmates.number,
           coalesce(nullif(json_extract(families.body, '$.applicant.name'), ''),
                    last_case.name, '') AS name,
           coalesce(last_case.relation, '') AS relation, last_case.inmate_id AS inmate_id,
           (SELECT group_concat(value ->> '$.code', '、')
            FROM decisions, json_each(decisions.body, '$.reasons')
            WHERE decisions.id = (SELECT id FROM decisions AS last
                                  WHERE last.family_id = tally.family_id AND last.strike = 1
                                    AND last.accepted_at = tally.last_at LIMIT 1)
              AND value ->> '$.counts') AS last_reason
    FROM family_tally AS tally
    LEFT JOIN families ON families.id = tally.family_id
    LEFT JOIN cases AS last_case ON last_case.id =
        (SELECT id FROM cases WHERE cases.family_id = tally.family_id
         ORDER BY arrived_at DESC LIMIT 1)
    LEFT JOIN inmates ON inmates.id = last_case.inmate_id";

fn read_family(row: &rusqlite::Row<'_>) -> Result<FamilyRow, StoreError> {
    Ok(FamilyRow {
        family: id_at(row, "family_id")?,
        strikes: row.get("strikes")?,
        dropped: row.get("dropped")?,
        last_at: optional_instant_at(row, "last_at")?,
        last_reason: row.get("last_reason")?,
        name: domain::Private::from(row.get::<_, String>("name")?),
        relation: domain::Private::from(row.get::<_, String>("relation")?),
        inmate: optional_id_at(row, "inmate_id")?,
        inmate_number: row.get::<_, Option<String>>("number")?.unwrap_or_default(),
    })
}

/// A month as the tally's tables name it: 202611.
pub fn month_number(day: NaiveDate) -> i64 {
    use chrono::Datelike;
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// Counts from a month on (`None`: all there ever were), most first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn by(
    c: &Connection,
    by: By,
    from: Option<i64>,
    limit: u32,
) -> Result<Vec<CountRow>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| {
        let key = match row.get::<_, Value>("key")? {
            Value::Text(text) => text,
            Value::Blob(bytes) => hex::encode(bytes),
            _ => return Err(StoreError::Unreadable("key")),
        };
        Ok(CountRow { key, strikes: row.get("strikes")?, dropped: row.get("dropped")? })
    };
    match from {
        None => collect(
            &mut *c.prepare_cached(
                "SELECT key, strikes, dropped FROM strike_tally
                 WHERE what = ?1 AND month = 0 AND (strikes > 0 OR dropped > 0)
                 ORDER BY strikes DESC, dropped DESC, key LIMIT ?2",
            )?,
            params![by.what(), limit],
            read,
        ),
        Some(month) => collect(
            &mut *c.prepare_cached(
                "SELECT key, sum(strikes) AS strikes, sum(dropped) AS dropped FROM strike_tally
                 WHERE what = ?1 AND month >= ?2 AND month > 0 GROUP BY key
                 HAVING sum(strikes) > 0 OR sum(dropped) > 0
                 ORDER BY 2 DESC, 3 DESC, key LIMIT ?3",
            )?,
            params![by.what(), month, limit],
            read,
        ),
    }
}

/// Counts of each month from one on, newest first; the key is 202611.
///
/// # Errors
/// A failing database.
pub fn months(c: &Connection, from: Option<i64>) -> Result<Vec<CountRow>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT month, strikes, dropped FROM strike_tally
         WHERE what = 'all' AND month >= max(?1, 1) AND (strikes > 0 OR dropped > 0)
         ORDER BY month DESC",
    )?;
    collect(&mut statement, [from.unwrap_or(1)], |row| {
        Ok(CountRow {
            key: row.get::<_, i64>("month")?.to_string(),
            strikes: row.get("strikes")?,
            dropped: row.get("dropped")?,
        })
    })
}

/// Strikes and overturned ones from a month on.
///
/// # Errors
/// A failing database.
pub fn total(c: &Connection, from: Option<i64>) -> Result<(u32, u32), StoreError> {
    Ok(c.prepare_cached(
        "SELECT coalesce(sum(strikes), 0), coalesce(sum(dropped), 0) FROM strike_tally
         WHERE what = 'all' AND CASE WHEN ?1 IS NULL THEN month = 0
                                    ELSE month >= ?1 AND month > 0 END",
    )?
    .query_row([from], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Whose strikes a ledger lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Posts to this inmate.
    Inmate(InmateId),
    /// Decisions of this 審核單位.
    Unit(String),
    /// Those with one of these codes among their counting reasons.
    Reasons(Vec<String>),
    /// Those whose first counting reason is of this group.
    Category(domain::ReasonCategory),
    /// All there are.
    Everybody,
}

/// Strikes that the portal has accepted, overturned ones among them, the latest first, from the
/// first day on and before `until`.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn ledger(
    c: &Connection,
    of: &Of,
    from: NaiveDate,
    until: NaiveDate,
    limit: u32,
) -> Result<Vec<StoredDecision>, StoreError> {
    let span = (micros(midnight(from)), micros(midnight(until)));
    match of {
        Of::Inmate(inmate) => collect(
            &mut *c.prepare_cached(
                "SELECT * FROM decisions WHERE inmate_id = ?1 AND strike = 1
                   AND fate = 'accepted' AND accepted_at >= ?2 AND accepted_at < ?3
                 ORDER BY accepted_at DESC LIMIT ?4",
            )?,
            params![blob(&inmate.0), span.0, span.1, limit],
            crate::decision_table::read,
        ),
        Of::Unit(unit) => collect(
            &mut *c.prepare_cached(
                "SELECT * FROM decisions WHERE unit = ?1 AND strike = 1
                   AND fate = 'accepted' AND accepted_at >= ?2 AND accepted_at < ?3
                 ORDER BY accepted_at DESC LIMIT ?4",
            )?,
            params![unit, span.0, span.1, limit],
            crate::decision_table::read,
        ),
        Of::Everybody => collect(
            &mut *c.prepare_cached(
                "SELECT * FROM decisions WHERE strike = 1
                   AND fate = 'accepted' AND accepted_at >= ?1 AND accepted_at < ?2
                 ORDER BY accepted_at DESC LIMIT ?3",
            )?,
            params![span.0, span.1, limit],
            crate::decision_table::read,
        ),
        Of::Category(category) => {
            let leads: Vec<String> = by(c, By::LeadReason, None, u32::MAX)?
                .into_iter()
                .map(|row| row.key)
                .filter(|code| domain::ReasonCategory::of(code) == *category)
                .collect();
            let mut found = ledger(c, &Of::Reasons(leads.clone()), from, until, limit)?;
            found.retain(|one| {
                let lead = one.decision.reasons.iter().find(|given| given.counts);
                lead.is_some_and(|given| leads.contains(&given.code))
            });
            Ok(found)
        }
        Of::Reasons(codes) => {
            let mut found = Vec::new();
            for code in codes {
                found.extend(collect(
                    &mut *c.prepare_cached(
                        "SELECT decisions.* FROM strike_reasons
                         JOIN decisions ON decisions.id = strike_reasons.decision_id
                         WHERE code = ?1 AND strike_reasons.accepted_at >= ?2
                           AND strike_reasons.accepted_at < ?3
                         ORDER BY strike_reasons.accepted_at DESC LIMIT ?4",
                    )?,
                    params![code, span.0, span.1, limit],
                    crate::decision_table::read,
                )?);
            }
            found.sort_by_key(|one| (std::cmp::Reverse(one.accepted_at), one.id));
            found.dedup_by_key(|one| one.id);
            found.truncate(limit as usize);
            Ok(found)
        }
    }
}

/// How many posts of a family were approved since an instant.
///
/// # Errors
/// A failing database.
pub fn approved_posts(
    c: &Connection,
    family: FamilyId,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    Ok(c.prepare_cached(
        "SELECT count(*) FROM decisions WHERE family_id = ?1 AND decided_at >= ?2
           AND kind = 'post' AND verdict = 'approve' AND fate = 'accepted'
           AND overturned_by IS NULL",
    )?
    .query_row(params![blob(&family.0), micros(since)], |row| row.get(0))?)
}

/// The decisions in force on this facility's latest decided cases of a kind, the newest first, with
/// their cases: what look-alikes are sought among.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn ruled_lately(
    c: &Connection,
    kind: domain::CaseKind,
    but: CaseId,
    limit: u32,
) -> Result<Vec<(StoredDecision, domain::Case)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT decisions.*, cases.body AS case_body FROM cases
         JOIN decisions ON decisions.id =
             (SELECT id FROM decisions AS last
              WHERE last.case_id = cases.id AND last.fate = 'accepted'
                AND last.overturned_by IS NULL
              ORDER BY last.decided_at DESC LIMIT 1)
         WHERE cases.kind = ?1 AND cases.place = 'closed' AND cases.id <> ?2
         ORDER BY cases.arrived_at DESC LIMIT ?3",
    )?;
    let kind = crate::columns::name(&kind)?;
    collect(&mut statement, params![kind, blob(&but.0), limit], |row| {
        let case = crate::columns::from_json(&row.get::<_, String>("case_body")?, "case")?;
        Ok((crate::decision_table::read(row)?, case))
    })
}
