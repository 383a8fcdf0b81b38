//! From hostile bytes to a rendition. Runs in the confined worker alone.

mod appearance;
mod cmaps;
mod drawing;
mod fields;
mod fonts;
mod frames;
#[cfg(test)]
mod hostile;
mod inspect;
mod jpeg;
mod mark;
mod overlay;
mod pages;
mod pdf;
mod pictures;
mod png;
mod scan;
mod strokes;
mod turbo;
mod undrawn;
mod webp;
mod witness;

use crate::codes::codes_on;
use crate::encode::{self, Care, Part};
use crate::hint::Hint;
use crate::hints::{impression_of, likeness_of, shrunk_for_hints};
use crate::kind::{ContentKind, kind_of};
use crate::limits::{MAX_BOX_PX, MAX_FILE_BYTES, MAX_PIXELS, MAX_SIDE_PX};
use crate::notes::Notes;
use crate::raster::{Layout, Raster};
use crate::refusal::Refusal;
use crate::rendition::{Crop, Rendition, RenditionRequest, band_px};
use crate::structure::more::more_in;
use crate::structure::size_of;

pub(crate) use fonts::Fonts;
pub use fonts::chinese_font;

/// The shade of what is not there: libjpeg's own for blocks without data, and so every decoder's.
const NOTHING: u8 = 128;

/// A picture as it is stored in the file: perhaps decoded at a smaller scale, not yet upright.
struct Stored {
    raster: Raster,
    /// The size that the header states, in pixels.
    width: u32,
    height: u32,
    /// Where the file ends early or is damaged: the share (0 to 1) of the picture that is there.
    ends_early: Option<f32>,
}

/// What decoding keeps from file to file. It is made before the worker confines itself, since it
/// may read fonts.
pub(crate) struct Decoder {
    fonts: fonts::Fonts,
    /// The most that one decoder may allocate, in bytes.
    memory_bytes: u64,
}

impl Decoder {
    pub(crate) fn new(memory_bytes: u64) -> Self {
        Self { fonts: fonts::Fonts::of_this_machine(), memory_bytes }
    }

    /// Makes the rendition that was asked for.
    pub(crate) fn rendition(
        &self,
        bytes: &[u8],
        request: &RenditionRequest,
    ) -> Result<Rendition, Refusal> {
        let kind = kind_to_open(bytes)?;
        let request = &RenditionRequest {
            box_px: request.box_px.clamp(16, MAX_BOX_PX),
            crop: request.crop.and_then(Crop::inside),
            ..request.clone()
        };
        match kind {
            ContentKind::Pdf => pdf::rendition(bytes, &self.fonts, request),
            ContentKind::Jpeg => picture(bytes, request, &self.fonts, jpeg::decode),
            ContentKind::Png => {
                let memory = self.memory_bytes;
                picture(bytes, request, &self.fonts, |bytes, _| png::decode(bytes, memory))
            }
            ContentKind::WebP => {
                let memory = self.memory_bytes;
                picture(bytes, request, &self.fonts, |bytes, _| webp::decode(bytes, memory))
            }
        }
    }
}

/// How many pages a file has, told from its structure alone: nothing is drawn.
pub(crate) fn page_count(bytes: &[u8]) -> Result<u32, Refusal> {
    match kind_to_open(bytes)? {
        ContentKind::Pdf => pdf::page_count(bytes),
        ContentKind::Jpeg | ContentKind::Png | ContentKind::WebP => {
            Ok(pages_of_picture(bytes).unwrap_or(1))
        }
    }
}

/// What a file is, if it is small enough and of a kind that is opened.
fn kind_to_open(bytes: &[u8]) -> Result<ContentKind, Refusal> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64 });
    }
    kind_of(bytes).map_err(|looks_like| {
        if looks_like.is_a_picture() {
            Refusal::Unsupported { looks_like }
        } else {
            Refusal::WrongType { looks_like }
        }
    })
}

/// What a decoder may do to save work: how many pixels are wanted of a picture of this size.
type Wanted<'a> = &'a dyn Fn(u32, u32) -> WantedScale;

/// The stored length that matters, and how many pixels of it are wanted.
struct WantedScale {
    stored_px: f64,
    wanted_px: f64,
}

/// Less of a picture than this is none: nobody could tell what it is of.
const LEAST_SHARE: f32 = 0.02;

/// How many pages a picture is shown as, by its header alone; nothing where no header can be read.
pub(crate) fn pages_of_picture(bytes: &[u8]) -> Option<u32> {
    // Turning it changes nothing of that.
    size_of(bytes).map(|(width, height)| pages::page_count(width, height))
}

