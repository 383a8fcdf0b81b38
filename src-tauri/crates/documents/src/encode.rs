//! The way out: a decoded page, made to fit, and encoded anew without any metadata.

use std::cell::RefCell;

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use crate::raster::{Layout, Raster};
use crate::refusal::Refusal;
use crate::rendition::MediaType;

/// More colours than this in a sample, and a picture is a photograph.
const FLAT_COLOURS: usize = 64;

thread_local! {
    // The resizer keeps its buffers from one file to the next.
    static RESIZER: RefCell<Resizer> = RefCell::new(Resizer::new());
}

/// A part of a raster, in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Part {
    pub(crate) fn whole(raster: &Raster) -> Self {
        Self {
            left: 0.0,
            top: 0.0,
            width: f64::from(raster.width),
            height: f64::from(raster.height),
        }
    }
}

/// The size that fits these into a box without enlarging, at least one pixel each way.
pub(crate) fn fit(width: f64, height: f64, box_px: u32) -> (u32, u32) {
    let scale = (f64::from(box_px) / width.max(height)).min(1.0);
    let side = |length: f64| ((length * scale).round() as u32).clamp(1, box_px);
    (side(width), side(height))
}

/// This part of the raster at this size.
pub(crate) fn part_resized(raster: &Raster, part: Part, width: u32, height: u32) -> Option<Raster> {
    let pixels = match raster.layout {
        Layout::Grey => resample::<U8>(raster, part, width, height),
        Layout::Rgb => resample::<U8x3>(raster, part, width, height),
    }?;
    Some(Raster { pixels, width, height, layout: raster.layout })
}

/// Asked for by its pixel's type: the resizer that finds the type out itself brings the code for
/// all of them, and two minutes of compiling.
fn resample<P: PixelTrait>(
    raster: &Raster,
    part: Part,
    width: u32,
    height: u32,
) -> Option<Vec<u8>> {
    let mut pixels = vec![0; width as usize * height as usize * raster.layout.bytes()];
    let from = TypedImageRef::<P>::from_buffer(raster.width, raster.height, &raster.pixels).ok()?;
    let mut to = TypedImage::<P>::from_buffer(width, height, &mut pixels).ok()?;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false)
        .crop(part.left, part.top, part.width, part.height);
    RESIZER.with_borrow_mut(|resizer| resizer.resize_typed(&from, &mut to, &options)).ok()?;
    Some(pixels)
}

/// The whole raster at this size.
pub(crate) fn resized(raster: &Raster, width: u32, height: u32) -> Option<Raster> {
    part_resized(raster, Part::whole(raster), width, height)
}

/// A copy whose longest side is at most this.
pub(crate) fn shrunk_to(raster: &Raster, side: u32) -> Option<Raster> {
    let (width, height) = fit(f64::from(raster.width), f64::from(raster.height), side);
    if (width, height) == (raster.width, raster.height) {
        return Some(raster.clone());
    }
    resized(raster, width, height)
}

/// How carefully to encode: previews are small, looking closely keeps every edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    Preview,
    Close,
}

/// Encodes as JPEG.
pub(crate) fn jpeg(raster: &Raster, care: Care) -> Result<Vec<u8>, Refusal> {
    let encode = || -> turbojpeg::Result<Vec<u8>> {
        let mut compressor = turbojpeg::Compressor::new()?;
        let (quality, subsamp) = match (raster.layout, care) {
            (Layout::Grey, _) => (88, turbojpeg::Subsamp::Gray),
            (Layout::Rgb, Care::Preview) => (85, turbojpeg::Subsamp::Sub2x2),
            (Layout::Rgb, Care::Close) => (92, turbojpeg::Subsamp::None),
        };
        compressor.set_quality(quality)?;
        compressor.set_subsamp(subsamp)?;
        let format = match raster.layout {
            Layout::Grey => turbojpeg::PixelFormat::GRAY,
            Layout::Rgb => turbojpeg::PixelFormat::RGB,
        };
        compressor.compress_to_vec(turbojpeg::Image {
            pixels: &raster.pixels,
            width: raster.width as usize,
            pitch: raster.width as usize * raster.layout.bytes(),
            height: raster.height as usize,
            format,
        })
    };
    encode().map_err(|_| Refusal::Damaged)
}

/// Encodes as PNG.
pub(crate) fn png(raster: &Raster) -> Result<Vec<u8>, Refusal> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    use image::{ExtendedColorType, ImageEncoder as _};
    let mut bytes = Vec::new();
    let colour = match raster.layout {
        Layout::Grey => ExtendedColorType::L8,
        Layout::Rgb => ExtendedColorType::Rgb8,
    };
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up)
        .write_image(&raster.pixels, raster.width, raster.height, colour)
        .map_err(|_| Refusal::Damaged)?;
    Ok(bytes)
}

/// Print and drawings keep their edges as PNG, photographs are a tenth of the size as JPEG.
pub(crate) fn suitable(raster: &Raster, care: Care) -> Result<(MediaType, Vec<u8>), Refusal> {
    if is_flat(raster) {
        Ok((MediaType::Png, png(raster)?))
    } else {
        Ok((MediaType::Jpeg, jpeg(raster, care)?))
    }
}

/// Whether a sample of some four thousand pixels has few colours.
fn is_flat(raster: &Raster) -> bool {
    let bytes = raster.layout.bytes();
    let pixels = raster.pixels.len() / bytes;
    // An odd step does not fall into the rhythm of the rows.
    let step = (pixels / 4096) | 1;
    let mut colours: Vec<&[u8]> = Vec::with_capacity(FLAT_COLOURS);
    for pixel in raster.pixels.chunks_exact(bytes).step_by(step) {
        if !colours.contains(&pixel) {
            if colours.len() == FLAT_COLOURS {
                return false;
            }
            colours.push(pixel);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_to_fit_and_never_enlarged() {
        assert_eq!(fit(4000.0, 3000.0, 1600), (1600, 1200));
        assert_eq!(fit(3000.0, 4000.0, 1600), (1200, 1600));
        assert_eq!(fit(800.0, 600.0, 1600), (800, 600));
        assert_eq!(fit(12000.0, 1.0, 1600), (1600, 1));
    }
}
