//! What leaves the desk carries who took it and when: across the picture, and beneath it.

use documents::{MediaType, RenditionRequest};
use domain::Private;
use image::{Rgb, RgbImage};

use crate::fixtures::pdfs::with_pages;
use crate::fixtures::pictures::{Jpeg, png};
use crate::{patient, pixels, workshop_of};

const WORDS: &str = "李沛真　115.11.24 11:23　申115-0412　雲林第二監獄　限審核使用";

async fn marked(bytes: Vec<u8>, words: &str) -> RgbImage {
    let workshop = workshop_of(env!("CARGO_BIN_EXE_documents-worker"), patient());
    let request = RenditionRequest::preview(1600).marked(Private::from(words));
    let shown = workshop.render(bytes, request).await.expect("shown");
    assert!(shown.width.max(shown.height) <= 1600, "{} × {}", shown.width, shown.height);
    // For looking at what a person would get: the folder of the build is nobody's document.
    if let Some(folder) = std::env::var_os("KEEP_PICTURES") {
        let ending = if shown.media_type == MediaType::Png { "png" } else { "jpg" };
        let name = format!("marked-{}x{}.{ending}", shown.width, shown.height);
        std::fs::write(std::path::Path::new(&folder).join(name), &shown.bytes).expect("written");
    }
    pixels(&shown)
}

/// The share of pixels in these rows that are not like the colour.
fn share_unlike(picture: &RgbImage, rows: std::ops::Range<u32>, colour: [u8; 3]) -> f64 {
    let all = rows.clone().count() * picture.width() as usize;
    let unlike = rows
        .flat_map(|y| (0..picture.width()).map(move |x| (x, y)))
        .filter(|(x, y)| !crate::close_to(picture.get_pixel(*x, *y), colour, 24))
        .count();
    unlike as f64 / all as f64
}

#[tokio::test]
async fn the_mark_crosses_light_and_dark_pictures_from_edge_to_edge() {
    for shade in [[250, 248, 244], [30, 34, 40]] {
        let plain = RgbImage::from_pixel(2400, 3200, Rgb(shade));
        let picture = marked(Jpeg::default().of(&plain), WORDS).await;
        let body = picture.height() - 80;
        // Whatever third is cut off, the mark is on what remains.
        for third in 0..3 {
            let rows = body * third / 3..body * (third + 1) / 3;
            let share = share_unlike(&picture, rows, shade);
            assert!((0.02..0.4).contains(&share), "third {third} of {shade:?}: {share:.3}");
        }
        let beneath = share_unlike(&picture, body..picture.height(), [255; 3]);
        assert!((0.02..0.5).contains(&beneath), "the band: {beneath:.3}");
    }
}

#[tokio::test]
async fn a_name_in_chinese_shows_and_is_not_another_name() {
    let plain = png(&RgbImage::from_pixel(900, 600, Rgb([255; 3])));
    let (one, other) = (marked(plain.clone(), "李沛真").await, marked(plain, "王小明").await);
    assert_eq!(one.dimensions(), other.dimensions());
    let band = one.height() - 60;
    let ink = share_unlike(&one, band..one.height(), [255; 3]);
    assert!(ink > 0.005, "the band has {ink:.4} ink");
    let differ = one.pixels().zip(other.pixels()).filter(|(a, b)| a != b).count();
    assert!(differ > 2_000, "only {differ} pixels tell one name from the other");
}

#[tokio::test]
async fn a_page_of_a_pdf_is_marked_as_well() {
    let picture = marked(with_pages(2), WORDS).await;
    assert!(share_unlike(&picture, 0..picture.height() / 3, [255; 3]) > 0.02);
}

#[tokio::test]
async fn without_words_nothing_is_marked_and_nothing_leaves() {
    let workshop = workshop_of(env!("CARGO_BIN_EXE_documents-worker"), patient());
    let request = RenditionRequest::preview(800).marked(Private::from("　"));
    let plain = png(&RgbImage::from_pixel(90, 60, Rgb([255; 3])));
    let refused = workshop.render(plain, request).await;
    assert_eq!(refused, Err(documents::Refusal::NoMark));
}
