//! The key of a database: unwrapped with what somebody brings, made where there is none yet, and moved
//! out of the keyring, where it lay as it is before there was a key file.

use portal::secrets::{SecretError, SecretStore};
use store::key_file::{KeyFile, NamedSecret, Unopened, Unread};
use store::{Key, OpenError, Pin, Secret32, Store};

use crate::session::closed::Closed;
use crate::state::Opening;
use crate::views::boot::DeskMode;

/// What is brought to the door.
#[derive(Default)]
pub(crate) struct Proof {
    pub pin: Option<Pin>,
    /// The portal's secret, after a sign-in.
    pub escrow: Option<Secret32>,
}

/// The key, and the file that it stands wrapped in.
pub(crate) struct HeldKey {
    pub key: Key,
    pub file: KeyFile,
    /// It was made just now, for a database that does not exist yet.
    pub made: bool,
    /// The portal's secret opened it, and this computer's does not (any more).
    pub desk_lost: bool,
}

/// The key of the database. Blocks: on the keyring's own prompt, and while a PIN is tried.
///
/// # Errors
/// Why it stays closed. Nothing was touched but the count of wrong PINs.
pub(crate) fn key_of(opening: &Opening, proof: &Proof) -> Result<HeldKey, Closed> {
    match read_file(opening)? {
        Some(file) => unwrap(opening, proof, file),
        None => match kept_key(opening.secrets.as_ref(), &opening.old_key_name())? {
            Some(key) => move_out(opening, key),
            None => make(opening),
        },
    }
}

/// The key file, if there is one.
///
/// # Errors
/// A disk that cannot be read; a file that cannot be used is a key that is gone.
pub(crate) fn read_file(opening: &Opening) -> Result<Option<KeyFile>, Closed> {
    let read = KeyFile::read(&opening.file, &opening.database);
    let counted = |mut file: KeyFile| {
        file.count_at_least(counted(opening));
        file
    };
    read.map(|file| file.map(counted)).map_err(|error| match error {
        Unread::Malformed => {
            tracing::error!("the key file is not one that this desk wrote");
            Closed::KeyFileGone
        }
        Unread::Io(error) => Closed::Open(OpenError::Io(error)),
    })
}

fn unwrap(opening: &Opening, proof: &Proof, mut file: KeyFile) -> Result<HeldKey, Closed> {
    if let Some(escrow) = &proof.escrow {
        return by_portal(opening, escrow, file);
    }
    let secret = kept_secret(opening, &file)?.ok_or(Closed::KeyGone)?;
    if file.asks_pin() && proof.pin.is_some() {
        // Before it is tried, as in the file: whoever ends the program undoes nothing.
        count(opening, file.wrong().saturating_add(1))?;
    }
    let opened = file.open_by_desk(&secret, proof.pin.as_ref())?;
    if file.asks_pin() && count(opening, file.wrong()).is_err() {
        tracing::warn!("the count of wrong PINs stays one too high in the keyring");
    }
    match opened {
        Ok(key) => {
            let (key, file) = end_begun(opening, file, key, proof.pin.as_ref())?;
            Ok(HeldKey { key, file, made: false, desk_lost: false })
        }
        Err(Unopened::PinWanted) => Err(Closed::PinWanted),
        Err(Unopened::PortalWanted) => Err(Closed::PortalWanted),
        Err(Unopened::Wrong) if file.asks_pin() => Err(Closed::WrongPin),
        Err(Unopened::Wrong | Unopened::Absent) => Err(Closed::Open(OpenError::WrongKey)),
        Err(Unopened::NoMemory) => Err(Closed::NoMemory),
    }
}

/// Wrong PINs in a row, in the keyring too: the file beside the database is put back by whoever copied it.
fn counted(opening: &Opening) -> u32 {
    let kept = opening.secrets.get(&wrong_name(opening)).ok().flatten();
    kept.and_then(|bytes| <[u8; 4]>::try_from(bytes.as_slice()).ok()).map_or(0, u32::from_le_bytes)
}

fn count(opening: &Opening, wrong: u32) -> Result<(), SecretError> {
    if counted(opening) == wrong {
        return Ok(());
    }
    opening.secrets.set(&wrong_name(opening), &wrong.to_le_bytes())
}

fn wrong_name(opening: &Opening) -> String {
    format!("desk-wrong/{}", opening.database)
}

