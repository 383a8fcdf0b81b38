//! What a person set for themselves on this computer: their keys, how they left each place, and whom
//! families may call. It may name families, and families read it, so it lies in their database and in no
//! plain file, where any colleague could write another telephone number.

use std::collections::BTreeMap;

use domain::CaseKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::calling::CallsView;
use super::queue::{QueueGroup, QueueOnly};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct OwnSettingsView {
    /// By the window's name of an act: the key that the person put it on.
    pub keys: BTreeMap<String, String>,
    /// By the window's name of a place: what is searched and shown there.
    pub filters: BTreeMap<String, PlaceFilterView>,
    /// `窗口` of the reasons' texts: who a family may call, such as 社工室 (05) 000-0000. At most 60
    /// characters.
    pub contact: String,
    /// Whether they are called while they look elsewhere.
    pub calls: CallsView,
    /// The keys that were kept could not be read, and none are told. Never kept.
    #[serde(skip_deserializing)]
    pub keys_unread: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceFilterView {
    /// For 查詢; a queue has its own.
    pub kind: Option<CaseKind>,
    pub group: QueueGroup,
    pub inmate_number: Option<String>,
    pub text: String,
    pub only: QueueOnly,
    pub check: Option<String>,
}
