//! The mark that a picture carries when it leaves the desk: who took it and when, across the whole
//! picture and in a band beneath it.
//!
//! The words are set as a small PDF of our own and drawn by the same code as everybody's, with this
//! machine's Chinese font. So no second engine for text is needed, and nothing is drawn outside the
//! worker.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use crate::decode::{Fonts, Layout, Raster, draw_own};
use crate::refusal::Refusal;

/// How strongly the words colour the picture, of 256: read at a glance, and what lies beneath stays
/// readable.
const STRENGTH: u32 = 96;
/// Words on light ground and on dark.
const INK: [u8; 3] = [150, 24, 24];
const CHALK: [u8; 3] = [255, 236, 236];

/// The band's share of the box.
const BAND: u32 = 20;

/// The band beneath the picture, in pixels, for a box of this size.
pub(crate) fn band_px(box_px: u32) -> u32 {
    (box_px / BAND).clamp(24, 160)
}

/// Burns the words into the picture and writes them beneath it.
///
/// # Errors
/// [`Refusal::NoMark`] if the words cannot be drawn: without them nothing leaves.
pub(crate) fn burn(
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

pub(crate) fn rgb_of(raster: Raster) -> Vec<u8> {
    match raster.layout {
        Layout::Rgb => raster.pixels,
        Layout::Grey => raster.pixels.iter().flat_map(|shade| [*shade; 3]).collect(),
    }
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

/// In widths of one Chinese character.
pub(crate) fn measure(words: &str) -> f32 {
    words.chars().map(|char| if char.is_ascii() { 0.5 } else { 1.0 }).sum()
}

pub(crate) fn utf16(words: &str) -> Vec<u8> {
    words.encode_utf16().flat_map(u16::to_be_bytes).collect()
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

/// Writes a font with Chinese that the file does not bring along, for text in UTF-16.
pub(crate) fn borrowed_font(pdf: &mut Pdf, [font, descendant, descriptor]: [Ref; 3]) {
    let name = Name(b"MicrosoftJhengHei");
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"CNS1"), supplement: 3 };
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"UniCNS-UTF16-H"))
        .descendant_font(descendant);
    let mut borrowed = pdf.cid_font(descendant);
    borrowed
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    // Latin letters and digits are the collection's first characters, half as wide.
    borrowed.widths().same(1, 95, 500.0);
    borrowed.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(0.0, -200.0, 1000.0, 800.0))
        .italic_angle(0.0)
        .ascent(800.0)
        .descent(-200.0)
        .cap_height(700.0)
        .stem_v(80.0);
}
