//! Documents on the screen: fetched, unsealed, and shown only as the worker has made them anew.

use std::sync::Arc;
use std::time::Duration;

use documents::{Refusal, RenditionRequest};
use domain::{Attachment, AttachmentId, Case, CaseId, CaseKind, CaseRef};
use store::documents::{Document, DocumentState as Kept, DocumentTrouble};
use tokio::task::JoinSet;

use crate::case_file::{CaseFile, case_file};
use crate::documents::crops::open_crop;
use crate::documents::likenesses::{Twins, note_likeness, twins};
use crate::documents::render::{explain, render};
use crate::documents::seen::{is_past_keeping, seen_of};
use crate::documents::wanted::{self, LARGEST, Wanted};
use crate::documents::{checks, file_hints, unsealing};
use crate::error::ApiError;
use crate::state::{Desk, Inspection, Look, Named, Pages, Part, RenditionView, Session};
use crate::views::case::{DocumentState, DocumentView, PageRequest, PageTroubleView};
use crate::words;

/// How long opening a case waits for the first looks; what takes longer is shown when it is there.
const PATIENCE: Duration = Duration::from_millis(400);

impl Desk {
    /// One rendition as the window's addresses ask for it.
    pub async fn rendition_asked_for(&self, handle: &str, query: &str) -> Option<RenditionView> {
        let Wanted { page, longest_side, part } = wanted::read(query);
        self.rendition(handle, page, longest_side, part).await
    }

    /// One rendition for the window; `None` if there is nobody, no such handle, or nothing to show.
    pub async fn rendition(
        &self,
        handle: &str,
        page: u32,
        longest_side: u32,
        part: Option<Part>,
    ) -> Option<RenditionView> {
        let session = self.session.read().await.clone()?;
        let view = match session.pictures.named(handle) {
            Some(Named::Document(document)) => {
                let longest_side = longest_side.min(LARGEST);
                let look = Look { document, page, longest_side, part };
                let view = rendition_of(&session, look).await?;
                session.pictures.hand_over(look);
                Some(view)
            }
            Some(Named::Crop(crop)) => open_crop(&session, crop).await,
            None => session.pictures.sheet(handle),
        };
        // The desk may have been locked while it was drawn.
        view.filter(|_| !self.lock.is_set())
    }
}

impl Desk {
    /// Another try for a page that could not be shown; the window is told how it went.
    pub async fn show_again(&self, request: PageRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        let PageRequest { case, document, page } = request;
        let file = case_file(&session, case).await?;
        if !file.case.attachments().iter().any(|one| one.id == document) {
            return Err(ApiError::gone());
        }
        session.pictures.try_again(document, page);
        tokio::spawn(async move {
            rendition_of(&session, Look { page, ..Look::first(document) }).await;
            session.tell_window(true);
        });
        Ok(())
    }
}

/// A rendition from the cache, or made now.
async fn rendition_of(session: &Arc<Session>, look: Look) -> Option<RenditionView> {
    // Whoever asks for the same while it is being made waits for that one.
    let gate = session.pictures.gate(look);
    let _turn = gate.lock().await;
    // A picture goes with its paper: withdrawn, purged or no longer permitted, it is not shown
    // from memory either.
    if !is_stored(session, look.document).await {
        session.pictures.forget(look.document);
        return None;
    }
    if let Some(view) = session.pictures.cached(look) {
        return Some(view);
    }
    // What crashed a worker or took too long is tried again when a person asks for it.
    if session.pictures.refusal(look.document, look.page).is_some() {
        return None;
    }
    let mut request = RenditionRequest::preview(look.longest_side).of_page(look.page);
    if let Some(part) = look.part {
        request = request.of_part(part.crop());
    }
    let kind = session.pictures.kind(look.document);
    if look.is_first() && kind.is_some_and(file_hints::is_paper) {
        request = request.reading_codes();
    }
    match render(session, look.document, request).await.ok()? {
        Ok(rendition) => {
            if look.is_first() {
                note_likeness(session, look.document, rendition.likeness).await;
            }
            Some(session.pictures.keep(look, rendition))
        }
        Err(refusal) => {
            tracing::info!(%refusal, "a document cannot be shown");
            session.pictures.refuse(look, refusal);
            // The window draws the page itself and is told so; of a first look it hears from
            // whoever asked for it.
            if !look.is_first() && look.part.is_none() {
                session.tell_window(true);
            }
            None
        }
    }
}

