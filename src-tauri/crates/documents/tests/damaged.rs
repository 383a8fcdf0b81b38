//! What transfers and editors do to sound pictures: ends that are missing, data that is cut, wrong
//! checksums. A whole picture is shown as one, a part of one is shown and said to be a part.

use documents::{Hint, Refusal, Rendition, RenditionRequest};

use crate::fixtures::pictures::{
    Jpeg, interlaced_png, palette_png, photograph, png, png_chunk, quarters, webp, with_notes,
};
use crate::{pixels, workshop};

const NO_END: &[u8] = include_bytes!("cases/j01_no_eoi.jpg");
const NO_END_WITH_TRAILER: &[u8] = include_bytes!("cases/j03_no_eoi_samsung_trailer.jpg");
const NO_END_CHUNK: &[u8] = include_bytes!("cases/p02_no_iend.png");

fn attention(shown: &Rendition) -> Vec<Hint> {
    shown.hints.iter().copied().filter(Hint::is_attention).collect()
}

/// The share that a picture's hint says is there.
fn share(shown: &Rendition) -> Option<f32> {
    shown.hints.iter().find_map(|hint| match hint {
        Hint::EndsEarly { share } => Some(*share),
        _ => None,
    })
}

async fn shown_at(bytes: Vec<u8>, box_px: u32) -> Result<Rendition, Refusal> {
    workshop().render(bytes, RenditionRequest::preview(box_px)).await
}

fn jpegs() -> Vec<(&'static str, Vec<u8>)> {
    let picture = photograph(400, 300);
    let progressive = Jpeg { progressive: true, ..Jpeg::default() };
    vec![
        ("baseline", Jpeg::default().of(&picture)),
        ("with notes", with_notes(&Jpeg::default().of(&picture), 1)),
        ("progressive", progressive.of(&picture)),
        ("grey", Jpeg::default().grey(&picture)),
        ("cmyk", Jpeg::default().cmyk(&picture)),
    ]
}

#[tokio::test]
async fn whole_files_without_an_end_are_shown_without_a_word() {
    for (name, file) in [("j01", NO_END), ("j03", NO_END_WITH_TRAILER), ("p02", NO_END_CHUNK)] {
        let shown = shown_at(file.to_vec(), 1600).await.expect(name);
        assert_eq!(attention(&shown), [], "{name}");
    }
}

