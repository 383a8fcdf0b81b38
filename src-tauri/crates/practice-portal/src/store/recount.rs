//! The rejections counted once more, from the decisions and suspensions as they are on the wire and
//! from nothing else: no index, no flag that was kept. What a desk's tally is tried against.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::FamilyId;
use rusqlite::{Connection, named_params};

use super::StoreResult;

/// Effective and overturned rejections by what they are counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// By the rule of 貳.四 on the day.
    pub families: BTreeMap<FamilyId, u32>,
    /// Of all days. Keys are ids, units, codes, and months such as 202611.
    pub inmates: BTreeMap<String, (u32, u32)>,
    pub units: BTreeMap<String, (u32, u32)>,
    /// Each rejection under each of its counting reasons.
    pub reasons: BTreeMap<String, (u32, u32)>,
    pub months: BTreeMap<String, (u32, u32)>,
}

/// Posts rejected for a reason that counts, each with whether a later decision names it.
const REJECTED: &str = "
    WITH told AS (SELECT id, data FROM entity WHERE kind = 'decision'),
    named AS (SELECT DISTINCT data ->> '$.overturns' AS id FROM told),
    rejected AS (
        SELECT told.id AS id, told.data ->> '$.family_id' AS family, told.data ->> '$.unit' AS unit,
               date(told.data ->> '$.accepted_at', '+8 hours') AS day,
               unixepoch(told.data ->> '$.accepted_at', 'subsec') AS at,
               (SELECT post.data ->> '$.inmate_id' FROM entity post
                WHERE post.kind = 'post' AND post.id = told.data ->> '$.case.id') AS inmate,
               told.id IN (SELECT id FROM named WHERE id IS NOT NULL) AS gone,
               told.data AS data
        FROM told
        WHERE told.data ->> '$.case.kind' = 'post' AND told.data ->> '$.verdict' = 'reject'
          AND EXISTS (SELECT 1 FROM json_each(told.data, '$.reasons')
                      WHERE value ->> '$.counts' = 1))";

/// Counts on a day; `window_from` is the first day of the policy's window, if it has one.
pub(crate) fn recount(
    connection: &Connection,
    today: NaiveDate,
    window_from: Option<NaiveDate>,
) -> StoreResult<Recount> {
    let by = |key: &str, from: &str| -> StoreResult<BTreeMap<String, (u32, u32)>> {
        let mut statement = connection.prepare(&format!(
            "{REJECTED} SELECT {key} AS key, sum(NOT gone), sum(gone) FROM {from} GROUP BY 1"
        ))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let mut statement = connection.prepare(&format!(
        "{REJECTED},
         ending AS (
             SELECT data, min(unixepoch(data ->> '$.last_day', '+1 day', '-8 hours', 'subsec'),
                              coalesce(unixepoch(data ->> '$.lifted_at', 'subsec'), 1e12)) AS at
             FROM entity WHERE kind = 'suspension'),
         over AS (SELECT * FROM ending WHERE date(at, 'unixepoch', '+8 hours') <= :today),
         ended AS (SELECT data ->> '$.family_id' AS family, max(at) AS at FROM over GROUP BY 1),
         spent AS (SELECT data ->> '$.family_id' AS family, rested.value AS id
                   FROM over, json_each(data, '$.strikes') rested)
         SELECT rejected.family, count(*) FROM rejected
         LEFT JOIN ended ON ended.family = rejected.family
         WHERE NOT gone AND (ended.at IS NULL OR rejected.at >= ended.at)
           AND (rejected.family, rejected.id) NOT IN (SELECT family, id FROM spent)
           AND (:window IS NULL OR rejected.day >= :window)
         GROUP BY 1"
    ))?;
    let families = statement
        .query_map(
            named_params! {
                ":today": today.to_string(),
                ":window": window_from.map(|day| day.to_string()),
            },
            |row| Ok((FamilyId(row.get::<_, String>(0)?.parse().unwrap_or_default()), row.get(1)?)),
        )?
        .collect::<Result<_, _>>()?;
    Ok(Recount {
        families,
        inmates: by("inmate", "rejected")?,
        units: by("unit", "rejected")?,
        reasons: by(
            "value ->> '$.code'",
            "rejected, json_each(rejected.data, '$.reasons') WHERE value ->> '$.counts' = 1",
        )?,
        months: by("substr(day, 1, 4) || substr(day, 6, 2)", "rejected")?,
    })
}
