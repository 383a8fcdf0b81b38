//! What a person set for themselves: asked for by the window, and kept.

use domain::text::disguises;

use crate::error::ApiError;
use crate::state::{Desk, own_settings};
use crate::views::own_settings::OwnSettingsView;

/// Of the contact that families read, in characters.
const LONGEST_CONTACT: usize = 60;

impl Desk {
    pub async fn own_settings(&self) -> Result<OwnSettingsView, ApiError> {
        let session = self.session().await?;
        session.read(own_settings::read).await
    }

    /// # Errors
    /// `Refused` for a contact that is too long, or has characters that disguise what stands there; for
    /// quiet hours that are no times of a day.
    pub async fn save_own_settings(&self, settings: OwnSettingsView) -> Result<(), ApiError> {
        let contact = &settings.contact;
        if contact.chars().count() > LONGEST_CONTACT || !disguises(contact, false).is_empty() {
            return Err(ApiError::refused(
                "窗口請寫單位和電話，60 字以內；裡面有換行、方向字元或看不見的字元時，請刪掉再存。",
            ));
        }
        if settings.calls.quiet.as_ref().is_some_and(|quiet| quiet.hours().is_none()) {
            return Err(ApiError::refused("安靜時段請填兩個時間，像 17:30 和 08:00。"));
        }
        let session = self.session().await?;
        session.write(move |tx| own_settings::keep(tx, settings)).await
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use serde_json::{Value, json};

    use crate::state::own_settings::OWN_SETTINGS;
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
    async fn whom_families_may_call_is_the_persons_own_and_says_what_it_seems_to_say() {
        let (one, other) =
            (Seat::taken_by(Role::Supervisor).await, Seat::taken_by(Role::SocialWorker).await);
        let with = |contact: &str| json!({ "contact": contact });
        let mine = "社工室 (05) 000-0000";
        one.desk.call("save_own_settings", with(mine)).await.expect("kept");
        assert_eq!(one.desk.own_settings().await.expect("read").contact, mine);
        assert_eq!(other.desk.own_settings().await.expect("read").contact, "");
        for refused in ["(05) 000\u{202E}0000", "社工室\n(05)", "社\u{200B}工室", &"社".repeat(61)]
        {
            let why = one.desk.call("save_own_settings", with(refused)).await.expect_err(refused);
            assert!(why.message.contains("60 字以內"), "{}", why.message);
        }
        assert_eq!(one.desk.own_settings().await.expect("read").contact, mine);
        assert_eq!(kept(json!({ "contact": 5 })).await["contact"], "");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn quiet_hours_are_times_and_calls_that_cannot_be_read_are_made() {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        let with = |from: &str| json!({ "calls": { "quiet": { "from": from, "until": "08:00" } } });
        seat.desk.call("save_own_settings", with("17:30")).await.expect("kept");
        for refused in ["", "24:00", "五點半", "17:30:00", "17：30"] {
            let why = seat.desk.call("save_own_settings", with(refused)).await.expect_err(refused);
            assert!(why.message.contains("安靜時段"), "{}", why.message);
        }
        let own = seat.desk.own_settings().await.expect("read");
        assert_eq!(own.calls.quiet.expect("kept").from, "17:30");
        for unread in [json!({ "calls": 5 }), json!({ "calls": { "off": "yes" } }), json!({})] {
            assert_eq!(kept(unread).await["calls"], json!({ "off": false, "quiet": null }));
        }
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
