//! A database that version 1 wrote, opened by this version.

use chrono::NaiveDate;
use domain::{Case, DecisionId, FamilyId, Policy, Verdict};
use store::tally::{self, By};
use store::{Connection, Store, cases, decisions, identities, outbox, search};

use crate::support::*;

const VERSION_1: &str = include_str!("../../../../../schema/store/0001_init.sql");

/// Writes the file as version 1 did, with two cases, decisions of each fate and an outbox row.
fn write_version_1(desk: &Desk) {
    let c = unlocked(desk);
    c.execute_batch("PRAGMA journal_mode = WAL;").expect("a log");
    c.execute_batch(VERSION_1).expect("the schema of version 1");
    c.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 1312965195;")
        .expect("marked");
    for number in 1..=5u128 {
        let post = post(number);
        c.execute(
            "INSERT INTO cases (id, kind, revision, state, number, family_id, inmate_id, name,
                                relation, title, resubmitted, arrived_at, rank, place, body, snapshot)
             VALUES (?1, 'post', 1, 'pending', ?2, ?3, ?4, '陳怡君', '女兒', '標題', 0, ?5, 1,
                     'waiting', ?6, 0)",
            (
                post.id.0.as_bytes(),
                &post.number,
                post.family_id.0.as_bytes(),
                post.inmate_id.0.as_bytes(),
                post.submitted_at.timestamp_micros(),
                serde_json::to_string(&Case::Post(post.clone())).expect("JSON"),
            ),
        )
        .expect("a case");
        let (fate, overturned) = match number {
            4 => ("accepted", Some(id(99))),
            5 => ("unsent", None),
            _ => ("accepted", None),
        };
        let new = decision(&Case::Post(post.clone()), Verdict::Reject);
        let body = serde_json::to_string(&new.decision).expect("JSON");
        c.execute(
            "INSERT INTO decisions (id, case_id, kind, family_id, verdict, strike, fate, ours,
                                    decided_by, decided_at, accepted_at, overturned_by, body)
             VALUES (?1, ?2, 'post', ?3, 'reject', 1, ?4, 1, ?5, ?6, ?7, ?8, ?9)",
            (
                new.id.0.as_bytes(),
                post.id.0.as_bytes(),
                post.family_id.0.as_bytes(),
                fate,
                serde_json::to_string(&me()).expect("JSON"),
                at(100).timestamp_micros(),
                (fate == "accepted").then(|| at(100).timestamp_micros()),
                overturned.map(|id| *id.as_bytes()),
                &body,
            ),
        )
        .expect("a decision");
        if fate == "unsent" {
            c.execute(
                "INSERT INTO outbox (act, act_id, case_id, family_id, body, state, not_before,
                                     created_at)
                 VALUES ('decision', ?1, ?2, ?3, ?4, 'waiting', 0, 0)",
                (new.id.0.as_bytes(), post.id.0.as_bytes(), post.family_id.0.as_bytes(), &body),
            )
            .expect("an outbox row");
        }
    }
}

/// A desk whose files version 1 wrote, still closed.
fn desk_of_version_1() -> Desk {
    let mut desk = Desk::new();
    desk.close();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.folder.path().join(format!("desk.db{suffix}")));
    }
    write_version_1(&desk);
    desk
}

/// The file itself, past the store.
fn unlocked(desk: &Desk) -> Connection {
    let c = Connection::open(desk.path()).expect("a file");
    let key = hex_of(desk.key.as_bytes());
    c.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).expect("a key");
    c
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_database_of_version_1_is_tallied_and_loses_nothing_unsent() {
    let mut desk = desk_of_version_1();
    desk.reopen();
    assert!(desk.folder.path().join("desk.db.before-1").exists(), "a copy from before");

    assert_eq!(read(&desk, |c| tally::total(c, None)), (3, 1));
    let today = NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day");
    write(&desk, |tx| tally::settle(tx, &Policy::default(), today));
    let family = FamilyId(id(1000));
    let row = read(&desk, |c| tally::family(c, family)).expect("a row");
    assert_eq!((row.strikes, row.dropped, row.relation.as_str()), (3, 1, "女兒"));
    let inmates = read(&desk, |c| tally::by(c, By::Inmate, None, 9));
    assert_eq!((inmates.len(), inmates[0].strikes), (1, 3));
    // The unsent decision is there, word for word, and goes on.
    let unsent = DecisionId(id(5005));
    let queued = read(&desk, outbox::list);
    assert_eq!((queued.len(), queued[0].act.id()), (1, unsent.0));
    let stored = read(&desk, |c| decisions::get(c, unsent)).expect("the decision");
    assert_eq!(stored.fate, decisions::Fate::Unsent);
    assert!(read(&desk, |c| cases::get(c, case_id(1))).is_some());
    let case = Case::Post(post(5));
    acknowledge(&desk, &case, 120);
    assert_eq!(read(&desk, |c| tally::total(c, None)), (4, 1));
    drop(desk);
}

