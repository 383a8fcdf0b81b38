//! The store as its callers know it.

mod audit;
mod cases;
mod decisions;
mod deliveries;
mod documents;
mod large;
mod migration;
mod opening;
mod papers;
mod queue;
mod schema;
mod support;
mod tally;
