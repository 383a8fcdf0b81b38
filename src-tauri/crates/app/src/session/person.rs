//! Whose desk it is: the person at their facility, as the portal tells it, and the short names of both.

use std::time::Duration;

use portal::wire::Me;
use portal::{Client, ClientOptions};
use sha2::{Digest, Sha256};
use store::key_file::{KeyFile, Owner};
use url::Url;

/// How long the portal may take to say who sits here, before what was known last holds.
const ASKING: Duration = Duration::from_secs(3);

/// A session that was kept, with who the portal says that the person is today.
pub(crate) async fn as_known_now(
    session: portal::Session,
    base: &Url,
    options: &ClientOptions,
) -> portal::Session {
    let Ok(client) = Client::new(base.clone(), session.tokens.clone(), options.clone()) else {
        return session;
    };
    match tokio::time::timeout(ASKING, client.me()).await {
        Ok(Ok(me)) if me.subject == session.me.subject => {
            session.tokens.keep_me(&me).await;
            portal::Session { me, ..session }
        }
        _ => session,
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
pub(crate) fn person_at(me: &Me) -> String {
    fingerprint(&format!("{}\n{}", me.subject, me.facility))
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
    use super::fingerprint;

    #[test]
    fn two_people_never_share_a_file() {
        assert_ne!(fingerprint("sw-01"), fingerprint("sw-02"));
        assert_eq!(fingerprint("sw-01").len(), 16);
    }
}
