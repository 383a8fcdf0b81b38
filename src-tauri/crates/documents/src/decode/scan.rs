//! A page that is one scanned picture, decoded the way photographs are: at the scale that is wanted,
//! and resized once. Such a page draws nothing else, but perhaps text that nobody sees, for
//! searching in.
//!
//! Whatever is not plain is left to hayro: masks, inverted or indexed colours, inks, profiles.

mod reading;

use hayro::hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro::hayro_syntax::object::{Object, Stream};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Point, Rect};

use self::reading::only_picture;
use super::inspect::{annotations, is_of};
use super::pictures::{Coding, codings, has_parameters, jpeg_is_whole, jpeg_of};
use super::{Layout, Raster, WantedScale, jpeg};
use crate::encode::{Part, part_resized};
use crate::limits::{MAX_PIXELS, MAX_SIDE_PX};
use crate::upright::Turn;

/// A picture that falls short of the page's edge by less than this many pixels covers it.
const EDGE_PX: f64 = 0.75;

/// Draws the page if it is one scan, with this transform to this size.
pub(super) fn drawn(page: &Page<'_>, transform: Affine, (w, h): (u16, u16)) -> Option<Raster> {
    let only_links = annotations(page.raw())
        .all(|annotation| is_of(&annotation, b"Link") || is_of(&annotation, b"Popup"));
    if !only_links || (page.raw().contains_key("Group") && has_blending(page)) {
        return None;
    }
    let area = Rect::new(0.0, 0.0, f64::from(w), f64::from(h));
    let (scan, matrix) = only_picture(page, transform, area)?;
    let placed = Placed::of(matrix, area)?;
    let raster = decoded(&scan, &placed)?;
    let upright = placed.turn.apply(placed.cut(&raster)?);
    placed.on_white(upright, u32::from(w), u32::from(h))
}

/// Isolated groups of a page matter only together with graphics states that blend.
fn has_blending(page: &Page<'_>) -> bool {
    !page.resources().ext_g_states.is_empty()
}

/// Where the scan comes to lie.
struct Placed {
    turn: Turn,
    /// What is to be seen of the upright picture, as shares of its sides.
    part: Rect,
    /// Where that comes to lie, in whole pixels of the drawing.
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Placed {
    /// Nothing for a picture that is askew, as small as a dot, or not on the drawing at all.
    fn of(matrix: Affine, area: Rect) -> Option<Self> {
        let [a, b, c, d, ..] = matrix.as_coeffs();
        let whole = matrix.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        if !whole.is_finite() || whole.width() < 1.0 || whole.height() < 1.0 {
            return None;
        }
        let upright = b.abs() < 0.5 && c.abs() < 0.5;
        let lying = a.abs() < 0.5 && d.abs() < 0.5;
        if !upright && !lying {
            return None;
        }
        // The unit square's lines go from top to bottom of the picture while its own go upwards.
        let stored_x = Point::new(a, b);
        let stored_y = Point::new(-c, -d);
        let turn = if upright {
            Turn::of(stored_x.x < 0.0, stored_y.y < 0.0, false)
        } else {
            Turn::of(stored_x.y < 0.0, stored_y.x < 0.0, true)
        };
        let snapped = |from: f64, to: f64, end: f64| {
            let from = if from < EDGE_PX { 0.0 } else { from.round() };
            let to = if to > end - EDGE_PX { end } else { to.round() };
            (to - from >= 1.0).then_some((from, to))
        };
        let (x0, x1) = snapped(whole.x0, whole.x1, area.x1)?;
        let (y0, y1) = snapped(whole.y0, whole.y1, area.y1)?;
        let share_x = |x: f64| ((x - whole.x0) / whole.width()).clamp(0.0, 1.0);
        let share_y = |y: f64| ((y - whole.y0) / whole.height()).clamp(0.0, 1.0);
        let part = Rect::new(share_x(x0), share_y(y0), share_x(x1), share_y(y1));
        (part.area() > 0.0).then_some(Self {
            turn,
            part,
            left: x0 as u32,
            top: y0 as u32,
            width: (x1 - x0) as u32,
            height: (y1 - y0) as u32,
        })
    }

    fn part_of(&self, width: u32, height: u32) -> Part {
        let crop = crate::rendition::Crop {
            left: self.part.x0,
            top: self.part.y0,
            width: self.part.width(),
            height: self.part.height(),
        };
        self.turn.part(crop, width, height)
    }

    /// The part of the stored picture that is seen, at the size that is wanted.
    fn cut(&self, raster: &Raster) -> Option<Raster> {
        let part = self.part_of(raster.width, raster.height);
        let (width, height) = self.turn.size(self.width, self.height);
        part_resized(raster, part, width, height)
    }

    /// Puts the picture on a white page, if it does not cover it.
    fn on_white(&self, raster: Raster, width: u32, height: u32) -> Option<Raster> {
        if (raster.width, raster.height) == (width, height) {
            return Some(raster);
        }
        let bytes = raster.layout.bytes();
        let (row, from) = (width as usize * bytes, self.left as usize * bytes);
        let mut pixels = vec![0xFF; row * height as usize];
        let stored = raster.pixels.chunks_exact(raster.width as usize * bytes);
        let lines = pixels.chunks_exact_mut(row).skip(self.top as usize);
        for (line, stored) in lines.zip(stored) {
            line.get_mut(from..from + stored.len())?.copy_from_slice(stored);
        }
        Some(Raster { pixels, width, height, layout: raster.layout })
    }
}

fn decoded(scan: &Stream<'_>, placed: &Placed) -> Option<Raster> {
    let dict = scan.dict();
    let (width, height) = (dict.get::<u32>("Width")?, dict.get::<u32>("Height")?);
    let unusual = ["SMask", "Mask", "SMaskInData", "Decode", "ImageMask", "Matte", "Alternates"];
    if unusual.iter().any(|key| dict.contains_key(key))
        || width.max(height) > MAX_SIDE_PX
        || u64::from(width) * u64::from(height) > MAX_PIXELS
    {
        return None;
    }
    let codings = codings(dict);
    let (coding, packings) = codings.split_last()?;
    let layout = match dict.get::<Object<'_>>("ColorSpace") {
        Some(space) => Some(layout_of(&space)?),
        None => None,
    };
    let part = placed.part_of(width, height);
    let wanted = placed.turn.size(placed.width, placed.height);
    // hayro enlarges in a way of its own.
    if part.width < f64::from(wanted.0) || part.height < f64::from(wanted.1) {
        return None;
    }
    match coding {
        Coding::Jpeg if !has_parameters(dict) => {
            let bytes = jpeg_of(scan)?;
            if !jpeg_is_whole(&bytes) {
                return None;
            }
            let scale = |_: u32, _: u32| WantedScale {
                stored_px: (part.width / f64::from(wanted.0))
                    .min(part.height / f64::from(wanted.1)),
                wanted_px: 1.0,
            };
            let stored = jpeg::decode(&bytes, &scale).ok()?;
            let same = (stored.width, stored.height) == (width, height);
            (same && layout == Some(stored.raster.layout)).then_some(stored.raster)
        }
        Coding::Jpeg2000 | Coding::Fax | Coding::Jbig2 if packings.is_empty() => {
            through_hayro(scan, *coding, layout, (width, height), placed, &part)
        }
        _ => None,
    }
}

