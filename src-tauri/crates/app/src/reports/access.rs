//! 查詢紀錄: what of the audit log tells who looked at what, and the tables by which an export is
//! checked without a desk.

use chrono::{DateTime, Datelike as _, Utc};
use domain::calendar::{roc_short, taipei_clock, taipei_date, taipei_stamp};
use reports::{Cell, Column, ColumnKind, Table};
use serde_json::Value;
use store::audit::Action;
use store::chain::{Entry, Hash, Place, Witness};

use crate::reports::audit::{what, words_of};
use crate::views::audit::AuditSort;
use crate::views::case::RevealPurpose;

/// The sheets' names.
pub(crate) const LISTED: &str = "查詢紀錄";
pub(crate) const CHAIN: &str = "稽核鏈";
pub(crate) const HEADS: &str = "入口網見證";

/// The headings of what a check compares with the chain.
pub(crate) const COMPARED: [&str; 7] =
    ["序號", "時間", "時間（民國）", "帳號", "做了什麼", "目的", "對象"];
const CHAIN_HEADINGS: [&str; 7] = ["序號", "時刻（微秒）", "帳號", "動作", "對象", "內容", "雜湊"];
/// In the place of an action: the entry before the first, which the chain goes on from.
const BEFORE: &str = "（前一筆）";

/// An entry that belongs into the record, as far as the chain itself tells it: in the order of
/// [`COMPARED`].
pub(crate) fn compared(entry: &Entry) -> Option<[String; 7]> {
    let sort = words_of(Action::read(&entry.action)?).0;
    if !matches!(sort, AuditSort::Seen | AuditSort::TakenOut) {
        return None;
    }
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let at = instant(entry);
    Some([
        entry.seq.to_string(),
        taipei_stamp(at),
        format!("{} {}", roc_short(taipei_date(at)), taipei_clock(at)),
        entry.actor.clone(),
        what(&entry.action, &detail),
        purpose(&detail).to_owned(),
        entry.subject.clone(),
    ])
}

/// When it was written; what is no instant of our time is the first of 1970.
pub(crate) fn instant(entry: &Entry) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(entry.at)
        .filter(|at| (1970..=9999).contains(&at.year()))
        .unwrap_or_default()
}

fn purpose(detail: &Value) -> &'static str {
    let purpose = detail.get("purpose").cloned();
    purpose
        .and_then(|purpose| serde_json::from_value::<RevealPurpose>(purpose).ok())
        .map_or("", RevealPurpose::words)
}

fn text(heading: &str, width: f32) -> Column {
    Column::new(heading, ColumnKind::Text, width)
}

/// The entries as they lie in the log, from the one after `after` on.
pub(crate) fn chain_table(after: Place, entries: &[Entry]) -> Table {
    let cells = |cells: [String; 7]| cells.map(Cell::from).to_vec();
    let none = String::new;
    let before = [
        after.seq.to_string(),
        none(),
        none(),
        BEFORE.to_owned(),
        none(),
        none(),
        hex::encode(after.hash),
    ];
    let rows = entries.iter().map(|entry| {
        cells([
            entry.seq.to_string(),
            entry.at.to_string(),
            entry.actor.clone(),
            entry.action.clone(),
            entry.subject.clone(),
            entry.detail.clone(),
            hex::encode(entry.hash),
        ])
    });
    Table {
        title: CHAIN.to_owned(),
        columns: CHAIN_HEADINGS.map(|heading| text(heading, 10.0)).to_vec(),
        rows: std::iter::once(cells(before)).chain(rows).collect(),
    }
}

/// What the portal was told of this log.
pub(crate) fn heads_table(heads: &[(Witness, DateTime<Utc>)]) -> Table {
    let rows = heads.iter().map(|(witness, told_at)| {
        let cells = [witness.entries.to_string(), hex::encode(witness.head), told_at.to_rfc3339()];
        cells.map(Cell::from).to_vec()
    });
    Table {
        title: HEADS.to_owned(),
        columns: ["筆數", "雜湊", "入口網收到的時間"].map(|heading| text(heading, 12.0)).to_vec(),
        rows: rows.collect(),
    }
}

/// What [`chain_table`] made; `None` where a row does not read as one.
pub(crate) fn read_chain(rows: &[Vec<String>]) -> Option<(Place, Vec<Entry>)> {
    let [headings, before, entries @ ..] = rows else { return None };
    if headings[..] != CHAIN_HEADINGS || field(before, 3)? != BEFORE {
        return None;
    }
    let place = |row: &[String]| Some((field(row, 0)?.parse().ok()?, hash(field(row, 6)?)?));
    let (seq, first) = place(before)?;
    let entries = entries.iter().map(|row| {
        let (seq, hash) = place(row)?;
        Some(Entry {
            seq,
            at: field(row, 1)?.parse().ok()?,
            actor: field(row, 2)?.to_owned(),
            action: field(row, 3)?.to_owned(),
            subject: field(row, 4)?.to_owned(),
            detail: field(row, 5)?.to_owned(),
            hash,
        })
    });
    Some((Place { seq, hash: first }, entries.collect::<Option<_>>()?))
}

/// What [`heads_table`] made.
pub(crate) fn read_heads(rows: &[Vec<String>]) -> Option<Vec<Witness>> {
    let witness = |row: &Vec<String>| {
        Some(Witness { entries: field(row, 0)?.parse().ok()?, head: hash(field(row, 1)?)? })
    };
    rows.iter().skip(1).map(witness).collect()
}

fn field(row: &[String], place: usize) -> Option<&str> {
    row.get(place).map(String::as_str)
}

fn hash(digits: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(digits, &mut hash).ok()?;
    Some(hash)
}
