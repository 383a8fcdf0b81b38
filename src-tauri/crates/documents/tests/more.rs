//! Files that hold more than the picture that is shown: animations, further pictures, films. And
//! what new phones put behind every photo, which is nothing to be alarmed at.

use documents::{Besides, Hint, RenditionRequest};

use crate::fixtures::pictures::{Jpeg, photograph, png, png_chunk, quarters, webp, with_segment};
use crate::workshop;

const ANIMATED: &[u8] = include_bytes!("cases/x01_animated.png");
const TWO_PICTURES: &[u8] = include_bytes!("cases/x03_two_pictures_mpo.jpg");

async fn more(file: &[u8]) -> Vec<(Besides, u32)> {
    let shown = workshop().render(file.to_vec(), RenditionRequest::preview(400)).await;
    let shown = shown.expect("the first picture is shown");
    let more = shown.hints.iter().filter_map(|hint| match hint {
        Hint::HoldsMore { what, count } => Some((*what, *count)),
        _ => None,
    });
    more.collect()
}

fn jpeg() -> Vec<u8> {
    Jpeg::default().of(&quarters(400, 300))
}

fn small_jpeg() -> Vec<u8> {
    Jpeg::default().of(&quarters(100, 75))
}

#[tokio::test]
async fn ordinary_pictures_hold_nothing_more() {
    for file in [jpeg(), png(&quarters(400, 300)), webp(&quarters(400, 300))] {
        assert_eq!(more(&file).await, []);
    }
    // Every camera puts a small picture into its notes.
    let mut thumbnail = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\0\0\0\0\0".to_vec();
    thumbnail.extend(small_jpeg());
    assert_eq!(more(&with_segment(&jpeg(), 0xE1, &thumbnail)).await, []);
    let trailer = [&jpeg()[..], b"\0\0\x01\x0A\x0E\0\0\0Image_UTC_Data170SEFHk\0\0\0SEFT"].concat();
    assert_eq!(more(&trailer).await, []);
}

#[tokio::test]
async fn the_frames_of_an_animation_are_counted() {
    assert_eq!(more(ANIMATED).await, [(Besides::Frames, 2)]);

    // A picture that only old programs show, and one frame that all others do.
    let picture = png(&quarters(64, 64));
    let data_at = picture.windows(4).position(|kind| kind == b"IDAT").expect("data") - 4;
    let control = |number: u8| {
        let mut control = vec![0, 0, 0, number, 0, 0, 0, 64, 0, 0, 0, 64];
        control.extend([0; 8]);
        control.extend([0, 1, 0, 10, 0, 0]);
        png_chunk(b"fcTL", &control)
    };
    let frame = [&[0, 0, 0, 1], &picture[data_at + 8..picture.len() - 16]].concat();
    let mut hidden = picture[..data_at].to_vec();
    hidden.extend(png_chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]));
    hidden.extend(&picture[data_at..picture.len() - 12]);
    hidden.extend(control(0));
    hidden.extend(png_chunk(b"fdAT", &frame));
    hidden.extend(&picture[picture.len() - 12..]);
    assert_eq!(more(&hidden).await, [(Besides::Frames, 2)]);

    assert_eq!(more(&animated_webp(3)).await, [(Besides::Frames, 3)]);
    assert_eq!(more(&animated_webp(1)).await, []);
}

/// So many frames of the quarters.
fn animated_webp(frames: usize) -> Vec<u8> {
    let still = webp(&quarters(64, 64));
    let mut inside = b"WEBPVP8X\x0A\0\0\0\x02\0\0\0\x3F\0\0\x3F\0\0".to_vec();
    inside.extend(b"ANIM\x06\0\0\0\xFF\xFF\xFF\xFF\0\0");
    for _ in 0..frames {
        let mut frame = vec![0, 0, 0, 0, 0, 0, 0x3F, 0, 0, 0x3F, 0, 0, 100, 0, 0, 0];
        frame.extend(&still[12..]);
        frame.resize(frame.len().next_multiple_of(2), 0);
        inside.extend(b"ANMF");
        inside.extend((frame.len() as u32).to_le_bytes());
        inside.extend(frame);
    }
    let mut file = b"RIFF".to_vec();
    file.extend((inside.len() as u32).to_le_bytes());
    file.extend(inside);
    file
}

