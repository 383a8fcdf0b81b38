//! Hints for the reviewer's eye: resolution, blur, exposure. A hint never rejects, and no face is
//! looked for.

use domain::Likeness;

use crate::edges::cut_edges;
use crate::encode::{resized, shrunk_to};
use crate::hint::Hint;
use crate::raster::{Layout, Raster};

/// The grey copy that hints are taken from has this longest side, so that the same threshold means
/// the same for every camera.
const GREY_SIDE_PX: u32 = 1_024;

/// Below this longest side, the small print of an identity card is hardly readable.
const WANTED_SIDE_PX: u32 = 1_000;

/// Variance of the Laplacian below which a photo is usually out of focus. Sharp photos of documents
/// have several hundred, empty walls have few as well: hence a hint.
const SHARP_ENOUGH: f32 = 45.0;

/// Mean brightness (0 to 255) below which a photo is hard to read.
const TOO_DARK: f32 = 50.0;

/// Share of burnt-out pixels above which a photo was taken against the light or with the flash.
const TOO_BURNT: f32 = 0.6;

/// Distance between the darkest and the lightest twentieth below which all is one haze.
const TOO_FLAT: u8 = 40;

/// Fields that differ by less than this many shades differ by noise.
const MEANS_NOTHING: u8 = 8;

/// A step smaller than this is flat ground, for the likeness.
const FLAT: u8 = 3;

/// What a whole page says of itself: its hints, and its perceptual hash.
pub(crate) struct Impression {
    pub hints: Vec<Hint>,
    pub likeness: Option<Likeness>,
}

/// Looks at a whole upright picture of this original longest side.
pub(crate) fn impression_of(raster: &Raster, source_longest_px: u32) -> Impression {
    let mut hints = Vec::new();
    if source_longest_px < WANTED_SIDE_PX {
        hints
            .push(Hint::LowResolution { longest_px: source_longest_px, wanted_px: WANTED_SIDE_PX });
    }
    let Some(grey) = shrunk_for_hints(raster).map(grey_of) else {
        return Impression { hints, likeness: None };
    };
    hints.extend(exposure(&grey.pixels));
    let sharpness = laplacian_variance(&grey);
    if sharpness < SHARP_ENOUGH {
        hints.push(Hint::PerhapsBlurred { sharpness, below: SHARP_ENOUGH });
    }
    hints.extend(cut_edges(&grey));
    Impression { hints, likeness: likeness_of(&grey) }
}

/// Difference hashes of 8 × 8 and 16 × 16 fields. None for a picture without any difference, which
/// would resemble every other such.
pub(crate) fn likeness_of(raster: &Raster) -> Option<Likeness> {
    let coarse = steps(raster, 8)?;
    let fine = steps(raster, 16)?;
    let mut words = fine.chunks(64).map(packed);
    Some(Likeness {
        coarse: packed(&coarse),
        fine: std::array::from_fn(|_| words.next().unwrap_or(0)),
    })
}

/// Whether each field of a copy of so many fields a side, and one more across, is lighter than its
/// right-hand neighbour by more than noise: flat ground, which papers have most of, stays flat when
/// the picture is saved again.
fn steps(raster: &Raster, side: u32) -> Option<Vec<bool>> {
    let grey = grey_of(resized(raster, side + 1, side)?);
    let (darkest, lightest) = (grey.pixels.iter().min()?, grey.pixels.iter().max()?);
    if lightest - darkest < MEANS_NOTHING {
        return None;
    }
    let rows = grey.pixels.chunks_exact(side as usize + 1);
    Some(
        rows.flat_map(|row| row.windows(2).map(|pair| pair[0] > pair[1].saturating_add(FLAT)))
            .collect(),
    )
}

fn packed(bits: &[bool]) -> u64 {
    bits.iter().fold(0, |word, bit| (word << 1) | u64::from(*bit))
}

/// A copy as large as a look at it needs.
pub(crate) fn shrunk_for_hints(raster: &Raster) -> Option<Raster> {
    shrunk_to(raster, GREY_SIDE_PX)
}

