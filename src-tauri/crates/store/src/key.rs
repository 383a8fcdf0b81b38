//! The key of a database, as the keyring keeps it.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 256 random bits; wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// The 32 bytes as they were kept; any 32 bytes are a key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new one from the operating system's random source.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// For the keyring, and for nothing else.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA key = \"{}\";", self.literal().as_str()))
    }

    /// SQLCipher's raw key: a blob literal of 64 hexadecimal digits.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.0));
        Zeroizing::new(format!("x'{}'", digits.as_str()))
    }

    /// Tells a wrong key from a damaged file; says nothing of a key of 256 random bits.
    pub(crate) fn check_mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"notebook desk, check mark of a database key\0");
        hash.update(self.0);
        hex::encode(&hash.finalize()[..8])
    }

    /// Whether this may be the mark of some key.
    pub(crate) fn is_check_mark(text: &str) -> bool {
        text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
