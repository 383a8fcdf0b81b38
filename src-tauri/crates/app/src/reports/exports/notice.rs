//! 審核決定紀錄: one decision for the file.

use domain::{Case, DecisionId, Private};
use reports::{DecisionNotice, Identities, Maker};
use store::decisions::StoredDecision;

use super::dossier::{names, reasons};
use crate::error::ApiError;
use crate::state::Session;
use crate::words;

/// # Errors
/// `Gone` if the decision or its case is not on this desk.
pub(super) async fn decision_notice(
    session: &Session,
    id: DecisionId,
    maker: Maker,
    identities: Identities,
) -> Result<DecisionNotice, ApiError> {
    let found = session
        .read(move |c| {
            let Some(stored) = store::decisions::get(c, id)? else { return Ok(None) };
            let Some(case) = store::cases::get(c, stored.decision.case.id)? else {
                return Ok(None);
            };
            let case = case.case;
            let family = store::people::family(c, case.family_id())?;
            let inmate = store::people::inmate(c, case.inmate_id())?;
            let others = store::decisions::of_case(c, stored.decision.case.id)?;
            Ok(Some((stored, case, family, inmate, others)))
        })
        .await?;
    let Some((stored, case, family, inmate, others)) = found else {
        return Err(ApiError::gone());
    };
    let book = session.own_words.book();
    let who_and_when = |wanted: Option<DecisionId>| {
        let other = others.iter().find(|other| Some(other.id) == wanted)?;
        Some(signed(other))
    };
    let (name, relation) = names(Some(&case));
    let national_id = match &case {
        Case::Application(one) => Some(one.applicant.national_id.clone()),
        Case::Post(_) => family.map(|family| family.applicant.national_id),
    };
    let (inmate_number, inmate) =
        inmate.map_or_else(|| (String::new(), Private::default()), |one| (one.number, one.name));
    let decision = &stored.decision;
    Ok(DecisionNotice {
        maker,
        kind: decision.case.kind,
        number: case.number().to_owned(),
        revision: decision.base_revision,
        family: name,
        national_id,
        relation,
        inmate_number,
        inmate,
        verdict: decision.verdict,
        reasons: reasons(&decision.reasons, &book.reasons),
        family_message: decision.family_message.clone(),
        words: words_of(&stored, &case),
        policy_version: decision.policy_version.clone(),
        decided_by: stored.by.display_name.clone(),
        decided_at: decision.decided_at,
        accepted_at: stored.accepted_at,
        overturns: who_and_when(decision.overturns),
        overturned_by: who_and_when(stored.overturned_by),
        identities,
    })
}

/// The post's words, if those here are still the ones that were decided on.
fn words_of(stored: &StoredDecision, case: &Case) -> Option<(Private, Private)> {
    let Case::Post(post) = case else { return None };
    let revision = stored.decision.base_revision;
    let is_same = post.revision == revision || stored.resulting_revision == Some(post.revision);
    is_same.then(|| (post.title.clone(), post.body.clone()))
}

/// 張國華，115.11.24 10:00
fn signed(stored: &StoredDecision) -> String {
    let at = stored.accepted_at.unwrap_or(stored.decision.decided_at);
    let clock = domain::calendar::taipei_clock(at);
    format!("{}，{} {clock}", stored.by.display_name, words::day(at))
}
