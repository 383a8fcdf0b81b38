//! A JPEG's segments (ITU-T T.81, annex B), and where its picture ends.

use std::borrow::Cow;

use super::MAX_PARTS;
use crate::bytes::position;

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
pub(crate) const APP1: u8 = 0xE1;
pub(crate) const APP2: u8 = 0xE2;
pub(crate) const APP14: u8 = 0xEE;

/// Zeros in a row at a file's end that are padding and not the picture's data.
const PADDING: usize = 16;

/// One segment with a length of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub marker: u8,
    pub data: &'a [u8],
    /// Where its data begins in the file.
    pub at: usize,
}

/// A JPEG file, walked from its first byte.
#[derive(Debug)]
pub(crate) struct Jpeg<'a> {
    bytes: &'a [u8],
    pub segments: Vec<Segment<'a>>,
    /// Where the byte behind its end marker is; none if the end marker is missing.
    pub end: Option<usize>,
    /// Behind the last byte that can belong to the picture.
    reach: usize,
}

impl<'a> Jpeg<'a> {
    /// Walks a file that begins with a JPEG; nothing if it does not.
    pub(crate) fn walk(bytes: &'a [u8]) -> Option<Self> {
        Self::walk_to(bytes, false)
    }

    /// The same up to the picture's data, before which are its size and its notes.
    pub(crate) fn head(bytes: &'a [u8]) -> Option<Self> {
        Self::walk_to(bytes, true)
    }

    fn walk_to(bytes: &'a [u8], the_data: bool) -> Option<Self> {
        if !bytes.starts_with(&[0xFF, START, 0xFF]) {
            return None;
        }
        let mut found = Self { bytes, segments: Vec::new(), end: None, reach: bytes.len() };
        let (mut at, mut scanned, mut restarts) = (2, false, false);
        while found.segments.len() < MAX_PARTS && !(the_data && scanned) {
            let Some((prefix, code)) = next_marker(bytes, at) else { return Some(found) };
            let data_at = code + 3;
            match bytes[code] {
                // Stuffed data, restart markers and the temporary marker stand alone.
                0x00 | 0x01 | 0xD0..=0xD7 => {
                    at = code + 1;
                }
                // With restarts, a decoder finds its way again behind a damaged place.
                0x02..=0xBF if scanned && restarts => at = code + 1,
                END => {
                    (found.end, found.reach) = (Some(code + 1), code + 1);
                    return Some(found);
                }
                marker => {
                    let data = length_at(bytes, code + 1)
                        .and_then(|length| bytes.get(data_at..code + 1 + length))
                        .filter(|data| is_plausible(marker, data, scanned));
                    let Some(data) = data else {
                        found.reach = prefix;
                        return Some(found);
                    };
                    found.segments.push(Segment { marker, data, at: data_at });
                    scanned |= marker == SCAN;
                    restarts |= marker == 0xDD;
                    at = data_at + data.len();
                }
            }
        }
        found.reach = at;
        Some(found)
    }

    /// The picture's own bytes with an end marker: what a decoder gets to see. What a maker or a
    /// transfer put behind the picture is left away.
    pub(crate) fn picture(&self) -> Cow<'a, [u8]> {
        if let Some(end) = self.end {
            return Cow::Borrowed(&self.bytes[..end]);
        }
        let data = without_padding(&self.bytes[..self.reach]);
        let mut picture = Vec::with_capacity(data.len() + 2);
        picture.extend_from_slice(data);
        picture.extend([0xFF, END]);
        Cow::Owned(picture)
    }

    /// What lies behind the picture.
    pub(crate) fn behind(&self) -> &'a [u8] {
        &self.bytes[self.reach..]
    }

    /// Where that begins.
    pub(crate) fn behind_at(&self) -> usize {
        self.reach
    }

    /// The data of the segments with this marker and signature, without the signature.
    pub(crate) fn signed(
        &self,
        marker: u8,
        signature: &'static [u8],
    ) -> impl Iterator<Item = &'a [u8]> {
        self.segments
            .iter()
            .filter(move |segment| segment.marker == marker)
            .filter_map(move |segment| segment.data.strip_prefix(signature))
    }

    /// In how many passes over the picture its data lies.
    pub(crate) fn scans(&self) -> usize {
        self.segments.iter().filter(|segment| segment.marker == SCAN).count()
    }

    fn frame(&self) -> Option<&Segment<'a>> {
        self.segments.iter().find(|segment| is_frame(segment.marker))
    }

    /// Whether its data is coded arithmetically: such data ends without a sign, so that nobody can
    /// tell whether all of it is there.
    pub(crate) fn is_arithmetic(&self) -> bool {
        self.frame().is_some_and(|frame| matches!(frame.marker, 0xC9..=0xCF))
    }

    /// Whether a pass is missing that some component of the picture still needs. Only of a file
    /// without an end does this say that it was cut: a coder may leave out what is all zero.
    pub(crate) fn lacks_passes(&self) -> bool {
        let Some(frame) = self.frame() else { return true };
        // For each of a component's 64 coefficients, how many low bits are still to come.
        let components = frame.data.get(6..).unwrap_or_default().chunks_exact(3);
        let mut to_come: Vec<(u8, [u8; 64])> =
            components.map(|component| (component[0], [0xFF; 64])).collect();
        for scan in self.segments.iter().filter(|segment| segment.marker == SCAN) {
            let Some((named, [first, last, bits])) = scan.data.split_last_chunk::<3>() else {
                continue;
            };
            let (band, bits) = match frame.marker {
                0xC2 | 0xC6 | 0xCA | 0xCE => (usize::from(*first)..=usize::from(*last), bits & 15),
                _ => (0..=63, 0),
            };
            for name in named.iter().skip(1).step_by(2) {
                let component = to_come.iter_mut().find(|(component, _)| component == name);
                if let Some(coefficients) = component.and_then(|(_, all)| all.get_mut(band.clone()))
                {
                    coefficients.fill(bits);
                }
            }
        }
        to_come.iter().any(|(_, coefficients)| coefficients.iter().any(|bits| *bits != 0))
    }

    /// The size that the frame header states, in pixels.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        let [_, h1, h0, w1, w0, ..] = *self.frame()?.data else { return None };
        let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
        Some((side(w1, w0), side(h1, h0)))
    }
}

