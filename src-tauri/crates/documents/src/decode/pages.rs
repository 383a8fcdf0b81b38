//! Long pictures as pages: a long screenshot or a panorama in one box would be a stripe that nobody
//! can read.

use crate::rendition::Crop;

/// A picture whose long side is more than so many times its short one is cut. A phone's whole
/// screen is some 2.3 times as long as wide, and stays whole.
const LONG: f64 = 3.0;

/// A page's long side, in short sides.
const PAGE: f64 = 1.6;

/// What fits the usual box at its own size need not be cut, in pixels.
const MIN_PAGE_PX: f64 = 1_600.0;

/// What a page repeats of the one before, in pages, so that no line is lost at a cut.
const OVERLAP: f64 = 0.04;

/// How many pages an upright picture of this size, in pixels, is shown as.
pub(crate) fn page_count(width: u32, height: u32) -> u32 {
    let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
    let page = (PAGE * short).max(MIN_PAGE_PX);
    if long <= LONG * short || long <= page {
        return 1;
    }
    ((long / page - OVERLAP) / (1.0 - OVERLAP)).ceil() as u32
}

/// Which part of an upright picture of this size a page is; nothing for the whole of it. Pages run
/// from the top downwards, those of a panorama from the left.
pub(super) fn page_of(width: u32, height: u32, page: u32) -> Option<Crop> {
    let count = page_count(width, height);
    if count == 1 {
        return None;
    }
    let length = 1.0 / ((1.0 - OVERLAP) * f64::from(count) + OVERLAP);
    let start = f64::from(page.min(count - 1)) * (1.0 - OVERLAP) * length;
    Some(if width > height {
        Crop { left: start, top: 0.0, width: length, height: 1.0 }
    } else {
        Crop { left: 0.0, top: start, width: 1.0, height: length }
    })
}

/// A part of a page as a part of the whole.
pub(super) fn within(page: Crop, part: Crop) -> Crop {
    Crop {
        left: page.left + part.left * page.width,
        top: page.top + part.top * page.height,
        width: part.width * page.width,
        height: part.height * page.height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_and_screens_stay_whole_and_stripes_become_pages() {
        for (width, height, pages) in [
            (4000, 3000, 1),
            (1080, 2400, 1),
            (1080, 3240, 1),
            (300, 1500, 1),
            (1080, 11_000, 7),
            (1290, 19_854, 10),
            (12_000, 2_500, 4),
            (10, 65_000, 43),
        ] {
            assert_eq!(page_count(width, height), pages, "{width} × {height}");
            assert_eq!(page_count(height, width), pages, "{height} × {width}");
        }
    }

    #[test]
    fn the_pages_cover_the_picture_and_overlap() {
        let count = page_count(1080, 11_000);
        let pages: Vec<Crop> = (0..count).filter_map(|page| page_of(1080, 11_000, page)).collect();
        assert_eq!(pages[0].top, 0.0);
        for pair in pages.windows(2) {
            let overlap = pair[0].top + pair[0].height - pair[1].top;
            assert!((overlap / pair[0].height - OVERLAP).abs() < 1e-9);
        }
        let last = pages[pages.len() - 1];
        assert!((last.top + last.height - 1.0).abs() < 1e-9);
    }
}
