//! The store as its callers know it.

mod acts;
mod audit;
mod cases;
mod decisions;
mod deliveries;
mod documents;
mod large;
mod looks;
mod migration;
mod next_tries;
mod opening;
mod papers;
mod photos;
mod post_texts;
mod queue;
mod retention;
mod salvage;
mod schema;
mod support;
mod tally;
mod unread;
