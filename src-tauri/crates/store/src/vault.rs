//! The encrypted files beside the database.
//!
//! Each is a stream of 64 KiB pieces under XChaCha20-Poly1305 (STREAM, BE32) with a key of its own
//! that lives in the database alone: when the row goes, the file is noise. The document's id is
//! authenticated with every piece, so that files cannot be swapped.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use zeroize::{Zeroize, Zeroizing};

use crate::files;

/// Plain bytes per piece.
const PIECE: usize = 64 * 1024;
/// Bytes of authentication per piece.
const TAG: usize = 16;
/// The 24 bytes of XChaCha20's nonce less the 5 that STREAM counts in.
const NONCE: usize = 19;
const FORMAT: u8 = 1;

#[derive(Debug)]
pub(crate) struct Vault {
    folder: PathBuf,
}

/// A file that has been written, and the key that opens it.
pub(crate) struct Sealed {
    pub file: String,
    pub key: Zeroizing<[u8; 32]>,
}

/// Why a file does not open.
#[derive(Debug)]
pub(crate) enum Unopened {
    /// The bytes on the disk are not those that were written.
    Damaged,
    /// It is not in its folder any more.
    Absent,
    /// Nobody can say what is in it at the moment: too many files are open, a virus scanner holds
    /// it, the drive is away. The error of the system names no path.
    NotNow(io::Error),
}

impl Vault {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        files::make_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Writes the bytes under a fresh key and a fresh name, and waits for the disk.
    pub fn seal(&self, id: &[u8], plain: &[u8]) -> io::Result<Sealed> {
        let mut key = Zeroizing::new([0_u8; 32]);
        let mut nonce = [0_u8; NONCE];
        let mut name = [0_u8; 16];
        for bytes in [&mut key[..], &mut nonce[..], &mut name[..]] {
            getrandom::fill(bytes).map_err(io::Error::other)?;
        }
        let file = hex::encode(name);
        let mut out = File::options().write(true).create_new(true).open(self.folder.join(&file))?;
        out.write_all(&[FORMAT])?;
        out.write_all(&nonce)?;
        let mut stream = EncryptorBE32::<XChaCha20Poly1305>::new((&*key).into(), (&nonce).into());
        let mut pieces = plain.chunks(PIECE).peekable();
        let mut piece = Vec::with_capacity(PIECE + TAG);
        let sealed = loop {
            piece.zeroize();
            piece.extend_from_slice(pieces.next().unwrap_or_default());
            if pieces.peek().is_none() {
                break stream.encrypt_last_in_place(id, &mut piece);
            }
            stream
                .encrypt_next_in_place(id, &mut piece)
                .map_err(|_| io::Error::other("too long to encrypt"))?;
            out.write_all(&piece)?;
        };
        sealed.map_err(|_| io::Error::other("too long to encrypt"))?;
        out.write_all(&piece)?;
        out.sync_all()?;
        // Without its name a crop, which nobody can give back, would be gone with the power.
        files::sync_folder(&self.folder)?;
        Ok(Sealed { file, key })
    }

    /// Reads a file back whole, or not at all.
    pub fn unseal(
        &self,
        id: &[u8],
        file: &str,
        key: &[u8; 32],
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let sealed = fs::read(self.folder.join(file)).map_err(|error| {
            // Where the folder is missing too, it is the drive that is away.
            let absent = error.kind() == io::ErrorKind::NotFound && self.folder.is_dir();
            if absent { Unopened::Absent } else { Unopened::NotNow(error) }
        })?;
        decrypt(id, &sealed, key).ok_or(Unopened::Damaged)
    }

    /// Unlinks a file; one that is already gone is fine.
    pub fn unlink(&self, file: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The names of all files.
    pub fn files(&self) -> io::Result<Vec<String>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            if let Ok(name) = entry?.file_name().into_string() {
                files.push(name);
            }
        }
        Ok(files)
    }
}

fn decrypt(id: &[u8], sealed: &[u8], key: &[u8; 32]) -> Option<Zeroizing<Vec<u8>>> {
    let (&format, rest) = sealed.split_first()?;
    let (nonce, pieces) = rest.split_at_checked(NONCE)?;
    let nonce: &[u8; NONCE] = nonce.try_into().ok()?;
    if format != FORMAT || pieces.is_empty() {
        return None;
    }
    let mut stream = DecryptorBE32::<XChaCha20Poly1305>::new(key.into(), nonce.into());
    let mut plain = Zeroizing::new(Vec::with_capacity(pieces.len()));
    let mut piece = Zeroizing::new(Vec::with_capacity(PIECE + TAG));
    let mut pieces = pieces.chunks(PIECE + TAG).peekable();
    loop {
        piece.zeroize();
        piece.extend_from_slice(pieces.next()?);
        if pieces.peek().is_none() {
            stream.decrypt_last_in_place(id, &mut *piece).ok()?;
            plain.extend_from_slice(&piece);
            return Some(plain);
        }
        stream.decrypt_next_in_place(id, &mut *piece).ok()?;
        plain.extend_from_slice(&piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(folder.path().join("documents")).expect("a vault");
        (folder, vault)
    }

    #[test]
    fn what_is_sealed_comes_back_at_every_length_around_a_piece() {
        let (_folder, vault) = vault();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7] {
            let plain: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let sealed = vault.seal(b"id", &plain).expect("sealed");
            let back = vault.unseal(b"id", &sealed.file, &sealed.key).expect("whole");
            assert_eq!(back.as_slice(), plain, "{length} bytes");
        }
    }

    #[test]
    fn a_file_cut_flipped_or_swapped_does_not_open() {
        let (_folder, vault) = vault();
        let sealed = vault.seal(b"id", &vec![7; 2 * PIECE]).expect("sealed");
        let path = vault.folder.join(&sealed.file);
        let whole = fs::read(&path).expect("read");
        let mut broken: Vec<Vec<u8>> = vec![
            Vec::new(),
            whole[..1 + NONCE].to_vec(),
            whole[..1 + NONCE + PIECE + TAG].to_vec(),
            whole[..whole.len() - 1].to_vec(),
        ];
        let mut flipped = whole.clone();
        flipped[5000] ^= 1;
        broken.push(flipped);
        for bytes in broken {
            fs::write(&path, bytes).expect("written");
            let back = vault.unseal(b"id", &sealed.file, &sealed.key);
            assert!(matches!(back, Err(Unopened::Damaged)));
        }
        fs::write(&path, whole).expect("written");
        let other = vault.unseal(b"other id", &sealed.file, &sealed.key);
        assert!(matches!(other, Err(Unopened::Damaged)), "another document's id opens nothing");
    }
}
