//! The papers: what stands on each, in which order. The words of a family are set exactly as
//! written.

mod access;
mod delivery;
mod dossier;
mod notice;
mod tally;

pub use access::{AccessReport, access_report};
pub use delivery::{
    DeliveryPhoto, DeliveryPost, DeliverySheets, DeliveryUnit, Handed, delivery_sheets,
};
pub use dossier::{
    DossierPost, Lifted, RuleText, SuspensionDossier, SuspensionOrder, suspension_dossier,
};
pub use notice::{DecisionNotice, decision_notice};
pub use tally::{TallyReport, tally_report};

use chrono::{DateTime, Utc};
use domain::Verdict;
use domain::calendar::{roc_short, taipei_clock, taipei_date};

use crate::Table;
use crate::setting::{Align, Press, Running, TableColumn};
use crate::{ColumnKind, Identities, Paper};

/// Who makes a paper, when, and for which facility: at the foot of every page.
#[derive(Debug, Clone)]
pub struct Maker {
    /// The facility's short name.
    pub facility: String,
    pub name: String,
    pub at: DateTime<Utc>,
}

impl Maker {
    fn foot(&self, title: &str) -> Running {
        let parts = [self.facility.as_str(), title, &stamp(self.at), &self.name, "限審核使用"];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Running { foot: parts.join("　") }
    }
}

/// One reason of a decision, as the file needs it.
#[derive(Debug, Clone)]
pub struct PaperReason {
    pub code: String,
    pub label: String,
    /// Of the notice, such as 貳.四.
    pub clause: String,
    /// Whether it counts towards the three of 貳.四.
    pub counts: bool,
}

impl PaperReason {
    fn line(&self) -> String {
        let clause =
            if self.clause.is_empty() { String::new() } else { format!("（{}）", self.clause) };
        let counts = if self.counts { "計次" } else { "不計次" };
        format!("{} {}{clause}，{counts}", self.code, self.label)
    }
}

/// A picture as the documents' confined worker made it, a JPEG or PNG. Never a family's own bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo(pub Vec<u8>);

/// `115.11.24 17:20`, Asia/Taipei.
fn stamp(at: DateTime<Utc>) -> String {
    format!("{} {}", roc_short(taipei_date(at)), taipei_clock(at))
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "通過",
        Verdict::Return => "補件",
        Verdict::Reject => "退件",
        Verdict::Hold => "暫緩",
    }
}

/// A table of the exports on paper.
fn table_on_paper(press: &mut Press<'_>, table: &Table, identities: &Identities) {
    let columns: Vec<TableColumn> = table
        .columns
        .iter()
        .map(|column| TableColumn {
            heading: column.heading.clone(),
            share: column.width,
            align: match column.kind {
                ColumnKind::Number => Align::Right,
                _ => Align::Left,
            },
        })
        .collect();
    press.table(
        &columns,
        table.rows.iter().map(|row| row.iter().map(|cell| cell.read(identities)).collect()),
    );
}
