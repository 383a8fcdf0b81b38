//! Long screenshots and panoramas: shown in pages that can be read.

use documents::{Crop, Refusal, RenditionRequest};
use image::{Rgb, RgbImage};

use crate::fixtures::pictures::{Jpeg, photograph, png, with_notes};
use crate::{close_to, pixels, workshop};

const LONG_SCREENSHOT: &[u8] = include_bytes!("cases/long-screenshot-1290x19854.png");

/// Light grey, with a band of ten rows for every hundred, each a shade of its own.
fn ruled(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| {
        if y % 100 < 10 { Rgb([(y / 100 % 200) as u8, 60, 90]) } else { Rgb([230, 230, 230]) }
    })
}

#[tokio::test]
async fn a_long_screenshot_is_shown_in_pages_at_its_own_width() {
    let workshop = workshop();
    let request = RenditionRequest::preview(1600);
    let first = workshop.render(LONG_SCREENSHOT.to_vec(), request.clone()).await.expect("shown");
    assert_eq!(first.pages, 10);
    assert_eq!(first.source_width, 1290);
    assert!((1500..2100).contains(&first.source_height), "{}", first.source_height);
    assert!(first.width >= 900, "{} wide", first.width);
    let last = workshop.render(LONG_SCREENSHOT.to_vec(), request.clone().of_page(9)).await;
    assert_eq!(last.expect("shown").likeness, first.likeness, "the whole picture's");
    let beyond = workshop.render(LONG_SCREENSHOT.to_vec(), request.of_page(10)).await;
    assert_eq!(beyond, Err(Refusal::NoSuchPage { page: 10, pages: 10 }));
}

#[tokio::test]
async fn the_pages_of_a_picture_join_in_every_format_and_way_up() {
    let workshop = workshop();
    let upright = ruled(600, 4800);
    let turned = with_notes(&Jpeg::default().of(&image::imageops::rotate270(&upright)), 6);
    for (name, file) in
        [("png", png(&upright)), ("jpeg", Jpeg::default().of(&upright)), ("jpeg, turned", turned)]
    {
        let request = RenditionRequest::preview(1600);
        let first = workshop.render(file.clone(), request.clone()).await.expect(name);
        assert_eq!((first.pages, first.source_width), (4, 600), "{name}");
        let length = 4800.0 / (0.96 * f64::from(first.pages) + 0.04);
        assert_eq!(first.source_height, length.round() as u32, "{name}");
        for page in 0..first.pages {
            let shown = workshop.render(file.clone(), request.clone().of_page(page)).await;
            let shown = shown.expect(name);
            let start = 0.96 * length * f64::from(page);
            let picture = pixels(&shown);
            // The first band that lies wholly on this page.
            let band = (start / 100.0).ceil() * 100.0;
            let scale = f64::from(shown.height) / length;
            let y = ((band + 5.0 - start) * scale) as u32;
            let shade = (band / 100.0) as u8;
            let found = picture.get_pixel(picture.width() / 2, y);
            assert!(close_to(found, [shade, 60, 90], 30), "{name} {page}: {found:?} for {shade}");
        }
    }
}

#[tokio::test]
async fn a_close_look_is_at_a_part_of_the_page() {
    let file = Jpeg::default().of(&ruled(600, 4800));
    let lower_half = Crop { left: 0.0, top: 0.5, width: 1.0, height: 0.5 };
    let request = RenditionRequest::preview(1600).of_page(1).of_part(lower_half);
    let shown = workshop().render(file, request).await.expect("shown");
    let length = 4800.0 / (0.96 * 4.0 + 0.04);
    assert_eq!((shown.width, shown.pages), (600, 4));
    assert!((f64::from(shown.height) - length / 2.0).abs() <= 2.0);
    let start = 0.96 * length + length / 2.0;
    let band = (start / 100.0).ceil() * 100.0;
    let found = *pixels(&shown).get_pixel(300, (band + 5.0 - start) as u32);
    assert!(close_to(&found, [(band / 100.0) as u8, 60, 90], 16), "{found:?}");
}

#[tokio::test]
async fn a_panorama_runs_from_the_left() {
    let workshop = workshop();
    let mut panorama = photograph(9_000, 1_000);
    for (x, y) in (0..100).flat_map(|x| (0..1_000).map(move |y| (x, y))) {
        panorama.put_pixel(x, y, Rgb([200, 0, 0]));
        panorama.put_pixel(8_999 - x, y, Rgb([0, 0, 200]));
    }
    let file = Jpeg::default().of(&panorama);
    let request = RenditionRequest::preview(1600);
    let first = workshop.render(file.clone(), request.clone()).await.expect("shown");
    assert_eq!(first.source_height, 1_000);
    let red = *pixels(&first).get_pixel(20, first.height / 2);
    assert!(close_to(&red, [200, 0, 0], 30), "{red:?}");
    let last = workshop.render(file, request.of_page(first.pages - 1)).await.expect("shown");
    let blue = *pixels(&last).get_pixel(last.width - 20, last.height / 2);
    assert!(close_to(&blue, [0, 0, 200], 30), "{blue:?}");
}

#[tokio::test]
async fn the_longest_stripes_are_shown_within_the_limits() {
    let workshop = workshop();
    for (width, height) in [(64, 65_000), (65_000, 64), (1_000, 64_000)] {
        let stripe = RgbImage::from_pixel(width, height, Rgb([200, 220, 240]));
        for file in [png(&stripe), Jpeg::default().of(&stripe)] {
            let shown = workshop.render(file, RenditionRequest::preview(1600)).await;
            let shown = shown.unwrap_or_else(|refusal| panic!("{width} × {height}: {refusal}"));
            assert!(shown.pages > 30, "{}", shown.pages);
        }
    }
}
