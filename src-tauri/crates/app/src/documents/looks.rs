//! Documents on the screen: fetched, unsealed, and shown only as the worker has made them anew.

use std::sync::Arc;
use std::time::Duration;

use ::documents::{Refusal, Rendition, RenditionRequest};
use chrono::TimeDelta;
use domain::{Attachment, AttachmentId, Case, CaseId, CaseKind, DocumentKind};
use store::documents::{Document, DocumentState as Kept, DocumentTrouble};
use tokio::task::JoinSet;

use crate::case_file::CaseFile;
use crate::documents::file_hints;
use crate::documents::likenesses::Twins;
use crate::documents::seen::Pages;
use crate::documents::unsealing;
use crate::error::ApiError;
use crate::state::desk::Desk;
use crate::state::pictures::{Inspection, Look, Named, Part, RenditionView};
use crate::state::session::Session;
use crate::views::case::{DocumentState, DocumentView, PageRequest, PageTroubleView};
use crate::words;

/// How long opening a case waits for the first looks; what takes longer is shown when it is there.
const PATIENCE: Duration = Duration::from_millis(400);
/// The renditions' largest side: the worker makes no larger ones.
const LARGEST: u32 = 4096;

impl Desk {
    /// One rendition for the window; `None` if there is nobody, no such handle, or nothing to show.
    pub async fn rendition(
        &self,
        handle: &str,
        page: u32,
        longest_side: u32,
        part: Option<Part>,
    ) -> Option<RenditionView> {
        let session = self.session.read().await.clone()?;
        match session.pictures.named(handle) {
            Some(Named::Document(document)) => {
                let longest_side = longest_side.min(LARGEST);
                let look = Look { document, page, longest_side, part };
                let view = session.look(look).await?;
                session.pictures.hand_over(look);
                Some(view)
            }
            Some(Named::Crop(crop)) => session.open_crop(crop).await,
            None => session.pictures.sheet(handle),
        }
    }
}

impl Desk {
    /// Another try for a page that could not be shown; the window is told how it went.
    pub async fn show_again(&self, request: PageRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        let PageRequest { case, document, page } = request;
        let file = session.case_file(case).await?;
        if !file.case.attachments().iter().any(|one| one.id == document) {
            return Err(ApiError::gone());
        }
        session.pictures.try_again(document, page);
        tokio::spawn(async move {
            session.look(Look { page, ..Look::first(document) }).await;
            session.tell_window(true).await;
        });
        Ok(())
    }
}

impl Session {
    /// A rendition from the cache, or made now.
    async fn look(self: &Arc<Self>, look: Look) -> Option<RenditionView> {
        // Whoever asks for the same while it is being made waits for that one.
        let gate = self.pictures.gate(look);
        let _turn = gate.lock().await;
        // A picture goes with its paper: withdrawn, purged or no longer permitted, it is not shown
        // from memory either.
        if !self.is_stored(look.document).await {
            self.pictures.forget(look.document);
            return None;
        }
        if let Some(view) = self.pictures.cached(look) {
            return Some(view);
        }
        // What crashed a worker or took too long is tried again when a person asks for it.
        if self.pictures.refusal(look.document, look.page).is_some() {
            return None;
        }
        let mut request = RenditionRequest::preview(look.longest_side).of_page(look.page);
        if let Some(part) = look.part {
            request = request.of_part(part.crop());
        }
        let kind = self.pictures.kind(look.document);
        if look.is_first() && kind.is_some_and(is_paper) {
            request = request.reading_codes();
        }
        match self.render(look.document, request).await.ok()? {
            Ok(rendition) => {
                if look.is_first() && kind.is_some_and(|kind| kind != DocumentKind::Photo) {
                    self.note_likeness(look.document, rendition.likeness).await;
                }
                Some(self.pictures.keep(look, rendition))
            }
            Err(refusal) => {
                tracing::info!(%refusal, "a document cannot be shown");
                self.pictures.refuse(look, refusal);
                // The window draws the page itself and is told so; of a first look it hears from
                // whoever asked for it.
                if !look.is_first() && look.part.is_none() {
                    self.tell_window(true).await;
                }
                None
            }
        }
    }

    async fn is_stored(&self, document: AttachmentId) -> bool {
        let found = self.read(move |c| store::documents::get(c, document)).await;
        found.is_ok_and(|found| found.is_some_and(|one| one.state == Kept::Stored))
    }

    /// Opens a stored document and has the worker make this of it.
    ///
    /// # Errors
    /// `Gone` if it is not here, a file that cannot be read just now, and a failing database.
    pub(crate) async fn render(
        self: &Arc<Self>,
        document: AttachmentId,
        request: RenditionRequest,
    ) -> Result<Result<Rendition, Refusal>, ApiError> {
        let bytes = self.unsealed(document).await?;
        Ok(self.workshop.render(bytes.to_vec(), request).await)
    }

    /// Makes the first looks of these documents, side by side; remembers what they told.
    async fn first_looks(self: &Arc<Self>, documents: Vec<AttachmentId>) {
        let mut looks = JoinSet::new();
        for document in documents {
            let session = self.clone();
            looks.spawn(async move {
                session.look(Look::first(document)).await;
            });
        }
        looks.join_all().await;
    }

