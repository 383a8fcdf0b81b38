//! The XML inside an OpenDocument spreadsheet (ODF 1.3, part 3).

use std::fmt::Write as _;

use super::{Grid, Value};

pub(super) const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

pub(super) const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"#;

pub(super) const META: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"><office:meta><meta:generator>Notebook Desk</meta:generator></office:meta></office:document-meta>
"#;

pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"><office:styles><style:default-style style:family="table-cell"><style:text-properties fo:language="zh" fo:country="TW" style:language-asian="zh" style:country-asian="TW"/></style:default-style></office:styles><office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm" style:print-orientation="landscape"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles></office:document-styles>
"#;

const BEGINNING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">
<office:automatic-styles>
<number:text-style style:name="as-text"><number:text-content/></number:text-style>
<number:number-style style:name="as-number"><number:number number:min-integer-digits="1" number:decimal-places="0"/></number:number-style>
<number:date-style style:name="as-day"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:date-style style:name="as-instant"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/></number:date-style>
<style:style style:name="heading" style:family="table-cell"><style:table-cell-properties fo:border-bottom="0.5pt solid #000000" fo:wrap-option="wrap" style:vertical-align="top"/><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
<style:style style:name="number" style:family="table-cell" style:data-style-name="as-number"><style:table-cell-properties style:vertical-align="top"/></style:style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="as-day"><style:table-cell-properties style:vertical-align="top"/></style:style>
<style:style style:name="instant" style:family="table-cell" style:data-style-name="as-instant"><style:table-cell-properties style:vertical-align="top"/></style:style>
"#;

/// `content.xml` with one table a sheet.
pub(super) fn content(sheets: &[(String, Grid)]) -> String {
    let mut xml = String::from(BEGINNING);
    let mut widths: Vec<u32> = sheets.iter().flat_map(|(_, grid)| millimetres(grid)).collect();
    widths.sort_unstable();
    widths.dedup();
    for width in widths {
        put(
            &mut xml,
            format_args!(
                "<style:style style:name=\"w{width}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{width}mm\"/></style:style>\n"
            ),
        );
    }
    xml.push_str("</office:automatic-styles>\n<office:body><office:spreadsheet>\n");
    for (name, grid) in sheets {
        sheet(&mut xml, name, grid);
    }
    xml.push_str("</office:spreadsheet></office:body></office:document-content>\n");
    xml
}

fn sheet(xml: &mut String, name: &str, grid: &Grid) {
    put(xml, format_args!("<table:table table:name=\"{}\">\n", escaped(name)));
    for width in millimetres(grid) {
        put(xml, format_args!("<table:table-column table:style-name=\"w{width}\"/>"));
    }
    xml.push_str("\n<table:table-header-rows><table:table-row>");
    for heading in &grid.headings {
        text_cell(xml, "heading", heading);
    }
    xml.push_str("</table:table-row></table:table-header-rows>\n");
    for row in &grid.rows {
        xml.push_str("<table:table-row>");
        for value in row {
            cell(xml, value);
        }
        xml.push_str("</table:table-row>\n");
    }
    xml.push_str("</table:table>\n");
}

fn cell(xml: &mut String, value: &Value) {
    match value {
        Value::Empty => xml.push_str("<table:table-cell/>"),
        Value::Text(words) => text_cell(xml, "text", words),
        Value::Number(number) => put(
            xml,
            format_args!(
                "<table:table-cell table:style-name=\"number\" office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
            ),
        ),
        Value::Day(day) => {
            let day = day.format("%Y-%m-%d");
            put(
                xml,
                format_args!(
                    "<table:table-cell table:style-name=\"day\" office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>"
                ),
            );
        }
        Value::Instant(at) => put(
            xml,
            format_args!(
                "<table:table-cell table:style-name=\"instant\" office:value-type=\"date\" office:date-value=\"{}\"><text:p>{}</text:p></table:table-cell>",
                at.format("%Y-%m-%dT%H:%M:%S"),
                at.format("%Y-%m-%d %H:%M:%S"),
            ),
        ),
    }
}

/// Each line a paragraph; spaces and tabs as elements, or a reader folds them into one.
fn text_cell(xml: &mut String, style: &str, words: &str) {
    put(
        xml,
        format_args!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">"
        ),
    );
    for line in words.replace("\r\n", "\n").split(['\n', '\r']) {
        xml.push_str("<text:p>");
        for c in line.chars() {
            match c {
                ' ' => xml.push_str("<text:s/>"),
                '\t' => xml.push_str("<text:tab/>"),
                c => escape(xml, c),
            }
        }
        xml.push_str("</text:p>");
    }
    xml.push_str("</table:table-cell>");
}

fn millimetres(grid: &Grid) -> impl Iterator<Item = u32> {
    grid.widths.iter().map(|width| (width * 4.2 + 4.0).clamp(8.0, 200.0) as u32)
}

fn escaped(words: &str) -> String {
    let mut xml = String::new();
    words.chars().for_each(|c| escape(&mut xml, c));
    xml
}

fn escape(xml: &mut String, c: char) {
    match c {
        '&' => xml.push_str("&amp;"),
        '<' => xml.push_str("&lt;"),
        '>' => xml.push_str("&gt;"),
        '"' => xml.push_str("&quot;"),
        '\'' => xml.push_str("&apos;"),
        c => xml.push(c),
    }
}

/// Writing to a `String` cannot fail.
fn put(xml: &mut String, words: std::fmt::Arguments<'_>) {
    let written = xml.write_fmt(words);
    debug_assert!(written.is_ok(), "a String takes everything");
}
