//! WebP, decoded by the `image` crate under its own limits.
//!
//! The decoder gets to see a container with the picture and nothing else, so that notes which are
//! cut off or missing take no picture with them. It gives out nothing of data that ends early:
//! such data is filled up, once with zeros and once with ones, and the rows in which both pictures
//! agree are those that the file holds.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder as _, Limits};

use super::{Layout, NOTHING, Raster, Stored, check_dimensions};
use crate::limits::{MAX_FILE_BYTES, MAX_SIDE_PX};
use crate::refusal::Refusal;
use crate::structure::riff::{Chunk, WebP, chunks, lossy_size};

/// What is put behind data that ends early, besides what is missing: made-up data may need more.
const SPARE: usize = 64 * 1024;

pub(super) fn decode(bytes: &[u8], memory_bytes: u64) -> Result<Stored, Refusal> {
    let webp = WebP::walk(bytes).ok_or(Refusal::Damaged)?;
    if let Some(still) = Still::among(&webp.chunks) {
        return still.decode(memory_bytes);
    }
    // An animation is composed by the library; where it cannot, the first frame's own picture is
    // there perhaps.
    decode_all(bytes, memory_bytes).or_else(|refusal| {
        let frame = webp.of_kind(b"ANMF").next().ok_or(refusal)?;
        let (inside, _) = chunks(frame, 16, frame.len());
        Still::among(&inside).ok_or(refusal)?.decode(memory_bytes)
    })
}

/// The chunks of one picture.
struct Still<'a> {
    alpha: Option<Chunk<'a>>,
    picture: Chunk<'a>,
}

impl<'a> Still<'a> {
    fn among(chunks: &[Chunk<'a>]) -> Option<Self> {
        let first =
            |kinds: &[&[u8; 4]]| chunks.iter().find(|chunk| kinds.contains(&&chunk.kind)).copied();
        let picture = first(&[b"VP8 ", b"VP8L"])?;
        let alpha = first(&[b"ALPH"]).filter(|alpha| alpha.data.len() == alpha.length);
        Some(Self { alpha: alpha.filter(|_| &picture.kind == b"VP8 "), picture })
    }

    fn decode(&self, memory_bytes: u64) -> Result<Stored, Refusal> {
        let Chunk { data, length, .. } = self.picture;
        if data.len() == length {
            return decode_all(&self.file(data)?, memory_bytes);
        }
        let length = length.min(MAX_FILE_BYTES) + SPARE;
        let mut filled = [0x00, 0xFF, 0x55].into_iter().filter_map(|filling| {
            let mut data = data.to_vec();
            data.resize(length.max(data.len()), filling);
            decode_all(&self.file(&data).ok()?, memory_bytes).ok()
        });
        let mut shown = filled.next().ok_or(Refusal::Damaged)?;
        let other = filled.next().ok_or(Refusal::Damaged)?;
        let Raster { pixels, width, height, layout } = &mut shown.raster;
        let pitch = *width as usize * layout.bytes();
        if other.raster.pixels.len() != pixels.len() {
            return Err(Refusal::Damaged);
        }
        let both = pixels.chunks_exact(pitch).zip(other.raster.pixels.chunks_exact(pitch));
        let alike = both.take_while(|(one, other)| one == other).count();
        pixels[alike * pitch..].fill(NOTHING);
        shown.ends_early = Some(alike as f32 / *height as f32);
        Ok(shown)
    }

    /// A file of this picture alone.
    fn file(&self, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut inside = b"WEBP".to_vec();
        let mut put = |kind: &[u8; 4], data: &[u8]| {
            inside.extend(kind);
            inside.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
            inside.extend(data);
            inside.resize(inside.len().next_multiple_of(2), 0);
        };
        if let Some(alpha) = self.alpha {
            let (width, height) =
                lossy_size(data).filter(|size| size.0 > 0 && size.1 > 0).ok_or(Refusal::Damaged)?;
            // The flag for alpha, and both sides less one in three bytes each.
            let mut extended = vec![0x10, 0, 0, 0];
            extended.extend(&(width - 1).to_le_bytes()[..3]);
            extended.extend(&(height - 1).to_le_bytes()[..3]);
            put(b"VP8X", &extended);
            put(b"ALPH", alpha.data);
        }
        put(&self.picture.kind, data);
        let mut file = b"RIFF".to_vec();
        file.extend(u32::try_from(inside.len()).unwrap_or(u32::MAX).to_le_bytes());
        file.extend(inside);
        Ok(file)
    }
}

fn decode_all(bytes: &[u8], memory_bytes: u64) -> Result<Stored, Refusal> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    check_dimensions(width, height)?;
    // The dimensions were held against the desk's own limits, for the sentence with the numbers.
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory_bytes / 4 * 3);
    (limits.max_image_width, limits.max_image_height) = (None, None);
    decoder.set_limits(limits).map_err(|error| refusal(&error))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    let (pixels, layout) = match picture {
        DynamicImage::ImageRgb8(rgb) => (rgb.into_raw(), Layout::Rgb),
        other => (rgba_on_white(other.into_rgba8().into_raw()), Layout::Rgb),
    };
    Ok(Stored { raster: Raster { pixels, width, height, layout }, width, height, ends_early: None })
}

fn refusal(error: &image::ImageError) -> Refusal {
    match error {
        image::ImageError::Limits(_) => {
            Refusal::TooManyPixels { width: MAX_SIDE_PX, height: MAX_SIDE_PX }
        }
        _ => Refusal::Damaged,
    }
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
