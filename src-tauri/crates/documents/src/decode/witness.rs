//! A look at what hayro is told to draw, before it is drawn: characters that the font has no glyph
//! for, and pictures that nobody can decode. hayro leaves both out without a word.

use std::collections::{HashMap, HashSet};

use hayro::hayro_interpret::font::{FontData, Glyph, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};
use skrifa::raw::{FontRef, TableProvider as _};

use super::fonts::Fonts;
use super::pictures::is_readable;

/// More boxes than this are not drawn on one page.
const MAX_BOXES: usize = 4_000;
/// A character that goes on by less than this, in thousandths of its size, has no room for a box.
const LEAST_ADVANCE: f64 = 100.0;
/// How many different pictures of a page are tried.
const MAX_PICTURES: usize = 64;
/// How many fonts of a page are looked at for their glyph with the number 0.
const MAX_FONTS: usize = 256;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Where characters without a glyph are, in pixels of the drawing.
    pub boxes: Vec<Rect>,
    /// Whether there are more of them that take up no room.
    pub lost: bool,
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
    let mut witness = Witness {
        fonts,
        area,
        seen: Seen::default(),
        pictures: Vec::new(),
        zeroes: HashMap::new(),
    };
    interpret_page(page, &mut context, &mut witness);
    let Witness { mut seen, zeroes, .. } = witness;
    for zeroes in zeroes.into_values().filter(Zeroes::stand_for_nothing) {
        let room = MAX_BOXES.saturating_sub(seen.boxes.len());
        seen.boxes.extend(zeroes.places.into_iter().take(room));
    }
    seen
}

/// Where the glyph with the number 0 of one font stands, and for which codes.
#[derive(Default)]
struct Zeroes {
    codes: HashSet<u32>,
    places: Vec<Rect>,
    is_box: bool,
}

impl Zeroes {
    /// One glyph for several codes is nobody's letter.
    fn stand_for_nothing(&self) -> bool {
        self.is_box || self.codes.len() > 1
    }
}

