//! PDFs: pages, scans, Chinese print, locks.

use documents::{Crop, Hint, Refusal, RenditionRequest};

use crate::fixtures::pdfs::{
    encrypted, scanned, with_borrowed_chinese_font, with_page_size, with_pages,
};
use crate::fixtures::pictures::{Jpeg, quarters};
use crate::{close_to, pixels, preview, workshop};

const RED: [u8; 3] = [204, 26, 26];

#[tokio::test]
async fn each_page_of_a_pdf_is_drawn_by_its_number() {
    let workshop = workshop();
    let pdf = with_pages(4);
    for (page, (x, y)) in [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)].into_iter().enumerate() {
        let request = RenditionRequest::preview(800).of_page(page as u32);
        let shown = workshop.render(pdf.clone(), request).await.expect("shown");
        assert_eq!((shown.width, shown.height), (565, 800));
        assert_eq!((shown.source_width, shown.source_height), (595, 842));
        assert_eq!(shown.pages, 4);
        let at = |x: f32, y: f32| {
            let picture = pixels(&shown);
            *picture.get_pixel((x * 565.0) as u32, (y * 800.0) as u32)
        };
        assert!(close_to(&at(x, y), RED, 4), "page {page}");
        assert!(close_to(&at(1.0 - x, 1.0 - y), [255; 3], 0), "page {page}");
    }
    let beyond = RenditionRequest::preview(800).of_page(4);
    assert_eq!(workshop.render(pdf, beyond).await, Err(Refusal::NoSuchPage { page: 4, pages: 4 }));
}

#[tokio::test]
async fn a_part_of_a_page_is_drawn_anew_at_full_sharpness() {
    // The box on page 1 begins at 20 of 595 points; its edge lies in the middle of this part.
    let edge = Crop { left: 10.0 / 595.0, top: 0.2, width: 20.0 / 595.0, height: 20.0 / 842.0 };
    let shown = workshop()
        .render(with_pages(1), RenditionRequest::preview(1000).of_part(edge))
        .await
        .expect("shown");
    assert_eq!(shown.width.max(shown.height), 1000);
    let picture = pixels(&shown);
    assert!(close_to(picture.get_pixel(480, 500), [255; 3], 2));
    assert!(close_to(picture.get_pixel(520, 500), RED, 4));
}

#[tokio::test]
async fn a_scanned_page_shows_its_scan() {
    let scan = Jpeg::default().of(&quarters(600, 800));
    let shown = preview(scanned(&scan, 600, 800), 800).await.expect("shown");
    let picture = pixels(&shown);
    assert!(close_to(picture.get_pixel(140, 200), [220, 20, 20], 16));
    assert!(close_to(picture.get_pixel(420, 200), [20, 200, 20], 16));
    assert_eq!(shown.hints, []);
}

#[tokio::test]
async fn chinese_print_without_its_font_is_drawn_with_this_machines_or_told_missing() {
    let shown = preview(with_borrowed_chinese_font("王小明"), 800).await.expect("shown");
    let ink = pixels(&shown).pixels().filter(|pixel| pixel.0[0] < 128).count();
    let told = shown.hints.contains(&Hint::PageIncomplete { what: documents::NotDrawn::Other });
    assert!(ink > 500 || told, "{ink} dark pixels and no hint");
}

#[tokio::test]
async fn a_locked_pdf_is_told_apart_from_a_damaged_one() {
    let locked = preview(encrypted(), 800).await;
    assert_eq!(locked, Err(Refusal::Encrypted));
    assert!(Refusal::Encrypted.sentence().contains("密碼"));
}

#[tokio::test]
async fn a_cut_pdf_gets_a_clean_answer() {
    let whole = with_pages(3);
    let workshop = workshop();
    for eighth in 0..8 {
        let cut = whole[..whole.len() * eighth / 8].to_vec();
        let answer = workshop.render(cut, RenditionRequest::preview(400)).await;
        // What comes before the cut may still be a whole page, and then it is shown.
        assert!(
            matches!(answer, Ok(_) | Err(Refusal::Damaged | Refusal::WrongType { .. })),
            "{eighth}/8: {answer:?}"
        );
    }
    let head = workshop.render(whole[..40].to_vec(), RenditionRequest::preview(400)).await;
    assert_eq!(head, Err(Refusal::Damaged));
}

#[tokio::test]
async fn a_page_as_small_as_a_dot_or_as_large_as_a_field_stays_in_its_box() {
    for (width, height) in [(0.2, 0.2), (1e9, 1e9), (30_000.0, 10.0), (-400.0, 0.0)] {
        let answer = preview(with_page_size(width, height), 800).await;
        match answer {
            Ok(shown) => assert!(shown.width.max(shown.height) <= 800),
            Err(refusal) => assert_eq!(refusal, Refusal::Damaged, "{width} × {height}"),
        }
    }
}

#[tokio::test]
async fn a_locked_pdf_that_is_damaged_as_well_is_called_locked() {
    let mut bytes = encrypted();
    // A line more behind the first one, and no object is where the file's own table says.
    bytes.splice(9..9, *b"%moved\n");
    assert_eq!(preview(bytes, 800).await, Err(Refusal::Encrypted));
}
