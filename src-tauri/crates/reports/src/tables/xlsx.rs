//! Tables as `.xlsx`.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Grid, MOST_ROWS, Table, Value, sheet_names};
use crate::{Identities, ReportError};

/// One sheet a table. Words are text cells whatever they begin with, and stay text when somebody
/// edits them (`quotePrefix`).
///
/// # Errors
/// `TooManyRows`; `Nothing` without a table.
pub fn xlsx(tables: &[Table], identities: &Identities) -> Result<Vec<u8>, ReportError> {
    if tables.is_empty() {
        return Err(ReportError::Nothing);
    }
    let mut book = Workbook::new();
    for (table, name) in tables.iter().zip(sheet_names(tables)) {
        let grid = table.grid(identities, MOST_ROWS)?;
        let sheet = book.add_worksheet();
        sheet.set_name(name).map_err(unwritten)?;
        fill(sheet, &grid).map_err(unwritten)?;
    }
    book.save_to_buffer().map_err(unwritten)
}

fn fill(sheet: &mut Worksheet, grid: &Grid) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Top);
    let text = Format::new()
        .set_num_format("@")
        .set_quote_prefix()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let number = Format::new().set_num_format("0").set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let instant = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Top);

    for (column, (words, width)) in (0_u16..).zip(grid.headings.iter().zip(&grid.widths)) {
        sheet.set_column_width(column, f64::from(width * 2.0 + 2.0))?;
        sheet.write_string_with_format(0, column, words, &heading)?;
    }
    for (line, row) in (1_u32..).zip(&grid.rows) {
        for (column, value) in (0_u16..).zip(row) {
            match value {
                Value::Empty => {}
                Value::Text(words) => {
                    sheet.write_string_with_format(line, column, words, &text)?;
                }
                Value::Number(value) => {
                    sheet.write_number_with_format(line, column, *value as f64, &number)?;
                }
                Value::Day(value) => {
                    sheet.write_date_with_format(line, column, *value, &day)?;
                }
                Value::Instant(value) => {
                    sheet.write_datetime_with_format(line, column, *value, &instant)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
    Ok(())
}

fn unwritten(error: XlsxError) -> ReportError {
    // The library's own words may quote a cell.
    drop(error);
    ReportError::Unwritten("xlsx")
}
