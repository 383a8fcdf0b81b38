//! PDF, drawn by hayro: one page at the size wanted, on white paper.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use super::fonts::Fonts;
use super::{Layout, Raster, finished};
use crate::codes::codes_on;
use crate::contents::NotDrawn;
use crate::encode::Care;
use crate::hints::{Hint, likeness_of};
use crate::notes::day_of;
use crate::refusal::Refusal;
use crate::rendition::{Crop, Rendition, RenditionRequest};

/// A page without a sensible size is taken for damaged; the standard's own limit is 14,400 points.
const MAX_PAGE_PT: f32 = 20_000.0;

pub(super) fn rendition(
    bytes: &[u8],
    fonts: &Fonts,
    request: &RenditionRequest,
) -> Result<Rendition, Refusal> {
    let RenditionRequest { page: page_index, crop, read_codes, .. } = *request;
    let box_px = request.picture_px();
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        // A locked file that is damaged as well is read as damaged alone; the lock is what the
        // family can do something about.
        LoadPdfError::Invalid if names_a_lock(bytes) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    let pages = pdf.pages();
    let count = u32::try_from(pages.len()).map_err(|_| Refusal::Damaged)?;
    if count == 0 {
        return Err(Refusal::Damaged);
    }
    let page = pages
        .get(page_index as usize)
        .ok_or(Refusal::NoSuchPage { page: page_index, pages: count })?;
    let (page_width, page_height) = page.render_dimensions();
    if ![page_width, page_height].iter().all(|side| (1.0..MAX_PAGE_PT).contains(side)) {
        return Err(Refusal::Damaged);
    }

    let whole = Crop { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };
    let part = crop.unwrap_or(whole);
    let (page_w, page_h) = (f64::from(page_width), f64::from(page_height));
    let (part_w, part_h) = (part.width * page_w, part.height * page_h);
    let scale = f64::from(box_px) / part_w.max(part_h);
    let side = |points: f64| ((points * scale).round() as u32).clamp(1, box_px);
    let (width, height) = (side(part_w), side(part_h));
    let (Ok(w), Ok(h)) = (u16::try_from(width), u16::try_from(height)) else {
        return Err(Refusal::Damaged);
    };
    let transform = Affine::translate((-part.left * page_w * scale, -part.top * page_h * scale))
        * Affine::scale(scale)
        * page.initial_transform(true).to_kurbo();

    let (raster, whole) = drawn(page, fonts, transform, (w, h));
    let hints =
        if whole { Vec::new() } else { vec![Hint::PageIncomplete { what: NotDrawn::Other }] };
    let codes = if read_codes { codes_on(&raster) } else { Vec::new() };
    let likeness = if crop.is_none() { likeness_of(&raster) } else { None };
    let made = pdf.metadata().creation_date;
    // Print is looked at closely: no colour is taken away from its edges.
    let finished = finished(raster, request, Care::Close, fonts)?;
    Ok(Rendition {
        pages: count,
        source_width: page_width.round() as u32,
        source_height: page_height.round() as u32,
        hints,
        codes,
        likeness,
        made_on: made.and_then(|made| day_of(made.year, made.month, made.day)),
        ..finished
    })
}

/// Draws a page on white, and says whether all of it could be drawn.
fn drawn(page: &Page<'_>, fonts: &Fonts, transform: Affine, (w, h): (u16, u16)) -> (Raster, bool) {
    let incomplete = Arc::new(AtomicBool::new(false));
    let mut settings = InterpreterSettings::default();
    fonts.lend_to(&mut settings);
    settings.warning_sink = {
        let incomplete = Arc::clone(&incomplete);
        Arc::new(move |_| incomplete.store(true, Ordering::Relaxed))
    };
    let mut context = RenderContext::new(w, h);
    render_into(
        page,
        &RenderCache::new(),
        &settings,
        &RenderSettings::default(),
        &mut context,
        transform,
    );
    context.flush();
    let mut pixmap = Pixmap::new(w, h);
    context.render_with(
        &mut pixmap,
        &mut Resources::default(),
        RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() },
    );
    let raster = opaque(pixmap.data_as_u8_slice(), u32::from(w), u32::from(h));
    (raster, !incomplete.load(Ordering::Relaxed))
}

/// Draws the one page of a PDF that this program has written itself, a pixel for a point.
pub(crate) fn draw_own(
    bytes: &[u8],
    fonts: &Fonts,
    width: u32,
    height: u32,
) -> Result<Raster, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| Refusal::NoMark)?;
    let page = pdf.pages().first().ok_or(Refusal::NoMark)?;
    let size = (u16::try_from(width), u16::try_from(height));
    let (Ok(w), Ok(h)) = size else { return Err(Refusal::NoMark) };
    let transform = page.initial_transform(true).to_kurbo();
    match drawn(page, fonts, transform, (w, h)) {
        (raster, true) => Ok(raster),
        (_, false) => Err(Refusal::NoMark),
    }
}

fn names_a_lock(bytes: &[u8]) -> bool {
    let name = b"/Encrypt";
    bytes.windows(name.len()).any(|window| window == name)
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
