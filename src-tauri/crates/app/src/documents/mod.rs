//! Documents: fetched, unsealed, drawn by the worker, looked at, checked, printed.

pub(crate) mod checks;
pub(crate) mod crops;
mod file_hints;
pub(crate) mod likenesses;
pub(crate) mod looks;
mod printing;
pub(crate) mod render;
pub(crate) mod seen;
mod unsealing;
mod wanted;
