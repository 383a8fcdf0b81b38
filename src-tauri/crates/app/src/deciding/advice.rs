//! What a careful reader would change in the reviewer's own words to the family.

use domain::{FindingLevel, Lint, LintFacts, Verdict, lint_family_text};

use crate::case_file::CaseFile;
use crate::state::Session;

/// What the linter says of the reviewer's own words; nothing where there are none.
pub(crate) fn of(session: &Session, file: &CaseFile, verdict: Verdict, words: &str) -> Vec<Lint> {
    if words.trim().is_empty() {
        return Vec::new();
    }
    let numbers: Vec<&str> = file.inmate.iter().map(|inmate| inmate.number.as_str()).collect();
    lint_family_text(&LintFacts {
        text: words,
        verdict,
        staff_names: &[session.me.display_name.as_str()],
        inmate_numbers: &numbers,
        // The reasons' own texts name a next step.
        has_next_step: true,
    })
}

/// What must be mended before such words can be sent.
pub(crate) fn obstacles(lints: &[Lint]) -> impl Iterator<Item = String> + '_ {
    lints.iter().filter(|lint| lint.level == FindingLevel::Fail).map(|lint| lint.advice.clone())
}

/// What should be read once more.
pub(crate) fn advice(lints: &[Lint]) -> impl Iterator<Item = String> + '_ {
    lints.iter().filter(|lint| lint.level != FindingLevel::Fail).map(|lint| lint.advice.clone())
}
