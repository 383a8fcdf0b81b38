//! What families upload: photographs held every way, in every format, with all their notes.

use image::RgbImage;

use documents::{Crop, Hint, LooksLike, MediaType, Refusal, RenditionRequest};

use crate::fixtures::pictures::{
    Jpeg, TELLTALE, dated, exif, photograph, png, png_with_notes, quarters, webp, with_notes,
};
use crate::{close_to, pixels, preview, workshop};

const RED: [u8; 3] = [220, 20, 20];
const GREEN: [u8; 3] = [20, 200, 20];
const BLUE: [u8; 3] = [20, 20, 220];
const WHITE: [u8; 3] = [250, 250, 250];

/// Stores an upright picture the way a camera does that will note this orientation.
fn stored_as(upright: &RgbImage, orientation: u16) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

fn assert_upright_quarters(rendition: &documents::Rendition, note: &str) {
    let shown = pixels(rendition);
    let (w, h) = shown.dimensions();
    for (x, y, colour) in [
        (w / 4, h / 4, RED),
        (3 * w / 4, h / 4, GREEN),
        (w / 4, 3 * h / 4, BLUE),
        (3 * w / 4, 3 * h / 4, WHITE),
    ] {
        let found = shown.get_pixel(x, y);
        assert!(close_to(found, colour, 16), "{note}: {found:?} at {x},{y}");
    }
}

#[tokio::test]
async fn a_twelve_megapixel_photo_becomes_a_preview_of_sixteen_hundred_pixels() {
    let photo = Jpeg::default().of(&photograph(4000, 3000));
    let shown = preview(photo, 1600).await.expect("shown");
    assert_eq!(shown.media_type, MediaType::Jpeg);
    assert_eq!((shown.width, shown.height), (1600, 1200));
    assert_eq!((shown.source_width, shown.source_height), (4000, 3000));
    assert_eq!((shown.pages, &shown.hints[..]), (1, &[][..]));
}

#[tokio::test]
async fn a_phone_sold_as_64_megapixels_makes_a_little_more_and_is_shown() {
    let photo = Jpeg::default().of(&photograph(9248, 6936));
    let shown = preview(photo, 1600).await.expect("shown");
    assert_eq!((shown.source_width, shown.source_height), (9248, 6936));
    assert_eq!((shown.width, shown.height), (1600, 1200));
}

#[tokio::test]
async fn a_photo_stands_upright_whichever_of_the_eight_ways_the_camera_was_held() {
    let workshop = workshop();
    let upright = quarters(600, 400);
    for orientation in 1..=8 {
        let jpeg = with_notes(&Jpeg::default().of(&stored_as(&upright, orientation)), orientation);
        let shown = workshop.render(jpeg, RenditionRequest::preview(300)).await.expect("shown");
        assert_eq!((shown.width, shown.height), (300, 200), "{orientation}");
        assert_eq!((shown.source_width, shown.source_height), (600, 400));
        assert_upright_quarters(&shown, &format!("jpeg {orientation}"));

        let png = png_with_notes(&png(&stored_as(&upright, orientation)), orientation);
        let shown = workshop.render(png, RenditionRequest::preview(300)).await.expect("shown");
        assert_upright_quarters(&shown, &format!("png {orientation}"));
    }
}

#[tokio::test]
async fn a_close_look_shows_the_same_part_whichever_way_the_camera_was_held() {
    let workshop = workshop();
    let upright = quarters(600, 400);
    let right_upper = Crop { left: 0.6, top: 0.1, width: 0.3, height: 0.3 };
    for orientation in 1..=8 {
        let jpeg = with_notes(&Jpeg::default().of(&stored_as(&upright, orientation)), orientation);
        let shown = workshop
            .render(jpeg, RenditionRequest::preview(1600).of_part(right_upper))
            .await
            .expect("shown");
        assert_eq!((shown.width, shown.height), (180, 120), "at its own pixels");
        let middle = *pixels(&shown).get_pixel(90, 60);
        assert!(close_to(&middle, GREEN, 16), "{orientation}: {middle:?}");
    }
}

