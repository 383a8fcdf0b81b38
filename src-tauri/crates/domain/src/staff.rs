//! Who sits at the desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person may do, as `GET /me` tells it; the portal enforces it, the desk only leaves out
/// what would be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 社工師: decides.
    SocialWorker,
    /// 主管: sees tallies, suspends, settles escalations and conflicts.
    Supervisor,
}

/// A member of staff as colleagues see them. Families see the unit, never the person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct StaffMember {
    /// The OpenID Connect subject.
    pub subject: String,
    /// For the screen; may change, so nothing is decided by it.
    pub display_name: String,
}
