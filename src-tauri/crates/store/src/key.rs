//! The key of a database. It is kept wrapped alone ([`crate::key_file`]).

use std::ffi::c_int;
use std::fmt;

use rusqlite::{Connection, ffi};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// `x'…'` with 64 digits.
const LITERAL: usize = 67;

/// 256 random bits; wiped from memory when dropped. On the heap, so that moving it about leaves no copy
/// behind.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key(Box<[u8; 32]>);

impl Key {
    /// The 32 bytes as they were kept; any 32 bytes are a key.
    pub fn from_bytes(mut bytes: [u8; 32]) -> Self {
        let key = Self(Box::new(bytes));
        bytes.zeroize();
        key
    }

    /// Nothing unless these are 32 bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        (bytes.len() == key.0.len()).then(|| key.0.copy_from_slice(bytes)).map(|()| key)
    }

    /// A new one from the operating system's random source.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut key = Self(Box::new([0; 32]));
        getrandom::fill(&mut *key.0)?;
        Ok(key)
    }

    /// For being wrapped, and for nothing else.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Gives a connection its key. Not as a PRAGMA: the text of a statement is copied about by SQLite and
    /// not wiped, while SQLCipher wipes what it is given here.
    pub(crate) fn give_to(&self, connection: &Connection) -> rusqlite::Result<()> {
        let literal = self.literal();
        // SAFETY: the handle belongs to an open connection that nobody else uses meanwhile, and the
        // literal outlives the call, which copies it.
        let code = unsafe {
            ffi::sqlite3_key(connection.handle(), literal.as_ptr().cast(), LITERAL as c_int)
        };
        if code == ffi::SQLITE_OK {
            return Ok(());
        }
        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    /// Writes every page of the connection's database anew, under this key. It is one transaction.
    pub(crate) fn rekey(&self, connection: &Connection) -> rusqlite::Result<()> {
        let literal = self.literal();
        // SAFETY: as in `give_to`.
        let code = unsafe {
            ffi::sqlite3_rekey(connection.handle(), literal.as_ptr().cast(), LITERAL as c_int)
        };
        if code == ffi::SQLITE_OK {
            return Ok(());
        }
        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    /// SQLCipher's raw key: a blob literal of 64 hexadecimal digits.
    fn literal(&self) -> Zeroizing<[u8; LITERAL]> {
        let mut literal = Zeroizing::new([b'\''; LITERAL]);
        literal[0] = b'x';
        for (digits, byte) in literal[2..LITERAL - 1].chunks_exact_mut(2).zip(self.0.iter()) {
            let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
            digits.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        literal
    }

    /// Tells a wrong key from a damaged file; says nothing of a key of 256 random bits.
    pub(crate) fn check_mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"notebook desk, check mark of a database key\0");
        hash.update(&self.0[..]);
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
