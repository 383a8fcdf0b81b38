//! The only SQL of the desk: one encrypted database per portal and signed-in person, and the
//! uploaded files beside it, each under a key of its own.
//!
//! Nothing here is asynchronous: callers run [`Store::read`] and [`Store::write`] on a thread that
//! may block. Writers take `&Transaction`, readers `&Connection`, so that the signature says what
//! may change; there is one writer at a time, and readers never wait for it (WAL).
//!
//! Invariants: a decision, its outbox row and its audit row are one transaction; an outbox row goes
//! only when the portal has answered or the person recalls it; a damaged file is set aside, and
//! goes when words do ([`retention`]); no error carries a family's words.

#![warn(missing_docs)]

pub mod acknowledged;
mod act;
mod action;
pub mod aside;
pub mod audit;
pub mod cases;
pub mod chain;
mod cipher;
pub mod claims;
pub mod colleagues;
mod columns;
pub mod crops;
mod decision_table;
pub mod decisions;
pub mod deliveries;
pub mod documents;
pub mod erasure;
mod error;
pub mod escalations;
pub mod feed;
pub mod files;
mod held;
pub mod identities;
mod key;
pub mod key_file;
pub mod likenesses;
pub mod looks;
mod migrate;
pub mod next_tries;
pub mod notes;
mod open;
pub mod outbox;
mod outbox_table;
pub mod pack;
pub mod people;
pub mod photos;
mod phrases;
pub mod places;
pub mod policies;
pub mod post_texts;
pub mod queue;
pub mod retention;
pub mod rolling;
mod salvage;
pub mod sampling;
pub mod savepoint;
pub mod search;
pub mod settings;
pub mod statistics;
pub mod suspensions;
pub mod tally;
pub mod tombstones;
pub mod tray;
mod vault;
pub mod waivers;
mod wordless;
mod wrapping;

pub use error::{OpenError, StoreError};
pub use key::Key;
pub use open::Store;
pub use rusqlite::{Connection, Transaction};
pub use salvage::Salvage;
pub use wrapping::{Pin, Secret32};
