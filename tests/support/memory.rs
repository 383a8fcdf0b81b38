//! What lies in the memory of a process, for whoever looks for what should not be there.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use aho_corasick::AhoCorasick;

/// At once, in bytes.
const PIECE: usize = 1 << 20;

/// Hands everything that a process may write to, as it is now, piece by piece to `look`: what spans two
/// pieces of one range is in the second one whole, up to `overlap` bytes. Nothing if the process is gone, or
/// may not be looked into (another account's, or one that hides from debuggers, unless as root).
pub fn look_through(process: u32, overlap: usize, mut look: impl FnMut(&[u8])) -> Option<()> {
    let folder = PathBuf::from(format!("/proc/{process}"));
    let mut memory = File::open(folder.join("mem")).ok()?;
    let mut piece = vec![0; PIECE + overlap];
    for line in std::fs::read_to_string(folder.join("maps")).ok()?.lines() {
        let mut fields = line.split_whitespace();
        let (Some(range), Some(rights)) = (fields.next(), fields.next()) else { continue };
        let Some((from, to)) = range.split_once('-').filter(|_| rights.starts_with("rw")) else {
            continue;
        };
        let address = |text| u64::from_str_radix(text, 16).ok();
        let (mut from, to) = (address(from)?, address(to)?);
        let own = piece.as_ptr() as u64;
        let mut kept = 0;
        while from < to && memory.seek(SeekFrom::Start(from)).is_ok() {
            let length = usize::try_from(to - from).unwrap_or(usize::MAX).min(PIECE);
            // Not what was read just before, where a process looks at itself.
            let own_piece = process == std::process::id()
                && from + length as u64 > own
                && from < own + piece.len() as u64;
            match memory.read(&mut piece[kept..kept + length]) {
                Ok(read @ 1..) => {
                    if !own_piece {
                        look(&piece[..kept + read]);
                    }
                    from += read as u64;
                    let all = kept + read;
                    kept = overlap.min(all);
                    piece.copy_within(all - kept..all, 0);
                }
                _ => break,
            }
        }
    }
    piece.fill(0);
    Some(())
}

/// Which of these words lie in a process's memory, as UTF-8 or as UTF-16; nothing if it cannot be looked into.
///
/// # Panics
/// For more words than a machine can look for at once.
pub fn found_in(process: u32, words: &[String]) -> Option<BTreeSet<String>> {
    let wide = |word: &String| word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms: Vec<Vec<u8>> =
        words.iter().flat_map(|word| [word.as_bytes().to_vec(), wide(word)]).collect();
    let longest = forms.iter().map(Vec::len).max().unwrap_or(0);
    let machine = AhoCorasick::new(&forms).expect("some words");
    let mut found = BTreeSet::new();
    look_through(process, longest, |piece| {
        let here = machine.find_overlapping_iter(piece).map(|at| at.pattern().as_usize() / 2);
        found.extend(here.map(|word| words[word].clone()));
    })?;
    Some(found)
}
