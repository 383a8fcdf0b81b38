//! Cut, altered and wrong-typed files, from the portal to the window.

use app::views::case::DocumentState;
use domain::DocumentKind;
use practice_portal::Upload;
use support::faulty_proxy::Fault;

use super::{ATTACHMENTS, handle, identity, is_ready, jpeg, patches, scene};

#[tokio::test(flavor = "multi_thread")]
async fn a_jpg_that_is_html_svg_or_a_zip_is_refused_by_its_content_with_the_reason_ready() {
    let scene = scene().await;
    let files = [
        (DocumentKind::Identity, &b"<!DOCTYPE html><script>alert(1)</script>"[..], "網頁"),
        (
            DocumentKind::Portrait,
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
            "SVG",
        ),
        (DocumentKind::Relationship, b"PK\x03\x04\x14\0\0\0\x08\0zip", "壓縮"),
    ];
    let uploads = files.map(|(kind, bytes, _)| Upload::jpeg(kind, bytes)).into();
    let case = scene.apply("王小明", uploads).await;
    let view = scene
        .shown(case, |view| view.documents.iter().all(|one| one.state == DocumentState::Refused))
        .await;
    for (document, (kind, _, word)) in view.documents.iter().zip(files) {
        assert_eq!((document.kind, &document.handle), (kind, &None));
        let sentence = document.sentence.as_deref().unwrap_or_default();
        assert!(sentence.contains(word), "{sentence}");
        assert!(sentence.contains("A13"), "{sentence}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_download_gets_no_name_and_no_picture() {
    let scene = scene().await;
    scene.line.fail(ATTACHMENTS, Fault::AlterAnswer, 1);
    let case = scene.apply("王小明", identity(jpeg(&patches(1), 85))).await;
    let view = scene.shown(case, |view| view.documents[0].state == DocumentState::Refused).await;
    assert_eq!(view.documents[0].handle, None);
    let sentence = view.documents[0].sentence.as_deref().unwrap_or_default();
    assert!(sentence.contains("不一樣"), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_download_is_shown_only_when_the_rest_has_come() {
    let scene = scene().await;
    scene.line.fail(ATTACHMENTS, Fault::CutAnswer, 1);
    let case = scene.apply("王小明", identity(jpeg(&patches(2), 85))).await;
    let view = scene.ready(case).await;
    let shown = scene.picture(handle(&view)).await.expect("a picture");
    let shown = image::load_from_memory(&shown).expect("it decodes").into_rgb8();
    assert_eq!(shown.dimensions(), (1200, 900));
    assert!(scene.line.carried(b"range: bytes="), "only the rest was asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_camera_noted_stays_out_of_the_window() {
    let scene = scene().await;
    let plain = jpeg(&patches(3), 85);
    let mut noted = plain[..2].to_vec();
    noted.extend([0xFF, 0xFE, 0, 24]);
    noted.extend(b"GPS 23.7N 120.4E home!");
    noted.extend(&plain[2..]);
    let case = scene.apply("王小明", identity(noted)).await;
    let view = scene.ready(case).await;
    let shown = scene.picture(handle(&view)).await.expect("a picture");
    assert!(!shown.windows(4).any(|part| part == b"GPS "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_look_brings_the_small_print_that_the_whole_page_cannot_hold() {
    let scene = scene().await;
    // Lines of one pixel on a page of 3,200: at 1,600 they are one grey.
    let page = image::RgbImage::from_fn(3200, 2400, |x, y| {
        let print = (1600..2400).contains(&x) && (1200..1800).contains(&y);
        let ink = if print && x % 2 == 0 { 30 } else { 235 };
        image::Rgb([ink; 3])
    });
    let case = scene.apply("王小明", identity(jpeg(&page, 92))).await;
    let view = scene.shown(case, |view| view.documents.iter().all(is_ready)).await;
    let range = |bytes: Vec<u8>, fraction: (f64, f64)| {
        let picture = image::load_from_memory(&bytes).expect("it decodes").into_luma8();
        let (x, y) = (
            (f64::from(picture.width()) * fraction.0) as u32,
            (f64::from(picture.height()) * fraction.1) as u32,
        );
        let row: Vec<u8> = (0..40).map(|step| picture.get_pixel(x + step, y).0[0]).collect();
        row.iter().max().expect("pixels") - row.iter().min().expect("pixels")
    };
    let whole = scene.picture(handle(&view)).await.expect("a picture");
    assert!(range(whole, (0.6, 0.6)) < 90, "the whole page blurs the lines");
    let part = app::Part { left: 5_000, top: 5_000, width: 2_500, height: 2_500 };
    let close = scene.desk.rendition(handle(&view), 0, 1600, Some(part)).await.expect("a picture");
    assert!(range(close.bytes, (0.4, 0.4)) > 150, "the close look shows each of them");
}
