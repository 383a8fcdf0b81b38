//! A file that lines are added to, and that begins anew when it is full: the last few full ones stay
//! beside it under their numbers, and older ones go.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::files::{self, beside};

/// The file that is written, with those before it.
#[derive(Debug)]
pub struct Rolling {
    path: PathBuf,
    /// Bytes of one file.
    most: u64,
    /// How many files there are at most, the one that is written among them.
    files: u32,
    open: Option<(File, u64)>,
}

impl Rolling {
    /// At `path`, with at most `files` files of `most` bytes. Nothing is opened yet.
    pub fn new(path: PathBuf, most: u64, files: u32) -> Self {
        Self { path, most, files, open: None }
    }

    /// The file that is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, with its end. A line is never in two files.
    ///
    /// # Errors
    /// A failing disk; the next line tries anew.
    pub fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let written = self.try_write(line);
        if written.is_err() {
            self.open = None;
        }
        written
    }

    fn try_write(&mut self, line: &[u8]) -> io::Result<()> {
        let more = line.len() as u64;
        let (_, size) = self.opened()?;
        if *size > 0 && *size + more > self.most {
            self.open = None;
            self.roll()?;
        }
        let (file, size) = self.opened()?;
        file.write_all(line)?;
        *size += more;
        Ok(())
    }

    fn opened(&mut self) -> io::Result<&mut (File, u64)> {
        if self.open.is_none() {
            let file = files::append_to(&self.path)?;
            let size = file.metadata()?.len();
            self.open = Some((file, size));
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The oldest goes, each other one gets the next number: what has the last one is replaced. While
    /// somebody on Windows looks at one of them, the newest goes on growing rather than keeping the desk
    /// waiting at each line.
    fn roll(&self) -> io::Result<()> {
        let numbered = |number: u32| match number {
            0 => self.path.clone(),
            number => beside(&self.path, &format!(".{number}")),
        };
        for number in (0..self.files - 1).rev() {
            let (from, to) = (numbered(number), numbered(number + 1));
            if from.exists() && !files::rename_unless_held(&from, &to)? {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_full_file_makes_room_and_the_oldest_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.log");
        let line = |number: u32| format!("line {number:04}\n").into_bytes();
        let mut log = Rolling::new(path.clone(), 100, 3);
        for number in 0..100 {
            // As after a restart, now and then.
            if number % 7 == 0 {
                log = Rolling::new(path.clone(), 100, 3);
            }
            log.write(&line(number)).expect("written");
        }
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .expect("readable")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["desk.log", "desk.log.1", "desk.log.2"]);
        let all: String = ["desk.log.2", "desk.log.1", "desk.log"]
            .iter()
            .map(|name| fs::read_to_string(folder.path().join(name)).expect("readable"))
            .inspect(|text| assert!(text.len() <= 100, "{}", text.len()))
            .collect();
        assert!(all.ends_with("line 0099\n") && all.lines().count() >= 20);
        let numbers: Vec<&str> = all.lines().map(|line| &line[5..]).collect();
        assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{numbers:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_line_longer_than_a_file_has_one_of_its_own_and_a_lost_folder_costs_lines_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("made");
        let mut log = Rolling::new(inner.join("desk.log"), 10, 2);
        log.write(b"short\n").expect("written");
        log.write(&[b'x'; 40]).expect("written");
        log.write(b"after\n").expect("written");
        assert_eq!(fs::read(inner.join("desk.log")).expect("readable"), b"after\n");
        fs::remove_dir_all(&inner).expect("gone");
        let mut log = Rolling::new(inner.join("desk.log"), 10, 2);
        assert!(log.write(b"lost\n").is_err());
        fs::create_dir(&inner).expect("made");
        log.write(b"back\n").expect("written");
    }
}
