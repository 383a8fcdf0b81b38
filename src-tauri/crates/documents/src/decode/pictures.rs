//! Whether the pictures of a PDF can be decoded. hayro says so of some, and draws nothing or noise
//! of others without a word.

use std::borrow::Cow;

use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::Page;

use super::{WantedScale, jpeg};
use crate::limits::MAX_FILE_BYTES;

/// A picture of more bytes than this is not decoded just to see whether it can be.
const MAX_BYTES: u64 = 48 << 20;
/// Operators of a page that are looked at.
const MAX_OPERATORS: usize = 200_000;

/// Whether a picture can be decoded, as far as that is known without the decoders of hayro, which
/// tell by themselves.
pub(super) fn is_readable(stream: &Stream<'_>, stencil: bool) -> bool {
    let dict = stream.dict();
    let codings = codings(dict);
    if codings.contains(&Coding::Unknown) {
        return false;
    }
    let raw = stream.raw_data();
    if raw.is_empty() {
        return false;
    }
    let ended = match codings.last() {
        Some(Coding::Jpeg) => {
            // One that is packed in another way is left to hayro, which tells what it cannot read.
            return jpeg_of(stream).is_none_or(|jpeg| jpeg_is_whole(&jpeg));
        }
        Some(Coding::Jpeg2000 | Coding::Jbig2 | Coding::Fax) => return true,
        Some(_) => None,
        None => Some(raw.len() as u64),
    };
    let Some(wanted) = bytes_wanted(dict, stencil) else {
        return true;
    };
    if wanted > MAX_BYTES {
        return true;
    }
    let found = match ended {
        Some(found) => found,
        None => match stream.decoded_data() {
            Ok(data) => data.len() as u64,
            Err(_) => return false,
        },
    };
    // A last line that is missing is seen by nobody.
    found >= wanted - wanted / 50
}

/// The JPEG that a picture is: as it lies in the file, or packed once more, as some scanners write
/// it. Nothing for other pictures.
pub(super) fn jpeg_of<'a>(stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    let dict = stream.dict();
    match codings(dict).as_slice() {
        [Coding::Jpeg] => Some(stream.raw_data()),
        [Coding::General, Coding::Jpeg] if is_deflated(dict) && !has_parameters(dict) => {
            let packed = stream.raw_data();
            fdeflate::decompress_to_vec_bounded(&packed, MAX_FILE_BYTES).ok().map(Cow::Owned)
        }
        _ => None,
    }
}

fn is_deflated(dict: &Dict<'_>) -> bool {
    let filters = dict.get::<Array<'_>>("Filter");
    let first = filters.and_then(|filters| filters.iter::<Name<'_>>().next());
    first.is_some_and(|name| matches!(&*name, b"FlateDecode" | b"Fl"))
}

/// Whether any filter has parameters that change how it reads.
pub(super) fn has_parameters(dict: &Dict<'_>) -> bool {
    match dict.get::<Object<'_>>("DecodeParms").or_else(|| dict.get::<Object<'_>>("DP")) {
        Some(Object::Array(parameters)) => parameters
            .iter::<Object<'_>>()
            .take(16)
            .any(|one| matches!(one, Object::Dict(one) if !one.is_empty())),
        Some(Object::Dict(parameters)) => !parameters.is_empty(),
        _ => false,
    }
}

/// Whether a name that the page paints leads to no object: its picture is lost.
pub(super) fn names_a_lost_one(page: &Page<'_>) -> bool {
    let objects = &page.resources().x_objects;
    let lost: Vec<Name<'_>> = objects
        .keys()
        .take(1_000)
        .filter(|name| objects.get::<Stream<'_>>(name).is_none())
        .collect();
    if lost.is_empty() {
        return false;
    }
    let mut operators = page.typed_operations();
    for _ in 0..MAX_OPERATORS {
        match operators.next() {
            Some(TypedInstruction::XObject(object)) if lost.contains(object.0) => return true,
            Some(_) => {}
            None => break,
        }
    }
    false
}

/// A filter that a stream is coded with (ISO 32000-2, 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Jpeg,
    Jpeg2000,
    Jbig2,
    Fax,
    /// One that any data may have.
    General,
    Unknown,
}

