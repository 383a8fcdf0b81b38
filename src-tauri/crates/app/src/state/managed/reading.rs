//! From what the system keeps to what holds: one table of settings, read one way, whether they stand in
//! the registry or in a file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::Policy;
use ed25519_dalek::VerifyingKey;
use portal::{Proxy, check_address};
use serde_json::Value;

use super::{Managed, ManagedPolicy, UpdateSource};

/// The registry's key below `HKEY_LOCAL_MACHINE`.
const KEY: &str = r"SOFTWARE\Policies\NotebookDesk";

const FILE: &str = "/etc/notebook-desk/policy.json";

/// Where the settings of this system stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Windows: values of one key, which group policies write.
    Registry,
    /// Elsewhere: one JSON object in a file that only administrators write.
    File,
}

/// What stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// There is no such key or file.
    Nothing,
    /// There is one, and it cannot be read: all that could be set there may be.
    Unreadable,
    /// Each value by its name. One of a kind that no setting has is `null`.
    Values(BTreeMap<String, Value>),
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// `REG_SZ` or `REG_EXPAND_SZ`; a string.
    Text,
    /// `REG_DWORD`; a number within these bounds.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// `REG_DWORD` 0 or 1; `true` or `false`.
    Switch,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Setting {
    /// The value's name in the registry.
    pub(super) value: &'static str,
    /// The field's name in the file.
    pub(super) field: &'static str,
    /// What stands there.
    pub(super) takes: Takes,
}

const fn setting(value: &'static str, field: &'static str, takes: Takes) -> Setting {
    Setting { value, field, takes }
}

const PORTAL: Setting = setting("Portal", "portal", Takes::Text);
const PROXY: Setting = setting("Proxy", "proxy", Takes::Text);
const LOCK_MINUTES: Setting = setting(
    "LockMinutes",
    "lock_minutes",
    Takes::Number { least: 1, most: Policy::MOST_LOCK_MINUTES },
);
const PIN: Setting = setting("Pin", "pin", Takes::Switch);
const CAPTURE_PROTECTION: Setting =
    setting("CaptureProtection", "capture_protection", Takes::Switch);
const EXPORTS_FOLDER: Setting = setting("ExportsFolder", "exports_folder", Takes::Text);
const UPDATE_SOURCE: Setting = setting("UpdateSource", "update_source", Takes::Text);
const UPDATE_KEY: Setting = setting("UpdateKey", "update_key", Takes::Text);

/// Every setting that there is.
pub(super) const SETTINGS: &[Setting] = &[
    PORTAL,
    PROXY,
    LOCK_MINUTES,
    PIN,
    CAPTURE_PROTECTION,
    EXPORTS_FOLDER,
    UPDATE_SOURCE,
    UPDATE_KEY,
];

impl Source {
    /// The key below `HKEY_LOCAL_MACHINE`, or the file.
    pub const fn location(self) -> &'static str {
        match self {
            Self::Registry => KEY,
            Self::File => FILE,
        }
    }

    /// What each setting is called there.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        SETTINGS.iter().map(move |setting| match self {
            Self::Registry => setting.value,
            Self::File => setting.field,
        })
    }

    /// The registry knows no difference of capitals.
    fn is(self, setting: &Setting, name: &str) -> bool {
        match self {
            Self::Registry => setting.value.eq_ignore_ascii_case(name),
            Self::File => setting.field == name,
        }
    }

    fn place(self, setting: &Setting) -> String {
        match self {
            Self::Registry => format!(r"HKLM\{KEY}\{}", setting.value),
            Self::File => format!("{FILE} 的 {}", setting.field),
        }
    }

    /// The policy that is written there. `variable` answers an environment variable by its name.
    pub fn read(
        self,
        written: &Written,
        variable: impl Fn(&str) -> Option<String>,
    ) -> ManagedPolicy {
        let text = |value: &Value| value.as_str().map(str::trim).map(str::to_owned);
        let folder = |value: &Value| {
            let folder = PathBuf::from(expanded(&text(value)?, &variable)?);
            folder.is_absolute().then_some(folder)
        };
        ManagedPolicy {
            portal: self.one(written, &PORTAL, |value| text(value).filter(|text| !text.is_empty())),
            proxy: self.one(written, &PROXY, |value| Proxy::parse(&text(value)?)),
            lock_minutes: self.one(written, &LOCK_MINUTES, |value| number(value, &LOCK_MINUTES)),
            pin: self.one(written, &PIN, switch),
            capture_protection: self.one(written, &CAPTURE_PROTECTION, switch),
            exports_folder: self.one(written, &EXPORTS_FOLDER, folder),
            update_source: self.one(written, &UPDATE_SOURCE, |value| {
                let address = text(value)?.parse().ok().filter(|url| check_address(url).is_ok());
                address.map(UpdateSource::Address).or_else(|| folder(value).map(UpdateSource::File))
            }),
            update_key: self.one(written, &UPDATE_KEY, |value| key(&text(value)?)),
            unknown: self.unknown(written),
        }
    }

    fn one<T>(
        self,
        written: &Written,
        setting: &Setting,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Managed<T> {
        let unreadable = || Managed::Unreadable { place: self.place(setting) };
        match written {
            Written::Nothing => Managed::Free,
            Written::Unreadable => unreadable(),
            Written::Values(values) => {
                match values.iter().find(|(name, _)| self.is(setting, name)) {
                    None => Managed::Free,
                    Some((_, value)) => read(value).map_or_else(unreadable, Managed::Set),
                }
            }
        }
    }

    fn unknown(self, written: &Written) -> Vec<String> {
        let Written::Values(values) = written else { return Vec::new() };
        let is_known = |name: &str| SETTINGS.iter().any(|setting| self.is(setting, name));
        values.keys().filter(|name| !name.is_empty() && !is_known(name)).cloned().collect()
    }
}

