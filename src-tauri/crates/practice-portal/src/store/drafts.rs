//! What families have typed and chosen so far: kept when a form is refused, gone when it is sent.

use domain::DocumentKind;
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Accounts, StoreResult};
use crate::Upload;

impl Accounts {
    pub(crate) fn keep_words<W: Serialize>(
        &self,
        account: Uuid,
        form: &str,
        words: &W,
    ) -> StoreResult<()> {
        self.connection.execute(
            "INSERT INTO draft (account_id, form, words) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, form) DO UPDATE SET words = excluded.words",
            params![account.to_string(), form, serde_json::to_string(words)?],
        )?;
        Ok(())
    }

    pub(crate) fn kept_words<W: DeserializeOwned>(
        &self,
        account: Uuid,
        form: &str,
    ) -> StoreResult<Option<W>> {
        let words: Option<String> = self
            .connection
            .query_row(
                "SELECT words FROM draft WHERE account_id = ?1 AND form = ?2",
                params![account.to_string(), form],
                |row| row.get(0),
            )
            .optional()?;
        Ok(words.map(|words| serde_json::from_str(&words)).transpose()?)
    }

    /// Keeps a file for a form; it replaces the one of its kind.
    pub(crate) fn keep_file(&self, account: Uuid, form: &str, file: &Upload) -> StoreResult<()> {
        self.connection.execute(
            "INSERT OR REPLACE INTO draft_file (account_id, form, kind, media_type, file_name, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                account.to_string(),
                form,
                serde_json::to_string(&file.kind)?,
                file.media_type,
                file.file_name,
                file.bytes
            ],
        )?;
        Ok(())
    }

    pub(crate) fn kept_files(&self, account: Uuid, form: &str) -> StoreResult<Vec<Upload>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, media_type, file_name, bytes FROM draft_file
             WHERE account_id = ?1 AND form = ?2",
        )?;
        let mut rows = statement.query(params![account.to_string(), form])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            files.push(Upload {
                kind: serde_json::from_str(&row.get::<_, String>(0)?)?,
                media_type: row.get(1)?,
                file_name: row.get(2)?,
                bytes: row.get(3)?,
            });
        }
        files.sort_by_key(|file| file.kind);
        Ok(files)
    }

    pub(crate) fn drop_file(
        &self,
        account: Uuid,
        form: &str,
        kind: DocumentKind,
    ) -> StoreResult<()> {
        self.connection.execute(
            "DELETE FROM draft_file WHERE account_id = ?1 AND form = ?2 AND kind = ?3",
            params![account.to_string(), form, serde_json::to_string(&kind)?],
        )?;
        Ok(())
    }

    /// The form was sent, or given up.
    pub(crate) fn drop_draft(&self, account: Uuid, form: &str) -> StoreResult<()> {
        let key = params![account.to_string(), form];
        self.connection.execute("DELETE FROM draft WHERE account_id = ?1 AND form = ?2", key)?;
        self.connection
            .execute("DELETE FROM draft_file WHERE account_id = ?1 AND form = ?2", key)?;
        Ok(())
    }
}
