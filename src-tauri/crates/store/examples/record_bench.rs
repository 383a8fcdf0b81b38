//! Recording one decision durably, beside one bare SQLCipher transaction that writes the same rows
//! into a twin of the same file. Prints medians of 300, taken in turn, and their ratio.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/store/support.rs"]
mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use domain::{Case, Verdict};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use store::{Store, StoreError, cases, decisions};

use crate::support::{Desk, at, case_id, decision, post};

const ROUNDS: u128 = 300;
const AIM: f64 = 1.5;
/// Where a recorded decision leaves its newest row, and by which column it is the newest.
const TABLES: [(&str, &str); 3] =
    [("decisions", "decided_at"), ("outbox", "seq"), ("audit", "seq")];

fn main() {
    let (desk, mut twin) = (Desk::new(), Desk::new());
    for store in [&desk, &twin] {
        fill(store);
    }
    let twin_file = twin.path();
    twin.close();
    let bare = bare_connection(&twin_file);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        let case = desk.read::<_, StoreError>(|c| cases::get(c, case_id(number))).expect("read");
        let now = at(10_000 + number as i64);
        let mut new = decision(&case.expect("it was put there").case, Verdict::Approve);
        new.decision.decided_at = now;
        let began = Instant::now();
        desk.write(|tx| decisions::record(tx, &new, now)).expect("recorded");
        ours.push(began.elapsed());
        let rows = desk.read(newest_rows).expect("read back");
        let began = Instant::now();
        write_bare(&bare, &rows, number).expect("written");
        theirs.push(began.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("desk  {ours:>7.3} ms  (checked, recorded, queued, audited, its case moved)");
    println!("bare  {theirs:>7.3} ms  (the same rows, one commit, synchronous=FULL)");
    println!("ratio {:>7.2}     (aim: at most {AIM})", ours / theirs);
}

fn fill(store: &Store) {
    let filled = store.write::<_, StoreError>(|tx| {
        for number in 0..ROUNDS {
            cases::upsert(tx, &Case::Post(post(number)), false, 1)?;
        }
        Ok(())
    });
    filled.expect("the cases are there");
}

/// Opened as the desk opens its own, and by the same key.
fn bare_connection(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("opened");
    let digits = hex::encode([7; 32]);
    connection
        .execute_batch(&format!(
            "PRAGMA key = \"x'{digits}'\"; PRAGMA cache_size = -64000; PRAGMA temp_store = MEMORY;
             PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        ))
        .expect("as the desk has it");
    connection
}

/// What the last decision wrote, column by column.
fn newest_rows(c: &Connection) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut rows = Vec::new();
    for (table, order) in TABLES {
        let mut statement =
            c.prepare_cached(&format!("SELECT * FROM {table} ORDER BY {order} DESC LIMIT 1"))?;
        let columns = statement.column_count();
        rows.push(statement.query_row([], |row| (0..columns).map(|at| row.get(at)).collect())?);
    }
    Ok(rows)
}

fn write_bare(c: &Connection, rows: &[Vec<Value>], number: u128) -> rusqlite::Result<()> {
    c.execute_batch("BEGIN IMMEDIATE")?;
    for ((table, _), row) in TABLES.iter().zip(rows) {
        let places = vec!["?"; row.len()].join(",");
        c.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?
            .execute(params_from_iter(row))?;
    }
    c.prepare_cached("UPDATE cases SET place = 'decided' WHERE id = ?1")?.execute([case_id(
        number,
    )
    .0
    .as_bytes()
    .to_vec()])?;
    c.execute_batch("COMMIT")
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e3
}
