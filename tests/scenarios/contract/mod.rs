//! The contract, as it is written and as it is kept.
// The whole folder is a test, its helpers too.
#![allow(clippy::unwrap_used)]

mod kept;
mod written;
