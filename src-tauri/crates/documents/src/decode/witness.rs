//! A look at what hayro is told to draw, before it is drawn: characters that the font has no glyph
//! for, and pictures that nobody can decode. hayro leaves both out without a word.

use hayro::hayro_interpret::font::{Glyph, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect};

use super::fonts::Fonts;
use super::pictures::is_readable;

/// More boxes than this are not drawn on one page.
const MAX_BOXES: usize = 4_000;
/// How many different pictures of a page are tried.
const MAX_PICTURES: usize = 64;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Where characters without a glyph are, in pixels of the drawing.
    pub boxes: Vec<Rect>,
    /// Whether there are pictures that cannot be decoded.
    pub unreadable: bool,
}

/// Goes through a page as hayro does to draw it with this transform.
pub(super) fn look<'a>(
    page: &Page<'a>,
    fonts: &Fonts,
    settings: &InterpreterSettings,
    transform: Affine,
    (w, h): (u16, u16),
) -> Seen {
    let area = Rect::new(0.0, 0.0, f64::from(w), f64::from(h));
    let cache = InterpreterCache::new();
    let mut context = Context::new(transform, area, &cache, page.xref(), settings.clone());
    let mut witness = Witness { fonts, area, seen: Seen::default(), pictures: Vec::new() };
    interpret_page(page, &mut context, &mut witness);
    witness.seen
}

struct Witness<'f> {
    fonts: &'f Fonts,
    area: Rect,
    seen: Seen,
    /// The places of the pictures that were tried already.
    pictures: Vec<usize>,
}

impl<'a> Device<'a> for Witness<'_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for placed in run.glyphs() {
            if self.seen.boxes.len() >= MAX_BOXES {
                return;
            }
            // A glyph of the third kind is drawn by the file itself.
            let Glyph::Outline(glyph) = &**placed else {
                continue;
            };
            if is_missing(glyph, self.fonts) {
                let advance = f64::from(glyph.advance_width().unwrap_or(1000.0));
                let advance = if (200.0..=4000.0).contains(&advance) { advance } else { 1000.0 };
                // The font's own sign for it, if it has one, is a box in the same place.
                let body = Rect::new(0.02 * advance, -130.0, 0.98 * advance, 890.0);
                let place = (props.transform * placed.transform()).transform_rect_bbox(body);
                if place.is_finite() && place.overlaps(self.area) {
                    self.seen.boxes.push(place);
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.seen.unreadable || self.pictures.len() >= MAX_PICTURES {
            return;
        }
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let place = props.transform.transform_rect_bbox(size);
        if !place.is_finite() || !place.overlaps(self.area) || place.area() < 1.0 {
            return;
        }
        let stream = match &image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        let id = stream.dict().data().as_ptr() as usize;
        if self.pictures.contains(&id) {
            return;
        }
        self.pictures.push(id);
        self.seen.unreadable = !is_readable(stream, matches!(image, Image::Stencil(_)));
    }
}

/// Whether a character is to be seen and has nothing to show it.
fn is_missing(glyph: &OutlineGlyph, fonts: &Fonts) -> bool {
    let character = glyph.as_unicode();
    let code = glyph.char_code();
    let character = match &character {
        Some(BfString::Char(char)) => Some(*char),
        // Several characters in one glyph: a ligature of the file's own font.
        Some(BfString::String(text)) => text.chars().find(|char| is_seen(*char)),
        None => None,
    };
    if character.is_some_and(|char| !is_seen(char)) {
        return false;
    }
    // What the collections call the character that is not defined.
    if character == Some(char::REPLACEMENT_CHARACTER) {
        return true;
    }
    let program = glyph.font_data();
    if program.as_ref().is_some_and(|program| fonts.is_lent(&program.data)) {
        // For a character that the lent font does not have, hayro takes the glyph that happens to
        // have the character's number.
        return match character {
            Some(char) => fonts.glyph_of(char) != Some(glyph.glyph_id().to_u32()),
            None => true,
        };
    }
    // A Latin font in the place of one whose characters are numbered: right for Latin at most.
    if program.as_ref().is_some_and(|program| fonts.is_lent_latin(&program.data)) {
        return character.is_none_or(|char| char >= '\u{250}') || glyph.glyph_id().to_u32() == 0;
    }
    let empty = || glyph.outline().elements().is_empty();
    if glyph.glyph_id().to_u32() == 0 {
        return match character {
            // In fonts of the first kind, the number 0 is a glyph as well.
            Some(_) => program.is_some() || empty(),
            // Without a name, the codes of blanks and controls are left alone.
            None => code > 0xFF || (code > 0x20 && code != 0xA0 && code != 0x7F && empty()),
        };
    }
    // A font may well have empty glyphs for marks that are not seen; for a letter, a digit or a
    // Chinese character there is no such thing.
    character.is_some_and(|char| char.is_alphanumeric() || is_chinese(char)) && empty()
}

fn is_seen(char: char) -> bool {
    let silent = matches!(
        char,
        '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{F000}'..='\u{F020}'
            | '\u{FFFC}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    !(char.is_whitespace() || char.is_control() || silent)
}

/// Ideographs, and the area where self-made characters are kept.
fn is_chinese(char: char) -> bool {
    matches!(
        char,
        '\u{2E80}'..='\u{2FDF}'
            | '\u{3001}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{E000}'..='\u{EFFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}
