//! What is looked at first. Time-sensitivity raises priority and nothing else.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Finding;

/// In the order of the queue; within one, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Despair, violence, a party to the case: at once.
    Urgent,
    /// A birthday, an exam, a bereavement.
    TimeSensitive,
    /// In the order of arrival.
    Normal,
}

/// The priority that a case's findings give it.
pub fn priority(findings: &[Finding]) -> Priority {
    if findings.iter().any(|finding| finding.urgent) {
        Priority::Urgent
    } else if findings.iter().any(|finding| finding.rule == "post.time") {
        Priority::TimeSensitive
    } else {
        Priority::Normal
    }
}
