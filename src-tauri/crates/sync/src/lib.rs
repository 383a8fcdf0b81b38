//! The loop between the desk and the portal: pull by cursor, plan, apply; push from the outbox;
//! fetch documents; tend claims.
//!
//! Invariants: no transaction is open while anything is awaited; a page and its cursor are one
//! transaction; an act is marked as sending before it is sent and goes only when the portal has
//! answered; the same UUID and the same body are sent every time; after a kill at any point the
//! next start simply goes on.

#![warn(missing_docs)]

mod absence;
mod apply;
mod claims;
mod clock;
mod compare;
mod compared;
mod engine;
mod error;
mod fetch;
mod item;
mod leases;
mod mishaps;
mod notices;
mod partials;
mod planted;
mod pull;
mod push;
mod restored;
mod run;
mod status;
mod undo;
mod verdict;

pub use absence::{AbsenceNotice, absence, mark_absence_seen};
pub use claims::TakenPack;
pub use clock::{Clock, SystemClock};
pub use engine::{Engine, Settings, Triage, remainder_id};
pub use error::SyncError;
pub use fetch::Fetched;
pub use mishaps::{Mishap, MishapRow, Round};
pub use notices::{RestoredNotice, mark_restored_seen, restored};
#[cfg(feature = "planted-faults")]
pub use planted::PlantedFault;
pub use pull::Pulled;
pub use push::Pushed;
pub use status::{Link, StoreTrouble, SyncEvent, SyncStatus, Witnessed};
