//! 四眼原則: decisions that policy leaves to two people, and since when somebody has known of a case.

use chrono::{DateTime, Utc};
use domain::{CaseId, FourEyes, ReasonCatalogue};
use portal::wire::KNOWN_AT;

use crate::case_file::CaseFile;
use crate::error::ApiError;
use crate::labels::reason_label;
use crate::state::Session;
use crate::views::decide::DecideRequest;

/// Whether policy lets this person decide so alone.
pub(crate) fn four_eyes(session: &Session, file: &CaseFile, request: &DecideRequest) -> FourEyes {
    let replaces = request.overturns.and_then(|old| {
        let old = file.decisions.iter().find(|decision| decision.id == old);
        old.map(|old| old.by.subject.as_str())
    });
    domain::four_eyes(
        &session.policy_today(),
        &request.reasons,
        request.base_revision,
        &session.me().subject,
        session.me().role,
        &file.asked,
        replaces,
    )
}

/// Why a second person has to look, for the sheet.
pub(crate) fn four_eyes_sentence(codes: &[String], catalogue: &ReasonCatalogue) -> String {
    let labels: Vec<String> = codes.iter().map(|code| reason_label(code, catalogue)).collect();
    format!("{} 要兩個人看過：會以您的意見送主管，由另一位主管決定。", labels.join("、"))
}

/// When these words were first looked at here, for a portal that takes it.
///
/// # Errors
/// A failing database.
pub(crate) async fn known_at(
    session: &Session,
    case: CaseId,
    revision: u64,
) -> Result<Option<DateTime<Utc>>, ApiError> {
    if !session.status().features.iter().any(|one| one == KNOWN_AT) {
        return Ok(None);
    }
    session.read(move |c| store::looks::first_of(c, case, revision)).await
}
