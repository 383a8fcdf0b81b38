//! A page drawn by hayro, with what it could not draw: told by hayro itself, or found out by going
//! through the page beforehand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning, RenderContent};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::AlphaColor;
use hayro::vello_cpu::color::palette::css::{TRANSPARENT, WHITE};
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use super::fonts::Fonts;
use super::inspect::{annotations, is_of};
use super::strokes::Mark;
use super::{Layout, Raster, appearance, overlay, witness};
use crate::raster::rgb_of;

/// What of a page was not drawn.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub glyphs: bool,
    pub pictures: bool,
    pub other: bool,
}

/// Draws a page on white. A character without a glyph becomes a box.
pub(super) fn drawn(
    page: &Page<'_>,
    fonts: &Fonts,
    transform: Affine,
    size: (u16, u16),
) -> (Raster, Missing) {
    let told = Arc::new(Told::default());
    let settings = settings(fonts, &told);
    let seen = witness::look(page, fonts, &settings, transform, size);
    let pixmap = painted(page, &settings, transform, size, WHITE);
    let (w, h) = size;
    let mut raster = opaque(pixmap.data_as_u8_slice(), u32::from(w), u32::from(h));
    let marked = marked_text(page, transform);
    if !marked.is_empty() {
        let without = InterpreterSettings { render_content: RenderContent::PAGE, ..settings };
        let beneath = painted(page, &without, transform, size, WHITE);
        raster = shone_through(raster, beneath.data_as_u8_slice(), &marked);
    }
    for place in &seen.boxes {
        boxed(&mut raster, *place);
    }
    let missing = Missing {
        glyphs: told.glyphs.load(Ordering::Relaxed) || seen.lost || !seen.boxes.is_empty(),
        pictures: told.pictures.load(Ordering::Relaxed) || seen.unreadable,
        other: told.other.load(Ordering::Relaxed),
    };
    (raster, missing)
}

/// The places, in pixels of the drawing, of marked text. A marker pen lets the text be seen through
/// its colour; hayro paints over it where the appearance leaves that to the reader.
fn marked_text(page: &Page<'_>, transform: Affine) -> Vec<Rect> {
    annotations(page.raw())
        .filter(|annotation| {
            is_of(annotation, b"Highlight") && appearance::of(annotation).is_some()
        })
        .filter_map(|annotation| annotation.get::<object::Rect>("Rect"))
        .map(|rect| transform.transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)))
        .filter(Rect::is_finite)
        .collect()
}

/// Lets the darker of what is on top and what lies beneath be seen at these places.
fn shone_through(raster: Raster, beneath: &[u8], places: &[Rect]) -> Raster {
    let (width, height) = (raster.width, raster.height);
    let mut pixels = rgb_of(raster);
    let side = |length: f64, end: u32| length.clamp(0.0, f64::from(end)) as usize;
    let beneath = beneath.as_chunks::<4>().0;
    for place in places {
        let (x0, x1) = (side(place.x0.floor(), width), side(place.x1.ceil(), width));
        for y in side(place.y0.floor(), height)..side(place.y1.ceil(), height) {
            let row = y * width as usize;
            let over = &mut pixels.as_chunks_mut::<3>().0[row + x0..row + x1];
            for (pixel, under) in over.iter_mut().zip(&beneath[row + x0..row + x1]) {
                for (top, low) in pixel.iter_mut().zip(under) {
                    *top = (*top).min(*low);
                }
            }
        }
    }
    Raster { pixels, width, height, layout: Layout::Rgb }
}

/// What hayro complains of.
#[derive(Default)]
struct Told {
    glyphs: AtomicBool,
    pictures: AtomicBool,
    other: AtomicBool,
}

fn settings(fonts: &Fonts, told: &Arc<Told>) -> InterpreterSettings {
    let mut settings = InterpreterSettings::default();
    fonts.lend_to(&mut settings);
    let told = Arc::clone(told);
    settings.warning_sink = Arc::new(move |warning| {
        let place = match warning {
            InterpreterWarning::UnsupportedFont => &told.glyphs,
            InterpreterWarning::ImageDecodeFailure => &told.pictures,
            // A box that is off has no appearance, and this is said of it too; fields and notes
            // are looked at elsewhere.
            InterpreterWarning::UnresolvedAnnotationAppearance => return,
            _ => &told.other,
        };
        place.store(true, Ordering::Relaxed);
    });
    settings
}

