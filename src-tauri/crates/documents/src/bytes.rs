//! Finding bytes among many.

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
pub(crate) fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let has_it = |chunk: &[u8; 32]| chunk.iter().fold(false, |has, byte| has | (*byte == wanted));
    let skipped = 32 * chunks.iter().position(has_it).unwrap_or(chunks.len());
    Some(skipped + bytes[skipped..].iter().position(|byte| *byte == wanted)?)
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
