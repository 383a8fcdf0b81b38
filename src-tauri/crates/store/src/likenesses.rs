//! What the files of applications look like: kept with their case, so that the same file or a
//! near-duplicate in another application of this facility is found, also when the bytes are erased
//! already.

use domain::{AttachmentId, CaseId, Likeness};
use rusqlite::{Connection, Transaction, named_params, params};

use crate::columns::{blob, collect, fine_bytes, first, id_at, likeness_at, nearest};
use crate::{StoreError, photos};

/// More than this is no help to the person who looks.
const MOST: usize = 5;

/// A file of another case that is the same, or nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// The other case.
    pub case: CaseId,
    /// The file of that case.
    pub document: AttachmentId,
    /// The same bytes, rather than a picture that looks the same.
    pub same_bytes: bool,
}

/// Remembers what a file looks like, a post's photo with the post ([`photos`]); a page without
/// anything on it looks like nothing.
///
/// # Errors
/// A failing database. A document that is not here any more is passed over.
pub fn put(
    tx: &Transaction<'_>,
    document: AttachmentId,
    likeness: Option<Likeness>,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE documents SET looked = 1 WHERE id = ?1 AND looked = 0")?
        .execute([blob(&document.0)])?;
    if photos::keep_look(tx, document, likeness)? {
        return Ok(());
    }
    let chunks = likeness.map(|likeness| likeness.chunks());
    let chunk = |place: usize| chunks.map(|chunks| chunks[place]);
    tx.prepare_cached(
        "INSERT INTO likenesses (document, case_id, sha256, coarse, fine,
                                 chunk_0, chunk_1, chunk_2, chunk_3, chunk_4, chunk_5, chunk_6,
                                 chunk_7)
         SELECT id, case_id, sha256, :coarse, :fine, :c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7
         FROM documents WHERE id = :document
           AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.id = case_id AND kind = 'post')
         ON CONFLICT (document) DO NOTHING",
    )?
    .execute(named_params! {
        ":document": blob(&document.0),
        ":coarse": likeness.map(|likeness| likeness.coarse.cast_signed()),
        ":fine": likeness.map(|likeness| fine_bytes(&likeness)),
        ":c0": chunk(0), ":c1": chunk(1), ":c2": chunk(2), ":c3": chunk(3),
        ":c4": chunk(4), ":c5": chunk(5), ":c6": chunk(6), ":c7": chunk(7),
    })?;
    Ok(())
}

/// Files of other applications with the same bytes as this one, or that look like it; the same
/// bytes first.
///
/// # Errors
/// A failing database.
pub fn twins(c: &Connection, document: AttachmentId) -> Result<Vec<Twin>, StoreError> {
    let of = first(
        &mut *c.prepare_cached("SELECT case_id, sha256 FROM documents WHERE id = ?1")?,
        [blob(&document.0)],
        |row| Ok((id_at::<CaseId>(row, "case_id")?, row.get::<_, String>("sha256")?)),
    )?;
    let Some((case, sha256)) = of else { return Ok(Vec::new()) };
    let mut found = same_bytes(c, case, &sha256)?;
    if let Some(likeness) = get(c, document)? {
        for twin in near(c, case, &likeness)? {
            if !found.iter().any(|known| known.document == twin.document) {
                found.push(twin);
            }
        }
    }
    let mut twins = Vec::new();
    for twin in found {
        if is_application(c, twin.case)? {
            twins.push(twin);
        }
        if twins.len() == MOST {
            break;
        }
    }
    Ok(twins)
}

/// Stored files that nobody has looked at yet, those of applications and of opened posts first.
///
/// # Errors
/// A failing database.
pub fn unlooked(c: &Connection, limit: u32) -> Result<Vec<AttachmentId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id FROM documents WHERE state = 'stored' AND looked = 0 ORDER BY rank LIMIT ?1",
    )?;
    collect(&mut statement, [limit], |row| id_at(row, "id"))
}

/// Forgets what the files of a case looked like.
pub(crate) fn forget_case(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM likenesses WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}

fn get(c: &Connection, document: AttachmentId) -> Result<Option<Likeness>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT coarse, fine FROM likenesses WHERE document = ?1")?;
    Ok(first(&mut statement, [blob(&document.0)], likeness_at)?.flatten())
}

fn same_bytes(c: &Connection, case: CaseId, sha256: &str) -> Result<Vec<Twin>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id AS document, case_id FROM documents WHERE sha256 = ?1 AND case_id <> ?2
         UNION
         SELECT document, case_id FROM likenesses WHERE sha256 = ?1 AND case_id <> ?2
         LIMIT 50",
    )?;
    collect(&mut statement, params![sha256, blob(&case.0)], |row| {
        Ok(Twin {
            case: id_at(row, "case_id")?,
            document: id_at(row, "document")?,
            same_bytes: true,
        })
    })
}

/// Looked up by the eight parts of the coarse hash, each with an index of its own; what shares a
/// part is then held against the whole.
pub(crate) const NEAR: &str = "SELECT document, case_id, coarse, fine FROM likenesses
     WHERE chunk_0 = ?1 OR chunk_1 = ?2 OR chunk_2 = ?3 OR chunk_3 = ?4
        OR chunk_4 = ?5 OR chunk_5 = ?6 OR chunk_6 = ?7 OR chunk_7 = ?8";

fn near(c: &Connection, case: CaseId, likeness: &Likeness) -> Result<Vec<Twin>, StoreError> {
    let mut twins = nearest(c, NEAR, likeness, |row| {
        let (case, document) = (id_at(row, "case_id")?, id_at(row, "document")?);
        Ok(Twin { case, document, same_bytes: false })
    })?;
    twins.retain(|twin| twin.case != case);
    Ok(twins)
}

fn is_application(c: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT 1 FROM cases WHERE id = ?1 AND kind = 'application'")?;
    Ok(first(&mut statement, [blob(&case.0)], |_| Ok(()))?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::plan_of;

    #[test]
    fn a_look_up_reads_by_the_indexes_and_never_the_whole_table() {
        let plan = plan_of(NEAR, rusqlite::params_from_iter([0; 8]));
        assert!(!plan.contains("SCAN"), "{plan}");
        for place in 0..Likeness::CHUNKS {
            assert!(plan.contains(&format!("likenesses_{place}")), "{plan}");
        }
    }
}
