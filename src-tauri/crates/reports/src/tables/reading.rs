//! Reading a spreadsheet's words back, to hold an export against itself. The file may come from
//! anybody: its size and its shape are not believed.

use std::io::{Cursor, Read as _};

use roxmltree::{Document, Node, ParsingOptions};
use zip::ZipArchive;

use crate::ReportError;

/// No export of a month is nearly as large.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
const MOST_NODES: u32 = 20_000_000;
/// A spreadsheet program writes thousands of empty cells as one.
const MOST_REPEATED: usize = 64;

/// One sheet as words: what a person reads in each cell.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// The headings too.
    pub rows: Vec<Vec<String>>,
    /// Whether somebody who opens the file does not see it, or not all of its rows.
    pub hidden: bool,
}

/// The sheets of an OpenDocument spreadsheet, also of one that another program has written again.
///
/// # Errors
/// `Unreadable` for anything else.
pub fn read_ods(bytes: &[u8]) -> Result<Vec<Sheet>, ReportError> {
    let unreadable = || ReportError::Unreadable;
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let part = package.by_name("content.xml").map_err(|_| unreadable())?;
    let mut xml = String::new();
    part.take(MOST_BYTES).read_to_string(&mut xml).map_err(|_| unreadable())?;
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&xml, options).map_err(|_| unreadable())?;
    let undisplayed: Vec<&str> = document
        .descendants()
        .filter(|node| is(node, "table-properties") && attribute(node, "display") == Some("false"))
        .filter_map(|node| node.parent_element())
        .filter_map(|style| style.attributes().find(|one| one.name() == "name"))
        .map(|name| name.value())
        .collect();
    let tables = document.descendants().filter(|node| is(node, "table"));
    Ok(tables
        .map(|table| {
            let style = attribute(&table, "style-name").unwrap_or_default();
            let sheet = sheet(&table);
            Sheet { hidden: sheet.hidden || undisplayed.contains(&style), ..sheet }
        })
        .collect())
}

/// The rows of a CSV as [`csv`](super::csv) writes one; what it puts before a word to keep it a word is
/// taken off.
pub fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().expect("never empty");
        let field = row.last_mut().expect("never empty");
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            letter => field.push(letter),
        }
    }
    for field in rows.iter_mut().flatten() {
        if field.starts_with(['\t', '\'']) {
            field.remove(0);
        }
    }
    rows.retain(|row| row.iter().any(|field| !field.is_empty()));
    rows
}

/// Whether an element has this name, whatever its namespace.
fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn attribute<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|one| one.name() == name).map(|one| one.value())
}

