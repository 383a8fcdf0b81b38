//! Uploaded files: each picture is stored once, however many cases show it.

use domain::{Attachment, AttachmentId, CaseId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreResult;

pub(crate) struct StoredFile {
    pub media_type: String,
    pub sha256: String,
    pub size: u64,
}

pub(crate) fn add_picture(tx: &Transaction<'_>, sha256: &str, bytes: &[u8]) -> StoreResult<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO picture (sha256, bytes) VALUES (?1, ?2)")?
        .execute(params![sha256, bytes])?;
    Ok(())
}

/// Files an upload under its case; the picture must be in already.
pub(crate) fn add_attachment(
    tx: &Transaction<'_>,
    case: CaseId,
    attachment: &Attachment,
) -> StoreResult<()> {
    tx.prepare_cached(
        "INSERT INTO attachment (id, case_id, media_type, sha256) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        attachment.id.to_string(),
        case.to_string(),
        attachment.media_type,
        attachment.sha256
    ])?;
    Ok(())
}

/// A file of a case that is still this facility's.
pub(crate) fn attachment(
    connection: &Connection,
    id: AttachmentId,
) -> StoreResult<Option<StoredFile>> {
    Ok(connection
        .prepare_cached(
            "SELECT a.media_type, a.sha256, length(p.bytes) FROM attachment a JOIN picture p USING (sha256)
             WHERE a.id = ?1 AND EXISTS (
                 SELECT 1 FROM entity e
                 WHERE e.kind IN ('application', 'post') AND e.id = a.case_id AND e.in_scope = 1)",
        )?
        .query_row([id.to_string()], |row| {
            Ok(StoredFile {
                media_type: row.get(0)?,
                sha256: row.get(1)?,
                size: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })
        .optional()?)
}

/// Bytes `start..start + length` of a picture.
pub(crate) fn read_bytes(
    connection: &Connection,
    sha256: &str,
    start: u64,
    length: u64,
) -> StoreResult<Vec<u8>> {
    // substr counts from one.
    Ok(connection
        .prepare_cached("SELECT substr(bytes, ?2, ?3) FROM picture WHERE sha256 = ?1")?
        .query_row(params![sha256, start as i64 + 1, length as i64], |row| row.get(0))?)
}

/// Deletes a case's files, and the pictures that no other case shows.
pub(crate) fn forget_attachments(tx: &Transaction<'_>, case: CaseId) -> StoreResult<()> {
    tx.execute("DELETE FROM attachment WHERE case_id = ?1", [case.to_string()])?;
    tx.execute(
        "DELETE FROM picture WHERE NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = picture.sha256)",
        [],
    )?;
    Ok(())
}
