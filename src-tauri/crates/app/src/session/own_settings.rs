//! What a person set for themselves: kept in their database, read part by part, so that one that
//! cannot be read takes no other with it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::ApiError;
use crate::state::Desk;
use crate::views::own_settings::OwnSettingsView;

const OWN_SETTINGS: &str = "own_settings";

impl Desk {
    pub async fn own_settings(&self) -> Result<OwnSettingsView, ApiError> {
        let session = self.session().await?;
        let kept = session
            .read(|c| match store::settings::get::<Value>(c, OWN_SETTINGS) {
                // No JSON at all: the same as of another shape.
                Err(store::StoreError::Unreadable(_)) => Ok(Some(Value::Null)),
                kept => kept,
            })
            .await?;
        Ok(kept.map_or_else(OwnSettingsView::default, read))
    }

    pub async fn save_own_settings(&self, settings: OwnSettingsView) -> Result<(), ApiError> {
        let session = self.session().await?;
        let kept = OwnSettingsView { keys_unread: false, ..settings };
        session.write(move |tx| store::settings::put(tx, OWN_SETTINGS, &kept)).await
    }
}

/// A filter that cannot be read is none: everything is shown. Keys that cannot be read are told.
fn read(kept: Value) -> OwnSettingsView {
    let part = |name: &str| kept.get(name).cloned().unwrap_or_default();
    let keys = serde_json::from_value(part("keys"));
    let filters: BTreeMap<String, Value> =
        serde_json::from_value(part("filters")).unwrap_or_default();
    OwnSettingsView {
        keys_unread: keys.is_err(),
        keys: keys.unwrap_or_default(),
        filters: filters
            .into_iter()
            .filter_map(|(place, filter)| Some((place, serde_json::from_value(filter).ok()?)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use serde_json::{Value, json};

    use super::OWN_SETTINGS;
    use crate::testing::Seat;

    async fn kept(kept: Value) -> Value {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        seat.write(|tx| store::settings::put(tx, OWN_SETTINGS, &kept));
        let answer = seat.desk.call("own_settings", json!(null)).await.expect("answered");
        serde_json::from_str(&answer).expect("JSON")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_and_filters_outlive_the_window_and_nothing_is_set_at_first() {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        let first = seat.desk.own_settings().await.expect("read");
        assert_eq!(first, Default::default());
        let filter = json!({
            "kind": null, "group": "held", "inmate_number": "3071", "text": "王", "only": "pressing",
            "check": "post.interval",
        });
        let mine = json!({ "keys": { "approve": "q" }, "filters": { "posts": filter }, "keys_unread": true });
        seat.desk.call("save_own_settings", mine).await.expect("kept");
        let again = seat.desk.call("own_settings", json!(null)).await.expect("read");
        let again: Value = serde_json::from_str(&again).expect("JSON");
        assert_eq!(again["keys"]["approve"], "q");
        assert_eq!(again["filters"]["posts"], filter);
        assert_eq!(again["keys_unread"], false);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_that_cannot_be_read_are_told_and_take_no_filter_with_them() {
        let filter = json!({
            "kind": null, "group": "open", "inmate_number": null, "text": "", "only": "mine",
            "check": null,
        });
        for keys in [json!(null), json!(5), json!(["a"]), json!({ "approve": 5 })] {
            let read = kept(json!({ "keys": keys, "filters": { "posts": filter } })).await;
            assert_eq!((&read["keys"], &read["keys_unread"]), (&json!({}), &json!(true)), "{keys}");
            assert_eq!(read["filters"]["posts"]["only"], "mine");
        }
        let read = kept(json!("nonsense")).await;
        assert_eq!((&read["filters"], &read["keys_unread"]), (&json!({}), &json!(true)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_filter_of_another_version_shows_everything() {
        let read = kept(json!({
            "keys": {}, "filters": { "posts": { "group": "of_another_version" }, "find": 7 },
        }))
        .await;
        assert_eq!((&read["filters"], &read["keys_unread"]), (&json!({}), &json!(false)));
    }
}
