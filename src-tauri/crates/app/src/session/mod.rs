//! Sitting down at the desk, what runs meanwhile, and getting up: sign-in, the database, the loops, the
//! bar, the health page, the facility's own words and settings.

mod another_try;
mod boot;
mod certificate;
mod changing_key;
mod changing_pin;
mod closed;
mod coming_and_going;
mod confirmed;
mod counting;
mod database_key;
mod escrow;
mod explain;
mod facility_words;
mod foundation;
mod health;
mod kept_sign_in;
mod known_desks;
mod leaving;
mod lock_out;
mod locking;
pub(crate) mod log_anchor;
mod loops;
mod opening;
mod own_settings;
mod person;
mod pin_policy;
mod places;
mod retention;
mod set_aside;
mod sign_in;
mod standing;
mod sync_bar;
mod turned_away;
mod unlocking;
mod unsent;
mod who;
