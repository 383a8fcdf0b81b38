//! Documents on paper. What leaves the desk carries who took it and when, burnt in by the worker,
//! and is in the audit log before a byte of it leaves.
//!
//! The one way out is the print dialog of the operating system, which also saves as PDF. It was
//! chosen because it needs the least: the desk writes no file and learns no path, scripts get no
//! right to files or programs, and a person confirms each time in a dialog that no page can press.

use std::sync::Arc;

use ::documents::{Refusal, Rendition, RenditionRequest};
use chrono::{DateTime, Utc};
use domain::calendar::taipei_clock;
use domain::{AttachmentId, Private};

use crate::case_file::case_file;
use crate::documents::render::{explain, render};
use crate::error::ApiError;
use crate::state::{Desk, Session};
use crate::views::papers::{PrintRequest, PrintView};
use crate::words;

/// The longest side of a printed page, in pixels: an A4 page at some 200 dots an inch.
const SHEET: u32 = 2400;
/// Longer documents are not printed from here.
const MOST_PAGES: u32 = 40;

impl Desk {
    /// Makes a document ready for the print dialog: every page marked, then the audit entry, then
    /// the names under which the window gets the pages.
    ///
    /// # Errors
    /// `Refused` if a page cannot be shown or marked, `Gone` if the document is not here; then
    /// nothing has left and nothing is noted.
    pub async fn print_document(&self, request: PrintRequest) -> Result<PrintView, ApiError> {
        let session = self.session().await?;
        session.pictures.clear_away();
        let file = case_file(&session, request.case).await?;
        let attachment =
            file.case.attachments().iter().find(|one| one.id == request.document).cloned();
        let attachment = attachment.ok_or_else(ApiError::gone)?;
        let mark = mark(&session, file.case.number(), session.now());
        let explained = |refusal: Refusal| {
            tracing::info!(%refusal, "a document was not printed");
            ApiError::refused(explain(&refusal, request.case.kind))
        };
        let first = marked(&session, attachment.id, 0, &mark).await?.map_err(explained)?;
        let count = first.pages;
        if count > MOST_PAGES {
            return Err(ApiError::refused(format!(
                "這份文件有 {count} 頁，一次最多列印 {MOST_PAGES} 頁。"
            )));
        }
        let mut pages = vec![first];
        for page in 1..count {
            pages.push(marked(&session, attachment.id, page, &mark).await?.map_err(explained)?);
        }
        let detail = serde_json::json!({
            "document": attachment.id, "kind": attachment.kind, "pages": count,
        });
        let subject = store::audit::case_subject(request.case.id);
        session.record(store::audit::Action::DocumentPrinted, subject, detail).await?;
        let sheets = session
            .pictures
            .lay_out(pages)
            .ok_or_else(|| ApiError::failed("作業系統無法產生識別碼，沒有列印。請再試一次。"))?;
        Ok(PrintView { sheets, mark })
    }

    /// The print dialog is closed: the pages are forgotten.
    ///
    /// # Errors
    /// `SignedOut` if nobody is signed in; the pages are gone then anyway.
    pub async fn print_done(&self) -> Result<(), ApiError> {
        self.session().await?.pictures.clear_away();
        Ok(())
    }
}

async fn marked(
    session: &Arc<Session>,
    document: AttachmentId,
    page: u32,
    mark: &str,
) -> Result<Result<Rendition, Refusal>, ApiError> {
    let request = RenditionRequest::preview(SHEET).of_page(page).marked(Private::from(mark));
    render(session, document, request).await
}

/// 李沛真　115.11.24 11:23　申115-0412　雲林第二監獄　限審核使用
fn mark(session: &Session, number: &str, now: DateTime<Utc>) -> String {
    let when = format!("{} {}", words::day(now), taipei_clock(now));
    let me = session.me();
    let parts =
        [me.display_name.as_str(), when.as_str(), number, me.facility.as_str(), "限審核使用"];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("　")
}