fn number(value: &Value, setting: &Setting) -> Option<u32> {
    let Takes::Number { least, most } = setting.takes else { return None };
    let number = u32::try_from(value.as_u64()?).ok()?;
    (least..=most).contains(&number).then_some(number)
}

fn switch(value: &Value) -> Option<bool> {
    match (value.as_bool(), value.as_u64()) {
        (Some(on), _) => Some(on),
        (None, Some(0)) => Some(false),
        (None, Some(1)) => Some(true),
        _ => None,
    }
}

/// An Ed25519 public key in 64 hexadecimal digits.
fn key(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = hex::decode(text).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())
}

/// The path with each `%NAME%` replaced by that variable. Nothing where one is not there, or where a mark
/// stands alone.
fn expanded(path: &str, variable: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut whole = String::new();
    for (place, part) in path.split('%').enumerate() {
        if place % 2 == 0 {
            whole.push_str(part);
        } else {
            whole.push_str(&variable(part).filter(|value| !value.is_empty())?);
        }
    }
    path.matches('%').count().is_multiple_of(2).then_some(whole)
}

/// Reads a file's bytes; a byte-order mark, which Windows' editors write, is no part of them.
///
/// # Errors
/// None: what is no JSON object is [`Written::Unreadable`].
pub fn written_in(bytes: &[u8]) -> Written {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_or(Written::Unreadable, Written::Values)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(of: Value) -> Written {
        Written::Values(serde_json::from_value(of).expect("an object"))
    }

    fn home(name: &str) -> Option<String> {
        (name == "HOME").then(|| "/srv/sw".to_owned())
    }

    #[test]
    fn the_same_settings_are_read_from_the_registry_and_from_a_file() {
        let by_file = json!({
            "portal": "https://enotebook.example.gov.tw",
            "proxy": "http://proxy.example.gov.tw:8080",
            "lock_minutes": 5,
            "pin": false,
            "capture_protection": true,
            "exports_folder": "%HOME%/審核台",
            "update_source": "%HOME%/update.json",
            "update_key": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        });
        let by_registry = json!({
            "Portal": "https://enotebook.example.gov.tw",
            "proxy": "http://proxy.example.gov.tw:8080",
            "LOCKMINUTES": 5,
            "Pin": 0,
            "CaptureProtection": 1,
            "ExportsFolder": "%HOME%/審核台",
            "UpdateSource": "%HOME%/update.json",
            "UpdateKey": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        });
        let policy = Source::File.read(&values(by_file), home);
        assert_eq!(policy, Source::Registry.read(&values(by_registry), home));
        assert_eq!(policy.lock_minutes, Managed::Set(5));
        assert_eq!(policy.pin, Managed::Set(false));
        assert_eq!(policy.exports_folder, Managed::Set("/srv/sw/審核台".into()));
        let manifest = UpdateSource::File("/srv/sw/update.json".into());
        assert_eq!(policy.update_source, Managed::Set(manifest));
        assert!(policy.update_key.set().is_some() && policy.unknown.is_empty());
        let address = json!({ "UpdateSource": "https://updates.example.gov.tw/desk/update.json" });
        let policy = Source::Registry.read(&values(address), home);
        assert!(matches!(policy.update_source.set(), Some(UpdateSource::Address(_))));
    }

    #[test]
    fn nothing_set_is_free_and_a_whole_that_cannot_be_read_is_not() {
        assert_eq!(Source::File.read(&Written::Nothing, home), ManagedPolicy::default());
        assert_eq!(Source::File.read(&written_in(b"{}"), home), ManagedPolicy::default());
        for bytes in [&b""[..], b"lock_minutes=5", b"[]", b"{\"pin\": tru", b"\xFF\xFE{\0}\0"] {
            let policy = Source::File.read(&written_in(bytes), home);
            assert_eq!(
                policy.portal.unreadable(),
                Some("/etc/notebook-desk/policy.json 的 portal")
            );
            for place in [
                policy.proxy.unreadable(),
                policy.lock_minutes.unreadable(),
                policy.pin.unreadable(),
                policy.capture_protection.unreadable(),
                policy.exports_folder.unreadable(),
            ] {
                assert!(place.is_some_and(|place| place.starts_with(FILE)), "{bytes:?}");
            }
        }
        // As Windows' own editor saves it.
        assert_eq!(written_in("\u{feff}{}".as_bytes()), Written::Values(BTreeMap::new()));
    }

    #[test]
    fn each_value_that_cannot_be_read_is_told_by_its_place_and_takes_no_other_with_it() {
        for (name, odd) in [
            ("portal", json!(1)),
            ("portal", json!("  ")),
            ("proxy", json!("proxy.example.gov.tw:8080")),
            ("proxy", json!("http://user:secret@proxy.example.gov.tw:8080")),
            ("proxy", json!("")),
            ("lock_minutes", json!("5")),
            ("lock_minutes", json!(0)),
            ("lock_minutes", json!(21)),
            ("lock_minutes", json!(-1)),
            ("lock_minutes", json!(4.5)),
            ("lock_minutes", json!(1u64 << 33)),
            ("pin", json!(2)),
            ("pin", json!("false")),
            ("capture_protection", json!(null)),
            ("exports_folder", json!("匯出")),
            ("exports_folder", json!("%NOWHERE%/x")),
            ("exports_folder", json!("/srv/50%")),
            ("exports_folder", json!(["/srv"])),
            ("update_source", json!("http://updates.example.gov.tw/update.json")),
            ("update_source", json!("update.json")),
            ("update_key", json!("d75a98")),
            // The neutral point: every signature would fit.
            ("update_key", json!(format!("01{}", "00".repeat(31)))),
        ] {
            let mut written = json!({ "portal": "https://a.example", "lock_minutes": 7 });
            written[name] = odd.clone();
            let policy = Source::File.read(&values(written), home);
            let unreadable: Vec<&str> = [
                policy.portal.unreadable(),
                policy.proxy.unreadable(),
                policy.lock_minutes.unreadable(),
                policy.pin.unreadable(),
                policy.capture_protection.unreadable(),
                policy.exports_folder.unreadable(),
                policy.update_source.unreadable(),
                policy.update_key.unreadable(),
            ]
            .into_iter()
            .flatten()
            .collect();
            assert_eq!(unreadable, [format!("{FILE} 的 {name}")], "{odd}");
        }
        let policy = Source::Registry.read(&values(json!({ "LockMinutes": null })), home);
        let place = r"HKLM\SOFTWARE\Policies\NotebookDesk\LockMinutes";
        assert_eq!(policy.lock_minutes.unreadable(), Some(place));
    }

    #[test]
    fn a_name_that_nobody_knows_is_told() {
        let policy = Source::File.read(&values(json!({ "lock_minuts": 5, "pin": true })), home);
        assert_eq!(policy.unknown, ["lock_minuts"]);
        assert_eq!(policy.lock_minutes, Managed::Free);
        // The registry has a value without a name at every key.
        let policy = Source::Registry.read(&values(json!({ "": "x", "lockminutes": 5 })), home);
        assert!(policy.unknown.is_empty());
    }
}
