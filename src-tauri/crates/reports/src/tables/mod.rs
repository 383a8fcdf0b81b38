//! A table once, as three kinds of file: the columns say what a cell means, so that a date is a
//! date and an identity number is masked in every one of them.

mod csv;
mod formula;
mod ods;
mod ods_parts;
mod reading;
mod xlsx;

pub use csv::csv;
pub use ods::ods;
pub use reading::{Sheet, read_csv, read_ods};
pub use xlsx::xlsx;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use domain::Private;
use domain::calendar::{roc_short, taipei_clock, taipei_date};

use crate::{Identities, ReportError};

/// The rows of a sheet in Excel and LibreOffice alike, less the headings.
pub(crate) const MOST_ROWS: usize = 1_048_576 - 1;
/// The characters of a cell in Excel, in UTF-16 units.
const LONGEST_CELL: usize = 32_767;

/// One sheet. It has no `Debug`: a cell may hold what a family wrote.
#[derive(Clone)]
pub struct Table {
    /// The sheet's name, and the table's heading on paper.
    pub title: String,
    pub columns: Vec<Column>,
    /// Each as long as `columns`; what is missing is empty, what is too much is left out.
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub heading: String,
    pub kind: ColumnKind,
    /// Share of the width, in Chinese characters.
    pub width: f32,
}

impl Column {
    pub fn new(heading: &str, kind: ColumnKind, width: f32) -> Self {
        Self { heading: heading.to_owned(), kind, width }
    }
}

/// What a column holds. Days and instants become two columns of a spreadsheet: the date, to sort
/// and reckon with, and the 民國 date, to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number,
    Day,
    Instant,
}

#[derive(Clone)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    /// Asia/Taipei.
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    /// 統一編號 or 統一證號.
    IdNumber(Private),
}

/// A cell of the file.
pub(crate) enum Value {
    Empty,
    Text(String),
    Number(i64),
    Day(NaiveDate),
    /// Asia/Taipei; spreadsheets know no zone.
    Instant(NaiveDateTime),
}

/// The table as its file has it: days in two columns, numbers masked.
pub(crate) struct Grid {
    pub headings: Vec<String>,
    /// In Chinese characters.
    pub widths: Vec<f32>,
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    pub(crate) fn grid(&self, identities: &Identities, most: usize) -> Result<Grid, ReportError> {
        if self.rows.len() > most {
            return Err(ReportError::TooManyRows { rows: self.rows.len(), most });
        }
        let mut headings = Vec::new();
        let mut widths = Vec::new();
        for column in &self.columns {
            headings.push(column.heading.clone());
            widths.push(column.width);
            if column.is_dated() {
                headings.push(format!("{}（民國）", column.heading));
                widths.push(column.width);
            }
        }
        let rows = self.rows.iter().map(|row| self.values(row, identities)).collect();
        Ok(Grid { headings, widths, rows })
    }

    fn values(&self, row: &[Cell], identities: &Identities) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.columns.len());
        for (place, column) in self.columns.iter().enumerate() {
            let cell = row.get(place).unwrap_or(&Cell::Empty);
            values.push(match cell {
                Cell::Empty => Value::Empty,
                Cell::Text(words) => Value::Text(fitting(words)),
                Cell::Number(number) => Value::Number(*number),
                Cell::Day(day) => Value::Day(*day),
                Cell::Instant(at) => Value::Instant(at.naive_utc() + Duration::hours(8)),
                Cell::IdNumber(number) => Value::Text(fitting(&identities.show(number))),
            });
            if column.is_dated() {
                values.push(match cell {
                    Cell::Day(_) | Cell::Instant(_) => Value::Text(cell.read(identities)),
                    _ => Value::Empty,
                });
            }
        }
        values
    }

    /// Whether identity numbers stand in it.
    pub(crate) fn has_id_numbers(&self) -> bool {
        self.rows.iter().flatten().any(|cell| matches!(cell, Cell::IdNumber(_)))
    }
}

impl Column {
    fn is_dated(&self) -> bool {
        matches!(self.kind, ColumnKind::Day | ColumnKind::Instant)
    }
}

