//! Fonts for PDFs that do not bring their own: mapped into memory before the worker confines
//! itself, since it can open no file afterwards.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use memmap2::Mmap;

/// Fonts with Traditional Chinese, best first, with their place in a collection file.
const CHINESE: [(&str, u32); 7] = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 3),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 2),
    ("C:\\Windows\\Fonts\\msjh.ttc", 0),
    ("C:\\Windows\\Fonts\\mingliu.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
];

/// The fonts of this machine that a PDF may borrow.
pub(crate) struct Fonts {
    chinese: Option<(FontData, u32)>,
}

impl Fonts {
    /// Maps the first Chinese font found. Without one, such text is missing from the page, and the
    /// page's hint says so.
    pub(crate) fn of_this_machine() -> Self {
        let chinese = CHINESE.iter().find_map(|&(path, index)| {
            let file = File::open(Path::new(path)).ok()?;
            // SAFETY: a system font is replaced by its package manager as a new file, not written
            // to; should it shrink after all, this worker dies, and the desk starts another.
            let map = unsafe { Mmap::map(&file) }.ok()?;
            Some((Arc::new(map) as FontData, index))
        });
        Self { chinese }
    }

    /// Whether Chinese can be drawn at all.
    pub(crate) fn have_chinese(&self) -> bool {
        self.chinese.is_some()
    }

    /// Lets hayro ask here for a font that is not in the file.
    pub(super) fn lend_to(&self, settings: &mut InterpreterSettings) {
        let chinese = self.chinese.clone();
        let latin = Arc::clone(&settings.font_resolver);
        settings.font_resolver = Arc::new(move |query| {
            if is_chinese(query) && chinese.is_some() { chinese.clone() } else { latin(query) }
        });
    }
}

fn is_chinese(query: &FontQuery) -> bool {
    let FontQuery::Fallback(wanted) = query else {
        return false;
    };
    wanted.character_collection.as_ref().is_some_and(|found| {
        matches!(
            found.family,
            CidFamily::AdobeCNS1
                | CidFamily::AdobeGB1
                | CidFamily::AdobeJapan1
                | CidFamily::AdobeKorea1
        )
    })
}
