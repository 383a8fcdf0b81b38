//! The few bytes by which a phone says how it was held.

/// Puts an EXIF block behind the first two bytes of a JPEG: who made it, and orientation 6, "turn a
/// quarter to the right".
pub(super) fn held_upright(jpeg: &[u8]) -> Vec<u8> {
    const MAKE: &[u8; 8] = b"Example\0";
    // TIFF, big-endian: header, one directory of two entries, and the maker's name after it.
    let mut tiff = Vec::from(*b"MM\0\x2a\0\0\0\x08");
    tiff.extend_from_slice(&2u16.to_be_bytes());
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        tiff.extend_from_slice(&tag.to_be_bytes());
        tiff.extend_from_slice(&kind.to_be_bytes());
        tiff.extend_from_slice(&count.to_be_bytes());
        tiff.extend_from_slice(&value);
    };
    let after_directory = 8 + 2 + 2 * 12 + 4u32;
    entry(0x010f, 2, MAKE.len() as u32, after_directory.to_be_bytes());
    entry(0x0112, 3, 1, [0, 6, 0, 0]);
    tiff.extend_from_slice(&0u32.to_be_bytes());
    tiff.extend_from_slice(MAKE);

    let length = (2 + 6 + tiff.len()) as u16;
    let mut out = Vec::with_capacity(jpeg.len() + tiff.len() + 10);
    out.extend_from_slice(&jpeg[..2]);
    out.extend_from_slice(&[0xff, 0xe1]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(b"Exif\0\0");
    out.extend_from_slice(&tiff);
    out.extend_from_slice(&jpeg[2..]);
    out
}
