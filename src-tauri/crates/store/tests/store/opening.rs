//! Opening a database, and what may be wrong with it.

use domain::{Case, Priority, Verdict};
use store::places::Place;
use store::{Key, OpenError, Salvage, Store, StoreError, cases, outbox};

use crate::support::*;

#[test]
fn a_failed_write_changes_nothing() {
    let desk = Desk::new();
    let failed: Result<(), StoreError> = desk.write(|tx| {
        cases::upsert(tx, &Case::Post(post(1)), Priority::Normal, 0)?;
        Err(StoreError::Busy)
    });
    assert!(failed.is_err());
    assert!(read(&desk, |c| cases::get(c, case_id(1))).is_none());
}

#[test]
fn a_wrong_key_is_told_and_destroys_nothing() {
    let mut desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    desk.close();
    let before = std::fs::read(desk.path()).expect("the file");
    let wrong = Key::from_bytes([8; 32]);
    assert!(matches!(Store::open(&desk.path(), &wrong, at(0)), Err(OpenError::WrongKey)));
    // Even without the mark that tells wrong from damaged.
    std::fs::remove_file(desk.folder.path().join("desk.db.check")).expect("removed");
    assert!(matches!(Store::open(&desk.path(), &wrong, at(0)), Err(OpenError::WrongKey)));
    assert_eq!(std::fs::read(desk.path()).expect("the file"), before);
    desk.reopen();
    assert_eq!(place(&desk, 1), Place::Waiting);
}

#[test]
fn what_a_power_cut_made_of_the_check_mark_makes_no_right_key_a_wrong_one() {
    let mut desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    let mark = desk.folder.path().join("desk.db.check");
    let whole = std::fs::read(&mark).expect("the mark");
    let nul = [0; 16];
    let torn: [&[u8]; 6] = [b"", &nul, &whole[..7], b"\xff\xfe\xff", b"\n", b"0123456789abcdeg"];
    for torn in torn {
        desk.close();
        std::fs::write(&mark, torn).expect("written");
        // A wrong key is still no reason to move anything.
        let wrong = Store::open(&desk.path(), &Key::from_bytes([8; 32]), at(0));
        assert!(matches!(wrong, Err(OpenError::WrongKey)), "{torn:?}");
        desk.reopen();
        assert_eq!(place(&desk, 1), Place::Waiting, "{torn:?}");
        assert_eq!(std::fs::read(&mark).expect("the mark"), whole, "and is whole again");
    }
    // Nor does a whole one of another key, which anybody may have written there.
    desk.close();
    std::fs::write(&mark, "0123456789abcdef").expect("written");
    desk.reopen();
    assert_eq!(place(&desk, 1), Place::Waiting);
    assert_eq!(std::fs::read(&mark).expect("the mark"), whole);
}

#[test]
fn a_damaged_file_is_set_aside_and_never_deleted() {
    let mut desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    desk.close();
    let mut bytes = std::fs::read(desk.path()).expect("the file");
    bytes[100] ^= 0xFF;
    std::fs::write(desk.path(), &bytes).expect("written");
    let Err(OpenError::Damaged { set_aside }) = Store::open(&desk.path(), &desk.key, at(0)) else {
        panic!("a damaged file opened");
    };
    assert_eq!(std::fs::read(set_aside).expect("the file"), bytes);
    desk.reopen();
    assert!(read(&desk, |c| cases::get(c, case_id(1))).is_none());
}

#[test]
fn a_newer_database_is_refused() {
    let mut desk = Desk::new();
    write(&desk, |tx| Ok(tx.pragma_update(None, "user_version", 99)?));
    desk.close();
    let opened = Store::open(&desk.path(), &desk.key, at(0));
    assert!(matches!(opened, Err(OpenError::Newer { found: 99, .. })));
}

#[test]
fn a_second_desk_does_not_open_the_same_store() {
    let desk = Desk::new();
    let second = Store::open(&desk.path(), &desk.key, at(0));
    assert!(matches!(second, Err(OpenError::InUse)));
}

#[test]
fn a_reader_never_waits_for_the_writer() {
    let desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    write(&desk, |tx| {
        cases::purge(tx, case_id(1))?;
        // While the transaction is open, readers see what was before.
        assert_eq!(place(&desk, 1), Place::Waiting);
        Ok(())
    });
    assert!(read(&desk, |c| cases::get(c, case_id(1))).is_none());
}

#[test]
fn readers_beyond_the_pool_wait_their_turn() {
    let desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(place(&desk, 1), Place::Waiting);
                }
            });
        }
    });
}

#[test]
fn the_check_reads_every_page() {
    let desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    desk.check().expect("whole");
}