    /// The documents of a case on the screen. Waits a moment for their first looks, so that most
    /// cases open whole; what comes later is announced to the window.
    pub(crate) async fn documents_view(self: &Arc<Self>, file: &CaseFile) -> Vec<DocumentView> {
        self.note_kinds(&file.case);
        let fresh: Vec<AttachmentId> = file
            .documents
            .iter()
            .filter(|kept| {
                kept.state == Kept::Stored && self.pictures.inspection(kept.id).is_none()
            })
            .map(|kept| kept.id)
            .collect();
        if !fresh.is_empty() {
            let session = self.clone();
            let mut looking = tokio::spawn(async move { session.first_looks(fresh).await });
            if tokio::time::timeout(PATIENCE, &mut looking).await.is_err() {
                let session = self.clone();
                tokio::spawn(async move {
                    if looking.await.is_ok() {
                        session.tell_window(true).await;
                    }
                });
            }
        }
        let twins = self.twins(&file.case).await;
        let seen = self.seen_of(file);
        file.case
            .attachments()
            .iter()
            .map(|attachment| self.document_view(file, attachment, &twins, &seen))
            .collect()
    }

    fn note_kinds(&self, case: &Case) {
        for attachment in case.attachments() {
            self.pictures.note_kind(attachment.id, attachment.kind);
        }
    }

    /// Makes the first looks of cases that are likely to be opened next. What has not been
    /// downloaded yet follows with [`Session::document_came`].
    pub(crate) fn prefetch(self: &Arc<Self>, cases: Vec<Case>) {
        self.up_next().clone_from(&cases);
        self.draw(cases);
    }

    /// Whether it is among the cases that were made ready to be opened next.
    pub(crate) fn comes_next(&self, case: domain::CaseRef) -> bool {
        self.up_next().iter().any(|next| next.reference() == case)
    }

    /// A document of this case was downloaded: if the case is one of the next, it is drawn now.
    pub(crate) fn document_came(self: &Arc<Self>, case: CaseId) {
        let next = self.up_next().iter().find(|next| next.reference().id == case).cloned();
        if let Some(next) = next {
            self.draw(vec![next]);
        }
    }

    fn draw(self: &Arc<Self>, cases: Vec<Case>) {
        let session = self.clone();
        tokio::spawn(async move {
            for case in cases {
                session.note_kinds(&case);
                let documents = case
                    .attachments()
                    .iter()
                    .map(|attachment| attachment.id)
                    .filter(|id| session.pictures.inspection(*id).is_none())
                    .collect();
                session.first_looks(documents).await;
            }
        });
    }

    fn document_view(
        &self,
        file: &CaseFile,
        attachment: &Attachment,
        twins: &Twins,
        seen: &Pages,
    ) -> DocumentView {
        let kept = file.documents.iter().find(|kept| kept.id == attachment.id);
        let kind = file.case.reference().kind;
        let (state, sentence) = match kept {
            Some(kept) => self.document_state(kept, kind),
            None => self.missing(file),
        };
        let troubles: Vec<PageTroubleView> = self
            .pictures
            .refusals(attachment.id)
            .into_iter()
            .map(|(page, refusal)| page_trouble(page, &refusal, kind))
            .collect();
        let reason = troubles.iter().find_map(|trouble| trouble.reason.clone());
        let (pages, hints, codes) = match self.pictures.inspection(attachment.id) {
            Some(Inspection::Shown { pages, hints, codes, made_on }) => {
                let mut words = file_hints::of_picture(&hints, attachment.kind);
                words.extend(file_hints::of_day(made_on, attachment));
                (pages, words, codes)
            }
            _ => (1, Vec::new(), Vec::new()),
        };
        let handle = match state {
            DocumentState::Ready => self.pictures.handle(Named::Document(attachment.id)),
            _ => None,
        };
        DocumentView {
            id: attachment.id,
            kind: attachment.kind,
            label: words::document_word(attachment.kind).to_owned(),
            file_name: attachment.file_name.as_str().to_owned(),
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
            paper: crate::documents::checks::paper(file, attachment),
            checks: crate::documents::checks::of(file, attachment),
        }
    }

    /// Documents of a closed case are not fetched before somebody looks at it; past their time they
    /// are not fetched at all.
    fn missing(&self, file: &CaseFile) -> (DocumentState, Option<String>) {
        let kept_for = TimeDelta::days(i64::from(self.policy_today().retention_days));
        let in_time = file.case.state().is_open()
            || file
                .decisions
                .iter()
                .any(|decided| decided.accepted_at.is_some_and(|at| at >= file.now - kept_for));
        if in_time {
            (DocumentState::Waiting, Some(waiting(None)))
        } else {
            (DocumentState::Purged, Some("決定送達後，文件已依規定刪除。".to_owned()))
        }
    }

    fn document_state(&self, kept: &Document, kind: CaseKind) -> (DocumentState, Option<String>) {
        match kept.state {
            Kept::Wanted => (DocumentState::Waiting, Some(waiting(kept.trouble.as_ref()))),
            Kept::Refused => (DocumentState::Refused, Some(refused(kept.trouble.as_ref()))),
            Kept::Stored if self.pictures.unread(kept.id).is_some() => {
                let code = self.pictures.unread(kept.id).flatten();
                (DocumentState::Opening, Some(unsealing::sentence(code)))
            }
            Kept::Stored => match self.pictures.inspection(kept.id) {
                Some(Inspection::Refused(refusal)) => {
                    (DocumentState::Refused, Some(explain(&refusal, kind)))
                }
                Some(Inspection::Shown { .. }) => (DocumentState::Ready, None),
                None => (DocumentState::Opening, Some("正在打開檔案，請稍候。".to_owned())),
            },
        }
    }
}

/// Sheets of paper, rather than a card or a picture of somebody.
pub(crate) fn is_paper(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Identity | DocumentKind::Portrait | DocumentKind::Photo)
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

/// The refusal in the person's words, with the reason that would fit.
pub(crate) fn explain(refusal: &Refusal, kind: CaseKind) -> String {
    match refusal.suggested_reason(kind) {
        Some(code) => format!("{}（理由 {code}）", refusal.sentence()),
        None => refusal.sentence(),
    }
}
