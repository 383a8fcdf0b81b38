//! Tables as OpenDocument spreadsheets, the open format for what people go on to edit.
//!
//! Written here, over `zip`: the one crate that writes them (spreadsheet-ods) would bring second
//! copies of `zip` and `quick-xml`, a parser and some fifty packages more for what is a page of XML.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ods_parts::{MANIFEST, META, MIME, STYLES, content};
use super::{MOST_ROWS, Table, sheet_names};
use crate::{Identities, ReportError};

/// One sheet a table. Words are cells of type `string`, whatever they begin with.
///
/// # Errors
/// `TooManyRows`; `Nothing` without a table.
pub fn ods(tables: &[Table], identities: &Identities) -> Result<Vec<u8>, ReportError> {
    if tables.is_empty() {
        return Err(ReportError::Nothing);
    }
    let mut sheets = Vec::new();
    for (table, name) in tables.iter().zip(sheet_names(tables)) {
        sheets.push((name, table.grid(identities, MOST_ROWS)?));
    }
    packed(&content(&sheets)).map_err(|_| ReportError::Unwritten("ods"))
}

/// The parts of the package. `mimetype` comes first and as it is: programs know the file by it.
fn packed(content: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    file.start_file("mimetype", stored)?;
    file.write_all(MIME.as_bytes())?;
    for (name, part) in [
        ("content.xml", content),
        ("styles.xml", STYLES),
        ("meta.xml", META),
        ("META-INF/manifest.xml", MANIFEST),
    ] {
        file.start_file(name, deflated)?;
        file.write_all(part.as_bytes())?;
    }
    Ok(file.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::ods;
    use crate::{Cell, Column, ColumnKind, Identities, ReportError, Table};

    #[test]
    fn the_package_is_known_by_its_first_bytes() {
        let table = Table {
            title: "表".to_owned(),
            columns: vec![Column::new("次數", ColumnKind::Number, 4.0)],
            rows: vec![vec![Cell::Number(3)]],
        };
        let file = ods(&[table], &Identities::Masked).expect("written");
        assert_eq!(&file[30..38], b"mimetype");
        assert!(file[38..].starts_with(b"application/vnd.oasis.opendocument.spreadsheet"));
        assert_eq!(ods(&[], &Identities::Masked), Err(ReportError::Nothing));
    }
}
