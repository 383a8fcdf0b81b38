//! What the comparison with other programs counts as missing ink, and what not.

use crate::ink::Grey;

/// White, with boxes: left, top, width, height, and how light.
fn page(boxes: &[(usize, usize, usize, usize, u8)]) -> Grey {
    let (width, height) = (200, 300);
    let mut pixels = vec![255; width * height];
    for &(left, top, w, h, light) in boxes {
        for y in top..top + h {
            pixels[y * width + left..y * width + left + w].fill(light);
        }
    }
    Grey { width, height, pixels }
}

#[test]
fn a_thinner_a_paler_and_a_shifted_line_are_not_missing() {
    let theirs = page(&[(20, 100, 150, 4, 0)]);
    assert!(theirs.ink() > 0.009);
    for ours in [(20, 101, 150, 1, 0), (20, 100, 150, 4, 190), (22, 102, 150, 4, 0)] {
        assert_eq!(theirs.missing_on(&page(&[ours])), 0.0, "{ours:?}");
    }
}

#[test]
fn what_is_not_there_or_hardly_to_be_seen_is_missing() {
    let theirs = page(&[(20, 100, 150, 4, 0), (20, 200, 150, 4, 0)]);
    assert_eq!(theirs.missing_on(&page(&[])), 1.0);
    assert_eq!(theirs.missing_on(&page(&[(20, 100, 150, 4, 0)])), 0.5);
    assert_eq!(theirs.missing_on(&page(&[(20, 100, 150, 4, 0), (20, 200, 150, 4, 230)])), 0.5);
    assert_eq!(theirs.missing_on(&page(&[(20, 100, 150, 4, 0), (20, 215, 150, 4, 0)])), 0.5);
    assert_eq!(page(&[]).missing_on(&theirs), 0.0, "what we have more is not looked for");
}

#[test]
fn what_one_program_alone_draws_is_not_missing() {
    let theirs = page(&[(20, 100, 150, 4, 0), (20, 200, 150, 4, 0)]);
    let ours = page(&[(20, 100, 150, 4, 0)]);
    assert_eq!(theirs.missing_as_well_on(&ours, &ours), 0.0);
    assert_eq!(theirs.missing_as_well_on(&ours, &theirs), 0.5);
    assert_eq!(theirs.missing_as_well_on(&ours, &page(&[])), 0.0);
}

#[test]
fn pictures_of_a_pixel_more_or_less_are_compared_and_others_are_read() {
    let bytes = [&b"P6\n2 2\n255\n"[..], &[255; 6], &[0; 6]].concat();
    let read = Grey::read(&bytes).expect("a picture");
    assert_eq!((read.width, read.height, &read.pixels[..]), (2, 2, &[255, 255, 0, 0][..]));
    assert!(Grey::read(b"P6\n2 2\n255\n").is_none());
    assert!(Grey::read(b"P6\n0 0\n255\n").is_none());
    let wider = Grey { width: 3, height: 2, pixels: vec![255, 255, 255, 0, 0, 0] };
    assert_eq!(read.missing_on(&wider), 0.0);
}
