//! The two sides of a notebook: the family outside and the inmate.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{FamilyId, InmateId, Private};

/// An inmate as the facility knows them. One inmate has at most one family account (貳.一).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inmate {
    /// Made by the portal; staff read `number` instead.
    pub id: InmateId,
    /// From 1, raised by the portal when anything that it tells of the inmate changes.
    pub revision: u64,
    /// 呼號, unique within the facility.
    pub number: String,
    /// As the register has it; families know it, logs never do.
    pub name: Private,
    /// The facility's short name, such as 雲林第二監獄.
    pub facility: String,
    /// 教區／舍房, where posts are handed over.
    #[serde(default)]
    pub housing_unit: String,
    /// A property of the inmate, not of the facility: decides the interval (貳.三).
    pub juvenile: bool,
    /// As of `revision`; the desk judges cases by it.
    pub status: InmateStatus,
    /// The family whose application was approved, if any.
    #[serde(default)]
    pub family_id: Option<FamilyId>,
}

/// Whether an inmate may be reached today (壹.＊), and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InmateStatus {
    /// `OPEN`, or a code of `schema/rules/inmate_status.tsv`. A code this version does not know
    /// counts as closed: it holds, it never opens.
    pub code: String,
    /// The first day, Asia/Taipei; absent where the portal does not know it, and then `until` alone
    /// tells whether it is stale.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub since: Option<NaiveDate>,
    /// The last day that is planned, Asia/Taipei. It ends nothing by itself.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub until: Option<NaiveDate>,
}

/// A family's portal account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Made by the portal when the account is opened.
    pub id: FamilyId,
    /// From 1, raised by the portal when anything that it tells of the account changes.
    pub revision: u64,
    /// The person, as the account has them now; an application keeps what it was sent with.
    pub applicant: Applicant,
    /// Calendar date in Asia/Taipei of the last post that reached its inmate; a rejected post does
    /// not use up the interval (操作三.6).
    #[serde(default)]
    pub last_published_on: Option<NaiveDate>,
    /// The last day of a suspension in force, if any.
    #[serde(default)]
    pub suspended_until: Option<NaiveDate>,
    /// When the account was opened, by the portal's clock.
    pub registered_at: DateTime<Utc>,
}

/// What a family member said of themselves; the documents have to bear it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Has to be the one on the identity document.
    pub name: Private,
    /// 統一編號 or 統一證號, unmasked: the window masks it.
    pub national_id: Private,
    /// Has to be the one on the identity document.
    pub birth_date: NaiveDate,
    /// As it was typed, unchecked; may be empty.
    #[serde(default)]
    pub phone: Private,
    /// As it was typed, unchecked; may be empty.
    #[serde(default)]
    pub email: Private,
    /// As it was typed, unchecked; may be empty.
    #[serde(default)]
    pub address: Private,
}

impl Applicant {
    /// Nothing that tells who it was stays; the birthday becomes one that nobody has.
    pub fn forget(&mut self) {
        let none = Private::default;
        *self = Self {
            name: none(),
            national_id: none(),
            birth_date: NaiveDate::default(),
            phone: none(),
            email: none(),
            address: none(),
        };
    }
}
