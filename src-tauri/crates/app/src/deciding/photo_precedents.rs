//! What was decided on the photo of an open post when it came in before: among the findings, and
//! beside the photo. A hint, and never a reason by itself.

use domain::calendar::taipei_date;
use domain::{Case, DocumentKind, PhotoPrecedent, photo_precedents};

use crate::state::Session;
use crate::views::case::DocumentView;

/// Empty for applications and decided posts. A failing database hides a hint and no more.
pub(super) async fn precedents(session: &Session, case: &Case) -> Vec<PhotoPrecedent> {
    let Case::Post(post) = case else { return Vec::new() };
    if !post.state.is_open() || post.photos.is_empty() {
        return Vec::new();
    }
    let post = post.clone();
    let found = session.read(move |c| store::photos::rulings(c, &post)).await;
    found
        .unwrap_or_default()
        .into_iter()
        .map(|ruling| {
            let decision = ruling.stored.decision;
            PhotoPrecedent {
                photo: ruling.photo,
                case: decision.case.id,
                family_id: ruling.stored.family_id,
                revision: decision.base_revision,
                decided_on: taipei_date(decision.decided_at),
                verdict: decision.verdict,
                reasons: decision.reasons.into_iter().map(|given| given.code).collect(),
                same_bytes: ruling.same_bytes,
            }
        })
        .collect()
}

/// Says it beside the photo as well, where it is looked at: 同一張照片 115.10.02 退件 P05.
pub(super) fn hint(documents: &mut [DocumentView], case: &Case, precedents: &[PhotoPrecedent]) {
    let Case::Post(post) = case else { return };
    let told = photo_precedents(post, precedents);
    for document in documents.iter_mut().filter(|one| one.kind == DocumentKind::Photo) {
        if let Some(gravest) = told.iter().find(|one| one.photo == document.id) {
            document.hints.insert(0, format!("同一張照片 {}", gravest.words()));
        }
    }
}
