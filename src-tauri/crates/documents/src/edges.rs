//! Whether print or lines run out of the picture: a paper that was photographed too closely.

use crate::hint::Hint;
use crate::raster::Raster;

/// So many rows along a side are looked at together, so that a speck of noise is no line.
const DEEP: usize = 4;
/// A step from one shade to another within [`NEAR`] pixels that is larger than this is an edge of
/// print; shadows and wood are softer.
const STEP: u8 = 56;
const NEAR: usize = 3;
/// From so many edges on, something crosses the side.
const CROSSING: usize = 2;
/// One edge in so few pixels is no print but cloth, leaves or noise, of which nothing can be said.
const TEXTURE: usize = 8;

/// Tells the sides that are crossed. Where more than two are, the picture is of something without
/// margins, and nothing can be said. `grey` has one byte a pixel.
pub(crate) fn cut_edges(grey: &Raster) -> Option<Hint> {
    let (width, height) = (grey.width as usize, grey.height as usize);
    if width < 64 || height < 64 {
        return None;
    }
    let at = |x: usize, y: usize| u32::from(grey.pixels[y * width + x]);
    let across = |first: usize| profile(width, |x| (0..DEEP).map(|row| at(x, first + row)).sum());
    let down = |first: usize| profile(height, |y| (0..DEEP).map(|row| at(first + row, y)).sum());
    let sides = [down(0), across(0), down(width - DEEP), across(height - DEEP)];
    if sides.iter().any(|profile| edges(profile) > profile.len() / TEXTURE) {
        return None;
    }
    let [left, top, right, bottom] = sides.map(|profile| edges(&profile) >= CROSSING);
    let crossed = [left, top, right, bottom].into_iter().filter(|crossed| *crossed).count();
    (1..=2).contains(&crossed).then_some(Hint::PerhapsCut { left, top, right, bottom })
}

fn profile(length: usize, sum: impl Fn(usize) -> u32) -> Vec<u8> {
    (0..length).map(|position| (sum(position) / DEEP as u32) as u8).collect()
}

/// How many sharp steps there are along a side.
fn edges(profile: &[u8]) -> usize {
    let mut count = 0;
    let mut position = 0;
    while position + NEAR < profile.len() {
        if profile[position].abs_diff(profile[position + NEAR]) > STEP {
            count += 1;
            position += NEAR;
        }
        position += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Layout;

    fn page(shade: impl Fn(u32, u32) -> u8) -> Raster {
        Raster {
            pixels: (0..600_u32)
                .flat_map(|y| (0..800_u32).map(move |x| (x, y)))
                .map(|(x, y)| shade(x, y))
                .collect(),
            width: 800,
            height: 600,
            layout: Layout::Grey,
        }
    }

    fn print(x: u32, y: u32) -> u8 {
        if (x / 12).is_multiple_of(2) && (y / 20).is_multiple_of(2) { 40 } else { 240 }
    }

    #[test]
    fn a_page_with_its_margins_is_whole() {
        let whole = page(|x, y| match (x, y) {
            (60..740, 60..540) => print(x, y),
            _ => 240,
        });
        assert_eq!(cut_edges(&whole), None);
    }

    #[test]
    fn print_that_runs_out_of_the_picture_is_told_by_its_side() {
        let cut = page(|x, y| match (x, y) {
            (60.., 60..540) => print(x, y),
            _ => 240,
        });
        let right = Hint::PerhapsCut { left: false, top: false, right: true, bottom: false };
        assert_eq!(cut_edges(&cut), Some(right));
        assert!(right.sentence().starts_with("右邊"));
    }

    #[test]
    fn a_shadow_across_the_table_is_no_print() {
        let shaded = page(|x, y| (200 - (x / 8) - (y / 12)) as u8);
        assert_eq!(cut_edges(&shaded), None);
    }
}
