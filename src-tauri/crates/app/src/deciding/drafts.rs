//! What the reviewer has prepared and not decided: kept on this computer alone.

use domain::{Decision, FamilyLanguage};
use store::notes::Draft;

use crate::case_file::CaseFile;
use crate::error::ApiError;
use crate::state::Desk;
use crate::views::case::{DraftView, SaveDraftRequest};

impl Desk {
    pub async fn save_draft(&self, request: SaveDraftRequest) -> Result<(), ApiError> {
        let session = self.session().await?;
        let now = session.now();
        let id = request.case.id;
        session
            .write(move |tx| {
                let Some(stored) = store::cases::get(tx, id)? else { return Ok(()) };
                let note = domain::Private::from(request.draft.staff_note.as_str());
                store::notes::put_note(tx, id, &note, now)?;
                let draft = Draft { revision: stored.case.revision(), sheet: request.draft };
                store::notes::put_draft(tx, id, &draft, now)
            })
            .await
    }
}

/// The sheet of a decision that was taken back.
pub(crate) fn from_decision(decision: &Decision) -> DraftView {
    DraftView {
        reasons: decision.reasons.clone(),
        language: FamilyLanguage::of_message(decision.family_message.as_str()),
        language_chosen: true,
        ..DraftView::default()
    }
}

/// The draft as the window gets it: of an older revision only the reasons stay, since the checks
/// were made on documents that may have changed.
pub(crate) fn view(file: &CaseFile) -> DraftView {
    let staff_note = file.note.as_str().to_owned();
    match &file.draft {
        Some(draft) if draft.revision == file.case.revision() => {
            DraftView { staff_note, ..draft.sheet.clone() }
        }
        Some(draft) => DraftView {
            staff_note,
            reasons: draft.sheet.reasons.clone(),
            addition: draft.sheet.addition.clone(),
            language: draft.sheet.language,
            language_chosen: draft.sheet.language_chosen,
            ..DraftView::default()
        },
        None => DraftView { staff_note, ..DraftView::default() },
    }
}
