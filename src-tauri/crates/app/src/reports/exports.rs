//! 匯出與列印: what leaves the desk as a spreadsheet or a paper of its own.
//!
//! Every one is an entry of the audit log before a byte of it is on the disk. Identity numbers are
//! masked unless a supervisor says why not; tallies and dossiers are for supervisors alone.

mod access;
mod deliveries;
mod dossier;
mod notice;
mod tables;

use domain::calendar::roc_short;
use domain::{DecisionId, FamilyId, StrikeLedger, SuspensionId};
use reports::{Grounds, Identities, Maker, Paper, ReportError, Table, TallyReport, Typefaces};
use sha2::{Digest, Sha256};

use crate::downloads::{ExportError, write_new};
use crate::error::ApiError;
use crate::reports::exports::access::{Month, access_paper, access_tables};
use crate::reports::exports::deliveries::delivery_sheets;
use crate::reports::exports::dossier::dossier;
use crate::reports::exports::notice::decision_notice;
use crate::reports::exports::tables::{strike_tables, suspension_tables, tally_tables};
use crate::state::{Desk, Session, blocking};
use crate::views::boot::DeskMode;
use crate::views::exports::{ReportFormat, ReportKind, ReportRequest, ReportView};

/// What a report is before it becomes files.
struct Made {
    /// The beginning of the files' names, and how the audit log calls it.
    title: &'static str,
    files: Vec<NewFile>,
    /// 3 頁, 120 列
    extent: String,
    remark: String,
}

struct NewFile {
    stem: String,
    ending: &'static str,
    bytes: Vec<u8>,
}

impl Desk {
    /// Makes a report, notes it in the audit log, and writes it into the person's folder for
    /// downloads, never over an older file.
    ///
    /// # Errors
    /// `Refused` if the role, the format or the reason does not do, or there is nothing to export;
    /// `Gone` if what it is about is not on this desk; `Failed` if it could not be made or written.
    pub async fn export_report(&self, request: ReportRequest) -> Result<ReportView, ApiError> {
        let session = self.session().await?;
        let identities = identities(&session, &request)?;
        match request.kind {
            ReportKind::Decision { .. } | ReportKind::Deliveries { .. } => {}
            ReportKind::Access { .. } if request.unmasked => {
                return Err(ApiError::refused("查詢紀錄裡的證號一律部分遮蔽。"));
            }
            ReportKind::Access { .. } => {}
            _ => session.require_supervisor()?,
        }
        let maker = maker(&session);
        let made = match (&request.kind, request.format) {
            (ReportKind::Tally, ReportFormat::Pdf) => {
                tally_paper(&session, maker, identities.clone()).await?
            }
            (ReportKind::Tally, format) => {
                let tables = tally_tables(&session).await?;
                sheets("退件統計", tables, format, identities.clone()).await?
            }
            (ReportKind::Access { month }, ReportFormat::Pdf) => {
                let report = access_paper(&session, Month::read(month)?, maker).await?;
                paper("查詢紀錄", move |faces| reports::access_report(&report, faces)).await?
            }
            (ReportKind::Access { month }, format) => {
                let tables = access_tables(&session, Month::read(month)?).await?;
                sheets("查詢紀錄", tables, format, Identities::Masked).await?
            }
            (ReportKind::Strikes, format) if format != ReportFormat::Pdf => {
                let tables = strike_tables(&session).await?;
                sheets("退件明細", tables, format, identities.clone()).await?
            }
            (ReportKind::Suspensions, format) if format != ReportFormat::Pdf => {
                let tables = suspension_tables(&session).await?;
                sheets("停用紀錄", tables, format, identities.clone()).await?
            }
            (ReportKind::Dossier { family, suspension }, ReportFormat::Pdf) => {
                let dossier =
                    dossier(&session, *family, *suspension, maker, identities.clone()).await?;
                paper("停用卷宗", move |faces| reports::suspension_dossier(&dossier, faces)).await?
            }
            (ReportKind::Decision { decision }, ReportFormat::Pdf) => {
                let notice =
                    decision_notice(&session, *decision, maker, identities.clone()).await?;
                paper("審核決定紀錄", move |faces| reports::decision_notice(&notice, faces)).await?
            }
            (ReportKind::Deliveries { days, unit, only_open }, ReportFormat::Pdf) => {
                let sheets =
                    delivery_sheets(&session, days, unit.as_deref(), *only_open, maker).await?;
                paper("聯絡簿送達單", move |faces| reports::delivery_sheets(&sheets, faces)).await?
            }
            (ReportKind::Strikes | ReportKind::Suspensions, ReportFormat::Pdf) => {
                return Err(ApiError::refused("這份資料匯出成 .ods、.xlsx 或 CSV，沒有 PDF。"));
            }
            _ => return Err(ApiError::refused("這份文件只有 PDF。")),
        };
        let folder = self.exports()?;
        // First the trace, then the files.
        record_report(&session, &request, &identities, &made).await?;
        let day = day_in_name(&session);
        let sentence = format!("{}，{}{}", made.title, made.extent, made.remark);
        let paths = blocking(move || {
            made.files
                .iter()
                .map(|file| {
                    let stem = format!("{}-{day}", file.stem);
                    write_new(&folder, &stem, file.ending, &file.bytes)
                        .map(|path| path.display().to_string())
                })
                .collect::<Result<Vec<_>, ExportError>>()
        })
        .await?;
        Ok(ReportView { paths, sentence })
    }
}