fn through_hayro(
    scan: &Stream<'_>,
    coding: Coding,
    layout: Option<Layout>,
    (width, height): (u32, u32),
    placed: &Placed,
    part: &Part,
) -> Option<Raster> {
    let bits = scan.dict().get::<u8>("BitsPerComponent");
    if coding == Coding::Jpeg2000 {
        if bits.is_some_and(|bits| bits != 8) {
            return None;
        }
    } else if layout != Some(Layout::Grey) {
        return None;
    }
    let wanted = placed.turn.size(placed.width, placed.height);
    // The size that the whole picture would have, if the part that is seen has the size wanted.
    let whole = |side: u32, part: f64, wanted: u32| {
        (f64::from(side) * f64::from(wanted) / part).ceil().min(f64::from(side)) as u32
    };
    let parameters = ImageDecodeParams {
        is_indexed: false,
        bpc: bits,
        num_components: layout.map(|layout| layout.bytes() as u8),
        target_dimension: Some((
            whole(width, part.width, wanted.0),
            whole(height, part.height, wanted.1),
        )),
        width,
        height,
    };
    let found = scan.decoded_image(&parameters).ok()?;
    let picture = found.image_data?;
    let stored = match picture.color_space? {
        ImageColorSpace::Gray => Layout::Grey,
        ImageColorSpace::Rgb => Layout::Rgb,
        ImageColorSpace::Cmyk | ImageColorSpace::Unknown(_) => return None,
    };
    let bytes = picture.width as usize * picture.height as usize * stored.bytes();
    let fits = picture.bits_per_component == 8
        && picture.alpha.is_none()
        && picture.width > 0
        && layout.is_none_or(|layout| layout == stored)
        && found.data.len() == bytes;
    fits.then(|| Raster {
        pixels: found.data.into_owned(),
        width: picture.width,
        height: picture.height,
        layout: stored,
    })
}

/// The pixels of a colour space that is a screen's own. Nothing for others.
fn layout_of(space: &Object<'_>) -> Option<Layout> {
    match space {
        Object::Name(name) if **name == *b"DeviceGray" => Some(Layout::Grey),
        Object::Name(name) if **name == *b"DeviceRGB" => Some(Layout::Rgb),
        Object::Array(parts) => {
            let mut parts = parts.iter::<Object<'_>>();
            match (parts.next()?, parts.next()?) {
                (Object::Name(family), Object::Stream(profile)) if *family == *b"ICCBased" => {
                    let data = profile.decoded_data().ok()?;
                    let start = &data[..data.len().min(1_024)];
                    // The profile that says that there is none.
                    start.windows(4).any(|word| word == b"sRGB").then_some(Layout::Rgb)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod coded;
#[cfg(test)]
mod tests;
