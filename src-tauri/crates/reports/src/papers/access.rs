//! 查詢紀錄: who looked at which case, when, and which number was shown to what end.

use super::{Maker, Paper, table_on_paper};
use crate::setting::{Press, Style};
use crate::{Identities, ReportError, Table, Typefaces};

/// A month of one desk's access record. The numbers in it are masked.
pub struct AccessReport {
    pub maker: Maker,
    /// 115 年 11 月
    pub month: String,
    /// What it is checked by: one sentence each.
    pub remarks: Vec<String>,
    pub table: Table,
}

/// # Errors
/// `Unwritten`
pub fn access_report(report: &AccessReport, faces: &Typefaces) -> Result<Paper, ReportError> {
    const TITLE: &str = "查詢紀錄";
    let mut press = Press::new(faces, report.maker.foot(TITLE));
    press.title(&format!("{}　{TITLE}", report.maker.facility));
    press.words(&format!("民國 {}", report.month), Style::TEXT);
    for remark in &report.remarks {
        press.words(remark, Style::SMALL);
    }
    press.words(&Identities::Masked.note(), Style::SMALL);
    if report.table.rows.is_empty() {
        press.words("這個月沒有查詢紀錄。", Style::TEXT);
    } else {
        table_on_paper(&mut press, &report.table, &Identities::Masked);
    }
    press.finish(TITLE, report.maker.at)
}