#[test]
fn what_the_portal_does_not_have_is_saved_from_a_damaged_file() {
    let mut desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let id = decide(&desk, &case, Verdict::Approve);
    desk.close();
    let mut bytes = std::fs::read(desk.path()).expect("the file");
    bytes[100] ^= 0xFF;
    std::fs::write(desk.path(), &bytes).expect("written");
    let Err(OpenError::Damaged { set_aside }) = Store::open(&desk.path(), &desk.key, at(0)) else {
        panic!("a damaged file opened");
    };
    desk.reopen();
    // The schema itself cannot be read: nothing can be saved, and that is what is said.
    let nothing = desk.salvage(&set_aside).expect("a working disk");
    assert_eq!(nothing, Salvage { unsent: 0, whole: false });
    // The same file with that byte as it was.
    bytes[100] ^= 0xFF;
    std::fs::write(&set_aside, &bytes).expect("written");
    let saved = desk.salvage(&set_aside).expect("a working disk");
    assert_eq!(saved, Salvage { unsent: 1, whole: true });
    let due = read(&desk, |c| outbox::due(c, at(200), 9));
    assert_eq!((due.len(), due[0].act.id()), (1, id.0));
    let examined = read(&desk, |c| store::audit::examine(c, &[]));
    assert!(examined.fault.is_none() && examined.rows > 0, "{examined:?}");
    let left: Vec<_> = std::fs::read_dir(desk.folder.path())
        .expect("readable")
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().contains("read-from"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_page_met_on_the_way_makes_the_next_start_read_everything() {
    let mut desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    let suspect = desk.folder.path().join("desk.db.suspect");
    let met: Result<(), StoreError> = desk.read(|_| Err(rusqlite_damage().into()));
    assert!(matches!(met, Err(StoreError::Damaged)) && suspect.exists());
    desk.reopen();
    assert!(!suspect.exists(), "all of it was read, and it was whole");
    assert_eq!(place(&desk, 1), Place::Waiting);
}

/// What SQLite says of a page that fails its check.
fn rusqlite_damage() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None)
}

#[test]
fn a_committed_write_is_no_failure_because_of_damage_met_after_it_and_the_damage_is_noted() {
    let mut desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let root: u32 = read(&desk, |c| {
        let sql = "SELECT rootpage FROM sqlite_master WHERE name = 'erasures'";
        Ok(c.query_row(sql, [], |row| row.get(0))?)
    });
    let pages: u32 = read(&desk, |c| Ok(c.query_row("PRAGMA page_count", [], |row| row.get(0))?));
    desk.close();
    let mut bytes = std::fs::read(desk.path()).expect("the file");
    let size = bytes.len() / pages as usize;
    bytes[(root as usize - 1) * size + 100] ^= 0xFF;
    std::fs::write(desk.path(), &bytes).expect("written");

    desk.reopen();
    // The files to be unlinked are looked up after the commit, on the damaged page.
    let id = decide(&desk, &case, Verdict::Approve);
    assert_eq!(
        read(&desk, outbox::list).iter().map(|item| item.act.id()).collect::<Vec<_>>(),
        [id.0]
    );
    assert!(desk.folder.path().join("desk.db.suspect").exists());
    desk.close();
    let Err(OpenError::Damaged { set_aside }) = Store::open(&desk.path(), &desk.key, at(0)) else {
        panic!("the next start reads all of it");
    };
    desk.reopen();
    let saved = desk.salvage(&set_aside).expect("a working disk");
    assert_eq!(saved.unsent, 1, "and the decision goes on");
}

#[test]
fn a_closed_store_lets_what_is_under_way_end_and_refuses_the_rest() {
    let mut desk = Desk::new();
    put(&desk, &Case::Post(post(1)));
    let (begun, reading) = std::sync::mpsc::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let store: &Store = &desk;
        let reader = scope.spawn(move || {
            store.read(|connection| {
                begun.send(()).expect("heard");
                may_go_on.recv().expect("told");
                cases::get(connection, case_id(1))
            })
        });
        reading.recv().expect("the reader reads");
        let closing = scope.spawn(|| store.close());
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!closing.is_finished(), "somebody reads still");
        go_on.send(()).expect("heard");
        assert!(reader.join().expect("no panic").expect("read to its end").is_some());
        closing.join().expect("no panic");
        assert!(matches!(
            store.read(|connection| cases::get(connection, case_id(1))),
            Err(StoreError::Closed)
        ));
        assert!(matches!(store.write(|tx| cases::purge(tx, case_id(1))), Err(StoreError::Closed)));
        store.close();
    });
    desk.close();
    desk.reopen();
    assert_eq!(place(&desk, 1), Place::Waiting);
}
