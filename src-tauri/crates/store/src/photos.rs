//! The photos of posts: by their bytes and by what they look like, so that a photo that was ruled on
//! is known again when it comes with another post of this facility.
//!
//! The bytes of a photo go when the facility's time for documents is over
//! ([`purge_documents`](crate::cases::purge_documents)); what it looks like is kept as long as the
//! post itself and no longer: a precedent is worth something after months, and without the post
//! there is nothing that it could point at. So it is not kept for the tally, which counts verdicts
//! and codes and needs no picture. It is deleted when the portal erases the post or does not name
//! it any more, when its words are erased, when the family withdraws it, and when this person loses
//! the right to see documents. A photo that the family replaced is kept only where a decision was
//! made with it. The hash has 320 fields of light and dark, too few to know a face by, yet it is
//! made of a picture of people (個資法 5, 11 III).

use domain::{Attachment, AttachmentId, CaseId, Likeness, Post};
use rusqlite::{Connection, Transaction, named_params, params};

use crate::StoreError;
use crate::columns::{blob, collect, fine_bytes, first, id_at, likeness_at, nearest};
use crate::decision_table::{StoredDecision, read as read_decision};

/// So many of the latest photos with the same bytes are asked about, and so many that look the
/// same. A greeting that everybody sends has been ruled on often enough by then.
const MOST: usize = 100;

/// A decision in force on a post that came with a photo of the post asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRuling {
    /// The photo of the post asked about.
    pub photo: AttachmentId,
    /// The same bytes, rather than a picture that looks the same.
    pub same_bytes: bool,
    /// The decision that was made with the photo.
    pub stored: StoredDecision,
}

/// Notes which photos a post has. One that it had and has no more is forgotten, unless a decision
/// was made with it.
pub(crate) fn note(tx: &Transaction<'_>, post: &Post) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO post_photos (document, case_id, sha256, first_revision, last_revision)
         VALUES (:document, :case, :sha256, :first, :revision)
         ON CONFLICT (document) DO UPDATE SET last_revision = excluded.last_revision
         WHERE case_id = excluded.case_id",
    )?;
    for Attachment { id, sha256, since_revision, .. } in &post.photos {
        insert.execute(named_params! {
            ":document": blob(&id.0),
            ":case": blob(&post.id.0),
            ":sha256": sha256.to_ascii_lowercase(),
            ":first": i64::try_from(*since_revision).unwrap_or(i64::MAX),
            ":revision": post.revision as i64,
        })?;
    }
    let mut noted = tx.prepare_cached("SELECT document FROM post_photos WHERE case_id = ?1")?;
    let noted: Vec<AttachmentId> =
        collect(&mut noted, [blob(&post.id.0)], |row| id_at(row, "document"))?;
    for document in noted {
        if !post.photos.iter().any(|photo| photo.id == document) {
            tx.prepare_cached(
                "DELETE FROM post_photos WHERE document = ?1
                   AND NOT EXISTS (SELECT 1 FROM decisions
                                   WHERE decisions.case_id = post_photos.case_id
                                     AND decisions.fate IN ('accepted', 'unsent')
                                     AND decisions.body ->> '$.base_revision'
                                         BETWEEN first_revision AND last_revision)",
            )?
            .execute([blob(&document.0)])?;
        }
    }
    Ok(())
}

/// Remembers what a post's photo looks like. False if the file is no post's.
pub(crate) fn keep_look(
    tx: &Transaction<'_>,
    document: AttachmentId,
    likeness: Option<Likeness>,
) -> Result<bool, StoreError> {
    let chunks = likeness.map(|likeness| likeness.chunks());
    let chunk = |place: usize| chunks.map(|chunks| chunks[place]);
    let kept = tx
        .prepare_cached(
            "UPDATE post_photos SET coarse = :coarse, fine = :fine, chunk_0 = :c0, chunk_1 = :c1,
                    chunk_2 = :c2, chunk_3 = :c3, chunk_4 = :c4, chunk_5 = :c5, chunk_6 = :c6,
                    chunk_7 = :c7
             WHERE document = :document",
        )?
        .execute(named_params! {
            ":document": blob(&document.0),
            ":coarse": likeness.map(|likeness| likeness.coarse.cast_signed()),
            ":fine": likeness.map(|likeness| fine_bytes(&likeness)),
            ":c0": chunk(0), ":c1": chunk(1), ":c2": chunk(2), ":c3": chunk(3),
            ":c4": chunk(4), ":c5": chunk(5), ":c6": chunk(6), ":c7": chunk(7),
        })?;
    Ok(kept > 0)
}

