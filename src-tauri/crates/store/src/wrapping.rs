//! Wrapping a database's key. Twice: with a secret of this computer and the person's PIN, and with a
//! secret that the portal keeps for them.
//!
//! ```text
//! P     = Argon2id(PIN, salt; 64 MiB, t = 3, p = 1)          32 bytes (RFC 9106)
//! KEK   = HKDF-SHA-256(salt, D ‖ P, info)                    without a PIN: D alone (RFC 5869)
//! wrap  = nonce ‖ XChaCha20-Poly1305(KEK, nonce, K, context)
//! ```
//!
//! The context names the file's version, the desk and the database, so that no wrapping opens under
//! another file's name.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Key;

pub(crate) const SALT: usize = 16;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Of a wrapping, in bytes.
pub(crate) const WRAP: usize = NONCE + 32 + TAG;

/// KiB that one guess takes. The unit tests guess dozens of times; the scenarios pay the whole price.
const MEMORY: u32 = if cfg!(test) { 64 } else { 64 * 1024 };
const PASSES: u32 = 3;

/// Characters that a PIN has at least.
pub const SHORTEST_PIN: usize = 6;

/// 32 random bytes that open a wrapping: this computer's, or the portal's. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret32([u8; 32]);

impl Secret32 {
    /// A new one from the operating system's random source.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Nothing unless these are 32 bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// For the keyring and the portal, and for nothing else.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret32(…)")
    }
}

/// What a person types to open their desk: digits, or a passphrase in any script. The same whether an
/// input method gave wide or narrow forms.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

impl Pin {
    /// What was typed, without the white space around it and in one form of every character (NFKC).
    pub fn typed(text: &str) -> Self {
        Self(text.trim().nfkc().collect())
    }

    /// Whether nobody would try this one first: at least [`SHORTEST_PIN`] characters, three of them
    /// different, nothing that repeats itself (123123), goes on in equal steps by itself or in each half
    /// (123456, 147258), comes in pairs (112233), or stands in every list of the most used.
    pub fn is_fit(&self) -> bool {
        let typed = Zeroizing::new(self.0.chars().map(u32::from).collect::<Vec<u32>>());
        let (halves, odd) = typed.split_at(typed.len() / 2);
        let plain = Zeroizing::new(self.0.to_lowercase());
        typed.len() >= SHORTEST_PIN
            && different(&typed) >= 3
            && !repeats(&typed)
            && !steps(&typed)
            && !(halves.len() == odd.len() && steps(halves) && steps(odd))
            && !typed.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1])
            && !MOST_USED.contains(&plain.as_str())
    }
}

/// What people choose that no rule above catches.
const MOST_USED: &[&str] = &[
    "1314520",
    "159753",
    "1q2w3e4r",
    "1qaz2wsx",
    "5201314",
    "abcd1234",
    "admin123",
    "asdfgh",
    "iloveyou",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "password1",
    "qazwsx",
    "qwerty",
    "qwerty123",
    "qwertyuiop",
];

fn different(typed: &[u32]) -> usize {
    typed.iter().enumerate().filter(|(at, one)| !typed[..*at].contains(one)).count()
}

/// It begins anew after at most half of it.
fn repeats(typed: &[u32]) -> bool {
    (1..=typed.len() / 2)
        .any(|period| typed.iter().zip(&typed[period..]).all(|(one, other)| one == other))
}

/// Each is as far from the one before: 1111, 1234, 9753.
fn steps(typed: &[u32]) -> bool {
    let step = |to: u32, from: u32| i64::from(to) - i64::from(from);
    typed.windows(3).all(|three| step(three[1], three[0]) == step(three[2], three[1]))
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What a wrapping is for; other words, other keys.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Desk,
    DeskAndPin,
    Portal,
    NextKey,
}

impl Purpose {
    fn info(self) -> &'static [u8] {
        match self {
            Self::Desk => b"notebook desk, database key by this computer",
            Self::DeskAndPin => b"notebook desk, database key by this computer and PIN",
            Self::Portal => b"notebook desk, database key by the portal",
            Self::NextKey => b"notebook desk, database key by the one before",
        }
    }
}

