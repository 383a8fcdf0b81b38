//! What opens a key file and what does not.

use super::*;

const RIGHT: &str = "194728";

fn secret(byte: u8) -> Secret32 {
    Secret32::read(&[byte; 32]).expect("32 bytes")
}

fn named(byte: u8) -> NamedSecret {
    NamedSecret { id: Uuid::from_u128(byte.into()), secret: secret(byte) }
}

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    file: KeyFile,
}

fn key() -> Key {
    Key::from_bytes([7; 32])
}

/// A desk with the secret of ones and the right PIN, and the portal's secret of twos.
fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    let mut file = KeyFile::begin(&path, "portal/person", &key(), &named(1)).expect("begun");
    file.wrap_by_desk(&key(), &named(1), Some(&Pin::typed(RIGHT))).expect("wrapped");
    file.wrap_by_portal(&key(), &secret(2)).expect("wrapped");
    file.keep().expect("kept");
    Desk { _folder: folder, path, file }
}

fn read(path: &Path) -> KeyFile {
    KeyFile::read(path, "portal/person").expect("readable").expect("there")
}

fn try_pin(file: &mut KeyFile, typed: &str) -> Result<Key, Unopened> {
    file.open_by_desk(&secret(1), Some(&Pin::typed(typed))).expect("counted")
}

fn is_key(opened: Result<Key, Unopened>) -> bool {
    opened.is_ok_and(|opened| opened.as_bytes() == key().as_bytes())
}

#[test]
fn the_key_opens_by_secret_and_pin_or_by_the_portal_and_stands_nowhere_in_the_file() {
    let desk = desk();
    let mut file = read(&desk.path);
    assert!(is_key(try_pin(&mut file, RIGHT)));
    assert!(is_key(file.open_by_portal(&secret(2))));
    assert_eq!(file.open_by_portal(&secret(1)).err(), Some(Unopened::Wrong));
    let none = file.open_by_desk(&secret(1), None).expect("nothing to count");
    assert_eq!(none.err(), Some(Unopened::PinWanted));
    let written = fs::read_to_string(beside(&desk.path, ENDING)).expect("text");
    for secret in [hex::encode([7; 32]), hex::encode([1; 32]), hex::encode([2; 32]), RIGHT.into()] {
        assert!(!written.contains(&secret));
    }
}

#[test]
fn another_computers_secret_does_not_open_what_was_copied() {
    let desk = desk();
    let mut file = read(&desk.path);
    let opened = file.open_by_desk(&secret(9), Some(&Pin::typed(RIGHT))).expect("counted");
    assert_eq!(opened.err(), Some(Unopened::Wrong));
}

#[test]
fn five_wrong_pins_wait_ever_longer_and_ten_ask_for_the_portal_also_after_a_restart() {
    let desk = desk();
    for wrong in 1..=MOST_WRONG {
        // Each in a program of its own.
        let mut file = read(&desk.path);
        assert_eq!(try_pin(&mut file, "271828").err(), Some(Unopened::Wrong), "{wrong}");
        let file = read(&desk.path);
        assert_eq!(file.wrong(), wrong);
        let wait = [0, 0, 0, 0, 30, 60, 120, 240, 480, 0][wrong as usize - 1];
        assert_eq!(file.wait_seconds(), wait, "{wrong}");
    }
    let mut file = read(&desk.path);
    assert_eq!(try_pin(&mut file, RIGHT).err(), Some(Unopened::PortalWanted), "not even this");
    assert!(is_key(file.open_by_portal(&secret(2))));
    file.wrap_by_desk(&key(), &named(1), Some(&Pin::typed("another phrase"))).expect("wrapped");
    file.keep().expect("kept");
    assert!(is_key(try_pin(&mut read(&desk.path), "another phrase")));
}

#[test]
fn the_right_pin_takes_the_count_back() {
    let desk = desk();
    let mut file = read(&desk.path);
    for _ in 0..4 {
        assert!(try_pin(&mut file, "271828").is_err());
    }
    assert!(is_key(try_pin(&mut file, RIGHT)));
    assert_eq!(read(&desk.path).wrong(), 0);
}

