//! What things are called on the screen: cases, reasons, people, states. Each in one place.

use domain::text::shown_line;
use domain::{Case, CaseState, Decision, ReasonCatalogue, StaffMember};

/// How the outbox and the toasts call a case: a post by its title, an application by its applicant.
pub(crate) fn subject(case: &Case) -> String {
    match case {
        Case::Application(application) => shown_line(application.applicant.name.as_str()),
        Case::Post(post) if post.title.as_str().trim().is_empty() => "（無標題）".to_owned(),
        Case::Post(post) => format!("「{}」", shown_line(post.title.as_str())),
    }
}

/// The relation to the inmate that the family states.
pub(crate) fn relation(case: &Case) -> String {
    match case {
        Case::Application(application) => shown_line(application.relation.as_str()),
        Case::Post(post) => shown_line(post.relation.as_str()),
    }
}

/// `P01 屬一般公務聯繫`
pub(crate) fn reason_label(code: &str, catalogue: &ReasonCatalogue) -> String {
    match catalogue.entry(code) {
        Some(entry) => format!("{code} {}", entry.label),
        None => code.to_owned(),
    }
}

/// `P01 屬一般公務聯繫`, for each reason, in the facility's own words.
pub(crate) fn reason_labels_of(catalogue: &ReasonCatalogue, decision: &Decision) -> Vec<String> {
    decision.reasons.iter().map(|given| reason_label(&given.code, catalogue)).collect()
}

/// 您, or the name of whoever it was, for the person with the subject `me`.
pub(crate) fn person(who: &StaffMember, me: &str) -> String {
    if who.subject == me { "您".to_owned() } else { who.display_name.clone() }
}

/// Whether a state still lets anybody decide.
pub(crate) fn closed_words(state: CaseState) -> Option<&'static str> {
    match state {
        CaseState::Pending | CaseState::Held => None,
        CaseState::Approved => Some("這件已通過。"),
        CaseState::Returned => Some("這件已請家屬補件，等家屬重新送件。"),
        CaseState::Rejected => Some("這件已退件。"),
        CaseState::Withdrawn => Some("家屬已撤回這件。"),
    }
}
