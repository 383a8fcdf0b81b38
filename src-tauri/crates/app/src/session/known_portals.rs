//! The portals that somebody has looked at and signed in to at this account of the computer: kept in its
//! keyring, since a plain file says whatever any colleague writes into it.

use portal::secrets::SecretStore;
use serde::{Deserialize, Serialize};

/// Under which the keyring keeps them.
const NAME: &str = "known-portals";
/// What every keyring takes, in bytes.
const MOST: usize = 2_560;

/// A portal, and who signs people in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownPortal {
    pub address: String,
    pub issuer: String,
}

/// Those that are kept, the latest last. Where they cannot be read there are none: each is asked about once
/// more. Blocks on the keyring.
pub(crate) fn kept(secrets: &dyn SecretStore) -> Vec<KnownPortal> {
    let bytes = secrets.get(NAME).ok().flatten();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Keeps one more, in place of what was known of its address; the oldest go where there is no room. Blocks on
/// the keyring.
pub(crate) fn keep(secrets: &dyn SecretStore, known: KnownPortal) {
    let mut all = kept(secrets);
    all.retain(|other| other.address != known.address);
    all.push(known);
    let bytes = loop {
        match serde_json::to_vec(&all) {
            Ok(bytes) if bytes.len() <= MOST => break bytes,
            _ if all.is_empty() => return,
            _ => drop(all.remove(0)),
        }
    };
    if secrets.set(NAME, &bytes).is_err() {
        tracing::warn!("the portal will have to be confirmed once more");
    }
}

#[cfg(test)]
mod tests {
    use portal::secrets::MemorySecrets;

    use super::*;

    fn at(host: &str) -> KnownPortal {
        KnownPortal {
            address: format!("https://{host}/"),
            issuer: "https://sso.example.gov.tw".to_owned(),
        }
    }

    #[test]
    fn an_address_has_one_issuer_and_the_oldest_go_when_the_entry_is_full() {
        let secrets = MemorySecrets::new();
        assert_eq!(kept(&secrets), []);
        keep(&secrets, at("portal.example.gov.tw"));
        let moved = KnownPortal {
            issuer: "https://new.example.gov.tw".to_owned(),
            ..at("portal.example.gov.tw")
        };
        keep(&secrets, moved.clone());
        assert_eq!(kept(&secrets), [moved]);
        for number in 0..60 {
            keep(&secrets, at(&format!("portal-{number}.example.gov.tw")));
        }
        let all = kept(&secrets);
        assert_eq!(all.last(), Some(&at("portal-59.example.gov.tw")));
        assert!((20..60).contains(&all.len()), "{}", all.len());
        keep(&secrets, at(&"x".repeat(3_000)));
        assert_eq!(kept(&secrets), [], "one that fits in no entry is asked about each time");
    }

    #[test]
    fn what_is_no_list_is_none() {
        let secrets = MemorySecrets::new();
        for bytes in [&b""[..], b"{}", b"[1]", &[0; 40], &[0xFF; 40]] {
            secrets.set(NAME, bytes).expect("kept");
            assert_eq!(kept(&secrets), []);
        }
    }
}
