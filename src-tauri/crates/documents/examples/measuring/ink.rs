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
        let near = other.darkest_near();
        let (mut all, mut missing) = (0_u64, 0_u64);
        for y in 0..self.height {
            // The sides may differ by a pixel, as programs round them.
            let row = (y * other.height / self.height) * other.width;
            for x in 0..self.width {
                let dark = darkness(self.pixels[y * self.width + x]);
                let there = near[row + x * other.width / self.width];
                all += u64::from(dark);
                if f64::from(there) < PALEST * f64::from(dark) {
                    missing += u64::from(dark);
                }
            }
        }
        missing as f64 / all.max(1) as f64
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

fn darkness(light: u8) -> u8 {
    if light > PAPER { 0 } else { 255 - light }
}