/// The next marker at or behind `at`: where its prefix and where its code stands.
fn next_marker(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let prefix = at + position(bytes.get(at..)?, 0xFF)?;
    // Any number of prefixes may stand before a code.
    let code = prefix + bytes[prefix..].iter().position(|byte| *byte != 0xFF)?;
    Some((prefix, code))
}

/// A segment's length, its own two bytes counted.
fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let [high, low] = *bytes.get(at..at + 2)? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    (length >= 2).then_some(length)
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Whether a segment can be one. Behind a scan's data, where a maker's trailer may look like
/// anything, only what can follow a scan counts.
fn is_plausible(marker: u8, data: &[u8], scanned: bool) -> bool {
    match marker {
        SCAN => matches!(data.first(), Some(count @ 1..=4)
            if data.len() == 2 * usize::from(*count) + 4),
        0xC4 => has_huffman_tables(data),
        0xDB => has_quantisation_tables(data),
        0xDD | 0xDC => data.len() == 2,
        0xCC | 0xE0..=0xEF | 0xFE => true,
        0xC0..=0xCF | 0xDE | 0xDF | 0xF0..=0xFD => !scanned,
        _ => false,
    }
}

fn has_huffman_tables(mut data: &[u8]) -> bool {
    while let [class, rest @ ..] = data {
        let Some((counts, values)) = rest.split_first_chunk::<16>() else { return false };
        let count = counts.iter().map(|count| usize::from(*count)).sum::<usize>();
        let Some(behind) = values.get(count..) else { return false };
        if class & 0xEC != 0 || count > 256 {
            return false;
        }
        data = behind;
    }
    true
}

fn has_quantisation_tables(mut data: &[u8]) -> bool {
    while let [class, rest @ ..] = data {
        let length = if class >> 4 == 0 { 64 } else { 128 };
        let Some(behind) = rest.get(length..) else { return false };
        if class & 0xEC != 0 {
            return false;
        }
        data = behind;
    }
    true
}

fn without_padding(data: &[u8]) -> &[u8] {
    let zeros = data.iter().rev().take_while(|byte| **byte == 0).count();
    // A few are kept: they may be the picture's own, and one belongs to a stuffed 0xFF.
    if zeros >= PADDING { &data[..data.len() - zeros + 2] } else { data }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &[u8] = b"\xFF\xD8\xFF\xE0\0\x04JF\xFF\xC0\0\x0B\x08\0\x10\0\x20\x01\x01\x11\0\
        \xFF\xDA\0\x08\x01\x01\0\0\x3F\0data\xFF\0data\xFF\xD0data\xFF\xD9";

    #[test]
    fn the_end_is_found_behind_stuffed_data_and_restarts() {
        let jpeg = Jpeg::walk(SOUND).expect("a JPEG");
        assert_eq!(jpeg.end, Some(SOUND.len()));
        assert_eq!((jpeg.size(), jpeg.scans()), (Some((32, 16)), 1));
        assert_eq!(jpeg.signed(0xE0, b"J").next(), Some(&b"F"[..]));
        assert!(!jpeg.lacks_passes() && !jpeg.is_arithmetic());
    }

    #[test]
    fn whatever_follows_the_end_is_not_the_picture() {
        let trailed = [SOUND, b"\0\0SEFT\xFF\xE1"].concat();
        let jpeg = Jpeg::walk(&trailed).expect("a JPEG");
        assert_eq!(&*jpeg.picture(), SOUND);
        assert_eq!(jpeg.behind(), b"\0\0SEFT\xFF\xE1");
    }

    #[test]
    fn a_missing_end_is_put_in_before_padding_and_before_a_second_picture() {
        let open = &SOUND[..SOUND.len() - 2];
        for behind in
            [&[][..], &[0; 40], b"\xFF\xD8\xFF\xE0", b"\xFF\xDBrubbish", b"\xFF\xF7\0\x03x"]
        {
            let bytes = [open, behind].concat();
            let jpeg = Jpeg::walk(&bytes).expect("a JPEG");
            assert_eq!(jpeg.end, None);
            let picture = jpeg.picture();
            assert!(picture.starts_with(open) && picture.ends_with(b"\xFF\xD9"), "{behind:?}");
            assert!(picture.len() <= SOUND.len() + 2, "{behind:?}");
        }
    }

    #[test]
    fn a_length_beyond_the_end_ends_the_walk() {
        for cut in 0..SOUND.len() {
            if let Some(jpeg) = Jpeg::walk(&SOUND[..cut]) {
                assert_eq!(jpeg.end, None);
                assert!(jpeg.picture().len() <= cut + 2);
            }
        }
    }
}
