//! What supervisors do: settle questions, read the tally, suspend, look a second time.

pub(crate) mod escalations;
mod sampling;
mod suspended;
pub(crate) mod suspensions;
pub(crate) mod tally;
mod tally_ledger;
