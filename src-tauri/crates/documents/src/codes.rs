//! QR codes: an electronic household transcript carries one. Their text is shown; nothing is ever
//! fetched.

use domain::Private;

use crate::hints::grey_of;
use crate::raster::{Layout, Raster};

/// A page has one or two.
pub(crate) const MAX_CODES: usize = 8;

/// The largest QR code holds some three thousand letters; a transcript's address a hundred.
const MAX_CHARS: usize = 1_000;

/// The texts of the codes on this page, as far as they can be read.
pub(crate) fn codes_on(raster: &Raster) -> Vec<Private> {
    let grey = match raster.layout {
        Layout::Grey => raster.clone(),
        Layout::Rgb => grey_of(raster.clone()),
    };
    let (width, height) = (grey.width as usize, grey.height as usize);
    let mut page = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        grey.pixels[y * width + x]
    });
    page.detect_grids()
        .iter()
        .filter_map(|code| code.decode().ok())
        .map(|(_, text)| Private::new(shown(&text)))
        .take(MAX_CODES)
        .collect()
}

/// Without what would let a text look like another one on the screen.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control() && !turns_the_line(*char))
        .take(MAX_CHARS)
        .collect()
}

/// Unicode's marks for writing direction.
fn turns_the_line(char: char) -> bool {
    matches!(char, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_dress_up_as_another_one() {
        assert_eq!(shown("https://a.tw/\u{202E}gpj.exe\n\u{0}"), "https://a.tw/gpj.exe");
        assert_eq!(shown(&"長".repeat(3_000)).chars().count(), MAX_CHARS);
    }
}
