//! Tables as CSV: UTF-8 with a byte order mark, or a spreadsheet under Windows takes it for Big5;
//! RFC 4180 quotes and line ends.

use super::formula::{looks_like_formula, looks_like_number};
use super::{Table, Value};
use crate::{Identities, ReportError};

/// One table. CSV has no way to say "this is text", so that a spreadsheet guesses:
///
/// - Words that it would reckon with get a `'` before them, as a person would type it.
/// - Words that it would turn into a number, a day or an hour (呼號 0091 and 2E07, 舍房 3/4, and in a
///   Chinese LibreOffice 民國 days as well) get a tab before them. Excel and LibreOffice both keep
///   such a cell as text; the tab is not seen on the screen, and whoever reads the file with
///   another program takes it off with the white space. `="0091"` would look better and is a
///   formula, which nothing in this file may be; a no-break space is taken off by LibreOffice, which
///   then reads a number all the same. Both were tried in LibreOffice 7.4, Chinese and English.
///
/// Columns of numbers, and the days to sort by, are numbers and days.
///
/// # Errors
/// None of today's tables fails: a CSV has no longest length.
pub fn csv(table: &Table, identities: &Identities) -> Result<Vec<u8>, ReportError> {
    let grid = table.grid(identities, usize::MAX)?;
    let mut file = String::from("\u{feff}");
    line(&mut file, grid.headings.iter().map(|words| guarded(words)));
    for row in &grid.rows {
        line(&mut file, row.iter().map(text));
    }
    Ok(file.into_bytes())
}

fn line(file: &mut String, fields: impl Iterator<Item = String>) {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            file.push(',');
        }
        file.push_str(&field);
    }
    file.push_str("\r\n");
}

fn text(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(words) => guarded(words),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.format("%Y-%m-%d").to_string(),
        Value::Instant(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

fn guarded(words: &str) -> String {
    let prefix = match words {
        _ if looks_like_formula(words) => "'",
        _ if looks_like_number(words) => "\t",
        _ => "",
    };
    let needs_quotes = prefix == "\t"
        || words.contains(['"', ',', '\n', '\r', '\t', ';'])
        || words.starts_with(' ')
        || words.ends_with(' ');
    if needs_quotes {
        format!("\"{prefix}{}\"", words.replace('"', "\"\""))
    } else {
        format!("{prefix}{words}")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::csv;
    use crate::{Cell, Column, ColumnKind, Identities, Table};

    #[test]
    fn a_family_cannot_write_a_formula() {
        let table = Table {
            title: "退件".to_owned(),
            columns: vec![
                Column::new("內文", ColumnKind::Text, 20.0),
                Column::new("次數", ColumnKind::Number, 4.0),
                Column::new("日期", ColumnKind::Day, 8.0),
                Column::new("證號", ColumnKind::Text, 8.0),
            ],
            rows: vec![
                vec![
                    "=HYPERLINK(\"http://a.example\",\"點我\")".into(),
                    Cell::Number(-3),
                    Cell::Day(NaiveDate::from_ymd_opt(2026, 11, 23).expect("a real date")),
                    Cell::IdNumber("A123456789".into()),
                ],
                vec!["媽媽,\n想你".into()],
                vec!["\t@SUM(A1)".into(), Cell::Empty, Cell::Empty, Cell::Empty, "多".into()],
            ],
        };
        let file = csv(&table, &Identities::Masked).expect("written");
        let expected = "\u{feff}內文,次數,日期,日期（民國）,證號\r\n\
            \"'=HYPERLINK(\"\"http://a.example\"\",\"\"點我\"\")\",-3,2026-11-23,\"\t115.11.23\",A123***789\r\n\
            \"媽媽,\n想你\",,,,\r\n\
            \"'\t@SUM(A1)\",,,,\r\n";
        assert_eq!(String::from_utf8(file).expect("UTF-8"), expected);
    }

    #[test]
    fn a_number_that_is_a_name_keeps_its_zeros_and_a_unit_is_no_date() {
        let column = |heading| Column::new(heading, ColumnKind::Text, 4.0);
        let table = Table {
            title: "退件".to_owned(),
            columns: vec![
                column("呼號"),
                column("收容人"),
                column("教區／舍房"),
                Column::new("次數", ColumnKind::Number, 4.0),
            ],
            rows: vec![
                vec!["0091".into(), "廖子宇".into(), "3/4".into(), Cell::Number(2)],
                vec!["2E07".into(), "王家華".into(), "10-11".into(), Cell::Number(2)],
            ],
        };
        let file = csv(&table, &Identities::Masked).expect("written");
        let expected = "\u{feff}呼號,收容人,教區／舍房,次數\r\n\
            \"\t0091\",廖子宇,\"\t3/4\",2\r\n\
            \"\t2E07\",王家華,\"\t10-11\",2\r\n";
        assert_eq!(String::from_utf8(file).expect("UTF-8"), expected);
    }
}