#[test]
fn a_disk_that_cannot_count_tries_no_pin() {
    let mut desk = desk();
    fs::create_dir(beside(&beside(&desk.path, ENDING), ".new")).expect("in the way");
    assert!(desk.file.open_by_desk(&secret(1), Some(&Pin::typed(RIGHT))).is_err());
}

#[test]
fn a_file_cut_short_is_none_and_stays_as_it_is() {
    let desk = desk();
    let path = beside(&desk.path, ENDING);
    let whole = fs::read(&path).expect("readable");
    for length in [0, 1, whole.len() / 2, whole.len() - 2] {
        fs::write(&path, &whole[..length]).expect("cut");
        let read = KeyFile::read(&desk.path, "portal/person");
        assert!(matches!(read, Err(Unread::Malformed)), "{length}");
        assert_eq!(fs::read(&path).expect("readable"), &whole[..length]);
    }
    fs::write(&path, String::from_utf8_lossy(&whole).replace("\"version\": 1", "\"version\": 2"))
        .expect("written");
    assert!(matches!(KeyFile::read(&desk.path, "portal/person"), Err(Unread::Malformed)));
    fs::remove_file(&path).expect("removed");
    assert!(KeyFile::read(&desk.path, "portal/person").expect("readable").is_none());
}

#[test]
fn another_desks_file_and_a_changed_one_open_nothing() {
    let (one, other) = (desk(), desk());
    // Another person's database on the same computer, with the same secret and PIN.
    let mut file =
        KeyFile::read(&one.path, "portal/somebody-else").expect("readable").expect("there");
    assert_eq!(try_pin(&mut file, RIGHT).err(), Some(Unopened::Wrong));
    assert_eq!(file.open_by_portal(&secret(2)).err(), Some(Unopened::Wrong));
    // The wrapping of one desk in the file of the other.
    let mut file = read(&other.path);
    file.written.by_desk = read(&one.path).written.by_desk;
    assert_eq!(try_pin(&mut file, RIGHT).err(), Some(Unopened::Wrong));
    // A PIN that is said not to be asked for.
    let mut file = read(&one.path);
    file.written.pin = false;
    let opened = file.open_by_desk(&secret(1), None).expect("nothing to count");
    assert_eq!(opened.err(), Some(Unopened::Wrong));
    // A bit of the salt, of the wrapping.
    for change in [
        (|written: &mut Written| written.by_desk.salt[0] ^= 1) as fn(&mut Written),
        |written| written.by_desk.wrapped[30] ^= 1,
        |written| written.desk = Uuid::from_u128(1),
    ] {
        let mut file = read(&one.path);
        change(&mut file.written);
        assert_eq!(try_pin(&mut file, RIGHT).err(), Some(Unopened::Wrong));
    }
}

#[test]
fn while_a_key_is_changed_the_one_before_opens_it_and_afterwards_nothing_of_it_is_left() {
    let desk = desk();
    let (next, mut file) = (Key::from_bytes([9; 32]), read(&desk.path));
    assert!(file.next(&key()).is_none());
    file.begin_change(&key(), &next).expect("wrapped");
    file.keep().expect("kept");
    // The computer ends here: whoever opens it finds both.
    let mut file = read(&desk.path);
    let opened = try_pin(&mut file, RIGHT).expect("the key before");
    assert_eq!(file.next(&opened).map(|next| *next.as_bytes()), Some([9; 32]));
    assert!(file.next(&Key::from_bytes([8; 32])).is_none(), "another key wrapped nothing");
    file.wrap_by_desk(&next, &named(1), Some(&Pin::typed(RIGHT))).expect("wrapped");
    file.wrap_by_portal(&next, &secret(2)).expect("wrapped");
    file.end_change();
    file.keep().expect("kept");
    let mut file = read(&desk.path);
    for opened in [try_pin(&mut file, RIGHT), file.open_by_portal(&secret(2))] {
        assert_eq!(opened.expect("the new key").as_bytes(), next.as_bytes());
    }
    assert!(file.next(&key()).is_none());
}
