//! Having the worker draw a stored document, and what it means to the person if it does not.

use std::sync::Arc;

use documents::{Refusal, Rendition, RenditionRequest};
use domain::{AttachmentId, CaseKind};

use crate::documents::unsealing::unsealed;
use crate::error::ApiError;
use crate::state::Session;

/// Opens a stored document and has the worker make this of it.
///
/// # Errors
/// `Gone` if it is not here, a file that cannot be read just now, and a failing database.
pub(crate) async fn render(
    session: &Arc<Session>,
    document: AttachmentId,
    request: RenditionRequest,
) -> Result<Result<Rendition, Refusal>, ApiError> {
    let bytes = unsealed(session, document).await?;
    Ok(session.workshop.render(bytes.to_vec(), request).await)
}

/// The refusal in the person's words, with the reason that would fit.
pub(crate) fn explain(refusal: &Refusal, kind: CaseKind) -> String {
    match refusal.suggested_reason(kind) {
        Some(code) => format!("{}（理由 {code}）", refusal.sentence()),
        None => refusal.sentence(),
    }
}
