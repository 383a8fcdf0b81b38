//! 品質抽查: draws with their seeds, and the second looks at what was drawn.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{DecisionId, StaffMember, Verdict};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::columns::{
    blob, collect, first, from_json, id_at, instant_at, micros, optional_instant_at, to_json,
};
use crate::{StoreError, audit};

/// A draw: with its seed, share and days the same one can be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Made by the desk.
    pub id: Uuid,
    /// By the PC's clock.
    pub at: DateTime<Utc>,
    /// The supervisor who drew.
    pub by: StaffMember,
    /// What the draw was made from; shown as [`seed_text`].
    pub seed: u64,
    /// Percent.
    pub share: u32,
    /// What was drawn from was accepted from this day on until `last_day`, both included; Taipei
    /// dates.
    pub first_day: NaiveDate,
    /// The day of the draw.
    pub last_day: NaiveDate,
    /// Out of how many decisions.
    pub of: u32,
}

/// The second answer to a decision that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondLook {
    /// Whoever looked.
    pub by: StaffMember,
    /// What they would have decided.
    pub verdict: Verdict,
    /// The codes that they would have given.
    pub reasons: BTreeSet<String>,
    /// Never leaves this computer.
    pub note: domain::Private,
}

/// A decision that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Made by the desk; one for each decision of a draw.
    pub id: Uuid,
    /// The draw that it belongs to.
    pub draw: Uuid,
    /// From 0, the order in which they are to be looked at.
    pub place: u32,
    /// What is looked at once more.
    pub decision: DecisionId,
    /// By the PC's clock; absent until somebody has.
    pub looked_at: Option<DateTime<Utc>>,
    /// The second answer; absent until somebody has looked.
    pub look: Option<SecondLook>,
}

/// The decisions accepted in a span that somebody else made, without those that took another's
/// place: what is drawn from.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn drawable(
    c: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    but_by: &str,
) -> Result<Vec<DecisionId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT decisions.id FROM decisions JOIN cases ON cases.id = decisions.case_id
         WHERE fate = 'accepted' AND accepted_at >= ?1 AND accepted_at < ?2
           AND decided_by ->> '$.subject' <> ?3 AND decisions.body ->> '$.overturns' IS NULL
         ORDER BY decisions.id",
    )?;
    collect(&mut statement, params![micros(from), micros(until), but_by], |row| id_at(row, "id"))
}

/// Writes a draw, what was drawn in its order, and its audit row.
///
/// # Errors
/// A failing database.
pub fn put(
    tx: &Transaction<'_>,
    draw: &Draw,
    drawn: &[(Uuid, DecisionId)],
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO sample_draws (id, drawn_at, drawn_by, seed, share, first_day, last_day,
                                   drawn_of)
         VALUES (:id, :at, :by, :seed, :share, :first, :last, :of)",
    )?
    .execute(named_params! {
        ":id": blob(&draw.id),
        ":at": micros(draw.at),
        ":by": to_json(&draw.by)?,
        ":seed": seed_text(draw.seed),
        ":share": draw.share,
        ":first": draw.first_day.to_string(),
        ":last": draw.last_day.to_string(),
        ":of": draw.of,
    })?;
    for (place, (id, decision)) in drawn.iter().enumerate() {
        tx.prepare_cached(
            "INSERT INTO samples (id, draw_id, place, decision_id) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![blob(id), blob(&draw.id), place as i64, blob(&decision.0)])?;
    }
    audit::append(
        tx,
        &audit::Event {
            at: draw.at,
            actor: &draw.by.subject,
            action: audit::Action::SampleDrawn,
            subject: format!("draw:{}", draw.id),
            detail: json!({
                "seed": seed_text(draw.seed), "share": draw.share, "of": draw.of,
                "drawn": drawn.len(), "first_day": draw.first_day, "last_day": draw.last_day,
            }),
        },
    )
}

/// A seed as it is shown and kept: 16 hexadecimal digits.
pub fn seed_text(seed: u64) -> String {
    format!("{seed:016X}")
}

/// Writes the second look, once. Returns whether it was the first one at this sample.
///
/// # Errors
/// A failing database.
pub fn look(
    tx: &Transaction<'_>,
    sample: Uuid,
    look: &SecondLook,
    agreed: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let written = tx
        .prepare_cached(
            "UPDATE samples SET looked_at = ?2, look = ?3 WHERE id = ?1 AND looked_at IS NULL",
        )?
        .execute(params![blob(&sample), micros(now), to_json(look)?])?;
    if written > 0 {
        audit::append(
            tx,
            &audit::Event {
                at: now,
                actor: &look.by.subject,
                action: audit::Action::SampleLooked,
                subject: format!("sample:{sample}"),
                detail: json!({ "verdict": look.verdict, "reasons": look.reasons, "agreed": agreed }),
            },
        )?;
    }
    Ok(written > 0)
}

/// Newest first.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn draws(c: &Connection, limit: u32) -> Result<Vec<Draw>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM sample_draws ORDER BY drawn_at DESC, id DESC LIMIT ?1")?;
    collect(&mut statement, [limit], |row| {
        let day = |column: &str| -> Result<NaiveDate, StoreError> {
            row.get::<_, String>(column)?.parse().map_err(|_| StoreError::Unreadable("day"))
        };
        Ok(Draw {
            id: id_at(row, "id")?,
            at: instant_at(row, "drawn_at")?,
            by: from_json(&row.get::<_, String>("drawn_by")?, "drawn_by")?,
            seed: u64::from_str_radix(&row.get::<_, String>("seed")?, 16)
                .map_err(|_| StoreError::Unreadable("seed"))?,
            share: row.get("share")?,
            first_day: day("first_day")?,
            last_day: day("last_day")?,
            of: row.get("drawn_of")?,
        })
    })
}

/// In the order in which they are to be looked at.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_draw(c: &Connection, draw: Uuid) -> Result<Vec<Sample>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM samples WHERE draw_id = ?1 ORDER BY place")?;
    collect(&mut statement, [blob(&draw)], read)
}

/// One decision that was drawn, by the sample's own id.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, sample: Uuid) -> Result<Option<Sample>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM samples WHERE id = ?1")?;
    first(&mut statement, [blob(&sample)], read)
}

/// Every sample that was looked at, whatever its draw.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn looked(c: &Connection) -> Result<Vec<Sample>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM samples WHERE looked_at IS NOT NULL")?;
    collect(&mut statement, [], read)
}

fn read(row: &Row<'_>) -> Result<Sample, StoreError> {
    Ok(Sample {
        id: id_at(row, "id")?,
        draw: id_at(row, "draw_id")?,
        place: row.get("place")?,
        decision: id_at(row, "decision_id")?,
        looked_at: optional_instant_at(row, "looked_at")?,
        look: row
            .get::<_, Option<String>>("look")?
            .map(|text| from_json(&text, "look"))
            .transpose()?,
    })
}
