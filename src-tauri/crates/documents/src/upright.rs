//! The camera's note of how it was held (EXIF orientation, 1 to 8), and turning by it.

use crate::encode::Part;
use crate::raster::Raster;
use crate::rendition::Crop;

/// How a stored picture must be turned to stand upright: mirrored along its rows, mirrored along
/// its columns, and then transposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    flip_x: bool,
    flip_y: bool,
    transpose: bool,
}

impl Turn {
    pub(crate) const NONE: Self = Self::of(false, false, false);

    pub(crate) const fn of(flip_x: bool, flip_y: bool, transpose: bool) -> Self {
        Self { flip_x, flip_y, transpose }
    }

    /// What EXIF's orientation tag asks for; any other number asks for nothing.
    pub(crate) fn from_exif(orientation: u32) -> Self {
        match orientation {
            2 => Self::of(true, false, false),
            3 => Self::of(true, true, false),
            4 => Self::of(false, true, false),
            5 => Self::of(false, false, true),
            6 => Self::of(false, true, true),
            7 => Self::of(true, true, true),
            8 => Self::of(true, false, true),
            _ => Self::NONE,
        }
    }

    /// The upright size of a picture stored at this size.
    pub(crate) fn size(self, width: u32, height: u32) -> (u32, u32) {
        if self.transpose { (height, width) } else { (width, height) }
    }

    /// Where an upright crop lies in a stored raster of this size.
    pub(crate) fn part(self, crop: Crop, stored_width: u32, stored_height: u32) -> Part {
        let Crop { left: mut x, top: mut y, width: mut w, height: mut h } = crop;
        if self.transpose {
            (x, y, w, h) = (y, x, h, w);
        }
        if self.flip_x {
            x = 1.0 - x - w;
        }
        if self.flip_y {
            y = 1.0 - y - h;
        }
        let (full_width, full_height) = (f64::from(stored_width), f64::from(stored_height));
        let left = (x * full_width).clamp(0.0, full_width - 1.0);
        let top = (y * full_height).clamp(0.0, full_height - 1.0);
        Part {
            left,
            top,
            width: (w * full_width).clamp(1.0, full_width - left),
            height: (h * full_height).clamp(1.0, full_height - top),
        }
    }

    /// Turns a stored raster upright.
    pub(crate) fn apply(self, raster: Raster) -> Raster {
        if self == Self::NONE {
            return raster;
        }
        match raster.layout.bytes() {
            1 => self.apply_pixels::<1>(raster),
            _ => self.apply_pixels::<3>(raster),
        }
    }

    fn apply_pixels<const N: usize>(self, raster: Raster) -> Raster {
        let (stored_width, stored_height) = (raster.width as usize, raster.height as usize);
        let (width, height) = self.size(raster.width, raster.height);
        let stored = raster.pixels.as_chunks::<N>().0;
        let mut pixels = Vec::with_capacity(raster.pixels.len());
        for row in 0..height as usize {
            for column in 0..width as usize {
                let (mut x, mut y) = if self.transpose { (row, column) } else { (column, row) };
                if self.flip_x {
                    x = stored_width - 1 - x;
                }
                if self.flip_y {
                    y = stored_height - 1 - y;
                }
                pixels.extend_from_slice(&stored[y * stored_width + x]);
            }
        }
        Raster { pixels, width, height, layout: raster.layout }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Layout;

    /// Upright, this picture reads `1 2 3 / 4 5 6`. The rows are the eight ways in which a camera
    /// may have stored it, after the figure in the EXIF standard.
    const STORED: [(u32, u32, [u8; 6]); 8] = [
        (1, 3, [1, 2, 3, 4, 5, 6]),
        (2, 3, [3, 2, 1, 6, 5, 4]),
        (3, 3, [6, 5, 4, 3, 2, 1]),
        (4, 3, [4, 5, 6, 1, 2, 3]),
        (5, 2, [1, 4, 2, 5, 3, 6]),
        (6, 2, [3, 6, 2, 5, 1, 4]),
        (7, 2, [6, 3, 5, 2, 4, 1]),
        (8, 2, [4, 1, 5, 2, 6, 3]),
    ];

    fn stored(width: u32, pixels: &[u8]) -> Raster {
        Raster {
            pixels: pixels.to_vec(),
            width,
            height: pixels.len() as u32 / width,
            layout: Layout::Grey,
        }
    }

    #[test]
    fn all_eight_ways_of_holding_a_camera_come_out_upright() {
        for (orientation, width, pixels) in STORED {
            let upright = Turn::from_exif(orientation).apply(stored(width, &pixels));
            assert_eq!(
                (upright.width, upright.height, &upright.pixels[..]),
                (3, 2, &[1, 2, 3, 4, 5, 6][..]),
                "orientation {orientation}"
            );
        }
    }

    #[test]
    fn a_crop_finds_the_same_upright_part_however_the_camera_was_held() {
        // The right-hand third of the upright picture is `3 / 6`.
        let crop = Crop { left: 2.0 / 3.0, top: 0.0, width: 1.0 / 3.0, height: 1.0 };
        for (orientation, width, pixels) in STORED {
            let raster = stored(width, &pixels);
            let turn = Turn::from_exif(orientation);
            let part = turn.part(crop, raster.width, raster.height);
            let (left, top) = (part.left.round() as u32, part.top.round() as u32);
            let (w, h) = (part.width.round() as u32, part.height.round() as u32);
            let cut: Vec<u8> = (top..top + h)
                .flat_map(|y| (left..left + w).map(move |x| (x, y)))
                .map(|(x, y)| pixels[(y * width + x) as usize])
                .collect();
            assert_eq!(turn.apply(stored(w, &cut)).pixels, [3, 6], "orientation {orientation}");
        }
    }
}