#[tokio::test]
async fn further_pictures_behind_the_first_are_counted() {
    assert_eq!(more(TWO_PICTURES).await, [(Besides::Pictures, 1)]);
    let second = Jpeg::default().of(&photograph(200, 100));
    let two = [&jpeg()[..], &second].concat();
    assert_eq!(more(&two).await, [(Besides::Pictures, 1)]);
    let apart = [&jpeg()[..], &[0; 512], &second, &png(&quarters(50, 50))].concat();
    assert_eq!(more(&apart).await, [(Besides::Pictures, 2)]);
    let without_end = [&jpeg()[..jpeg().len() - 2], &second].concat();
    assert_eq!(more(&without_end).await, [(Besides::Pictures, 1)]);
    let behind_png = [&png(&quarters(400, 300))[..], &second].concat();
    assert_eq!(more(&behind_png).await, [(Besides::Pictures, 1)]);
}

#[tokio::test]
async fn a_gain_map_alone_is_nothing_more() {
    let gain_map_xmp = b"http://ns.adobe.com/xap/1.0/\0<rdf:Description hdrgm:Version=\"1.0\"/>";
    let map = with_segment(&small_jpeg(), 0xE1, gain_map_xmp);
    let directory = b"http://ns.adobe.com/xap/1.0/\0<rdf:Description hdrgm:Version=\"1.0\"><Container:Item Item:Semantic=\"Primary\"/><Container:Item Item:Semantic=\"GainMap\" Item:Length=\"900\"/>";
    let with_directory = with_segment(&jpeg(), 0xE1, directory);
    assert_eq!(more(&[&with_directory[..], &map].concat()).await, []);
    assert_eq!(more(&[&jpeg()[..], &map].concat()).await, []);
    // Announced by the photo alone.
    assert_eq!(more(&[&with_directory[..], &small_jpeg()].concat()).await, []);
    let apple = b"http://ns.adobe.com/xap/1.0/\0<a HDRGainMap:HDRGainMapVersion='65536'/>";
    let map_of_apple = with_segment(&small_jpeg(), 0xE1, apple);
    assert_eq!(more(&[&jpeg()[..], &map_of_apple].concat()).await, []);
    // A third picture is one.
    let third = [&with_directory[..], &map, &small_jpeg()].concat();
    assert_eq!(more(&third).await, [(Besides::Pictures, 1)]);
}

#[tokio::test]
async fn a_cameras_preview_of_the_same_photo_is_nothing_more() {
    for (size, expected) in [((100, 75), vec![]), ((400, 300), vec![(Besides::Pictures, 1)])] {
        let preview = Jpeg::default().of(&quarters(size.0, size.1));
        // The offset counts from the segment's own header, which begins 8 bytes into the file.
        let segment = |offset: u32| {
            let mut mpf =
                b"MPF\0MM\0\x2A\0\0\0\x08\0\x01\xB0\x02\0\x07\0\0\0\x20\0\0\0\x1A\0\0\0\0".to_vec();
            mpf.extend([0x20, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            mpf.extend([0, 0x01, 0, 0x02, 0, 0, 0, 0]);
            mpf.extend(offset.to_be_bytes());
            mpf.extend([0; 4]);
            mpf
        };
        let first = with_segment(&jpeg(), 0xE2, &segment(0));
        let first = with_segment(&jpeg(), 0xE2, &segment(first.len() as u32 - 10));
        assert_eq!(more(&[&first[..], &preview].concat()).await, expected);
    }
}

#[tokio::test]
async fn a_film_behind_a_photo_is_told() {
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free\0\0\0\x10mdat12345678";
    assert_eq!(more(&[&jpeg()[..], film].concat()).await, [(Besides::Video, 1)]);
    let samsung =
        [&jpeg()[..], b"\0\0\x30\x0A\x10\0\0\0MotionPhoto_Data", film, b"SEFHk\0\0\0SEFT"].concat();
    assert_eq!(more(&samsung).await, [(Besides::Video, 1)]);
    for xmp in [
        "GCamera:MotionPhoto=\"1\"",
        "GCamera:MicroVideo='1'",
        "<Camera:MotionPhoto>1</Camera:MotionPhoto>",
    ] {
        let packet = format!("http://ns.adobe.com/xap/1.0/\0<a {xmp}/>");
        let announced = with_segment(&jpeg(), 0xE1, packet.as_bytes());
        // A messenger took the film away and left the notes.
        assert_eq!(more(&announced).await, []);
        let old = [&announced[..], b"\0\0\0\x08wide\0\0\0\x10mdat12345678"].concat();
        assert_eq!(more(&old).await, [(Besides::Video, 1)], "{xmp}");
    }
}
