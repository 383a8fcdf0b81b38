//! What a picture file holds besides the picture that is shown of it: further frames, further
//! pictures, a film.
//!
//! A gain map alone is not told. New phones put one behind nearly every photo, for bright screens;
//! it is the same picture once more, as light alone.

use super::jpeg::{APP1, APP2, Jpeg};
use super::png::Png;
use super::riff::WebP;
use super::{be_u32, le_u32};
use crate::bytes::find;
use crate::contents::Besides;
use crate::hint::Hint;
use crate::xmp::{property, says};

/// More pictures than this are not counted: a file that is made of beginnings must not cost a walk
/// for each.
const MAX_PICTURES: usize = 32;

/// Where an animation's own count is far from what is there, up to this is believed.
const MAX_FRAMES: u32 = 9_999;

/// Looks through a picture file, before anything of it is decoded.
pub(crate) fn more_in(bytes: &[u8]) -> Vec<Hint> {
    let mut found = Vec::new();
    if let Some(jpeg) = Jpeg::walk(bytes) {
        let behind = Behind::of(jpeg.behind(), jpeg.behind_at(), Some(&jpeg));
        behind.tell(&mut found);
    } else if let Some(png) = Png::walk(bytes) {
        tell_frames(frames_of_png(&png), &mut found);
        Behind::of(png.behind, 0, None).tell(&mut found);
    } else if let Some(webp) = WebP::walk(bytes) {
        let stills = webp.chunks.iter().filter(|c| matches!(&c.kind, b"VP8 " | b"VP8L"));
        let frames = webp.of_kind(b"ANMF").count() + stills.count().min(1);
        tell_frames(u32::try_from(frames).unwrap_or(u32::MAX), &mut found);
        Behind::of(webp.behind, 0, None).tell(&mut found);
    }
    found
}

fn tell_frames(count: u32, found: &mut Vec<Hint>) {
    if count > 1 {
        found.push(Hint::HoldsMore { what: Besides::Frames, count });
    }
}

/// How many pictures an APNG holds: each frame's control chunk stands before its data, and a
/// picture without one before its data is shown only where animations are not.
fn frames_of_png(png: &Png<'_>) -> u32 {
    let kinds = png.chunks.iter().map(|chunk| &chunk.kind);
    let data_at = kinds.clone().position(|kind| kind == b"IDAT").unwrap_or(usize::MAX);
    let controls = |before: bool| {
        let of_frames = kinds.clone().enumerate().filter(|(_, kind)| *kind == b"fcTL");
        of_frames.filter(|(at, _)| (*at < data_at) == before).count()
    };
    let counted = u32::try_from(1 + controls(false)).unwrap_or(u32::MAX);
    let stated = png.of_kind(b"acTL").next().and_then(|control| be_u32(control, 0)).unwrap_or(1);
    // A frame too few there, such as where the file is cut, and the statement holds.
    if counted > 1 { counted } else { stated.min(MAX_FRAMES) }
}

/// What lies behind a picture's end.
struct Behind {
    pictures: u32,
    film: bool,
}

impl Behind {
    /// Looks through what lies behind a picture and begins at `at` of its file.
    fn of(behind: &[u8], at: usize, first: Option<&Jpeg<'_>>) -> Self {
        let packets = || first.into_iter().flat_map(|first| xmp_of(first));
        let announced = packets().any(|packet| {
            [":MotionPhoto", ":MicroVideo"].iter().any(|name| says(packet, name, "1"))
        });
        let film = begins_film(behind)
            || (announced
                && [&b"moov"[..], b"mdat"].iter().any(|box_| find(behind, box_).is_some()));

        let previews = first.map(previews_of).unwrap_or_default();
        let mut pictures = pictures_in(behind);
        pictures.retain(|picture| {
            let is_preview = previews.contains(&(at + picture.at))
                && first.and_then(Jpeg::size).is_some_and(|(w, h)| picture.is_half_of(w, h));
            !is_preview
        });
        let all = pictures.len();
        pictures.retain(|picture| !picture.is_gain_map);
        let has_gain_map = first.is_some_and(|first| {
            is_with_gain_map(first) || packets().any(|p| says(p, ":Semantic", "GainMap"))
        });
        // A map that does not say so itself, but is announced.
        let unsaid = usize::from(has_gain_map && pictures.len() == all);
        let count = pictures.len().saturating_sub(unsaid);
        Self { pictures: u32::try_from(count).unwrap_or(u32::MAX), film }
    }

    fn tell(&self, found: &mut Vec<Hint>) {
        if self.pictures > 0 {
            found.push(Hint::HoldsMore { what: Besides::Pictures, count: self.pictures });
        }
        if self.film {
            found.push(Hint::HoldsMore { what: Besides::Video, count: 1 });
        }
    }
}

