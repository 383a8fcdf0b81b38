//! What a person set for themselves: kept in their database, read part by part, so that one that
//! cannot be read takes no other with it.

use std::collections::BTreeMap;

use serde_json::Value;
use store::{Connection, StoreError, Transaction, settings};

use crate::views::own_settings::OwnSettingsView;

pub(crate) const OWN_SETTINGS: &str = "own_settings";

/// A filter that cannot be read is none: everything is shown. Keys that cannot be read are told. A contact
/// that cannot be read is an empty slot, which a reviewer has to fill before anything is sent. Calls that cannot be read are made.
pub(crate) fn read(c: &Connection) -> Result<OwnSettingsView, StoreError> {
    let kept = match settings::get::<Value>(c, OWN_SETTINGS) {
        // No JSON at all: the same as of another shape.
        Err(StoreError::Unreadable(_)) => Some(Value::Null),
        kept => kept?,
    };
    let Some(kept) = kept else { return Ok(OwnSettingsView::default()) };
    let part = |name: &str| kept.get(name).cloned().unwrap_or_default();
    let keys = serde_json::from_value(part("keys"));
    let filters: BTreeMap<String, Value> =
        serde_json::from_value(part("filters")).unwrap_or_default();
    Ok(OwnSettingsView {
        keys_unread: keys.is_err(),
        keys: keys.unwrap_or_default(),
        filters: filters
            .into_iter()
            .filter_map(|(place, filter)| Some((place, serde_json::from_value(filter).ok()?)))
            .collect(),
        contact: serde_json::from_value(part("contact")).unwrap_or_default(),
        calls: serde_json::from_value(part("calls")).unwrap_or_default(),
    })
}

pub(crate) fn keep(tx: &Transaction<'_>, own: OwnSettingsView) -> Result<(), StoreError> {
    settings::put(tx, OWN_SETTINGS, &OwnSettingsView { keys_unread: false, ..own })
}