async fn is_stored(session: &Session, document: AttachmentId) -> bool {
    let found = session.read(move |c| store::documents::get(c, document)).await;
    found.is_ok_and(|found| found.is_some_and(|one| one.state == Kept::Stored))
}

/// Makes the first looks of these documents, side by side; remembers what they told.
async fn first_looks(session: &Arc<Session>, documents: Vec<AttachmentId>) {
    let mut looks = JoinSet::new();
    for document in documents {
        let session = session.clone();
        looks.spawn(async move {
            rendition_of(&session, Look::first(document)).await;
        });
    }
    looks.join_all().await;
}

/// The documents of a case on the screen. Waits a moment for their first looks, so that most
/// cases open whole; what comes later is announced to the window.
pub(crate) async fn documents_view(session: &Arc<Session>, file: &CaseFile) -> Vec<DocumentView> {
    note_kinds(session, &file.case);
    let fresh: Vec<AttachmentId> = file
        .documents
        .iter()
        .filter(|kept| kept.state == Kept::Stored && session.pictures.inspection(kept.id).is_none())
        .map(|kept| kept.id)
        .collect();
    if !fresh.is_empty() {
        let looked_at = session.clone();
        let mut looking = tokio::spawn(async move { first_looks(&looked_at, fresh).await });
        if tokio::time::timeout(PATIENCE, &mut looking).await.is_err() {
            let session = session.clone();
            tokio::spawn(async move {
                if looking.await.is_ok() {
                    session.tell_window(true);
                }
            });
        }
    }
    let twins = twins(session, &file.case).await;
    let seen = seen_of(session, file);
    file.case
        .attachments()
        .iter()
        .map(|attachment| document_view(session, file, attachment, &twins, &seen))
        .collect()
}

fn note_kinds(session: &Session, case: &Case) {
    for attachment in case.attachments() {
        session.pictures.note_kind(attachment.id, attachment.kind);
    }
}

/// Makes the first looks of cases that are likely to be opened next. What has not been
/// downloaded yet follows with [`document_came`].
pub(crate) fn prefetch(session: &Arc<Session>, cases: Vec<Case>) {
    session.up_next().clone_from(&cases);
    draw(session, cases);
}

/// Whether it is among the cases that were made ready to be opened next.
pub(crate) fn comes_next(session: &Session, case: CaseRef) -> bool {
    session.up_next().iter().any(|next| next.reference() == case)
}

/// A document of this case was downloaded: if the case is one of the next, it is drawn now.
pub(crate) fn document_came(session: &Arc<Session>, case: CaseId) {
    let next = session.up_next().iter().find(|next| next.reference().id == case).cloned();
    if let Some(next) = next {
        draw(session, vec![next]);
    }
}

fn draw(session: &Arc<Session>, cases: Vec<Case>) {
    let session = session.clone();
    tokio::spawn(async move {
        for case in cases {
            note_kinds(&session, &case);
            let documents = case
                .attachments()
                .iter()
                .map(|attachment| attachment.id)
                .filter(|id| session.pictures.inspection(*id).is_none())
                .collect();
            first_looks(&session, documents).await;
        }
    });
}

