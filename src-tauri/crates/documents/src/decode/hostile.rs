//! Pictures altered at random, by a seed, in this very process: whatever comes, there is an answer
//! within the caps and no panic. The worker's confinement is for what gets past this.

use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{Decoder, pages_of_picture};
use crate::hint::Hint;
use crate::limits::{Limits, MAX_SIDE_PX};
use crate::notes::Notes;
use crate::rendition::{Crop, RenditionRequest};
use crate::structure::more::more_in;

const SEEDS: [(&str, &[u8]); 6] = [
    ("dated.jpg", include_bytes!("../../tests/cases/e04_makernote_longer_than_data.jpg")),
    ("no-end.jpg", include_bytes!("../../tests/cases/j03_no_eoi_samsung_trailer.jpg")),
    ("two.jpg", include_bytes!("../../tests/cases/x03_two_pictures_mpo.jpg")),
    ("no-end.png", include_bytes!("../../tests/cases/p02_no_iend.png")),
    ("animated.png", include_bytes!("../../tests/cases/x01_animated.png")),
    ("long.png", include_bytes!("../../tests/cases/long-screenshot-1290x19854.png")),
];

/// Numbers at which parsers stumble.
const AWKWARD: [u32; 7] = [0, 1, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];

fn webp() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(120, 90, |x, y| {
        image::Rgb([(x * 2) as u8, (y * 2) as u8, (x ^ y) as u8])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::WebP).expect("encodes");
    file.into_inner()
}

/// Files, the same for the same seed. Half of the alterations are in the first kilobyte, where the
/// headers are.
fn altered(seed: u64, count: usize) -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let webp = webp();
    (0..count).map(move |index| {
        let webp = [("photo.webp", &webp[..])];
        let seeds: Vec<_> = SEEDS.iter().chain(&webp).collect();
        let (name, sound) = seeds[index % seeds.len()];
        let mut bytes = sound.to_vec();
        for _ in 0..random.random_range(1..=4) {
            alter(&mut random, &mut bytes);
        }
        (format!("{index}-{name}"), bytes)
    })
}

fn alter(random: &mut ChaCha8Rng, bytes: &mut Vec<u8>) {
    let reach = if random.random_bool(0.5) { bytes.len().min(1024) } else { bytes.len() };
    if reach == 0 {
        return;
    }
    let at = random.random_range(0..reach);
    let end = (at + random.random_range(1..200)).min(bytes.len());
    match random.random_range(0..7) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << random.random_range(0..8),
        2 => bytes[at] = 0xFF,
        3 => {
            let number = AWKWARD[random.random_range(0..AWKWARD.len())].to_be_bytes();
            let end = (at + 4).min(bytes.len());
            bytes[at..end].copy_from_slice(&number[..end - at]);
        }
        4 => drop(bytes.drain(at..end)),
        5 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        _ => random.fill(&mut bytes[at..end]),
    }
}

#[test]
fn altered_pictures_are_answered_within_the_caps() {
    let decoder = Decoder::new(Limits::default().memory_bytes);
    let part = Crop { left: 0.2, top: 0.7, width: 0.5, height: 0.3 };
    let (mut shown, mut refused) = (0, 0);
    for (name, bytes) in altered(20_261_128, 240) {
        let started = Instant::now();
        let pages = pages_of_picture(&bytes).unwrap_or(1);
        let last = RenditionRequest::preview(256).of_page(pages.saturating_sub(1));
        for request in [RenditionRequest::preview(256), last.clone(), last.of_part(part)] {
            match decoder.rendition(&bytes, &request) {
                Ok(rendition) => {
                    shown += 1;
                    assert!(rendition.width.max(rendition.height) <= 256, "{name}");
                    assert!(rendition.pages > request.page && rendition.pages < 64, "{name}");
                    let sides = rendition.source_width.max(rendition.source_height);
                    assert!((1..=MAX_SIDE_PX).contains(&sides), "{name}: {sides}");
                    for hint in &rendition.hints {
                        if let Hint::EndsEarly { share } = hint {
                            assert!((0.02..=1.0).contains(share), "{name}: {share}");
                        }
                        assert!(!hint.sentence().is_empty());
                    }
                }
                Err(_) => refused += 1,
            }
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{name}");
    }
    assert!(shown > 60 && refused > 60, "{shown} shown, {refused} refused");
}

#[test]
fn what_is_read_beside_a_picture_stands_anything() {
    for (name, bytes) in altered(7, 4_000) {
        let notes = Notes::of_file(&bytes);
        let more = more_in(&bytes);
        assert!(more.len() <= 3, "{name}: {more:?} {notes:?}");
        if let Some(pages) = pages_of_picture(&bytes) {
            assert!(pages >= 1, "{name}");
        }
    }
}

#[test]
fn a_file_made_of_beginnings_costs_little() {
    let started = Instant::now();
    let begins =
        b"\xFF\xD8\xFF\xC0\0\x0B\x08\0\x10\0\x10\x01\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0";
    for piece in [&begins[..], b"\xFF\xD8\xFF", b"\0\0\0\x10ftyX", b"\x89PNG\r\n\x1a\n", b"ftyp"] {
        let jpeg = [&begins[..], &[0xFF, 0xD9], &piece.repeat(20_000_000 / piece.len())].concat();
        let _ = (more_in(&jpeg), Notes::of_file(&jpeg), pages_of_picture(&jpeg));
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
