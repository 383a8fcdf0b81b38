//! The lock page: whose desk it is, what lies unsent, and the way back in. Nothing of a case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::boot::DeskMode;

/// Why the desk is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockCause {
    /// Ctrl+L, or the button.
    Asked,
    /// Nobody touched the desk for the minutes of the policy.
    Idle,
    /// The system's session was locked or given to somebody else.
    System,
    /// The computer goes to sleep: what is being sent is not waited for.
    Sleep,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LockRequest {
    pub cause: LockCause,
}

/// What anybody who passes by may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LockView {
    pub mode: DeskMode,
    pub facility: String,
    /// Such as 李○真.
    pub masked_name: String,
    /// Acts that the portal has not acknowledged.
    pub unsent: u32,
    /// What is being sent is still waited for, at most 30 seconds; then the data is closed.
    pub finishing: bool,
}
