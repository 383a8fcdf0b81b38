//! What attackers upload: bombs, cuts, disguises, and hundreds of malformed files.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use documents::{Hint, Limits, LooksLike, Refusal, RenditionRequest, Workshop};

use crate::fixtures::mutations::{malformed, seeds};
use crate::fixtures::pdfs;
use crate::fixtures::pictures::{Jpeg, photograph, png, png_bomb, quarters, webp};
use crate::{patient, preview, workshop, workshop_of};

#[tokio::test]
async fn a_jpg_that_is_something_else_is_refused_by_its_content() {
    for (bytes, looks_like) in [
        (&b"<!DOCTYPE html><script>steal()</script>"[..], LooksLike::Html),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>", LooksLike::Svg),
        (b"PK\x03\x04\x14\0\0\0\x08\0photo.jpg", LooksLike::Zip),
        (b"MZ\x90\0\x03\0\0\0", LooksLike::Program),
        (b"GIF8", LooksLike::Gif),
        ("這不是照片".as_bytes(), LooksLike::Text),
        (b"", LooksLike::Empty),
    ] {
        let refusal = preview(bytes.to_vec(), 1600).await.expect_err("not shown");
        let expected = if looks_like.is_a_picture() {
            Refusal::Unsupported { looks_like }
        } else {
            Refusal::WrongType { looks_like }
        };
        assert_eq!(refusal, expected);
    }
}

#[tokio::test]
async fn a_header_that_claims_too_many_pixels_is_refused_before_they_are_made() {
    let workshop = workshop();
    let too_many = |width, height| Err(Refusal::TooManyPixels { width, height });
    let request = RenditionRequest::preview(1600);
    let mut jpeg = Jpeg::default().of(&quarters(64, 64));
    set_jpeg_size(&mut jpeg, 30_000, 30_000);
    assert_eq!(workshop.render(jpeg, request.clone()).await, too_many(30_000, 30_000));
    assert_eq!(
        workshop.render(png_bomb(30_000, 30_000), request.clone()).await,
        too_many(30_000, 30_000)
    );
    assert_eq!(workshop.render(png_bomb(65_001, 4), request.clone()).await, too_many(65_001, 4));
    assert_eq!(
        workshop.render(png_bomb(8_200, 8_192), request.clone()).await,
        too_many(8_200, 8_192)
    );
}

/// Writes another size into the frame header of a JPEG.
fn set_jpeg_size(jpeg: &mut [u8], width: u16, height: u16) {
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a baseline frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
}

#[tokio::test]
async fn gigabytes_of_zeros_in_a_small_file_get_an_answer() {
    // The largest picture that the limits let through: 256 MB of zeros, and a missing checksum.
    let picture = png_bomb(8_000, 8_000);
    assert!(picture.len() < 256 * 1024);
    let answer = preview(picture, 1600).await;
    assert!(matches!(answer, Ok(_) | Err(Refusal::Damaged)), "{answer:?}");

    // Ten gigabytes of page content.
    let page = pdfs::with_content_bomb(10 * 1024 * 1024 * 1024);
    assert!(page.len() < 16 * 1024 * 1024);
    let limits = Limits { time: Duration::from_secs(10), ..Limits::default() };
    let workshop = workshop_of(env!("CARGO_BIN_EXE_documents-worker"), limits);
    let before = Instant::now();
    let answer = workshop.render(page, RenditionRequest::preview(1600)).await;
    assert!(before.elapsed() < Duration::from_secs(15));
    assert!(
        matches!(answer, Ok(_) | Err(Refusal::Damaged | Refusal::Crashed | Refusal::TimedOut)),
        "{answer:?}"
    );
    still_works(&workshop).await;
}

#[tokio::test]
async fn a_pdf_that_draws_itself_without_end_gets_an_answer() {
    let limits = Limits { time: Duration::from_secs(5), ..Limits::default() };
    let workshop = workshop_of(env!("CARGO_BIN_EXE_documents-worker"), limits);
    for trap in [
        pdfs::with_a_form_inside_itself(),
        pdfs::with_nested_forms(12),
        pdfs::with_deep_arrays(500_000),
    ] {
        let before = Instant::now();
        let answer = workshop.render(trap, RenditionRequest::preview(400)).await;
        assert!(before.elapsed() < Duration::from_secs(10));
        assert!(!matches!(answer, Err(Refusal::NoWorker)), "{answer:?}");
    }
    still_works(&workshop).await;
}

#[tokio::test]
async fn a_cut_picture_is_never_shown_as_a_whole_one() {
    let picture = photograph(400, 300);
    let workshop = workshop();
    for (name, whole) in
        [("jpeg", Jpeg::default().of(&picture)), ("png", png(&picture)), ("webp", webp(&picture))]
    {
        for tenth in 1..10 {
            let cut = whole[..whole.len() * tenth / 10].to_vec();
            let answer = workshop.render(cut, RenditionRequest::preview(400)).await;
            let is_told = match &answer {
                Ok(shown) => shown.hints.iter().any(|hint| matches!(hint, Hint::EndsEarly { .. })),
                Err(refusal) => *refusal == Refusal::Damaged,
            };
            assert!(is_told, "{name} {tenth}/10: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_file_above_the_byte_cap_is_not_even_sent_to_the_worker() {
    let workshop = Workshop::start("/nowhere".into(), Vec::new(), Limits::default());
    let bytes = documents::MAX_FILE_BYTES + 1;
    assert_eq!(
        workshop.render(vec![0xFF; bytes], RenditionRequest::preview(100)).await,
        Err(Refusal::TooLarge { bytes: bytes as u64 })
    );
}

#[tokio::test]
async fn four_hundred_malformed_files_are_each_answered_and_the_workshop_lives() {
    let workshop = workshop_of(env!("CARGO_BIN_EXE_documents-worker"), patient());
    for (name, sound) in seeds() {
        let shown = workshop.render(sound, RenditionRequest::preview(200)).await;
        assert!(shown.is_ok(), "{name}: {shown:?}");
    }
    let mut answers = BTreeMap::<String, u32>::new();
    for (name, bytes) in malformed(20_231_205, 400) {
        let answer = workshop.render(bytes, RenditionRequest::preview(200)).await;
        assert!(
            !matches!(answer, Err(Refusal::NoWorker | Refusal::TimedOut)),
            "{name}: {answer:?}"
        );
        let kind = match answer {
            Ok(_) => "shown".to_owned(),
            Err(refusal) => refusal.to_string(),
        };
        *answers.entry(kind).or_default() += 1;
    }
    assert_eq!(answers.values().sum::<u32>(), 400);
    assert!(answers.len() > 2, "{answers:?}");
    still_works(&workshop).await;
}

async fn still_works(workshop: &Workshop) {
    let sound = Jpeg::default().of(&quarters(64, 64));
    let shown = workshop.render(sound, RenditionRequest::preview(64)).await;
    assert!(shown.is_ok(), "{shown:?}");
}
