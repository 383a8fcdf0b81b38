//! What a camera noted beside the picture: how it was held, and on which day. Read in the worker;
//! the rest of the notes is left where it is.

use chrono::NaiveDate;

use crate::upright::Turn;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notes {
    pub turn: Turn,
    pub taken_on: Option<NaiveDate>,
}

impl Notes {
    /// Reads them from a JPEG, PNG or WebP file. Notes that cannot be read say nothing.
    pub(crate) fn of_file(bytes: &[u8]) -> Self {
        let mut cursor = std::io::Cursor::new(bytes);
        let Ok(notes) = exif::Reader::new().read_from_container(&mut cursor) else {
            return Self { turn: Turn::NONE, taken_on: None };
        };
        let value = |tag| notes.get_field(tag, exif::In::PRIMARY).map(|field| &field.value);
        let turn = value(exif::Tag::Orientation).and_then(|value| value.get_uint(0));
        Self {
            turn: turn.map_or(Turn::NONE, Turn::from_exif),
            taken_on: value(exif::Tag::DateTimeOriginal).and_then(day),
        }
    }
}

fn day(value: &exif::Value) -> Option<NaiveDate> {
    let exif::Value::Ascii(texts) = value else { return None };
    let noted = exif::DateTime::from_ascii(texts.first()?).ok()?;
    day_of(noted.year, noted.month, noted.day)
}

/// A day between the first digital cameras and the end of the century; a clock that was never set
/// says nothing.
pub(crate) fn day_of(year: u16, month: u8, day: u8) -> Option<NaiveDate> {
    if !(1990..2100).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_and_a_day_that_never_was_say_nothing() {
        assert_eq!(day_of(2026, 11, 12), NaiveDate::from_ymd_opt(2026, 11, 12));
        assert_eq!(day_of(1970, 1, 1), None);
        assert_eq!(day_of(2026, 2, 30), None);
        assert_eq!(Notes::of_file(b"no picture").turn, Turn::NONE);
    }
}
