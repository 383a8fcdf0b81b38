//! What a camera or an editor noted beside the picture: how it was held, and on which day. Read in
//! the worker; the rest of the notes is left where it is.
//!
//! EXIF goes before XMP: cameras write EXIF, and some programs that turn a picture forget the XMP.
//! One faulty entry takes none of the others with it.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::structure::jpeg::{APP1, Jpeg};
use crate::structure::png::Png;
use crate::structure::riff::WebP;
use crate::upright::Turn;
use crate::xmp::property;

/// Notes that are longer than this when they are unpacked are not read, in bytes.
const MAX_NOTES: usize = 1024 * 1024;
/// A file with more blocks of notes than this is none of a camera's.
const MAX_BLOCKS: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notes {
    pub turn: Turn,
    pub taken_on: Option<NaiveDate>,
}

impl Notes {
    /// Reads them from a JPEG, PNG or WebP file. Notes that cannot be read say nothing.
    pub(crate) fn of_file(bytes: &[u8]) -> Self {
        let Blocks { exif, xmp } = Blocks::of_file(bytes);
        let noted: Vec<Noted> = exif
            .iter()
            .take(MAX_BLOCKS)
            .map(|block| of_exif(block))
            .chain(xmp.iter().take(MAX_BLOCKS).map(|packet| of_xmp(packet)))
            .collect();
        let turn = noted.iter().find_map(|noted| noted.orientation);
        Self {
            turn: turn.map_or(Turn::NONE, Turn::from_exif),
            taken_on: noted.iter().find_map(|noted| noted.taken_on),
        }
    }
}

/// What one block says.
struct Noted {
    /// From 1 to 8.
    orientation: Option<u32>,
    taken_on: Option<NaiveDate>,
}

/// The blocks of notes in a file, without what wraps them.
#[derive(Default)]
struct Blocks<'a> {
    exif: Vec<Cow<'a, [u8]>>,
    xmp: Vec<Cow<'a, [u8]>>,
}

impl<'a> Blocks<'a> {
    fn of_file(bytes: &'a [u8]) -> Self {
        let mut blocks = Self::default();
        if let Some(jpeg) = Jpeg::head(bytes) {
            // A sixth byte follows the signature; not every writer makes it zero.
            let exif = jpeg.signed(APP1, b"Exif\0").filter_map(|block| block.get(1..));
            blocks.exif.extend(exif.map(Cow::Borrowed));
            let xmp = jpeg.signed(APP1, b"http://ns.adobe.com/xap/1.0/\0");
            blocks.xmp.extend(xmp.map(Cow::Borrowed));
        } else if let Some(png) = Png::walk(bytes) {
            blocks.exif.extend(png.of_kind(b"eXIf").map(without_signature).map(Cow::Borrowed));
            for text in png.of_kind(b"iTXt") {
                blocks.xmp.extend(international(text, b"XML:com.adobe.xmp"));
            }
            for text in png.of_kind(b"tEXt") {
                blocks.take_profile(keyword(text).map(|(name, text)| (name, Cow::Borrowed(text))));
            }
            for text in png.of_kind(b"zTXt") {
                let unpacked = keyword(text).and_then(|(name, packed)| {
                    // The first byte says how it is packed; there is but one way.
                    Some((name, Cow::Owned(unpacked(packed.get(1..)?)?)))
                });
                blocks.take_profile(unpacked);
            }
        } else if let Some(webp) = WebP::walk(bytes) {
            blocks.exif.extend(webp.of_kind(b"EXIF").map(without_signature).map(Cow::Borrowed));
            blocks.xmp.extend(webp.of_kind(b"XMP ").map(Cow::Borrowed));
        }
        blocks
    }

    /// Takes a text that is a profile in ImageMagick's way: a line with its name, one with its
    /// length, and hexadecimal digits.
    fn take_profile(&mut self, text: Option<(&[u8], Cow<'a, [u8]>)>) {
        let Some((name, text)) = text else { return };
        match name {
            b"Raw profile type exif" | b"Raw profile type APP1" => {
                let Some(profile) = hexadecimal(&text) else { return };
                match profile.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
                    Some(packet) => self.xmp.push(Cow::Owned(packet.to_vec())),
                    None => self.exif.push(Cow::Owned(without_signature(&profile).to_vec())),
                }
            }
            b"Raw profile type xmp" => self.xmp.extend(hexadecimal(&text).map(Cow::Owned)),
            b"XML:com.adobe.xmp" => self.xmp.push(text),
            _ => {}
        }
    }
}

