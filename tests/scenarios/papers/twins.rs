//! The same paper in two applications, and the code on a transcript: said as hints.

use domain::DocumentKind;
use image::{Rgb, RgbImage, imageops};
use practice_portal::Upload;

use super::{identity, jpeg, patches, scene};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_in_another_application_is_told_with_the_way_there() {
    let scene = scene().await;
    let paper = jpeg(&patches(20), 88);
    let first = scene.apply("王小明", identity(paper.clone())).await;
    let second = scene.apply("林大同", identity(paper)).await;
    let view = scene.shown(second, |view| !view.documents[0].twins.is_empty()).await;
    let [twin] = &view.documents[0].twins[..] else { panic!("{:?}", view.documents[0].twins) };
    assert_eq!(twin.case, first);
    assert!(twin.same_bytes && !twin.same_person);
    assert!(twin.sentence.contains("王小明"), "{}", twin.sentence);
    // The link leads somewhere, and from there back.
    let other = scene.shown(twin.case, |view| !view.documents[0].twins.is_empty()).await;
    assert_eq!(other.documents[0].twins[0].case, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_brighter_copy_is_recognised_though_nobody_opened_the_first_and_another_is_not() {
    let scene = scene().await;
    let paper = patches(21);
    let mut copy = imageops::resize(&paper, 800, 600, imageops::FilterType::Triangle);
    copy.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|shade| shade.saturating_add(6)));
    let first = scene.apply("王小明", identity(jpeg(&paper, 90))).await;
    let copied = scene.apply("林大同", identity(jpeg(&copy, 55))).await;
    let alone = scene.apply("陳怡君", identity(jpeg(&patches(99), 90))).await;
    let view = scene.shown(copied, |view| !view.documents[0].twins.is_empty()).await;
    assert_eq!(view.documents[0].twins[0].case, first);
    assert!(!view.documents[0].twins[0].same_bytes);
    let other = scene.ready(alone).await;
    assert!(other.documents[0].twins.is_empty(), "{:?}", other.documents[0].twins);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_on_a_transcript_is_text_and_is_never_fetched() {
    let scene = scene().await;
    // Whoever followed it would be heard here.
    let address = format!("{}/followed", scene.line.base_url());
    let code = qrcode::QrCode::new(&address).expect("a code");
    let side = code.width() as u32;
    let mut paper = RgbImage::from_pixel(1200, 1600, Rgb([238, 236, 228]));
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (index as u32 % side, index as u32 / side);
        for (dx, dy) in (0..36).map(|pixel| (pixel % 6, pixel / 6)) {
            if colour == qrcode::Color::Dark {
                paper.put_pixel(800 + 6 * x + dx, 1200 + 6 * y + dy, Rgb([30, 30, 40]));
            }
        }
    }
    let bytes = jpeg(&paper, 90);
    let case = scene.apply("王小明", vec![Upload::jpeg(DocumentKind::Relationship, bytes)]).await;
    let view = scene.shown(case, |view| !view.documents[0].codes.is_empty()).await;
    assert_eq!(view.documents[0].codes[0].as_str(), address);
    assert!(!scene.line.heard().iter().any(|line| line.contains("followed")));
}
