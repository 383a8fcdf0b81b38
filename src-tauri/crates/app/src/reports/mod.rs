//! What is read or carried away: charts, the audit log, spreadsheets and papers.

mod access;
mod audit;
mod audit_check;
mod audit_file;
mod exports;
mod next_tries;
mod statistics;

pub use audit_file::{CheckedExport, verify_audit_file};

/// Whether this computer has a Chinese font that papers can be set with.
pub fn papers_have_a_font() -> bool {
    reports::Typefaces::of_this_machine().is_ok()
}
