//! Documents: fetched, unsealed, drawn by the worker, looked at, checked, printed.

pub(crate) mod checks;
pub(crate) mod crops;
pub(crate) mod file_hints;
pub(crate) mod likenesses;
pub(crate) mod looks;
pub(crate) mod printing;
pub(crate) mod seen;
pub(crate) mod unsealing;
