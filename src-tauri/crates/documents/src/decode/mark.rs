//! The mark that a picture carries when it leaves the desk: who took it and when, across the whole
//! picture and in a band beneath it.
//!
//! The words are set as a small PDF of our own and drawn by the same code as everybody's, with this
//! machine's Chinese font. So no second engine for text is needed, and nothing is drawn outside the
//! worker.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use super::fonts::Fonts;
use super::pdf::draw_own;
use crate::lettering::{borrowed_font, measure, utf16};
use crate::raster::{Layout, Raster, rgb_of};
use crate::refusal::Refusal;

/// How strongly the words colour the picture, of 256: read at a glance, and what lies beneath stays
/// readable.
const STRENGTH: u32 = 96;
/// Words on light ground and on dark.
const INK: [u8; 3] = [150, 24, 24];
const CHALK: [u8; 3] = [255, 236, 236];

/// Burns the words into the picture and writes them beneath it.
///
/// # Errors
/// [`Refusal::NoMark`] if the words cannot be drawn: without them nothing leaves.
pub(super) fn burn(
    raster: Raster,
    words: &str,
    band: u32,
    fonts: &Fonts,
) -> Result<Raster, Refusal> {
    if !fonts.have_chinese() || words.trim().is_empty() {
        return Err(Refusal::NoMark);
    }
    let (width, height) = (raster.width, raster.height);
    let across = drawn(&tiled(words, width, height), fonts, width, height)?;
    let beneath = drawn(&line(words, width, band), fonts, width, band)?;
    let mut pixels = rgb_of(raster);
    for (pixel, shade) in pixels.chunks_exact_mut(3).zip(&across.pixels) {
        let cover = u32::from(255 - shade) * STRENGTH / 255;
        if cover > 0 {
            let light = 2 * u32::from(pixel[0]) + 5 * u32::from(pixel[1]) + u32::from(pixel[2]);
            let ink = if light > 8 * 105 { INK } else { CHALK };
            for (channel, ink) in pixel.iter_mut().zip(ink) {
                let mixed = u32::from(*channel) * (256 - cover) + u32::from(ink) * cover;
                *channel = (mixed >> 8) as u8;
            }
        }
    }
    pixels.extend(beneath.pixels.iter().flat_map(|shade| [*shade; 3]));
    Ok(Raster { pixels, width, height: height + band, layout: Layout::Rgb })
}

/// Draws one of our pages in grey, and makes sure that there is something on it.
fn drawn(page: &[u8], fonts: &Fonts, width: u32, height: u32) -> Result<Raster, Refusal> {
    let raster = draw_own(page, fonts, width, height)?;
    let raster = crate::hints::grey_of(raster);
    if raster.pixels.iter().any(|shade| *shade < 100) { Ok(raster) } else { Err(Refusal::NoMark) }
}

/// The words again and again, rising to the right.
fn tiled(words: &str, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (width as f32, height as f32);
    let size = (w.max(h) / 34.0).max(9.0);
    let length = (measure(words) + 3.0) * size;
    // A slope of one in three: a rotation by some 18 degrees.
    let (sin, cos) = (0.316_23_f32, 0.948_68_f32);
    let reach = w + h;
    page(width, height, |content| {
        let mut row = 0;
        let mut off = -reach;
        while off < reach {
            let mut along = -length * (0.35 * (row % 3) as f32) - h * sin;
            while along < reach {
                let (x, y) = (along * cos - off * sin, along * sin + off * cos);
                if x < w && x + length * cos > 0.0 && y < h && y + length * sin > 0.0 {
                    content.set_text_matrix([
                        size * cos,
                        size * sin,
                        -size * sin,
                        size * cos,
                        x,
                        y,
                    ]);
                    content.show(Str(&utf16(words)));
                }
                along += length;
            }
            off += size * 5.5;
            row += 1;
        }
    })
}

/// The words once, as large as they fit.
fn line(words: &str, width: u32, band: u32) -> Vec<u8> {
    let (w, h) = (width as f32, band as f32);
    let size = (h * 0.5).min(w * 0.96 / measure(words).max(1.0));
    page(width, band, |content| {
        content.set_text_matrix([size, 0.0, 0.0, size, w * 0.02, (h - size * 0.76) / 2.0]);
        content.show(Str(&utf16(words)));
    })
}

/// A page of this size in points, with black text of one point in a borrowed font, to be scaled by
/// the text's matrix.
fn page(width: u32, height: u32, write: impl FnOnce(&mut Content)) -> Vec<u8> {
    let mut content = Content::new();
    content.begin_text();
    content.set_font(Name(b"Hei"), 1.0);
    write(&mut content);
    content.end_text();
    let content = content.finish();
    let [catalogue, tree, page, text, font, descendant, descriptor] =
        std::array::from_fn(|index| Ref::new(index as i32 + 1));
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.parent(tree).media_box(Rect::new(0.0, 0.0, width as f32, height as f32)).contents(text);
    leaf.resources().fonts().pair(Name(b"Hei"), font);
    leaf.finish();
    pdf.stream(text, &content);
    borrowed_font(&mut pdf, [font, descendant, descriptor]);
    pdf.finish()
}
