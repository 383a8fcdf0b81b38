//! PNG, decoded row by row: what comes before the damage is kept.
//!
//! The decoder gets to see the chunks that make the picture and no others, and no checksum: a
//! checksum says that something was altered, not what, and so it decides only what is said of the
//! picture. Sixteen bits a channel become eight and what is see-through is laid on white while the
//! rows come in, so that no second copy of a large picture is made.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, InterlaceInfo, Limits, Reader, Transformations};

use super::{Layout, NOTHING, Raster, Stored, check_dimensions};
use crate::limits::MAX_PIXELS;
use crate::refusal::Refusal;
use crate::structure::png::{Chunk, Png};

/// How far back compressed data may refer, in bytes.
const WINDOW: usize = 32 * 1024;

pub(super) fn decode(bytes: &[u8], memory_bytes: u64) -> Result<Stored, Refusal> {
    let png = Png::walk(bytes).ok_or(Refusal::Damaged)?;
    let (width, height) = png.size().ok_or(Refusal::Damaged)?;
    check_dimensions(width, height)?;
    let limit = usize::try_from(memory_bytes / 4).unwrap_or(usize::MAX);
    let (raster, there) = drawn(&picture_alone(&png, usize::MAX), limit)?;
    let ends_early = if there < 1.0 {
        Some(there)
    } else {
        first_altered(&png).and_then(|first| share_sound(&png, first, limit))
    };
    Ok(Stored { raster, width, height, ends_early })
}

/// The chunks that a picture is made of, with so many pieces of its data as one. Its stated length
/// is more than is there: the decoder then gives out every row up to the end of what it has.
fn picture_alone(png: &Png<'_>, pieces: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut put = |kind: &[u8; 4], length: usize, data: &[&[u8]]| {
        bytes.extend(u32::try_from(length).unwrap_or(0).to_be_bytes());
        bytes.extend(kind);
        data.iter().for_each(|part| bytes.extend_from_slice(part));
        // No checksum is looked at.
        bytes.extend([0; 4]);
    };
    for kind in [b"IHDR", b"PLTE", b"tRNS"] {
        let chunk = png.chunks.iter().find(|chunk| &chunk.kind == kind);
        // What the picture can do without is left away when it was altered.
        if let Some(chunk) = chunk.filter(|chunk| kind != b"tRNS" || !chunk.is_altered()) {
            put(kind, chunk.data.len(), &[chunk.data]);
        }
    }
    let data: Vec<&[u8]> = png.of_kind(b"IDAT").take(pieces).collect();
    let length = data.iter().map(|part| part.len()).sum::<usize>();
    put(b"IDAT", length + 64, &data);
    bytes
}

fn reader(bytes: &[u8], limit: usize) -> Result<Reader<Cursor<&[u8]>>, Refusal> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: limit });
    decoder.ignore_checksums(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.read_info().map_err(|error| match error {
        DecodingError::LimitsExceeded => Refusal::Crashed,
        _ => Refusal::Damaged,
    })
}

/// The picture as far as it can be drawn, and what share of it that is.
fn drawn(bytes: &[u8], limit: usize) -> Result<(Raster, f32), Refusal> {
    let mut reader = reader(bytes, limit)?;
    let (width, height) = reader.info().size();
    let (colours, _) = reader.output_color_type();
    let layout = match colours {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => Layout::Grey,
        ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => Layout::Rgb,
    };
    let pitch = width as usize * layout.bytes();
    let mut pixels = vec![NOTHING; pitch * height as usize];
    let (mut upright, mut there, mut line) = (Vec::with_capacity(pitch), 0, 0);
    while let Ok(Some(row)) = reader.next_interlaced_row() {
        on_white(row.data(), colours, &mut upright);
        there += (upright.len() / layout.bytes()) as u64;
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                let to = pixels.get_mut(line * pitch..(line + 1) * pitch);
                let (Some(to), Some(row)) = (to, upright.get(..pitch)) else { break };
                to.copy_from_slice(row);
                line += 1;
            }
            // Each pass fills the room that the later ones refine.
            InterlaceInfo::Adam7(place) => {
                let bits = 8 * layout.bytes() as u8;
                png::splat_interlaced_row(&mut pixels, pitch, &upright, place, bits);
            }
        }
    }
    let all = u64::from(width) * u64::from(height);
    let share = if there >= all { 1.0 } else { (there as f64 / all as f64) as f32 };
    Ok((Raster { pixels, width, height, layout }, share))
}

