//! Magnified crops of documents, attached to the staff-only note of a case. Like the documents they
//! lie encrypted beside the database, each under a key of its own; they never travel, and go with
//! the document that they show.

use chrono::{DateTime, Utc};
use domain::{AttachmentId, CaseId};
use rusqlite::{Connection, Transaction, named_params, params};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::columns::{blob, collect, first, id_at, micros};
use crate::documents::OpenDocumentError;
use crate::{Store, StoreError};

/// A note with more pictures than this is no note.
pub const MOST: usize = 12;

/// A crop as the worker encoded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crop {
    /// Made by the desk.
    pub id: Uuid,
    /// The case whose note it belongs to.
    pub case: CaseId,
    /// The document that it shows a part of.
    pub document: AttachmentId,
    /// From 0.
    pub page: u32,
    /// Quarter turns to the right, as it was looked at.
    pub turn: u8,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A crop that cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum PutCropError {
    /// There are [`MOST`] already.
    #[error("the note has as many crops as it may have")]
    TooMany,
    /// The document has been erased meanwhile.
    #[error("the document is not here any more")]
    Gone,
    /// The database failed; no file is left behind.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Of one case, oldest first.
///
/// # Errors
/// A failing database.
pub fn of_case(c: &Connection, case: CaseId) -> Result<Vec<Crop>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT * FROM note_crops WHERE case_id = ?1 ORDER BY made_at, id")?;
    collect(&mut statement, [blob(&case.0)], read)
}

/// Erases one crop.
///
/// # Errors
/// A failing database.
pub fn remove(tx: &Transaction<'_>, case: CaseId, id: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM note_crops WHERE id = ?1 AND case_id = ?2")?
        .execute(params![blob(&id), blob(&case.0)])?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<Crop, StoreError> {
    Ok(Crop {
        id: id_at(row, "id")?,
        case: id_at(row, "case_id")?,
        document: id_at(row, "document")?,
        page: row.get("page")?,
        turn: row.get("turn")?,
        media_type: row.get("media_type")?,
        width: row.get("width")?,
        height: row.get("height")?,
    })
}

impl Store {
    /// Encrypts a crop and attaches it to its case's note; `write_too` writes what belongs to it in
    /// the same transaction.
    ///
    /// # Errors
    /// See [`PutCropError`]; then nothing is left behind.
    pub fn put_crop(
        &self,
        crop: &Crop,
        bytes: &[u8],
        now: DateTime<Utc>,
        write_too: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<(), PutCropError> {
        let sealed = self.vault.seal(blob(&crop.id), bytes).map_err(StoreError::from)?;
        let put = self.write(|tx| {
            if of_case(tx, crop.case)?.len() >= MOST {
                return Err(PutCropError::TooMany);
            }
            let inserted = tx
                .prepare_cached(
                    "INSERT INTO note_crops (id, case_id, document, page, turn, media_type, width,
                                             height, file, key, made_at)
                     SELECT :id, case_id, id, :page, :turn, :type, :width, :height, :file, :key, :at
                     FROM documents WHERE id = :document AND case_id = :case AND state = 'stored'",
                )
                .map_err(StoreError::from)?
                .execute(named_params! {
                    ":id": blob(&crop.id),
                    ":case": blob(&crop.case.0),
                    ":document": blob(&crop.document.0),
                    ":page": crop.page,
                    ":turn": crop.turn,
                    ":type": crop.media_type,
                    ":width": crop.width,
                    ":height": crop.height,
                    ":file": sealed.file,
                    ":key": sealed.key.as_slice(),
                    ":at": micros(now),
                })
                .map_err(StoreError::from)?;
            if inserted == 0 {
                return Err(PutCropError::Gone);
            }
            Ok(write_too(tx)?)
        });
        if put.is_err() {
            self.vault.unlink(&sealed.file).map_err(StoreError::from)?;
        }
        put
    }

    /// The bytes of a crop, and their media type. Nobody could give back what is lost, so nothing is
    /// changed whatever the answer.
    ///
    /// # Errors
    /// See [`OpenDocumentError`].
    pub fn open_crop(&self, id: Uuid) -> Result<(String, Zeroizing<Vec<u8>>), OpenDocumentError> {
        let found = self.read::<_, StoreError>(|c| {
            let mut statement =
                c.prepare_cached("SELECT media_type, file, key FROM note_crops WHERE id = ?1")?;
            first(&mut statement, [blob(&id)], |row| {
                let key = Zeroizing::new(row.get::<_, [u8; 32]>("key")?);
                Ok((row.get::<_, String>("media_type")?, row.get::<_, String>("file")?, key))
            })
        })?;
        let (media_type, file, key) = found.ok_or(OpenDocumentError::NotHere)?;
        Ok((media_type, self.vault.unseal(blob(&id), &file, &key)?))
    }
}
