//! The hidden argument that makes a program a worker.

/// Two numbers follow: the bytes of memory that one file may cost, and the seconds.
pub const ARGUMENT: &str = "--documents-worker";
