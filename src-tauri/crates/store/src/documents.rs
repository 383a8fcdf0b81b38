//! Uploaded files: which are wanted, which are here, which were refused; their bytes go through
//! the vault.

use std::io;

use chrono::{DateTime, Utc};
use domain::{Attachment, AttachmentId, Case, CaseId, CaseKind, CaseState};
use rusqlite::{Connection, Transaction, named_params, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::columns::{blob, collect, first, from_json, id_at, instant, micros, named_at, to_json};
use crate::vault::Unopened;
use crate::{Store, StoreError, photos};

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Still to be fetched.
    Wanted,
    /// Here, whole, and equal to its digest.
    Stored,
    /// Never to be shown: see [`DocumentTrouble`].
    Refused,
}

/// Why a document is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum DocumentTrouble {
    /// Its bytes are not those that the portal announced.
    DigestMismatch,
    /// It is larger or smaller than announced.
    SizeMismatch {
        /// In bytes, as the case said.
        announced: u64,
        /// In bytes.
        received: u64,
    },
    /// The portal does not have it or does not give it.
    NotGiven {
        /// The HTTP status.
        status: u16,
    },
    /// The portal could not be reached; tried again later.
    NotReached,
}

/// A file of a case, and what has become of fetching it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The id of the attachment that it is.
    pub id: AttachmentId,
    /// The case that it belongs to.
    pub case: CaseId,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// As the case announced it, in bytes.
    pub size_bytes: u64,
    /// Whether it is here, still to come, or never to be shown.
    pub state: DocumentState,
    /// Fetches that failed, refusals among them.
    pub attempts: u32,
    /// What the last failed fetch failed of.
    pub trouble: Option<DocumentTrouble>,
}

/// A document that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenDocumentError {
    /// Not fetched yet, refused, or purged.
    #[error("the document is not here")]
    NotHere,
    /// Its file has been altered. A document will be fetched again.
    #[error("the document's file is damaged")]
    Damaged,
    /// Its file is gone. A document will be fetched again.
    #[error("the document's file is gone")]
    Absent,
    /// Its file could not be read just now. Nothing has changed; another try may go better.
    #[error("the document's file could not be read: {0}")]
    NotNow(io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Unopened> for OpenDocumentError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::Damaged => Self::Damaged,
            Unopened::Absent => Self::Absent,
            Unopened::NotNow(error) => Self::NotNow(error),
        }
    }
}

/// A document that cannot be put.
#[derive(Debug, thiserror::Error)]
pub enum PutDocumentError {
    /// Nobody wants it: its case is gone.
    #[error("the document is not wanted any more")]
    NotWanted,
    /// The bytes are not those announced; it has been marked as refused.
    #[error("the document's bytes are not those announced")]
    Mismatch(DocumentTrouble),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes which documents a case has. Those that it had and has no more are erased.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn want(tx: &Transaction<'_>, case: &Case) -> Result<(), StoreError> {
    let reference = case.reference();
    let rank = if reference.kind == CaseKind::Application { 0 } else { 1 };
    let mut insert = tx.prepare_cached(
        "INSERT INTO documents (id, case_id, sha256, size_bytes, state, rank)
         VALUES (:id, :case, :sha256, :size, 'wanted', :rank) ON CONFLICT (id) DO NOTHING",
    )?;
    for Attachment { id, sha256, size_bytes, .. } in case.attachments() {
        insert.execute(named_params! {
            ":id": blob(&id.0),
            ":case": blob(&reference.id.0),
            ":sha256": sha256.to_ascii_lowercase(),
            ":size": i64::try_from(*size_bytes).unwrap_or(i64::MAX),
            ":rank": rank,
        })?;
    }
    let kept: Vec<AttachmentId> = case.attachments().iter().map(|one| one.id).collect();
    for document in of_case(tx, reference.id)? {
        if !kept.contains(&document.id) {
            // A file that the family took back is not held against another one either.
            tx.prepare_cached("DELETE FROM likenesses WHERE document = ?1")?
                .execute([blob(&document.id.0)])?;
            forget(tx, document.id)?;
        }
    }
    Ok(())
}

/// A closed case's documents that are not here are not fetched any more; those here stay.
pub(crate) fn want_no_more(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    // Most have none, and to ask is cheaper than to delete nothing past three triggers.
    let wanted: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE case_id = ?1 AND state = 'wanted')",
        )?
        .query_row([blob(&case.0)], |row| row.get(0))?;
    if !wanted {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM documents WHERE case_id = ?1 AND state = 'wanted'")?
        .execute([blob(&case.0)])?;
    Ok(())
}