/// Signed in at the portal, whose secret opens. Nothing is written: whether this computer's part is made
/// anew with a PIN is for the facility's rules to say, not for the file.
fn by_portal(opening: &Opening, escrow: &Secret32, mut file: KeyFile) -> Result<HeldKey, Closed> {
    let key = file.open_by_portal(escrow).map_err(|_| Closed::Open(OpenError::WrongKey))?;
    let next = file.next(&key);
    let key = match next {
        Some(next) if matches!(in_use(opening, &key, &next)?, InUse::Next) => next,
        _ => key,
    };
    let desk_lost = match kept_secret(opening, &file)? {
        None => true,
        Some(_) if file.asks_pin() => false,
        Some(secret) => file.open_by_desk(&secret, None)?.is_err(),
    };
    Ok(HeldKey { key, file, made: false, desk_lost })
}

/// Wraps the key for this computer under a secret of its own, with a PIN or without, and brings it to the
/// disk. The secret before goes then: no older copy of the file opens any more.
pub(crate) fn rewrap(
    opening: &Opening,
    mut file: KeyFile,
    key: &Key,
    pin: Option<&Pin>,
) -> Result<KeyFile, Closed> {
    let before = opening.secret_name(file.secret());
    let secret = new_secret(opening)?;
    file.wrap_by_desk(key, &secret, pin).map_err(|_| Closed::NoMemory)?;
    file.keep()?;
    count(opening, 0)?;
    if opening.secrets.delete(&before).is_err() {
        tracing::warn!("the secret of an older key file could not be deleted");
    }
    Ok(file)
}

/// The file is of the new key alone.
pub(crate) fn end_change(
    opening: &Opening,
    mut file: KeyFile,
    key: &Key,
    escrow: Option<&Secret32>,
    pin: Option<&Pin>,
) -> Result<KeyFile, Closed> {
    match escrow {
        Some(escrow) => file.wrap_by_portal(key, escrow).map_err(|_| Closed::NoRandomness)?,
        // The next sign-in leaves another with the portal.
        None => file.forget_portal(),
    }
    file.end_change();
    rewrap(opening, file, key, pin)
}

/// The key that opens, where a change of it was begun and the computer ended in the middle. What is left
/// of the change is done, or undone.
///
/// # Errors
/// [`Closed`]; then nothing has changed.
fn end_begun(
    opening: &Opening,
    mut file: KeyFile,
    key: Key,
    pin: Option<&Pin>,
) -> Result<(Key, KeyFile), Closed> {
    let Some(next) = file.next(&key) else { return Ok((key, file)) };
    match in_use(opening, &key, &next)? {
        InUse::Before => {
            file.end_change();
            file.keep()?;
            Ok((key, file))
        }
        InUse::Next => {
            let file = end_change(opening, file, &next, None, pin)?;
            Ok((next, file))
        }
        // It is the file that is damaged: both keys are kept.
        InUse::Neither => Ok((key, file)),
    }
}

/// Which key a database opens with whose change of key was begun.
enum InUse {
    Before,
    Next,
    Neither,
}

/// The key before is tried first: the journal of a change that did not end is of it, and by it brings every
/// page back. That the other key leaves a journal whole was never shown.
fn in_use(opening: &Opening, key: &Key, next: &Key) -> Result<InUse, Closed> {
    if Store::is_opened_by(&opening.file, key)? {
        return Ok(InUse::Before);
    }
    let next = Store::is_opened_by(&opening.file, next)?;
    Ok(if next { InUse::Next } else { InUse::Neither })
}

/// The key that the keyring holds as it is goes into a file. It stays in the keyring until the file is
/// on the disk and opens; `forget_old_entries` takes it away.
fn move_out(opening: &Opening, key: Key) -> Result<HeldKey, Closed> {
    begin_file(opening, &key)?;
    let mut file = read_file(opening)?.ok_or(Closed::KeyFileGone)?;
    let secret = kept_secret(opening, &file)?.ok_or(Closed::KeyGone)?;
    match file.open_by_desk(&secret, None)? {
        Ok(again) if again.as_bytes() == key.as_bytes() => {
            Ok(HeldKey { key, file, made: false, desk_lost: false })
        }
        _ => Err(Closed::Open(OpenError::WrongKey)),
    }
}

/// A key is made only for a database that does not exist yet: never beside one that could still be read
/// with another.
fn make(opening: &Opening) -> Result<HeldKey, Closed> {
    if opening.file.exists() {
        if opening.mode != DeskMode::Practice {
            return Err(Closed::KeyFileGone);
        }
        // Practice data whose key is gone is worth nothing to anybody.
        store::aside::set_aside(&opening.file, opening.clock.now())?;
    }
    make_beside(opening)
}

/// A new key and its file, whatever else lies there.
pub(crate) fn make_beside(opening: &Opening) -> Result<HeldKey, Closed> {
    let key = Key::generate().map_err(|_| Closed::NoRandomness)?;
    let file = begin_file(opening, &key)?;
    Ok(HeldKey { key, file, made: true, desk_lost: false })
}

