//! What staff do and the portal has to know, as it stands in the outbox and in the tray.
//!
//! The body is the request's own, so that whatever is sent again is the same to the byte: it is
//! written once, when the act is recorded, and never made anew from what was read of it.

use domain::{
    ActRef, CaseId, Decision, DecisionId, Escalation, EscalationId, Private, Suspension,
    SuspensionId,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::StoreError;
use crate::columns::{from_json, to_json};

/// The one field of a settlement's body, and of a lifting's.
const ANSWER: &str = "answer";
const GROUNDS: &str = "grounds";

/// Something that staff did and the portal has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A verdict on a case: `PUT /decisions/{uuid}`.
    Decision {
        /// A UUIDv7, made when it was recorded and the same every time it is sent.
        id: DecisionId,
        /// What the body was read as.
        decision: Decision,
    },
    /// A question to the supervisor: `PUT /escalations/{uuid}`.
    Escalation {
        /// A UUIDv7, made when it was asked and the same every time it is sent.
        id: EscalationId,
        /// What the body was read as.
        escalation: Escalation,
    },
    /// A supervisor answers a question.
    Settlement {
        /// That of the question.
        id: EscalationId,
        /// For staff; the request's only field.
        answer: Private,
    },
    /// A supervisor suspends a family: `PUT /suspensions/{uuid}`.
    Suspension {
        /// A UUIDv7, made when it was ordered and the same every time it is sent.
        id: SuspensionId,
        /// What the body was read as.
        suspension: Suspension,
    },
    /// A supervisor ends a suspension early.
    Lift {
        /// That of the suspension.
        id: SuspensionId,
        /// For staff; the request's only field.
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

    /// The UUID in the request's path; a settlement and a lift share it with what they answer or
    /// end.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Decision { id, .. } => id.0,
            Self::Escalation { id, .. } | Self::Settlement { id, .. } => id.0,
            Self::Suspension { id, .. } | Self::Lift { id, .. } => id.0,
        }
    }

    /// Which act it is.
    pub fn reference(&self) -> ActRef {
        match self {
            Self::Decision { id, .. } => ActRef::Decision(*id),
            Self::Escalation { id, .. } => ActRef::Escalation(*id),
            Self::Settlement { id, .. } => ActRef::Settlement(*id),
            Self::Suspension { id, .. } => ActRef::Suspension(*id),
            Self::Lift { id, .. } => ActRef::Lift(*id),
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
            Self::Decision { decision, .. } => forget_words(decision),
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

    /// The request's body, as the contract has it.
    pub(crate) fn body(&self) -> Result<String, StoreError> {
        match self {
            Self::Decision { decision, .. } => to_json(decision),
            Self::Escalation { escalation, .. } => to_json(escalation),
            Self::Settlement { answer, .. } => to_json(&json!({ ANSWER: answer })),
            Self::Lift { grounds, .. } => to_json(&json!({ GROUNDS: grounds })),
            Self::Suspension { suspension, .. } => to_json(suspension),
        }
    }

    pub(crate) fn read(kind: &str, id: Uuid, body: &str) -> Result<Self, StoreError> {
        Ok(match kind {
            "decision" => Self::Decision { id: id.into(), decision: from_json(body, "act")? },
            "escalation" => Self::Escalation { id: id.into(), escalation: from_json(body, "act")? },
            "settlement" => Self::Settlement { id: id.into(), answer: words(body, ANSWER)? },
            "suspension" => Self::Suspension { id: id.into(), suspension: from_json(body, "act")? },
            "lift" => Self::Lift { id: id.into(), grounds: words(body, GROUNDS)? },
            _ => return Err(StoreError::Unreadable("act")),
        })
    }
}

fn words(body: &str, field: &str) -> Result<Private, StoreError> {
    let fields: Map<String, Value> = from_json(body, "act")?;
    let words = fields.get(field).and_then(Value::as_str);
    words.map(Private::from).ok_or(StoreError::Unreadable("act"))
}

/// Removes what the family was told; verdict and codes stay.
pub(crate) fn forget_words(decision: &mut Decision) {
    decision.family_message = Private::default();
    for reason in &mut decision.reasons {
        reason.slots.clear();
    }
}

/// The SQL for whether an act of ours is not among those that the portal has acknowledged; with `compared` false it holds
/// for all.
pub(crate) fn not_kept(act: &str, id: &str, compared: bool) -> String {
    match compared {
        false => "true".to_owned(),
        true => {
            format!("NOT EXISTS (SELECT 1 FROM acknowledged WHERE act = '{act}' AND act_id = {id})")
        }
    }
}