/// The key that wraps: of a secret, and of a PIN where there is one. Takes a tenth of a second with one.
/// Nothing if the memory for it is not to be had.
pub(crate) fn wrapping_key(
    purpose: Purpose,
    secret: &[u8; 32],
    pin: Option<&Pin>,
    salt: &[u8; SALT],
) -> Option<Zeroizing<[u8; 32]>> {
    let mut material = Zeroizing::new([0; 64]);
    material[..32].copy_from_slice(secret);
    let mut length = 32;
    if let Some(pin) = pin {
        let params = Params::new(MEMORY, PASSES, 1, Some(32)).ok()?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.0.as_bytes(), salt, &mut material[32..])
            .ok()?;
        length = 64;
    }
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), &material[..length]).expand(purpose.info(), &mut *key).ok()?;
    Some(key)
}

/// # Errors
/// The operating system has no randomness to give.
pub(crate) fn wrap(
    with: &[u8; 32],
    key: &Key,
    context: &[u8],
) -> Result<[u8; WRAP], getrandom::Error> {
    let mut wrapped = [0; WRAP];
    getrandom::fill(&mut wrapped[..NONCE])?;
    let (nonce, rest) = wrapped.split_at_mut(NONCE);
    let nonce: [u8; NONCE] = nonce.try_into().unwrap_or_default();
    let payload = Payload { msg: key.as_bytes(), aad: context };
    // It fails for messages of 256 GiB alone.
    if let Ok(sealed) = XChaCha20Poly1305::new(with.into()).encrypt(&XNonce::from(nonce), payload) {
        rest.copy_from_slice(&sealed);
    }
    Ok(wrapped)
}

/// The key, if this wrapped it, under this context.
pub(crate) fn unwrap(with: &[u8; 32], wrapped: &[u8; WRAP], context: &[u8]) -> Option<Key> {
    let (nonce, sealed) = wrapped.split_at(NONCE);
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: context };
    let plain = XChaCha20Poly1305::new(with.into()).decrypt(&XNonce::from(nonce), payload).ok()?;
    Key::read(&Zeroizing::new(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_that_anybody_would_try_first_is_not_fit() {
        for (typed, fit) in [
            ("194728", true),
            ("  194728 ", true),
            ("雲林的早晨有霧", true),
            ("12345", false),
            ("123456", false),
            ("987654", false),
            ("000000", false),
            ("", false),
            ("早安", false),
        ] {
            assert_eq!(Pin::typed(typed).is_fit(), fit, "{typed}");
        }
    }

    #[test]
    fn the_pins_that_people_use_most_are_not_fit_and_few_others_are_refused() {
        // The first of the lists of six digits (Markert et al., "This PIN Can Be Easily Guessed", 2020), and
        // what is loved in Taiwan.
        for typed in [
            "123456",
            "654321",
            "111111",
            "000000",
            "123123",
            "666666",
            "121212",
            "112233",
            "789456",
            "159753",
            "123321",
            "456789",
            "147258",
            "112211",
            "222222",
            "520520",
            "5201314",
            "1314520",
            "168168",
            "888888",
            "12341234",
            "1231231",
            "aabbcc",
            "PASSWORD",
            "Ｐａｓｓｗｏｒｄ",
            "早安早安早安",
        ] {
            assert!(!Pin::typed(typed).is_fit(), "{typed}");
        }
        let refused =
            (0..1_000_000).filter(|pin| !Pin::typed(&format!("{pin:06}")).is_fit()).count();
        assert!(refused < 10_000, "one in a hundred at most: {refused}");
    }

    #[test]
    fn wide_digits_are_the_same_digits() {
        assert_eq!(Pin::typed("１９４７２８").0, Pin::typed("194728").0);
    }

    #[test]
    fn a_wrapping_opens_with_its_own_key_under_its_own_name_alone() {
        let key = Key::from_bytes([7; 32]);
        let wrapped = wrap(&[1; 32], &key, b"this desk").expect("randomness");
        let opened = |with: [u8; 32], wrapped: &[u8; WRAP], context: &[u8]| {
            unwrap(&with, wrapped, context).map(|key| *key.as_bytes())
        };
        assert_eq!(opened([1; 32], &wrapped, b"this desk"), Some([7; 32]));
        assert_eq!(opened([2; 32], &wrapped, b"this desk"), None);
        assert_eq!(opened([1; 32], &wrapped, b"that desk"), None);
        for at in 0..WRAP {
            let mut changed = wrapped;
            changed[at] ^= 1;
            assert_eq!(opened([1; 32], &changed, b"this desk"), None, "byte {at}");
        }
        let again = wrap(&[1; 32], &key, b"this desk").expect("randomness");
        assert_ne!(again, wrapped, "no two are alike");
    }
}