#[tokio::test]
async fn nothing_that_the_camera_noted_reaches_the_window() {
    let photo = photograph(400, 300);
    let files = [with_notes(&Jpeg::default().of(&photo), 6), png_with_notes(&png(&photo), 6)];
    for file in files {
        assert!(contains(&file, TELLTALE));
        let shown = preview(file, 1600).await.expect("shown");
        assert!(!contains(&shown.bytes, TELLTALE));
        for word in [&b"Exif"[..], b"eXIf", b"ICC_PROFILE", b"tEXt", b"comment"] {
            assert!(!contains(&shown.bytes, word));
        }
        assert_eq!((shown.width, shown.height), (300, 400));
    }
    assert!(contains(&exif(1), TELLTALE));
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn every_kind_of_picture_keeps_its_colours() {
    let picture = quarters(600, 400);
    let progressive = Jpeg { progressive: true, ..Jpeg::default() };
    for (name, file) in [
        ("baseline", Jpeg::default().of(&picture)),
        ("progressive", progressive.of(&picture)),
        ("cmyk", Jpeg::default().cmyk(&picture)),
        ("png", png(&picture)),
        ("webp", webp(&picture)),
    ] {
        let shown = preview(file, 300).await.expect(name);
        assert_upright_quarters(&shown, name);
    }
    let grey = preview(Jpeg::default().grey(&picture), 300).await.expect("grey");
    let white = *pixels(&grey).get_pixel(225, 150);
    assert!(close_to(&white, WHITE, 8), "{white:?}");
}

#[tokio::test]
async fn a_small_picture_is_not_enlarged_and_its_size_is_a_hint() {
    let shown = preview(Jpeg::default().of(&photograph(320, 240)), 1600).await.expect("shown");
    assert_eq!((shown.width, shown.height), (320, 240));
    assert!(
        shown.hints.iter().any(|hint| matches!(hint, Hint::LowResolution { longest_px: 320, .. }))
    );
}

#[tokio::test]
async fn print_is_kept_sharp_as_png_and_a_resaved_photo_keeps_its_likeness() {
    let print = preview(png(&quarters(600, 400)), 1600).await.expect("shown");
    assert_eq!(print.media_type, MediaType::Png);

    let photo = photograph(1200, 900);
    let resaved = Jpeg { quality: 60, progressive: true };
    let first = preview(Jpeg::default().of(&photo), 1600).await.expect("shown");
    let again = preview(resaved.of(&photo), 1600).await.expect("shown");
    let likeness = |shown: &documents::Rendition| shown.likeness.expect("it has a likeness");
    assert!(likeness(&first).is_near(&likeness(&again)));
}

#[tokio::test]
async fn the_code_on_a_transcript_is_read_only_when_asked_and_shown_as_text() {
    let address = "https://www.ris.gov.tw/check?no=1151123-0001";
    let code = qrcode::QrCode::new(address).expect("a code");
    let side = code.width() as u32;
    let mut paper = RgbImage::from_pixel(1200, 1600, image::Rgb([238, 236, 228]));
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (index as u32 % side, index as u32 / side);
        for (dx, dy) in (0..36).map(|pixel| (pixel % 6, pixel / 6)) {
            if colour == qrcode::Color::Dark {
                paper.put_pixel(800 + 6 * x + dx, 1200 + 6 * y + dy, image::Rgb([30, 30, 40]));
            }
        }
    }
    let photo = with_notes(&Jpeg::default().of(&stored_as(&paper, 6)), 6);
    let workshop = workshop();
    let request = RenditionRequest::preview(1600);
    let shown = workshop.render(photo.clone(), request.clone()).await.expect("shown");
    assert_eq!(shown.codes, []);
    let read = workshop.render(photo, request.reading_codes()).await.expect("shown");
    let codes: Vec<&str> = read.codes.iter().map(domain::Private::as_str).collect();
    assert_eq!(codes, [address]);
    assert!(!format!("{read:?}").contains("ris.gov.tw"));
}

#[tokio::test]
async fn an_iphone_photo_is_answered_with_please_send_a_jpg() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let refusal = preview(heic, 1600).await.expect_err("no decoder");
    assert_eq!(refusal, Refusal::Unsupported { looks_like: LooksLike::Heic });
    assert!(refusal.sentence().contains("請改傳 JPG"));
}

#[tokio::test]
async fn the_day_that_the_camera_noted_is_told_and_the_notes_stay_behind() {
    let photo = dated(&Jpeg::default().of(&photograph(400, 300)), "2024:02:01 10:00:00");
    let shown = preview(photo, 300).await.expect("shown");
    assert_eq!(shown.made_on, chrono::NaiveDate::from_ymd_opt(2024, 2, 1));
    assert!(!contains(&shown.bytes, b"2024:02:01"));
    let never_set = dated(&Jpeg::default().of(&photograph(400, 300)), "0000:00:00 00:00:00");
    assert_eq!(preview(never_set, 300).await.expect("shown").made_on, None);
}

#[tokio::test]
async fn a_card_that_runs_out_of_the_picture_is_hinted_at() {
    let mut card = RgbImage::from_pixel(1600, 1000, image::Rgb([236, 232, 226]));
    for (x, y) in (0..400_u32).flat_map(|x| (200..800_u32).map(move |y| (x, y))) {
        if x / 24 % 2 == 0 && y / 40 % 2 == 0 {
            card.put_pixel(x, y, image::Rgb([40, 36, 30]));
        }
    }
    let shown = preview(Jpeg::default().of(&card), 1600).await.expect("shown");
    let cut = Hint::PerhapsCut { left: true, top: false, right: false, bottom: false };
    assert!(shown.hints.contains(&cut), "{:?}", shown.hints);
}

#[tokio::test]
async fn a_picture_has_no_second_page() {
    let refusal =
        workshop().render(png(&quarters(60, 40)), RenditionRequest::preview(300).of_page(1)).await;
    assert_eq!(refusal, Err(Refusal::NoSuchPage { page: 1, pages: 1 }));
}
