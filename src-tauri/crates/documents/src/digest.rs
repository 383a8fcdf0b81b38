//! Digests: a cut or altered download is never shown.

use sha2::{Digest, Sha256};
use thiserror::Error;

/// The bytes are not those that the portal named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the file's SHA-256 is not the one that the portal named")]
pub struct DigestMismatch;

/// The SHA-256 of these bytes, as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Holds the bytes against the digest that the portal named (64 hexadecimal digits, either case).
///
/// # Errors
/// [`DigestMismatch`] when they differ, or when the named digest is not a SHA-256 at all.
pub fn verify_digest(bytes: &[u8], sha256: &str) -> Result<(), DigestMismatch> {
    let mut named = [0_u8; 32];
    hex::decode_to_slice(sha256, &mut named).map_err(|_| DigestMismatch)?;
    if Sha256::digest(bytes)[..] == named { Ok(()) } else { Err(DigestMismatch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_bytes_that_the_portal_named_pass_in_either_case() {
        assert_eq!(sha256_hex(b"abc"), OF_ABC);
        assert_eq!(verify_digest(b"abc", OF_ABC), Ok(()));
        assert_eq!(verify_digest(b"abc", &OF_ABC.to_uppercase()), Ok(()));
    }

    #[test]
    fn a_cut_or_altered_file_or_a_malformed_digest_does_not_pass() {
        assert_eq!(verify_digest(b"ab", OF_ABC), Err(DigestMismatch));
        assert_eq!(verify_digest(b"abd", OF_ABC), Err(DigestMismatch));
        assert_eq!(verify_digest(b"abc", &OF_ABC[..62]), Err(DigestMismatch));
        assert_eq!(verify_digest(b"abc", ""), Err(DigestMismatch));
        assert_eq!(verify_digest(b"abc", &"zz".repeat(32)), Err(DigestMismatch));
    }
}
