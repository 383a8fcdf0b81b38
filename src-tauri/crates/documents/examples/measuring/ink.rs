//! How much of a page's ink, as another program draws it, is missing on ours.
//!
//! Programs draw the same line thinner or paler, and the same letters a pixel further on. That is
//! not missing. Ink is missing where they have some and we have none near it: nothing within
//! [`REACH`] that is at least [`PALEST`] times as dark. Ink that is there twice, or too dark, is not
//! looked for, and neither is what is light on a dark ground.

/// How far off ink may lie, in pixels of a page whose longest side has 800.
const REACH: usize = 3;
/// Ink may be so much paler.
const PALEST: f64 = 0.2;
/// What is lighter than this (0 black to 255 white) is paper, or the noise of its coding.
const PAPER: u8 = 235;

/// A page with less ink than this, as a share of all black, is as good as empty.
pub const EMPTY: f64 = 0.0005;

/// A picture in shades of grey.
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Grey {
    /// Reads a picture of any of the kinds that are used here, on white.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"P6") {
            return Self::of_ppm(bytes);
        }
        let picture = image::load_from_memory(bytes).ok()?.to_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Some(Self { width, height, pixels: picture.into_raw() })
    }

    /// What pdftoppm writes: `P6`, width, height, 255, and three bytes a pixel.
    fn of_ppm(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut words = [0_usize; 4];
        for word in &mut words {
            let end = rest.iter().position(u8::is_ascii_whitespace)?;
            *word = std::str::from_utf8(&rest[..end]).ok()?.trim_start_matches('P').parse().ok()?;
            rest = rest.get(end + 1..)?;
        }
        let [_, width, height, _] = words;
        let luma = |[r, g, b]: &[u8; 3]| {
            ((2126 * u32::from(*r) + 7152 * u32::from(*g) + 722 * u32::from(*b)) / 10_000) as u8
        };
        let pixels: Vec<u8> = rest.as_chunks::<3>().0.iter().map(luma).collect();
        (width > 0 && pixels.len() == width * height).then_some(Self { width, height, pixels })
    }

    /// The mean darkness, from 0 (white) to 1, of what is not paper.
    pub fn ink(&self) -> f64 {
        let dark: u64 = self.pixels.iter().map(|&light| u64::from(darkness(light))).sum();
        dark as f64 / (255.0 * self.pixels.len().max(1) as f64)
    }

    /// The share (0 to 1) of this picture's ink that has none of the other's near it.
    pub fn missing_on(&self, other: &Self) -> f64 {
        self.missing_among(other, |_, _| true)
    }

    /// The same, of the ink alone that a witness has as well: what no two programs draw is one's own
    /// fancy. Nothing where they share no ink to speak of.
    pub fn missing_as_well_on(&self, other: &Self, witness: &Self) -> f64 {
        let near = witness.near(self);
        self.missing_among(other, |at, dark| is_there(near[at], dark))
    }

    fn missing_among(&self, other: &Self, counts: impl Fn(usize, u8) -> bool) -> f64 {
        let near = other.near(self);
        let (mut all, mut missing) = (0_u64, 0_u64);
        for (at, (&light, &there)) in self.pixels.iter().zip(&near).enumerate() {
            let dark = darkness(light);
            if counts(at, dark) {
                all += u64::from(dark);
                missing += if is_there(there, dark) { 0 } else { u64::from(dark) };
            }
        }
        let least = (self.pixels.len() as f64 * 255.0 * EMPTY) as u64;
        if all < least.max(1) { 0.0 } else { missing as f64 / all as f64 }
    }

    /// For each pixel of another picture of the page, the darkness of this one's darkest near it.
    /// The sides may differ by a pixel, as programs round them.
    fn near(&self, other: &Self) -> Vec<u8> {
        let near = self.darkest_near();
        let at = |x: usize, y: usize| {
            let row = (y * self.height / other.height) * self.width;
            near[row + x * self.width / other.width]
        };
        (0..other.height)
            .flat_map(|y| (0..other.width).map(move |x| (x, y)))
            .map(|(x, y)| at(x, y))
            .collect()
    }

    /// For each pixel, the darkness of the darkest one within reach.
    fn darkest_near(&self) -> Vec<u8> {
        let dark: Vec<u8> = self.pixels.iter().map(|&light| 255 - light).collect();
        let mut across = Vec::with_capacity(dark.len());
        for row in dark.chunks_exact(self.width) {
            across.extend((0..self.width).map(|x| {
                let near = x.saturating_sub(REACH)..(x + REACH + 1).min(self.width);
                row[near].iter().copied().max().unwrap_or(0)
            }));
        }
        let mut near = vec![0; dark.len()];
        for (y, line) in near.chunks_exact_mut(self.width).enumerate() {
            let rows = y.saturating_sub(REACH)..(y + REACH + 1).min(self.height);
            for row in
                across[rows.start * self.width..rows.end * self.width].chunks_exact(self.width)
            {
                for (most, dark) in line.iter_mut().zip(row) {
                    *most = (*most).max(*dark);
                }
            }
        }
        near
    }
}

fn is_there(found: u8, wanted: u8) -> bool {
    f64::from(found) >= PALEST * f64::from(wanted)
}

fn darkness(light: u8) -> u8 {
    if light > PAPER { 0 } else { 255 - light }
}