#[test]
fn the_cases_of_version_1_are_found_by_number_and_by_folded_name() {
    let mut desk = desk_of_version_1();
    {
        let c = unlocked(&desk);
        let mut old = application(9);
        old.applicant.name = "Nguyễn Thị Đào".into();
        old.applicant.national_id = "ａ１２３-４５６-７８９".into();
        // One that this version cannot read is no reason to refuse the whole database.
        for (seq, body) in [
            (9, serde_json::to_string(&Case::Application(old.clone())).expect("JSON")),
            (10, "{}".to_owned()),
        ] {
            c.execute(
                "INSERT INTO cases (id, kind, revision, state, number, family_id, inmate_id, name,
                                    relation, title, resubmitted, arrived_at, rank, place, body,
                                    snapshot)
                 VALUES (?1, 'application', 1, 'pending', ?2, ?3, ?4, ?5, '女兒', '', 0, 0, 1,
                         'waiting', ?6, 0)",
                (
                    id(seq).as_bytes(),
                    &old.number,
                    old.family_id.0.as_bytes(),
                    old.inmate_id.0.as_bytes(),
                    old.applicant.name.as_str(),
                    &body,
                ),
            )
            .expect("a case");
        }
        // As version 4 indexed it.
        c.execute("INSERT INTO case_words (rowid, words) VALUES (1, 'nguy ễ n')", ())
            .expect("words");
        let family = domain::Family {
            id: FamilyId(id(1009)),
            revision: 1,
            applicant: old.applicant.clone(),
            last_published_on: None,
            suspended_until: None,
            registered_at: at(0),
        };
        c.execute(
            "INSERT INTO families (id, revision, body, snapshot) VALUES (?1, 1, ?2, 0)",
            (family.id.0.as_bytes(), serde_json::to_string(&family).expect("JSON")),
        )
        .expect("a family");
    }
    desk.reopen();
    let found = read(&desk, |c| identities::applications(c, "A123456789"));
    assert_eq!(found.len(), 1);
    assert_eq!(read(&desk, |c| identities::accounts(c, "a123456789")).len(), 1);
    assert_eq!(read(&desk, |c| search::find_cases(c, "nguyen", 9)).len(), 2);
    assert_eq!(read(&desk, |c| search::find_cases(c, "陳怡君", 9)).len(), 5);
}

#[test]
fn answers_on_their_way_become_the_request_and_the_logs_looks_are_first_looks() {
    let mut desk = desk_of_version_1();
    {
        let c = unlocked(&desk);
        for (act, body) in [("settlement", "\"可以。\""), ("lift", "\"家屬說「好」\"")] {
            c.execute(
                "INSERT INTO outbox (act, act_id, body, state, not_before, created_at)
                 VALUES (?1, ?2, ?3, 'waiting', 0, 0)",
                (act, id(800).as_bytes(), body),
            )
            .expect("an outbox row");
        }
        for (minutes, detail) in
            [(7, "{\"revision\":1}"), (5, "{\"revision\":1}"), (3, "{}"), (2, "{\"revision\":2}")]
        {
            c.execute(
                "INSERT INTO audit (at, actor, action, subject, detail, hash)
                 VALUES (?1, 'worker-1', 'case.viewed', ?2, ?3, x'00')",
                (at(minutes).timestamp_micros(), store::audit::case_subject(case_id(1)), detail),
            )
            .expect("a look");
        }
    }
    desk.reopen();
    let bodies: Vec<String> = read(&desk, outbox::list)
        .iter()
        .filter(|item| item.act.case().is_none())
        .map(|item| item.body.as_str().to_owned())
        .collect();
    assert_eq!(bodies, ["{\"answer\":\"可以。\"}", "{\"grounds\":\"家屬說「好」\"}"]);
    let first = |revision| read(&desk, |c| store::looks::first_of(c, case_id(1), revision));
    assert_eq!((first(1), first(2), first(3)), (Some(at(5)), Some(at(2)), None));
}

