//! What the window is told and what it asks: `…View` goes to it, `…Request` comes from it.
//!
//! These types are the whole language between Rust and TypeScript; `ui/src/generated/views.ts` is
//! made from them and a test fails when it is stale. Dates in views are 民國 texts ready to show
//! (`115.11.23`); instants that the window counts from are RFC 3339.

pub mod audit;
pub mod boot;
pub mod calling;
pub mod case;
pub mod decide;
pub mod escalations;
pub mod exports;
pub mod facility;
pub mod health;
pub mod keyring;
pub mod kinship;
pub mod lock;
pub mod lock_out;
pub mod look_alikes;
pub mod outbox;
pub mod own_settings;
pub mod pack;
pub mod papers;
pub mod queue;
pub mod reversal;
pub mod sampling;
pub mod settings;
pub mod statistics;
pub mod suspensions;
pub mod tally;