fn document_view(
    session: &Session,
    file: &CaseFile,
    attachment: &Attachment,
    twins: &Twins,
    seen: &Pages,
) -> DocumentView {
    let kept = file.documents.iter().find(|kept| kept.id == attachment.id);
    let kind = file.case.reference().kind;
    let (state, sentence) = match kept {
        Some(kept) => document_state(session, kept, kind),
        None => missing(session, file),
    };
    let troubles: Vec<PageTroubleView> = session
        .pictures
        .refusals(attachment.id)
        .into_iter()
        .map(|(page, refusal)| page_trouble(page, &refusal, kind))
        .collect();
    let reason = troubles.iter().find_map(|trouble| trouble.reason.clone());
    let (pages, hints, codes) = match session.pictures.inspection(attachment.id) {
        Some(Inspection::Shown { pages, hints, codes, made_on }) => {
            let mut words = file_hints::of_picture(&hints, attachment.kind);
            words.extend(file_hints::of_day(made_on, attachment));
            (pages, words, codes)
        }
        _ => (1, Vec::new(), Vec::new()),
    };
    let handle = match state {
        DocumentState::Ready => session.pictures.handle(Named::Document(attachment.id)),
        _ => None,
    };
    DocumentView {
        id: attachment.id,
        kind: attachment.kind,
        label: words::document_word(attachment.kind).to_owned(),
        file_name: domain::text::shown_line(attachment.file_name.as_str()),
        size: words::size(attachment.size_bytes),
        is_new: file.case.revision() > 1 && attachment.since_revision == file.case.revision(),
        state,
        sentence,
        reason,
        handle,
        pages,
        seen: seen.get(&attachment.id).into_iter().flatten().copied().collect(),
        troubles,
        hints,
        codes,
        twins: twins.get(&attachment.id).cloned().unwrap_or_default(),
        paper: checks::paper(file, attachment),
        checks: checks::of(file, attachment),
    }
}

/// Documents of a closed case are not fetched before somebody looks at it; past their time they
/// are not fetched at all.
fn missing(session: &Session, file: &CaseFile) -> (DocumentState, Option<String>) {
    if is_past_keeping(session, file) {
        (DocumentState::Purged, Some("決定送達後，文件已依規定刪除。".to_owned()))
    } else {
        (DocumentState::Waiting, Some(waiting(None)))
    }
}

fn document_state(
    session: &Session,
    kept: &Document,
    kind: CaseKind,
) -> (DocumentState, Option<String>) {
    match kept.state {
        Kept::Wanted => (DocumentState::Waiting, Some(waiting(kept.trouble.as_ref()))),
        Kept::Refused => (DocumentState::Refused, Some(refused(kept.trouble.as_ref()))),
        Kept::Stored if session.pictures.unread(kept.id).is_some() => {
            let code = session.pictures.unread(kept.id).flatten();
            (DocumentState::Opening, Some(unsealing::sentence(code)))
        }
        Kept::Stored => match session.pictures.inspection(kept.id) {
            Some(Inspection::Refused(refusal)) => {
                (DocumentState::Refused, Some(explain(&refusal, kind)))
            }
            Some(Inspection::Shown { .. }) => (DocumentState::Ready, None),
            None => (DocumentState::Opening, Some("正在打開檔案，請稍候。".to_owned())),
        },
    }
}

fn page_trouble(page: u32, refusal: &Refusal, kind: CaseKind) -> PageTroubleView {
    PageTroubleView {
        page,
        sentence: explain(refusal, kind),
        reason: refusal.suggested_reason(kind).map(str::to_owned),
        may_try_again: refusal.may_pass_another_time(),
    }
}

fn waiting(trouble: Option<&DocumentTrouble>) -> String {
    match trouble {
        None => "檔案還在下載。",
        Some(_) => "檔案還沒下載完，連上入口網後會自動再試。",
    }
    .to_owned()
}

fn refused(trouble: Option<&DocumentTrouble>) -> String {
    match trouble {
        Some(DocumentTrouble::DigestMismatch) => {
            "下載的檔案和入口網登記的不一樣，可能在傳送中被更動，所以不顯示。請通知資訊人員。"
        }
        Some(DocumentTrouble::SizeMismatch { .. }) => {
            "下載的檔案大小和入口網登記的不同，所以不顯示。請通知資訊人員。"
        }
        Some(DocumentTrouble::NotGiven { .. }) => "入口網沒有提供這個檔案。請通知資訊人員。",
        Some(DocumentTrouble::NotReached) | None => "這個檔案無法取得。",
    }
    .to_owned()
}
