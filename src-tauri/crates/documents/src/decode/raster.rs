//! PNG and WebP, decoded whole by the `image` crate under its own limits.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, Limits};

use super::{Layout, Raster, Stored, check_dimensions};
use crate::limits::MAX_SIDE_PX;
use crate::refusal::Refusal;

pub(super) fn decode_png(bytes: &[u8], memory_bytes: u64) -> Result<Stored, Refusal> {
    let limits = limits(memory_bytes);
    PngDecoder::with_limits(Cursor::new(bytes), limits.clone())
        .map_err(|error| refusal(&error))
        .and_then(|decoder| decode(decoder, limits))
}

pub(super) fn decode_webp(bytes: &[u8], memory_bytes: u64) -> Result<Stored, Refusal> {
    WebPDecoder::new(Cursor::new(bytes))
        .map_err(|error| refusal(&error))
        .and_then(|decoder| decode(decoder, limits(memory_bytes)))
}

/// The dimensions are held against the desk's own limits, for the sentence with the numbers in it.
fn limits(memory_bytes: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory_bytes / 4 * 3);
    limits.max_image_width = None;
    limits.max_image_height = None;
    limits
}

fn decode(mut decoder: impl ImageDecoder, limits: Limits) -> Result<Stored, Refusal> {
    let (width, height) = decoder.dimensions();
    check_dimensions(width, height)?;
    decoder.set_limits(limits).map_err(|error| refusal(&error))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    Ok(Stored { raster: on_white(picture), width, height })
}

fn refusal(error: &image::ImageError) -> Refusal {
    match error {
        image::ImageError::Limits(_) => {
            Refusal::TooManyPixels { width: MAX_SIDE_PX, height: MAX_SIDE_PX }
        }
        _ => Refusal::Damaged,
    }
}

/// Eight bits a channel, and what is see-through laid on white paper.
fn on_white(picture: DynamicImage) -> Raster {
    let (width, height) = (picture.width(), picture.height());
    let (pixels, layout) = match picture {
        DynamicImage::ImageLuma8(grey) => (grey.into_raw(), Layout::Grey),
        DynamicImage::ImageLuma16(_) => (picture.into_luma8().into_raw(), Layout::Grey),
        DynamicImage::ImageRgb8(rgb) => (rgb.into_raw(), Layout::Rgb),
        DynamicImage::ImageRgb16(_) => (picture.into_rgb8().into_raw(), Layout::Rgb),
        other => (rgba_on_white(other.into_rgba8().into_raw()), Layout::Rgb),
    };
    Raster { pixels, width, height, layout }
}

/// Works in place: a second copy of 64 megapixels is not needed.
fn rgba_on_white(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / 4;
    for index in 0..count {
        let from = index * 4;
        let alpha = u32::from(pixels[from + 3]);
        for channel in 0..3 {
            let light = u32::from(pixels[from + channel]);
            pixels[index * 3 + channel] = ((light * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
    }
    pixels.truncate(count * 3);
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_see_through_lies_on_white_paper() {
        assert_eq!(
            rgba_on_white(vec![9, 8, 7, 255, 0, 0, 0, 0, 0, 0, 0, 128]),
            [9, 8, 7, 255, 255, 255, 127, 127, 127]
        );
    }
}
