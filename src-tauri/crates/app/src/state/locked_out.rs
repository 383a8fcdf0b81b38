//! Somebody signed in, or nearly, and could not sit down.

use store::aside::Unsent;

use super::opening::Opening;
use crate::views::lock_out::LockOutCause;

/// Who stands before the door, and how they get another try.
pub(crate) struct LockedOut {
    pub cause: LockOutCause,
    pub again: Again,
    pub unsent: Option<Unsent>,
}

/// How another try is made.
pub(crate) enum Again {
    /// Only the database is closed; they may have signed in.
    Open(Box<(Option<portal::Session>, Opening)>),
    /// Even the sign-in could not be kept.
    SignIn(String),
}
