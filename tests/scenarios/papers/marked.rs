//! Documents on paper: never without an audit entry, never without the mark.

use app::ErrorCode;
use app::views::papers::PrintRequest;
use domain::DocumentKind;
use image::{Rgb, RgbImage};
use practice_portal::Upload;

use super::{Scene, handle, identity, png, scene};

const PRINTED: &str = "列印文件（附浮水印）";

async fn sheet(scene: &Scene, name: &str) -> Option<RgbImage> {
    let view = scene.desk.rendition(name, 0, 4096, None).await?;
    Some(image::load_from_memory(&view.bytes).expect("it decodes").into_rgb8())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_page_is_in_the_audit_and_carries_who_and_when() {
    let scene = scene().await;
    let plain = RgbImage::from_pixel(900, 600, Rgb([244, 240, 232]));
    let case = scene.apply("王小明", identity(png(&plain))).await;
    let view = scene.ready(case).await;
    assert!(!scene.audit().await.iter().any(|what| what == PRINTED));

    let request = PrintRequest { case, document: view.documents[0].id };
    let printed = scene.desk.print_document(request.clone()).await.expect("laid out");
    assert_eq!(scene.audit().await.iter().filter(|what| *what == PRINTED).count(), 1);
    assert!(printed.mark.contains("李沛真"), "{}", printed.mark);
    assert!(printed.mark.contains(&view.number), "{}", printed.mark);

    let marked = sheet(&scene, &printed.sheets[0]).await.expect("a page");
    let shown = scene.picture(handle(&view)).await.expect("a picture");
    let shown = image::load_from_memory(&shown).expect("it decodes").into_rgb8();
    assert_eq!(marked.width(), shown.width());
    assert!(marked.height() > shown.height(), "a band with the words stands beneath");
    let changed = shown
        .enumerate_pixels()
        .filter(|(x, y, pixel)| marked.get_pixel(*x, *y).0[1].abs_diff(pixel.0[1]) > 20)
        .count();
    let share = changed as f64 / f64::from(shown.width() * shown.height());
    assert!((0.01..0.5).contains(&share), "{share:.3} of the page is marked");

    // The next printing, and the end of this one, take the page away.
    scene.desk.print_done().await.expect("signed in");
    assert!(sheet(&scene, &printed.sheets[0]).await.is_none());
    let again = scene.desk.print_document(request).await.expect("laid out");
    assert_ne!(again.sheets, printed.sheets);
    assert_eq!(scene.audit().await.iter().filter(|what| *what == PRINTED).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shown_cannot_be_printed_and_nothing_is_noted() {
    let scene = scene().await;
    let html = Upload::jpeg(DocumentKind::Identity, &b"<html>no picture</html>"[..]);
    let case = scene.apply("王小明", vec![html]).await;
    let view = scene.shown(case, |view| view.documents[0].sentence.is_some()).await;
    let request = PrintRequest { case, document: view.documents[0].id };
    scene
        .until("the file has come", async || {
            let refused = scene.desk.print_document(request.clone()).await.expect_err("refused");
            refused.code == ErrorCode::Refused && refused.message.contains("網頁")
        })
        .await;
    assert!(!scene.audit().await.iter().any(|what| what == PRINTED));

    // Nor a document of another case.
    let plain = RgbImage::from_pixel(90, 60, Rgb([244; 3]));
    let other = scene.apply("林大同", identity(png(&plain))).await;
    let foreign = PrintRequest { case: other, document: view.documents[0].id };
    let refused = scene.desk.print_document(foreign).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::Gone);
}