/// Which piece of the data, counted from 0, is the first that its checksum calls altered.
fn first_altered(png: &Png<'_>) -> Option<usize> {
    png.chunks.iter().filter(|chunk| &chunk.kind == b"IDAT").position(Chunk::is_altered)
}

/// What share of the picture comes before an altered piece of its data; nothing where it was the
/// checksum that was altered and all of the data is as it was written.
fn share_sound(png: &Png<'_>, first_altered: usize, limit: usize) -> Option<f32> {
    if is_as_written(png.of_kind(b"IDAT")) {
        return None;
    }
    let before = drawn(&picture_alone(png, first_altered), limit);
    Some(before.map_or(0.0, |(_, share)| share))
}

/// Whether the compressed data ends with the checksum of what comes out of it.
fn is_as_written<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut inflater = fdeflate::Decompressor::new();
    let (mut window, mut at) = (vec![0; 8 * WINDOW], 0);
    let mut left = MAX_PIXELS * 9;
    // Without input the rest of what is pending comes out.
    for mut piece in pieces.chain(std::iter::once(&[][..])) {
        let is_last = piece.is_empty();
        while !inflater.is_done() {
            let Ok((read, written)) = inflater.read(piece, &mut window, at, is_last) else {
                return false;
            };
            piece = &piece[read..];
            at += written;
            left = left.saturating_sub(written as u64);
            if left == 0 || (is_last && written == 0 && !inflater.is_done()) {
                return false;
            }
            if at > 7 * WINDOW {
                window.copy_within(at - WINDOW..at, 0);
                at = WINDOW;
            }
            if piece.is_empty() && !is_last {
                break;
            }
        }
    }
    inflater.is_done()
}

/// A row of eight bits a channel without what is see-through.
fn on_white(row: &[u8], colours: ColorType, upright: &mut Vec<u8>) {
    let mixed = |light: u8, alpha: u8| {
        let (light, alpha) = (u32::from(light), u32::from(alpha));
        ((light * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    upright.clear();
    match colours {
        ColorType::GrayscaleAlpha => {
            upright.extend(row.as_chunks::<2>().0.iter().map(|[grey, alpha]| mixed(*grey, *alpha)));
        }
        ColorType::Rgba => {
            for [red, green, blue, alpha] in row.as_chunks::<4>().0 {
                upright.extend([red, green, blue].map(|light| mixed(*light, *alpha)));
            }
        }
        ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => {
            upright.extend_from_slice(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_see_through_lies_on_white_paper() {
        let mut row = Vec::new();
        on_white(&[9, 8, 7, 255, 0, 0, 0, 0, 0, 0, 0, 128], ColorType::Rgba, &mut row);
        assert_eq!(row, [9, 8, 7, 255, 255, 255, 127, 127, 127]);
        on_white(&[9, 255, 0, 0], ColorType::GrayscaleAlpha, &mut row);
        assert_eq!(row, [9, 255]);
    }

    #[test]
    fn compressed_data_is_as_written_only_with_its_own_checksum() {
        let written = fdeflate::compress_to_vec(&[7; 100_000]);
        assert!(is_as_written(written.chunks(100)));
        assert!(!is_as_written(written[..written.len() - 1].chunks(100)));
        let mut altered = written;
        if let Some(last) = altered.last_mut() {
            *last ^= 1;
        }
        assert!(!is_as_written(altered.chunks(100)));
    }
}
