//! What the computer's administrators set for every desk on it. Where the facility's rules say something of
//! the same thing, the stricter of the two holds.

mod reading;
#[cfg(test)]
mod templates;
mod words;

use std::path::PathBuf;

use domain::Policy;
use ed25519_dalek::VerifyingKey;
use portal::Proxy;
use url::Url;

use crate::error::ApiError;

pub use reading::{Source, Written, written_in};
pub use words::ManagedLine;

/// One thing that administrators may set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Managed<T> {
    /// Nobody set it.
    #[default]
    Free,
    /// So and not otherwise.
    Set(T),
    /// Something is set here and cannot be read: the safe side is taken.
    Unreadable {
        /// Where it is set, for whoever mends it.
        place: String,
    },
}

/// All of it. What is not set is the person's or the facility's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// The one portal that is spoken to; none while it cannot be read.
    pub portal: Managed<String>,
    /// The way out; none while it cannot be read.
    pub proxy: Managed<Proxy>,
    /// Minutes without a key or a movement until the desk locks, from 1 to
    /// [`Policy::MOST_LOCK_MINUTES`].
    pub lock_minutes: Managed<u32>,
    /// Whether opening a desk asks for a PIN. Off holds where the facility's rules do not ask for one.
    pub pin: Managed<bool>,
    /// On: the window is kept out of screenshots whatever the facility says. Off is the facility's.
    pub capture_protection: Managed<bool>,
    /// Where exported files go; nowhere while it cannot be read.
    pub exports_folder: Managed<PathBuf>,
    /// Where the manifest of the version that the house has lies; nothing is looked for elsewhere.
    pub update_source: Managed<UpdateSource>,
    /// Whose signature that manifest has to bear.
    pub update_key: Managed<VerifyingKey>,
    /// What is written in the same place under a name that this version does not know.
    pub unknown: Vec<String>,
}

/// Where a manifest lies. Its signature lies beside it, as `….sig`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateSource {
    /// On a share of the house, or on this computer.
    File(PathBuf),
    /// At an https address.
    Address(Url),
}

impl<T> Managed<T> {
    /// What is set, if it can be read.
    pub const fn set(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Free | Self::Unreadable { .. } => None,
        }
    }

    /// Where something stands that cannot be read.
    pub fn unreadable(&self) -> Option<&str> {
        match self {
            Self::Unreadable { place } => Some(place),
            Self::Free | Self::Set(_) => None,
        }
    }
}

impl ManagedPolicy {
    /// The minutes after which the desk locks itself, under these rules of the facility.
    pub(crate) fn lock_after(&self, facility: &Policy) -> u32 {
        match self.lock_minutes {
            Managed::Free => facility.lock_after(),
            Managed::Set(minutes) => facility.lock_after().min(minutes),
            Managed::Unreadable { .. } => 1,
        }
    }

    /// Whether the window is kept out of screenshots, under these rules of the facility.
    pub(crate) fn keeps_captures_out(&self, facility: &Policy) -> bool {
        match self.capture_protection {
            Managed::Free | Managed::Set(false) => facility.capture_protection,
            Managed::Set(true) | Managed::Unreadable { .. } => true,
        }
    }

    /// Whether opening a desk asks for a PIN, by what the facility's rules say of it.
    pub(crate) fn asks_pin(&self, facility: Option<bool>) -> bool {
        match self.pin {
            Managed::Free => facility.unwrap_or(true),
            Managed::Set(false) => facility.unwrap_or(false),
            Managed::Set(true) | Managed::Unreadable { .. } => true,
        }
    }

    /// Which way leads out.
    ///
    /// # Errors
    /// `Refused` while it cannot be read: nothing goes out by another way.
    pub(crate) fn way_out(&self) -> Result<Proxy, ApiError> {
        match &self.proxy {
            Managed::Free => Ok(Proxy::default()),
            Managed::Set(proxy) => Ok(proxy.clone()),
            Managed::Unreadable { place } => Err(ApiError::refused(format!(
                "這台電腦的管理設定（{place}）讀不懂，不知道要走哪個 Proxy，所以沒有連線，什麼都沒有送出。資料都在；請把這句話交給資訊人員。"
            ))),
        }
    }

    /// Where exported files go.
    ///
    /// # Errors
    /// `Refused` while it cannot be read: nothing is written elsewhere.
    pub(crate) fn exports(&self, otherwise: &std::path::Path) -> Result<PathBuf, ApiError> {
        match &self.exports_folder {
            Managed::Free => Ok(otherwise.to_owned()),
            Managed::Set(folder) => Ok(folder.clone()),
            Managed::Unreadable { place } => Err(ApiError::refused(format!(
                "這台電腦的管理設定（{place}）讀不懂，不知道匯出的檔案要放哪裡，所以沒有匯出。資料沒有動過；請把這句話交給資訊人員。"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facility(lock_minutes: u32, capture_protection: bool) -> Policy {
        Policy { lock_minutes, capture_protection, ..Policy::default() }
    }

    fn unreadable<T>() -> Managed<T> {
        Managed::Unreadable { place: "/etc/x".to_owned() }
    }

    #[test]
    fn of_the_facilitys_rule_and_the_computers_the_stricter_holds() {
        for (managed, facility_minutes, minutes) in [
            (Managed::Free, 10, 10),
            (Managed::Set(5), 10, 5),
            (Managed::Set(15), 10, 10),
            (Managed::Set(15), 90, 15),
            (unreadable(), 10, 1),
        ] {
            let policy = ManagedPolicy { lock_minutes: managed.clone(), ..Default::default() };
            assert_eq!(
                policy.lock_after(&facility(facility_minutes, true)),
                minutes,
                "{managed:?}"
            );
        }
        for (managed, by_facility, kept_out) in [
            (Managed::Free, false, false),
            (Managed::Set(true), false, true),
            (Managed::Set(false), true, true),
            (Managed::Set(false), false, false),
            (unreadable(), false, true),
        ] {
            let policy =
                ManagedPolicy { capture_protection: managed.clone(), ..Default::default() };
            assert_eq!(
                policy.keeps_captures_out(&facility(10, by_facility)),
                kept_out,
                "{managed:?}"
            );
        }
        for (managed, by_facility, asks) in [
            (Managed::Free, None, true),
            (Managed::Free, Some(false), false),
            (Managed::Set(false), None, false),
            (Managed::Set(false), Some(true), true),
            (Managed::Set(true), Some(false), true),
            (unreadable(), Some(false), true),
        ] {
            let policy = ManagedPolicy { pin: managed.clone(), ..Default::default() };
            assert_eq!(policy.asks_pin(by_facility), asks, "{managed:?} {by_facility:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_lets_nothing_out_and_says_where_it_stands() {
        let policy = ManagedPolicy {
            proxy: unreadable(),
            exports_folder: unreadable(),
            ..ManagedPolicy::default()
        };
        let other = std::path::Path::new("/srv/somebody/downloads");
        for refused in
            [policy.way_out().expect_err("no way"), policy.exports(other).expect_err("no folder")]
        {
            assert_eq!(refused.code, crate::error::ErrorCode::Refused);
            assert!(refused.message.contains("/etc/x"), "{}", refused.message);
        }
        let free = ManagedPolicy::default();
        assert_eq!(free.way_out(), Ok(Proxy::System));
        assert_eq!(free.exports(other).as_deref(), Ok(other));
    }
}
