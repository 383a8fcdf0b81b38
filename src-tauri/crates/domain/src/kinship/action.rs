//! What a relation leads to, and what to mind about it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What follows from the relation. Documents still decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KinshipAction {
    /// The relation qualifies.
    Ok,
    /// It does not; cohabitation or a project may.
    DenyKin,
    /// Only as 共居家屬.
    CohabitOnly,
    /// 專案 (壹.二).
    Project,
    /// A person decides.
    Review,
    /// To the supervisor at once: a party to the inmate's case.
    Escalate,
}

impl KinshipAction {
    /// As the data files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::DenyKin => "deny_kin",
            Self::CohabitOnly => "cohabit_only",
            Self::Project => "project",
            Self::Review => "review",
            Self::Escalate => "escalate",
        }
    }
}

impl FromStr for KinshipAction {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Ok, Self::DenyKin, Self::CohabitOnly, Self::Project, Self::Review, Self::Escalate]
            .into_iter()
            .find(|action| action.word() == text)
            .ok_or(())
    }
}

/// What to mind about a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KinshipFlag {
    /// Depends on a marriage or an adoption that may have ended.
    Status,
    /// Several senses.
    Multi,
    /// Also said of people who are no kin.
    Generic,
    /// Does not say which side the applicant is.
    Dir,
    /// Often written in two ways.
    Typo,
    /// The law is disputed or the limit of degree matters.
    Law,
}

impl FromStr for KinshipFlag {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "STATUS" => Self::Status,
            "MULTI" => Self::Multi,
            "GENERIC" => Self::Generic,
            "DIR" => Self::Dir,
            "TYPO" => Self::Typo,
            "LAW" => Self::Law,
            _ => return Err(()),
        })
    }
}
