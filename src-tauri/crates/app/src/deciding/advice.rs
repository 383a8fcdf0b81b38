//! What a careful reader would change in the reviewer's own words to the family.

use domain::{FindingLevel, Lint, LintFacts, Verdict, lint_family_text};

use crate::case_file::CaseFile;
use crate::deciding::message::{compose, settle_counts};
use crate::error::ApiError;
use crate::state::Session;
use crate::views::decide::DecideRequest;

/// What the linter says of the reviewer's own words; nothing where there are none.
pub(crate) async fn of(
    session: &Session,
    file: &CaseFile,
    request: &DecideRequest,
) -> Result<Vec<Lint>, ApiError> {
    let words = request.addition.as_str();
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let colleagues = session.colleagues().await?;
    let here = file.decisions.iter().chain(&file.family_decisions).map(|decision| &decision.by);
    let here = here.chain(file.claim.as_ref().map(|claim| &claim.holder));
    let here = here.chain(file.asked.iter().map(|asked| &asked.asked_by));
    let me = session.me();
    let names: Vec<&str> = std::iter::once(me.display_name.as_str())
        .chain(colleagues.iter().map(String::as_str))
        .chain(here.map(|person| person.display_name.as_str()))
        .collect();
    let numbers: Vec<&str> = file.inmate.iter().map(|inmate| inmate.number.as_str()).collect();
    Ok(lint_family_text(&LintFacts {
        text: words,
        verdict: request.verdict,
        staff_names: &names,
        inmate_numbers: &numbers,
        has_next_step: rest_has_next_step(session, file, request),
    }))
}

/// Whether the message says what to do next besides the reviewer's own words.
fn rest_has_next_step(session: &Session, file: &CaseFile, request: &DecideRequest) -> bool {
    if request.verdict == Verdict::Approve {
        return true;
    }
    let request = DecideRequest { addition: String::new(), language: None, ..request.clone() };
    let reasons = settle_counts(&file.rules.reasons, &file.case, request.verdict, &request.reasons);
    compose(file, &session.policy_today(), &request, &reasons)
        .is_ok_and(|message| domain::has_next_step(&message.text))
}

/// What must be mended before such words can be sent.
pub(crate) fn obstacles(lints: &[Lint]) -> impl Iterator<Item = String> + '_ {
    lints.iter().filter(|lint| lint.level == FindingLevel::Fail).map(|lint| lint.advice.clone())
}

/// What should be read once more.
pub(crate) fn advice(lints: &[Lint]) -> impl Iterator<Item = String> + '_ {
    lints.iter().filter(|lint| lint.level != FindingLevel::Fail).map(|lint| lint.advice.clone())
}