fn picture(
    bytes: &[u8],
    request: &RenditionRequest,
    fonts: &Fonts,
    decode: impl FnOnce(&[u8], Wanted<'_>) -> Result<Stored, Refusal>,
) -> Result<Rendition, Refusal> {
    let RenditionRequest { crop, read_codes, .. } = *request;
    let box_px = request.picture_px();
    let count = pages_of_picture(bytes).unwrap_or(1);
    if request.page >= count {
        return Err(Refusal::NoSuchPage { page: request.page, pages: count });
    }
    let Notes { turn, taken_on } = Notes::of_file(bytes);
    let page = size_of(bytes).and_then(|(width, height)| {
        let (width, height) = turn.size(width, height);
        pages::page_of(width, height, request.page)
    });
    let part_of = |part: Option<Crop>, width: u32, height: u32| match part {
        Some(part) => turn.part(part, width, height),
        None => Part { left: 0.0, top: 0.0, width: f64::from(width), height: f64::from(height) },
    };
    let shown = match (page, crop) {
        (Some(page), Some(crop)) => Some(pages::within(page, crop)),
        (page, crop) => crop.or(page),
    };
    let wanted = |width: u32, height: u32| {
        let part = part_of(shown, width, height);
        let (w, h) = encode::fit(part.width, part.height, box_px);
        WantedScale { stored_px: part.width.max(part.height), wanted_px: f64::from(w.max(h)) }
    };
    let stored = decode(bytes, &wanted)?;
    if stored.ends_early.is_some_and(|share| share < LEAST_SHARE) {
        return Err(Refusal::Damaged);
    }

    // The size is taken from the header's numbers: a scaled decoder rounds up.
    let full = part_of(shown, stored.width, stored.height);
    let (width, height) = encode::fit(full.width, full.height, box_px);
    let part = part_of(shown, stored.raster.width, stored.raster.height);
    let fits = part == Part::whole(&stored.raster)
        && (stored.raster.width, stored.raster.height) == (width, height);
    // The likeness is the whole picture's, also where a page of it is shown.
    let whole = match (page, crop) {
        (Some(_), None) => shrunk_for_hints(&stored.raster).map(|small| turn.apply(small)),
        _ => None,
    };
    let raster = if fits {
        stored.raster
    } else {
        encode::part_resized(&stored.raster, part, width, height).ok_or(Refusal::Damaged)?
    };
    let raster = turn.apply(raster);

    let on_page = part_of(page, stored.width, stored.height);
    let side = |length: f64| (length.round() as u32).max(1);
    let (source_width, source_height) = turn.size(side(on_page.width), side(on_page.height));
    let (mut hints, mut likeness, mut care) = (Vec::new(), None, Care::Close);
    if crop.is_none() {
        care = Care::Preview;
        hints.extend(stored.ends_early.map(|share| Hint::EndsEarly { share }));
        hints.extend(more_in(bytes));
        let impression = impression_of(&raster, source_width.max(source_height));
        // Print runs out of every page where the picture goes on.
        let is_of_it = |hint: &Hint| page.is_none() || !matches!(hint, Hint::PerhapsCut { .. });
        hints.extend(impression.hints.into_iter().filter(is_of_it));
        likeness = match whole {
            Some(whole) => likeness_of(&whole),
            None => impression.likeness,
        };
    }
    let codes = if read_codes { codes_on(&raster) } else { Vec::new() };
    let finished = finished(raster, request, care, fonts)?;
    Ok(Rendition {
        pages: count,
        source_width,
        source_height,
        hints,
        likeness,
        codes,
        made_on: taken_on,
        ..finished
    })
}

/// Marks the picture, if it is to be marked, and encodes it.
fn finished(
    raster: Raster,
    request: &RenditionRequest,
    care: Care,
    fonts: &Fonts,
) -> Result<Rendition, Refusal> {
    let raster = match &request.mark {
        Some(words) => mark::burn(raster, words.as_str(), band_px(request.box_px), fonts)?,
        None => raster,
    };
    let (media_type, bytes) = encode::suitable(&raster, care)?;
    Ok(Rendition {
        media_type,
        bytes,
        width: raster.width,
        height: raster.height,
        pages: 1,
        source_width: raster.width,
        source_height: raster.height,
        hints: Vec::new(),
        likeness: None,
        codes: Vec::new(),
        made_on: None,
    })
}

/// Holds a header's claim against the limits, before anything is allocated for it.
fn check_dimensions(width: u32, height: u32) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    if width.max(height) > MAX_SIDE_PX || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refusal::TooManyPixels { width, height });
    }
    Ok(())
}
