//! Practice: whether a desk goes straight there, and the portal inside that whoever opens the desk hands
//! in. A desk without one practises with none, or with the one that is named at its start.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Whether the window goes straight to practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PracticeStart {
    WhenAsked,
    AtOnce,
    /// With the practice portal at this address of this computer.
    AtOnceWith(String),
}

/// Where a portal inside the desk finds and keeps its things.
pub struct PracticePlace {
    pub folder: PathBuf,
    /// Nothing outlives the window where there is no keyring.
    pub keeps_data: bool,
    pub now: DateTime<Utc>,
}

/// A portal inside the desk, to practise with.
pub struct PracticePortal {
    /// On this computer.
    pub address: String,
    /// It ends when this is dropped.
    pub running: Box<dyn Any + Send + Sync>,
}

/// Starts a portal inside the desk; it may take a moment. Where it does not start, why: for the log.
pub type StartPracticePortal =
    Arc<dyn Fn(&PracticePlace) -> Result<PracticePortal, String> + Send + Sync>;
