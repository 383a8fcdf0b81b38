//! Notes with faults, and notes in other places than a camera's: a picture still stands upright,
//! and the day it was taken is kept.

use documents::{Rendition, RenditionRequest};

use crate::fixtures::pictures::{Jpeg, exif, png, png_chunk, quarters, webp, with_segment};
use crate::{pixels, workshop};

const CLEAN: &[u8] = include_bytes!("cases/e01_clean_or6.jpg");
const NEXT_BEYOND: &[u8] = include_bytes!("cases/e02_next_ifd_beyond_end.jpg");
const MAKERNOTE_TOO_LONG: &[u8] = include_bytes!("cases/e04_makernote_longer_than_data.jpg");
const INTEROP_BEYOND: &[u8] = include_bytes!("cases/e06_interop_pointer_beyond.jpg");

async fn shown(bytes: Vec<u8>) -> Rendition {
    workshop().render(bytes, RenditionRequest::preview(1600)).await.expect("shown")
}

#[tokio::test]
async fn one_faulty_entry_takes_neither_the_way_up_nor_the_day_with_it() {
    let clean = shown(CLEAN.to_vec()).await;
    assert!(clean.width > clean.height && clean.made_on.is_some(), "upright and dated");
    for (name, file) in [
        ("next directory beyond the end", NEXT_BEYOND),
        ("maker's note longer than the data", MAKERNOTE_TOO_LONG),
        ("interoperability beyond the end", INTEROP_BEYOND),
    ] {
        let faulty = shown(file.to_vec()).await;
        assert_eq!(faulty.made_on, clean.made_on, "{name}");
        assert_eq!(pixels(&faulty), pixels(&clean), "{name}");
    }
}

#[tokio::test]
async fn faults_of_every_other_kind_leave_the_way_up_and_where_it_can_be_read_the_day() {
    let clean = shown(CLEAN.to_vec()).await;
    // The notes begin 12 bytes into the file: a directory of two entries, and one of one entry.
    let with = |at: usize, bytes: &[u8]| {
        let mut file = CLEAN.to_vec();
        file[12 + at..12 + at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let mut signature = CLEAN.to_vec();
    signature[11] = 0xFF;
    let shorter = {
        let mut file = CLEAN.to_vec();
        file.drain(12 + 70..12 + 76);
        file[5] -= 6;
        file
    };
    for (name, file, keeps_day) in [
        ("more entries than there are", with(8, &[99, 0]), true),
        ("a count that does not fit", with(14, &[0, 0, 0, 0x40]), true),
        ("a way up of four bytes", with(12, &[4, 0]), true),
        ("a loop back to the first directory", with(34, &[8, 0, 0, 0]), true),
        ("a directory behind the camera's own", with(52, &[8, 0, 0, 0]), true),
        ("the camera's own directory beyond the end", with(30, &[0xFF, 0xFF, 0, 0]), false),
        ("an unusual signature", signature, true),
        ("notes that end within the day", shorter, false),
    ] {
        let faulty = shown(file).await;
        if name != "a count that does not fit" {
            assert_eq!((faulty.width, faulty.height), (clean.width, clean.height), "{name}");
        }
        assert_eq!(faulty.made_on.is_some(), keeps_day, "{name}");
    }
}

/// A picture of 600 × 400 that is to be turned by a quarter stands upright at 400 × 600.
async fn assert_turned(name: &str, file: Vec<u8>) {
    let shown = shown(file).await;
    assert_eq!((shown.width, shown.height), (400, 600), "{name}");
}

#[tokio::test]
async fn the_way_up_is_found_in_xmp_alone() {
    let picture = quarters(600, 400);
    for (name, property) in [
        (
            "attribute",
            "<rdf:Description xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation=\"6\"/>",
        ),
        ("element", "<rdf:Description><tiff:Orientation>6</tiff:Orientation></rdf:Description>"),
    ] {
        let packet = format!(
            "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>{property}</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
        );
        let segment = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
        let jpeg = with_segment(&Jpeg::default().of(&picture), 0xE1, &segment);
        assert_turned(&format!("jpeg, {name}"), jpeg).await;

        let text = [b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat();
        assert_turned(&format!("png, {name}"), with_chunk(b"iTXt", &text)).await;
        let packed = fdeflate::compress_to_vec(packet.as_bytes());
        let text = [b"XML:com.adobe.xmp\0\x01\0\0\0", &packed[..]].concat();
        assert_turned(&format!("packed png, {name}"), with_chunk(b"iTXt", &text)).await;

        assert_turned(&format!("webp, {name}"), webp_with(b"XMP ", packet.as_bytes(), 0x04)).await;
    }
}

#[tokio::test]
async fn exif_goes_before_xmp() {
    let jpeg = Jpeg::default().of(&quarters(600, 400));
    let packet = b"http://ns.adobe.com/xap/1.0/\0<a tiff:Orientation='1'/>";
    let both = with_segment(&jpeg, 0xE1, &[b"Exif\0\0", &exif(6)[..]].concat());
    let file = with_segment(&both, 0xE1, packet);
    assert_turned("exif behind xmp", file).await;
}

#[tokio::test]
async fn the_notes_of_a_png_are_found_where_editors_put_them() {
    assert_turned("eXIf", with_chunk(b"eXIf", &exif(6))).await;
    let signed = [b"Exif\0\0", &exif(6)[..]].concat();
    assert_turned("eXIf with a signature", with_chunk(b"eXIf", &signed)).await;
    for name in ["exif", "APP1"] {
        let digits = hex::encode(&signed);
        let lines: Vec<&str> = digits
            .as_bytes()
            .chunks(72)
            .map(|line| std::str::from_utf8(line).expect("digits"))
            .collect();
        let profile = format!("\n{name}\n{:8}\n{}\n", signed.len(), lines.join("\n"));
        let keyword = format!("Raw profile type {name}\0");
        let text = [keyword.as_bytes(), profile.as_bytes()].concat();
        assert_turned(name, with_chunk(b"tEXt", &text)).await;
        let packed = fdeflate::compress_to_vec(profile.as_bytes());
        let text = [keyword.as_bytes(), b"\0", &packed].concat();
        assert_turned(name, with_chunk(b"zTXt", &text)).await;
    }
    let webp = webp_with(b"EXIF", &signed, 0x08);
    assert_turned("webp with a signature", webp).await;
}

/// A PNG of the quarters with this chunk in front of its data.
fn with_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut file = png(&quarters(600, 400));
    file.splice(33..33, png_chunk(kind, data));
    file
}

/// A WebP of the quarters with this chunk behind its data.
fn webp_with(kind: &[u8; 4], data: &[u8], flag: u8) -> Vec<u8> {
    let simple = webp(&quarters(600, 400));
    let mut inside = b"WEBPVP8X\x0A\0\0\0".to_vec();
    inside.extend([flag, 0, 0, 0, 0x57, 0x02, 0, 0x8F, 0x01, 0]);
    inside.extend(&simple[12..]);
    inside.extend(kind);
    inside.extend((data.len() as u32).to_le_bytes());
    inside.extend(data);
    inside.resize(inside.len().next_multiple_of(2), 0);
    let mut file = b"RIFF".to_vec();
    file.extend((inside.len() as u32).to_le_bytes());
    file.extend(inside);
    file
}
