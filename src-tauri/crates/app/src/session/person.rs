//! Whose desk it is: the person at their facility, as the portal tells it, and the short names of both.

use std::path::Path;
use std::time::Duration;

use portal::wire::Me;
use portal::{Client, ClientOptions};
use sha2::{Digest, Sha256};
use store::key_file::{KeyFile, Owner};
use url::Url;

use crate::state::Opening;

/// How long the portal may take to say who sits here, before what was known last holds.
const ASKING: Duration = Duration::from_secs(3);

/// A session that was kept, with who the portal says that the person is today, and whether it said so.
pub(crate) async fn as_known_now(
    session: portal::Session,
    base: &Url,
    options: &ClientOptions,
) -> (portal::Session, bool) {
    let Ok(client) = Client::new(base.clone(), session.tokens.clone(), options.clone()) else {
        return (session, false);
    };
    match tokio::time::timeout(ASKING, client.me()).await {
        Ok(Ok(me)) if me.subject == session.me.subject => {
            session.tokens.keep_me(&me).await;
            (portal::Session { me, ..session }, true)
        }
        _ => (session, false),
    }
}

/// The lock page tells from outside whose desk it is.
pub(crate) async fn tell_owner(mut file: KeyFile, owner: Owner) {
    let kept = tokio::task::spawn_blocking(move || {
        file.set_owner(owner);
        file.keep()
    });
    if !matches!(kept.await, Ok(Ok(()))) {
        tracing::warn!("the key file does not tell whose desk it is now");
    }
}

/// A person's short name at their facility: whoever works at another one has another database there.
/// An earlier version named a database by the person alone; it goes on under that name for as long as
/// they work where it was begun. `folder` holds the databases of the portal that is called `place`.
pub(crate) fn person_at(folder: &Path, place: &str, me: &Me) -> String {
    let alone = fingerprint(&me.subject);
    let file = folder.join(format!("{alone}.sqlite"));
    let begun_at = || {
        let keys = KeyFile::read(&file, &format!("{place}/{alone}")).ok().flatten()?;
        Some(keys.owner()?.facility.clone())
    };
    if file.exists() && begun_at().is_none_or(|facility| facility == me.facility) {
        alone
    } else {
        fingerprint(&format!("{}\n{}", me.subject, me.facility))
    }
}

/// Whether the database that is opened so is this person's.
pub(crate) fn is_theirs(opening: &Opening, me: &Me) -> bool {
    let (Some(folder), Some((place, person))) =
        (opening.file.parent(), opening.database.split_once('/'))
    else {
        return false;
    };
    person_at(folder, place, me) == person
}

/// A short name for a place or a person that gives neither away in a file's name.
pub(crate) fn fingerprint(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

/// Whether this may be one.
pub(crate) fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use store::Key;
    use store::key_file::NamedSecret;

    use super::*;

    #[test]
    fn the_database_of_an_earlier_version_goes_on_where_it_was_begun() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |facility: &str| {
            let me = Me {
                subject: "sw-01".to_owned(),
                display_name: "李沛真".to_owned(),
                role: Role::SocialWorker,
                facility: facility.to_owned(),
            };
            person_at(folder.path(), "place", &me)
        };
        let (here, there) = (at("雲林第二監獄"), at("臺中監獄"));
        assert_ne!(here, there);

        let alone = fingerprint("sw-01");
        let file = folder.path().join(format!("{alone}.sqlite"));
        std::fs::write(&file, b"sealed").expect("written");
        assert_eq!(at("雲林第二監獄"), alone, "nobody has noted yet where it was begun");

        let (key, secret) =
            (Key::from_bytes([1; 32]), NamedSecret::generate().expect("randomness"));
        let mut keys =
            KeyFile::begin(&file, &format!("place/{alone}"), &key, &secret).expect("randomness");
        keys.set_owner(Owner {
            facility: "雲林第二監獄".to_owned(),
            masked_name: "李○真".to_owned(),
            portal: "https://portal.example.gov.tw/".to_owned(),
            signed_in: true,
        });
        keys.keep().expect("kept");
        assert_eq!((at("雲林第二監獄"), at("臺中監獄")), (alone, there));
    }

    #[test]
    fn two_people_never_share_a_file() {
        assert_ne!(fingerprint("sw-01"), fingerprint("sw-02"));
        assert_eq!(fingerprint("sw-01").len(), 16);
    }
}
