//! Sitting down at the desk, what runs meanwhile, and getting up.

pub(crate) mod certificate;
pub(crate) mod coming_and_going;
pub(crate) mod counting;
pub(crate) mod facility_words;
pub(crate) mod foundation;
pub(crate) mod health;
pub(crate) mod lock_out;
pub(crate) mod loops;
pub(crate) mod opening;
pub(crate) mod set_aside;
pub(crate) mod sign_in;
pub(crate) mod standing;
pub(crate) mod unsent;
