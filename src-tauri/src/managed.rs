//! The settings that the administrators of this computer made for every desk on it: on Windows a policy of
//! the machine, elsewhere a file that only they can write. What each is and takes, `app` knows.

#[cfg(windows)]
use std::collections::BTreeMap;

use app::{ManagedPolicy, Source, Written};

#[cfg(windows)]
const SOURCE: Source = Source::Registry;
#[cfg(not(windows))]
const SOURCE: Source = Source::File;

/// What is set.
pub fn policy() -> ManagedPolicy {
    SOURCE.read(&written(), |name| std::env::var(name).ok())
}

#[cfg(windows)]
fn written() -> Written {
    const NOT_FOUND: windows_core::HRESULT = windows_core::HRESULT::from_win32(2);
    let key = match windows_registry::LOCAL_MACHINE.open(SOURCE.location()) {
        Ok(key) => key,
        Err(error) if error.code() == NOT_FOUND => return Written::Nothing,
        Err(_) => return Written::Unreadable,
    };
    // The list ends without a word where a value cannot be read: each that is known is asked for itself.
    let Ok(values) = key.values() else { return Written::Unreadable };
    let mut values: BTreeMap<String, serde_json::Value> =
        values.map(|(name, value)| (name, in_json(value))).collect();
    for name in SOURCE.names() {
        match key.get_value(name) {
            Ok(value) => values.insert(name.to_owned(), in_json(value)),
            Err(error) if error.code() == NOT_FOUND => None,
            Err(_) => values.insert(name.to_owned(), serde_json::Value::Null),
        };
    }
    Written::Values(values)
}

/// A value of a kind that no setting has is `null`, which none can read.
#[cfg(windows)]
fn in_json(value: windows_registry::Value) -> serde_json::Value {
    use windows_registry::Type;
    match value.ty() {
        Type::String | Type::ExpandString => String::try_from(value)
            .map_or_else(|_| serde_json::Value::Null, |text| text.trim_end_matches('\0').into()),
        Type::U32 => u32::try_from(value).map_or(serde_json::Value::Null, Into::into),
        _ => serde_json::Value::Null,
    }
}

#[cfg(not(windows))]
fn written() -> Written {
    written_by(std::fs::read(SOURCE.location()))
}

#[cfg(not(windows))]
fn written_by(file: std::io::Result<Vec<u8>>) -> Written {
    match file {
        Ok(bytes) => app::written_in(&bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Written::Nothing,
        Err(_) => Written::Unreadable,
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_sets_nothing_and_one_that_cannot_be_read_may_set_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("policy.json");
        assert_eq!(written_by(std::fs::read(&file)), Written::Nothing);
        // A folder in its place, and a file that is cut.
        assert_eq!(written_by(std::fs::read(folder.path())), Written::Unreadable);
        std::fs::write(&file, br#"{ "portal": "https://enotebook.exam"#).expect("written");
        assert_eq!(written_by(std::fs::read(&file)), Written::Unreadable);
        std::fs::write(&file, br#"{ "portal": "https://enotebook.example.gov.tw" }"#)
            .expect("written");
        let policy = SOURCE.read(&written_by(std::fs::read(&file)), |_| None);
        assert_eq!(
            policy.portal.set().map(String::as_str),
            Some("https://enotebook.example.gov.tw")
        );
    }
}
