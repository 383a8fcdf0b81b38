//! What is read or carried away: charts, the audit log, spreadsheets and papers.

mod access;
mod audit;
mod audit_check;
mod audit_file;
mod exports;
mod statistics;

pub use audit_file::{CheckedExport, verify_audit_file};
