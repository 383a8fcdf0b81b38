//! What staff do and the portal has to know, as it stands in the outbox and in the tray.

use domain::{
    CaseId, Decision, DecisionId, Escalation, EscalationId, Private, Suspension, SuspensionId,
};
use uuid::Uuid;

use crate::columns::{from_json, to_json};
use crate::{StoreError, decisions};

/// Something that staff did and the portal has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Decision {
        id: DecisionId,
        decision: Decision,
    },
    Escalation {
        id: EscalationId,
        escalation: Escalation,
    },
    /// A supervisor answers a question.
    Settlement {
        id: EscalationId,
        answer: Private,
    },
    Suspension {
        id: SuspensionId,
        suspension: Suspension,
    },
    /// A supervisor ends a suspension early.
    Lift {
        id: SuspensionId,
        grounds: Private,
    },
}

impl Act {
    /// Its name in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Decision { .. } => "decision",
            Self::Escalation { .. } => "escalation",
            Self::Settlement { .. } => "settlement",
            Self::Suspension { .. } => "suspension",
            Self::Lift { .. } => "lift",
        }
    }

    pub fn id(&self) -> Uuid {
        match self {
            Self::Decision { id, .. } => id.0,
            Self::Escalation { id, .. } | Self::Settlement { id, .. } => id.0,
            Self::Suspension { id, .. } | Self::Lift { id, .. } => id.0,
        }
    }

    /// The case that it is about, where it is about one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Decision { decision, .. } => Some(decision.case.id),
            Self::Escalation { escalation, .. } => Some(escalation.case.id),
            _ => None,
        }
    }

    /// The revision that its author saw, where it is about a case.
    pub fn base_revision(&self) -> Option<u64> {
        match self {
            Self::Decision { decision, .. } => Some(decision.base_revision),
            Self::Escalation { escalation, .. } => Some(escalation.base_revision),
            _ => None,
        }
    }

    /// The same without what a family or staff wrote: what stays of an act on an erased case.
    pub(crate) fn without_words(&self) -> Self {
        let mut act = self.clone();
        match &mut act {
            Self::Decision { decision, .. } => decisions::forget_words(decision),
            Self::Escalation { escalation, .. } => escalation.question = Private::default(),
            Self::Settlement { answer: text, .. } | Self::Lift { grounds: text, .. } => {
                *text = Private::default();
            }
            Self::Suspension { suspension, .. } => {
                suspension.grounds = Private::default();
                suspension.family_message = Private::default();
            }
        }
        act
    }

    pub(crate) fn body(&self) -> Result<String, StoreError> {
        match self {
            Self::Decision { decision, .. } => to_json(decision),
            Self::Escalation { escalation, .. } => to_json(escalation),
            Self::Settlement { answer: text, .. } | Self::Lift { grounds: text, .. } => {
                to_json(text)
            }
            Self::Suspension { suspension, .. } => to_json(suspension),
        }
    }

    pub(crate) fn read(kind: &str, id: Uuid, body: &str) -> Result<Self, StoreError> {
        Ok(match kind {
            "decision" => Self::Decision { id: id.into(), decision: from_json(body, "act")? },
            "escalation" => Self::Escalation { id: id.into(), escalation: from_json(body, "act")? },
            "settlement" => Self::Settlement { id: id.into(), answer: from_json(body, "act")? },
            "suspension" => Self::Suspension { id: id.into(), suspension: from_json(body, "act")? },
            "lift" => Self::Lift { id: id.into(), grounds: from_json(body, "act")? },
            _ => return Err(StoreError::Unreadable("act")),
        })
    }
}
