//! 新版本: what the house announces. The desk reads a manifest that bears the house's signature, from where
//! a managed setting says, and tells it on the health page. It fetches no program and installs none.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use domain::calendar::roc_short;
use domain::text::disguises;
use ed25519_dalek::{Signature, VerifyingKey};
use portal::ClientOptions;
use serde::Deserialize;
use url::Url;

use crate::state::{Announced, Managed, ManagedPolicy, Session, UpdateSource};

/// What a manifest of this program calls it.
const PRODUCT: &str = "notebook-desk";

/// A manifest has some hundred bytes.
const MOST_BYTES: u64 = 64 * 1024;

/// Of what stands in it, in characters.
const LONGEST_PLACE: usize = 300;

/// A share that is gone lets its readers wait for long.
const PATIENCE: Duration = Duration::from_secs(15);

const EVERY: Duration = Duration::from_hours(4);

/// The manifest, as it is written. A field more is one of a later version of it.
#[derive(Debug, Deserialize)]
struct Manifest {
    product: String,
    /// `major.minor.patch`
    version: String,
    /// The day from which it is there.
    since: NaiveDate,
    /// Where IT gets it, in words.
    place: String,
}

/// Looks again and again until the session ends.
pub(crate) async fn keep_looking(session: &Session) {
    loop {
        let found = look(session.managed(), &session.opening().options).await;
        if session.set_announced(found) {
            session.tell_window(false);
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Reads what is announced, and judges it.
pub(crate) async fn look(managed: &ManagedPolicy, options: &ClientOptions) -> Announced {
    let (source, key) = match (&managed.update_source, &managed.update_key) {
        (Managed::Free, Managed::Free) => return Announced::NotSet,
        (Managed::Set(source), Managed::Set(key)) => (source, key),
        _ => return Announced::HalfSet,
    };
    let read = async {
        match source {
            UpdateSource::File(path) => {
                let mut signature = path.clone().into_os_string();
                signature.push(".sig");
                Some((in_file(path.clone()).await?, in_file(signature.into()).await?))
            }
            UpdateSource::Address(address) => {
                let mut signature = address.clone();
                signature.set_path(&format!("{}.sig", address.path()));
                Some((at(address, options).await?, at(&signature, options).await?))
            }
        }
    };
    match tokio::time::timeout(PATIENCE, read).await {
        Ok(Some((manifest, signature))) => {
            judge(&manifest, &signature, key, env!("CARGO_PKG_VERSION"))
        }
        Ok(None) | Err(_) => Announced::Unreached,
    }
}

async fn in_file(path: PathBuf) -> Option<Vec<u8>> {
    let read = tokio::task::spawn_blocking(move || read_file(&path).ok());
    read.await.ok().flatten()
}

fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than it may have: what is longer is no manifest, and is not read to its end.
    std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn at(address: &Url, options: &ClientOptions) -> Option<Vec<u8>> {
    portal::fetch(address, options, MOST_BYTES).await.ok().map(|bytes| bytes.to_vec())
}

/// What comes of a manifest for a desk of this version. Nothing in it counts before its signature does.
fn judge(manifest: &[u8], signature: &[u8], key: &VerifyingKey, own: &str) -> Announced {
    let signed = Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_strict(manifest, &signature).is_ok());
    if !signed {
        return Announced::WrongSignature;
    }
    let Ok(Manifest { product, version, since, place }) = serde_json::from_slice(manifest) else {
        return Announced::Malformed;
    };
    if product != PRODUCT {
        return Announced::OtherProduct;
    }
    let long = place.chars().count() > LONGEST_PLACE;
    let (Some(there), Some(here)) = (numbers(&version), numbers(own)) else {
        return Announced::Malformed;
    };
    if long || place.trim().is_empty() || !disguises(&place, false).is_empty() {
        return Announced::Malformed;
    }
    match there.cmp(&here) {
        std::cmp::Ordering::Less => Announced::Older { version },
        std::cmp::Ordering::Equal => Announced::Same,
        std::cmp::Ordering::Greater => Announced::Newer { version, since, place },
    }
}

/// `major.minor.patch` in plain digits.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split('.').map(|part| {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// For the health page, and whether somebody should look.
pub(crate) fn words(announced: &Announced) -> (String, bool) {
    let own = env!("CARGO_PKG_VERSION");
    let (words, attention) = match announced {
        Announced::NotYet => ("還沒看過", false),
        Announced::NotSet => ("沒有設定公告的來源", false),
        Announced::Same => ("這台就是公告的版本", false),
        Announced::Newer { version, since, place } => {
            return (
                format!(
                    "有 {version} 版（{} 起），這台是 {own} 版。請資訊人員到 {place} 取得；審核台不會自己下載或安裝",
                    roc_short(*since)
                ),
                true,
            );
        }
        Announced::Older { version } => {
            return (
                format!(
                    "公告的 {version} 版比這台的 {own} 版舊，沒有採用。請資訊人員更新公告；審核台照常使用"
                ),
                true,
            );
        }
        Announced::HalfSet => {
            ("公告的來源和公鑰沒有都設好，所以沒有看。請資訊人員補上；審核台照常使用", true)
        }
        Announced::Unreached => {
            ("讀不到公告或它的簽章，稍後會再看。審核台照常使用；一直讀不到時請通知資訊人員", true)
        }
        Announced::WrongSignature => {
            ("公告的簽章不對，可能被改過，沒有採用。審核台照常使用；請資訊人員檢查公告和公鑰", true)
        }
        Announced::OtherProduct => {
            ("公告是別的程式的，沒有採用。審核台照常使用；請資訊人員檢查來源", true)
        }
        Announced::Malformed => {
            ("公告的內容讀不懂，沒有採用。審核台照常使用；請資訊人員檢查公告", true)
        }
    };
    (words.to_owned(), attention)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    /// Made with OpenSSL, by the commands that README names.
    const MANIFEST: &[u8] = include_bytes!("update/announced/update.json");
    const SIGNATURE: &[u8] = include_bytes!("update/announced/update.json.sig");
    const KEY: &str = "7a5862ab2bfffc7297b7b4e5b411357091346548cf8b369318bddea79b5f4649";

    fn key() -> VerifyingKey {
        let bytes: [u8; 32] = hex::decode(KEY).expect("digits").try_into().expect("32 bytes");
        VerifyingKey::from_bytes(&bytes).expect("a key")
    }

    fn newer() -> Announced {
        Announced::Newer {
            version: "99.0.1".to_owned(),
            since: NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"),
            place: r"\\fs\軟體\審核台".to_owned(),
        }
    }

    #[test]
    fn a_newer_version_is_told_with_its_day_and_place_and_that_nothing_is_installed() {
        assert_eq!(judge(MANIFEST, SIGNATURE, &key(), "0.1.0"), newer());
        let (words, attention) = words(&newer());
        assert!(attention);
        for part in ["99.0.1", "115.12.01", r"\\fs\軟體\審核台", "不會自己下載或安裝"]
        {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!(judge(MANIFEST, SIGNATURE, &key(), "99.0.1"), Announced::Same);
        let older = Announced::Older { version: "99.0.1".to_owned() };
        assert_eq!(judge(MANIFEST, SIGNATURE, &key(), "99.0.2"), older);
        assert_eq!(judge(MANIFEST, SIGNATURE, &key(), "100.0.0"), older);
    }

    #[test]
    fn not_a_bit_of_manifest_or_signature_may_be_another() {
        let judged =
            |manifest: &[u8], signature: &[u8]| judge(manifest, signature, &key(), "0.1.0");
        for at in 0..MANIFEST.len() {
            let mut altered = MANIFEST.to_vec();
            altered[at] ^= 1;
            assert_eq!(judged(&altered, SIGNATURE), Announced::WrongSignature, "{at}");
        }
        for at in 0..SIGNATURE.len() {
            let mut altered = SIGNATURE.to_vec();
            altered[at] ^= 1;
            assert_eq!(judged(MANIFEST, &altered), Announced::WrongSignature, "{at}");
        }
        for odd in [&b""[..], &SIGNATURE[..63], &[SIGNATURE, b"\n"].concat(), MANIFEST] {
            assert_eq!(judged(MANIFEST, odd), Announced::WrongSignature);
        }
        assert_eq!(judged(&[MANIFEST, b" "].concat(), SIGNATURE), Announced::WrongSignature);
        assert_eq!(judged(b"", SIGNATURE), Announced::WrongSignature);
    }

    #[test]
    fn what_is_signed_and_says_something_else_is_not_taken() {
        let house = SigningKey::from_bytes(&[7; 32]);
        let judged = |manifest: &str| {
            let signature = house.sign(manifest.as_bytes()).to_bytes();
            judge(manifest.as_bytes(), &signature, &house.verifying_key(), "1.2.3")
        };
        let manifest = |product: &str, version: &str, since: &str, place: &str| {
            serde_json::json!({
                "product": product, "version": version, "since": since, "place": place,
            })
            .to_string()
        };
        let other = manifest("other-desk", "9.0.0", "2026-12-01", "here");
        assert_eq!(judged(&other), Announced::OtherProduct);
        assert_eq!(judged(&manifest(PRODUCT, "1.2.3", "2026-12-01", "here")), Announced::Same);
        for malformed in [
            String::new(),
            "[]".to_owned(),
            "{}".to_owned(),
            r#"{"product": "notebook-desk", "version": "2.0.0"}"#.to_owned(),
            manifest(PRODUCT, "2.0", "2026-12-01", "here"),
            manifest(PRODUCT, "2.0.0.0", "2026-12-01", "here"),
            manifest(PRODUCT, "v2.0.0", "2026-12-01", "here"),
            manifest(PRODUCT, "+2.0.0", "2026-12-01", "here"),
            manifest(PRODUCT, "2.0.99999999999", "2026-12-01", "here"),
            manifest(PRODUCT, "2.0.0", "2026-13-01", "here"),
            manifest(PRODUCT, "2.0.0", "2026-12-01", "  "),
            manifest(PRODUCT, "2.0.0", "2026-12-01", "exe.\u{202E}nosj"),
            manifest(PRODUCT, "2.0.0", "2026-12-01", "a\nb"),
            manifest(PRODUCT, "2.0.0", "2026-12-01", &"x".repeat(LONGEST_PLACE + 1)),
        ] {
            assert_eq!(judged(&malformed), Announced::Malformed, "{malformed}");
        }
    }

    #[test]
    fn each_has_a_sentence_of_its_own_that_says_what_is_safe() {
        let all = [
            Announced::NotYet,
            Announced::NotSet,
            Announced::Same,
            Announced::HalfSet,
            Announced::Unreached,
            Announced::WrongSignature,
            Announced::Malformed,
            Announced::OtherProduct,
            Announced::Older { version: "0.0.1".to_owned() },
            newer(),
        ];
        let mut told = std::collections::BTreeSet::new();
        for announced in &all {
            let (words, attention) = words(announced);
            let is_fault = attention && !matches!(announced, Announced::Newer { .. });
            assert_eq!(words.contains("照常使用"), is_fault, "{words}");
            assert_eq!(words.contains("資訊人員"), attention, "{words}");
            told.insert(words);
        }
        assert_eq!(told.len(), all.len());
    }

    fn managed(source: UpdateSource) -> ManagedPolicy {
        ManagedPolicy {
            update_source: Managed::Set(source),
            update_key: Managed::Set(key()),
            ..ManagedPolicy::default()
        }
    }

    #[tokio::test]
    async fn it_is_read_from_a_share_and_half_a_setting_or_half_of_it_is_told() {
        let options = ClientOptions::default();
        assert_eq!(look(&ManagedPolicy::default(), &options).await, Announced::NotSet);
        let share = tempfile::tempdir().expect("a folder");
        let file = share.path().join("update.json");
        let set = managed(UpdateSource::File(file.clone()));
        assert_eq!(look(&set, &options).await, Announced::Unreached);
        std::fs::write(&file, MANIFEST).expect("written");
        assert_eq!(look(&set, &options).await, Announced::Unreached, "no signature yet");
        std::fs::write(share.path().join("update.json.sig"), SIGNATURE).expect("written");
        assert_eq!(look(&set, &options).await, newer());
        // Larger than any manifest: not read to its end, and its signature fits nothing.
        std::fs::write(&file, vec![b' '; 1 << 20]).expect("written");
        assert_eq!(look(&set, &options).await, Announced::WrongSignature);
        let place = "HKLM".to_owned();
        for half in [Managed::Free, Managed::Unreadable { place }] {
            let half = ManagedPolicy { update_key: half, ..set.clone() };
            assert_eq!(look(&half, &options).await, Announced::HalfSet);
        }
    }

    #[tokio::test]
    async fn it_is_read_from_an_address_with_the_signature_beside_it() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        portal::choose_cipher_provider();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/desk/update.json", listener.local_addr().expect("one"));
        let set = managed(UpdateSource::Address(address.parse().expect("an address")));
        let asked = tokio::spawn(async move { look(&set, &ClientOptions::default()).await });
        let answers = [
            ("GET /desk/update.json HTTP", MANIFEST),
            ("GET /desk/update.json.sig HTTP", SIGNATURE),
        ];
        for (wanted, body) in answers {
            let (mut called, _) = listener.accept().await.expect("called");
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(called.read_u8().await.expect("asked"));
            }
            assert!(request.starts_with(wanted.as_bytes()), "{wanted}");
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            called.write_all(head.as_bytes()).await.expect("answered");
            called.write_all(body).await.expect("answered");
            called.shutdown().await.expect("ended");
        }
        assert_eq!(asked.await.expect("no panic"), newer());
    }
}
