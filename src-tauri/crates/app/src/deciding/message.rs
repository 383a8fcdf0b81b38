//! What the family will read: the reasons as they count, and the text that is composed of them.

use domain::calendar::next_post_date;
use domain::{
    Case, CaseKind, Composition, FamilyMessage, GivenReason, MessageError, Policy, ReasonCatalogue,
    Verdict, reason_counts,
};

use crate::case_file::CaseFile;
use crate::views::case::CheckMark;
use crate::views::decide::DecideRequest;

/// Whether each reason counts is the catalogue's to say, the reviewer's only where that leaves it.
pub(crate) fn settle_counts(
    catalogue: &ReasonCatalogue,
    case: &Case,
    verdict: Verdict,
    given: &[GivenReason],
) -> Vec<GivenReason> {
    let kind = case.reference().kind;
    given
        .iter()
        .map(|reason| {
            let counts = catalogue
                .entry(&reason.code)
                .is_some_and(|entry| reason_counts(entry, kind, verdict, reason.counts, true));
            GivenReason { counts, ..reason.clone() }
        })
        .collect()
}

/// The family's message, to the letter.
pub(crate) fn compose(
    file: &CaseFile,
    policy: &Policy,
    request: &DecideRequest,
    reasons: &[GivenReason],
) -> Result<FamilyMessage, MessageError> {
    let interval = interval_days(file, policy);
    let mut composition = Composition::new(request.case.kind, request.verdict, reasons);
    composition.catalogue = &file.rules.reasons;
    composition.wording = &file.rules.wording;
    composition.own_words = &request.addition;
    composition.interval_days = interval;
    if request.case.kind == CaseKind::Post && request.verdict == Verdict::Approve {
        composition.next_post_on =
            Some(next_post_date(file.today(), interval, policy.interval_mode));
    }
    let photo_rejected = reasons.iter().any(|reason| matches!(reason.code.as_str(), "P04" | "P05"));
    composition.photo_is_fine = !file.case.attachments().is_empty()
        && !photo_rejected
        && request.checks.get("photo") == Some(&CheckMark::Pass);
    composition.text_is_fine = photo_rejected && reasons.len() == 1;
    composition.compose()
}

pub(crate) fn whole_paragraphs(message: FamilyMessage) -> Vec<String> {
    message.paragraphs.into_iter().chain(message.next_step).collect()
}

/// What can be shown while slots are empty: the templates with what is filled in.
pub(crate) fn draft_paragraphs(
    catalogue: &ReasonCatalogue,
    reasons: &[GivenReason],
    addition: &str,
) -> Vec<String> {
    let mut paragraphs: Vec<String> = reasons
        .iter()
        .filter_map(|given| {
            let mut text = catalogue.entry(&given.code)?.message.clone();
            for (slot, words) in &given.slots {
                if !words.as_str().trim().is_empty() {
                    text = text.replace(&format!("{{{slot}}}"), words.as_str().trim());
                }
            }
            Some(text)
        })
        .collect();
    if !addition.trim().is_empty() {
        paragraphs.push(addition.trim().to_owned());
    }
    paragraphs
}

/// Days between two posts for this inmate (貳.三).
fn interval_days(file: &CaseFile, policy: &Policy) -> u32 {
    if file.is_juvenile() { policy.juvenile_interval_days } else { policy.interval_days }
}
