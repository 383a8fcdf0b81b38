//! A PNG's chunks (ISO/IEC 15948, 5.3).

use super::{MAX_PARTS, be_u32};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// One chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub kind: [u8; 4],
    pub data: &'a [u8],
    /// The checksum that it states; none where the file ends before.
    checksum: Option<u32>,
}

impl Chunk<'_> {
    /// Whether its own checksum says that it was altered.
    pub(crate) fn is_altered(&self) -> bool {
        self.checksum.is_some_and(|stated| {
            let mut checksum = crc32fast::Hasher::new();
            checksum.update(&self.kind);
            checksum.update(self.data);
            checksum.finalize() != stated
        })
    }
}

/// A PNG file, walked from its first byte.
#[derive(Debug)]
pub(crate) struct Png<'a> {
    pub chunks: Vec<Chunk<'a>>,
    /// What lies behind its end chunk.
    pub behind: &'a [u8],
}

impl<'a> Png<'a> {
    /// Walks a file that begins with a PNG; nothing if it does not.
    pub(crate) fn walk(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(SIGNATURE)?;
        let mut chunks = Vec::new();
        while chunks.len() < MAX_PARTS {
            let Some(length) = be_u32(rest, 0) else { break };
            let Some(kind) = rest.get(4..8).and_then(|kind| <[u8; 4]>::try_from(kind).ok()) else {
                break;
            };
            // Other letters mean that the walk has lost its way.
            if !kind.iter().all(u8::is_ascii_alphabetic) {
                break;
            }
            let data = &rest[8..];
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let Some(whole) = data.get(..length) else {
                chunks.push(Chunk { kind, data, checksum: None });
                break;
            };
            chunks.push(Chunk { kind, data: whole, checksum: be_u32(data, length) });
            rest = data.get(length.saturating_add(4)..).unwrap_or_default();
            if &kind == b"IEND" {
                return Some(Self { chunks, behind: rest });
            }
        }
        Some(Self { chunks, behind: &[] })
    }

    /// The data of the chunks of this kind.
    pub(crate) fn of_kind(&self, kind: &'static [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
        self.chunks.iter().filter(move |chunk| &chunk.kind == kind).map(|chunk| chunk.data)
    }

    /// The size that the header states, in pixels.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        let header = self.of_kind(b"IHDR").next()?;
        Some((be_u32(header, 0)?, be_u32(header, 4)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_walked_up_to_the_end_or_to_where_the_way_is_lost() {
        let sound = b"\x89PNG\r\n\x1a\n\0\0\0\x08IHDR\0\0\0\x05\0\0\0\x07crc_\0\0\0\0IENDcrc_more";
        let png = Png::walk(sound).expect("a PNG");
        assert_eq!((png.size(), png.behind), (Some((5, 7)), &b"more"[..]));
        let cut = Png::walk(&sound[..20]).expect("a PNG");
        assert!(png.chunks[0].is_altered() && !cut.chunks[0].is_altered());
        assert_eq!(cut.size(), None);
        let lost = Png::walk(b"\x89PNG\r\n\x1a\n\0\0\0\x08\0\x01\x02\x03").expect("a PNG");
        assert!(lost.chunks.is_empty());
    }
}
