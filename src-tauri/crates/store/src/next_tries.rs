//! What came of it when a family was asked to mend something: how their next try ended, and when.

use chrono::{DateTime, Utc};
use domain::{CaseKind, Decision, Verdict};
use rusqlite::Connection;

use crate::StoreError;
use crate::columns::{collect, from_json, instant_at, micros, named_at, optional_instant_at};

/// A return or a rejection that nobody has overturned, and the family's next try of the same kind.
#[derive(Debug, Clone)]
pub struct NextTry {
    /// Applications or posts.
    pub kind: CaseKind,
    /// With its reasons, and what the family read, as long as the words are kept.
    pub decision: Decision,
    /// When it took effect.
    pub accepted_at: DateTime<Utc>,
    /// How the next try was decided, and when; nothing while there is none, or while it waits.
    pub next: Option<(Verdict, DateTime<Utc>)>,
}

/// Those accepted from an instant on, the oldest first. What is put off counts as no try.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn since(c: &Connection, from: DateTime<Utc>) -> Result<Vec<NextTry>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM (
           SELECT kind, verdict, accepted_at, body, id,
                  lead(verdict) OVER tries AS next_verdict,
                  lead(accepted_at) OVER tries AS next_at
           FROM decisions
           WHERE fate = 'accepted' AND accepted_at >= ?1 AND overturned_by IS NULL
             AND verdict <> 'hold'
           WINDOW tries AS (PARTITION BY family_id, kind ORDER BY accepted_at, id))
         WHERE verdict IN ('return', 'reject') ORDER BY accepted_at, id",
    )?;
    collect(&mut statement, [micros(from)], |row| {
        let next_at = optional_instant_at(row, "next_at")?;
        Ok(NextTry {
            kind: named_at(row, "kind")?,
            decision: from_json(&row.get::<_, String>("body")?, "decision")?,
            accepted_at: instant_at(row, "accepted_at")?,
            next: match next_at {
                Some(at) => Some((named_at(row, "next_verdict")?, at)),
                None => None,
            },
        })
    })
}