fn painted(
    page: &Page<'_>,
    settings: &InterpreterSettings,
    transform: Affine,
    (w, h): (u16, u16),
    ground: AlphaColor<hayro::vello_cpu::color::Srgb>,
) -> Pixmap {
    let mut context = RenderContext::new(w, h);
    render_into(
        page,
        &RenderCache::new(),
        settings,
        &RenderSettings::default(),
        &mut context,
        transform,
    );
    context.flush();
    let mut pixmap = Pixmap::new(w, h);
    context.render_with(
        &mut pixmap,
        &mut Resources::default(),
        RasterizerSettings { target_init: TargetInit::Clear(ground), ..Default::default() },
    );
    pixmap
}

/// Lays marks over a drawing of the page that they belong to.
pub(super) fn laid_over(
    raster: Raster,
    page: &Page<'_>,
    marks: &[Mark],
    fonts: &Fonts,
    transform: Affine,
    size: (u16, u16),
) -> Raster {
    let extent = page.intersected_crop_box();
    if marks.is_empty() || extent.width() < 1.0 || extent.height() < 1.0 {
        return raster;
    }
    let extent = [extent.x0, extent.y0, extent.x1, extent.y1].map(|side| side as f32);
    let Ok(pdf) = Pdf::new(overlay::page_of(marks, extent)) else {
        return raster;
    };
    let Some(page) = pdf.pages().first() else {
        return raster;
    };
    let settings = settings(fonts, &Arc::default());
    let pixmap = painted(page, &settings, transform, size, TRANSPARENT);
    let (width, height) = (raster.width, raster.height);
    let mut pixels = rgb_of(raster);
    let over = pixmap.data_as_u8_slice().as_chunks::<4>().0;
    // Its colours are multiplied by their strength already.
    for (pixel, [r, g, b, alpha]) in pixels.as_chunks_mut::<3>().0.iter_mut().zip(over) {
        for (under, colour) in pixel.iter_mut().zip([r, g, b]) {
            let left = u32::from(*under) * u32::from(255 - alpha) / 255;
            *under = (left + u32::from(*colour)).min(255) as u8;
        }
    }
    Raster { pixels, width, height, layout: Layout::Rgb }
}

/// Draws a box where a character should be: white, so that nothing else is taken for it.
fn boxed(raster: &mut Raster, place: Rect) {
    let (width, height) = (f64::from(raster.width), f64::from(raster.height));
    let side = |length: f64, end: f64| length.round().clamp(0.0, end) as usize;
    let (x0, x1) = (side(place.x0, width), side(place.x1, width));
    let (y0, y1) = (side(place.y0, height), side(place.y1, height));
    let line = (place.width().min(place.height()) / 12.0).round().max(1.0) as usize;
    let bytes = raster.layout.bytes();
    let row = raster.width as usize * bytes;
    for y in y0..y1 {
        for x in x0..x1 {
            let inside = (y0 + line..y1.saturating_sub(line)).contains(&y)
                && (x0 + line..x1.saturating_sub(line)).contains(&x);
            let at = y * row + x * bytes;
            raster.pixels[at..at + bytes].fill(if inside { 0xFF } else { 0x20 });
        }
    }
}

/// The page lies on white, so that its alpha says nothing. Grey pages are kept as grey.
fn opaque(rgba: &[u8], width: u32, height: u32) -> Raster {
    let pixels = rgba.as_chunks::<4>().0;
    let grey = pixels.iter().all(|[r, g, b, _]| r == g && g == b);
    let (pixels, layout) = if grey {
        (pixels.iter().map(|[r, ..]| *r).collect(), Layout::Grey)
    } else {
        let rgb = pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]);
        (rgb.collect(), Layout::Rgb)
    };
    Raster { pixels, width, height, layout }
}
