//! Tables as JSON in, an OpenDocument spreadsheet out: for programs of this house that shall not hold
//! the crate itself, such as `cargo xtask package kit`.

use std::error::Error;
use std::io::{Read as _, Write as _};

use reports::{Cell, Column, ColumnKind, Identities, Table, ods};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut told = String::new();
    std::io::stdin().read_to_string(&mut told)?;
    let told: Value = serde_json::from_str(&told)?;
    let tables: Vec<Table> = told.as_array().into_iter().flatten().map(table).collect();
    std::io::stdout().write_all(&ods(&tables, &Identities::Masked)?)?;
    Ok(())
}

/// `{ "title", "columns": [{ "heading", "width" }], "rows": [["…"]] }`; what is missing is empty.
fn table(told: &Value) -> Table {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let column = |column: &Value| {
        let width = column["width"].as_f64().unwrap_or(10.0);
        Column::new(&words(&column["heading"]), ColumnKind::Text, width as f32)
    };
    let row = |row: &Value| list(row).iter().map(|cell| Cell::Text(words(cell))).collect();
    Table {
        title: words(&told["title"]),
        columns: list(&told["columns"]).iter().map(column).collect(),
        rows: list(&told["rows"]).iter().map(row).collect(),
    }
}