fn begin_file(opening: &Opening, key: &Key) -> Result<KeyFile, Closed> {
    if let Some(folder) = opening.file.parent() {
        store::files::make_folder(folder).map_err(OpenError::from)?;
    }
    let secret = new_secret(opening)?;
    let file = KeyFile::begin(&opening.file, &opening.database, key, &secret)
        .map_err(|_| Closed::NoRandomness)?;
    file.keep()?;
    Ok(file)
}

/// This computer's secret, with which the file is wrapped; what is kept and is none counts as none.
pub(crate) fn kept_secret(opening: &Opening, file: &KeyFile) -> Result<Option<Secret32>, Closed> {
    let kept = kept(opening.secrets.as_ref(), &opening.secret_name(file.secret()))?;
    Ok(kept.and_then(|bytes| Secret32::read(&bytes)))
}

/// Kept under a name of its own: nothing of the keyring is written over.
fn new_secret(opening: &Opening) -> Result<NamedSecret, Closed> {
    let new = NamedSecret::generate().map_err(|_| Closed::NoRandomness)?;
    opening.secrets.set(&opening.secret_name(Some(new.id)), new.secret.as_bytes())?;
    Ok(new)
}

fn kept_key(secrets: &dyn SecretStore, name: &str) -> Result<Option<Key>, Closed> {
    let bytes = kept(secrets, name)?;
    Ok(bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()).map(Key::from_bytes))
}

fn kept(
    secrets: &dyn SecretStore,
    name: &str,
) -> Result<Option<portal::secrets::Secret>, SecretError> {
    match secrets.get(name) {
        Err(SecretError::Unreadable) => Ok(None),
        kept => kept,
    }
}