/// A whole picture that begins within other bytes.
struct Found {
    at: usize,
    size: (u32, u32),
    is_gain_map: bool,
}

impl Found {
    /// Whether it has at most half as many pixels.
    fn is_half_of(&self, width: u32, height: u32) -> bool {
        let area = |(w, h)| u64::from(w) * u64::from(h);
        2 * area(self.size) <= area((width, height))
    }
}

fn pictures_in(bytes: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    let (mut from, mut tried) = (0, 0);
    while tried < MAX_PICTURES {
        let rest = bytes.get(from..).unwrap_or_default();
        let start = [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1a\n"];
        let Some(at) = start.iter().filter_map(|start| find(rest, start)).min() else { break };
        tried += 1;
        let (at, rest) = (from + at, &rest[at..]);
        from = at + 3;
        if let Some(jpeg) = Jpeg::walk(rest) {
            // Without a size and a pass over it, it only looks like a beginning.
            let Some(size) = jpeg.size().filter(|size| size.0 > 0 && jpeg.scans() > 0) else {
                continue;
            };
            from = at + jpeg.behind_at().max(3);
            found.push(Found { at, size, is_gain_map: is_gain_map(&jpeg) });
        } else if let Some(png) = Png::walk(rest) {
            let Some(size) = png.size().filter(|_| png.of_kind(b"IDAT").next().is_some()) else {
                continue;
            };
            from = at + rest.len() - png.behind.len();
            found.push(Found { at, size, is_gain_map: false });
        }
    }
    found
}

fn xmp_of<'a>(jpeg: &'a Jpeg<'a>) -> impl Iterator<Item = &'a [u8]> {
    jpeg.signed(APP1, b"http://ns.adobe.com/xap/1.0/\0")
}

/// Whether a picture says that it is a gain map: by Google's and Adobe's property, by Apple's, or
/// by ISO 21496-1.
fn is_gain_map(jpeg: &Jpeg<'_>) -> bool {
    is_with_gain_map(jpeg) || xmp_of(jpeg).any(|packet| find(packet, b"HDRGainMap").is_some())
}

fn is_with_gain_map(jpeg: &Jpeg<'_>) -> bool {
    jpeg.signed(APP2, b"urn:iso:std:iso:ts:21496").next().is_some()
        || xmp_of(jpeg).any(|packet| property(packet, "hdrgm:Version").is_some())
}

/// Where the multi-picture segment says that smaller copies of this same picture are (CIPA DC-007,
/// 5.2.3.3: large thumbnails). Cameras put one behind every photo.
fn previews_of(jpeg: &Jpeg<'_>) -> Vec<usize> {
    let segment = jpeg.segments.iter().find_map(|segment| {
        let tiff = segment.data.strip_prefix(b"MPF\0").filter(|_| segment.marker == APP2)?;
        Some((tiff, segment.at + 4))
    });
    let Some((tiff, tiff_at)) = segment else { return Vec::new() };
    let word = match tiff {
        [b'I', b'I', ..] => le_u32,
        [b'M', b'M', ..] => be_u32,
        _ => return Vec::new(),
    };
    let half = |at: usize| {
        // Two bytes as the half of four that is theirs.
        let both = word(tiff, at)?;
        Some(if tiff[0] == b'I' { both & 0xFFFF } else { both >> 16 })
    };
    let entries_of = || {
        let directory = usize::try_from(word(tiff, 4)?).ok()?;
        let count = usize::try_from(half(directory)?).ok()?;
        let field = (0..count.min(64))
            .filter_map(|index| directory.checked_add(2 + 12 * index))
            .find(|at| half(*at) == Some(0xB002))?;
        let bytes = usize::try_from(word(tiff, field.checked_add(4)?)?).ok()?;
        let at = usize::try_from(word(tiff, field.checked_add(8)?)?).ok()?;
        Some((at, bytes / 16))
    };
    let Some((at, count)) = entries_of() else { return Vec::new() };
    (0..count.min(MAX_PICTURES))
        .filter_map(|index| {
            let entry = at.checked_add(16 * index)?;
            let is_preview = word(tiff, entry)? >> 16 & 0xFF == 1;
            let offset = usize::try_from(word(tiff, entry.checked_add(8)?)?).ok()?;
            is_preview.then(|| tiff_at.checked_add(offset)).flatten()
        })
        .collect()
}

/// Whether a film in an ISO container begins somewhere in these bytes: its first box states a short
/// length.
fn begins_film(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| find(rest, b"ftyp")) {
        let box_at = (from + at).checked_sub(4);
        if box_at.and_then(|at| be_u32(bytes, at)).is_some_and(|length| (8..=512).contains(&length))
        {
            return true;
        }
        from += at + 4;
    }
    false
}
