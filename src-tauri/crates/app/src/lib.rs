//! Use cases and views. Knows the whole house, and nothing of Tauri.

mod case_file;
mod deciding;
mod documents;
mod downloads;
mod error;
mod reports;
mod session;
mod state;
mod supervision;
mod texts;
pub mod typescript;
pub mod views;
mod words;

pub use deciding::decide::UNDO_SECONDS;
pub use error::{ApiError, ErrorCode};
pub use state::desk::{Desk, DeskOptions, OnChanged, OpenBrowser, PracticeStart};
pub use state::pictures::{Part, RenditionView};
pub use store::files;
