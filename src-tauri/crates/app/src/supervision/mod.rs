//! What supervisors do: settle questions, read the tally, suspend, look a second time.

pub(crate) mod escalations;
pub(crate) mod sampling;
pub(crate) mod suspensions;
pub(crate) mod tally;
pub(crate) mod tally_ledger;
