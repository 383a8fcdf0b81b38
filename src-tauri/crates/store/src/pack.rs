//! The cases taken along for a shift without a network, and how much of their documents is here.

use chrono::{DateTime, Utc};
use domain::{CaseId, CaseRef, Private};
use rusqlite::{Connection, Transaction, params};

use crate::StoreError;
use crate::columns::{
    blob, collect, from_json, id_at, micros, name, named_at, optional_instant_at,
};
use crate::documents::{self, DocumentState, DocumentTrouble};

/// How far the pack is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Cases that were taken along.
    pub cases: u32,
    /// Documents of these cases.
    pub documents: u32,
    /// Bytes of these documents together, as announced.
    pub bytes: u64,
    /// Documents that are here, whole.
    pub stored: u32,
    /// Bytes of those that are here.
    pub stored_bytes: u64,
    /// Documents that will not come.
    pub refused: u32,
    /// When the first was taken, by the PC's clock; `None` where there is no pack.
    pub taken_at: Option<DateTime<Utc>>,
}

impl Progress {
    /// Whether every document of every case is here, so that the network can go.
    pub fn is_complete(&self) -> bool {
        self.cases > 0 && self.stored == self.documents
    }
}

/// A document of the pack that is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The case that it belongs to.
    pub case: CaseRef,
    /// 案號
    pub number: String,
    /// The applicant's or the author's name.
    pub name: Private,
    /// Wanted or refused.
    pub state: DocumentState,
    /// Why it is not here; `None` while it has not been tried.
    pub trouble: Option<DocumentTrouble>,
}

/// Takes cases along: their documents come before all others.
///
/// # Errors
/// A failing database.
pub fn take(tx: &Transaction<'_>, cases: &[CaseRef], now: DateTime<Utc>) -> Result<(), StoreError> {
    for case in cases {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO pack (case_id, kind, taken_at) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![blob(&case.id.0), name(&case.kind)?, micros(now)])?;
        documents::hasten(tx, case.id)?;
    }
    Ok(())
}

/// The shift is over, or the taking was cancelled.
///
/// # Errors
/// A failing database.
pub fn drop_all(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("DELETE FROM pack", [])?)
}

pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM pack WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}

/// The cases that were taken along.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn cases(c: &Connection) -> Result<Vec<CaseRef>, StoreError> {
    let mut statement = c.prepare_cached("SELECT kind, case_id FROM pack ORDER BY case_id")?;
    collect(&mut statement, [], |row| {
        Ok(CaseRef { kind: named_at(row, "kind")?, id: id_at(row, "case_id")? })
    })
}

/// How much of it is here, counted anew.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn progress(c: &Connection) -> Result<Progress, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT (SELECT count(*) FROM pack) AS cases,
                (SELECT min(taken_at) FROM pack) AS taken_at,
                count(*) AS documents, coalesce(sum(size_bytes), 0) AS bytes,
                count(*) FILTER (WHERE state = 'stored') AS stored,
                coalesce(sum(size_bytes) FILTER (WHERE state = 'stored'), 0) AS stored_bytes,
                count(*) FILTER (WHERE state = 'refused') AS refused
         FROM documents WHERE case_id IN (SELECT case_id FROM pack)",
    )?;
    let found = crate::columns::first(&mut statement, [], |row| {
        Ok(Progress {
            cases: row.get("cases")?,
            documents: row.get("documents")?,
            bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
            stored: row.get("stored")?,
            stored_bytes: row.get::<_, i64>("stored_bytes")?.unsigned_abs(),
            refused: row.get("refused")?,
            taken_at: optional_instant_at(row, "taken_at")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// What would be taken along: the documents of these cases, and their bytes.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn weigh(c: &Connection, cases: &[CaseRef]) -> Result<(u32, u64), StoreError> {
    let mut whole = (0, 0);
    for case in cases {
        for document in documents::of_case(c, case.id)? {
            whole = (whole.0 + 1, whole.1 + document.size_bytes);
        }
    }
    Ok(whole)
}

/// The documents of the pack that are not here, by case.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn missing(c: &Connection) -> Result<Vec<Missing>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT cases.kind, cases.id, cases.number, cases.name, documents.state, documents.trouble
         FROM documents JOIN cases ON cases.id = documents.case_id
         WHERE documents.case_id IN (SELECT case_id FROM pack) AND documents.state <> 'stored'
         ORDER BY cases.number, documents.id",
    )?;
    collect(&mut statement, [], |row| {
        Ok(Missing {
            case: CaseRef { kind: named_at(row, "kind")?, id: id_at(row, "id")? },
            number: row.get("number")?,
            name: Private::from(row.get::<_, String>("name")?),
            state: named_at(row, "state")?,
            trouble: row
                .get::<_, Option<String>>("trouble")?
                .map(|text| from_json(&text, "trouble"))
                .transpose()?,
        })
    })
}