#[test]
fn the_photos_of_posts_are_known_and_their_looks_leave_the_papers() {
    let mut desk = desk_of_version_1();
    let photo = domain::Attachment {
        kind: domain::DocumentKind::Photo,
        since_revision: 1,
        ..file(300, b"photo")
    };
    let with_photo = domain::Post { photos: vec![photo], ..post(1) };
    let likeness = domain::Likeness { coarse: 7, fine: [7; 4] };
    {
        let c = unlocked(&desk);
        let body = serde_json::to_string(&Case::Post(with_photo.clone())).expect("JSON");
        c.execute("UPDATE cases SET body = ?2 WHERE id = ?1", (case_id(1).0.as_bytes(), body))
            .expect("with a photo");
        // One that is not as it should be is passed over.
        let odd = "{\"photos\":[{\"id\":\"x\",\"sha256\":7},5,{}]}";
        c.execute("UPDATE cases SET body = ?2 WHERE id = ?1", (case_id(2).0.as_bytes(), odd))
            .expect("an odd one");
        for (number, case) in [(300, 1), (301, 900)] {
            c.execute(
                "INSERT INTO documents (id, case_id, sha256, size_bytes, state, rank)
                 VALUES (?1, ?2, 'x', 5, 'stored', 0)",
                (id(number).as_bytes(), case_id(case).0.as_bytes()),
            )
            .expect("a file");
            let chunks = likeness.chunks();
            c.execute(
                "INSERT INTO likenesses (document, case_id, sha256, coarse, fine, chunk_0)
                 VALUES (?1, ?2, 'x', 7, ?3, ?4)",
                (id(number).as_bytes(), case_id(case).0.as_bytes(), [0u8; 32], chunks[0]),
            )
            .expect("a look");
        }
    }
    desk.reopen();
    let [(case, first, last, coarse)] = read(&desk, |c| {
        let mut statement = c.prepare("SELECT * FROM post_photos")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, [u8; 16]>("case_id")?,
                row.get::<_, i64>("first_revision")?,
                row.get::<_, i64>("last_revision")?,
                row.get::<_, Option<i64>>("coarse")?,
            ))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    })[..] else {
        panic!("one photo")
    };
    assert_eq!((case, first, last, coarse), (*case_id(1).0.as_bytes(), 1, 1, Some(7)));
    let papers: i64 =
        read(&desk, |c| Ok(c.query_row("SELECT count(*) FROM likenesses", [], |row| row.get(0))?));
    assert_eq!(papers, 1, "the application's stays");
    assert!(read(&desk, |c| store::likenesses::unlooked(c, 9)).is_empty(), "both were looked at");
    let again = domain::Post { photos: with_photo.photos, ..post(9) };
    let found = read(&desk, |c| store::photos::rulings(c, &again));
    assert!(found.iter().any(|ruling| ruling.stored.decision.case.id == case_id(1)));
}

#[test]
fn the_upgraded_schema_is_the_fresh_one() {
    let dump = |store: &Store| {
        read(store, |c| {
            let mut statement = c.prepare(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name",
            )?;
            let lines: Result<Vec<String>, _> =
                statement.query_map([], |row| row.get(0))?.collect();
            Ok(lines?.join("\n"))
        })
    };
    let fresh = dump(&Desk::new());
    let mut old = Desk::new();
    old.close();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(old.folder.path().join(format!("desk.db{suffix}")));
    }
    write_version_1(&old);
    old.reopen();
    assert_eq!(dump(&old), fresh);
}
