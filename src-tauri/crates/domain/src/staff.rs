//! Who sits at the desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    pub display_name: String,
}
