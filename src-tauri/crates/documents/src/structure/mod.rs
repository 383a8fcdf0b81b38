//! How picture files are put together: their segments and chunks, walked by their lengths alone.
//!
//! Nothing is decoded here and nothing is believed: a length that does not fit ends the walk, and
//! every walk takes at most [`MAX_PARTS`] steps. So what is said of a damaged file is what it holds
//! up to the damage.

pub(crate) mod jpeg;
pub(crate) mod more;
pub(crate) mod png;
pub(crate) mod riff;

/// No camera and no editor writes so many parts into one file.
const MAX_PARTS: usize = 16_384;

/// The stored size that a picture's header states, in pixels.
pub(crate) fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    if let Some(jpeg) = jpeg::Jpeg::head(bytes) {
        return jpeg.size();
    }
    if let Some(png) = png::Png::walk(bytes) {
        return png.size();
    }
    riff::WebP::walk(bytes)?.size()
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    be_u32(bytes, at).map(u32::swap_bytes)
}