/// Some writers keep the signature of a JPEG's segment where none belongs.
fn without_signature(block: &[u8]) -> &[u8] {
    block.strip_prefix(b"Exif\0\0").unwrap_or(block)
}

/// A PNG text's keyword and what follows it.
fn keyword(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().take(80).position(|byte| *byte == 0)?;
    Some((&text[..end], &text[end + 1..]))
}

/// The text of an `iTXt` chunk with this keyword.
fn international<'a>(chunk: &'a [u8], wanted: &[u8]) -> Option<Cow<'a, [u8]>> {
    let (name, rest) = keyword(chunk)?;
    let (packed, _method) = (*rest.first()? == 1, rest.get(1)?);
    let mut rest = &rest[2..];
    // Its language and the keyword in that language.
    for _ in 0..2 {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = &rest[end + 1..];
    }
    if name != wanted {
        return None;
    }
    if packed { unpacked(rest).map(Cow::Owned) } else { Some(Cow::Borrowed(rest)) }
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    fdeflate::decompress_to_vec_bounded(packed, MAX_NOTES).ok()
}

fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    // An empty line, its name, its length.
    let mut lines = text.trim_ascii_start().splitn(3, |byte| *byte == b'\n');
    let digits: Vec<u8> = lines
        .nth(2)?
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(2 * MAX_NOTES)
        .collect();
    let whole = digits.len() / 2 * 2;
    hex::decode(&digits[..whole]).ok()
}

fn of_exif(block: &[u8]) -> Noted {
    let read = exif::Reader::new().continue_on_error(true).read_raw(block.to_vec());
    let Ok(notes) = read.or_else(|error| error.distill_partial_result(|_| {})) else {
        return Noted { orientation: None, taken_on: None };
    };
    let value = |tag| notes.get_field(tag, exif::In::PRIMARY).map(|field| &field.value);
    Noted {
        orientation: value(exif::Tag::Orientation).and_then(number).filter(is_orientation),
        taken_on: value(exif::Tag::DateTimeOriginal).and_then(|value| match value {
            exif::Value::Ascii(texts) => day(texts.first()?),
            _ => None,
        }),
    }
}

/// The first number of a value, of whichever size its writer made it.
fn number(value: &exif::Value) -> Option<u32> {
    match value {
        exif::Value::SByte(numbers) => u32::try_from(*numbers.first()?).ok(),
        exif::Value::SShort(numbers) => u32::try_from(*numbers.first()?).ok(),
        exif::Value::SLong(numbers) => u32::try_from(*numbers.first()?).ok(),
        other => other.get_uint(0),
    }
}

fn of_xmp(packet: &[u8]) -> Noted {
    let orientation = property(packet, "tiff:Orientation").and_then(|value| value.parse().ok());
    Noted {
        orientation: orientation.filter(is_orientation),
        taken_on: property(packet, "exif:DateTimeOriginal").and_then(|text| day(text.as_bytes())),
    }
}

fn is_orientation(number: &u32) -> bool {
    (1..=8).contains(number)
}

/// The day at the beginning of `2024:02:01 10:00:00` or `2024-02-01T10:00:00`.
fn day(text: &[u8]) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| std::str::from_utf8(text.get(range)?).ok();
    day_of(part(0..4)?.parse().ok()?, part(5..7)?.parse().ok()?, part(8..10)?.parse().ok()?)
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
        assert_eq!(day(b"2024-02-01T10:00:00"), day_of(2024, 2, 1));
        assert_eq!(day(b"    :  :     :  :  "), None);
        assert_eq!(Notes::of_file(b"no picture").turn, Turn::NONE);
    }

    #[test]
    fn a_profile_in_digits_is_read_up_to_what_is_no_digit() {
        assert_eq!(hexadecimal(b"\nexif\n      3\n4d4d\n00\n"), Some(b"MM\0".to_vec()));
        assert_eq!(hexadecimal(b"\nexif\n      3\n4d4d0"), Some(b"MM".to_vec()));
        assert_eq!(hexadecimal(b"\nexif\n"), None);
    }
}