impl Cell {
    /// The cell as people read it, with days in 民國 years.
    pub(crate) fn read(&self, identities: &Identities) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => roc_short(*day),
            Self::Instant(at) => format!("{} {}", roc_short(taipei_date(*at)), taipei_clock(*at)),
            Self::IdNumber(number) => identities.show(number),
        }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Text(words.to_owned())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Text(words)
    }
}

impl From<&Private> for Cell {
    fn from(words: &Private) -> Self {
        // What a family wrote keeps to its own cell and hides nothing in it.
        Self::Text(domain::text::shown(words.as_str()))
    }
}

/// Without what no spreadsheet's file may hold, and no longer than a cell; what is cut says so.
fn fitting(words: &str) -> String {
    const CUT: &str = "…（過長，餘略）";
    let is_allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let kept = words.chars().map(|c| match c {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if is_allowed(c) => c,
        _ => '\u{fffd}',
    });
    let words: String = kept.collect();
    if words.encode_utf16().count() <= LONGEST_CELL {
        return words;
    }
    let mut units = CUT.chars().count();
    let mut short: String = words
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_CELL
        })
        .collect();
    short.push_str(CUT);
    short
}

/// Names for the sheets that every program takes: no sign it forbids, at most 31 characters, no two
/// alike.
pub(crate) fn sheet_names(tables: &[Table]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let clean: String = table
            .title
            .chars()
            .map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c })
            .collect();
        let clean = clean.trim();
        let stem = if clean.is_empty() { "表" } else { clean };
        let mut number = 1;
        let name = loop {
            let ending = if number == 1 { String::new() } else { format!(" ({number})") };
            let mut units = ending.len();
            let mut name: String = stem
                .chars()
                .take_while(|c| {
                    units += c.len_utf16();
                    units <= 31
                })
                .collect();
            name.push_str(&ending);
            if !names.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
                break name;
            }
            number += 1;
        };
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, ColumnKind, MOST_ROWS, Table, fitting, sheet_names};
    use crate::{Identities, ReportError};

    fn table(title: &str, rows: usize) -> Table {
        Table {
            title: title.to_owned(),
            columns: vec![Column::new("次數", ColumnKind::Number, 4.0)],
            rows: vec![Vec::new(); rows],
        }
    }

    #[test]
    fn sheets_have_names_that_every_program_takes() {
        let long = "二".repeat(40);
        let tables = [
            table("退件/統計", 0),
            table("退件*統計", 0),
            table("", 0),
            table(&long, 0),
            table(&long, 0),
        ];
        let names = sheet_names(&tables);
        assert_eq!(names[..3], ["退件_統計", "退件_統計 (2)", "表"]);
        assert_eq!(names[3], "二".repeat(31));
        assert_eq!(names[4], format!("{} (2)", "二".repeat(27)));
    }

    #[test]
    fn more_rows_than_a_sheet_takes_are_refused() {
        let refused = table("大", MOST_ROWS + 1).grid(&Identities::Masked, MOST_ROWS);
        let expected = ReportError::TooManyRows { rows: MOST_ROWS + 1, most: MOST_ROWS };
        assert_eq!(refused.err(), Some(expected));
        assert!(table("可", 3).grid(&Identities::Masked, MOST_ROWS).is_ok());
    }

    #[test]
    fn a_cell_that_is_too_long_says_that_it_was_cut() {
        let whole = "𠀀".repeat(16_383);
        assert_eq!(fitting(&whole), whole);
        let cut = fitting(&"𠀀".repeat(20_000));
        assert!(cut.encode_utf16().count() <= 32_767 && cut.ends_with("…（過長，餘略）"));
        assert_eq!(fitting("想\u{0}你\u{1b}\n"), "想\u{fffd}你\u{fffd}\n");
    }

    #[test]
    fn an_identity_number_is_masked_in_every_reading() {
        let cell = Cell::IdNumber("A123456789".into());
        assert_eq!(cell.read(&Identities::Masked), "A123***789");
    }
}