/// For the tests of what is read back.
#[cfg(test)]
pub(crate) async fn access_tables_of(
    session: &Session,
    month: &str,
) -> Result<Vec<Table>, ApiError> {
    access_tables(session, Month::read(month)?).await
}

fn identities(session: &Session, request: &ReportRequest) -> Result<Identities, ApiError> {
    if !request.unmasked {
        return Ok(Identities::Masked);
    }
    session.require_supervisor()?;
    Ok(Identities::Unmasked(Grounds::new(&request.grounds)?))
}

fn maker(session: &Session) -> Maker {
    let practice = if session.mode == DeskMode::Practice { "（練習）" } else { "" };
    Maker {
        facility: format!("{}{practice}", session.me().facility),
        name: session.me().display_name.clone(),
        at: session.now(),
    }
}

/// 1151124
fn day_in_name(session: &Session) -> String {
    roc_short(session.today()).replace('.', "")
}

async fn tally_paper(
    session: &Session,
    maker: Maker,
    identities: Identities,
) -> Result<Made, ApiError> {
    let (policy, now) = (session.policy_today(), session.now());
    let compared =
        session.read(move |c| crate::supervision::tally::kept_comparison(c, now)).await?;
    let mut remarks = vec![
        format!(
            "家屬的次數依公告 貳.四：{}；達 {} 次以上，機關得暫停，不會自動停用。",
            StrikeLedger::empty(&policy).rule,
            policy.strike_threshold.max(1)
        ),
        "已改判的不列入，另計於「已改判」。依審核單位統計，不依個人。".to_owned(),
        format!("與入口網的統計核對：{}", compared.sentence),
    ];
    remarks.extend(compared.differences.iter().map(|one| {
        format!(
            "{}（{}）：這台電腦 {} 次，入口網 {} 次",
            one.label, one.detail, one.here, one.there
        )
    }));
    let report = TallyReport {
        maker,
        as_of: session.today(),
        remarks,
        policy_version: policy.version,
        tables: tally_tables(session).await?,
        identities,
    };
    paper("退件統計", move |faces| reports::tally_report(&report, faces)).await
}

async fn record_report(
    session: &Session,
    request: &ReportRequest,
    identities: &Identities,
    made: &Made,
) -> Result<(), ApiError> {
    let (family, decision): (Option<FamilyId>, Option<DecisionId>) = match &request.kind {
        ReportKind::Dossier { family, .. } => (Some(*family), None),
        ReportKind::Decision { decision } => (None, Some(*decision)),
        _ => (None, None),
    };
    let suspension: Option<SuspensionId> = match &request.kind {
        ReportKind::Dossier { suspension, .. } => *suspension,
        _ => None,
    };
    let (unmasked, grounds) = match identities {
        Identities::Masked => (false, None),
        Identities::Unmasked(grounds) => (true, Some(grounds.as_str())),
    };
    let masked = if unmasked { "證號未遮蔽" } else { "證號遮蔽" };
    let detail = serde_json::json!({
        "list": format!("{}（{}，{masked}）", made.title, made.extent),
        "format": request.format,
        "files": made.files.len(),
        // By which a file is known to be the one that left here.
        "sha256": made.files.iter().map(|file| sha256(&file.bytes)).collect::<Vec<_>>(),
        "unmasked": unmasked,
        "grounds": grounds,
        "decision": decision,
        "suspension": suspension,
    });
    let subject = match family {
        Some(family) => format!("family:{family}"),
        None => "report".to_owned(),
    };
    session.record(store::audit::Action::ReportExported, subject, detail).await
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The tables as one file, or as one file each.
async fn sheets(
    title: &'static str,
    tables: Vec<Table>,
    format: ReportFormat,
    identities: Identities,
) -> Result<Made, ApiError> {
    blocking(move || {
        let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
        let whole = |ending, bytes| vec![NewFile { stem: title.to_owned(), ending, bytes }];
        let files = match format {
            ReportFormat::Xlsx => whole("xlsx", reports::xlsx(&tables, &identities)?),
            ReportFormat::Ods | ReportFormat::Pdf => {
                whole("ods", reports::ods(&tables, &identities)?)
            }
            ReportFormat::Csv => tables
                .iter()
                .map(|table| {
                    let stem = format!("{title}-{}", table.title);
                    let bytes = reports::csv(table, &identities)?;
                    Ok(NewFile { stem, ending: "csv", bytes })
                })
                .collect::<Result<Vec<_>, ReportError>>()?,
        };
        Ok::<_, ReportError>(Made {
            title,
            files,
            extent: format!("{rows} 列"),
            remark: String::new(),
        })
    })
    .await
}

/// One paper, set on a thread that may block: reading the fonts takes a moment.
async fn paper(
    title: &'static str,
    set: impl FnOnce(&Typefaces) -> Result<Paper, ReportError> + Send + 'static,
) -> Result<Made, ApiError> {
    blocking(move || {
        let paper = set(&Typefaces::of_this_machine()?)?;
        let remark = match paper.missing.len() {
            0 => String::new(),
            count => format!("；有 {count} 個字沒有字型可印，紙上以〓代替"),
        };
        let files = vec![NewFile { stem: title.to_owned(), ending: "pdf", bytes: paper.bytes }];
        Ok::<_, ReportError>(Made { title, files, extent: format!("{} 頁", paper.pages), remark })
    })
    .await
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Unwritten(_) => {
                tracing::error!(%error, "a report was not made");
                Self::failed(error.sentence())
            }
            _ => Self::refused(error.sentence()),
        }
    }
}
