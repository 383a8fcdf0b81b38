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

/// Where these bytes first occur.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let mut from = 0;
    while let Some(at) = position(bytes.get(from..)?, *first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return Some(from - 1);
        }
    }
    None
}

/// Where this byte first occurs. A file of 25 MB is gone through several times: so many bytes at
/// once are a few instructions.
fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let has_it = |chunk: &[u8; 32]| chunk.iter().fold(false, |has, byte| has | (*byte == wanted));
    let skipped = 32 * chunks.iter().position(has_it).unwrap_or(chunks.len());
    Some(skipped + bytes[skipped..].iter().position(|byte| *byte == wanted)?)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in [0, 1, 31, 32, 33, 100] {
            let mut bytes = vec![7; length];
            assert_eq!((position(&bytes, 9), find(&bytes, b"\x09\x0A")), (None, None));
            bytes.extend(b"\x09\x09\x0A\x09");
            assert_eq!(position(&bytes, 9), Some(length));
            assert_eq!(find(&bytes, b"\x09\x0A"), Some(length + 1));
            assert_eq!(find(&bytes, b"\x09\x0A\x09\x09"), None);
        }
    }
}
