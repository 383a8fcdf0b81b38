//! What is read or carried away: charts, the audit log, spreadsheets and papers.

mod audit;
mod exports;
mod statistics;
