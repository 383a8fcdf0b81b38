//! Saving from a damaged database what the portal cannot give back: unsent decisions, the tray,
//! what was decided here, notes and drafts, settings, and the audit log.

use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params, params_from_iter};

use crate::files::{self, beside};
use crate::open::{Store, connect};
use crate::{Key, OpenError, StoreError, error, migrate, outbox};

/// A table and the column that its rows are found by.
type Table = (&'static str, &'static str);

/// Everything else comes again with the feed. The outbox first: it matters most.
const TABLES: [Table; 17] = [
    ("outbox", "seq"),
    ("outbox_unread", "act_id"),
    ("tray", "seq"),
    ("decisions", "id"),
    ("escalations", "id"),
    ("suspensions", "id"),
    ("suspension_waivers", "id"),
    ("sample_draws", "id"),
    ("samples", "id"),
    ("acknowledged", "act_id"),
    ("erased_cases", "case_id"),
    ("words_gone", "case_id"),
    ("notes", "case_id"),
    ("drafts", "case_id"),
    ("tombstones", "case_id"),
    ("settings", "key"),
    ("first_looks", "case_id"),
];
/// Each row of it rests on the one before: only what lies before the damage can be gone on with.
const AUDIT: Table = ("audit", "seq");
/// So many rows are copied at once.
const GROUP: usize = 200;
/// The part of the file's name that tells a copy being read from.
const COPY: &str = ".read-from";

/// What could be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salvage {
    /// Acts that the portal has not acknowledged, and that go on from here.
    pub unsent: u32,
    /// Whether no row was lost. If not, something unsent may still lie in the damaged file.
    pub whole: bool,
}

impl Store {
    /// Takes over from a database that was set aside whatever can be read, row by row where a page
    /// of a table is damaged. What was decided here and has no answer is sent, also where only its
    /// place in the outbox was lost. The damaged file itself is only copied from.
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
            let _ = files::delete(copied);
        }
        let _ = files::delete(&beside(&copy, "-shm"));
        // The damage that was met is the old file's, not this store's.
        error::take_damage_met();
        Ok(salvage?)
    }
}

fn take_over(writer: &mut Connection, copy: &Path, key: &Key) -> Result<Salvage, StoreError> {
    let mut damaged = Damaged { copy: copy.to_owned(), key: key.clone(), connection: None };
    // Another version of the desk wrote it, or not even that can be read.
    if damaged.version() != Some(migrate::version(writer)?) {
        return Ok(Salvage { unsent: 0, whole: false });
    }
    let mut whole = true;
    for table in TABLES {
        let (keys, all) = damaged.keys(writer, table)?;
        whole &= all;
        for group in keys.chunks(GROUP) {
            whole &= copy_rows(writer, &mut damaged, table, group)?;
        }
    }
    let (keys, all) = damaged.keys_before_damage(AUDIT);
    whole &= all;
    for group in keys.chunks(GROUP) {
        if !copy_rows(writer, &mut damaged, AUDIT, group)? {
            whole = false;
            break;
        }
    }
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    outbox::queue_unqueued(&tx)?;
    tx.commit()?;
    let unsent = writer.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?;
    Ok(Salvage { unsent, whole })
}

/// Copies the rows with these keys, in halves and again in halves around whatever cannot be read.
/// Answers whether all of them came over; of the audit log nothing after the first loss does.
fn copy_rows(
    writer: &mut Connection,
    damaged: &mut Damaged,
    table: Table,
    keys: &[Value],
) -> Result<bool, StoreError> {
    let [first, .., last] = keys else {
        return match keys {
            [only] => copy_range(writer, damaged, table, only, only),
            _ => Ok(true),
        };
    };
    if copy_range(writer, damaged, table, first, last)? {
        return Ok(true);
    }
    let (before, after) = keys.split_at(keys.len() / 2);
    if copy_rows(writer, damaged, table, before)? || table != AUDIT {
        copy_rows(writer, damaged, table, after)?;
    }
    Ok(false)
}

fn copy_range(
    writer: &mut Connection,
    damaged: &mut Damaged,
    (table, key): Table,
    first: &Value,
    last: &Value,
) -> Result<bool, StoreError> {
    let sql = format!("SELECT * FROM {table} WHERE {key} BETWEEN ?1 AND ?2 ORDER BY {key}");
    let Some(rows) = damaged.rows(&sql, first, last) else { return Ok(false) };
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for row in rows {
        let places = vec!["?"; row.len()].join(", ");
        let insert = format!("INSERT OR REPLACE INTO {table} VALUES ({places})");
        match tx.prepare_cached(&insert)?.execute(params_from_iter(row)).map_err(StoreError::from) {
            Ok(_) => {}
            Err(full @ (StoreError::DiskFull | StoreError::ReadOnly)) => return Err(full),
            // Dropping the transaction takes back the part that was copied.
            Err(_) => return Ok(false),
        }
    }
    tx.commit()?;
    Ok(true)
}

/// The copy that is read from. A connection that has met a damaged page is of no more use; the
/// next reading opens another.
struct Damaged {
    copy: PathBuf,
    key: Key,
    connection: Option<Connection>,
}

impl Damaged {
    fn version(&mut self) -> Option<u32> {
        self.read(|c| c.pragma_query_value(None, "user_version", |row| row.get(0)))
    }

    fn read<T>(&mut self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        if self.connection.is_none() {
            self.connection = connect(&self.copy, &self.key).ok();
        }
        let done = read(self.connection.as_ref()?).ok();
        if done.is_none() {
            self.connection = None;
        }
        done
    }

    fn rows(&mut self, sql: &str, first: &Value, last: &Value) -> Option<Vec<Vec<Value>>> {
        self.read(|c| {
            let mut statement = c.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map(params![first, last], |row| {
                (0..columns).map(|column| row.get(column)).collect()
            })?;
            rows.collect()
        })
    }

    /// The keys of a table as far as they can be learnt: from the table, from both ends, and from
    /// each index. Also whether the table itself told all of them.
    fn keys(
        &mut self,
        ours: &Connection,
        (table, key): Table,
    ) -> Result<(Vec<Value>, bool), StoreError> {
        let (mut keys, all) = self.keys_before_damage((table, key));
        if all {
            return Ok((keys, true));
        }
        let mut indexes =
            ours.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1")?;
        let indexes: Vec<String> =
            indexes.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        keys.extend(self.scan(&format!("SELECT {key} FROM {table} ORDER BY {key} DESC")).0);
        for index in indexes {
            keys.extend(self.scan(&format!("SELECT {key} FROM {table} INDEXED BY {index}")).0);
        }
        keys.sort_by(order);
        keys.dedup();
        Ok((keys, false))
    }

    /// The keys in their order up to the first page that cannot be read, and whether there is none.
    fn keys_before_damage(&mut self, (table, key): Table) -> (Vec<Value>, bool) {
        self.scan(&format!("SELECT {key} FROM {table} NOT INDEXED ORDER BY {key}"))
    }

    /// What a statement tells until it fails, and whether it came to its end.
    fn scan(&mut self, sql: &str) -> (Vec<Value>, bool) {
        let mut told = Vec::new();
        let end = self.read(|c| {
            let mut statement = c.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                told.push(row.get(0)?);
            }
            Ok(())
        });
        (told, end.is_some())
    }
}

/// As SQLite orders keys of one column: all are numbers, or all are bytes, or all are text.
fn order(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::Blob(one), Value::Blob(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        _ => Ordering::Equal,
    }
}
