//! From a drawing to the bytes of a file: SVG, pixels, JPEG or PDF.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform},
    usvg::{Options, Tree, fontdb},
};
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

use super::{
    Drawing, Finish, Household, cards, exif, face, household, letter,
    pdf::{Page, scan},
    scenes,
};
use crate::{Error, Result};

/// Families of fonts with Chinese, best first.
const SANS: [&str; 9] = [
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Microsoft JhengHei",
    "PingFang TC",
    "Heiti TC",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Sans CJK JP",
];
const SERIF: [&str; 7] = [
    "Noto Serif CJK TC",
    "Noto Serif TC",
    "Source Han Serif TC",
    "PMingLiU",
    "MingLiU",
    "Songti TC",
    "AR PL UMing TW",
];

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let find = |names: &[&str]| {
        names
            .iter()
            .find(|name| {
                fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == *name))
            })
            .map(|name| (*name).to_owned())
    };
    let (sans, serif) = (find(&SANS), find(&SERIF));
    if sans.is_none() {
        tracing::warn!("no Chinese font is installed: the sample documents come out without words");
    }
    if let Some(sans) = &sans {
        fonts.set_sans_serif_family(sans);
    }
    if let Some(serif) = serif.or(sans) {
        fonts.set_serif_family(serif);
    }
    Arc::new(fonts)
});

/// Pixels of the sizes that phones and scanners make.
const CARD: (u32, u32) = (1600, 1010);
const A4_SCAN: (u32, u32) = (1654, 2339);
const PORTRAIT: (u32, u32) = (1200, 1600);
const PHOTO: (u32, u32) = (1600, 1200);

pub(super) fn paint(drawing: &Drawing) -> Result<Vec<u8>> {
    match drawing {
        Drawing::CardFront(card, finish) => {
            let svg = cards::front(card);
            match finish {
                Finish::Scanned => jpeg(&render(&svg, CARD)?, 88),
                Finish::Blurred => jpeg(&blurred(&svg)?, 80),
                Finish::Sideways => {
                    Ok(exif::held_upright(&jpeg(&on_its_side(&render(&svg, CARD)?)?, 86)?))
                }
            }
        }
        Drawing::CardBack(card) => jpeg(&render(&cards::back(card), CARD)?, 88),
        Drawing::Household(paper) => {
            let page = household::sheet(paper, &paper.entries, 1, 1);
            jpeg(&render(&page, A4_SCAN)?, 84)
        }
        Drawing::HouseholdPdf(paper) => pdf(paper),
        Drawing::Portrait(person, wearing) => {
            jpeg(&render(&face::portrait(*person, *wearing), PORTRAIT)?, 87)
        }
        Drawing::Letter(words) => jpeg(&render(&letter::letter(words), A4_SCAN)?, 84),
        Drawing::Scene(scene, palette) => {
            jpeg(&render(&scenes::scene(*scene, *palette), PHOTO)?, 86)
        }
        Drawing::Stub(seed) => stub(*seed),
    }
}

fn render(svg: &str, (width, height): (u32, u32)) -> Result<Pixmap> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| Error::Picture(error.to_string()))?;
    let mut pixels = pixmap(width, height)?;
    let transform = Transform::from_scale(
        width as f32 / tree.size().width(),
        height as f32 / tree.size().height(),
    );
    resvg::render(&tree, transform, &mut pixels.as_mut());
    Ok(pixels)
}

fn pixmap(width: u32, height: u32) -> Result<Pixmap> {
    Pixmap::new(width, height).ok_or_else(|| Error::Picture("no room".to_owned()))
}

/// Two pages: the first entries, then the others, as long papers are scanned.
fn pdf(paper: &Household) -> Result<Vec<u8>> {
    let cut = paper.entries.len().min(household::PER_PAGE).div_ceil(2);
    let (first, second) = paper.entries.split_at(cut);
    let pages = [first, second]
        .iter()
        .enumerate()
        .map(|(index, entries)| {
            let pixels = render(&household::sheet(paper, entries, index + 1, 2), A4_SCAN)?;
            Ok(Page { jpeg: jpeg(&pixels, 78)?, width: A4_SCAN.0 as i32, height: A4_SCAN.1 as i32 })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(scan(&pages))
}

/// Out of focus: drawn at a quarter of the size, smeared three times over, drawn large again.
fn blurred(svg: &str) -> Result<Pixmap> {
    const PART: u32 = 4;
    let (width, height) = (CARD.0 / PART, CARD.1 / PART);
    let mut small = render(svg, (width, height))?;
    for _ in 0..3 {
        smear(small.data_mut(), width as usize, height as usize, 4, width as usize * 4);
        smear(small.data_mut(), height as usize, width as usize, width as usize * 4, 4);
    }
    let mut large = pixmap(CARD.0, CARD.1)?;
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    let grow = PART as f32 * 1.02;
    large.draw_pixmap(0, 0, small.as_ref(), &paint, Transform::from_scale(grow, grow), None);
    Ok(large)
}

/// Averages each pixel with its neighbours along one direction: `count` pixels `step` bytes apart,
/// on `rows` lines `stride` bytes apart.
fn smear(pixels: &mut [u8], count: usize, rows: usize, step: usize, stride: usize) {
    const REACH: usize = 3;
    let mut line = vec![0u32; count];
    for row in 0..rows {
        for channel in 0..4 {
            for (index, value) in line.iter_mut().enumerate() {
                *value = u32::from(pixels[row * stride + index * step + channel]);
            }
            for index in 0..count {
                let near = &line[index.saturating_sub(REACH)..(index + REACH + 1).min(count)];
                let mean = near.iter().sum::<u32>() / near.len() as u32;
                pixels[row * stride + index * step + channel] = mean as u8;
            }
        }
    }
}

/// Turned a quarter to the left, as a phone's sensor lies when the phone is held upright.
fn on_its_side(pixels: &Pixmap) -> Result<Pixmap> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let mut turned = pixmap(pixels.height(), pixels.width())?;
    let (from, to) = (pixels.data(), turned.data_mut());
    for y in 0..height {
        for x in 0..width {
            let source = (y * width + x) * 4;
            let target = ((width - 1 - x) * height + y) * 4;
            to[target..target + 4].copy_from_slice(&from[source..source + 4]);
        }
    }
    Ok(turned)
}

/// 48 × 64 pixels of grey whose rows spell the seed.
fn stub(seed: u64) -> Result<Vec<u8>> {
    const WIDTH: usize = 48;
    const HEIGHT: usize = 64;
    let pixels: Vec<u8> = (0..WIDTH * HEIGHT)
        .flat_map(|index| {
            let bit = (seed >> (index / WIDTH)) & 1;
            let grey = if bit == 1 { 224 } else { 160 };
            [grey, grey, grey, 255]
        })
        .collect();
    encode(&pixels, WIDTH, HEIGHT, 60)
}

fn jpeg(pixels: &Pixmap, quality: i32) -> Result<Vec<u8>> {
    encode(pixels.data(), pixels.width() as usize, pixels.height() as usize, quality)
}

/// JPEG of opaque RGBA pixels.
fn encode(pixels: &[u8], width: usize, height: usize, quality: i32) -> Result<Vec<u8>> {
    let picture = |error: turbojpeg::Error| Error::Picture(error.to_string());
    let mut compressor = Compressor::new().map_err(picture)?;
    compressor.set_quality(quality).map_err(picture)?;
    compressor.set_subsamp(Subsamp::Sub2x2).map_err(picture)?;
    let image = Image { pixels, width, pitch: width * 4, height, format: PixelFormat::RGBA };
    compressor.compress_to_vec(image).map_err(picture)
}
