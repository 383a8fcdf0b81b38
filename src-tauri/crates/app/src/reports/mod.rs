//! What is read or carried away: charts, the audit log, spreadsheets and papers.

pub(crate) mod audit;
pub(crate) mod exports;
pub(crate) mod statistics;
