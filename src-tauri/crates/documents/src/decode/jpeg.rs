//! JPEG, decoded by libjpeg-turbo at the smallest scale that still has the pixels wanted.
//!
//! Why this decoder: it is the fastest of those measured, reads progressive, CMYK and arithmetic
//! files, and scales while it decodes. It is C, hence the worker's confinement.

use super::turbo::{Damage, Format, Header, Turbo};
use super::{Layout, NOTHING, Raster, Stored, Wanted, check_dimensions};
use crate::refusal::Refusal;
use crate::structure::jpeg::{APP14, Jpeg};

/// What the library says of faults that leave every pixel in place.
const HARMLESS: [&str; 5] = [
    "extraneous bytes before marker",
    "Invalid SOS parameters",
    "unknown JFIF revision",
    "Unknown Adobe color transform",
    "bad ICC marker",
];

pub(super) fn decode(bytes: &[u8], wanted: Wanted<'_>) -> Result<Stored, Refusal> {
    let jpeg = Jpeg::walk(bytes).ok_or(Refusal::Damaged)?;
    if jpeg.end.is_none() && jpeg.is_arithmetic() {
        return Err(Refusal::Damaged);
    }
    let picture = jpeg.picture();
    let turbo = Turbo::new(&picture, Damage::GoOn).ok_or(Refusal::Damaged)?;
    let header = turbo.header().ok_or(Refusal::Damaged)?;
    let Header { width, height, format, .. } = header;
    check_dimensions(width, height)?;

    let divisor = if header.lossless {
        1
    } else {
        let wanted = wanted(width, height);
        largest_divisor(wanted.stored_px, wanted.wanted_px)
    };
    let (scaled_width, scaled_height) = header.scaled(divisor);
    let mut pixels = vec![NOTHING; scaled_width as usize * format.bytes() * scaled_height as usize];
    let ends_early = match turbo.decode(&header, divisor, &mut pixels) {
        Ok(()) if jpeg.end.is_none() && jpeg.lacks_passes() => Some(1.0),
        Ok(()) => None,
        Err(words) => share_there(&picture, &header, jpeg.scans() > 1, &words),
    };
    let layout = match format {
        Format::Grey => Layout::Grey,
        Format::Cmyk => {
            let inverted = jpeg.signed(APP14, b"Adobe").next().is_some();
            pixels = rgb_of_cmyk(pixels, inverted);
            Layout::Rgb
        }
        Format::Rgb => Layout::Rgb,
    };
    let raster = Raster { pixels, width: scaled_width, height: scaled_height, layout };
    Ok(Stored { raster, width, height, ends_early })
}

/// What share of a picture's rows is there although the library was not content, nothing where all
/// of it is. Found out on the smallest scale, which costs a fraction of the picture itself.
fn share_there(bytes: &[u8], header: &Header, in_passes: bool, words: &str) -> Option<f32> {
    let divisor = if header.lossless { 1 } else { 8 };
    let rows_after = |damage| {
        let (width, height) = header.scaled(divisor);
        let pitch = width as usize * header.format.bytes();
        let mut pixels: Vec<u8> = (0..pitch * height as usize).map(untouched).collect();
        let turbo = Turbo::new(bytes, damage)?;
        turbo.header()?;
        // Its words are known already.
        let _ = turbo.decode(header, divisor, &mut pixels);
        Some(rows_there(&pixels, pitch))
    };
    let Some((written, drawn)) = rows_after(Damage::GoOn) else { return Some(0.0) };
    let rows = header.scaled(divisor).1 as usize;
    let share = |rows_there: usize| rows_there as f32 / rows as f32;
    if HARMLESS.iter().any(|harmless| words.contains(harmless)) {
        return (drawn < rows).then(|| share(drawn));
    }
    if written < rows || header.progressive || in_passes {
        // Each pass goes over the whole picture: it may be there from top to bottom and yet lack
        // what the later ones would have added.
        return Some(share(drawn));
    }
    let sound = rows_after(Damage::Stop).map_or(0, |(written, _)| written);
    (sound < rows).then(|| share(sound.min(drawn)))
}

