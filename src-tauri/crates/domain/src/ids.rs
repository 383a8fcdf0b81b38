//! One type per kind of id, so that a post's id can never stand where a decision's belongs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(as = "String")]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// An application or a post; made by the portal.
    CaseId;
    /// A decision; a UUIDv7 made by the desk that decided.
    DecisionId;
    /// One uploaded file; made by the portal, its bytes never change.
    AttachmentId;
    /// A family's portal account.
    FamilyId;
    /// An inmate, whatever facility and inmate number they have today.
    InmateId;
    /// A question to the supervisor; a UUIDv7 made by the desk that asked.
    EscalationId;
    /// A suspension of one family; a UUIDv7 made by the supervisor's desk.
    SuspensionId;
}
