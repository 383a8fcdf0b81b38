//! What the desk holds: before anybody signs in, and while somebody sits at it.

pub(crate) mod desk;
pub(crate) mod keyring;
pub(crate) mod pictures;
pub(crate) mod preferences;
pub(crate) mod session;
