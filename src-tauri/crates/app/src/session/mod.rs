//! Sitting down at the desk, what runs meanwhile, and getting up: sign-in, the database, the loops, the
//! bar, the health page, the facility's own words and settings.

mod another_try;
mod boot;
mod certificate;
mod coming_and_going;
mod counting;
mod explain;
mod facility_words;
mod foundation;
mod health;
mod leaving;
mod lock_out;
mod loops;
mod opening;
mod places;
mod set_aside;
mod sign_in;
mod standing;
mod sync_bar;
mod unsent;
mod who;
