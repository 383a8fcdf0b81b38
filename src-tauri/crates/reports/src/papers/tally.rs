//! 退件統計: the tally report, with a word on how it is counted.

use chrono::NaiveDate;
use domain::calendar::roc_long;

use super::{Maker, Paper, table_on_paper};
use crate::setting::{Press, Style};
use crate::{Identities, ReportError, Table, Typefaces};

/// The tables of the report are those of the spreadsheet: the same numbers on paper.
pub struct TallyReport {
    pub maker: Maker,
    /// The day that it is counted on.
    pub as_of: NaiveDate,
    pub policy_version: String,
    /// How it is counted, and what differs from the portal's own count: one sentence each.
    pub remarks: Vec<String>,
    pub tables: Vec<Table>,
    pub identities: Identities,
}

/// # Errors
/// `Unwritten`
pub fn tally_report(report: &TallyReport, faces: &Typefaces) -> Result<Paper, ReportError> {
    const TITLE: &str = "退件統計";
    let mut press = Press::new(faces, report.maker.foot(TITLE));
    press.title(&format!("{}　{TITLE}", report.maker.facility));
    press.words(
        &format!("統計至民國 {}，審核規則 {}", roc_long(report.as_of), report.policy_version),
        Style::TEXT,
    );
    for remark in &report.remarks {
        press.words(remark, Style::SMALL);
    }
    if report.tables.iter().any(Table::has_id_numbers) {
        press.words(&report.identities.note(), Style::SMALL);
    }
    for table in &report.tables {
        press.heading(&table.title);
        if table.rows.is_empty() {
            press.words("沒有資料。", Style::TEXT);
        } else {
            table_on_paper(&mut press, table, &report.identities);
        }
    }
    press.finish(TITLE, report.maker.at)
}
