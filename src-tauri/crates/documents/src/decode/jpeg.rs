//! JPEG, decoded by libjpeg-turbo at the smallest scale that still has the pixels wanted.
//!
//! Why this decoder: it is the fastest of those measured, reads progressive, CMYK and arithmetic
//! files, and scales while it decodes. It is C, hence the worker's confinement.

use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::{Layout, Raster, Stored, Wanted, check_dimensions};
use crate::refusal::Refusal;

/// A progressive file with more scans than this is a bomb: each costs a pass over all pixels.
const MAX_SCANS: u32 = 100;

/// Faults that leave every pixel in place, by libjpeg-turbo's words for them.
const HARMLESS: [&str; 2] = ["extraneous bytes before marker", "Invalid SOS parameters"];

pub(super) fn decode(bytes: &[u8], wanted: Wanted<'_>) -> Result<Stored, Refusal> {
    let damaged = |_| Refusal::Damaged;
    let mut decompressor = Decompressor::new().map_err(damaged)?;
    decompressor.set_scan_limit(MAX_SCANS).map_err(damaged)?;
    let header = decompressor.read_header(bytes).map_err(damaged)?;
    let width = u32::try_from(header.width).map_err(|_| Refusal::Damaged)?;
    let height = u32::try_from(header.height).map_err(|_| Refusal::Damaged)?;
    check_dimensions(width, height)?;

    let scale = if header.is_lossless {
        ScalingFactor::ONE
    } else {
        let wanted = wanted(width, height);
        smallest_scale(wanted.stored_px, wanted.wanted_px)
    };
    decompressor.set_scaling_factor(scale).map_err(damaged)?;
    let scaled = header.scaled(scale);
    let format = match header.colorspace {
        Colorspace::Gray => PixelFormat::GRAY,
        Colorspace::CMYK | Colorspace::YCCK => PixelFormat::CMYK,
        _ => PixelFormat::RGB,
    };
    let pitch = scaled.width * format.size();
    let mut pixels = vec![0; pitch * scaled.height];
    let image = Image {
        pixels: pixels.as_mut_slice(),
        width: scaled.width,
        pitch,
        height: scaled.height,
        format,
    };
    match decompressor.decompress(bytes, image) {
        Ok(()) => {}
        Err(turbojpeg::Error::TurboJpegError(message))
            if HARMLESS.iter().any(|words| message.contains(words)) => {}
        Err(_) => return Err(Refusal::Damaged),
    }
    let layout = match format {
        PixelFormat::GRAY => Layout::Grey,
        PixelFormat::CMYK => {
            pixels = rgb_of_cmyk(pixels, has_adobe_marker(bytes));
            Layout::Rgb
        }
        _ => Layout::Rgb,
    };
    Ok(Stored {
        raster: Raster {
            pixels,
            width: u32::try_from(scaled.width).map_err(|_| Refusal::Damaged)?,
            height: u32::try_from(scaled.height).map_err(|_| Refusal::Damaged)?,
            layout,
        },
        width,
        height,
    })
}

/// One of 1/8, 1/4, 1/2 and 1: the scales that the library has in vector code. The eighths between
/// them cost more than they save.
fn smallest_scale(stored_px: f64, wanted_px: f64) -> ScalingFactor {
    [
        (8.0, ScalingFactor::ONE_EIGHTH),
        (4.0, ScalingFactor::ONE_QUARTER),
        (2.0, ScalingFactor::ONE_HALF),
    ]
    .into_iter()
    .find(|(divisor, _)| stored_px / divisor >= wanted_px)
    .map_or(ScalingFactor::ONE, |(_, scale)| scale)
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

/// Whether an APP14 segment signed `Adobe` comes before the picture's data.
fn has_adobe_marker(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, marker, tail @ ..] = rest {
        match (marker, tail) {
            (0xFF, _) => rest = &rest[1..],
            (0xEE, [_, _, b'A', b'd', b'o', b'b', b'e', ..]) => return true,
            (0xDA, _) => return false,
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = tail.get(length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_scale_that_keeps_the_pixels_wanted_is_taken() {
        assert_eq!(smallest_scale(4000.0, 1600.0), ScalingFactor::ONE_HALF);
        assert_eq!(smallest_scale(8000.0, 1600.0), ScalingFactor::ONE_QUARTER);
        assert_eq!(smallest_scale(3000.0, 1600.0), ScalingFactor::ONE);
        assert_eq!(smallest_scale(12000.0, 200.0), ScalingFactor::ONE_EIGHTH);
    }

    #[test]
    fn ink_becomes_light_in_both_conventions() {
        assert_eq!(rgb_of_cmyk(vec![255, 255, 255, 255], true), [255, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 255, 255, 255], true), [0, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 0, 0, 0], false), [255, 255, 255]);
        assert_eq!(rgb_of_cmyk(vec![0, 0, 0, 255], false), [0, 0, 0]);
    }
}
