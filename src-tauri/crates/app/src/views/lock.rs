//! The lock page and the PIN: whose desk it is, what lies unsent, and the way back in. Nothing of a
//! case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

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
    pub facility: String,
    /// Such as 李○真.
    pub masked_name: String,
    /// Acts that the portal has not acknowledged, as far as that is known without opening the data.
    pub unsent: Option<u32>,
    /// What is being sent is still waited for, at most 30 seconds; then the data is closed.
    pub finishing: bool,
    /// Whether a PIN opens it; otherwise a press does.
    pub pin: bool,
    /// Seconds until the next PIN is taken, after too many wrong ones.
    pub wait_seconds: u32,
    /// Why the portal alone opens it now, if it does.
    pub portal_wanted: Option<String>,
}

/// What a person typed. Wiped when dropped, and in no log.
#[derive(Deserialize, TS)]
pub struct PinRequest {
    /// Empty where none is asked for.
    #[ts(type = "string")]
    pub pin: Zeroizing<String>,
}

impl std::fmt::Debug for PinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinRequest(…)")
    }
}

/// A PIN, and the one that takes its place. Wiped when dropped, and in no log.
#[derive(Deserialize, TS)]
pub struct ChangePinRequest {
    #[ts(type = "string")]
    pub pin: Zeroizing<String>,
    #[ts(type = "string")]
    pub new_pin: Zeroizing<String>,
}

impl std::fmt::Debug for ChangePinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePinRequest(…)")
    }
}

/// Somebody whose desk is on this computer, for the start page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KnownDeskView {
    /// By portal and person; says neither.
    pub desk: String,
    pub facility: String,
    pub masked_name: String,
    pub portal: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChooseDeskRequest {
    pub desk: String,
}
