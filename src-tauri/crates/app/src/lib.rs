//! Use cases and views. Knows the whole house, and nothing of Tauri.
//!
//! `state` is what the desk holds; the five folders are what is done with it, each act an `impl Desk`
//! or a function of the session. Arrows go one way: `session` and `reports` know `supervision`, that
//! knows `deciding`, that knows `documents`; all know `state` and the plain modules, which know none
//! of them.

mod case_file;
mod commands;
mod deciding;
mod documents;
mod downloads;
mod error;
mod ids;
mod labels;
mod log_file;
mod reports;
mod session;
mod state;
mod supervision;
#[cfg(test)]
mod testing;
mod texts;
#[cfg(test)]
mod typescript;
pub mod views;
mod words;

pub use crate::reports::{CheckedExport, papers_have_a_font, verify_audit_file};
pub use deciding::decide::UNDO_SECONDS;
pub use error::{ApiError, ErrorCode};
pub use log_file::LogFile;
pub use state::{
    Desk, DeskOptions, FindWayOut, Managed, ManagedLine, ManagedPolicy, OnCalled, OnChanged,
    OpenBrowser, Part, PracticePlace, PracticePortal, PracticeStart, RenditionView, Source,
    StartPracticePortal, WindowPlace, Written, written_in,
};
pub use store::files;
pub use sync::{Clock, SystemClock};
