//! PDF, drawn by hayro: one page at the size wanted, on white paper.

use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Affine;

use super::drawing::{Missing, drawn, laid_over};
use super::fonts::Fonts;
use super::{Raster, finished, inspect, pictures, scan, undrawn};
use crate::codes::codes_on;
use crate::contents::NotDrawn;
use crate::encode::Care;
use crate::hint::Hint;
use crate::hints::likeness_of;
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
    let (pdf, count) = opened(bytes)?;
    let page = pdf
        .pages()
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

    let Shown { raster, not_drawn } = shown(&pdf, page, fonts, transform, (w, h));
    let hints = inspect::holds_more(&pdf, &inspect::catalogue(&pdf))
        .into_iter()
        .chain(not_drawn.into_iter().map(|what| Hint::PageIncomplete { what }))
        .collect();
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

/// How many pages a PDF has, without a look at any of them.
pub(super) fn page_count(bytes: &[u8]) -> Result<u32, Refusal> {
    opened(bytes).map(|(_, count)| count)
}

/// Reads a PDF's structure, and counts its pages: one at least.
fn opened(bytes: &[u8]) -> Result<(Pdf, u32), Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        // A locked file that is damaged as well is read as damaged alone; the lock is what the
        // family can do something about.
        LoadPdfError::Invalid if names_a_lock(bytes) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    match u32::try_from(pdf.pages().len()) {
        Ok(count) if count > 0 => Ok((pdf, count)),
        _ => Err(Refusal::Damaged),
    }
}

/// A page as it is shown, and what is missing on it.
struct Shown {
    raster: Raster,
    not_drawn: Vec<NotDrawn>,
}

/// Draws a page: a scan as the picture that it is, all else by hayro, and then what hayro leaves
/// out.
fn shown(pdf: &Pdf, page: &Page<'_>, fonts: &Fonts, transform: Affine, size: (u16, u16)) -> Shown {
    let catalogue = inspect::catalogue(pdf);
    let undrawn = undrawn::on(page, &catalogue);
    let xfa = inspect::is_dynamic_form(pdf, &catalogue);
    let mut missing = Missing::default();
    let raster = match scan::drawn(page, transform, size) {
        Some(raster) => raster,
        None => {
            let (raster, found) = drawn(page, fonts, transform, size);
            missing = found;
            raster
        }
    };
    let raster = laid_over(raster, page, &undrawn.marks, fonts, transform, size);
    let not_drawn = [
        (xfa, NotDrawn::Xfa),
        (undrawn.fields, NotDrawn::Fields),
        (undrawn.annotations, NotDrawn::Annotations),
        (missing.glyphs, NotDrawn::Glyphs),
        (missing.pictures || pictures::names_a_lost_one(page), NotDrawn::Pictures),
        (missing.other || inspect::is_drawn_variously(page), NotDrawn::Other),
    ];
    let not_drawn = not_drawn.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what);
    Shown { raster, not_drawn: not_drawn.collect() }
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
        (raster, Missing { glyphs: false, pictures: false, other: false }) => Ok(raster),
        _ => Err(Refusal::NoMark),
    }
}

fn names_a_lock(bytes: &[u8]) -> bool {
    let name = b"/Encrypt";
    bytes.windows(name.len()).any(|window| window == name)
}
