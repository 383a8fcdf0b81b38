//! The chain of the audit log by itself: what ties an entry to the one before it, and what was done to
//! a log whose chain does not hold. It knows no database, so that an export is checked without a desk.
//!
//! Each entry's hash is SHA-256 over the previous entry's hash and its own fields, each preceded by
//! its length. Whoever can write the database can also calculate the chain anew: that only a witness
//! elsewhere tells, who was given heads of the log as it grew.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// More entries that were left out at one place, and numbered over, are told as changed.
const MOST_LEFT_OUT: i64 = 4096;

/// An entry as it lies in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: i64,
    /// Microseconds since 1970, by the PC's clock.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Codes and ids as JSON, to the byte as it was written.
    pub detail: String,
    /// What ties it to all entries before it.
    pub hash: Hash,
}

/// Where a part of the log begins: the entry before it, by number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 0 before the first entry.
    pub seq: i64,
    /// Zeros before the first entry.
    pub hash: Hash,
}

impl Place {
    /// Before the first entry of a log.
    pub const BEGINNING: Self = Self { seq: 0, hash: [0; 32] };

    /// The number after it; a file may name any.
    fn next(self) -> i64 {
        self.seq.wrapping_add(1)
    }
}

/// That somebody elsewhere was told how the log ended when it had so many entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// How many entries there were.
    pub entries: i64,
    /// The hash of the last of them.
    pub head: Hash,
}

/// What was done to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edit {
    /// Fields of an entry are others.
    Changed,
    /// Entries are missing, and others follow.
    Dropped,
    /// There is an entry that was never written by the desk.
    Inserted,
    /// Entries stand at each other's places.
    Reordered,
    /// Entries at the end are missing: the log is as it was earlier.
    RolledBack,
    /// The chain was calculated anew from within the named entries on: the witness was told others.
    Rewritten,
    /// The same from the beginning: nothing that the witness was told at first is there.
    RewrittenWhole,
}

/// Where a log is not as it was written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What was done.
    pub edit: Edit,
    /// The first entry that may not be as it was written.
    pub first: i64,
    /// The last entry of which that is known: the same one, but where a witness tells it, the one
    /// that was witnessed.
    pub last: i64,
}

/// What a log, or a part of one, was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examined {
    /// How many entries are there.
    pub rows: i64,
    /// Up to which entry a witness was told of it as it is now; 0 where there is none.
    pub witnessed: i64,
    /// What is wrong; `None` if nothing is.
    pub fault: Option<Fault>,
}

impl Entry {
    /// What its hash has to be at this place.
    fn hash_after(&self, previous: &Hash, seq: i64) -> Hash {
        let fields = [&*self.actor, &self.action, &self.subject, &self.detail];
        link(previous, seq, self.at, fields)
    }

    /// Whether it was written as the entry after `place`.
    fn follows(&self, place: Place) -> bool {
        self.hash_after(&place.hash, place.next()) == self.hash
    }

    fn place(&self) -> Place {
        Place { seq: self.seq, hash: self.hash }
    }
}

/// The hash of an entry.
pub(crate) fn link(previous: &Hash, seq: i64, at: i64, fields: [&str; 4]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(at.to_be_bytes());
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().into()
}

/// What the hash of an entry has to be after this place.
pub fn hash_at(after: Place, entry: &Entry) -> Hash {
    entry.hash_after(&after.hash, after.next())
}

/// Goes along a log, entry by entry, for as long as its chain holds.
pub(crate) struct Walk {
    end: Place,
    witnesses: Vec<Witness>,
    /// Those before have been held against the log.
    next: usize,
    matched: i64,
    /// The first witnessed entry that is another one, and the last before it that is the same.
    differs: Option<(i64, i64)>,
}

impl Walk {
    pub(crate) fn new(after: Place, witnesses: &[Witness]) -> Self {
        let mut witnesses: Vec<_> =
            witnesses.iter().copied().filter(|witness| witness.entries > after.seq).collect();
        witnesses.sort_by_key(|witness| witness.entries);
        Self { end: after, witnesses, next: 0, matched: 0, differs: None }
    }

    /// Whether the entry fits; if not, the walk has come to its end before it.
    pub(crate) fn step(&mut self, entry: &Entry) -> bool {
        if entry.seq != self.end.next() || !entry.follows(self.end) {
            return false;
        }
        self.end = entry.place();
        while let Some(witness) = self.witnesses.get(self.next)
            && witness.entries == entry.seq
        {
            self.next += 1;
            if witness.head == entry.hash {
                self.matched = entry.seq;
            } else {
                self.differs.get_or_insert((entry.seq, self.matched));
            }
        }
        true
    }