fn sheet(table: &Node<'_, '_>) -> Sheet {
    let hides = |node: &Node<'_, '_>| {
        matches!(attribute(node, "visibility"), Some("collapse" | "filter"))
            || attribute(node, "display") == Some("false")
    };
    let hidden = table.descendants().filter(|node| node.is_element()).any(|node| {
        let has_words = is(&node, "table-column") || node.descendants().any(|one| is(&one, "p"));
        has_words && hides(&node)
    });
    let rows = table.descendants().filter(|node| is(node, "table-row")).map(|row| {
        let mut cells: Vec<String> = Vec::new();
        for cell in row.children().filter(|node| is(node, "table-cell")) {
            let times = attribute(&cell, "number-columns-repeated").and_then(|n| n.parse().ok());
            let words = words(&cell);
            cells.extend(std::iter::repeat_n(words, times.unwrap_or(1).min(MOST_REPEATED)));
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        cells
    });
    Sheet {
        name: attribute(table, "name").unwrap_or_default().to_owned(),
        rows: rows.filter(|row| !row.is_empty()).collect(),
        hidden,
    }
}

fn words(cell: &Node<'_, '_>) -> String {
    let paragraphs: Vec<String> = cell.children().filter(|node| is(node, "p")).map(line).collect();
    let words = paragraphs.join("\n");
    // What a program shows is the value; the words are what it showed when it wrote.
    let value = attribute(cell, "date-value").or(attribute(cell, "string-value"));
    let calculated = attribute(cell, "formula");
    match value.map(|value| value.replacen('T', " ", 1)).filter(|value| *value != words) {
        Some(value) => format!("{words}（{value}）"),
        None => calculated.map_or_else(|| words.clone(), |formula| format!("{words}（{formula}）")),
    }
}

fn line(paragraph: Node<'_, '_>) -> String {
    let mut line = String::new();
    for node in paragraph.descendants() {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            line.push_str(text);
        } else if is(&node, "s") {
            let times: usize = attribute(&node, "c").and_then(|n| n.parse().ok()).unwrap_or(1);
            line.extend(std::iter::repeat_n(' ', times.min(MOST_REPEATED)));
        } else if is(&node, "tab") {
            line.push('\t');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{read_csv, read_ods};
    use crate::{Cell, Column, ColumnKind, Identities, Table, csv, ods};

    #[test]
    fn what_was_written_is_read_back_to_the_letter() {
        let words = ["{\"a\":\"b  c\"}", "0091", "=1+1", "二行\n與\t空格", "\"引\"號, 逗號"];
        let table = Table {
            title: "稽核鏈".to_owned(),
            columns: words.map(|_| Column::new("欄", ColumnKind::Text, 8.0)).to_vec(),
            rows: vec![words.map(Cell::from).to_vec()],
        };
        let file = ods(std::slice::from_ref(&table), &Identities::Masked).expect("written");
        let sheets = read_ods(&file).expect("read");
        assert_eq!(
            (sheets[0].name.as_str(), sheets[0].rows[1].clone()),
            ("稽核鏈", words.map(str::to_owned).to_vec())
        );
        let file = csv(&table, &Identities::Masked).expect("written");
        let rows = read_csv(std::str::from_utf8(&file).expect("UTF-8"));
        assert_eq!(rows[1], words.map(str::to_owned));
    }

    #[test]
    fn what_is_hidden_or_shown_otherwise_than_it_is_written_is_told() {
        let sheet = |body: &str| {
            let xml = format!(
                r#"<d xmlns:t="t" xmlns:o="o" xmlns:x="x" xmlns:s="s"><s:style s:name="off"><s:table-properties t:display="false"/></s:style>{body}</d>"#
            );
            let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let stored = zip::write::SimpleFileOptions::default();
            file.start_file("content.xml", stored).expect("begun");
            std::io::Write::write_all(&mut file, xml.as_bytes()).expect("written");
            let bytes = file.finish().expect("ended").into_inner();
            read_ods(&bytes).expect("read").remove(0)
        };
        let row = |attributes: &str, cell: &str| {
            format!(
                "<t:table-row {attributes}><t:table-cell {cell}><x:p>八點</x:p></t:table-cell></t:table-row>"
            )
        };
        let table = |style: &str, row: &str| {
            format!(r#"<t:table t:name="a" t:style-name="{style}">{row}</t:table>"#)
        };
        assert!(!sheet(&table("on", &row("", ""))).hidden);
        assert!(sheet(&table("off", &row("", ""))).hidden);
        assert!(sheet(&table("on", &row(r#"t:visibility="collapse""#, ""))).hidden);
        let cell = |cell: &str| sheet(&table("on", &row("", cell))).rows[0][0].clone();
        assert_eq!(cell(""), "八點");
        assert_eq!(cell(r#"o:date-value="2026-11-30T12:37:01""#), "八點（2026-11-30 12:37:01）");
        assert_eq!(cell(r#"t:formula="of:=1""#), "八點（of:=1）");
    }

    #[test]
    fn what_is_no_spreadsheet_is_refused_and_takes_nothing_down() {
        for bytes in [&b""[..], b"PK\x03\x04", b"%PDF-1.7", &[0; 4096]] {
            assert!(read_ods(bytes).is_err());
        }
        assert_eq!(read_csv("\"never closed,\n"), [["never closed,\n"]]);
    }
}
