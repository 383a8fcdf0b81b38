//! What is read or carried away: charts, the audit log, spreadsheets and papers.

mod audit;
mod audit_check;
mod exports;
mod statistics;