/// What a buffer holds before anything is written to it: no picture looks like this for a row.
fn untouched(index: usize) -> u8 {
    (index.wrapping_mul(0x9E37_79B1) >> 13) as u8
}

/// How many rows from the top were written to, and how many of these have a picture in them: a row
/// whose end has no data belongs to what is missing.
fn rows_there(pixels: &[u8], pitch: usize) -> (usize, usize) {
    let rows = pixels.len() / pitch.max(1);
    let row = |index: usize| &pixels[index * pitch..(index + 1) * pitch];
    let is_untouched = |index: usize| {
        row(index).iter().enumerate().all(|(x, byte)| *byte == untouched(index * pitch + x))
    };
    let written = (0..rows).rev().find(|index| !is_untouched(*index)).map_or(0, |last| last + 1);
    let has_nothing = |index: usize| row(index)[pitch.saturating_sub(4)..].iter().all(is_nothing);
    let drawn = (0..written).rev().find(|index| !has_nothing(*index)).map_or(0, |last| last + 1);
    (written, drawn)
}

/// Inks of such blocks come out one less.
fn is_nothing(byte: &u8) -> bool {
    matches!(*byte, NOTHING | 127)
}

/// One of 8, 4, 2 and 1: the scales that the library has in vector code. The eighths between them
/// cost more than they save.
fn largest_divisor(stored_px: f64, wanted_px: f64) -> u32 {
    let keeps_enough = |divisor: &u32| stored_px / f64::from(*divisor) >= wanted_px;
    [8, 4, 2].into_iter().find(keeps_enough).unwrap_or(1)
}

/// Ink to light, without a colour profile: the multiplication that every browser does. Adobe's
/// programs store CMYK inverted, and say so by their marker.
fn rgb_of_cmyk(mut pixels: Vec<u8>, inverted: bool) -> Vec<u8> {
    let invert = if inverted { 0 } else { 0xFF };
    let count = pixels.len() / 4;
    for index in 0..count {
        let from = index * 4;
        let [c, m, y, k] = [0, 1, 2, 3].map(|ink| u32::from(pixels[from + ink] ^ invert));
        let to = index * 3;
        pixels[to] = (c * k / 255) as u8;
        pixels[to + 1] = (m * k / 255) as u8;
        pixels[to + 2] = (y * k / 255) as u8;
    }
    pixels.truncate(count * 3);
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_scale_that_keeps_the_pixels_wanted_is_taken() {
        assert_eq!(largest_divisor(4000.0, 1600.0), 2);
        assert_eq!(largest_divisor(8000.0, 1600.0), 4);
        assert_eq!(largest_divisor(3000.0, 1600.0), 1);
        assert_eq!(largest_divisor(12000.0, 200.0), 8);
    }

    #[test]
    fn rows_are_counted_up_to_the_first_that_lacks_something() {
        let untouched_from = |from: usize| (from..).map(untouched);
        let pixels: Vec<u8> = [7; 20].into_iter().chain(untouched_from(20)).take(40).collect();
        assert_eq!(rows_there(&pixels, 10), (2, 2));
        let grey_below = [[9; 10], [9; 10], [NOTHING; 10], [NOTHING; 10]].concat();
        assert_eq!(rows_there(&grey_below, 10), (4, 2));
        assert_eq!(rows_there(&[NOTHING; 40], 10), (4, 0));
    }

    #[test]
    fn ink_becomes_light_in_both_conventions() {
        assert_eq!(rgb_of_cmyk(vec![255, 255, 255, 255], true), [255, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 255, 255, 255], true), [0, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 0, 0, 0], false), [255, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 0, 0, 255], false), [0, 0, 0]);
    }
}