/// Forgets the photos of a post.
pub(crate) fn forget_case(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM post_photos WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}

/// Forgets what all photos look like; which files the posts have stands in the posts.
pub(crate) fn forget_looks(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "DELETE FROM post_photos
         WHERE last_revision < (SELECT revision FROM cases WHERE cases.id = case_id);
         UPDATE post_photos SET coarse = NULL, fine = NULL, chunk_0 = NULL, chunk_1 = NULL,
                chunk_2 = NULL, chunk_3 = NULL, chunk_4 = NULL, chunk_5 = NULL, chunk_6 = NULL,
                chunk_7 = NULL
         WHERE coarse IS NOT NULL;",
    )?;
    Ok(())
}

/// The decisions in force, other than to hold, on posts of this facility that came with a photo of
/// this post, or with one that looks like it; also those on the post itself. Erased posts and those
/// that the portal does not name any more are not among them. In no particular order.
///
/// # Errors
/// A failing database.
pub fn rulings(c: &Connection, post: &Post) -> Result<Vec<PhotoRuling>, StoreError> {
    let mut rulings = Vec::new();
    for photo in &post.photos {
        let same = same_bytes(c, &photo.sha256.to_ascii_lowercase())?;
        let near = match look(c, photo.id)? {
            Some(likeness) => near(c, &likeness)?,
            None => Vec::new(),
        };
        for document in &same {
            ruled(c, *document, photo.id, true, &mut rulings)?;
        }
        for document in near.iter().filter(|document| !same.contains(document)) {
            ruled(c, *document, photo.id, false, &mut rulings)?;
        }
    }
    Ok(rulings)
}

fn same_bytes(c: &Connection, sha256: &str) -> Result<Vec<AttachmentId>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT document FROM post_photos WHERE sha256 = ?1 ORDER BY rowid DESC LIMIT ?2",
    )?;
    collect(&mut statement, params![sha256, MOST as i64], |row| id_at(row, "document"))
}

fn look(c: &Connection, document: AttachmentId) -> Result<Option<Likeness>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT coarse, fine FROM post_photos WHERE document = ?1")?;
    Ok(first(&mut statement, [blob(&document.0)], likeness_at)?.flatten())
}

/// Looked up by the eight parts of the coarse hash, each with an index of its own; what shares a
/// part is then held against the whole.
const NEAR: &str = "SELECT document, coarse, fine FROM post_photos
     WHERE chunk_0 = ?1 OR chunk_1 = ?2 OR chunk_2 = ?3 OR chunk_3 = ?4
        OR chunk_4 = ?5 OR chunk_5 = ?6 OR chunk_6 = ?7 OR chunk_7 = ?8";

/// The nearest first.
fn near(c: &Connection, likeness: &Likeness) -> Result<Vec<AttachmentId>, StoreError> {
    let mut found = nearest(c, NEAR, likeness, |row| id_at(row, "document"))?;
    found.truncate(MOST);
    Ok(found)
}

/// What was decided with this photo on the post.
fn ruled(
    c: &Connection,
    document: AttachmentId,
    photo: AttachmentId,
    same_bytes: bool,
    rulings: &mut Vec<PhotoRuling>,
) -> Result<(), StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT decisions.* FROM post_photos
         JOIN cases ON cases.id = post_photos.case_id
         JOIN decisions ON decisions.case_id = post_photos.case_id
         WHERE post_photos.document = ?1 AND decisions.fate = 'accepted'
           AND decisions.overturned_by IS NULL AND decisions.verdict <> 'hold'
           AND decisions.body ->> '$.base_revision' BETWEEN first_revision AND last_revision
           AND NOT EXISTS (SELECT 1 FROM erased_cases WHERE erased_cases.case_id = cases.id)",
    )?;
    let decisions = collect(&mut statement, [blob(&document.0)], read_decision)?;
    rulings.extend(decisions.into_iter().map(|stored| PhotoRuling { photo, same_bytes, stored }));
    Ok(())
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
            assert!(plan.contains(&format!("post_photos_{place}")), "{plan}");
        }
    }
}
