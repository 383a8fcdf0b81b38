//! A portal and four desks through days in which everything goes wrong that can: partitions, lost,
//! late, doubled and cut answers, storms of 5xx, expired tokens, revoked rights, another person at
//! the same PC, crashes, families who withdraw and rewrite, inmates who move and come back, full
//! snapshots that lack cases, clocks that are set a year ahead, one person at two PCs, items that
//! keep to the contract's types and to nothing else, and restores of the portal from older copies,
//! told and untold. One seed is one day, and the same day every time; how often each thing happens
//! is drawn from the seed too, some not at all, so that rare ones meet (swarm testing: Groce et al.,
//! ISSTA 2012).
//!
//! What may go wrong between two requests of a desk is covered by what goes wrong at them: the
//! engine's only lasting effects are its store's transactions and the requests it sends, so a crash
//! at a request, before or after the portal has done it, leaves every pair of states that a crash
//! anywhere between two transactions can leave. That a single transaction is all or nothing is
//! SQLite's promise, and the killing of the real process holds it to that.

mod day;
mod desk;
mod dice;
mod judge;
mod line;
mod steps;
mod strange;
mod thinning;
mod world;

pub use day::{Report, run, run_with};
pub use dice::Dice;
pub use sync::PlantedFault;
