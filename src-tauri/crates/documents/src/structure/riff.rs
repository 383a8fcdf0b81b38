//! A WebP's chunks (RIFF; "WebP Container Specification").

use super::{MAX_PARTS, le_u32};

/// One chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub kind: [u8; 4],
    pub data: &'a [u8],
    /// How many bytes its header states.
    pub length: usize,
}

/// A WebP file, walked from its first byte.
#[derive(Debug)]
pub(crate) struct WebP<'a> {
    pub chunks: Vec<Chunk<'a>>,
    /// What lies behind the container's stated end.
    pub behind: &'a [u8],
}

impl<'a> WebP<'a> {
    /// Walks a file that begins with a WebP; nothing if it does not.
    pub(crate) fn walk(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"RIFF") || bytes.get(8..12) != Some(b"WEBP") {
            return None;
        }
        let stated = usize::try_from(le_u32(bytes, 4)?).ok()?.saturating_add(8);
        // A chunk that begins inside the container is taken whole, also where the container's
        // length is a wrong one.
        let (chunks, at) = chunks(bytes, 12, stated);
        Some(Self { chunks, behind: bytes.get(at..).unwrap_or_default() })
    }

    /// The size that the first header of a picture states, in pixels.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        self.chunks.iter().find_map(|chunk| match &chunk.kind {
            b"VP8X" => {
                let side = |at| Some((le_u32(chunk.data, at)? >> 8) + 1);
                // Both are of three bytes: read from the one before.
                Some((side(3)?, side(6)?))
            }
            b"VP8 " => lossy_size(chunk.data),
            b"VP8L" => {
                let sides = le_u32(chunk.data, 1)?;
                Some(((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1))
            }
            _ => None,
        })
    }

    /// The data of the chunks of this kind.
    pub(crate) fn of_kind(&self, kind: &'static [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
        self.chunks.iter().filter(move |chunk| &chunk.kind == kind).map(|chunk| chunk.data)
    }
}

/// The size that the frame header of lossy data states.
pub(crate) fn lossy_size(data: &[u8]) -> Option<(u32, u32)> {
    let sides = le_u32(data, 6)?;
    Some((sides & 0x3FFF, sides >> 16 & 0x3FFF))
}

/// The chunks that begin between these places, and where the next one would.
pub(crate) fn chunks(bytes: &[u8], mut at: usize, before: usize) -> (Vec<Chunk<'_>>, usize) {
    let mut chunks = Vec::new();
    while at < before && chunks.len() < MAX_PARTS {
        let Some((kind, tail)) = bytes.get(at..).and_then(<[u8]>::split_first_chunk::<4>) else {
            break;
        };
        let Some(length) = le_u32(tail, 0) else { break };
        let data = &tail[4..];
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let held = length.min(data.len());
        chunks.push(Chunk { kind: *kind, data: &data[..held], length });
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    (chunks, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_padded_to_even_lengths_and_the_last_may_be_cut() {
        let webp = WebP::walk(b"RIFF\x1E\0\0\0WEBPVP8X\x03\0\0\0abc\0EXIF\x05\0\0\0defgh\0TAIL")
            .expect("a WebP");
        assert_eq!(webp.of_kind(b"VP8X").next(), Some(&b"abc"[..]));
        assert_eq!(webp.behind, b"TAIL");
        let cut = WebP::walk(b"RIFF\x1C\0\0\0WEBPVP8 \x09\0\0\0defg").expect("a WebP");
        assert_eq!((cut.chunks[0].data, cut.chunks[0].length), (&b"defg"[..], 9));
        assert!(WebP::walk(b"RIFF\x14\0\0\0WAVE").is_none());
    }
}
