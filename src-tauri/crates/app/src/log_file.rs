//! The log as a file in the data folder, for whoever looks after the computer: what the desk did, in
//! English and in codes. What is no such word does not get in, whoever wrote it: no Chinese, which is
//! how a family's words would come, and nothing that looks like a token, a number or an address.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use store::rolling::Rolling;

/// Of one file; five of them.
const MOST: u64 = 10 * 1024 * 1024;
const FILES: u32 = 5;
/// What is logged before the folder is known.
const EARLY: usize = 64 * 1024;
/// In the place of what is left out.
const LEFT_OUT: &str = "…";
/// A word of so many letters and digits, both in it, is taken for a secret; an id is not.
const SECRET: usize = 24;
/// So many digits in a row may be somebody's.
const NUMBER: usize = 8;

/// The log file of this program; what is written before [`LogFile::begin`] waits for it.
pub struct LogFile(Mutex<State>);

enum State {
    Waiting(Vec<u8>),
    Open(Rolling),
}

impl LogFile {
    pub const fn new() -> Self {
        Self(Mutex::new(State::Waiting(Vec::new())))
    }

    /// Where the file lies below a data folder.
    pub fn path(data_folder: &Path) -> PathBuf {
        data_folder.join("logs").join("notebook-desk.log")
    }

    /// From here on the lines go into the file.
    ///
    /// # Errors
    /// A folder that cannot be made or written to: the lines go nowhere then.
    pub fn begin(&self, data_folder: &Path) -> io::Result<()> {
        let path = Self::path(data_folder);
        if let Some(folder) = path.parent() {
            store::files::make_folder(folder)?;
        }
        let mut log = Rolling::new(path, MOST, FILES);
        let mut state = self.state();
        let begun = match &*state {
            State::Waiting(early) => log.write(early),
            State::Open(_) => Ok(()),
        };
        *state = State::Open(log);
        begun
    }

    /// One line, or several, as they were formatted.
    pub fn write(&self, lines: &[u8]) {
        let text = String::from_utf8_lossy(lines);
        let text = redacted(&text);
        match &mut *self.state() {
            State::Waiting(early) if early.len() + text.len() <= EARLY => {
                early.extend_from_slice(text.as_bytes());
            }
            State::Waiting(_) => {}
            // A log that cannot be written stops nobody's work; the standard error has it too.
            State::Open(log) => drop(log.write(text.as_bytes())),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for LogFile {
    fn default() -> Self {
        Self::new()
    }
}

/// The text without what is not for a log.
fn redacted(text: &str) -> Cow<'_, str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_.+@~%".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |is: &dyn Fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        if is_word(first) {
            let (word, after) = rest.split_at(end(&is_word));
            kept.push_str(if is_private(word) { LEFT_OUT } else { word });
            rest = after;
        } else if first.is_ascii() {
            let plain = |c: char| c.is_ascii() && !is_word(c);
            let (signs, after) = rest.split_at(end(&plain));
            kept.push_str(signs);
            rest = after;
        } else {
            kept.push_str(LEFT_OUT);
            rest = &rest[end(&|c: char| !c.is_ascii())..];
        }
    }
    Cow::Owned(kept)
}

fn is_private(word: &str) -> bool {
    let digits_in_a_row =
        word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_id = word.parse::<uuid::Uuid>().is_ok();
    word.contains('@')
        || (digits_in_a_row >= NUMBER && !is_id)
        || (word.len() >= SECRET && mixed && !is_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_number_token_or_address_of_anybody_gets_into_the_log() {
        for (line, kept) in [
            ("2026-11-29T23:00:21.123456Z  INFO app: pulled cases=12\n", None),
            ("case 019ab3c4-0d11-7000-8000-00000000d35c\n", None),
            ("http2 connection to portal.example.gov.tw closed (503)\n", None),
            ("src-tauri/crates/sync/src/pull.rs:155 a step was given up\n", None),
            ("body: 爸，妹妹會騎車了。 end\n", Some("body: … end\n")),
            ("id A123456789!\n", Some("id …!\n")),
            ("call 0987-001-002 or 0987001002\n", Some("call 0987-001-002 or …\n")),
            ("mail secret.family@example.test\n", Some("mail …\n")),
            ("Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzdy0wMSJ9.c2lnbmF0dXJl\n", Some("Bearer …\n")),
            ("\"\u{202e}x\u{0}\"\n", Some("\"…x\u{0}\"\n")),
        ] {
            assert_eq!(redacted(line), kept.unwrap_or(line));
        }
    }

    #[test]
    fn what_was_logged_before_the_folder_was_known_is_in_the_file_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = LogFile::new();
        log.write(b"early\n");
        log.begin(folder.path()).expect("begun");
        log.write("later 祕密\n".as_bytes());
        let text = std::fs::read_to_string(LogFile::path(folder.path())).expect("readable");
        assert_eq!(text, "early\nlater …\n");
    }
}