/// The next documents to fetch: applications first, then posts.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn wanted(c: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<Document>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT * FROM documents WHERE state = 'wanted' AND not_before <= ?1
         ORDER BY rank, not_before LIMIT ?2",
    )?;
    collect(&mut statement, params![micros(now), limit], read)
}

/// Somebody looks at this case: its documents that are not here come before all others, and are
/// due at once; those of a closed case too, which are not fetched otherwise.
///
/// # Errors
/// A failing database.
pub fn hasten(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("SELECT body FROM cases WHERE id = ?1")?;
    let stored: Option<Case> = first(&mut statement, [blob(&case.0)], |row| {
        from_json(&row.get::<_, String>("body")?, "body")
    })?;
    let Some(stored) = stored.filter(|stored| stored.state() != CaseState::Withdrawn) else {
        return Ok(());
    };
    want(tx, &stored)?;
    tx.prepare_cached(
        "UPDATE documents SET rank = -1, not_before = 0 WHERE case_id = ?1 AND state = 'wanted'",
    )?
    .execute([blob(&case.0)])?;
    Ok(())
}

/// When the next wanted document is due.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn next_wanted_at(c: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<i64> =
        c.query_row("SELECT min(not_before) FROM documents WHERE state = 'wanted'", [], |row| {
            row.get(0)
        })?;
    at.map(instant).transpose()
}

/// All documents of a case, in no order; those that are not here too.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Vec<Document>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM documents WHERE case_id = ?1")?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// By the attachment's id; `None` once its case is gone.
///
/// # Errors
/// A failing database; [`StoreError::Unreadable`] for a row that this version cannot read.
pub fn get(c: &Connection, id: AttachmentId) -> Result<Option<Document>, StoreError> {
    let mut statement = c.prepare_cached("SELECT * FROM documents WHERE id = ?1")?;
    first(&mut statement, [blob(&id.0)], read)
}

/// The document will not be fetched again, and is never shown.
///
/// # Errors
/// A failing database.
pub fn refuse(
    tx: &Transaction<'_>,
    id: AttachmentId,
    trouble: &DocumentTrouble,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE documents SET state = 'refused', attempts = attempts + 1, trouble = ?2
         WHERE id = ?1",
    )?
    .execute(params![blob(&id.0), to_json(trouble)?])?;
    Ok(())
}

/// The document is fetched again, not before `at`.
///
/// # Errors
/// A failing database.
pub fn postpone(
    tx: &Transaction<'_>,
    id: AttachmentId,
    at: DateTime<Utc>,
    trouble: &DocumentTrouble,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE documents SET state = 'wanted', attempts = attempts + 1, trouble = ?2,
                not_before = ?3
         WHERE id = ?1",
    )?
    .execute(params![blob(&id.0), to_json(trouble)?, micros(at)])?;
    Ok(())
}

/// A refused document is fetched once more, because a person asked for it.
///
/// # Errors
/// A failing database.
pub fn want_again(tx: &Transaction<'_>, id: AttachmentId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE documents SET state = 'wanted', not_before = 0 WHERE id = ?1 AND state = 'refused'",
    )?
    .execute([blob(&id.0)])?;
    Ok(())
}

/// Erases the bytes of every document, for a person who has lost the right to see them.
///
/// # Errors
/// A failing database.
pub fn erase_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "INSERT OR IGNORE INTO erasures (file)
             SELECT file FROM documents WHERE file IS NOT NULL;
         DELETE FROM documents WHERE case_id IN (SELECT case_id FROM tombstones WHERE named = 0);
         UPDATE documents SET state = 'wanted', file = NULL, key = NULL, looked = 0
             WHERE state = 'stored';
         DELETE FROM note_crops;
         DELETE FROM likenesses;",
    )?;
    photos::forget_looks(tx)
}

