//! The reports, opened by other people's programs: LibreOffice reads the spreadsheets back, poppler
//! the papers. On Linux, where `cargo xtask test` can install them.
#![cfg(target_os = "linux")]

#[path = "reports/accessible.rs"]
mod accessible;
#[path = "reports/fixtures.rs"]
mod fixtures;
#[path = "reports/hostile.rs"]
mod hostile;
#[path = "reports/papers.rs"]
mod papers;
#[path = "reports/programs.rs"]
mod programs;
#[path = "reports/spreadsheets.rs"]
mod spreadsheets;
