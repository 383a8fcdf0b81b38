//! Scans that are coded in another way than photographs: JPEG 2000, fax, JBIG2, and JPEG packed once
//! more. Each goes the quick way and looks as hayro draws it.

use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use pdf_writer::writers::ImageXObject;
use pdf_writer::{Filter, Finish as _, Name, Rect, Ref};

use super::super::{Fonts, Layout, Raster, drawing};
use super::tests::{difference, scan};
use crate::encode::{Care, jpeg};

/// The sides of all scans here, in pixels.
const SIDE: i32 = 64;

/// White, with black from 8 to 40 across and from 8 to 20 down, in shades of grey; by OpenJPEG.
const JPEG_2000: &str = "\
    ff4fff510029000000000040000000400000000000000000000000400000004000000000000000000001\
    070101ff52000c00000001000504040001ff5c00134040484850484850484850484850484850ff640025\
    000143726561746564206279204f70656e4a5045472076657273696f6e20322e352e30ff90000a000000\
    0001340001ff93cfb01402328871bac7d80b7de0d3f20605d42554df0e5b4fb4019f0d229c158e8bc7d8\
    1b3ef0d83e61400cc067ec9c991d4402f817fb031697896b2a4794c2d3c3bd167f0f30e63fc626633ecf\
    a0cfbc5a7d8350f9878009fa0a02e6a732c4d3f4b517131772591b0cdd77e6c71d3d730cdf34a50c298c\
    666622c688c7f59f44bc0786a3dea3341289ba674a818fbc6fd2ad8f378d63cfbc6e7de490f9878019d1\
    ba383614e776226a8989fa247630010f18afac7f0631e19f4520ddf76900bc51344265255d4d3251b05a\
    607178008094ef7c4c6f73af0d74033d6a9eb715f9b5a11fc0e7b6f58a7261f6bd8fcfb04a7de2b0fb02\
    408f4d3fea2f5f9641535b83ec9b05ec3f294f2e4338d3a0243048359498a039eb6f1432bf53591424d7\
    89bdb6a49e770fffd9";

/// Black from 8 to 40 across in the upper half (ITU-T T.6): a line of its own, the same again 31
/// times, a white line, the same again 31 times, the end.
fn group_4() -> Vec<u8> {
    let bits = ["001", "10011", "000001101010", "1"].concat()
        + &"111".repeat(31)
        + "00011"
        + &"1".repeat(31)
        + "000000000001000000000001";
    let bytes = bits.as_bytes().chunks(8).map(|byte| {
        let bit = |at: usize| u8::from(byte.get(at) == Some(&b'1')) << (7 - at);
        (0..8).map(bit).sum::<u8>()
    });
    bytes.collect()
}

/// The same as a JBIG2 file's segments: a page, and one region that is coded as a fax (T.88, 7.2,
/// 7.4.6 and 7.4.8).
fn jbig2() -> Vec<u8> {
    let side = SIDE.to_be_bytes();
    let segment = |number: u32, kind: u8, data: &[u8]| {
        let mut bytes = number.to_be_bytes().to_vec();
        bytes.extend([kind, 0, 1]);
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(data);
        bytes
    };
    let page = [&side[..], &side, &[0; 8], &[0], &[0; 2]].concat();
    let region = [&side[..], &side, &[0; 8], &[0], &[1], &group_4()].concat();
    [segment(0, 48, &page), segment(1, 38, &region)].concat()
}

/// A page of one scan, as this module draws it at half its size, and as hayro does.
fn both(data: &[u8], describe: impl FnOnce(&mut ImageXObject<'_>)) -> (Option<Raster>, Raster) {
    let [catalogue, tree, leaf, content, picture] =
        std::array::from_fn(|index| Ref::new(index as i32 + 1));
    let mut pdf = pdf_writer::Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    pdf.pages(tree).kids([leaf]).count(1);
    let mut page = pdf.page(leaf);
    let points = SIDE as f32;
    page.parent(tree).media_box(Rect::new(0.0, 0.0, points, points)).contents(content);
    page.resources().x_objects().pair(Name(b"I"), picture);
    page.finish();
    pdf.stream(content, format!("q {SIDE} 0 0 {SIDE} 0 0 cm /I Do Q").as_bytes());
    let mut image = pdf.image_xobject(picture, data);
    image.width(SIDE).height(SIDE);
    describe(&mut image);
    image.finish();

    let pdf = Pdf::new(pdf.finish()).expect("a document");
    let page = pdf.pages().first().expect("a page");
    let transform = Affine::scale(0.5) * page.initial_transform(true).to_kurbo();
    let size = (SIDE as u16 / 2, SIDE as u16 / 2);
    let (hayro, missing) = drawing::drawn(page, &Fonts::of_this_machine(), transform, size);
    assert!(!missing.pictures);
    (super::drawn(page, transform, size), hayro)
}

fn shade(raster: &Raster, x: usize, y: usize) -> u8 {
    raster.pixels[(y * raster.width as usize + x) * raster.layout.bytes()]
}

#[track_caller]
fn check(data: &[u8], describe: impl FnOnce(&mut ImageXObject<'_>)) {
    let (own, hayro) = both(data, describe);
    let own = own.expect("a scan");
    assert!(shade(&own, 12, 6) < 60, "black");
    assert!(shade(&own, 26, 6) > 200 && shade(&own, 12, 28) > 200, "white");
    let found = difference(own, hayro);
    assert!(found < 4.0, "{found}");
}

#[test]
fn a_jpeg_2000_scan_goes_the_quick_way() {
    let data = hex::decode(JPEG_2000).expect("hexadecimal");
    check(&data, |image| {
        image.filter(Filter::JpxDecode);
    });
    check(&data, |image| {
        image.filter(Filter::JpxDecode);
        image.bits_per_component(8).color_space().device_gray();
    });
}

#[test]
fn a_fax_goes_the_quick_way() {
    check(&group_4(), |image| {
        image.filter(Filter::CcittFaxDecode);
        image.bits_per_component(1).color_space().device_gray();
        image.decode_parms().k(-1).columns(SIDE).rows(SIDE);
    });
}

#[test]
fn a_jbig2_scan_goes_the_quick_way() {
    check(&jbig2(), |image| {
        image.filter(Filter::Jbig2Decode);
        image.bits_per_component(1).color_space().device_gray();
    });
}

#[test]
fn a_jpeg_that_a_scanner_has_packed_once_more_goes_the_quick_way() {
    let raster = scan(SIDE as u32, SIDE as u32, Layout::Rgb);
    let packed = fdeflate::compress_to_vec(&jpeg(&raster, Care::Close).expect("coded"));
    let describe = |image: &mut ImageXObject<'_>| {
        let mut filters = image.insert(Name(b"Filter")).array();
        filters.item(Name(b"FlateDecode"));
        filters.item(Name(b"DCTDecode"));
        filters.finish();
        image.bits_per_component(8).color_space().device_rgb();
    };
    let (own, hayro) = both(&packed, describe);
    assert!(difference(own.expect("a scan"), hayro) < 4.0);
}

#[test]
fn a_fax_that_is_turned_to_white_on_black_is_left_to_hayro() {
    let (own, _) = both(&group_4(), |image| {
        image.filter(Filter::CcittFaxDecode);
        image.bits_per_component(1).color_space().device_gray();
        image.decode([1.0, 0.0]);
        image.decode_parms().k(-1).columns(SIDE).rows(SIDE);
    });
    assert!(own.is_none());
}
