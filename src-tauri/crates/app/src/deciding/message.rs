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
    composition(file, policy, request, reasons).compose()
}

/// What the family's message is made from.
pub(crate) fn composition<'a>(
    file: &'a CaseFile,
    policy: &Policy,
    request: &'a DecideRequest,
    reasons: &'a [GivenReason],
) -> Composition<'a> {
    let interval = interval_days(file, policy);
    let mut composition = Composition::new(request.case.kind, request.verdict, reasons);
    composition.catalogue = &file.rules.reasons;
    composition.wording = &file.rules.wording;
    composition.translations = &file.rules.translations;
    composition.language = request.language;
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
    composition
}

/// The message as the window shows it.
pub(crate) struct Shown {
    /// The Chinese ones, the next step at their end.
    pub paragraphs: Vec<String>,
    pub translation: Option<String>,
    /// All of it, to the letter.
    pub text: String,
}

/// The whole message, or what can be shown while slots are empty: the templates with what is filled
/// in.
pub(crate) fn shown(composition: &Composition<'_>) -> Shown {
    if let Ok(message) = composition.written() {
        return Shown {
            text: message.text,
            translation: message.translation.map(|translation| translation.text),
            paragraphs: message.paragraphs.into_iter().chain(message.next_step).collect(),
        };
    }
    let filled = |text: &str, given: &GivenReason| {
        given
            .slots
            .iter()
            .filter(|(_, words)| !words.as_str().trim().is_empty())
            .fold(text.to_owned(), |text, (slot, words)| {
                text.replace(&format!("{{{slot}}}"), words.as_str().trim())
            })
    };
    let mut paragraphs: Vec<String> = composition
        .reasons
        .iter()
        .filter_map(|given| Some(filled(&composition.catalogue.entry(&given.code)?.message, given)))
        .collect();
    if !composition.own_words.trim().is_empty() {
        paragraphs.push(composition.own_words.trim().to_owned());
    }
    let translation = composition.language.map(|language| {
        let words = composition.reasons.iter().filter_map(|given| {
            let entry = composition.translations.entry(&given.code, language)?;
            Some(filled(&entry.words, given))
        });
        std::iter::once(language.heading().to_owned()).chain(words).collect::<Vec<_>>().join("\n")
    });
    let chinese = paragraphs.join("\n");
    let text = match &translation {
        Some(translation) => format!("{chinese}\n\n{translation}"),
        None => chinese,
    };
    Shown { paragraphs, translation, text }
}

/// Days between two posts for this inmate (貳.三).
fn interval_days(file: &CaseFile, policy: &Policy) -> u32 {
    if file.is_juvenile() { policy.juvenile_interval_days } else { policy.interval_days }
}
