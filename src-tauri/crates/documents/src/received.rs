//! The desk's look at what a worker sends: it may have been taken over by the file it decoded.

use crate::codes::MAX_CODES;
use crate::limits::MAX_BOX_PX;
use crate::rendition::{MediaType, Rendition, RenditionRequest};
use crate::wire::RenditionHeader;

/// More hints than there are kinds of them are not ours.
const MAX_HINTS: usize = 16;

/// No file that the desk opens has more pages: a page takes some bytes.
const MAX_PAGES: u32 = 1_000_000;

/// Takes a number of pages only if it may be one, and comes with nothing else.
pub(crate) fn checked_pages(pages: u32, body: &[u8]) -> Option<u32> {
    (body.is_empty() && (1..=MAX_PAGES).contains(&pages)).then_some(pages)
}

/// Takes a rendition only if its bytes are a plain picture of the size that was asked for.
pub(crate) fn checked(
    header: RenditionHeader,
    bytes: Vec<u8>,
    request: &RenditionRequest,
) -> Option<Rendition> {
    let largest = request.box_px.clamp(16, MAX_BOX_PX);
    let (width, height) = match header.media_type {
        MediaType::Jpeg => plain_jpeg_size(&bytes)?,
        MediaType::Png => plain_png_size(&bytes)?,
    };
    let sound = (width, height) == (header.width, header.height)
        && (1..=largest).contains(&width)
        && (1..=largest).contains(&height)
        && header.hints.len() <= MAX_HINTS
        && header.codes.len() <= MAX_CODES
        && header.pages > request.page;
    sound.then_some(Rendition {
        media_type: header.media_type,
        bytes,
        width,
        height,
        pages: header.pages,
        source_width: header.source_width,
        source_height: header.source_height,
        hints: header.hints,
        likeness: header.likeness,
        codes: header.codes,
        made_on: header.made_on,
    })
}

/// The size of a baseline JPEG that carries no segment besides those of the picture itself (and
/// JFIF's own): no EXIF, no profile, no comment.
fn plain_jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    let mut size = None;
    loop {
        let [0xFF, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        match marker {
            // JFIF, quantisation, Huffman tables, restart interval.
            0xE0 | 0xDB | 0xC4 | 0xDD => {}
            0xC0 => {
                let [_, h1, h0, w1, w0, ..] = *segment else {
                    return None;
                };
                size = Some((
                    u32::from(u16::from_be_bytes([w1, w0])),
                    u32::from(u16::from_be_bytes([h1, h0])),
                ));
            }
            0xDA => return size,
            _ => return None,
        }
        rest = rest.get(2 + length..)?;
    }
}

/// The size of a PNG that has no chunks but header, data and end.
fn plain_png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut size = None;
    loop {
        let (length, tail) = rest.split_first_chunk::<4>()?;
        let (kind, tail) = tail.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = tail.get(..length)?;
        rest = tail.get(length.checked_add(4)?..)?;
        match kind {
            b"IHDR" if size.is_none() => {
                let (width, tail) = data.split_first_chunk::<4>()?;
                let (height, _) = tail.split_first_chunk::<4>()?;
                size = Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)));
            }
            b"IDAT" => {}
            b"IEND" if rest.is_empty() => return size,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_pages_comes_alone_and_is_one_that_a_file_may_have() {
        assert_eq!(checked_pages(3, &[]), Some(3));
        assert_eq!(checked_pages(3, b"more"), None);
        assert_eq!(checked_pages(0, &[]), None);
        assert_eq!(checked_pages(u32::MAX, &[]), None);
    }
}
