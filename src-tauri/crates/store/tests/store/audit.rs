//! The chained record of who did what: what was done to it is named.

use domain::{Case, Verdict};
use sha2::{Digest, Sha256};
use store::audit::{self, Action, Event};
use store::chain::{Edit, Entry, Examined, Fault, Hash, Place, Witness, examine};
use store::{StoreError, Transaction};

use crate::support::*;

/// Examines inside a transaction that is thrown away.
fn examined_after(
    desk: &Desk,
    witnesses: &[Witness],
    edit: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
) -> Examined {
    let seen = desk.write(|tx| {
        edit(tx)?;
        Err::<(), _>(Seen::Examined(audit::examine(tx, witnesses)?))
    });
    match seen {
        Err(Seen::Examined(examined)) => examined,
        other => panic!("{other:?}"),
    }
}

#[derive(Debug)]
enum Seen {
    Examined(Examined),
    Store(#[expect(dead_code, reason = "shown when the test fails")] StoreError),
}

impl From<StoreError> for Seen {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn at_one(edit: Edit, seq: i64) -> Option<Fault> {
    Some(Fault { edit, first: seq, last: seq })
}

#[test]
fn the_audit_chain_verifies_and_any_edit_is_found_and_named() {
    let desk = Desk::new();
    for number in 1..=4 {
        let case = Case::Post(post(number));
        put(&desk, &case);
        decide(&desk, &case, Verdict::Reject);
    }
    let whole = Examined { rows: 4, witnessed: 0, fault: None };
    assert_eq!(read(&desk, |c| audit::examine(c, &[])), whole);
    let gone = |first, last| Some(Fault { edit: Edit::RolledBack, first, last });
    let edits = [
        ("UPDATE audit SET actor = 'somebody' WHERE seq = 2", at_one(Edit::Changed, 2)),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", at_one(Edit::Changed, 3)),
        ("UPDATE audit SET detail = '{}' WHERE seq = 4", at_one(Edit::Changed, 4)),
        ("UPDATE audit SET hash = x'00' WHERE seq = 2", at_one(Edit::Changed, 2)),
        ("DELETE FROM audit WHERE seq = 2", at_one(Edit::Dropped, 2)),
        ("DELETE FROM audit WHERE seq = 1", at_one(Edit::Dropped, 1)),
        ("DELETE FROM audit WHERE seq = 4", gone(4, 4)),
        ("DELETE FROM audit WHERE seq > 2", gone(3, 4)),
        ("DELETE FROM audit", gone(1, 4)),
    ];
    for (edit, expected) in edits {
        let examined = examined_after(&desk, &[], |tx| Ok(tx.execute_batch(edit)?));
        assert_eq!(examined.fault, expected, "{edit}");
    }
    assert_eq!(read(&desk, |c| audit::examine(c, &[])), whole);
}

/// A number from 0 up to `below`, the same ones for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// What the documentation says that a hash is, written down a second time.
fn hash_of(previous: &Hash, entry: &Entry) -> Hash {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(entry.seq.to_be_bytes());
    hash.update(entry.at.to_be_bytes());
    for field in [&entry.actor, &entry.action, &entry.subject, &entry.detail] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().into()
}

/// Numbers the entries anew, from 1.
fn number(log: &mut [Entry]) {
    for (index, entry) in log.iter_mut().enumerate() {
        entry.seq = index as i64 + 1;
    }
}

/// Calculates the chain anew from this index on, as whoever knows the key can.
fn chain_anew(log: &mut [Entry], from: usize) {
    let mut previous = if from == 0 { [0; 32] } else { log[from - 1].hash };
    for entry in &mut log[from..] {
        entry.hash = hash_of(&previous, entry);
        previous = entry.hash;
    }
}

fn foreign(dice: &mut Dice, like: &Entry) -> Entry {
    let hash = if dice.roll(2) == 0 { like.hash } else { [dice.roll(256) as u8; 32] };
    Entry { actor: format!("somebody-{}", dice.roll(1000)), hash, ..like.clone() }
}

/// One edit of a log, and what it has to be called, to the entry.
fn edit(dice: &mut Dice, log: &mut Vec<Entry>, witnesses: &[Witness]) -> Option<Fault> {
    // An entry in the middle: two come after it, which are as they were.
    let k = 1 + dice.roll(log.len() - 4);
    let seq = k as i64 + 1;
    match dice.roll(12) {
        0 => {
            let field = dice.roll(5);
            let one = &mut log[k];
            match field {
                0 => one.actor.push('x'),
                1 => one.action = "case.dreamt".to_owned(),
                2 => one.subject = "case:0".to_owned(),
                3 => one.detail = "{\"verdict\":\"approve\"}".to_owned(),
                _ => one.at -= 60_000_000,
            }
            at_one(Edit::Changed, seq)
        }
        // With its own hash right: the entry after it is the first that does not fit.
        1 => {
            log[k].actor = "somebody".to_owned();
            log[k].hash = hash_of(&log[k - 1].hash.clone(), &log[k]);
            at_one(Edit::Changed, seq + 1)
        }
        2 => {
            log.remove(k);
            at_one(Edit::Dropped, seq)
        }
        // Numbered over the gap.
        3 => {
            let more = 1 + dice.roll(3.min(log.len() - k - 3));
            log.drain(k..k + more);
            number(log);
            at_one(Edit::Dropped, seq)
        }
        4 => {
            let new = foreign(dice, &log[k]);
            log.insert(k, new);
            number(log);
            at_one(Edit::Inserted, seq)
        }
        5 => {
            let new = foreign(dice, &log[k]);
            log.insert(k, new);
            number(log);
            log[k].hash = hash_of(&log[k - 1].hash.clone(), &log[k]);
            at_one(Edit::Inserted, seq)
        }
        // A true entry a second time.
        6 => {
            let copy = log[dice.roll(log.len())].clone();
            log.insert(k, copy);
            number(log);
            // One beside itself fits at the first of the two places.
            let twin = log[k].hash == log[k - 1].hash;
            let twin_after = log[k].hash == log[k + 1].hash;
            at_one(Edit::Inserted, if twin || !twin_after { seq } else { seq + 1 })
        }
        7 => {
            let other = k + 1 + dice.roll(log.len() - k - 2);
            log.swap(k, other);
            number(log);
            at_one(Edit::Reordered, seq)
        }
        // The fields alone; the hashes stay where they are.
        8 => {
            let other = k + 1 + dice.roll(log.len() - k - 2);
            let hashes: Vec<Hash> = log.iter().map(|one| one.hash).collect();
            log.swap(k, other);
            number(log);
            log.iter_mut().zip(hashes).for_each(|(one, hash)| one.hash = hash);
            at_one(Edit::Reordered, seq)
        }
        9 => {
            let told = witnesses.last().map_or(0, |witness| witness.entries);
            let last = told.max(log.len() as i64);
            log.truncate(k);
            Some(Fault { edit: Edit::RolledBack, first: seq, last })
        }
        // From an entry on, with everything after it right again: the witness alone can tell.
        10 => {
            match dice.roll(4) {
                0 => log[k].actor.push('x'),
                1 => drop(log.remove(k)),
                2 => {
                    let new = foreign(dice, &log[k]);
                    log.insert(k, new);
                }
                _ => log.swap(k, k + 1),
            }
            number(log);
            chain_anew(log, k);
            let seen = witnesses.iter().find(|one| one.entries >= seq).expect("near the end");
            let rows = log.len() as i64;
            if seen.entries > rows {
                return Some(Fault { edit: Edit::RolledBack, first: rows + 1, last: seen.entries });
            }
            let before = witnesses.iter().rev().find(|one| one.entries < seq);
            let first = before.map_or(0, |one| one.entries) + 1;
            let edit = if first == 1 { Edit::RewrittenWhole } else { Edit::Rewritten };
            Some(Fault { edit, first, last: seen.entries })
        }
        _ => {
            log.iter_mut().for_each(|one| one.at += 1);
            chain_anew(log, 0);
            Some(Fault { edit: Edit::RewrittenWhole, first: 1, last: witnesses[0].entries })
        }
    }
}

#[test]
fn of_a_thousand_edits_each_is_named_at_its_entry() {
    const ENTRIES: usize = 60;
    let desk = Desk::new();
    desk.write(|tx| {
        for number in 0..ENTRIES {
            let event = Event {
                at: at(number as i64),
                actor: "sw-01",
                action: Action::ALL[number % Action::ALL.len()],
                subject: format!("case:{}", id(number as u128)),
                detail: serde_json::json!({ "revision": number }),
            };
            audit::append(tx, &event)?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("written");
    let log = read(&desk, |c| audit::entries(c, 1, i64::MAX));
    let mut dice = Dice(17);
    let mut named = std::collections::BTreeMap::new();
    for round in 0..1000 {
        // Told every now and then, and at the end.
        let mut told: Vec<usize> = (0..ENTRIES - 1).filter(|_| dice.roll(8) == 0).collect();
        told.push(ENTRIES - 1);
        let witnesses: Vec<Witness> = told
            .iter()
            .map(|index| Witness { entries: log[*index].seq, head: log[*index].hash })
            .collect();
        let mut edited = log.clone();
        let expected = edit(&mut dice, &mut edited, &witnesses);
        let by_itself = examine(Place::BEGINNING, &edited, None, &witnesses).fault;
        let in_database = examined_after(&desk, &witnesses, |tx| {
            tx.execute("DELETE FROM audit", [])?;
            let mut insert =
                tx.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
            for one in &edited {
                insert.execute((
                    one.seq,
                    one.at,
                    &one.actor,
                    &one.action,
                    &one.subject,
                    &one.detail,
                    one.hash,
                ))?;
            }
            Ok(())
        });
        assert_eq!(in_database.fault, expected, "round {round}");
        assert_eq!(by_itself, expected, "round {round}, without the database");
        *named.entry(format!("{:?}", expected.expect("an edit").edit)).or_insert(0) += 1;
    }
    assert_eq!(named.len(), 7, "every kind came up: {named:?}");
    let whole = read(&desk, |c| audit::examine(c, &[]));
    assert_eq!((whole.rows, whole.fault), (ENTRIES as i64, None));
}

#[test]
fn what_the_witness_was_told_counts_and_what_came_after_it_stands_alone() {
    let desk = Desk::new();
    for number in 1..=6 {
        let case = Case::Post(post(number));
        put(&desk, &case);
        decide(&desk, &case, Verdict::Reject);
    }
    let log = read(&desk, |c| audit::entries(c, 1, i64::MAX));
    let told = |seq: usize| Witness { entries: seq as i64, head: log[seq - 1].hash };
    let examined = read(&desk, |c| audit::examine(c, &[told(2), told(4)]));
    assert_eq!(examined, Examined { rows: 6, witnessed: 4, fault: None });
    // A log that was rewritten and told of again is found by what was told before.
    let mut rewritten = log.clone();
    rewritten[2].actor.push('x');
    chain_anew(&mut rewritten, 2);
    let again = Witness { entries: 6, head: rewritten[5].hash };
    let fault = examine(Place::BEGINNING, &rewritten, None, &[told(2), told(4), again]).fault;
    assert_eq!(fault, Some(Fault { edit: Edit::Rewritten, first: 3, last: 4 }));
    // An entry that was never written, where a witness was told of none.
    let dreamt = Witness { entries: 9, head: [1; 32] };
    let fault = read(&desk, |c| audit::examine(c, &[dreamt])).fault;
    assert_eq!(fault, Some(Fault { edit: Edit::RolledBack, first: 7, last: 9 }));
    // A part of the log is examined from the entry before it.
    let before = Place { seq: 3, hash: log[2].hash };
    let part = examine(before, &log[3..], None, &[told(2), told(4)]);
    assert_eq!(part, Examined { rows: 3, witnessed: 4, fault: None });
    assert_eq!(examine(before, &log[4..], None, &[]).fault, at_one(Edit::Dropped, 4));
    assert_eq!(examine(Place::BEGINNING, &[], None, &[]).fault, None);
}
