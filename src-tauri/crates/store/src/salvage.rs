//! Saving from a damaged database what the portal cannot give back: unsent decisions, the tray,
//! what was decided here, notes and drafts, settings, and the audit log.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::open::{Store, beside};
use crate::{Key, OpenError, StoreError, migrate};

/// Everything else comes again with the feed. The outbox first: it matters most.
const TABLES: [&str; 9] = [
    "outbox",
    "tray",
    "decisions",
    "escalations",
    "suspensions",
    "notes",
    "drafts",
    "settings",
    "audit",
];
/// The part of the file's name that tells a copy being read from.
const COPY: &str = ".read-from";

/// What could be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salvage {
    /// Acts that the portal has not acknowledged, and that go on from here.
    pub unsent: u32,
    /// Whether no table was lost. If not, something unsent may still lie in the damaged file.
    pub whole: bool,
}

impl Store {
    /// Takes over from a database that was set aside whatever can be read, table by table: each
    /// whole or not at all. The damaged file itself is only copied from.
    ///
    /// # Errors
    /// A failing disk; what could be taken over before stays.
    pub fn salvage(&self, set_aside: &Path) -> Result<Salvage, OpenError> {
        let copy = beside(set_aside, COPY);
        let parts = ["", "-wal"].map(|part| (beside(set_aside, part), beside(&copy, part)));
        for (from, to) in &parts {
            if from.exists() {
                fs::copy(from, to).map_err(OpenError::from_io)?;
            }
        }
        let salvage = self.with_writer(|writer, key| take_over(writer, &copy, key));
        for (_, copied) in &parts {
            // A copy left behind is as encrypted as the file that it was made from.
            let _ = fs::remove_file(copied);
        }
        let _ = fs::remove_file(beside(&copy, "-shm"));
        Ok(salvage?)
    }
}

fn take_over(writer: &mut Connection, copy: &Path, key: &Key) -> Result<Salvage, StoreError> {
    let nothing = Salvage { unsent: 0, whole: false };
    let attached = writer.execute(
        &format!("ATTACH DATABASE ?1 AS damaged KEY \"{}\"", key.literal().as_str()),
        [copy.to_string_lossy()],
    );
    if attached.is_err() {
        return Ok(nothing);
    }
    let saved = copy_tables(writer);
    writer.execute_batch("DETACH DATABASE damaged")?;
    saved.map(|saved| saved.unwrap_or(nothing))
}

/// `None`: another version of the desk wrote it, or not even that can be read.
fn copy_tables(writer: &mut Connection) -> Result<Option<Salvage>, StoreError> {
    let version: Result<u32, _> =
        writer.pragma_query_value(Some("damaged"), "user_version", |row| row.get(0));
    if version.ok() != Some(migrate::version(writer)?) {
        return Ok(None);
    }
    let mut whole = true;
    for table in TABLES {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let copied = tx.execute_batch(&format!(
            "INSERT OR REPLACE INTO main.{table} SELECT * FROM damaged.{table}"
        ));
        match copied.map_err(StoreError::from) {
            Ok(()) => tx.commit()?,
            Err(full @ (StoreError::DiskFull | StoreError::ReadOnly)) => return Err(full),
            // Dropping the transaction takes back the part that was copied.
            Err(_) => whole = false,
        }
    }
    let unsent = writer.query_row("SELECT count(*) FROM main.outbox", [], |row| row.get(0))?;
    Ok(Some(Salvage { unsent, whole }))
}
