//! A scan that is drawn as a picture looks as hayro draws it, and what is more than a scan is left
//! to hayro.

use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use pdf_writer::{Filter, Finish as _, Name, Rect, Ref};

use super::super::{Fonts, Layout, Raster, drawing};
use crate::encode::{Care, jpeg};
use crate::raster::rgb_of;

/// A scan with an edge in each direction, and colours that say where is up.
pub(super) fn scan(width: u32, height: u32, layout: Layout) -> Raster {
    let shade = |x: u32, y: u32| {
        let [r, g] = [x * 200 / width + 20, y * 200 / height + 20];
        let print = (x / 12 + y / 30).is_multiple_of(5) && x > width / 3;
        if print { [20, 20, 20] } else { [r as u8, g as u8, 180] }
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = match layout {
        Layout::Grey => pixels.map(|(x, y)| shade(x, y)[1]).collect(),
        Layout::Rgb => pixels.flat_map(|(x, y)| shade(x, y)).collect(),
    };
    Raster { pixels, width, height, layout }
}

struct Page<'a> {
    content: &'a str,
    layout: Layout,
    rotate: i32,
}

impl Page<'_> {
    fn written(&self) -> Vec<u8> {
        let raster = scan(600, 800, self.layout);
        let coded = jpeg(&raster, Care::Close).expect("coded");
        let [catalogue, tree, leaf, content, picture, font] =
            std::array::from_fn(|index| Ref::new(index as i32 + 1));
        let mut pdf = pdf_writer::Pdf::new();
        pdf.catalog(catalogue).pages(tree);
        pdf.pages(tree).kids([leaf]).count(1);
        let mut page = pdf.page(leaf);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, 300.0, 400.0)).contents(content);
        page.rotate(self.rotate);
        let mut resources = page.resources();
        resources.x_objects().pair(Name(b"I"), picture);
        resources.fonts().pair(Name(b"F"), font);
        resources.finish();
        page.finish();
        pdf.stream(content, self.content.as_bytes());
        pdf.type1_font(font).base_font(Name(b"Helvetica"));
        let mut image = pdf.image_xobject(picture, &coded);
        image.filter(Filter::DctDecode);
        image.width(600).height(800).bits_per_component(8);
        match self.layout {
            Layout::Grey => image.color_space().device_gray(),
            Layout::Rgb => image.color_space().device_rgb(),
        }
        image.finish();
        pdf.finish()
    }

    /// As this module draws it, and as hayro does. The part begins at these shares of the page.
    fn both(&self, size: (u16, u16), from: (f64, f64), scale: f64) -> (Option<Raster>, Raster) {
        let pdf = Pdf::new(self.written()).expect("a document");
        let page = pdf.pages().first().expect("a page");
        let (w, h) = page.render_dimensions();
        let transform =
            Affine::translate((-from.0 * f64::from(w) * scale, -from.1 * f64::from(h) * scale))
                * Affine::scale(scale)
                * page.initial_transform(true).to_kurbo();
        let hayro = drawing::drawn(page, &Fonts::of_this_machine(), transform, size).0;
        (super::drawn(page, transform, size), hayro)
    }
}

pub(super) fn difference(one: Raster, other: Raster) -> f64 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    let (one, other) = (rgb_of(one), rgb_of(other));
    let sum: u64 = one.iter().zip(&other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

#[test]
fn a_scan_looks_the_same_in_all_eight_positions() {
    for matrix in [
        "300 0 0 400 0 0",
        "-300 0 0 400 300 0",
        "300 0 0 -400 0 400",
        "-300 0 0 -400 300 400",
        "0 400 300 0 0 0",
        "0 -400 300 0 0 400",
        "0 400 -300 0 300 0",
        "0 -400 -300 0 300 400",
    ] {
        for rotate in [0, 90, 180, 270] {
            let content = &format!("q {matrix} cm /I Do Q");
            let size = if rotate % 180 == 0 { (150, 200) } else { (200, 150) };
            let page = Page { content, layout: Layout::Rgb, rotate };
            let (own, hayro) = page.both(size, (0.0, 0.0), 0.5);
            let own = own.expect("a scan");
            let found = difference(own, hayro);
            assert!(found < 4.0, "{matrix} at {rotate}: {found}");
        }
    }
}

#[test]
fn a_grey_scan_a_part_and_one_with_margins_look_the_same() {
    let whole = "q 300 0 0 400 0 0 cm /I Do Q";
    let small = "q 200 0 0 300 40 50 cm /I Do Q";
    for (content, layout, size, from, scale) in [
        (whole, Layout::Grey, (240, 320), (0.0, 0.0), 0.8),
        (whole, Layout::Rgb, (150, 150), (0.3, 0.4), 1.0),
        (small, Layout::Rgb, (240, 320), (0.0, 0.0), 0.8),
        (small, Layout::Grey, (100, 100), (0.1, 0.5), 0.9),
    ] {
        let (own, hayro) = Page { content, layout, rotate: 0 }.both(size, from, scale);
        let found = difference(own.expect("a scan"), hayro);
        assert!(found < 4.0, "{content} {layout:?}: {found}");
    }
}

#[test]
fn text_that_nobody_sees_does_not_make_it_more_than_a_scan() {
    let content = "0 0 300 400 re W n q 1 0 0 1 0 0 cm 300 0 0 400 0 0 cm /I Do Q \
                   BT 3 Tr /F 12 Tf 10 10 Td (words) Tj [(more) 3 (words)] TJ ET";
    let page = Page { content, layout: Layout::Rgb, rotate: 0 };
    let (own, hayro) = page.both((150, 200), (0.0, 0.0), 0.5);
    assert!(difference(own.expect("a scan"), hayro) < 4.0);
}

#[test]
fn what_is_more_than_a_scan_is_left_to_hayro() {
    for content in [
        "q 300 0 0 400 0 0 cm /I Do Q BT /F 12 Tf 10 10 Td (words) Tj ET",
        "q 300 0 0 400 0 0 cm /I Do Q 0 0 10 10 re f",
        "q 300 0 0 400 0 0 cm /I Do /I Do Q",
        "q 10 10 50 50 re W n 300 0 0 400 0 0 cm /I Do Q",
        "q 300 40 -40 400 0 0 cm /I Do Q",
        "q 300 0 0 400 0 0 cm /Other Do Q",
        "q 3000 0 0 4000 0 0 cm /I Do Q",
        "BT /F 12 Tf 10 10 Td (words) Tj ET",
        "",
    ] {
        let page = Page { content, layout: Layout::Rgb, rotate: 0 };
        assert!(page.both((150, 200), (0.0, 0.0), 0.5).0.is_none(), "{content}");
    }
}
