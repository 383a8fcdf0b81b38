//! The store as its callers know it.

mod acts;
mod audit;
mod cases;
mod decisions;
mod documents;
mod large;
mod migration;
mod opening;
mod papers;
mod queue;
mod salvage;
mod schema;
mod support;
mod tally;
