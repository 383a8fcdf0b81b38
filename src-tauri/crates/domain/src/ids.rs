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
    /// A choice not to suspend; a UUIDv7 made by the supervisor's desk.
    WaiverId;
}

/// One act of staff, by its kind and the id of what it is about: an answer has its question's, and a
/// lifting its suspension's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum ActRef {
    /// 審核決定
    Decision(DecisionId),
    /// 送主管的問題
    Escalation(EscalationId),
    /// 對問題的答覆
    Settlement(EscalationId),
    /// 暫停使用
    Suspension(SuspensionId),
    /// 提前恢復使用
    Lift(SuspensionId),
}
