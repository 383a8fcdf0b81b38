//! The settings that the administrators of this computer made for every desk on it: on Windows a policy of
//! the machine, elsewhere a file that only they can write.

use app::ManagedPortal;

/// `REG_SZ` under `HKEY_LOCAL_MACHINE`.
#[cfg(windows)]
const KEY: &str = r"SOFTWARE\Policies\NotebookDesk";

#[cfg(not(windows))]
const FILE: &str = "/etc/notebook-desk/policy.json";

/// The portal that is set.
#[cfg(windows)]
pub fn portal() -> ManagedPortal {
    const NOT_FOUND: windows_core::HRESULT = windows_core::HRESULT::from_win32(2);
    let place = || ManagedPortal::Unreadable { place: format!(r"HKLM\{KEY}\Portal") };
    match windows_registry::LOCAL_MACHINE.open(KEY).and_then(|key| key.get_string("Portal")) {
        Ok(address) => ManagedPortal::Set(address),
        Err(error) if error.code() == NOT_FOUND => ManagedPortal::Free,
        Err(_) => place(),
    }
}

/// The portal that is set.
#[cfg(not(windows))]
pub fn portal() -> ManagedPortal {
    read(std::fs::read(FILE))
}

#[cfg(not(windows))]
fn read(file: std::io::Result<Vec<u8>>) -> ManagedPortal {
    #[derive(serde::Deserialize)]
    struct Written {
        portal: Option<String>,
    }
    let unreadable = ManagedPortal::Unreadable { place: FILE.to_owned() };
    match file {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ManagedPortal::Free,
        Err(_) => unreadable,
        Ok(bytes) => match serde_json::from_slice::<Written>(&bytes) {
            Ok(Written { portal: None }) => ManagedPortal::Free,
            Ok(Written { portal: Some(address) }) => ManagedPortal::Set(address),
            Err(_) => unreadable,
        },
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_holds_and_what_cannot_be_read_is_not_taken_for_nothing() {
        let set = r#"{ "portal": "https://enotebook.example.gov.tw" }"#;
        let portal = "https://enotebook.example.gov.tw".to_owned();
        assert_eq!(read(Ok(set.into())), ManagedPortal::Set(portal));
        assert_eq!(read(Ok(b"{}".to_vec())), ManagedPortal::Free);
        assert_eq!(read(Err(std::io::ErrorKind::NotFound.into())), ManagedPortal::Free);
        let unreadable = ManagedPortal::Unreadable { place: FILE.to_owned() };
        for bytes in ["", "portal=https://x", r#"{ "portal": 1 }"#, "\u{feff}{}"] {
            assert_eq!(read(Ok(bytes.into())), unreadable, "{bytes}");
        }
        assert_eq!(read(Err(std::io::ErrorKind::PermissionDenied.into())), unreadable);
    }
}