pub(crate) fn grey_of(raster: Raster) -> Raster {
    match raster.layout {
        Layout::Grey => raster,
        Layout::Rgb => Raster {
            // Rec. 601 luma in sixteenths of a thousandth's accuracy: 77 + 150 + 29 = 256.
            pixels: raster
                .pixels
                .chunks_exact(3)
                .map(|p| {
                    ((77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8)
                        as u8
                })
                .collect(),
            layout: Layout::Grey,
            ..raster
        },
    }
}

fn exposure(grey: &[u8]) -> Vec<Hint> {
    let mut counts = [0_u32; 256];
    for &pixel in grey {
        counts[usize::from(pixel)] += 1;
    }
    let total = grey.len().max(1) as f32;
    let sum: u64 = (0_u64..).zip(&counts).map(|(value, &n)| value * u64::from(n)).sum();
    let mean = sum as f32 / total;
    let burnt = counts[250..].iter().sum::<u32>() as f32 / total;
    let twentieth = (total / 20.0) as u32;
    let lightest = edge(counts.iter().rev(), twentieth).map_or(0, |steps| 255 - steps);
    let darkest = edge(counts.iter(), twentieth).unwrap_or(0);
    let range = lightest.saturating_sub(darkest);
    let mut hints = Vec::new();
    if mean < TOO_DARK {
        hints.push(Hint::Dark { mean });
    }
    if burnt > TOO_BURNT {
        hints.push(Hint::BurntOut { share: burnt });
    }
    if range < TOO_FLAT {
        hints.push(Hint::LowContrast { range });
    }
    hints
}

/// After how many shades more than so many pixels have been seen.
fn edge<'a>(counts: impl Iterator<Item = &'a u32>, pixels: u32) -> Option<u8> {
    let mut seen = 0;
    (0..=255_u8)
        .zip(counts)
        .find(|(_, count)| {
            seen += *count;
            seen > pixels
        })
        .map(|(shade, _)| shade)
}

fn laplacian_variance(grey: &Raster) -> f32 {
    let (width, height) = (grey.width as usize, grey.height as usize);
    if width < 3 || height < 3 {
        return 0.0;
    }
    let (mut sum, mut squares) = (0_i64, 0_i64);
    for y in 1..height - 1 {
        let above = &grey.pixels[(y - 1) * width..y * width];
        let here = &grey.pixels[y * width..(y + 1) * width];
        let below = &grey.pixels[(y + 1) * width..(y + 2) * width];
        // A row's sums fit 32 bits: 1,024 × 1,020².
        let (mut row_sum, mut row_squares) = (0_i32, 0_i32);
        for x in 1..width - 1 {
            let value = i32::from(above[x])
                + i32::from(below[x])
                + i32::from(here[x - 1])
                + i32::from(here[x + 1])
                - 4 * i32::from(here[x]);
            row_sum += value;
            row_squares += value * value;
        }
        sum += i64::from(row_sum);
        squares += i64::from(row_squares);
    }
    let n = ((width - 2) * (height - 2)) as f64;
    let mean = sum as f64 / n;
    (squares as f64 / n - mean * mean) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, shade: impl Fn(u32, u32) -> u8) -> Raster {
        Raster {
            pixels: (0..height)
                .flat_map(|y| (0..width).map(move |x| (x, y)))
                .map(|(x, y)| shade(x, y))
                .collect(),
            width,
            height,
            layout: Layout::Grey,
        }
    }

    #[test]
    fn print_in_focus_gets_no_hint() {
        let print = picture(1024, 768, |x, y| if (x / 3 + y / 7) % 3 == 0 { 30 } else { 220 });
        assert_eq!(impression_of(&print, 4_000).hints, []);
    }

    #[test]
    fn a_soft_gradient_is_called_perhaps_blurred() {
        let soft = picture(1024, 768, |x, _| (x / 4) as u8);
        let hints = impression_of(&soft, 4_000).hints;
        assert!(matches!(hints[..], [Hint::PerhapsBlurred { .. }]), "{hints:?}");
    }

    #[test]
    fn a_dark_a_burnt_and_a_small_picture_are_told() {
        let noise = |x: u32, y: u32| (x.wrapping_mul(31) ^ y.wrapping_mul(57)) as u8;
        let dark = picture(1024, 768, move |x, y| noise(x, y) / 4);
        assert!(matches!(impression_of(&dark, 4_000).hints[..], [Hint::Dark { .. }]));
        let burnt =
            picture(1024, 768, move |x, y| if (x + y) % 4 == 0 { noise(x, y) } else { 255 });
        assert!(matches!(impression_of(&burnt, 4_000).hints[..], [Hint::BurntOut { .. }]));
        let small = picture(500, 300, noise);
        assert!(matches!(
            impression_of(&small, 500).hints[..],
            [Hint::LowResolution { longest_px: 500, .. }]
        ));
    }

    #[test]
    fn a_resaved_picture_keeps_its_likeness_and_another_does_not() {
        let one = picture(800, 600, |x, y| ((x / 90) * 40 + (y / 70) * 23) as u8);
        let again = picture(400, 300, |x, y| ((x / 45) * 40 + (y / 35) * 23) as u8 | 1);
        let other = picture(800, 600, |x, y| ((y / 60) * 51 + (x / 130) * 77) as u8);
        let hash = |picture: &Raster| likeness_of(picture).expect("it has differences");
        assert!(hash(&one).is_near(&hash(&again)));
        assert!(!hash(&one).is_near(&hash(&other)));
        assert_eq!(likeness_of(&picture(64, 64, |_, _| 9)), None);
    }
}
