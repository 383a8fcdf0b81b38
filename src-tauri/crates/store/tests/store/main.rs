//! The store as its callers know it.

mod audit;
mod cases;
mod decisions;
mod documents;
mod large;
mod migration;
mod opening;
mod papers;
mod queue;
mod schema;
mod support;
mod tally;