struct Witness<'f> {
    fonts: &'f Fonts,
    area: Rect,
    seen: Seen,
    /// The places of the pictures that were tried already.
    pictures: Vec<usize>,
    /// By the glyph's key.
    zeroes: HashMap<u128, Zeroes>,
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
            let sign = sign_of(glyph, self.fonts);
            if !matches!(sign, Sign::Own) {
                let advance = f64::from(glyph.advance_width().unwrap_or(1000.0));
                let advance = if advance.abs() <= 4000.0 { advance } else { 1000.0 };
                // The font's own sign for it, if it has one, is a box in the same place.
                let body = Rect::new(0.02 * advance, -130.0, 0.98 * advance, 890.0);
                let place = (props.transform * placed.transform()).transform_rect_bbox(body);
                if !place.is_finite() || !place.overlaps(self.area) {
                    continue;
                }
                if advance < LEAST_ADVANCE {
                    // A box would lie on the next character.
                    self.seen.lost |= matches!(sign, Sign::None);
                } else if matches!(sign, Sign::None) {
                    self.seen.boxes.push(place);
                } else if self.zeroes.len() < MAX_FONTS {
                    let zeroes =
                        self.zeroes.entry(glyph.identifier().cache_key()).or_insert_with(|| {
                            Zeroes { is_box: is_box(&glyph.outline()), ..Zeroes::default() }
                        });
                    zeroes.codes.insert(glyph.char_code());
                    if zeroes.places.len() < MAX_BOXES {
                        zeroes.places.push(place);
                    }
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

/// What there is to show a character.
enum Sign {
    /// Its glyph, or it is not to be seen anyway.
    Own,
    /// Nothing.
    None,
    /// The glyph with the number 0, which stands for characters that the font does not have, but in
    /// some fonts is a letter like any other.
    Zero,
}

fn sign_of(glyph: &OutlineGlyph, fonts: &Fonts) -> Sign {
    let missing = |is_so: bool| if is_so { Sign::None } else { Sign::Own };
    let character = glyph.as_unicode();
    let code = glyph.char_code();
    let character = match &character {
        Some(BfString::Char(char)) => Some(*char),
        // Several characters in one glyph: a ligature of the file's own font.
        Some(BfString::String(text)) => text.chars().find(|char| is_seen(*char)),
        None => None,
    };
    if character.is_some_and(|char| !is_seen(char)) {
        return Sign::Own;
    }
    // What the collections call the character that is not defined, and some programs any that they
    // have no name for.
    let character = character.filter(|char| *char != char::REPLACEMENT_CHARACTER);
    let number = glyph.glyph_id().to_u32();
    let program = glyph.font_data();
    if program.as_ref().is_some_and(|program| fonts.is_lent(&program.data)) {
        // For a character that the lent font does not have, hayro takes the glyph that happens to
        // have the character's number.
        return missing(match character {
            Some(char) => fonts.glyph_of(char) != Some(number),
            None => true,
        });
    }
    let outline = glyph.outline();
    let empty = outline.elements().is_empty();
    // A Latin font in the place of one whose characters are numbered: right for Latin at most. It is
    // of the first kind, of which no data is given; such a font cannot be embedded under numbers.
    let is_lent_latin = match &program {
        Some(program) => fonts.is_lent_latin(&program.data),
        None => code > 0xFF,
    };
    if is_lent_latin {
        return missing(character.is_none_or(|char| char >= '\u{250}') || number == 0 || empty);
    }
    if number == 0 {
        return match (character, empty) {
            (Some(_), true) => Sign::None,
            // In fonts of the first kind, the number 0 is a glyph as well.
            (Some(_), false) if program.is_none() => Sign::Own,
            // Without a name, the codes of blanks and controls are left alone.
            (None, true) => missing(code > 0x20 && code != 0xA0 && code != 0x7F),
            (None, false) if code <= 0xFF => Sign::Own,
            (_, false) => Sign::Zero,
        };
    }
    if !empty {
        // The box that a font's maker put in for what is missing. Some letters are boxes themselves,
        // in angular fonts.
        return missing(character.is_some_and(|char| {
            char.is_ascii_alphanumeric() && !"08BDOQo".contains(char) && is_box(&outline)
        }));
    }
    // A font may well have empty glyphs for marks that are not seen; for a letter, a digit or a
    // Chinese character there is no such thing, and neither for one that is there and unreadable.
    missing(
        character.is_some_and(|char| char.is_alphanumeric() || is_chinese(char))
            || program.is_some_and(|program| is_broken(&program.data, number)),
    )
}

/// Whether an outline is a frame: a rectangle, and lines within it.
fn is_box(outline: &BezPath) -> bool {
    let bounds = outline.bounding_box();
    let parts = outline.elements().iter().filter(|part| matches!(part, PathEl::MoveTo(_))).count();
    // An I is a frame as well, but narrow.
    if parts < 2 || outline.elements().len() > 64 || bounds.width() < 0.3 * bounds.height() {
        return false;
    }
    let is_corner = |point: &Point| {
        let near = |a: f64, b: f64| (a - b).abs() < 1.0;
        (near(point.x, bounds.x0) || near(point.x, bounds.x1))
            && (near(point.y, bounds.y0) || near(point.y, bounds.y1))
    };
    let points: Option<Vec<&Point>> = outline
        .elements()
        .iter()
        .filter(|part| !matches!(part, PathEl::ClosePath))
        .map(|part| match part {
            PathEl::MoveTo(point) | PathEl::LineTo(point) => Some(point),
            _ => None,
        })
        .collect();
    points.is_some_and(|points| {
        let outer = points.iter().take_while(|point| is_corner(point)).count();
        outer >= 4 && points.len() > outer && !points[outer..].iter().any(|point| is_corner(point))
    })
}

/// Whether a TrueType font has an outline for a glyph of which nothing can be read.
fn is_broken(data: &FontData, number: u32) -> bool {
    let Ok(font) = FontRef::from_index((**data).as_ref(), 0) else {
        return false;
    };
    let (Ok(places), Ok(glyphs)) = (font.loca(None), font.glyf()) else {
        return false;
    };
    match places.get_glyf(skrifa::GlyphId::new(number), &glyphs) {
        Ok(found) => found.is_some(),
        Err(_) => true,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(parts: &[&[(f64, f64)]]) -> BezPath {
        let mut path = BezPath::new();
        for part in parts {
            for (index, point) in part.iter().enumerate() {
                if index == 0 { path.move_to(*point) } else { path.line_to(*point) }
            }
            path.close_path();
        }
        path
    }

    #[test]
    fn a_frame_is_a_box_and_letters_are_none() {
        let outer = [(0.0, 0.0), (500.0, 0.0), (500.0, 700.0), (0.0, 700.0)];
        let inner = [(50.0, 50.0), (50.0, 650.0), (450.0, 650.0), (450.0, 50.0)];
        assert!(is_box(&outline(&[&outer, &inner])));
        let crossed = [(60.0, 60.0), (440.0, 640.0), (420.0, 640.0)];
        assert!(is_box(&outline(&[&outer, &inner, &crossed])));
        // A bar, perhaps drawn twice, a hollow I, and an A.
        let narrow = |part: [(f64, f64); 4]| part.map(|(x, y)| (x / 4.0, y));
        assert!(!is_box(&outline(&[&narrow(outer), &narrow(inner)])));
        assert!(!is_box(&outline(&[&outer])));
        assert!(!is_box(&outline(&[&outer, &outer])));
        let a = [(0.0, 0.0), (200.0, 700.0), (300.0, 700.0), (500.0, 0.0)];
        let hole = [(180.0, 250.0), (250.0, 550.0), (320.0, 250.0)];
        assert!(!is_box(&outline(&[&a, &hole])));
        assert!(!is_box(&BezPath::new()));
        let round = hayro::kurbo::Circle::new((100.0, 100.0), 80.0).to_path(0.1);
        assert!(!is_box(&round));
    }

    #[test]
    fn one_glyph_for_several_codes_is_nobodys_letter() {
        let zeroes = |codes: &[u32], is_box| Zeroes {
            codes: codes.iter().copied().collect(),
            is_box,
            ..Zeroes::default()
        };
        assert!(zeroes(&[1, 2], false).stand_for_nothing());
        assert!(zeroes(&[1], true).stand_for_nothing());
        assert!(!zeroes(&[1], false).stand_for_nothing());
    }
}