/// Takes away what the keyring kept before the key file: the key as it is, and the sign-in, which lies
/// in the database by now.
pub(crate) fn forget_old_entries(opening: &Opening, sign_in_too: bool) {
    let mut names = vec![opening.old_key_name()];
    if sign_in_too {
        names.push(opening.old_sign_in.clone());
    }
    for name in names {
        // Only what is there: a keyring may ask before it deletes.
        let there = opening.secrets.get(&name).is_ok_and(|kept| kept.is_some());
        if there && opening.secrets.delete(&name).is_err() {
            tracing::warn!(
                "an old entry of the keyring could not be deleted; the next start tries"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use portal::ClientOptions;
    use portal::secrets::MemorySecrets;
    use store::Store;

    use super::*;

    fn opening(folder: &Path, secrets: &Arc<MemorySecrets>) -> Opening {
        Opening {
            mode: DeskMode::Portal,
            base: "http://127.0.0.1:9/".parse().expect("an address"),
            options: ClientOptions::default(),
            file: folder.join("desk.sqlite"),
            database: "portal/person".to_owned(),
            old_sign_in: "session/portal".to_owned(),
            keeps_data: true,
            secrets: secrets.clone(),
            clock: Arc::new(sync::SystemClock),
            inside: None,
        }
    }

    fn held(opening: &Opening) -> HeldKey {
        key_of(opening, &Proof::default()).unwrap_or_else(|closed| panic!("{:?}", closed.cause()))
    }

    fn secret_name(opening: &Opening) -> String {
        let file = read_file(opening).unwrap_or_else(|_| panic!("readable"));
        opening.secret_name(file.expect("a key file").secret())
    }

    fn opens(opening: &Opening, key: &Key) -> bool {
        Store::open(&opening.file, key, opening.clock.now()).is_ok()
    }

    #[test]
    fn a_key_that_the_keyring_held_as_it_is_moves_into_its_file_and_nothing_is_lost_half_way() {
        let (folder, secrets) = (tempfile::tempdir().expect("a folder"), Arc::default());
        let opening = opening(folder.path(), &secrets);
        let old = Key::from_bytes([3; 32]);
        assert!(opens(&opening, &old), "a database of an earlier version");
        secrets.set("database/portal/person", old.as_bytes()).expect("kept");
        secrets.set("session/portal", b"{}").expect("kept");

        // The power goes after a secret was made and before the file is on the disk.
        new_secret(&opening).unwrap_or_else(|_| panic!("made"));
        assert!(opens(&opening, &held(&opening).key));
        // And once more after it is, before the old entry is gone.
        assert!(secrets.get("database/portal/person").expect("readable").is_some());
        let again = held(&opening);
        assert_eq!(again.key.as_bytes(), old.as_bytes());
        assert!(!again.made);

        forget_old_entries(&opening, true);
        for name in ["database/portal/person", "session/portal"] {
            assert!(secrets.get(name).expect("readable").is_none(), "{name}");
        }
        assert_eq!(held(&opening).key.as_bytes(), old.as_bytes());
    }

    #[test]
    fn a_lost_secret_makes_no_new_key_beside_the_old_file() {
        let (folder, secrets) = (tempfile::tempdir().expect("a folder"), Arc::default());
        let opening = opening(folder.path(), &secrets);
        assert!(opens(&opening, &held(&opening).key));
        let name = secret_name(&opening);
        secrets.delete(&name).expect("deleted");
        for _ in 0..2 {
            assert!(matches!(key_of(&opening, &Proof::default()), Err(Closed::KeyGone)));
        }
        secrets.set(&name, &[1; 32]).expect("kept");
        let closed = key_of(&opening, &Proof::default());
        assert!(matches!(closed, Err(Closed::Open(OpenError::WrongKey))));
    }

    #[test]
    fn the_portals_secret_opens_what_the_keyring_lost_and_leaves_the_file_as_it_is() {
        let (folder, secrets) = (tempfile::tempdir().expect("a folder"), Arc::default());
        let opening = opening(folder.path(), &secrets);
        let HeldKey { key, mut file, .. } = held(&opening);
        let escrow = Secret32::generate().expect("randomness");
        file.wrap_by_portal(&key, &escrow).expect("wrapped");
        file.keep().expect("kept");
        secrets.delete(&secret_name(&opening)).expect("deleted");
        let proof = Proof { pin: None, escrow: Some(escrow) };
        let kept =
            std::fs::read(folder.path().join("desk.sqlite.keys.json")).expect("the key file");
        let by_portal = key_of(&opening, &proof).unwrap_or_else(|_| panic!("opened"));
        assert_eq!(by_portal.key.as_bytes(), key.as_bytes());
        assert!(by_portal.desk_lost);
        let untouched = std::fs::read(folder.path().join("desk.sqlite.keys.json"));
        assert_eq!(untouched.expect("the key file"), kept, "the rules say whether with a PIN");
        let HeldKey { file, .. } = by_portal;
        rewrap(&opening, file, &key, None).unwrap_or_else(|_| panic!("wrapped"));
        assert_eq!(held(&opening).key.as_bytes(), key.as_bytes(), "without the portal again");
    }

    #[test]
    fn a_change_of_the_key_that_the_computer_ended_in_is_undone_or_done() {
        for through in [false, true] {
            let (folder, secrets) = (tempfile::tempdir().expect("a folder"), Arc::default());
            let opening = opening(folder.path(), &secrets);
            let HeldKey { key, mut file, .. } = held(&opening);
            let escrow = Secret32::generate().expect("randomness");
            file.wrap_by_portal(&key, &escrow).expect("wrapped");
            let next = Key::generate().expect("randomness");
            file.begin_change(&key, &next).expect("wrapped");
            file.keep().expect("kept");
            let store = Store::open(&opening.file, &key, opening.clock.now()).expect("a store");
            if through {
                store.change_key(&next).expect("changed");
            }
            drop(store);
            let right = if through { &next } else { &key };
            let proof = Proof { pin: None, escrow: Some(escrow.clone()) };
            let by_portal = key_of(&opening, &proof).unwrap_or_else(|_| panic!("opened"));
            assert_eq!(by_portal.key.as_bytes(), right.as_bytes(), "by the portal");
            for _ in 0..2 {
                let held = held(&opening);
                assert_eq!(held.key.as_bytes(), right.as_bytes(), "at the desk");
                assert!(held.file.next(&key).is_none(), "nothing of the change is left");
                assert_eq!(held.file.has_portal(), !through, "left anew where it is of the other");
            }
            assert!(opens(&opening, right));
        }
    }

    #[test]
    fn an_older_copy_of_the_key_file_opens_nothing_once_the_pin_is_another() {
        let (folder, secrets) = (tempfile::tempdir().expect("a folder"), Arc::default());
        let opening = opening(folder.path(), &secrets);
        let (path, by) = (folder.path().join("desk.sqlite.keys.json"), |pin: &str| Proof {
            pin: Some(Pin::typed(pin)),
            escrow: None,
        });
        let HeldKey { key, file, .. } = held(&opening);
        let wrap = |file, pin: &str| {
            rewrap(&opening, file, &key, Some(&Pin::typed(pin))).unwrap_or_else(|_| panic!("kept"))
        };
        let file = wrap(file, "seen by somebody");
        let (seen, before) = (std::fs::read(&path).expect("the key file"), secret_name(&opening));
        wrap(file, "known to nobody");
        assert!(key_of(&opening, &by("known to nobody")).is_ok());
        assert!(
            secrets.get(&before).expect("readable").is_none(),
            "nothing is left in the keyring"
        );
        std::fs::write(&path, seen).expect("written back");
        assert!(matches!(key_of(&opening, &by("seen by somebody")), Err(Closed::KeyGone)));
    }
}
