//! What the person set, and what the desk remembers about itself: keys and JSON values.

use std::borrow::Cow;

use domain::FacilityLists;
use domain::calendar::OfficeCalendar;
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::columns::{first, from_json, to_json};

const OWNER: &str = "sync.owner";
/// Where the facility's own words are kept, [`FacilityLists`].
pub const FACILITY_LISTS: &str = "facility_lists";

/// The days that are worked: the shipped ones, with the facility's own on top where they can be read.
///
/// # Errors
/// A failing database.
pub fn office_calendar(c: &Connection) -> Result<Cow<'static, OfficeCalendar>, StoreError> {
    let lists = match get::<FacilityLists>(c, FACILITY_LISTS) {
        // The desk works with the shipped rules too where its own cannot be read.
        Err(StoreError::Unreadable(_)) => None,
        lists => lists?,
    };
    let own = lists.and_then(|lists| lists.office_calendar().ok());
    Ok(own.unwrap_or(Cow::Borrowed(OfficeCalendar::shipped())))
}

/// Whose acts this store holds: the OpenID Connect subject, once somebody has signed in.
///
/// # Errors
/// A failing database.
pub fn owner(c: &Connection) -> Result<Option<String>, StoreError> {
    get(c, OWNER)
}

/// The first who signs in owns the store for good.
///
/// # Errors
/// A failing database.
pub fn put_owner(tx: &Transaction<'_>, subject: &str) -> Result<(), StoreError> {
    put(tx, OWNER, &subject)
}

/// The value under a key; `None` if there is none.
///
/// # Errors
/// [`StoreError::Unreadable`] if it is of another type.
pub fn get<T: DeserializeOwned>(c: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    let mut statement = c.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
    first(&mut statement, [key], |row| from_json(&row.get::<_, String>(0)?, "setting"))
}

/// Keeps a value under a key, in place of the one before.
///
/// # Errors
/// A failing database.
pub fn put<T: Serialize>(tx: &Transaction<'_>, key: &str, value: &T) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![key, to_json(value)?])?;
    Ok(())
}
