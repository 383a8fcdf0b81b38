//! How the house's types look in a column: instants as microseconds, ids as 16 bytes, enums by
//! their wire names, entities as their wire JSON.

use chrono::{DateTime, Utc};
use domain::Likeness;
use rusqlite::{Connection, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::StoreError;

pub(crate) fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

pub(crate) fn instant(micros: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or(StoreError::Unreadable("instant"))
}

pub(crate) fn instant_at(row: &Row<'_>, column: &str) -> Result<DateTime<Utc>, StoreError> {
    instant(row.get(column)?)
}

pub(crate) fn optional_instant_at(
    row: &Row<'_>,
    column: &str,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    row.get::<_, Option<i64>>(column)?.map(instant).transpose()
}

pub(crate) fn blob(id: &Uuid) -> &[u8] {
    id.as_bytes()
}

pub(crate) fn id_at<T: From<Uuid>>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    Ok(Uuid::from_bytes(row.get::<_, [u8; 16]>(column)?).into())
}

pub(crate) fn optional_id_at<T: From<Uuid>>(
    row: &Row<'_>,
    column: &str,
) -> Result<Option<T>, StoreError> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(|bytes| Uuid::from_bytes(bytes).into()))
}

/// The fine hash of a picture as 32 bytes.
pub(crate) fn fine_bytes(likeness: &Likeness) -> Vec<u8> {
    likeness.fine.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The rows of a look-up by the eight parts of the coarse hash that look like `likeness`, the nearest
/// first. Each part has an index of its own; what shares one is held here against the whole. The rows
/// have `coarse` and `fine`.
pub(crate) fn nearest<T>(
    c: &Connection,
    look_up: &str,
    likeness: &Likeness,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = c.prepare_cached(look_up)?;
    let mut rows = statement.query(rusqlite::params_from_iter(likeness.chunks()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(other) = likeness_at(row)?.filter(|other| likeness.is_near(other)) {
            found.push((likeness.fine_distance(&other), read(row)?));
        }
    }
    found.sort_by_key(|(distance, _)| *distance);
    Ok(found.into_iter().map(|(_, row)| row).collect())
}

/// What a picture looks like, from its columns `coarse` and `fine`.
pub(crate) fn likeness_at(row: &Row<'_>) -> Result<Option<Likeness>, StoreError> {
    let (Some(coarse), Some(fine)) =
        (row.get::<_, Option<i64>>("coarse")?, row.get::<_, Option<[u8; 32]>>("fine")?)
    else {
        return Ok(None);
    };
    let mut words = fine.as_chunks::<8>().0.iter().map(|word| u64::from_be_bytes(*word));
    Ok(Some(Likeness {
        coarse: coarse.cast_unsigned(),
        fine: std::array::from_fn(|_| words.next().unwrap_or_default()),
    }))
}

/// The wire name of a field-less enum, such as `pending`.
pub(crate) fn name<T: Serialize>(value: &T) -> Result<String, StoreError> {
    let json = to_json(value)?;
    Ok(json.trim_matches('"').to_owned())
}

pub(crate) fn named_at<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text))
        .map_err(|_| StoreError::Unreadable(column))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("an entity that is no JSON"))
}

/// The error of the parser is dropped on purpose: it quotes what it could not read.
pub(crate) fn from_json<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}

/// Reads every row of a statement.
pub(crate) fn collect<T>(
    statement: &mut rusqlite::Statement<'_>,
    params: impl rusqlite::Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Reads the one row of a statement, if there is one.
pub(crate) fn first<T>(
    statement: &mut rusqlite::Statement<'_>,
    params: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}