    /// What a log that ends here, with its chain whole, is by the witnesses and by what the database
    /// says was `written`.
    fn ended(&self, written: i64) -> Option<Fault> {
        if let Some((seen, matched)) = self.differs {
            let edit = if matched == 0 { Edit::RewrittenWhole } else { Edit::Rewritten };
            return Some(Fault { edit, first: matched + 1, last: seen });
        }
        let told = self.witnesses.last().map_or(0, |witness| witness.entries);
        let last = told.max(written);
        let fault = Fault { edit: Edit::RolledBack, first: self.end.next(), last };
        (last > self.end.seq).then_some(fault)
    }
}

/// Goes along all entries from the one after `after`. `written` is how far the log had come, where the
/// database says so.
pub fn examine(
    after: Place,
    entries: &[Entry],
    written: Option<i64>,
    witnesses: &[Witness],
) -> Examined {
    let mut walk = Walk::new(after, witnesses);
    let broken = entries.iter().position(|entry| !walk.step(entry));
    let written = written.unwrap_or(0);
    finish(&walk, after, entries, broken, written)
}

/// What the end of a walk says: `broken` is the index of the entry that does not fit, and `entries`
/// all of them, which are looked at only in that case.
pub(crate) fn finish(
    walk: &Walk,
    after: Place,
    entries: &[Entry],
    broken: Option<usize>,
    written: i64,
) -> Examined {
    let fault = match broken {
        None => walk.ended(written),
        Some(at) => {
            let (edit, seq) = name(after, entries, at, walk.end, written);
            Some(Fault { edit, first: seq, last: seq })
        }
    };
    let rows = match broken {
        None => walk.end.seq.wrapping_sub(after.seq),
        Some(_) => i64::try_from(entries.len()).unwrap_or(i64::MAX),
    };
    Examined { rows, witnessed: walk.matched, fault }
}

/// What was done at the first entry that does not fit the one before it, and to which entry.
fn name(after: Place, entries: &[Entry], at: usize, before: Place, written: i64) -> (Edit, i64) {
    let (row, expected) = (&entries[at], before.next());
    let fits_here = |entry: &Entry, hash: Hash| entry.hash_after(&before.hash, expected) == hash;

    // It is there already.
    if entries[..at].iter().any(|entry| entry.hash == row.hash) {
        return (Edit::Inserted, expected);
    }
    // It was written after an earlier one: those between were put in, each with a right hash.
    let earlier = entries[..at].iter().map(Entry::place);
    if let Some(place) = std::iter::once(after).chain(earlier).find(|place| row.follows(*place)) {
        return (Edit::Inserted, place.next());
    }
    // The fields of another entry belong to the hash that is here.
    if entries.iter().any(|entry| entry.hash != row.hash && fits_here(entry, row.hash)) {
        return (Edit::Reordered, expected);
    }
    // What was written next stands further down.
    if entries[at + 1..].iter().any(|entry| fits_here(entry, entry.hash)) {
        let elsewhere = is_written_elsewhere(row, at, entries, expected);
        return (if elsewhere { Edit::Reordered } else { Edit::Inserted }, expected);
    }
    if row.seq > expected {
        return (Edit::Dropped, expected);
    }
    let Some(next) = entries.get(at + 1) else {
        let missing = written > row.seq;
        return (if missing { Edit::Dropped } else { Edit::Changed }, expected);
    };
    let left_out =
        |more: &i64| next.hash_after(&row.hash, next.seq.wrapping_add(*more)) == next.hash;
    match (0..=MOST_LEFT_OUT).find(left_out) {
        Some(1..) => (Edit::Dropped, expected),
        _ => (Edit::Changed, expected),
    }
}

/// Whether the entry at this index was written by the desk at another place of the same log, and stands
/// there no more.
fn is_written_elsewhere(row: &Entry, at: usize, entries: &[Entry], expected: i64) -> bool {
    let hashes: HashSet<Hash> =
        entries.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, one)| one.hash).collect();
    !hashes.contains(&row.hash)
        && entries.iter().any(|one| {
            // What was moved has shifted the numbers of those between by one.
            let numbers = [one.seq, one.place().next(), expected.wrapping_add(1)];
            numbers.iter().any(|seq| row.hash_after(&one.hash, *seq) == row.hash)
        })
}