/// How many are still to be fetched.
///
/// # Errors
/// A failing database.
pub fn count_wanted(c: &Connection) -> Result<u32, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT documents FROM document_counts WHERE state = 'wanted'")?;
    Ok(first(&mut statement, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Erases one document and the crops of it: without its row nobody has its key.
///
/// # Errors
/// A failing database.
pub fn forget(tx: &Transaction<'_>, id: AttachmentId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM documents WHERE id = ?1")?.execute([blob(&id.0)])?;
    Ok(())
}

/// Erases all documents of a case.
///
/// # Errors
/// A failing database.
pub fn forget_case(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM documents WHERE case_id = ?1")?.execute([blob(&case.0)])?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<Document, StoreError> {
    Ok(Document {
        id: id_at(row, "id")?,
        case: id_at(row, "case_id")?,
        sha256: row.get("sha256")?,
        size_bytes: u64::try_from(row.get::<_, i64>("size_bytes")?).unwrap_or_default(),
        state: named_at(row, "state")?,
        attempts: row.get("attempts")?,
        trouble: row
            .get::<_, Option<String>>("trouble")?
            .map(|text| from_json(&text, "trouble"))
            .transpose()?,
    })
}

impl Store {
    /// Checks the bytes against what the portal announced, encrypts them under a key of their own
    /// and remembers them. A mismatch is recorded, and the bytes are thrown away.
    ///
    /// # Errors
    /// See [`PutDocumentError`].
    pub fn put_document(
        &self,
        id: AttachmentId,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), PutDocumentError> {
        let wanted = self.read(|c| get(c, id))?.ok_or(PutDocumentError::NotWanted)?;
        if let Some(trouble) = mismatch(&wanted, bytes) {
            self.write(|tx| refuse(tx, id, &trouble))?;
            return Err(PutDocumentError::Mismatch(trouble));
        }
        let sealed = self.vault.seal(blob(&id.0), bytes).map_err(StoreError::from)?;
        let remembered = self.write::<_, StoreError>(|tx| {
            Ok(tx
                .prepare_cached(
                    "UPDATE documents SET state = 'stored', trouble = NULL, file = ?2, key = ?3,
                            stored_at = ?4
                     WHERE id = ?1 AND state <> 'stored'",
                )?
                .execute(params![blob(&id.0), sealed.file, sealed.key.as_slice(), micros(now)])?)
        })?;
        if remembered == 0 {
            // Purged or stored by another hand while the file was being written.
            self.vault.unlink(&sealed.file).map_err(StoreError::from)?;
        }
        Ok(())
    }

    /// The bytes of a stored document, checked piece by piece. A damaged or lost file is erased and
    /// wanted again; one that cannot be read just now stays as it is.
    ///
    /// # Errors
    /// See [`OpenDocumentError`].
    pub fn open_document(&self, id: AttachmentId) -> Result<Zeroizing<Vec<u8>>, OpenDocumentError> {
        let found = self.read::<_, StoreError>(|c| {
            let mut statement = c.prepare_cached(
                "SELECT file, key FROM documents WHERE id = ?1 AND state = 'stored'",
            )?;
            first(&mut statement, [blob(&id.0)], |row| {
                let key = Zeroizing::new(row.get::<_, [u8; 32]>("key")?);
                Ok((row.get::<_, String>("file")?, key))
            })
        })?;
        let (file, key) = found.ok_or(OpenDocumentError::NotHere)?;
        let unopened = match self.vault.unseal(blob(&id.0), &file, &key) {
            Ok(plain) => return Ok(plain),
            Err(not_now @ Unopened::NotNow(_)) => return Err(not_now.into()),
            Err(unopened) => unopened,
        };
        self.write::<_, StoreError>(|tx| {
            tx.execute("INSERT OR IGNORE INTO erasures (file) VALUES (?1)", [&file])?;
            tx.execute(
                "UPDATE documents SET state = 'wanted', file = NULL, key = NULL, not_before = 0
                 WHERE id = ?1 AND file = ?2",
                params![blob(&id.0), file],
            )?;
            Ok(())
        })?;
        Err(unopened.into())
    }
}

fn mismatch(wanted: &Document, bytes: &[u8]) -> Option<DocumentTrouble> {
    let received = bytes.len() as u64;
    if received != wanted.size_bytes {
        return Some(DocumentTrouble::SizeMismatch { announced: wanted.size_bytes, received });
    }
    let digest = hex::encode(Sha256::digest(bytes));
    (digest != wanted.sha256).then_some(DocumentTrouble::DigestMismatch)
}
