//! What came of it when a family was asked to mend something: how their next try ended, and when.

use chrono::{DateTime, Utc};
use domain::{CaseKind, Decision, Verdict};
use rusqlite::Connection;

use crate::StoreError;
use crate::columns::{collect, from_json, instant_at, micros, named_at, optional_instant_at};

/// A return or a rejection that nobody has overturned, and the family's next try.
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

/// Those accepted from an instant on, the oldest first. The next try is the same case, sent again; after a
/// rejection also another one that came in later. What is put off counts as no try, and so does what
/// waited already.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn since(c: &Connection, from: DateTime<Utc>) -> Result<Vec<NextTry>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT given.kind, given.accepted_at, given.body,
                next.verdict AS next_verdict, next.accepted_at AS next_at
         FROM decisions AS given LEFT JOIN decisions AS next ON next.id = (
           SELECT tried.id FROM decisions AS tried LEFT JOIN cases ON cases.id = tried.case_id
           WHERE tried.family_id = given.family_id AND tried.kind = given.kind
             AND tried.fate = 'accepted' AND tried.overturned_by IS NULL
             AND tried.verdict <> 'hold'
             AND (tried.accepted_at, tried.id) > (given.accepted_at, given.id)
             AND (tried.case_id = given.case_id
                  OR (given.verdict = 'reject' AND cases.arrived_at > given.accepted_at))
           ORDER BY tried.accepted_at, tried.id LIMIT 1)
         WHERE given.fate = 'accepted' AND given.accepted_at >= ?1
           AND given.overturned_by IS NULL AND given.verdict IN ('return', 'reject')
         ORDER BY given.accepted_at, given.id",
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
