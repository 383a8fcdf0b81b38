//! Fonts for PDFs that do not bring their own: mapped into memory before the worker confines
//! itself, since it can open no file afterwards.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use memmap2::Mmap;
use skrifa::Font;

use super::cmaps;

/// Fonts with Traditional Chinese, best first, with their place in a collection file.
const CHINESE: [(&str, u32); 9] = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 2),
    ("C:\\Windows\\Fonts\\msjh.ttc", 0),
    ("C:\\Windows\\Fonts\\msjh.ttf", 0),
    ("C:\\Windows\\Fonts\\mingliu.ttc", 0),
    ("C:\\Windows\\Fonts\\kaiu.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
];

/// Where the font lies that Chinese is drawn with where a file brings none, and marks are; none if this
/// computer has no such font.
pub fn chinese_font() -> Option<PathBuf> {
    let folder = windows_folder();
    let paths = CHINESE.iter().map(|(path, _)| system_path(path, folder.as_deref()));
    paths.into_iter().find(|path| path.is_file())
}

/// Windows may lie on another drive.
fn windows_folder() -> Option<OsString> {
    if cfg!(windows) { std::env::var_os("SystemRoot") } else { None }
}

fn system_path(path: &str, windows: Option<&OsStr>) -> PathBuf {
    match (windows, path.strip_prefix("C:\\Windows\\")) {
        (Some(folder), Some(rest)) => PathBuf::from(folder).join(rest),
        _ => PathBuf::from(path),
    }
}

/// The fonts of this machine that a PDF may borrow.
pub(crate) struct Fonts {
    chinese: Option<(FontData, u32)>,
    /// The same font, read, to ask it which characters it has.
    characters: Option<Font>,
    /// Where the bytes of Latin fonts lie that were lent so far.
    latin: Arc<Mutex<HashSet<usize>>>,
}

impl Fonts {
    /// Maps the first Chinese font found. Without one, such text is missing from the page, and the
    /// page's hint says so.
    pub(crate) fn of_this_machine() -> Self {
        let chinese = CHINESE.iter().find_map(|&(path, index)| {
            let file = File::open(system_path(path, windows_folder().as_deref())).ok()?;
            // SAFETY: a system font is replaced by its package manager as a new file, not written
            // to; should it shrink after all, this worker dies, and the desk starts another.
            let map = unsafe { Mmap::map(&file) }.ok()?;
            Some((Arc::new(map) as FontData, index))
        });
        let characters =
            chinese.as_ref().and_then(|(data, index)| Font::new(Arc::clone(data), *index));
        Self { chinese, characters, latin: Arc::default() }
    }

    /// Whether these are the bytes of the font that is lent.
    pub(super) fn is_lent(&self, data: &FontData) -> bool {
        self.chinese.as_ref().is_some_and(|(chinese, _)| start(chinese) == start(data))
    }

    /// Whether these are the bytes of a Latin font that was lent.
    pub(super) fn is_lent_latin(&self, data: &FontData) -> bool {
        self.latin.lock().unwrap_or_else(PoisonError::into_inner).contains(&start(data))
    }

    /// The number of the lent font's glyph for a character.
    pub(super) fn glyph_of(&self, char: char) -> Option<u32> {
        let glyph = self.characters.as_ref()?.charmap().map_unicode(char)?;
        Some(glyph.to_u32()).filter(|glyph| *glyph != 0)
    }

    /// Whether Chinese can be drawn at all.
    pub(crate) fn have_chinese(&self) -> bool {
        self.chinese.is_some()
    }

    /// Lets hayro ask here for a font that is not in the file, and for an encoding. Without a
    /// Chinese font hayro is told so: another one has other characters at the same numbers.
    pub(super) fn lend_to(&self, settings: &mut InterpreterSettings) {
        let chinese = self.chinese.clone();
        let latin = Arc::clone(&settings.font_resolver);
        let lent = Arc::clone(&self.latin);
        settings.font_resolver = Arc::new(move |query| {
            if is_by_numbers(query) {
                return chinese.clone();
            }
            let found = latin(query)?;
            lent.lock().unwrap_or_else(PoisonError::into_inner).insert(start(&found.0));
            Some(found)
        });
        settings.cmap_resolver = cmaps::resolver();
    }
}

/// Where a font's bytes lie.
fn start(data: &FontData) -> usize {
    (**data).as_ref().as_ptr() as usize
}

/// Whether the font is one whose characters are numbered in a collection (Adobe-CNS1 and its like,
/// or the font's own).
fn is_by_numbers(query: &FontQuery) -> bool {
    matches!(query, FontQuery::Fallback(wanted) if wanted.character_collection.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_looked_for_where_windows_is_and_others_stay_where_they_are() {
        let elsewhere = Some(OsStr::new("D:\\WINNT"));
        let font = system_path("C:\\Windows\\Fonts\\kaiu.ttf", elsewhere);
        assert!(font.starts_with("D:\\WINNT") && font.to_string_lossy().ends_with("kaiu.ttf"));
        for (path, windows) in [("/usr/share/fonts/x.ttc", elsewhere), ("C:\\Windows\\x", None)] {
            assert_eq!(system_path(path, windows), PathBuf::from(path));
        }
    }
}
