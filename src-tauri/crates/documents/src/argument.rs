//! The hidden arguments that make a program a worker.

/// Two numbers follow: the bytes of memory that one file may cost, and the seconds.
pub const ARGUMENT: &str = "--documents-worker";

/// Has the program end at once: what a worker starts when it tries whether it can start a program.
pub(crate) const NOTHING: &str = "--documents-worker-nothing";
