//! 匯出與列印: spreadsheets and papers in the person's folder for downloads, and posts on their way
//! to the inmates.

use domain::{CaseId, CaseRef, DecisionId, FamilyId, SuspensionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ReportKind {
    /// 退件統計, by family, inmate, reason, unit and month. Supervisors.
    Tally,
    /// Every counted rejection, overturned ones among them. Supervisors.
    Strikes,
    /// 停用紀錄. Supervisors.
    Suspensions,
    /// 查詢紀錄 of a month, `2026-11`, with the chain that it is checked by.
    Access { month: String },
    /// 停用卷宗: a suspension, or with `None` the proposal for one. Supervisors; PDF.
    Dossier { family: FamilyId, suspension: Option<SuspensionId> },
    /// 審核決定紀錄 for the file; PDF.
    Decision { decision: DecisionId },
    /// 送達單: the approved posts of these days, of one housing unit or of all; PDF.
    Deliveries { days: DeliveriesRequest, unit: Option<String>, only_open: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    Ods,
    Xlsx,
    Csv,
    Pdf,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReportRequest {
    pub kind: ReportKind,
    pub format: ReportFormat,
    /// Identity numbers in full; supervisors, and never without `grounds`.
    pub unmasked: bool,
    /// Why unmasked: recorded in the audit log and printed on the paper.
    pub grounds: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportView {
    /// Where the files are now; CSV has one for each table.
    pub paths: Vec<String>,
    /// 停用卷宗，3 頁，證號已部分遮蔽
    pub sentence: String,
}

/// Days of approval in Asia/Taipei, both included: `2026-11-24`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DeliveriesRequest {
    pub first_day: String,
    pub last_day: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DeliveriesView {
    /// By name; the posts of inmates without one last.
    pub units: Vec<DeliveryUnitView>,
    /// Whether there are more posts than are shown: choose fewer days.
    pub more: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DeliveryUnitView {
    /// 教區／舍房; empty where the portal names none.
    pub name: String,
    pub posts: Vec<DeliveryRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DeliveryRow {
    pub case: CaseRef,
    pub number: String,
    pub inmate_number: String,
    pub inmate_name: String,
    pub author: String,
    pub title: String,
    /// 115.11.23
    pub approved_on: String,
    pub photos: u32,
    /// 115.11.24 14:20 李沛真
    pub handed: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct MarkDeliveredRequest {
    pub posts: Vec<CaseId>,
    /// `false` takes marks back that were made by mistake.
    pub handed: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MarkedDeliveredView {
    /// How many marks changed; the others were so already, or are not approved any more.
    pub changed: u32,
}