#[tokio::test]
async fn a_jpeg_without_its_end_marker_is_shown_whatever_follows_instead() {
    let workshop = workshop();
    let rubbish: Vec<u8> =
        (0..3000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (name, sound) in jpegs() {
        let request = RenditionRequest::preview(400);
        let whole = workshop.render(sound.clone(), request.clone()).await.expect(name);
        let open = &sound[..sound.len() - 2];
        for (kind, behind) in [
            ("nothing", Vec::new()),
            ("half a marker", vec![0xFF]),
            ("padding", vec![0; 4096]),
            (
                "a trailer",
                b"\0\0\x01\x0A\x0E\0\0\0Image_UTC_Data1700000000000SEFHk\0\0\0SEFT".to_vec(),
            ),
            ("rubbish", rubbish.clone()),
        ] {
            let file = [open, &behind].concat();
            let shown = workshop.render(file, request.clone()).await;
            let shown = shown.unwrap_or_else(|refusal| panic!("{name}, {kind}: {refusal}"));
            assert_eq!(attention(&shown), [], "{name}, {kind}");
            assert_eq!(pixels(&shown), pixels(&whole), "{name}, {kind}");
        }
    }
}

#[tokio::test]
async fn a_jpeg_cut_in_its_data_shows_what_there_is_and_says_how_much() {
    let workshop = workshop();
    for (name, sound) in jpegs() {
        let scan = sound.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).expect("a scan");
        let is_progressive = name == "progressive";
        for tenth in 3..10 {
            let data = sound.len() - scan;
            let at =
                if is_progressive { sound.len() * tenth / 10 } else { scan + data * tenth / 10 };
            let cut = &sound[..at];
            for (kind, behind) in
                [("cut", &[][..]), ("padded", &[0; 5000]), ("closed", &[0xFF, 0xD9])]
            {
                let file = [cut, behind].concat();
                let shown = workshop.render(file, RenditionRequest::preview(400)).await;
                let shown =
                    shown.unwrap_or_else(|refusal| panic!("{name} {tenth} {kind}: {refusal}"));
                let share = share(&shown);
                if is_progressive {
                    // Closed between two passes, nothing gives it away.
                    assert!(share.is_some() || kind == "closed", "{tenth} {kind}");
                    continue;
                }
                let share =
                    share.unwrap_or_else(|| panic!("{name} {tenth} {kind}: taken for whole"));
                let expected = tenth as f32 / 10.0;
                assert!((share - expected).abs() < 0.15, "{name} {kind}: {share} of {expected}");
            }
        }
        let stub = sound[..scan + 40].to_vec();
        let answer = workshop.render(stub, RenditionRequest::preview(400)).await;
        assert!(is_progressive || answer == Err(Refusal::Damaged), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn a_png_is_decoded_as_before_in_every_kind_of_pixels() {
    use image::DynamicImage;
    let workshop = workshop();
    let picture = DynamicImage::ImageRgb8(photograph(300, 200));
    let mut see_through = picture.to_rgba8();
    see_through.pixels_mut().enumerate().for_each(|(n, pixel)| pixel.0[3] = (n % 256) as u8);
    let see_through = DynamicImage::ImageRgba8(see_through);
    for (name, picture) in [
        ("rgb", picture.clone()),
        ("rgb16", picture.to_rgb16().into()),
        ("grey", picture.to_luma8().into()),
        ("grey16", picture.to_luma16().into()),
        ("rgba", see_through.clone()),
        ("rgba16", see_through.to_rgba16().into()),
        ("grey alpha", see_through.to_luma_alpha8().into()),
    ] {
        let mut file = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut file, image::ImageFormat::Png).expect("encodes");
        let request = RenditionRequest::preview(300);
        let shown = workshop.render(file.into_inner(), request).await.expect(name);
        assert_eq!(attention(&shown), [], "{name}");
        for (found, wanted) in pixels(&shown).pixels().zip(picture.to_rgba8().pixels()) {
            let [r, g, b, a] = wanted.0.map(u32::from);
            let on_white = [r, g, b].map(|c| ((c * a + 255 * (255 - a)) / 255) as u8);
            // What is shown is a JPEG of it.
            assert!(crate::close_to(found, on_white, 90), "{name}: {found:?} for {on_white:?}");
        }
    }
    let few =
        workshop.render(palette_png(), RenditionRequest::preview(300)).await.expect("palette");
    assert_eq!(few.media_type, documents::MediaType::Png);
    let few = pixels(&few);
    assert_eq!(few.get_pixel(0, 0).0, [220, 20, 20]);
    assert_eq!(few.get_pixel(1, 0).0, [255, 255, 255], "see-through");
}

#[tokio::test]
async fn a_png_with_a_wrong_checksum_anywhere_is_shown_as_it_was_written() {
    let workshop = workshop();
    let mut sound = png(&quarters(400, 300));
    sound.splice(33..33, png_chunk(b"pHYs", &[0, 0, 11, 19, 0, 0, 11, 19, 1]));
    sound.splice(33..33, png_chunk(b"tEXt", b"Comment\0words"));
    let request = RenditionRequest::preview(400);
    let whole = workshop.render(sound.clone(), request.clone()).await.expect("sound");
    let mut at = 8;
    while at < sound.len() {
        let length = u32::from_be_bytes(sound[at..at + 4].try_into().expect("four")) as usize;
        let kind = String::from_utf8_lossy(&sound[at + 4..at + 8]).into_owned();
        let mut file = sound.clone();
        file[at + 8 + length] ^= 0x55;
        let shown = workshop.render(file, request.clone()).await.expect(&kind);
        assert_eq!(pixels(&shown), pixels(&whole), "{kind}");
        assert_eq!(attention(&shown), [], "{kind}");
        at += 12 + length;
    }
}

#[tokio::test]
async fn a_png_cut_in_its_data_shows_the_rows_that_came() {
    let workshop = workshop();
    for (name, sound) in
        [("rows", png(&photograph(400, 300))), ("interlaced", interlaced_png(400, 300))]
    {
        let request = RenditionRequest::preview(400);
        let whole = workshop.render(sound.clone(), request.clone()).await.expect(name);
        assert_eq!(attention(&whole), [], "{name}");
        let mut before = 0.0;
        for tenth in 1..10 {
            let cut = sound[..sound.len() * tenth / 10].to_vec();
            let shown = workshop.render(cut, request.clone()).await;
            let shown = shown.unwrap_or_else(|refusal| panic!("{name} {tenth}: {refusal}"));
            let share = share(&shown).unwrap_or_else(|| panic!("{name} {tenth}: taken for whole"));
            let expected = tenth as f32 / 10.0;
            assert!((share - expected).abs() < 0.1, "{name}: {share} of {expected}");
            assert!(share > before);
            before = share;
        }
        let stub = sound[..60].to_vec();
        assert_eq!(workshop.render(stub, request).await, Err(Refusal::Damaged), "{name}");
    }
}

#[tokio::test]
async fn altered_data_of_a_png_is_never_taken_for_whole() {
    let workshop = workshop();
    let sound = png(&photograph(400, 300));
    // Its data in pieces of 8 kB, as scanners and editors write it.
    let data_at = sound.windows(4).position(|kind| kind == b"IDAT").expect("data") + 4;
    let data = &sound[data_at..sound.len() - 16];
    let mut pieces = sound[..data_at - 8].to_vec();
    for (index, piece) in data.chunks(8192).enumerate() {
        let mut chunk = png_chunk(b"IDAT", piece);
        if index == 20 {
            chunk[4000] ^= 0x10;
        }
        pieces.extend(chunk);
    }
    let share_before = 20.0 * 8192.0 / data.len() as f32;
    let shown = workshop.render(pieces, RenditionRequest::preview(400)).await.expect("shown");
    let share = share(&shown).expect("a hint");
    assert!((share - share_before).abs() < 0.1, "{share} of {share_before}");
}

#[tokio::test]
async fn a_webp_is_shown_without_the_notes_that_were_cut_off() {
    let workshop = workshop();
    let simple = webp(&quarters(400, 300));
    // The same in the extended container, with notes announced behind the picture.
    let mut inside = b"WEBPVP8X\x0A\0\0\0\x08\0\0\0".to_vec();
    inside.extend([0x8F, 0x01, 0, 0x2B, 0x01, 0]);
    inside.extend(&simple[12..]);
    let picture_ends = inside.len() + 8;
    inside.extend(b"EXIF\x10\0\0\0MM\0\x2A\0\0\0\x08\0\0\0\0\0\0\0\0");
    let mut file = b"RIFF".to_vec();
    file.extend((inside.len() as u32).to_le_bytes());
    file.extend(inside);
    for length in [file.len(), file.len() - 3, picture_ends + 4, picture_ends] {
        let shown = workshop.render(file[..length].to_vec(), RenditionRequest::preview(400)).await;
        let shown = shown.unwrap_or_else(|refusal| panic!("{length}: {refusal}"));
        assert_eq!(attention(&shown), [], "{length}");
    }
}

#[tokio::test]
async fn a_cut_webp_shows_the_rows_it_holds_or_is_refused() {
    let workshop = workshop();
    let sound = webp(&photograph(400, 300));
    let mut shown_at_all = 0;
    for tenth in 1..10 {
        let cut = sound[..sound.len() * tenth / 10].to_vec();
        match workshop.render(cut, RenditionRequest::preview(400)).await {
            Ok(shown) => {
                let share = share(&shown).expect("a hint");
                assert!(share < tenth as f32 / 10.0 + 0.1, "{share} of {tenth} tenths");
                shown_at_all += 1;
            }
            Err(refusal) => assert_eq!(refusal, Refusal::Damaged),
        }
    }
    assert!(shown_at_all > 0);
}