/// The filters that a stream's dictionary names, in their order.
pub(super) fn codings(dict: &Dict<'_>) -> Vec<Coding> {
    let of = |name: &[u8]| match name {
        b"DCTDecode" | b"DCT" => Coding::Jpeg,
        b"JPXDecode" => Coding::Jpeg2000,
        b"JBIG2Decode" => Coding::Jbig2,
        b"CCITTFaxDecode" | b"CCF" => Coding::Fax,
        b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW" | b"ASCII85Decode" | b"A85"
        | b"ASCIIHexDecode" | b"AHx" | b"RunLengthDecode" | b"RL" | b"Crypt" => Coding::General,
        _ => Coding::Unknown,
    };
    let filters = dict.get::<Object<'_>>("Filter").or_else(|| match dict.get::<Object<'_>>("F") {
        Some(short @ (Object::Name(_) | Object::Array(_))) => Some(short),
        _ => None,
    });
    match filters {
        Some(Object::Name(name)) => vec![of(&name)],
        Some(Object::Array(names)) => names
            .iter::<Object<'_>>()
            .take(16)
            .map(|name| match name {
                Object::Name(name) => of(&name),
                _ => Coding::Unknown,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The length of a picture without a coding of its own. Nothing where that is not plain.
fn bytes_wanted(dict: &Dict<'_>, stencil: bool) -> Option<u64> {
    let number = |short: &str, long: &str| {
        dict.get::<u32>(short).or_else(|| dict.get::<u32>(long)).map(u64::from)
    };
    let (width, height) = (number("W", "Width")?, number("H", "Height")?);
    let bits = if stencil { 1 } else { number("BPC", "BitsPerComponent")? };
    let space = dict.get::<Object<'_>>("CS").or_else(|| dict.get::<Object<'_>>("ColorSpace"));
    let channels = if stencil { 1 } else { channels(&space?)? };
    let row = width.checked_mul(bits)?.checked_mul(channels)?.div_ceil(8);
    row.checked_mul(height)
}

fn channels(space: &Object<'_>) -> Option<u64> {
    let of_name = |name: &[u8]| match name {
        b"DeviceGray" | b"G" | b"CalGray" | b"Indexed" | b"I" | b"Separation" => Some(1),
        b"DeviceRGB" | b"RGB" | b"CalRGB" | b"Lab" => Some(3),
        b"DeviceCMYK" | b"CMYK" => Some(4),
        _ => None,
    };
    match space {
        Object::Name(name) => of_name(name),
        Object::Array(parts) => {
            let mut parts = parts.iter::<Object<'_>>();
            let Some(Object::Name(family)) = parts.next() else {
                return None;
            };
            match (family.as_ref(), parts.next()) {
                (b"ICCBased", Some(Object::Stream(profile))) => {
                    profile.dict().get::<u32>("N").map(u64::from)
                }
                (b"DeviceN", Some(Object::Array(names))) => Some(inks(&names)),
                (family, _) => of_name(family),
            }
        }
        _ => None,
    }
}

fn inks(names: &Array<'_>) -> u64 {
    names.iter::<Name<'_>>().take(64).count() as u64
}

/// Whether a JPEG has its end marker, or is whole without it.
pub(super) fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4_096)..];
    if tail.windows(2).any(|marker| *marker == [0xFF, 0xD9]) {
        return true;
    }
    // At an eighth of its size, which costs little.
    let smallest = |_: u32, _: u32| WantedScale { stored_px: 8.0, wanted_px: 1.0 };
    jpeg::decode(bytes, &smallest).is_ok_and(|stored| stored.ends_early.is_none())
}
